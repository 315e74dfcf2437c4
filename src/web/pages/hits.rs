//! A search hit as visitors see it: the record, its passage with marked words, its score in parts.

use std::ops::Range;

use minijinja::Value;
use serde::Serialize;

use super::cards::{self, Person, TextLink};
use super::dates;
use super::moments::Moment;
use super::why::Why;
use crate::domain::{Announcement, Catalog, Event, RecordKind, Talk};
use crate::search::{self, Hit};
use crate::web::links;
use crate::web::words::{self, KindWords};

/// One hit.
#[derive(Debug, Serialize)]
pub(crate) struct HitView {
    pub url: String,
    pub title: String,
    /// The language of title and passage, where it is known.
    pub language: Option<String>,
    pub kind: KindWords,
    pub people: Vec<Person>,
    pub event: TextLink,
    pub length: Option<Value>,
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

impl HitView {
    /// A hit, if its record is still there.
    pub(crate) fn find(catalog: &Catalog, hit: &Hit, why: Option<&search::Why>) -> Option<Self> {
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
        if why.is_some() {
            view.passage = pieces(&hit.passage, &hit.highlights);
        }
        view.moment = hit.start_s.map(|start_s| Moment::of_record(catalog, &hit.key, start_s));
        view.why = why.map(Why::new);
        Some(view)
    }

    /// A talk, its passage being its first words.
    fn of_talk(event: &Event, talk: &Talk) -> Self {
        Self {
            url: links::talk(talk),
            title: talk.title.clone(),
            language: cards::language(talk),
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

    /// An announcement, its passage being its first words.
    fn of_announcement(catalog: &Catalog, event: &Event, item: &Announcement) -> Self {
        Self {
            url: links::announcement(&item.event, &item.id),
            title: item.title.clone(),
            language: None,
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
