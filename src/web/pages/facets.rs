//! Filters of a talk list: what can be chosen, how many talks each choice shows, its address.

use std::collections::HashMap;

use jiff::civil::Date;
use minijinja::Value;
use serde::{Deserialize, Serialize};

use super::cards;
use crate::domain::{Kind, Talk, compare_names};
use crate::search::is_level;
use crate::web::errors::VisitorError;
use crate::web::spoken::{self, Spoken};
use crate::web::{links, query, words};

/// Values offered of one filter; the rest is reached by search, or by the page of the room.
const CHOICES_MAX: usize = 48;
/// Topics offered as filters: free words, of which an event has hundreds.
const TOPICS_MAX: usize = 14;
/// A topic of a single talk leads no further than the talk does.
const TOPIC_TALKS_MIN: usize = 2;

/// What a list can be narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Narrow {
    Day,
    Kind,
    Track,
    Room,
    Level,
    Language,
    Recorded,
    Topic,
}

/// The filters in an address, as typed.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct FacetQuery {
    day: Option<String>,
    kind: Option<String>,
    track: Option<String>,
    room: Option<String>,
    level: Option<String>,
    language: Option<String>,
    recorded: Option<String>,
    topic: Option<String>,
}

/// The filters that hold, at most one value of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    values: Vec<(Narrow, String)>,
}

/// One filter with its choices.
#[derive(Debug, Serialize)]
pub(crate) struct Facet {
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

/// One choice; choosing the current one again takes it back.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    pub label: Value,
    pub count: usize,
    pub url: String,
    pub current: bool,
}

impl Narrow {
    /// Every filter, in the order of the page.
    pub(crate) const ALL: [Self; 8] = [
        Self::Day,
        Self::Kind,
        Self::Track,
        Self::Room,
        Self::Level,
        Self::Language,
        Self::Recorded,
        Self::Topic,
    ];

    /// The name in addresses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Kind => "kind",
            Self::Track => "track",
            Self::Room => "room",
            Self::Level => "level",
            Self::Language => "language",
            Self::Recorded => "recorded",
            Self::Topic => "topic",
        }
    }

    /// The heading over its choices.
    fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Kind => "Kind",
            Self::Track => "Track",
            Self::Room => "Room",
            Self::Level => "Level",
            Self::Language => "Language",
            Self::Recorded => "Recording",
            Self::Topic => "Topic",
        }
    }

    /// The values that a talk has.
    fn values(self, talk: &Talk) -> Vec<String> {
        let one = |value: &Option<String>| value.iter().cloned().collect();
        match self {
            Self::Day => talk.slots.iter().map(|slot| slot.programme_day().to_string()).collect(),
            Self::Kind => vec![talk.kind.as_str().to_owned()],
            Self::Track => one(&talk.track),
            Self::Room => talk.slots.iter().filter_map(|slot| slot.room.clone()).collect(),
            Self::Level => talk.topics.iter().filter(|topic| is_level(topic)).cloned().collect(),
            Self::Language => talk.languages.clone(),
            Self::Recorded => vec![yes_or_no(cards::is_recorded(talk)).to_owned()],
            Self::Topic => talk.topics.iter().filter(|topic| !is_level(topic)).cloned().collect(),
        }
    }

    /// Whether a talk has a value.
    fn has(self, talk: &Talk, value: &str) -> bool {
        match self {
            Self::Track => talk.track.as_deref() == Some(value),
            Self::Kind => talk.kind.as_str() == value,
            Self::Room => talk.slots.iter().any(|slot| slot.room.as_deref() == Some(value)),
            _ => self.values(talk).iter().any(|it| it == value),
        }
    }

    /// A value as visitors read it.
    fn say(self, value: &str) -> Value {
        let kind = || Kind::from_word(value).map(|kind| spoken::text(words::kind(kind).many));
        match self {
            Self::Day => value
                .parse()
                .map_or_else(|_| value.into(), |day: Date| Spoken::ShortDay(day).value()),
            Self::Kind => kind().unwrap_or_else(|| value.into()),
            Self::Recorded if value == "yes" => spoken::text("Recorded"),
            Self::Recorded => spoken::text("Not recorded"),
            _ => value.into(),
        }
    }
}

fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

impl FacetQuery {
    /// Takes the day out when it is a certain word, and tells whether it was.
    pub(crate) fn take_day(&mut self, word: &str) -> bool {
        let is_word = self.day.as_deref() == Some(word);
        if is_word {
            self.day = None;
        }
        is_word
    }

    /// The filters that an address asks for.
    ///
    /// # Errors
    /// A value is no kind, no day, no yes or no, or too long.
    pub(crate) fn chosen(self) -> Result<Chosen, VisitorError> {
        let given = [
            (Narrow::Day, day(self.day)?),
            (Narrow::Kind, query::kind(self.kind)?.filter(|word| Kind::from_word(word).is_some())),
            (Narrow::Track, query::filter("track", self.track)?),
            (Narrow::Room, query::filter("room", self.room)?),
            (Narrow::Level, query::filter("level", self.level)?),
            (Narrow::Language, query::filter("language", self.language)?),
            (Narrow::Recorded, recorded(self.recorded)?),
            (Narrow::Topic, query::filter("topic", self.topic)?),
        ];
        let values = given.into_iter().filter_map(|(field, value)| Some((field, value?)));
        Ok(Chosen { values: values.collect() })
    }
}

fn day(given: Option<String>) -> Result<Option<String>, VisitorError> {
    let Some(text) = query::filter("day", given)? else { return Ok(None) };
    let wrong = |_| VisitorError::bad_query("day", "say a day such as `2026-06-19`".into());
    text.parse::<Date>().map(|day| Some(day.to_string())).map_err(wrong)
}

fn recorded(given: Option<String>) -> Result<Option<String>, VisitorError> {
    match query::filter("recorded", given)?.as_deref() {
        None => Ok(None),
        Some(word @ ("yes" | "no")) => Ok(Some(word.to_owned())),
        Some(_) => Err(VisitorError::bad_query("recorded", "say `yes` or `no`".into())),
    }
}

impl Chosen {
    /// Whether a talk passes every filter.
    pub(crate) fn admits(&self, talk: &Talk) -> bool {
        self.values.iter().all(|(field, value)| field.has(talk, value))
    }

    /// Whether any filter is set.
    pub(crate) fn is_any(&self) -> bool {
        !self.values.is_empty()
    }

    /// The value of a filter.
    pub(crate) fn get(&self, field: Narrow) -> Option<&str> {
        self.values.iter().find(|(it, _)| *it == field).map(|(_, value)| value.as_str())
    }

    /// These filters with another value of one.
    pub(crate) fn with(&self, field: Narrow, value: &str) -> Self {
        let mut values = self.without(field).values;
        values.push((field, value.to_owned()));
        values.sort_by_key(|(it, _)| Narrow::ALL.iter().position(|known| known == it));
        Self { values }
    }

    /// These filters but for one.
    pub(crate) fn without(&self, field: Narrow) -> Self {
        let kept = self.values.iter().filter(|(it, _)| *it != field);
        Self { values: kept.cloned().collect() }
    }

    /// The filters as parameters of an address.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(field, value)| (field.word(), value.as_str()))
    }

    /// The address of a list with these filters, and with what else its address holds.
    pub(crate) fn url(&self, path: &str, also: &[(&str, &str)]) -> String {
        let also = also.iter().map(|&(name, value)| (name, Some(value)));
        let own = self.parameters().map(|(name, value)| (name, Some(value)));
        links::with_query(path, &also.chain(own).collect::<Vec<_>>())
    }
}

/// All filters of a list of talks that give a choice at all.
pub(crate) struct Facets<'a> {
    /// The talks of the list before any filter.
    pub talks: &'a [&'a Talk],
    /// The filters that hold.
    pub chosen: &'a Chosen,
    /// The list's address.
    pub path: &'a str,
    /// What else its address holds.
    pub also: &'a [(&'a str, &'a str)],
    /// The filters that are offered.
    pub offered: &'a [Narrow],
}

impl Facets<'_> {
    /// The filters, each with its choices.
    pub(crate) fn list(&self) -> Vec<Facet> {
        let facet = |&field: &Narrow| Facet { label: field.label(), choices: self.choices(field) };
        let gives_choice = |facet: &Facet| {
            facet.choices.len() > 1 || facet.choices.iter().any(|choice| choice.current)
        };
        self.offered.iter().map(facet).filter(gives_choice).collect()
    }

    fn choices(&self, field: Narrow) -> Vec<Choice> {
        let current = self.chosen.get(field);
        let mut counted = self.count(field);
        if let Some(value) = current.filter(|value| counted.iter().all(|(it, _)| it != value)) {
            counted.push((value.to_owned(), 0));
        }
        let others = self.chosen.without(field);
        let choice = |(value, count): (String, usize)| {
            let is_current = current == Some(value.as_str());
            let target = if is_current { others.clone() } else { others.with(field, &value) };
            Choice {
                label: field.say(&value),
                count,
                url: target.url(self.path, self.also),
                current: is_current,
            }
        };
        counted.into_iter().map(choice).collect()
    }

    /// The values worth offering, in order, with how many talks each shows beside the other
    /// filters.
    fn count(&self, field: Narrow) -> Vec<(String, usize)> {
        let others = self.chosen.without(field);
        // A value that the other filters leave nothing of stays on offer, with a nought.
        let mut counts: HashMap<String, [usize; 2]> = HashMap::new();
        for talk in self.talks {
            let passes = usize::from(others.admits(talk));
            for value in field.values(talk) {
                let count = counts.entry(value).or_default();
                count[0] += 1;
                count[1] += passes;
            }
        }
        let mut all: Vec<_> = counts.into_iter().collect();
        if field == Narrow::Topic {
            all.retain(|(_, count)| count[0] >= TOPIC_TALKS_MIN);
            all.sort_by(|a, b| b.1[0].cmp(&a.1[0]).then_with(|| a.0.cmp(&b.0)));
            all.truncate(TOPICS_MAX);
        } else {
            all.sort_by(|a, b| in_order(field, &a.0, &b.0));
            all.truncate(CHOICES_MAX);
        }
        all.into_iter().map(|(value, count)| (value, count[1])).collect()
    }
}

/// Kinds in the order of a programme's headings, `yes` before `no`, the rest as people count.
fn in_order(field: Narrow, a: &str, b: &str) -> std::cmp::Ordering {
    let kind = |word: &str| Kind::ALL.iter().position(|kind| kind.as_str() == word);
    match field {
        Narrow::Kind => kind(a).cmp(&kind(b)),
        Narrow::Recorded => b.cmp(a),
        _ => compare_names(a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(kind: Kind, topic: &str) -> Talk {
        Talk { kind, topics: vec![topic.into(), "ai".into()], ..Talk::default() }
    }

    #[test]
    fn a_choice_counts_what_it_shows_beside_the_other_filters() {
        let talks = [talk(Kind::Talk, "rag"), talk(Kind::Keynote, "rag"), talk(Kind::Talk, "x")];
        let talks: Vec<&Talk> = talks.iter().collect();
        let chosen = Chosen::default().with(Narrow::Kind, "talk");
        let offered = Narrow::ALL;
        let facets =
            Facets { talks: &talks, chosen: &chosen, path: "/e/a", also: &[], offered: &offered };
        let facets = facets.list();
        let labels: Vec<_> = facets.iter().map(|facet| facet.label).collect();
        assert_eq!(labels, ["Kind", "Topic"]);
        let is_rag = |choice: &&Choice| choice.label.to_string() == "rag";
        let rag = facets[1].choices.iter().find(is_rag).unwrap();
        assert_eq!((rag.count, rag.url.as_str()), (1, "/e/a?kind=talk&topic=rag"));
        let kinds = &facets[0].choices;
        assert_eq!(kinds[0].label.to_string(), "Keynotes");
        assert_eq!(kinds.iter().find(|choice| choice.current).unwrap().url, "/e/a");
    }

    #[test]
    fn what_is_no_value_is_refused_with_a_hint() {
        let query = |name: &str, value: &str| {
            let pair = serde_json::json!({ name: value });
            serde_json::from_value::<FacetQuery>(pair).unwrap().chosen()
        };
        assert_eq!(query("day", "2024-06-19").unwrap().get(Narrow::Day), Some("2024-06-19"));
        assert!(query("day", "tomorrow").is_err());
        assert!(query("kind", "opera").is_err());
        assert!(query("recorded", "maybe").is_err());
        assert!(!query("track", " ").unwrap().is_any());
    }
}
