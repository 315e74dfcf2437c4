//! A cell to the parts of a date and time it states. Decides nothing that other cells may tell:
//! which of two numbers is the day, which year, which date a weekday is.

use jiff::civil::{Date, DateTime, Weekday};

use super::clock::{Clock, clock_at, settled};
use super::date::date_at;
use super::number::number;
use super::token::{Token, small, tokens};
use super::words;
use crate::ingest::time::Stated;

/// What a cell is expected to state; decides what `10.12` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::table) enum Wanted {
    /// A date, a weekday or the number of a day.
    Day,
    /// A time, also with a date.
    Time,
}

/// A date as far as its cell alone tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::table) enum RawDate {
    /// All of it.
    Exact(Date),
    /// Two numbers of which one is the day and one the month.
    Unordered { first: i8, second: i8, year: Option<i16> },
    /// A date without its year.
    Yearless { month: i8, day: i8 },
}

/// A name for a day of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ingest::table) enum Label {
    Weekday(Weekday),
    Number(u32),
}

/// What a cell states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ingest::table) struct Parts {
    pub(in crate::ingest::table) date: Option<RawDate>,
    pub(in crate::ingest::table) weekday: Option<Weekday>,
    /// The number of a day.
    pub(in crate::ingest::table) number: Option<u32>,
    /// Seconds since midnight; 86,400 for 24:00.
    pub(in crate::ingest::table) time_s: Option<u32>,
    /// The end of a range.
    pub(in crate::ingest::table) end_date: Option<RawDate>,
    pub(in crate::ingest::table) end_time_s: Option<u32>,
    /// An instant, where the cell states one.
    pub(in crate::ingest::table) instant: Option<Stated>,
    /// The time is said to be in UTC.
    pub(in crate::ingest::table) is_utc: bool,
    /// Letters of a zone that say nothing certain.
    pub(in crate::ingest::table) zone: Option<String>,
}

impl Parts {
    /// What the day is called, where no date is stated.
    pub(in crate::ingest::table) fn label(&self) -> Option<Label> {
        let number = self.number.map(Label::Number);
        number.or(self.weekday.map(Label::Weekday)).filter(|_| self.date.is_none())
    }

    /// These parts, and those of another cell where these are missing.
    pub(in crate::ingest::table) fn or(self, other: Self) -> Self {
        Self {
            date: self.date.or(other.date),
            weekday: self.weekday.or(other.weekday),
            number: self.number.or(other.number),
            time_s: self.time_s.or(other.time_s),
            end_date: self.end_date.or(other.end_date),
            end_time_s: self.end_time_s.or(other.end_time_s),
            instant: self.instant.or(other.instant),
            is_utc: self.is_utc || other.is_utc,
            zone: self.zone.or(other.zone),
        }
    }

    fn of_wall(wall: DateTime) -> Self {
        let time = wall.time();
        let seconds = (i32::from(time.hour()) * 60 + i32::from(time.minute())) * 60;
        let time_s = u32::try_from(seconds + i32::from(time.second())).ok();
        Self { date: Some(RawDate::Exact(wall.date())), time_s, ..Self::default() }
    }
}

/// Reads a cell; `None` when it states anything but dates and times.
pub(in crate::ingest::table) fn scan(cell: &str, wanted: Wanted) -> Option<Parts> {
    match Stated::read(cell) {
        Some(Stated::Wall(wall)) => return Some(Parts::of_wall(wall)),
        Some(instant) => return Some(Parts { instant: Some(instant), ..Parts::default() }),
        None => {}
    }
    if let Some(parts) = number(cell, wanted) {
        return Some(parts);
    }
    let tokens = tokens(cell)?;
    let mut scanner = Scanner { wanted, ..Scanner::default() };
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let used = scanner.take(rest, tokens.len() == 1)?;
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    let mut parts = scanner.parts;
    (parts.time_s, parts.end_time_s) = settled(scanner.start, scanner.end);
    (parts != Parts::default()).then_some(parts)
}

#[derive(Debug)]
struct Scanner {
    wanted: Wanted,
    parts: Parts,
    start: Option<Clock>,
    end: Option<Clock>,
    /// Whether what comes next is the end of a range.
    has_ended: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        let wanted = Wanted::Time;
        Self { wanted, parts: Parts::default(), start: None, end: None, has_ended: false }
    }
}

impl Scanner {
    /// Takes in the next date, time, word or mark, and says how many tokens it had.
    fn take(&mut self, rest: &[Token], is_alone: bool) -> Option<usize> {
        if let Some((date, used)) = date_at(rest, self.wanted) {
            self.take_date(date)?;
            return Some(used);
        }
        if let Some(clock) = clock_at(rest, self.wanted).filter(|it| self.may_be(it, is_alone)) {
            self.take_clock(clock)?;
            return Some(clock.used);
        }
        match rest.first()? {
            Token::Word(word) => self.take_word(word, rest),
            Token::Mark('-') => {
                self.has_ended |= self.start.is_some() || self.parts.date.is_some();
                Some(1)
            }
            Token::Mark(mark) => ",;:/|()@.'".contains(*mark).then_some(1),
            Token::Number(value, 1 | 2) if is_alone && self.wanted == Wanted::Day => {
                self.parts.number = Some(*value);
                Some(1)
            }
            Token::Number(..) => None,
        }
    }

    fn take_date(&mut self, date: RawDate) -> Option<()> {
        let is_second = self.has_ended && self.parts.date.is_some();
        let place = if is_second { &mut self.parts.end_date } else { &mut self.parts.date };
        place.replace(date).is_none().then_some(())
    }

    /// A second time is the end, whatever stands between.
    fn take_clock(&mut self, clock: Clock) -> Option<()> {
        self.has_ended |= self.start.is_some();
        let place = if self.start.is_some() { &mut self.end } else { &mut self.start };
        place.replace(clock).is_none().then_some(())
    }

    /// A number without any sign of being a time is one only beside another time, or alone where a
    /// time is wanted.
    fn may_be(&self, clock: &Clock, is_alone: bool) -> bool {
        let is_side = self.has_ended || self.start.is_none() && self.parts.date.is_none();
        !clock.is_bare || (self.wanted == Wanted::Time && (is_alone || is_side))
    }

    fn take_word(&mut self, word: &str, rest: &[Token]) -> Option<usize> {
        if words::counts_days(word)
            && let Some(number) = small(rest, 1)
        {
            self.parts.number = Some(number);
            return Some(2);
        }
        if words::is_utc(word) {
            self.parts.is_utc = true;
        } else if words::is_zone(word) {
            self.parts.zone = Some(word.to_uppercase());
        } else if words::is_range(word) {
            self.has_ended |= self.start.is_some();
        } else if words::is_filler(word) {
            // `am` and `um` stand before dates and times.
        } else {
            self.parts.weekday = Some(words::weekday(word)?);
        }
        Some(1)
    }
}
