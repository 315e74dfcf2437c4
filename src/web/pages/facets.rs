//! Filters of a talk list: what can be chosen, how many talks each choice shows, its address.

use serde::Serialize;

use super::cards;
use super::topics;
use crate::domain::{Kind, Talk};
use crate::web::errors::VisitorError;
use crate::web::{links, query, words};

/// Topics offered as filters; the rest is reached by search.
const TOPICS_MAX: usize = 14;

/// The filters in an event's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub kind: Option<Kind>,
    pub topic: Option<String>,
    pub track: Option<String>,
    pub recorded: Option<Recorded>,
}

/// Whether a recording is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    Yes,
    No,
}

impl Recorded {
    fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// The choice with this word.
    pub(crate) fn parse(given: Option<&str>) -> Result<Option<Self>, VisitorError> {
        match given {
            None | Some("") => Ok(None),
            Some("yes") => Ok(Some(Self::Yes)),
            Some("no") => Ok(Some(Self::No)),
            Some(_) => Err(VisitorError::bad_query("recorded", "say `yes` or `no`".into())),
        }
    }
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
    pub label: String,
    pub count: usize,
    pub url: String,
    pub current: bool,
}

impl Chosen {
    /// Whether a talk passes every filter.
    pub(crate) fn admits(&self, talk: &Talk) -> bool {
        let recorded = if cards::is_recorded(talk) { Recorded::Yes } else { Recorded::No };
        self.kind.is_none_or(|kind| talk.kind == kind)
            && self.topic.as_ref().is_none_or(|topic| talk.topics.contains(topic))
            && self.track.as_ref().is_none_or(|track| talk.track.as_ref() == Some(track))
            && self.recorded.is_none_or(|wanted| recorded == wanted)
    }

    /// Whether any filter is set.
    pub(crate) fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// The address of the list with these filters.
    pub(crate) fn url(&self, path: &str, by: Option<&str>) -> String {
        let parameters = [
            ("by", by),
            ("kind", self.kind.map(Kind::as_str)),
            ("topic", self.topic.as_deref()),
            ("track", self.track.as_deref()),
            ("recorded", self.recorded.map(Recorded::word)),
        ];
        links::with_query(path, &parameters)
    }
}

/// All filters of a list of talks that give a choice at all.
pub(crate) struct Facets<'a> {
    pub talks: &'a [&'a Talk],
    pub chosen: &'a Chosen,
    pub path: &'a str,
    pub by: Option<&'a str>,
}

impl Facets<'_> {
    /// The filters, each with its choices.
    pub(crate) fn list(&self) -> Vec<Facet> {
        let facets = [
            Facet { label: "Kind", choices: self.kinds() },
            Facet { label: "Track", choices: self.tracks() },
            Facet { label: "Recording", choices: self.recordings() },
            Facet { label: "Topic", choices: self.topics() },
        ];
        let gives_choice = |facet: &Facet| {
            facet.choices.len() > 1 || facet.choices.iter().any(|choice| choice.current)
        };
        facets.into_iter().filter(gives_choice).collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        let present = |kind: &Kind| self.talks.iter().any(|talk| talk.kind == *kind);
        let choice = |kind: Kind| {
            let current = self.chosen.kind == Some(kind);
            let with = |kind| Chosen { kind, ..self.chosen.clone() };
            self.choice(words::kind(kind).many, current, with(Some(kind)), with(None))
        };
        Kind::ALL.into_iter().filter(present).map(choice).collect()
    }

    fn tracks(&self) -> Vec<Choice> {
        let mut tracks: Vec<_> = self.talks.iter().filter_map(|talk| talk.track.as_ref()).collect();
        tracks.sort();
        tracks.dedup();
        let choice = |track: &String| {
            let current = self.chosen.track.as_ref() == Some(track);
            let with = |track| Chosen { track, ..self.chosen.clone() };
            self.choice(track, current, with(Some(track.clone())), with(None))
        };
        tracks.into_iter().map(choice).collect()
    }

    fn recordings(&self) -> Vec<Choice> {
        let choice = |(recorded, label): (Recorded, &str)| {
            let current = self.chosen.recorded == Some(recorded);
            let with = |recorded| Chosen { recorded, ..self.chosen.clone() };
            self.choice(label, current, with(Some(recorded)), with(None))
        };
        let both = [(Recorded::Yes, "Recorded"), (Recorded::No, "Not recorded")];
        let any = |(recorded, _): &(Recorded, &str)| {
            let only = Chosen { recorded: Some(*recorded), ..Chosen::default() };
            self.talks.iter().any(|talk| only.admits(talk))
        };
        both.into_iter().filter(any).map(choice).collect()
    }

    fn topics(&self) -> Vec<Choice> {
        let mut names: Vec<String> =
            topics::most_frequent(self.talks.iter().copied(), 2, TOPICS_MAX)
                .into_iter()
                .map(|topic| topic.name)
                .collect();
        names.extend(self.chosen.topic.clone().filter(|topic| !names.contains(topic)));
        let choice = |topic: String| {
            let current = self.chosen.topic.as_ref() == Some(&topic);
            let with = |topic| Chosen { topic, ..self.chosen.clone() };
            self.choice(&topic, current, with(Some(topic.clone())), with(None))
        };
        names.into_iter().map(choice).collect()
    }

    fn choice(&self, label: &str, current: bool, on: Chosen, off: Chosen) -> Choice {
        Choice {
            label: label.to_owned(),
            count: self.talks.iter().filter(|talk| on.admits(talk)).count(),
            url: if current { &off } else { &on }.url(self.path, self.by),
            current,
        }
    }
}

/// The filters that an event's address asks for.
///
/// # Errors
/// A value is no kind, no yes or no, or too long.
pub(crate) fn parse(
    kind: Option<String>,
    topic: Option<String>,
    track: Option<String>,
    recorded: Option<&str>,
) -> Result<Chosen, VisitorError> {
    Ok(Chosen {
        kind: query::kind(kind)?.as_deref().and_then(Kind::from_word),
        topic: query::filter("topic", topic)?,
        track: query::filter("track", track)?,
        recorded: Recorded::parse(recorded)?,
    })
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
        let chosen = parse(Some("talk".into()), None, None, None).unwrap();
        let facets = Facets { talks: &talks, chosen: &chosen, path: "/e/a", by: None }.list();
        let labels: Vec<_> = facets.iter().map(|facet| facet.label).collect();
        assert_eq!(labels, ["Kind", "Topic"]);
        let rag = facets[1].choices.iter().find(|choice| choice.label == "rag").unwrap();
        assert_eq!((rag.count, rag.url.as_str()), (1, "/e/a?kind=talk&topic=rag"));
        let kinds = &facets[0].choices;
        assert_eq!(kinds.iter().find(|choice| choice.current).unwrap().url, "/e/a");
    }
}
