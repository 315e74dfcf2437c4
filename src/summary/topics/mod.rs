//! The topics of an event: its talks in groups by meaning, each named by its own words, and where
//! they lie on a map. The same talks give the same topics every time.
//!
//! Groups are made in `cluster.rs`, names in `summary/naming.rs`, places in `map.rs`. Works over
//! the vectors of whole talks, and without a model over their words.

mod cluster;
mod map;

use super::cache::hash_of;
use super::naming::{Rules, Text, name_groups};
use super::unit::{Unit, dot, normalise};
use crate::domain::{Catalog, Document, RecordKey, State, Talk};
use crate::search::Corpus;
use crate::text::{ContentHash, words};

/// With fewer talks an event is read as a list, not by topics.
const TALKS_MIN: usize = 8;
/// Talks grouped at most. The largest conferences known have some 3,000.
const TALKS_MAX: usize = 10_000;
/// Talks on the map at most: with more, the dots lie on each other whatever is done.
const MAP_TALKS_MAX: usize = 1500;
/// Terms that describe a topic, the one that names it included.
const TERMS_MAX: usize = 4;
/// A term describes a topic when at least this share of its talks has it.
const NAME_SHARE_MIN: f32 = 0.2;
/// Terms in a name.
const NAME_TERMS: usize = 2;

/// The topics of an event, the largest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topics {
    /// The groups; empty for an event with too few talks.
    pub groups: Vec<TopicGroup>,
    /// Where the talks lie on a map; empty where there are too many to draw.
    pub points: Vec<Point>,
}

/// Talks about the same.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicGroup {
    /// Made of the first terms. No two topics of an event have the same.
    pub name: String,
    /// What these talks say often and the others seldom, the most telling first.
    pub terms: Vec<String>,
    /// The talks, those nearest to the middle first.
    pub talks: Vec<RecordKey>,
}

/// A talk on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The talk.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// Its topic, as a place in [`Topics::groups`].
    pub group: usize,
    /// From left, 0 to 1.
    pub x: f32,
    /// From above, 0 to 1.
    pub y: f32,
}

/// The topics of an event; `None` when there is no such event. Talks that were cancelled or
/// withdrawn, and events of fewer than eight talks, have none.
pub fn topics(corpus: &Corpus, catalog: &Catalog, event: &str) -> Option<Topics> {
    let keys = given(catalog, event)?;
    let documents: Vec<usize> =
        keys.iter().filter_map(|key| corpus.find(key)).take(TALKS_MAX).collect();
    if documents.len() < TALKS_MIN {
        return Some(Topics::default());
    }
    let vectors = centred(corpus, &documents);
    let groups = cluster::group(&vectors);
    let texts: Vec<&Document> = documents.iter().map(|&it| &*corpus.documents()[it]).collect();
    Some(Topics { points: points(&texts, &vectors, &groups), groups: named(&texts, &groups) })
}

/// The hash of all that an event's topics are made of; `None` when there is no such event.
pub fn topics_hash(corpus: &Corpus, catalog: &Catalog, event: &str) -> Option<ContentHash> {
    Some(hash_of(corpus, "topics", given(catalog, event)?.iter()))
}

/// The talks of an event that take place, in programme order.
fn given(catalog: &Catalog, event: &str) -> Option<Vec<RecordKey>> {
    let talks = catalog.find_event(event)?.talks.iter();
    let is_off = |talk: &&Talk| matches!(talk.state, State::Cancelled | State::Withdrawn);
    Some(talks.filter(|talk| !is_off(talk)).map(Talk::key).collect())
}

/// The talks' vectors around their common middle, each of length 1: what all talks of a conference
/// share tells none of them apart.
fn centred(corpus: &Corpus, documents: &[usize]) -> Vec<Vec<f32>> {
    let units: Vec<Unit<'_>> = documents.iter().map(|&it| Unit::of_document(corpus, it)).collect();
    let rows: Vec<&[f32]> = units.iter().map(|unit| unit.meaning.as_ref()).collect();
    let middle = mean(rows.iter().copied());
    let centre = |row: &&[f32]| {
        let mut row: Vec<f32> = row.iter().zip(&middle).map(|(value, mid)| value - mid).collect();
        normalise(&mut row);
        row
    };
    rows.iter().map(centre).collect()
}

/// The mean of some rows; empty without any.
fn mean<'a>(rows: impl Iterator<Item = &'a [f32]>) -> Vec<f32> {
    let mut sum: Vec<f32> = Vec::new();
    let mut count = 0.0;
    for row in rows {
        sum.resize(row.len(), 0.0);
        sum.iter_mut().zip(row).for_each(|(total, value)| *total += value);
        count += 1.0;
    }
    sum.iter_mut().for_each(|total| *total /= f32::max(count, 1.0));
    sum
}

fn named(texts: &[&Document], groups: &[Vec<usize>]) -> Vec<TopicGroup> {
    let text = |&it: &usize| Text { title: &texts[it].title, body: &texts[it].text };
    let wordings: Vec<Vec<Text<'_>>> =
        groups.iter().map(|group| group.iter().map(text).collect()).collect();
    // Abstracts name their speakers, who are no topics.
    let names = texts.iter().flat_map(|it| &it.speakers).flat_map(|name| words(name));
    let banned = names.map(|word| word.folded).collect();
    let rules = Rules { limit: TERMS_MAX, share_min: NAME_SHARE_MIN, banned };
    let terms = name_groups(&wordings, &rules);
    groups.iter().zip(terms).map(|(group, terms)| topic(texts, group, terms)).collect()
}

/// One topic. Where its talks have no word that could name it, the title of the most typical does.
fn topic(texts: &[&Document], group: &[usize], terms: Vec<String>) -> TopicGroup {
    let name = terms[..terms.len().min(NAME_TERMS)].join(", ");
    let typical = group.first().map(|&it| texts[it].title.clone());
    TopicGroup {
        name: if name.is_empty() { typical.unwrap_or_default() } else { capitalised(&name) },
        talks: group.iter().map(|&it| texts[it].key.clone()).collect(),
        terms,
    }
}

/// With a capital first letter, unless the word has its own writing (`iOS`).
fn capitalised(name: &str) -> String {
    let word = name.split([' ', ',']).next().unwrap_or(name);
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !word.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

fn points(texts: &[&Document], vectors: &[Vec<f32>], groups: &[Vec<usize>]) -> Vec<Point> {
    if texts.len() > MAP_TALKS_MAX {
        return Vec::new();
    }
    let places = map::places(vectors);
    let mut points = Vec::with_capacity(texts.len());
    for (group, talks) in groups.iter().enumerate() {
        for &it in talks {
            let (key, title) = (texts[it].key.clone(), texts[it].title.clone());
            let [x, y] = places[it];
            points.push(Point { key, title, group, x, y });
        }
    }
    points
}

/// Cosine of two rows of length 1.
fn cosine(a: &[f32], b: &[f32]) -> f32 {
    dot(a, b)
}
