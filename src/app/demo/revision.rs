//! The two versions of the demo: what changes at a real conference, shortly before and during it.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};

use super::DEMO_EVENT;
use super::cast::{Busy, Cast};
use super::day::{GALLERY, HALL, LIBRARY, TERRACE};
use super::timetable::entry;
use crate::domain::{Announcement, Audience, Clock, EventBundle, Kind, Slot, State, Talk};

/// By how much a talk is put off: behind the last talks of its day.
const PUT_OFF_MIN: i64 = 50;

/// The programme as first published: with a speaker's name that is not spelled out yet.
pub(super) fn first(plan: &EventBundle, now: Timestamp) -> EventBundle {
    let mut bundle = plan.clone();
    if let Some(at) = Upcoming::of(plan, now).next_in(plan, HALL) {
        shorten_names(&mut bundle.talks[at]);
    }
    bundle
}

/// The programme with that name spelled out, a room changed, a time changed, a talk cancelled, one
/// that stands in for it, and two announcements.
pub(super) fn second(plan: &EventBundle, editions: &[EventBundle], now: Timestamp) -> EventBundle {
    let mut bundle = plan.clone();
    let mut upcoming = Upcoming::of(plan, now);
    let today = Clock::of(&plan.event).wall(now).date();
    upcoming.next_in(plan, HALL);
    bundle.announcements.push(label(plan, today));
    if let Some(at) = upcoming.next_in(plan, GALLERY) {
        bundle.announcements.extend(change_room(&mut bundle.talks[at], today));
    }
    if let Some(at) = upcoming.next_in(plan, LIBRARY) {
        bundle.talks[at].state = State::Cancelled;
        let slot = bundle.talks[at].slots.first().cloned();
        bundle.talks.extend(slot.and_then(|slot| stand_in(plan, editions, slot)));
    }
    if let Some(at) = upcoming.last_in(plan, HALL) {
        put_off(&mut bundle.talks[at]);
    }
    bundle
}

/// Talks that are given once and have not begun, by time, each to be changed once.
struct Upcoming {
    places: Vec<usize>,
}

impl Upcoming {
    fn of(plan: &EventBundle, now: Timestamp) -> Self {
        let clock = Clock::of(&plan.event);
        let is_ahead = |talk: &Talk| {
            let [slot] = &talk.slots[..] else { return false };
            talk.kind == Kind::Talk && clock.start(slot) > now
        };
        let mut places: Vec<usize> =
            (0..plan.talks.len()).filter(|&at| is_ahead(&plan.talks[at])).collect();
        places.sort_by_key(|&at| clock.start(&plan.talks[at].slots[0]));
        Self { places }
    }

    fn next_in(&mut self, plan: &EventBundle, room: &str) -> Option<usize> {
        let place = self.places.iter().position(|&at| is_in(&plan.talks[at], room))?;
        Some(self.places.remove(place))
    }

    fn last_in(&mut self, plan: &EventBundle, room: &str) -> Option<usize> {
        let place = self.places.iter().rposition(|&at| is_in(&plan.talks[at], room))?;
        Some(self.places.remove(place))
    }
}

fn is_in(talk: &Talk, room: &str) -> bool {
    talk.slots.first().and_then(|slot| slot.room.as_deref()) == Some(room)
}

/// `Ada Byron` as `A. Byron`.
fn shorten_names(talk: &mut Talk) {
    for person in &mut talk.speakers {
        if let Some((given, rest)) = person.name.split_once(' ') {
            let initial: String = given.chars().take(1).collect();
            person.name = format!("{initial}. {rest}");
        }
    }
}

/// Moves a talk out of its room, and says so to those who are there.
fn change_room(talk: &mut Talk, today: Date) -> Option<Announcement> {
    let slot = talk.slots.first_mut()?;
    let room = slot.room.replace(TERRACE.to_owned())?;
    Some(Announcement {
        id: "gallery-closed".to_owned(),
        event: DEMO_EVENT.to_owned(),
        title: format!("The {room} is closed for one talk: “{}” is on the {TERRACE}", talk.title),
        body: "The projector is being changed. This room and this notice are invented.".to_owned(),
        date: Some(today),
        until: Some(slot.end),
        audience: Some(Audience::Room(room)),
        ..Announcement::default()
    })
}

/// The notice that tells everyone on every page what is real here and what is not.
fn label(plan: &EventBundle, today: Date) -> Announcement {
    Announcement {
        id: "invented-timetable".to_owned(),
        event: DEMO_EVENT.to_owned(),
        title: "This is a demo: times, rooms, tracks and changes are invented; the talks are real"
            .to_owned(),
        body: plan.event.description.clone().unwrap_or_default(),
        date: Some(today),
        until: plan.event.ends_on.and_then(end_of).or_else(|| end_of(today)),
        audience: Some(Audience::Everyone),
        ..Announcement::default()
    }
}

/// The midnight that ends the day after: the last night of an event runs into it.
fn end_of(day: Date) -> Option<DateTime> {
    Some(day.checked_add(2.days()).ok()?.to_datetime(Time::midnight()))
}

/// A talk that waited, in the place of one that was cancelled.
fn stand_in(plan: &EventBundle, editions: &[EventBundle], slot: Slot) -> Option<Talk> {
    let is_new = |talk: &&Talk| plan.talks.iter().all(|other| other.id != talk.id);
    let waiting = editions.iter().map(|edition| EventBundle {
        talks: edition.talks.iter().filter(is_new).cloned().collect(),
        ..edition.clone()
    });
    let waiting: Vec<EventBundle> = waiting.collect();
    let found = Cast::new(&waiting).take(&[Kind::Talk], None, &Busy::default())?;
    Some(entry(&found, slot, false))
}

/// Gives a talk at the end of its day, in a room that is free then.
fn put_off(talk: &mut Talk) {
    for slot in &mut talk.slots {
        slot.room = Some(LIBRARY.to_owned());
        slot.start = slot.start.saturating_add(PUT_OFF_MIN.minutes());
        slot.end = slot.end.saturating_add(PUT_OFF_MIN.minutes());
    }
}
