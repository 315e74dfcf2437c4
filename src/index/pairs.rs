//! Neighbours: words that stand next to each other in the query and in a document. They only add
//! to what the words score alone.

use tantivy::Term;
use tantivy::query::{BoostQuery, DisjunctionMaxQuery, PhraseQuery, Query as TantivyQuery};

use super::Word;
use super::schema::{Fields, Part, PartFields};
use super::search::ResolvedWord;

/// What a pair counts, against 1 for its two words. Measured on five judged sets, words alone
/// (nDCG@10): 0.1 gains 0.006 on titles, 0.003 on `SciFact`, 0.002 on whole questions, 0.001 on tags
/// and loses nowhere; 0.2 gains less on titles, 0.4 loses on `SciFact`.
const WEIGHT: f32 = 0.1;
/// How many other words may stand between two neighbours: `state of the art`. With two, their
/// order may also be the other way round. 1 and 4 differ from it by 0.002 at most; 8 loses on
/// questions, and so does none, measured at twice the weight.
const SLOP_WORDS: u32 = 2;
/// Where pairs are looked for. Labels are short, and a transcript mentions everything.
const PARTS: [Part; 2] = [Part::Title, Part::Text];

/// Two words of the query, one after the other but for stop words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    /// The words, a misspelled one put right.
    pub(super) words: [Word; 2],
    /// Rarity of both together.
    pub(super) idf: f32,
}

/// The pairs of a query.
pub(super) fn pairs(words: &[ResolvedWord]) -> Vec<Pair> {
    let meant = |word: &ResolvedWord| {
        word.corrections.first().map_or(&word.word, |correction| &correction.word).clone()
    };
    let pair = |both: &[ResolvedWord]| match both {
        [a, b] => Some(Pair { words: [meant(a), meant(b)], idf: a.idf + b.idf }),
        _ => None,
    };
    let differ = |pair: &Pair| pair.words[0].stem != pair.words[1].stem;
    words.windows(2).filter_map(pair).filter(differ).collect()
}

impl Pair {
    /// A document scores by the better of its parts.
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn TantivyQuery> {
        let parts = fields.parts.iter().filter(|part| PARTS.contains(&part.part));
        Box::new(DisjunctionMaxQuery::new(parts.map(|part| self.part_query(part)).collect()))
    }

    /// What the pair scores in one part; nothing in those where pairs do not count.
    pub(super) fn part_query(&self, part: &PartFields) -> Box<dyn TantivyQuery> {
        let terms = self.words.iter().map(|word| Term::from_field_text(part.stemmed, &word.stem));
        let mut phrase = PhraseQuery::new(terms.collect());
        phrase.set_slop(SLOP_WORDS);
        Box::new(BoostQuery::new(Box::new(phrase), WEIGHT * part.part.boost()))
    }

    /// What it adds to the best score there can be.
    pub(super) fn ideal(&self) -> f32 {
        WEIGHT * self.idf * PARTS.into_iter().map(Part::boost).fold(0.0, f32::max)
    }
}
