//! Restrictions on hits by what records say of themselves: the one model behind typed `track:x`,
//! the page's and the API's parameters and the flags of the command line. Knows no records.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::text::fold;

/// More values are of no use to a person, and each costs a look at every record.
const MAX_VALUES: usize = 64;

/// What of a record a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The event: its slug, or words of its name.
    Event,
    /// The year of the event.
    Year,
    /// The track, or words of its name.
    Track,
    /// The room, or words of its name.
    Room,
    /// The day: a date, a weekday, or `2` for the second day of its event.
    Day,
    /// The kind's word (`keynote`, `announcement`).
    Kind,
    /// A speaker's name, or words of it.
    Speaker,
    /// A topic word.
    Topic,
    /// A language, as a tag (`en`) or by its English name.
    Language,
    /// How much a session takes for granted (`beginner`).
    Level,
    /// What there is of a session: `video`, `slides`, `transcript`.
    Has,
}

impl Field {
    /// Every field, in the order in which people are shown them.
    pub const ALL: [Self; 11] = [
        Self::Event,
        Self::Year,
        Self::Track,
        Self::Room,
        Self::Day,
        Self::Kind,
        Self::Speaker,
        Self::Topic,
        Self::Language,
        Self::Level,
        Self::Has,
    ];

    /// The word before the colon, and the name of the parameter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Year => "year",
            Self::Track => "track",
            Self::Room => "room",
            Self::Day => "day",
            Self::Kind => "kind",
            Self::Speaker => "speaker",
            Self::Topic => "topic",
            Self::Language => "language",
            Self::Level => "level",
            Self::Has => "has",
        }
    }

    /// The field with this word, in upper or lower case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word().eq_ignore_ascii_case(word))
    }
}

/// Several values of one field are alternatives; all fields must hold. An empty filter lets
/// everything through. Case, accents and space at the ends make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    wanted: BTreeMap<Field, Vec<String>>,
    excluded: BTreeMap<Field, Vec<String>>,
}

impl Filter {
    /// A filter of one value.
    pub fn of(field: Field, value: impl Into<String>) -> Self {
        Self::default().with(field, value)
    }

    /// This filter and one more value to want; an empty one, or one already there, adds nothing.
    #[must_use]
    pub fn with(mut self, field: Field, value: impl Into<String>) -> Self {
        add(&mut self.wanted, field, value.into());
        self
    }

    /// This filter and a value, if there is one.
    #[must_use]
    pub fn with_any(self, field: Field, value: Option<impl Into<String>>) -> Self {
        value.into_iter().fold(self, |filter, value| filter.with(field, value))
    }

    /// This filter and one more value to leave out.
    #[must_use]
    pub fn excluding(mut self, field: Field, value: impl Into<String>) -> Self {
        add(&mut self.excluded, field, value.into());
        self
    }

    /// Both filters' values.
    #[must_use]
    pub fn joined(self, other: &Self) -> Self {
        let with = |filter: Self, (field, value): (Field, &str)| filter.with(field, value);
        let filter = other.wanted().fold(self, with);
        other.excluded().fold(filter, |filter, (field, value)| filter.excluding(field, value))
    }

    /// This filter without a value that is wanted.
    #[must_use]
    pub fn without(mut self, field: Field, value: &str) -> Self {
        drop_value(&mut self.wanted, field, value);
        self
    }

    /// This filter without a value that is left out.
    #[must_use]
    pub fn allowing(mut self, field: Field, value: &str) -> Self {
        drop_value(&mut self.excluded, field, value);
        self
    }

    /// This filter without anything wanted of a field.
    #[must_use]
    pub fn cleared(mut self, field: Field) -> Self {
        self.wanted.remove(&field);
        self
    }

    /// What it leaves out, alone.
    #[must_use]
    pub fn only_excluded(&self) -> Self {
        Self { wanted: BTreeMap::new(), excluded: self.excluded.clone() }
    }

    /// The values wanted of a field.
    pub fn values(&self, field: Field) -> &[String] {
        self.wanted.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Every value wanted, by field.
    pub fn wanted(&self) -> impl Iterator<Item = (Field, &str)> {
        pairs(&self.wanted)
    }

    /// Every value left out, by field.
    pub fn excluded(&self) -> impl Iterator<Item = (Field, &str)> {
        pairs(&self.excluded)
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

/// As it would be typed: `speaker:"Ada Byron" -track:web`.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = self.wanted().map(|pair| ("", pair));
        let clauses = wanted.chain(self.excluded().map(|pair| ("-", pair)));
        for (place, (sign, (field, value))) in clauses.enumerate() {
            let gap = if place > 0 { " " } else { "" };
            let quote = if value.contains(char::is_whitespace) { "\"" } else { "" };
            write!(f, "{gap}{sign}{}:{quote}{value}{quote}", field.word())?;
        }
        Ok(())
    }
}

fn add(values: &mut BTreeMap<Field, Vec<String>>, field: Field, value: String) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "");
    let count: usize = values.values().map(Vec::len).sum();
    if value.is_empty() || count >= MAX_VALUES {
        return;
    }
    let known = values.entry(field).or_default();
    if !known.iter().any(|it| fold(it) == fold(&value)) {
        known.push(value);
    }
}

fn drop_value(values: &mut BTreeMap<Field, Vec<String>>, field: Field, value: &str) {
    let Some(known) = values.get_mut(&field) else { return };
    known.retain(|it| fold(it) != fold(value));
    if known.is_empty() {
        values.remove(&field);
    }
}

fn pairs(values: &BTreeMap<Field, Vec<String>>) -> impl Iterator<Item = (Field, &str)> {
    values.iter().flat_map(|(&field, list)| list.iter().map(move |value| (field, value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_once_and_taken_back() {
        let filter = Filter::of(Field::Track, "Web ").with(Field::Track, "WEB");
        let filter = filter.with(Field::Year, "2024").with(Field::Room, " ");
        assert_eq!(filter.values(Field::Track), ["Web"]);
        assert_eq!(filter.values(Field::Room), [""; 0]);
        assert!(filter.without(Field::Track, "web").cleared(Field::Year).is_empty());
    }

    #[test]
    fn a_filter_is_shown_as_it_would_be_typed() {
        let filter = Filter::of(Field::Speaker, "Ada  Byron").excluding(Field::Track, "web");
        assert_eq!(filter.to_string(), "speaker:\"Ada Byron\" -track:web");
        assert_eq!(Filter::default().to_string(), "");
        let both = filter.clone().joined(&Filter::of(Field::Year, "2024").joined(&filter));
        assert_eq!(both.to_string(), "year:2024 speaker:\"Ada Byron\" -track:web");
        assert_eq!(both.only_excluded().to_string(), "-track:web");
        assert!(both.only_excluded().allowing(Field::Track, "Web").is_empty());
    }

    #[test]
    fn a_hostile_number_of_values_is_bounded() {
        let filter =
            (0..1000).fold(Filter::default(), |filter, n| filter.with(Field::Room, n.to_string()));
        assert_eq!(filter.wanted().count(), MAX_VALUES);
    }
}
