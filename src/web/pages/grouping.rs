//! Talks under headings: by day when there is a programme, else by kind, topic or track.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::cards::TalkCard;
use super::topics;
use crate::domain::{Event, Kind, Talk};
use crate::web::errors::VisitorError;
use crate::web::spoken::{self, Spoken};
use crate::web::words;

/// A topic needs this many talks to be a heading; fewer would make a heading of every talk.
const HEADING_TALKS_MIN: usize = 3;
/// Topic headings at most: as many as fit the mind.
const HEADINGS_MAX: usize = 12;
/// Where talks go that belong under no heading.
const THE_REST: &str = "Everything else";

/// What the headings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grouping {
    Day,
    Kind,
    Topic,
    Track,
}

/// A heading and its talks.
#[derive(Serialize)]
pub(crate) struct Group {
    pub heading: Value,
    pub anchor: String,
    pub talks: Vec<TalkCard>,
}

impl Grouping {
    const ALL: [Self; 4] = [Self::Day, Self::Kind, Self::Topic, Self::Track];

    /// The word in addresses.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Kind => "kind",
            Self::Topic => "topic",
            Self::Track => "track",
        }
    }

    /// The name on the switch.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Day => "By day",
            Self::Kind => "By kind",
            Self::Topic => "By topic",
            Self::Track => "By track",
        }
    }

    /// The grouping with this word, if one is given.
    pub(crate) fn parse(given: Option<&str>) -> Result<Option<Self>, VisitorError> {
        let Some(word) = given.filter(|word| !word.is_empty()) else { return Ok(None) };
        let found = Self::ALL.into_iter().find(|grouping| grouping.word() == word);
        let refused =
            || VisitorError::bad_query("by", "say `day`, `kind`, `topic` or `track`".into());
        found.map(Some).ok_or_else(refused)
    }

    /// The groupings that make sense for these talks; the first is the default.
    pub(crate) fn offered(talks: &[&Talk]) -> Vec<Self> {
        let makes_sense = |grouping: &Self| match grouping {
            Self::Day => talks.iter().any(|talk| !talk.slots.is_empty()),
            Self::Kind => true,
            Self::Topic => talks.iter().any(|talk| !talk.topics.is_empty()),
            Self::Track => talks.iter().any(|talk| talk.track.is_some()),
        };
        Self::ALL.into_iter().filter(makes_sense).collect()
    }

    /// The talks under their headings.
    pub(crate) fn groups(self, event: &Event, talks: &[&Talk]) -> Vec<Group> {
        let order = self.headings(talks);
        let mut groups: BTreeMap<usize, (Value, Vec<&Talk>)> = BTreeMap::new();
        for talk in talks {
            let (place, heading) = self.place(talk, &order);
            groups.entry(place).or_insert_with(|| (heading, Vec::new())).1.push(talk);
        }
        let groups = groups.into_iter().map(|(place, (heading, mut talks))| {
            if self == Self::Day {
                talks.sort_by_key(|talk| talk.slots.first().map(|slot| slot.start));
            }
            let talks = talks.into_iter().map(|talk| TalkCard::new(event, talk)).collect();
            Group { heading, anchor: format!("group-{place}"), talks }
        });
        groups.collect()
    }

    /// The headings, in order.
    fn headings(self, talks: &[&Talk]) -> Vec<String> {
        let mut headings: Vec<String> = match self {
            Self::Kind => return Kind::ALL.map(|kind| words::kind(kind).many.to_owned()).to_vec(),
            Self::Topic => {
                let all = talks.iter().copied();
                let frequent = topics::most_frequent(all, HEADING_TALKS_MIN, HEADINGS_MAX);
                return frequent.into_iter().map(|topic| topic.name).collect();
            }
            Self::Day => talks.iter().filter_map(|talk| day_key(talk)).collect(),
            Self::Track => talks.iter().filter_map(|talk| talk.track.clone()).collect(),
        };
        headings.sort();
        headings.dedup();
        headings
    }

    /// The number of a talk's heading in the order, and its words.
    fn place(self, talk: &Talk, order: &[String]) -> (usize, Value) {
        let at = |key: &str| order.iter().position(|heading| heading == key);
        let place = match self {
            Self::Kind => at(words::kind(talk.kind).many),
            Self::Track => talk.track.as_deref().and_then(at),
            Self::Topic => talk.topics.iter().filter_map(|topic| at(topic)).min(),
            Self::Day => day_key(talk).as_deref().and_then(at),
        };
        match (place, self) {
            (None, Self::Day) => (order.len(), spoken::text("Time not known yet")),
            (None, _) => (order.len(), spoken::text(THE_REST)),
            (Some(place), Self::Day) => (place, day_heading(talk)),
            (Some(place), Self::Topic) => (place, capitalised(&order[place]).into()),
            (Some(place), Self::Kind) => (place, spoken::text(words::kind(talk.kind).many)),
            (Some(place), _) => (place, order[place].clone().into()),
        }
    }
}

/// A day as a text that sorts by time.
fn day_key(talk: &Talk) -> Option<String> {
    talk.slots.first().map(|slot| slot.programme_day().to_string())
}

fn day_heading(talk: &Talk) -> Value {
    let day = talk.slots.first().map(|slot| slot.programme_day());
    day.map(|day| Spoken::FullDay(day).value()).unwrap_or_default()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(topics: &[&str]) -> Talk {
        let topics = topics.iter().map(|&topic| topic.to_owned()).collect();
        Talk { topics, ..Talk::default() }
    }

    #[test]
    fn every_talk_stands_under_exactly_one_heading() {
        let talks = [
            talk(&["rag", "agents"]),
            talk(&["rag"]),
            talk(&["rag", "agents"]),
            talk(&["agents"]),
            talk(&["agents"]),
            talk(&[]),
        ];
        let talks: Vec<&Talk> = talks.iter().collect();
        for grouping in Grouping::ALL {
            let groups = grouping.groups(&Event::default(), &talks);
            assert_eq!(groups.iter().map(|group| group.talks.len()).sum::<usize>(), talks.len());
        }
        let groups = Grouping::Topic.groups(&Event::default(), &talks);
        let headings: Vec<_> = groups.iter().map(|group| group.heading.to_string()).collect();
        assert_eq!(headings, ["Agents", "Rag", THE_REST]);
    }

    #[test]
    fn days_are_offered_only_where_there_is_a_programme() {
        let archive = talk(&["rag"]);
        assert_eq!(Grouping::offered(&[&archive]), [Grouping::Kind, Grouping::Topic]);
        assert!(Grouping::parse(Some("colour")).is_err());
    }
}
