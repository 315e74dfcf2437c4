//! What a row says of when it takes place, cell by cell; which dates that means is settled when
//! all rows are known.

use super::field::Field;
use super::header::{Column, Header};
use super::record::Record;
use super::sheet::Row;
use super::when::{self, Parts, Unit, Wanted, is_utc, is_zone, length_s, scan};
use crate::ingest::records::clip;

/// The code of a warning for a date or time that cannot be read.
const BAD_DATE: &str = "bad-date";
/// The code of a warning for a length that cannot be read.
pub(super) const BAD_DURATION: &str = "bad-duration";

/// What a row says of its time.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) start: Parts,
    pub(super) end: Parts,
    /// A day of the calendar.
    pub(super) date: Parts,
    pub(super) end_date: Parts,
    /// A day of the programme.
    pub(super) day: Parts,
    pub(super) length_s: Option<u32>,
    /// Cells that cannot be read: the code of the warning, and a sentence.
    pub(super) unread: Vec<(&'static str, String)>,
}

impl Told {
    /// Reads the cells of a row.
    pub(super) fn by(record: Record<'_>) -> Self {
        let mut told = Self::default();
        told.start = told.parts(record, Field::Start, Wanted::Time);
        told.end = told.parts(record, Field::End, Wanted::Time);
        told.date = told.parts(record, Field::Date, Wanted::Day);
        told.end_date = told.parts(record, Field::EndDate, Wanted::Day);
        told.day = told.parts(record, Field::Day, Wanted::Day);
        for (column, cell) in record.all(Field::Duration) {
            let unit = column.words.iter().find_map(|word| Unit::from_word(word));
            told.length_s = told.length_s.or(length_s(cell, unit.unwrap_or_default()));
            if told.length_s.is_none() {
                let message = format!("`{}` is not a length such as 45 or 0:45", clip(cell, 40));
                told.unread.push((BAD_DURATION, message));
            }
        }
        told
    }

    /// All parts, for what they tell together.
    pub(super) fn all(&self) -> [&Parts; 5] {
        [&self.start, &self.end, &self.date, &self.end_date, &self.day]
    }

    /// Whether a time of day or an instant is stated.
    pub(super) fn has_time(&self) -> bool {
        let parts = [&self.start, &self.date, &self.day];
        parts.iter().any(|parts| parts.time_s.is_some() || parts.instant.is_some())
    }

    /// Whether a date or time in it cannot be read.
    pub(super) fn has_unread_time(&self) -> bool {
        self.unread.iter().any(|(code, _)| *code == BAD_DATE)
    }

    /// The time of day at which it starts, in seconds. A day without a time starts at midnight
    /// when it says at what time it ends.
    pub(super) fn start_s(&self) -> Option<u32> {
        let parts = [&self.start, &self.date, &self.day];
        let midnight = (self.start.date.is_some() && self.end.time_s.is_some()).then_some(0);
        parts.iter().find_map(|parts| parts.time_s).or(midnight)
    }

    /// Whether it says when it starts.
    pub(super) fn states_start(&self) -> bool {
        self.has_time() || self.start_s().is_some()
    }

    /// Whether it says when it ends.
    pub(super) fn states_end(&self) -> bool {
        let times = [self.end.time_s, self.start.end_time_s, self.date.end_time_s, self.length_s];
        self.end.instant.is_some() || times.iter().any(Option::is_some)
    }

    fn parts(&mut self, record: Record<'_>, field: Field, wanted: Wanted) -> Parts {
        let mut found = Parts::default();
        for (column, cell) in record.all(field) {
            match scan(cell, wanted) {
                Some(parts) => found = found.or(in_column(parts, column)),
                None => {
                    let what = if wanted == Wanted::Time { "time" } else { "date" };
                    let message = format!("`{}` is not a {what} that can be read", clip(cell, 40));
                    self.unread.push((BAD_DATE, message));
                }
            }
        }
        found
    }
}

/// What the header of its column adds to a cell: `Start (UTC)`.
fn in_column(mut parts: Parts, column: &Column) -> Parts {
    parts.is_utc |= column.words.iter().any(|word| is_utc(word));
    let zone = column.words.iter().find(|word| is_zone(word) && parts.time_s.is_some());
    parts.zone = parts.zone.or_else(|| zone.map(|word| word.to_uppercase()));
    parts
}

/// The day that a row states for those below it, when it states nothing else.
pub(super) fn heading(header: &Header, row: &Row) -> Option<Parts> {
    let mut cells = row.cells().filter(|cell| !cell.is_empty());
    let only = cells.next().filter(|_| cells.next().is_none() && header.has(Field::Start))?;
    day(only)
}

/// The day a text states, when it states nothing else.
pub(super) fn day(text: &str) -> Option<Parts> {
    let parts = when::scan(text, Wanted::Day)?;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let has_time = parts.time_s.is_some() || parts.instant.is_some();
    (!is_number && !has_time).then_some(parts)
}
