//! When and where a session takes place: from a file's words to a slot. For formats that state
//! times and no programme days; those that do have a reader of their own.

use jiff::SignedDuration;

use super::draft::Draft;
use super::report::Report;
use super::zone::{self, Zone};
use super::{IngestError, ParseOptions, settle, time};
use crate::domain::{Event, EventBundle, Slot};

/// A session before its time is read, for which the event's zone must be known.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// Everything but its slot.
    pub(super) draft: Draft,
    /// When and where.
    pub(super) showing: Showing,
}

/// A session's place in a programme as a file writes it; what it leaves out is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Showing {
    /// Start, as date with time.
    pub(super) start: String,
    /// End, as date with time.
    pub(super) end: String,
    /// Planned length in seconds, which counts where there is no end.
    pub(super) length_s: Option<u32>,
    /// The room's name.
    pub(super) room: String,
}

impl Showing {
    /// Whether a start is stated.
    pub(super) fn is_timed(&self) -> bool {
        !self.start.trim().is_empty()
    }

    /// The slot in the event's zone; `None` without a start, or with one that is no time, which
    /// is told.
    pub(super) fn slot(&self, zone: &Zone, place: &str, report: &mut Report) -> Option<Slot> {
        let start = time::instant(&self.start, zone, place, report)?;
        let end = time::instant(&self.end, zone, place, report).or_else(|| {
            let length = SignedDuration::from_secs(self.length_s.unwrap_or(0).into());
            start.checked_add(length).ok()
        });
        let end = end.unwrap_or_else(|| start.clone());
        Some(time::slot(&start, &end, &self.room, place, report))
    }
}

/// Puts sessions together to an event, with the zone that the file declares (empty for none).
/// Sessions of the small hours are filed under the evening before.
///
/// # Errors
///
/// There is a time, and neither the file nor the options name a zone.
pub(super) fn bundle(
    event: Event,
    declared_zone: &str,
    sessions: Vec<Session>,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    if sessions.is_empty() {
        report.warn("no-sessions", "file", "the file holds no session");
    }
    let zone = if sessions.iter().any(|session| session.showing.is_timed()) {
        Some(zone::need(Some(declared_zone), &event.slug, options, report)?)
    } else {
        zone::choose(Some(declared_zone), options, report)?
    };
    let mut drafts = Vec::with_capacity(sessions.len());
    for Session { mut draft, showing } in sessions {
        let slot = zone.as_ref().and_then(|zone| showing.slot(zone, &draft.place, report));
        draft.talk.slots.extend(slot);
        drafts.push(draft);
    }
    settle::file_by_hour(&mut drafts, options.day_change.unwrap_or(time::DAY_CHANGE));
    Ok(settle::bundle(event, zone, drafts, report))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Time, date};
    use jiff::tz::TimeZone;

    use super::*;

    fn slot(start: &str, end: &str, length_s: Option<u32>) -> (Option<Slot>, Vec<String>) {
        let zone = Zone { rules: TimeZone::get("Europe/Paris").unwrap(), name: String::new() };
        let showing = Showing { start: start.into(), end: end.into(), length_s, room: "A".into() };
        let mut report = Report::default();
        let slot = showing.slot(&zone, "here", &mut report);
        (slot, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn an_end_goes_before_a_length_and_a_length_is_real_time() {
        let end = |of: (Option<Slot>, _)| of.0.unwrap().end;
        let start = "2024-03-31T01:30:00";
        assert_eq!(
            end(slot(start, "2024-03-31T04:00:00", Some(60))).time(),
            Time::constant(4, 0, 0, 0)
        );
        assert_eq!(end(slot(start, "", Some(3600))), date(2024, 3, 31).at(3, 30, 0, 0));
        assert_eq!(end(slot(start, "", None)), date(2024, 3, 31).at(1, 30, 0, 0));
    }

    #[test]
    fn a_zone_is_needed_for_times_alone_and_the_day_changes_when_asked() {
        let session = |start: &str| {
            let mut draft = Draft { number: "1".into(), ..Draft::default() };
            draft.talk.title = "T".into();
            Session { draft, showing: Showing { start: start.into(), ..Showing::default() } }
        };
        let event = || Event { slug: "e".into(), ..Event::default() };
        let options =
            ParseOptions { day_change: Time::new(6, 0, 0, 0).ok(), ..ParseOptions::default() };
        let read = |zone: &str, start: &str| {
            bundle(event(), zone, vec![session(start)], &options, &mut Report::default())
        };
        assert!(read("", "").unwrap().talks[0].slots.is_empty());
        let error = read(" ", "2024-05-05T05:00:00").unwrap_err();
        assert_eq!(error, IngestError::NoTimezone { event: "e".into() });
        let night = read("Europe/Paris", "2024-05-05T05:00:00").unwrap();
        assert_eq!(night.talks[0].slots[0].day, Some(date(2024, 5, 4)));
        assert_eq!(night.event.timezone.as_deref(), Some("Europe/Paris"));
    }

    #[test]
    fn no_start_is_no_slot_and_a_bad_one_is_told() {
        assert_eq!(slot(" ", "2024-03-31T04:00:00", None), (None, vec![]));
        assert_eq!(slot("soon", "", None), (None, vec!["bad-date".to_owned()]));
        assert_eq!(slot("2024-03-31T01:30:00", "later", Some(60)).1, ["bad-date"]);
    }
}
