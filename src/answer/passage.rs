//! Questions that no field answers: sentences quoted word for word, and the decision whether they
//! answer. How sentences are weighed is `reading.rs`'s business.

use super::decide::{self, Signals};
use super::evidence::{self, Candidate, Search, Weighed};
use super::question::Question;
use super::reading::{Quote, Reading, read};
use super::scope::Scope;
use super::{Citation, Findings, Outcome, Reply, measure, names};
use crate::domain::{Catalog, RecordKey, SpeakerProfile};
use crate::search::{Engine, SearchError};

/// At most this many sentences are cited.
const CITED: usize = 3;
/// Of a sentence's own score beside that of its record. From 0.5 to 4 the marked sentence is among the
/// first three for 0.54 to 0.55 of 130 development questions; a fixed order of records reached 0.49.
const SENTENCE_WEIGHT: f32 = 0.5;

/// Answers with quoted sentences, or says that none answers.
pub(super) fn answer(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    scope: &Scope,
) -> Result<Findings, SearchError> {
    let people = names::people(catalog, question);
    let about = beside(question, &people);
    let weighed = evidence::weigh(engine, &about);
    let search = Search { query: &question.plain(), scope, kind: None };
    let mut found = evidence::find(engine, catalog, &about, &weighed, &search)?;
    found.retain(|candidate| people.iter().all(|person| candidate.names(&person.name)));
    let readings = read(engine, question, &weighed, &found);
    let ordered = ordered(&readings, &found);
    let signals = match ordered.first() {
        Some((place, first)) => Signals {
            unmet_measure: measure::is_unmet(question, &first.sentence),
            sentence_tokens: readings[*place].nearest_tokens,
            lead: lead(&readings, *place),
            ..decide::signals(&weighed, &found, Some(&readings[*place]))
        },
        None => decide::signals(&weighed, &found, None),
    };
    let citations = cited(ordered);
    let decision = decide::decide(&signals);
    let outcome = if citations.is_empty() { Outcome::NotFound } else { decision.outcome };
    let text = match (outcome, citations.first()) {
        (Outcome::Answer, Some(first)) => first.sentence.clone(),
        _ => decide::apology(outcome, &weighed),
    };
    let citations = if outcome == Outcome::NotFound { Vec::new() } else { citations };
    let ranking = ranking(&readings, &found);
    let reply = Reply { outcome, text, confidence: decision.confidence, citations };
    Ok(Findings::new(reply, ranking, signals))
}

/// What a record scored above the best of the others.
fn lead(readings: &[Reading], place: usize) -> f32 {
    let others = readings.iter().enumerate().filter(|(other, _)| *other != place);
    let best = others.map(|(_, reading)| reading.score).reduce(f32::max);
    best.map_or(0.0, |best| readings[place].score - best)
}

/// The sentences of one record, or of the likeliest records, best first by record and sentence
/// together.
pub(super) fn sentences(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    within: Option<&RecordKey>,
) -> Result<Vec<Citation>, SearchError> {
    let weighed = evidence::weigh(engine, question);
    let found = match within {
        Some(key) => {
            evidence::candidate(engine, catalog, question, &weighed, key).into_iter().collect()
        }
        None => {
            let search = Search { query: &question.plain(), scope: &Scope::Everything, kind: None };
            evidence::find(engine, catalog, question, &weighed, &search)?
        }
    };
    let readings = read(engine, question, &weighed, &found);
    Ok(ordered(&readings, &found).into_iter().map(|(_, citation)| citation).collect())
}

/// Every sentence read, with the place of its record among the readings, best first by record and
/// sentence together.
fn ordered(readings: &[Reading], found: &[Candidate<'_>]) -> Vec<(usize, Citation)> {
    let mut scored: Vec<(f32, usize, Citation)> = Vec::new();
    for (place, reading) in readings.iter().enumerate() {
        let candidate = &found[reading.candidate];
        scored.extend(reading.sentences.iter().map(|(score, quote)| {
            (reading.score + SENTENCE_WEIGHT * score, place, citation(candidate, quote))
        }));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().map(|(_, place, citation)| (place, citation)).collect()
}

/// The question without the people it names: only their records are read, and what else is asked
/// must stand there by itself.
fn beside(question: &Question, people: &[&SpeakerProfile]) -> Question {
    let mut about = question.clone();
    about.forget(&people.iter().flat_map(|person| names::words(&person.name)).collect::<Vec<_>>());
    if about.terms.is_empty() { question.clone() } else { about }
}

/// The closest passages of records that hold no answer.
pub(super) fn closest(
    engine: &Engine,
    question: &Question,
    weighed: &[Weighed],
    found: &[Candidate<'_>],
    signals: Signals,
) -> Findings {
    let readings = read(engine, question, weighed, found);
    let citations = cited(ordered(&readings, found));
    let decision = decide::decline(&signals);
    let is_empty = citations.is_empty() || decision.outcome == Outcome::NotFound;
    let outcome = if is_empty { Outcome::NotFound } else { decision.outcome };
    let reply = Reply {
        outcome,
        text: decide::apology(outcome, weighed),
        confidence: decision.confidence,
        citations: if is_empty { Vec::new() } else { citations },
    };
    Findings::new(reply, ranking(&readings, found), signals)
}

/// The best sentence of one record, as a citation.
pub(super) fn best_sentence(
    engine: &Engine,
    question: &Question,
    weighed: &[Weighed],
    candidate: &Candidate<'_>,
) -> Citation {
    let readings = read(engine, question, weighed, std::slice::from_ref(candidate));
    let mut quotes = readings.into_iter().flat_map(|reading| reading.sentences);
    let quote =
        quotes.next().map_or_else(|| Quote::written(candidate.record.title()), |(_, quote)| quote);
    citation(candidate, &quote)
}

fn citation(candidate: &Candidate<'_>, quote: &Quote) -> Citation {
    Citation { start_s: quote.start_s, ..candidate.record.citation_of(quote.text.clone()) }
}

/// The best sentences, none inside another.
fn cited(ordered: Vec<(usize, Citation)>) -> Vec<Citation> {
    let mut citations: Vec<Citation> = Vec::new();
    for (_, citation) in ordered {
        let is_repeated = |it: &Citation| {
            it.sentence.contains(&citation.sentence) || citation.sentence.contains(&it.sentence)
        };
        if citations.len() < CITED && !citations.iter().any(is_repeated) {
            citations.push(citation);
        }
    }
    citations
}

/// The records in the order of their readings, then those that were not read.
fn ranking(readings: &[Reading], found: &[Candidate<'_>]) -> Vec<RecordKey> {
    let mut ranking: Vec<RecordKey> = Vec::new();
    let read = readings.iter().map(|reading| &found[reading.candidate]);
    for candidate in read.chain(found) {
        if !ranking.contains(&candidate.hit.key) {
            ranking.push(candidate.hit.key.clone());
        }
    }
    ranking
}
