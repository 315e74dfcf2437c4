//! Contributions, the blocks they stand in and the parts they have, to drafts of talks.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};
use serde_json::Value;

use super::{Record, Report, Zone, person};
use crate::domain::{Kind, Slot, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::{json, parts, time, words};

/// Reads contributions in the zone of their event.
pub(super) struct Reader<'a> {
    pub(super) zone: &'a Zone,
    /// The zone the file declares: a time stated in it counts in [`Self::zone`].
    pub(super) declared: &'a str,
    pub(super) report: &'a mut Report,
}

impl Reader<'_> {
    /// The first and the last day of the event.
    pub(super) fn days(&mut self, conference: &Record<'_>) -> (Option<Date>, Option<Date>) {
        let mut day = |key| Some(self.instant(conference.get(key), &conference.place)?.date());
        (day("startDate"), day("endDate"))
    }

    /// Adds a contribution and its parts; `block` is the session it stands in.
    pub(super) fn contribution(
        &mut self,
        record: &Record<'_>,
        block: Option<&Record<'_>>,
        drafts: &mut Vec<Draft>,
    ) {
        let mut draft = self.draft(record, block);
        draft.number = record.id("id");
        let inner = record.records("subContributions", self.report);
        let (number, track) = (draft.number.clone(), draft.talk.track.clone());
        drafts.push(draft);
        for part in inner {
            // A part has a length and an order, but no time of its own.
            let mut draft = self.draft(&part, None);
            draft.number = format!("{number}-{}", part.id("id"));
            draft.talk.track.clone_from(&track);
            drafts.push(draft);
        }
    }

    /// Adds the contributions of a session's block; a block without any is a session itself.
    pub(super) fn block(&mut self, block: &Record<'_>, drafts: &mut Vec<Draft>) {
        let inner = block.records("contributions", self.report);
        for contribution in &inner {
            self.contribution(contribution, Some(block), drafts);
        }
        if inner.is_empty() {
            let mut draft = self.draft(block, None);
            draft.number = format!("block-{}", block.id("id"));
            drafts.push(draft);
        }
    }

    fn draft(&mut self, record: &Record<'_>, block: Option<&Record<'_>>) -> Draft {
        let place = &record.place;
        let (state, title) = parts::title(&record.text("title"), place, self.report);
        let track = track(record, block);
        let slot = self.slot(record, block);
        let talk = Talk {
            kind: kind(record, &track, &title),
            state,
            title,
            track: parts::some(track),
            abstract_text: record.text("description"),
            topics: parts::topics(record.get("keywords")),
            speakers: person::speakers(record, self.report),
            slots: slot.into_iter().collect(),
            links: person::links(record, self.report),
            duration_s: seconds(record.get("duration")),
            ..Talk::default()
        };
        Draft { talk, place: place.clone(), ..Draft::default() }
    }

    fn slot(&mut self, record: &Record<'_>, block: Option<&Record<'_>>) -> Option<Slot> {
        let place = &record.place;
        let start = self.instant(record.get("startDate"), place)?;
        let length = seconds(record.get("duration")).map(i64::from).map(SignedDuration::from_secs);
        let end = self
            .instant(record.get("endDate"), place)
            .or_else(|| start.checked_add(length?).ok())
            .unwrap_or_else(|| start.clone());
        let rooms = [Some(record), block].into_iter().flatten();
        let room = rooms
            .map(|record| json::line(record.first(&["room", "roomFullname"])))
            .find(|room| !room.is_empty());
        Some(time::slot(&start, &end, &room.unwrap_or_default(), place, self.report))
    }

    /// A date, time and zone of their own, in the event's zone. The export writes times in the
    /// zone of whoever asked for it, mostly UTC.
    fn instant(&mut self, stated: &Value, place: &str) -> Option<Zoned> {
        let part = |key| json::line(json::field(stated, key));
        let (date, clock, name) = (part("date"), part("time"), part("tz"));
        if date.is_empty() {
            return None;
        }
        let Ok(wall) = format!("{date}T{clock}").parse::<DateTime>() else {
            let written = clip(&format!("{date} {clock}"), 40);
            self.report.warn("bad-date", place, format!("`{written}` is not a date with time"));
            return None;
        };
        if name.is_empty() || name == self.declared || name == self.zone.name {
            return time::on_wall(wall, self.zone, place, self.report);
        }
        let Ok(rules) = TimeZone::get(&name) else {
            let message = format!(
                "`{}` is not a time zone; {wall} is read in {}",
                clip(&name, 40),
                self.zone.name
            );
            self.report.warn("unknown-zone", place, message);
            return time::on_wall(wall, self.zone, place, self.report);
        };
        let instant = time::on_wall(wall, &Zone { rules, name }, place, self.report)?;
        Some(instant.with_time_zone(self.zone.rules.clone()))
    }
}

/// The session a contribution stands in, which is what a programme lists; else the track that it
/// was submitted to.
fn track(record: &Record<'_>, block: Option<&Record<'_>>) -> String {
    let of_block = block.map(|block| {
        let session = json::name(block.get("session"));
        if session.is_empty() { block.line("title") } else { session }
    });
    let stated = || json::name(record.get("session"));
    [of_block.unwrap_or_else(stated), json::name(record.get("track"))]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

/// What the type of a contribution says, else the track it was submitted to, else its session.
fn kind(record: &Record<'_>, session: &str, title: &str) -> Kind {
    let stated = [json::name(record.get("type")), json::name(record.get("track"))];
    stated
        .iter()
        .map(String::as_str)
        .chain([session])
        .map(|stated| words::kind(stated, ""))
        .find(|kind| *kind != Kind::Talk)
        .unwrap_or_else(|| words::kind("", title))
}

/// A length in minutes, or as `0:20:00`, in seconds.
fn seconds(stated: &Value) -> Option<u32> {
    let minutes = json::count(stated).filter(|minutes| *minutes > 0);
    minutes.and_then(|minutes| minutes.checked_mul(60)).or_else(|| {
        let length = time::duration_s(stated.as_str()?)?;
        (length > 0).then_some(length)
    })
}
