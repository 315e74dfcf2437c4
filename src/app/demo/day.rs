//! The pattern of an invented day, and where it must lie so that talks are being given at a moment.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::domain::Slot;

pub(super) const HALL: &str = "Great Hall";
pub(super) const GALLERY: &str = "Gallery";
pub(super) const LIBRARY: &str = "Library";
pub(super) const LOFT: &str = "Workshop Loft";
pub(super) const TERRACE: &str = "Terrace";
pub(super) const FOYER: &str = "Foyer";

/// The rooms in which talks are given side by side.
pub(super) const TALK_ROOMS: [&str; 3] = [HALL, GALLERY, LIBRARY];

/// What a part of a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Service(&'static str),
    Break(&'static str),
    Keynote,
    /// Talks side by side in [`TALK_ROOMS`].
    Talks,
    Workshop,
    Lightning,
    /// Late at night, on the terrace.
    Late,
}

/// A part of a day, in minutes from its midnight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) part: Part,
    pub(super) room: &'static str,
    pub(super) start_min: i64,
    pub(super) end_min: i64,
}

const fn block(part: Part, room: &'static str, start: (i64, i64), minutes: i64) -> Block {
    let start_min = start.0 * 60 + start.1;
    Block { part, room, start_min, end_min: start_min + minutes }
}

/// A day as conferences have it. Workshops come before the talks beside them.
pub(super) const PATTERN: [Block; 22] = [
    block(Part::Service("Registration"), FOYER, (8, 15), 45),
    block(Part::Keynote, HALL, (9, 0), 25),
    block(Part::Keynote, HALL, (9, 30), 25),
    block(Part::Break("Coffee"), FOYER, (10, 0), 30),
    block(Part::Workshop, LOFT, (10, 30), 90),
    block(Part::Talks, HALL, (10, 30), 40),
    block(Part::Talks, HALL, (11, 20), 40),
    block(Part::Break("Lunch"), FOYER, (12, 0), 90),
    block(Part::Workshop, LOFT, (13, 30), 90),
    block(Part::Talks, HALL, (13, 30), 40),
    block(Part::Talks, HALL, (14, 20), 40),
    block(Part::Break("Coffee and cake"), FOYER, (15, 0), 30),
    block(Part::Workshop, LOFT, (15, 30), 90),
    block(Part::Talks, HALL, (15, 30), 40),
    block(Part::Talks, HALL, (16, 20), 40),
    block(Part::Lightning, TERRACE, (17, 10), 10),
    block(Part::Lightning, TERRACE, (17, 20), 10),
    block(Part::Keynote, HALL, (17, 35), 25),
    block(Part::Service("Evening reception"), FOYER, (18, 0), 60),
    block(Part::Late, TERRACE, (22, 45), 45),
    block(Part::Late, TERRACE, (24, 10), 45),
    block(Part::Service("Doors close"), FOYER, (24, 55), 10),
];

/// The last block of talks: it does not anchor a day, because nothing much follows.
const LAST_TALKS_MIN: i64 = 16 * 60 + 20;
/// From when on the parts of the night are counted.
const NIGHT_MIN: i64 = 22 * 60;
/// An ordinary day is laid by its first keynote, an hour that no zone skips or repeats.
const MORNING: Time = Time::constant(9, 0, 0, 0);
/// Times of an invented day are multiples of this, where the clock allows.
const GRID_MIN: i64 = 15;
/// A running session has at least this long to go.
const LEFT_MIN: i64 = 10;
/// Between the end of a shifted day and its night.
const PAUSE_MIN: i64 = 30;

/// One day of the demo: its date and the moments of its midnight, by day and by night, from which
/// its minutes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    origin: Timestamp,
    night: Timestamp,
}

impl Day {
    /// A day at its ordinary hours.
    pub(super) fn ordinary(date: Date, zone: &TimeZone) -> Self {
        let morning = zone.to_ambiguous_timestamp(date.to_datetime(MORNING)).compatible();
        let morning = morning.unwrap_or(Timestamp::UNIX_EPOCH);
        let origin = morning - minutes(9 * 60);
        Self { date, origin, night: origin }
    }

    /// The day of `now`, moved as little as possible so that talks are being given then.
    pub(super) fn around(now: Timestamp, zone: &TimeZone) -> Self {
        let wall = now.to_zoned(zone.clone());
        let ordinary = Self::ordinary(wall.date(), zone);
        let anchors = PATTERN
            .iter()
            .filter(|block| block.part == Part::Talks && block.start_min < LAST_TALKS_MIN);
        let since_midnight = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
        let choices = anchors.map(|block| (block, wanted_start(block, since_midnight)));
        let nearest = choices.min_by_key(|(block, start)| (start - block.start_min).abs());
        let Some((block, start)) = nearest else { return ordinary };
        if start == block.start_min {
            return ordinary;
        }
        let elapsed =
            SignedDuration::from_secs(i64::from(wall.second())) + minutes(since_midnight - start);
        let begins = now - elapsed - SignedDuration::from_nanos(wall.subsec_nanosecond().into());
        let origin = begins - minutes(block.start_min);
        let evening = PATTERN.iter().map(|block| block.end_min).filter(|end| *end <= NIGHT_MIN);
        let ends = origin + minutes(evening.max().unwrap_or(0) + PAUSE_MIN);
        let first_late = PATTERN.iter().find(|block| block.part == Part::Late);
        let late_min = first_late.map_or(NIGHT_MIN, |block| block.start_min);
        Self { date: ordinary.date, origin, night: ordinary.origin.max(ends - minutes(late_min)) }
    }

    /// When and where a block is; `None` where it would lie before the day.
    pub(super) fn slot(&self, block: &Block, room: &str, zone: &TimeZone) -> Option<Slot> {
        let origin = if block.start_min >= NIGHT_MIN { self.night } else { self.origin };
        let (start, start_repeated) = wall(origin + minutes(block.start_min), zone);
        let (end, end_repeated) = wall(origin + minutes(block.end_min), zone);
        let day = (start.date() != self.date).then_some(self.date);
        let room = Some(room.to_owned());
        let slot = Slot { start, end, room, day, start_repeated, end_repeated };
        (start.date() >= self.date).then_some(slot)
    }
}

/// The minute of the day at which a block should start so that it is on at `now`: its own where
/// that will do, else the nearest on the grid.
fn wanted_start(block: &Block, now: i64) -> i64 {
    let latest = now;
    let earliest = now - (block.end_min - block.start_min - LEFT_MIN);
    if (earliest..=latest).contains(&block.start_min) {
        return block.start_min;
    }
    let down = |minute: i64| minute.div_euclid(GRID_MIN) * GRID_MIN;
    let wanted =
        if block.start_min > latest { down(latest) } else { down(earliest + GRID_MIN - 1) };
    wanted.max(0)
}

/// The wall time of an instant, and whether it is the second of two.
fn wall(instant: Timestamp, zone: &TimeZone) -> (jiff::civil::DateTime, bool) {
    let wall = instant.to_zoned(zone.clone()).datetime();
    let first = zone.to_ambiguous_timestamp(wall).earlier();
    (wall, first.is_ok_and(|first| first < instant))
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// Yesterday, today and tomorrow.
pub(super) fn three_days(now: Timestamp, zone: &TimeZone) -> [Day; 3] {
    let today = Day::around(now, zone);
    let other = |date: Option<Date>| Day::ordinary(date.unwrap_or(today.date), zone);
    let before = other(today.date.checked_sub(1.day()).ok());
    let after = other(today.date.checked_add(1.day()).ok());
    [before, today, after]
}
