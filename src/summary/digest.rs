//! Digests of several talks: a speaker's, a day's, a track's, an event's. One sentence a talk.

use std::collections::HashSet;

use jiff::civil::Date;

use super::cache::hash_of;
use super::talk::best_sentences;
use super::unit::{Unit, dot, mean_direction};
use super::{SAME_COSINE, SummarySentence};
use crate::domain::{Catalog, PassageKind, RecordKey, State, Talk};
use crate::search::Corpus;
use crate::text::{ContentHash, fold};

/// Share of nearness to the middle in the choice of talks; the rest is distance from the talks
/// already chosen (maximal marginal relevance, Carbonell and Goldstein 1998,
/// doi:10.1145/290941.291025).
const RELEVANCE_SHARE: f32 = 0.7;

/// Talks in the digest of an event: a short paragraph.
const EVENT_TALKS: usize = 8;
/// Talks in the digest of a day or track.
const DAY_TALKS: usize = 6;
/// Talks in the digest of a speaker.
const SPEAKER_TALKS: usize = 5;

/// Talks to make a digest of, in the order in which it names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    keys: Vec<RecordKey>,
    limit: usize,
}

impl Selection {
    /// One sentence of each of the talks that together stand for all.
    pub fn quote(&self, corpus: &Corpus) -> Vec<SummarySentence> {
        digest(corpus, &self.keys, self.limit)
    }

    /// The hash of all that the digest is made of.
    pub fn hash(&self, corpus: &Corpus) -> ContentHash {
        hash_of(corpus, &format!("digest of {}", self.limit), self.keys.iter())
    }
}

/// One sentence a talk for a person, newest event first; `None` when there is no such person.
pub fn speaker(catalog: &Catalog, slug: &str) -> Option<Selection> {
    let profile = catalog.find_speaker(slug)?;
    Some(Selection { keys: profile.talks.clone(), limit: SPEAKER_TALKS })
}

/// One sentence a talk for an event, in programme order; `None` when there is no such event.
pub fn event(catalog: &Catalog, slug: &str) -> Option<Selection> {
    let talks = catalog.find_event(slug)?.talks.iter().filter(|talk| is_given(talk));
    Some(Selection { keys: talks.map(Talk::key).collect(), limit: EVENT_TALKS })
}

/// One sentence a talk for a programme day, by time; `None` when the event has no talk on it.
pub fn day(catalog: &Catalog, event_slug: &str, day: Date) -> Option<Selection> {
    let talks = &catalog.find_event(event_slug)?.talks;
    let start = |talk: &Talk| {
        let slots = talk.slots.iter().filter(|slot| slot.programme_day() == day);
        slots.map(|slot| slot.start).min()
    };
    let mut timed: Vec<_> = talks.iter().filter_map(|talk| Some((start(talk)?, talk))).collect();
    if timed.is_empty() {
        return None;
    }
    timed.sort_by_key(|(start, _)| *start);
    let given = timed.into_iter().map(|(_, talk)| talk).filter(|talk| is_given(talk));
    Some(Selection { keys: given.map(Talk::key).collect(), limit: DAY_TALKS })
}

/// One sentence a talk for a track, in programme order; `None` when the event has no such track.
/// Names of tracks are compared without case and marks.
pub fn track(catalog: &Catalog, event_slug: &str, track: &str) -> Option<Selection> {
    let wanted = fold(track);
    let is_in = |talk: &&Talk| talk.track.as_deref().is_some_and(|name| fold(name) == wanted);
    let talks = &catalog.find_event(event_slug)?.talks;
    let mut listed = talks.iter().filter(is_in).peekable();
    listed.peek()?;
    let keys = listed.filter(|talk| is_given(talk)).map(Talk::key).collect();
    Some(Selection { keys, limit: DAY_TALKS })
}

/// Whether the talk takes place, as far as is known.
fn is_given(talk: &Talk) -> bool {
    !matches!(talk.state, State::Cancelled | State::Withdrawn)
}

/// At most `limit` of the talks, each by its best sentence, in the order given. Talks that are no
/// documents or have no sentence to quote are left out.
fn digest(corpus: &Corpus, keys: &[RecordKey], limit: usize) -> Vec<SummarySentence> {
    let places = keys.iter().filter_map(|key| corpus.find(key));
    let documents: Vec<usize> = places.filter(|&place| is_quotable(corpus, place)).collect();
    let units: Vec<Unit<'_>> = documents.iter().map(|&d| Unit::of_document(corpus, d)).collect();
    let mut said = HashSet::new();
    let chosen = spread(&units, limit).into_iter();
    chosen.filter_map(|place| first_new(corpus, documents[place], &mut said)).collect()
}

/// The best sentence of a document that no other has: organisers repeat some in many abstracts.
fn first_new(
    corpus: &Corpus,
    document: usize,
    said: &mut HashSet<String>,
) -> Option<SummarySentence> {
    best_sentences(corpus, document).into_iter().find(|it| said.insert(fold(&it.text)))
}

fn is_quotable(corpus: &Corpus, document: usize) -> bool {
    corpus.passages(document).iter().any(|passage| passage.kind != PassageKind::Whole)
}

/// The places of at most `limit` units near the middle of all and apart from each other, in order.
/// Of units that say the same only one is taken.
fn spread(units: &[Unit<'_>], limit: usize) -> Vec<usize> {
    let middle = mean_direction(units);
    let relevance: Vec<f32> = units.iter().map(|unit| dot(&unit.meaning, &middle)).collect();
    // For each unit its largest cosine with one already chosen.
    let mut nearest = vec![f32::NEG_INFINITY; units.len()];
    let mut chosen = Vec::new();
    while chosen.len() < limit {
        let marginal = |place: usize| {
            RELEVANCE_SHARE * relevance[place] - (1.0 - RELEVANCE_SHARE) * nearest[place].max(0.0)
        };
        let open = (0..units.len()).filter(|&place| nearest[place] <= SAME_COSINE);
        let open = open.filter(|place| !chosen.contains(place));
        let best = open.max_by(|&a, &b| marginal(a).total_cmp(&marginal(b)).then(b.cmp(&a)));
        let Some(best) = best else { break };
        chosen.push(best);
        for (near, unit) in nearest.iter_mut().zip(units) {
            *near = near.max(unit.cosine(&units[best]));
        }
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talks_are_spread_over_topics() {
        let vectors: [[f32; 3]; 5] =
            [[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.99, 0.14, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let units: Vec<_> = vectors.iter().map(|v| Unit::new("", Some(v))).collect();
        let chosen = spread(&units, 3);
        assert_eq!(chosen.len(), 3);
        assert!(!(chosen.contains(&0) && chosen.contains(&2)), "two of one topic: {chosen:?}");
        assert!(chosen.contains(&1), "the middle is left out: {chosen:?}");
    }

    #[test]
    fn the_same_talk_twice_is_quoted_once() {
        let units = [Unit::new("one topic", None), Unit::new("one topic", None)];
        assert_eq!(spread(&units, 5), [0]);
        assert!(spread(&[], 5).is_empty());
    }
}
