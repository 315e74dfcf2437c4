//! Why a hit stands where it does, in words for visitors: its signals, and where its words were met.

use serde::Serialize;

use crate::search::{self, Relation, TokenMatch, WordReason};

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
    pub places: String,
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
        let place = |found: &search::Found| match found.relation {
            Relation::Same => part(found.part).to_owned(),
            Relation::Stem => format!("{} (another form)", part(found.part)),
            Relation::Misspelled => format!("{} (as “{}”)", part(found.part), found.word),
            Relation::Begins => format!("{} (begins so)", part(found.part)),
        };
        let places: Vec<_> = reason.found.iter().map(place).collect();
        let places = if places.is_empty() { "not there".into() } else { places.join(", ") };
        Self { word: reason.word.clone(), places, rarity: format!("{:.1}", reason.idf) }
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
        assert_eq!(line.places, "title, abstract (as “hinges”)");
        assert_eq!(line.rarity, "1.3");
        assert_eq!(WordLine::new(&reason(vec![])).places, "not there");
    }
}
