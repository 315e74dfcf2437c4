//! Which column holds which field, as given by hand (`--map COLUMN=FIELD`); reads no table.

use jiff::civil::Date;

use super::field::Field;
use super::heading::{heading, tight};
use crate::ingest::records::clip;

/// How far a mistyped field may be from the one that is suggested, in letters.
const MAX_TYPOS: usize = 2;

/// Which column of a table holds which field, as given by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    /// Pairs of a column's header and a field's word. After the word of a field of time may stand
    /// how its dates are meant: `date:day-first`, `date:month-first`, `day:2024-06-19` (the first
    /// day of the event).
    pub pairs: Vec<(String, String)>,
}

/// A text that says nothing of a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnMapError {
    /// Not of the form `COLUMN=FIELD`.
    #[error("`{text}` is not of the form COLUMN=FIELD, such as `Talk name=title`")]
    Form {
        /// The text given.
        text: String,
    },
    /// There is no such field.
    #[error("`{word}` is no field{suggestion}; the fields are {fields}")]
    UnknownField {
        /// The word given.
        word: String,
        /// What may have been meant, as a part of the sentence.
        suggestion: String,
        /// All fields.
        fields: String,
    },
    /// What stands after the field says nothing of its dates.
    #[error(
        "`{hint}` says nothing of a date; after a field of time may stand `:day-first`, `:month-first` or the event's first day, such as `:2024-06-19`"
    )]
    Hint {
        /// The text after the colon.
        hint: String,
    },
}

/// How the dates of a column are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// `06/05/2024` is a day in May.
    DayFirst,
    /// `06/05/2024` is a day in June.
    MonthFirst,
    /// The day that weekdays and `Day 1` count from.
    FirstDay(Date),
}

impl ColumnMap {
    /// Reads `COLUMN=FIELD`, as one of [`pairs`](Self::pairs).
    ///
    /// # Errors
    ///
    /// The text has another form, or names no field; the error suggests one.
    pub fn parse(text: &str) -> Result<(String, String), ColumnMapError> {
        let form = || ColumnMapError::Form { text: clip(text, 80) };
        let (column, field) = text.rsplit_once('=').ok_or_else(form)?;
        let (column, field) = (column.trim(), field.trim());
        if column.is_empty() || field.is_empty() {
            return Err(form());
        }
        target(field)?;
        Ok((column.to_owned(), field.to_owned()))
    }

    /// What a column with this header was said to hold.
    pub(super) fn find(&self, header: &str) -> Option<(Field, Option<Hint>)> {
        let header = tight(header);
        let named = self.pairs.iter().find(|(column, _)| tight(column) == header);
        named.and_then(|(_, field)| target(field).ok())
    }

    /// Whether this header was given a field.
    pub(super) fn names(&self, header: &str) -> bool {
        !self.pairs.is_empty() && self.find(header).is_some()
    }
}

/// The field and the hint of the right side.
pub(super) fn target(text: &str) -> Result<(Field, Option<Hint>), ColumnMapError> {
    let (word, hint) = text.split_once(':').map_or((text, None), |(word, hint)| (word, Some(hint)));
    let field = Field::from_word(word).ok_or_else(|| unknown(word))?;
    let Some(hint) = hint.map(str::trim) else { return Ok((field, None)) };
    let read = match hint {
        "day-first" => Some(Hint::DayFirst),
        "month-first" => Some(Hint::MonthFirst),
        date => date.parse().ok().map(Hint::FirstDay),
    };
    match read.filter(|_| field.is_time()) {
        Some(read) => Ok((field, Some(read))),
        None => Err(ColumnMapError::Hint { hint: clip(hint, 40) }),
    }
}

fn unknown(word: &str) -> ColumnMapError {
    let lower = word.trim().to_lowercase();
    let nearest = Field::words()
        .map(|known| (typos(&lower, known), known))
        .min()
        .filter(|(typos, _)| *typos <= MAX_TYPOS)
        .map(|(_, known)| known);
    let meant = heading(word).field.map(Field::as_str).or(nearest);
    ColumnMapError::UnknownField {
        word: clip(word.trim(), 40),
        suggestion: meant.map(|word| format!(" (did you mean `{word}`?)")).unwrap_or_default(),
        fields: Field::words().collect::<Vec<_>>().join(", "),
    }
}

/// How many letters differ (Levenshtein).
fn typos(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().take(40).enumerate() {
        let mut above_left = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(b.chars()) {
            let changed = above_left + usize::from(from != to);
            above_left = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn pairs_are_read_and_found_whatever_the_case() {
        let pair = ColumnMap::parse(" Talk = a name = title ").unwrap();
        assert_eq!(pair, ("Talk = a name".to_owned(), "title".to_owned()));
        let pairs = vec![pair, ColumnMap::parse("Tag=day:2024-06-19").unwrap()];
        let map = ColumnMap { pairs };
        assert_eq!(map.find("TALK = A  NAME"), Some((Field::Title, None)));
        assert_eq!(map.find("tag"), Some((Field::Day, Some(Hint::FirstDay(date(2024, 6, 19))))));
        assert!(map.names("Tag") && !map.names("Title"));
    }

    #[test]
    fn mistakes_are_told_with_what_may_be_meant() {
        let error = |text| ColumnMap::parse(text).unwrap_err().to_string();
        assert!(error("Titel").contains("not of the form COLUMN=FIELD"));
        assert!(error("=title").contains("not of the form"));
        assert!(error("A=titel").contains("`titel` is no field (did you mean `title`?)"));
        assert!(error("A=raum").contains("(did you mean `room`?)"));
        assert!(error("A=trakc").contains("(did you mean `track`?)"));
        let far = error("A=xylophone");
        assert!(far.contains("`xylophone` is no field; the fields are title, "), "{far}");
        assert!(error("A=date:soon").contains("`soon` says nothing of a date"));
        assert!(error("A=title:day-first").contains("says nothing of a date"));
    }

    #[test]
    fn typos_are_counted() {
        assert_eq!((typos("room", "room"), typos("rom", "room"), typos("", "abc")), (0, 1, 3));
        assert_eq!((typos("kitten", "sitting"), typos("abc", "")), (3, 3));
    }
}
