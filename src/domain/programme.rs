//! The programme of an event as showings in time: days, rooms, what is on and what comes next. Reads
//! no clock and draws nothing.

use std::cmp::Ordering;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Clock, EventBundle, Slot, State, Talk};

/// How far ahead "next" looks: the break and the talk after it.
const NEXT_WITHIN: SignedDuration = SignedDuration::from_mins(90);

/// A talk at one of its times.
#[derive(Debug, Clone, Copy)]
pub struct Showing<'a> {
    /// The talk.
    pub talk: &'a Talk,
    /// The time and room, as stated.
    pub slot: &'a Slot,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends; never before it starts.
    pub end: Timestamp,
    /// The day under which the programme lists it.
    pub day: Date,
}

impl<'a> Showing<'a> {
    /// A talk at a time.
    pub fn new(clock: &Clock, talk: &'a Talk, slot: &'a Slot) -> Self {
        let (start, end) = clock.instants(slot);
        Self { talk, slot, start, end: end.max(start), day: slot.programme_day() }
    }

    /// The room's name.
    pub fn room(&self) -> Option<&'a str> {
        self.slot.room.as_deref()
    }

    /// Whether it is on at an instant. One that ends as it starts is on for that instant alone.
    pub fn is_on(&self, at: Timestamp) -> bool {
        self.start <= at && (at < self.end || self.start == at)
    }

    /// Whether two are on at the same time, if only for a moment; one after the other are not.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether people can go to it.
    pub fn takes_place(&self) -> bool {
        !matches!(self.talk.state, State::Cancelled | State::Withdrawn)
    }
}

/// All showings of an event in order of time. Talks that were withdrawn are in no programme.
#[derive(Debug)]
pub struct Programme<'a> {
    /// The event's clock.
    pub clock: Clock,
    /// By day, start and room.
    pub showings: Vec<Showing<'a>>,
}

impl<'a> Programme<'a> {
    /// The programme of an event.
    pub fn of(bundle: &'a EventBundle) -> Self {
        let clock = Clock::of(&bundle.event);
        let talks = bundle.talks.iter().filter(|talk| talk.state != State::Withdrawn);
        let showings_of = |talk: &'a Talk| talk.slots.iter().map(move |slot| (talk, slot));
        let mut showings: Vec<_> = talks
            .flat_map(showings_of)
            .map(|(talk, slot)| Showing::new(&clock, talk, slot))
            .collect();
        showings.sort_by(|a, b| {
            let rooms = || compare_names(a.room().unwrap_or(""), b.room().unwrap_or(""));
            (a.day, a.start).cmp(&(b.day, b.start)).then_with(rooms)
        });
        Self { clock, showings }
    }

    /// The days that have something, in order.
    pub fn days(&self) -> Vec<Date> {
        let mut days: Vec<_> = self.showings.iter().map(|showing| showing.day).collect();
        days.dedup();
        days
    }

    /// The day that matters at an instant: the one of what is on or comes next, else the last.
    pub fn day_at(&self, at: Timestamp) -> Option<Date> {
        let coming = self.showings.iter().filter(|showing| showing.end > at);
        let nearest = coming.min_by_key(|showing| showing.start);
        nearest.or(self.showings.last()).map(|showing| showing.day)
    }

    /// What is on at an instant.
    pub fn now(&self, at: Timestamp) -> Vec<Showing<'a>> {
        self.showings.iter().filter(|showing| showing.is_on(at)).copied().collect()
    }

    /// What comes next: everything that starts within an hour and a half, or at the next time at
    /// which anything starts.
    pub fn next(&self, at: Timestamp) -> Vec<Showing<'a>> {
        let coming = || self.showings.iter().filter(|showing| showing.start > at);
        let Some(first) = coming().map(|showing| showing.start).min() else { return Vec::new() };
        let until = first.max(at.saturating_add(NEXT_WITHIN).unwrap_or(first));
        coming().filter(|showing| showing.start <= until).copied().collect()
    }

    /// The rooms that have something, ordered by name as people count (`Hall 2` before `Hall 10`).
    pub fn rooms(&self) -> Vec<&'a str> {
        let mut rooms: Vec<_> = self.showings.iter().filter_map(Showing::room).collect();
        rooms.sort_by(|a, b| compare_names(a, b));
        rooms.dedup();
        rooms
    }

    /// What a room shows before and after a showing, of what takes place.
    pub fn neighbours(&self, of: &Showing<'_>) -> (Option<Showing<'a>>, Option<Showing<'a>>) {
        let same_room = |it: &&Showing<'_>| {
            it.slot.room == of.slot.room
                && it.slot.room.is_some()
                && it.talk.kind.is_session()
                && it.takes_place()
                && it.talk.id != of.talk.id
        };
        let in_room = || self.showings.iter().filter(same_room);
        let before = in_room().filter(|it| it.end <= of.start).max_by_key(|it| it.start);
        let after = in_room().filter(|it| it.start >= of.end).min_by_key(|it| it.start);
        (before.copied(), after.copied())
    }
}

/// Orders names so that runs of digits count as numbers, and case does not.
pub fn compare_names(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (first, second) = (next_part(&mut left), next_part(&mut right));
        let order = match (first, second) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(first), Some(second)) => compare_parts(first, second),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes a run of digits or of other letters from the start of a text.
fn next_part<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let is_number = rest.chars().next()?.is_ascii_digit();
    let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
    let (part, after) = rest.split_at(end);
    *rest = after;
    Some(part)
}

fn compare_parts(a: &str, b: &str) -> Ordering {
    // Numbers of any length, without reading them: fewer digits are less.
    let number = |part: &str| {
        let digits = part.trim_start_matches('0').to_owned();
        part.starts_with(|c: char| c.is_ascii_digit()).then_some((digits.len(), digits))
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Event;

    fn talk(id: &str, start: (i8, i8), end: (i8, i8), room: &str) -> Talk {
        let day = date(2024, 6, 19);
        let slot = Slot {
            room: Some(room.into()),
            ..Slot::new(day.at(start.0, start.1, 0, 0), day.at(end.0, end.1, 0, 0))
        };
        Talk { id: id.into(), slots: vec![slot], ..Talk::default() }
    }

    fn bundle(talks: Vec<Talk>) -> EventBundle {
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        EventBundle { event, talks, announcements: Vec::new() }
    }

    fn ids(showings: &[Showing<'_>]) -> Vec<String> {
        showings.iter().map(|showing| showing.talk.id.clone()).collect()
    }

    #[test]
    fn what_is_on_and_what_comes_next_depend_on_the_instant() {
        let bundle = bundle(vec![
            talk("a", (10, 0), (10, 30), "Hall 10"),
            talk("b", (10, 0), (11, 0), "Hall 2"),
            talk("c", (10, 45), (11, 0), "Hall 10"),
            talk("d", (15, 0), (16, 0), "Hall 10"),
        ]);
        let programme = Programme::of(&bundle);
        let at = |hour, minute| programme.clock.instant(date(2024, 6, 19).at(hour, minute, 0, 0));
        assert_eq!(ids(&programme.showings), ["b", "a", "c", "d"]);
        assert_eq!(ids(&programme.now(at(10, 30))), ["b"]);
        assert_eq!(ids(&programme.next(at(10, 30))), ["c"]);
        assert_eq!(ids(&programme.next(at(11, 30))), ["d"], "the next however far it is");
        assert_eq!(ids(&programme.next(at(15, 0))), [""; 0]);
        assert_eq!(programme.rooms(), ["Hall 2", "Hall 10"]);
        assert_eq!(programme.day_at(at(23, 0)), Some(date(2024, 6, 19)));
        let (before, after) = programme.neighbours(&programme.showings[2]);
        assert_eq!(before.map(|it| it.talk.id.as_str()), Some("a"));
        assert_eq!(after.map(|it| it.talk.id.as_str()), Some("d"));
    }

    #[test]
    fn the_night_when_clocks_go_back_keeps_its_order() {
        let night = |id: &str, hour: i8, second: bool| {
            let wall = date(2024, 10, 27).at(hour, 30, 0, 0);
            let slot = Slot { start_repeated: second, end_repeated: true, ..Slot::new(wall, wall) };
            Talk { id: id.into(), slots: vec![slot], ..Talk::default() }
        };
        let bundle = bundle(vec![night("second", 2, true), night("first", 2, false)]);
        let programme = Programme::of(&bundle);
        assert_eq!(ids(&programme.showings), ["first", "second"]);
        let [first, second] = programme.showings[..] else { panic!("two showings") };
        assert_eq!(second.start.duration_since(first.start), SignedDuration::from_hours(1));
    }

    #[test]
    fn names_are_ordered_as_people_count() {
        let mut names = ["Saal 10", "saal 2", "Saal", "H.1302", "H.1301", "Saal 02b"];
        names.sort_by(|a, b| compare_names(a, b));
        assert_eq!(names, ["H.1301", "H.1302", "Saal", "saal 2", "Saal 02b", "Saal 10"]);
    }
}
