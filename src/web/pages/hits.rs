//! A search hit as visitors see it: the record, its passage with marked words, its score in parts.

use std::ops::Range;

use serde::Serialize;

use super::cards::{self, Person, TextLink};
use super::dates;
use super::moments::Moment;
use crate::domain::{Announcement, Catalog, Event, RecordKind, Talk};
use crate::search::{Hit, ScoreParts};
use crate::web::links;
use crate::web::words::{self, KindWords};

/// One hit.
#[derive(Debug, Serialize)]
pub(crate) struct HitView {
    pub url: String,
    pub title: String,
    pub kind: KindWords,
    pub people: Vec<Person>,
    pub event: TextLink,
    pub length: Option<String>,
    pub recorded: bool,
    pub moment: Option<Moment>,
    pub passage: Vec<Piece>,
    pub why: Option<Why>,
}

/// A stretch of a passage; marked where it has a word of the query.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    pub text: String,
    pub marked: bool,
}

/// What put the hit in its place.
#[derive(Debug, Serialize)]
pub(crate) struct Why {
    pub score: String,
    pub parts: Vec<Part>,
}

/// One signal: a share for the meter, and the same as a number.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    pub label: &'static str,
    pub share: f32,
    pub value: String,
}

impl HitView {
    /// A hit, if its record is still there.
    pub(crate) fn find(catalog: &Catalog, hit: &Hit) -> Option<Self> {
        let event = &catalog.find_event(&hit.key.event)?.event;
        let mut view = match hit.key.kind {
            RecordKind::Talk => {
                Self::of_talk(event, catalog.find_talk(&hit.key.event, &hit.key.id)?)
            }
            RecordKind::Announcement => {
                let item = catalog.find_announcement(&hit.key.event, &hit.key.id)?;
                Self::of_announcement(catalog, event, item)
            }
        };
        view.passage = pieces(&hit.passage, &hit.highlights);
        view.moment = hit.start_s.map(|start_s| Moment::of_record(catalog, &hit.key, start_s));
        view.why = Some(Why::new(hit.score, hit.parts));
        Some(view)
    }

    /// A talk listed without having been searched for.
    pub(crate) fn of_talk(event: &Event, talk: &Talk) -> Self {
        Self {
            url: links::talk(talk),
            title: talk.title.clone(),
            kind: words::kind(talk.kind),
            people: talk.speakers.iter().map(Person::speaker).collect(),
            event: cards::event_link(event),
            length: talk.duration_s.map(dates::length),
            recorded: cards::is_recorded(talk),
            moment: None,
            passage: unmarked(&talk.abstract_text),
            why: None,
        }
    }

    /// An announcement listed without having been searched for.
    pub(crate) fn of_announcement(catalog: &Catalog, event: &Event, item: &Announcement) -> Self {
        Self {
            url: links::announcement(&item.event, &item.id),
            title: item.title.clone(),
            kind: words::ANNOUNCEMENT,
            people: item.people.iter().map(|who| Person::announcer(catalog, who)).collect(),
            event: cards::event_link(event),
            length: cards::date_label(item),
            recorded: false,
            moment: None,
            passage: unmarked(&item.body),
            why: None,
        }
    }
}

/// The first words of a text, nothing marked.
fn unmarked(text: &str) -> Vec<Piece> {
    vec![Piece { text: cards::lead(text), marked: false }]
}

impl Why {
    fn new(score: f32, parts: ScoreParts) -> Self {
        let part = |label, value: Option<f32>| {
            let value = value?;
            Some(Part { label, share: value.clamp(0.0, 1.0), value: format!("{value:.2}") })
        };
        let parts = [
            part("Words", parts.keyword),
            part("Meaning", parts.semantic),
            part("Spoken", parts.spoken),
        ];
        Self { score: format!("{score:.2}"), parts: parts.into_iter().flatten().collect() }
    }
}

/// Cuts a passage at the marked ranges; ranges that do not fit the text mark nothing.
fn pieces(passage: &str, marked: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |range: Range<usize>, marked| {
        if let Some(text) = passage.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), marked });
        }
    };
    let mut done = 0;
    for range in marked {
        if range.start < done || passage.get(range.clone()).is_none() {
            continue;
        }
        add(done..range.start, false);
        add(range.clone(), true);
        done = range.end;
    }
    add(done..passage.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn marked_words_are_pieces_of_their_own() {
        let cut = pieces("WebGPU in the browser", &[0..6, 14..21]);
        let marked: Vec<_> = cut.iter().filter(|piece| piece.marked).map(|p| &p.text).collect();
        assert_eq!(marked, ["WebGPU", "browser"]);
        assert_eq!(joined(&cut), "WebGPU in the browser");
    }

    proptest! {
        #[test]
        fn no_range_ever_loses_or_doubles_a_letter(
            passage in "\\PC{0,40}",
            ranges in proptest::collection::vec((0usize..60, 0usize..60), 0..6),
        ) {
            let ranges: Vec<_> = ranges.into_iter().map(|(start, end)| start..end).collect();
            prop_assert_eq!(joined(&pieces(&passage, &ranges)), passage);
        }
    }
}
