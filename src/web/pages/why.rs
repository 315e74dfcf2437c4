//! Why a hit stands where it does, in words for visitors: its signals, and where its words were met.

use minijinja::Value;
use serde::Serialize;

use crate::search::{self, Relation, TokenMatch, WordReason};
use crate::web::spoken::Spoken;

/// What put a hit in its place.
#[derive(Debug, Serialize)]
pub(crate) struct Why {
    pub score: String,
    pub signals: Vec<Signal>,
    pub words: Vec<WordLine>,
    /// Neighbouring words that are neighbours in the record too.
    pub pairs: Vec<String>,
    /// Words of the query and the nearest of the record, where those are others.
    pub near: Vec<NearLine>,
    /// How near the query is to a speaker's name, where that counts.
    pub name: Option<String>,
}

/// One signal: a share for the meter, the same as a number, and what it adds to the score.
#[derive(Debug, Serialize)]
pub(crate) struct Signal {
    pub label: &'static str,
    pub share: f32,
    pub value: String,
    pub adds: String,
}

/// One word of the query.
#[derive(Debug, Serialize)]
pub(crate) struct WordLine {
    pub word: String,
    /// Where it was met: `title, speakers (as kubernetes)`.
    pub places: Value,
    pub rarity: String,
}

impl Why {
    pub(crate) fn new(why: &search::Why) -> Self {
        let signal = |it: &search::Addend| Signal {
            label: label(it.signal),
            share: it.value.clamp(0.0, 1.0),
            value: format!("{:.2}", it.value),
            adds: format!("{:+.2}", it.adds),
        };
        Self {
            score: format!("{:.2}", why.score),
            signals: why.signals.iter().map(signal).collect(),
            words: why.keyword.words.iter().map(WordLine::new).collect(),
            pairs: why.keyword.pairs.iter().map(|pair| pair.words.join(" ")).collect(),
            near: why.near.iter().filter_map(NearLine::new).collect(),
            name: why.name.map(|likeness| format!("{likeness:.2}")),
        }
    }
}

/// A word of the query and another of the record that means much the same there.
#[derive(Debug, Serialize)]
pub(crate) struct NearLine {
    pub query: String,
    pub found: String,
    pub similarity: String,
}

/// Words less near than this say nothing to a reader.
const NEAR_SIMILARITY: f32 = 0.5;

impl NearLine {
    fn new(near: &TokenMatch) -> Option<Self> {
        let is_other = near.query.to_lowercase() != near.found.to_lowercase();
        (is_other && near.similarity >= NEAR_SIMILARITY).then(|| Self {
            query: near.query.clone(),
            found: near.found.clone(),
            similarity: format!("{:.2}", near.similarity),
        })
    }
}

impl WordLine {
    fn new(reason: &WordReason) -> Self {
        let places = match reason.found.is_empty() {
            true => Spoken::Text("not there", Vec::new()),
            false => Spoken::Series(reason.found.iter().map(place).collect()),
        };
        let (word, rarity) = (reason.word.clone(), format!("{:.1}", reason.idf));
        Self { word, places: places.value(), rarity }
    }
}

/// A part of a record in which a word was met, and in what form.
fn place(found: &search::Found) -> Spoken {
    let part = Spoken::Text(part(found.part), Vec::new());
    let word = Spoken::Record(found.word.clone());
    match found.relation {
        Relation::Same => part,
        Relation::Stem => Spoken::Text("{part} (another form)", vec![("part", part)]),
        Relation::Misspelled => {
            Spoken::Text("{part} (as “{word}”)", vec![("part", part), ("word", word)])
        }
        Relation::Begins => Spoken::Text("{part} (begins so)", vec![("part", part)]),
    }
}

fn label(signal: &'static str) -> &'static str {
    match signal {
        "words" => "Words",
        "meaning" => "Meaning",
        "tokens" => "Word by word",
        "spoken" => "Spoken",
        other => other,
    }
}

fn part(part: &'static str) -> &'static str {
    match part {
        "title" => "title",
        "speakers" => "speakers",
        "topics" => "topics",
        "track" => "track",
        "text" => "abstract",
        "speech" => "transcript",
        "affiliations" => "affiliation",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Found;

    #[test]
    fn a_word_is_near_to_another_and_not_to_itself() {
        let near = |found: &str, similarity| {
            NearLine::new(&TokenMatch {
                query: "graphics".into(),
                found: found.into(),
                similarity,
                weight: 0.5,
            })
        };
        assert_eq!(near("GPU", 0.61).map(|it| it.similarity).as_deref(), Some("0.61"));
        assert!(near("Graphics", 1.0).is_none() && near("tea", 0.2).is_none());
    }

    #[test]
    fn a_word_says_where_it_was_met() {
        let found = |part, relation| Found {
            part,
            word: "hinges".into(),
            relation,
            weight: 1.0,
            score: 1.0,
        };
        let reason = |found| WordReason { word: "hinges".into(), idf: 1.26, score: 2.0, found };
        let line = WordLine::new(&reason(vec![
            found("title", Relation::Same),
            found("text", Relation::Misspelled),
        ]));
        assert_eq!(line.places.to_string(), "title, abstract (as “hinges”)");
        assert_eq!(line.rarity, "1.3");
        assert_eq!(WordLine::new(&reason(vec![])).places.to_string(), "not there");
    }
}
