//! The first version of the demo: three days around a moment. The same moment gives the same programme.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::DEMO_EVENT;
use super::cast::{Busy, Candidate, Cast};
use super::day::{Block, Day, LIBRARY, PATTERN, Part, TALK_ROOMS, three_days};
use crate::domain::{Clock, Event, EventBundle, Kind, LinkKind, Slot, Talk};

/// The event's name: it stands on every page.
const NAME: &str = "AI_dev demo (invented timetable)";
/// What the event's page says first.
const DESCRIPTION: &str = "All times, rooms and tracks of this event are invented: they are laid around the moment at \
     which this demo was started. The talks themselves are real records of";
/// Of so many recordings one has not arrived yet.
const LATE_RECORDING: usize = 4;
/// The block of tomorrow in which a talk of today is given again.
const REPEAT_MIN: i64 = 14 * 60 + 20;

/// Yesterday, today and tomorrow of the demo, so that talks are being given at `now`. The editions
/// come newest first.
pub fn timetable(editions: &[EventBundle], now: Timestamp, zone: &TimeZone) -> EventBundle {
    let days = three_days(now, zone);
    let event = event(editions, &days, zone);
    let mut stage = Stage {
        cast: Cast::new(editions),
        clock: Clock::of(&event),
        zone,
        now,
        talks: Vec::new(),
        repeat: None,
        recordings: 0,
    };
    for (number, day) in days.iter().enumerate() {
        stage.fill(number, day);
    }
    let [yesterday, today, _] = days;
    stage.close_before(&yesterday, &today);
    let mut talks = stage.talks;
    talks.sort_by(|a, b| a.slots.cmp(&b.slots));
    EventBundle { event, talks, announcements: Vec::new() }
}

fn event(editions: &[EventBundle], days: &[Day; 3], zone: &TimeZone) -> Event {
    let names: Vec<&str> = editions.iter().map(|edition| edition.event.name.as_str()).collect();
    Event {
        slug: DEMO_EVENT.to_owned(),
        name: NAME.to_owned(),
        timezone: zone.iana_name().map(str::to_owned),
        starts_on: Some(days[0].date),
        ends_on: Some(days[2].date),
        location: Some("An invented venue".to_owned()),
        description: Some(format!("{DESCRIPTION} {}.", names.join(", "))),
        ..Event::default()
    }
}

/// What is laid so far.
struct Stage<'a> {
    cast: Cast,
    clock: Clock,
    zone: &'a TimeZone,
    now: Timestamp,
    talks: Vec<Talk>,
    /// The talk that is given again: its place, and who gives it.
    repeat: Option<(usize, Candidate)>,
    recordings: usize,
}

impl Stage<'_> {
    fn fill(&mut self, number: usize, day: &Day) {
        // Workshops run beside two blocks of talks; their people are busy in both.
        let mut workshop: Option<(Block, Candidate)> = None;
        for block in &PATTERN {
            let mut busy = Busy::default();
            if let Some((_, host)) = workshop.as_ref().filter(|(it, _)| overlap(it, block)) {
                busy.add(host);
            }
            match block.part {
                Part::Talks => self.fill_talks(number, day, block, busy),
                Part::Service(title) => self.add_pause(number, day, block, title, Kind::Service),
                Part::Break(title) => self.add_pause(number, day, block, title, Kind::Break),
                part => {
                    let Some(candidate) = self.take(part, block, busy) else { continue };
                    self.add(&candidate, day, block, block.room);
                    if part == Part::Workshop {
                        workshop = Some((*block, candidate));
                    }
                }
            }
        }
    }

    /// A session that has its time for itself.
    fn take(&mut self, part: Part, block: &Block, busy: Busy) -> Option<Candidate> {
        let is_first = block.start_min == PATTERN[1].start_min;
        let (kinds, word): (&[Kind], _) = match part {
            Part::Keynote => (&[Kind::Keynote], is_first.then_some("Welcome")),
            Part::Workshop => (&[Kind::Workshop], None),
            Part::Lightning => (&[Kind::Lightning], None),
            _ => (&[Kind::Fireside, Kind::Panel], None),
        };
        self.cast.take(kinds, word, &busy)
    }

    fn fill_talks(&mut self, number: usize, day: &Day, block: &Block, mut busy: Busy) {
        let again = self.repeat.clone().filter(|_| number == 2 && block.start_min == REPEAT_MIN);
        if let Some((_, candidate)) = &again {
            busy.add(candidate);
        }
        for room in TALK_ROOMS {
            if let (LIBRARY, Some((at, _))) = (room, &again) {
                let slot = day.slot(block, room, self.zone);
                self.talks[*at].slots.extend(slot);
                continue;
            }
            let Some(candidate) = self.cast.take_talk(&busy) else { return };
            busy.add(&candidate);
            self.add(&candidate, day, block, room);
            if number == 1 && room == LIBRARY && self.is_on_now() {
                self.repeat = Some((self.talks.len() - 1, candidate));
            }
        }
    }

    fn is_on_now(&self) -> bool {
        let last = self.talks.last().and_then(|talk| talk.slots.first());
        last.is_some_and(|slot| {
            let (start, end) = self.clock.instants(slot);
            start <= self.now && self.now < end
        })
    }

    fn add(&mut self, candidate: &Candidate, day: &Day, block: &Block, room: &str) {
        let Some(slot) = day.slot(block, room, self.zone) else { return };
        let is_given = self.clock.end(&slot) <= self.now;
        self.recordings += usize::from(is_given);
        let is_recorded = is_given && !self.recordings.is_multiple_of(LATE_RECORDING);
        self.talks.push(entry(candidate, slot, is_recorded));
    }

    fn add_pause(&mut self, number: usize, day: &Day, block: &Block, title: &str, kind: Kind) {
        let Some(slot) = day.slot(block, block.room, self.zone) else { return };
        let id = format!("pause-{number}-{}", block.start_min);
        self.talks.push(Talk {
            slug: id.clone(),
            id,
            event: DEMO_EVENT.to_owned(),
            title: title.to_owned(),
            kind,
            slots: vec![slot],
            ..Talk::default()
        });
    }

    /// Leaves out what of yesterday's night would run into a day that begins very early.
    fn close_before(&mut self, yesterday: &Day, today: &Day) {
        let slots = || self.talks.iter().flat_map(|talk| &talk.slots);
        let of_today = slots().filter(|slot| slot.programme_day() == today.date);
        let Some(first) = of_today.map(|slot| self.clock.start(slot)).min() else { return };
        let clock = &self.clock;
        self.talks.retain(|talk| {
            let is_late =
                |slot: &Slot| slot.programme_day() == yesterday.date && clock.end(slot) > first;
            !talk.slots.iter().any(is_late)
        });
    }
}

fn overlap(a: &Block, b: &Block) -> bool {
    a.start_min < b.end_min && b.start_min < a.end_min
}

/// A talk of an edition at its invented time. A recording that a visitor of the demo could not have
/// yet is linked as what it is: that of the edition.
pub(super) fn entry(candidate: &Candidate, slot: Slot, is_recorded: bool) -> Talk {
    let mut talk = Talk {
        event: DEMO_EVENT.to_owned(),
        track: (candidate.talk.kind != Kind::Keynote).then(|| candidate.track.to_owned()),
        source_ids: vec![format!("edition:{}/{}", candidate.talk.event, candidate.talk.id)],
        slots: vec![slot],
        published: None,
        ..candidate.talk.clone()
    };
    if !is_recorded {
        talk.duration_s = None;
        for link in talk.links.iter_mut().filter(|link| link.kind == LinkKind::Video) {
            link.kind = LinkKind::Other;
            link.title = Some(format!("Recording at {}", candidate.edition));
        }
    }
    talk
}
