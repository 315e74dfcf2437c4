//! Scoring documents by a query's words: BM25 per word over the boosted parts of a document, and
//! what share of the best possible score that is.

use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Query as TantivyQuery};
use tantivy::schema::Field;
use tantivy::{Score, Searcher};

use super::collect::EveryScore;
use super::completion::{Completion, complete};
use super::explain::Relation;
use super::pairs::{Pair, pairs};
use super::query::{Query, Word, restricted, term_query};
use super::schema::{Fields, Part, PartFields, RecordId};
use super::statistics::Statistics;
use super::typo::neighbours;
use super::{Index, IndexError, analyse};

/// A form of the word other than the one typed counts a little less.
const STEM_WEIGHT: f32 = 0.9;
/// What the second-best part of a document adds to the best one, per word.
pub(super) const TIE_BREAKER: f32 = 0.3;
/// What a word keeps of its weight for each edit it is away from the one typed.
const EDIT_WEIGHT: f32 = 0.7;

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// Every matching document, in no particular order.
    pub hits: Vec<KeywordHit>,
    /// The query's words as the index understood them.
    pub words: Vec<ResolvedWord>,
}

/// A document with at least one of the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeywordHit {
    /// The document.
    pub id: RecordId,
    /// BM25, boosted by part.
    pub score: f32,
    /// `score` as a share of the ideal, every word of the query in every part, 0 to 1. Words that
    /// no document has lower it.
    pub share: f32,
}

/// A word of the query and what stands for it in the index.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedWord {
    /// The word typed.
    pub word: Word,
    /// How rare it is; of a misspelled word, how rare its commonest correction is.
    pub idf: f32,
    /// Words to look for in its place; empty when the index has it, or nothing like it.
    pub corrections: Vec<Correction>,
}

/// A word of the index that a misspelled one may have meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The word of the index.
    pub word: Word,
    /// What it counts, against 1 for the word as typed.
    pub weight: f32,
    /// Documents that have it.
    pub documents: u64,
}

impl ResolvedWord {
    /// The stems by which it is met in a text.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        let corrected = self.corrections.iter().map(|correction| correction.word.stem.as_str());
        std::iter::once(self.word.stem.as_str()).chain(corrected)
    }
}

impl Index {
    /// Scores every document that has one of the words and meets the conditions.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn search(&self, query: &Query) -> Result<Matches, IndexError> {
        let searcher = self.reader.searcher();
        let mut statistics = Statistics::new(&searcher, &self.fields);
        let plan = self.read_query(query, &searcher, &mut statistics)?;
        if plan.words.is_empty() || searcher.num_docs() == 0 {
            return Ok(Matches { hits: Vec::new(), words: plan.words });
        }
        let ideal = plan.ideal();
        let query = restricted(&self.fields, query, Some(plan.query(&self.fields)));
        let scored = searcher.search_with_statistics_provider(&query, &EveryScore, &statistics)?;
        let hits = scored.into_iter().map(|(id, score)| hit(id, score, ideal)).collect();
        Ok(Matches { hits, words: plan.words })
    }

    /// What stands for each of the words in the index.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn resolve(&self, words: &[Word]) -> Result<Vec<ResolvedWord>, IndexError> {
        let searcher = self.reader.searcher();
        self.resolve_with(words, &searcher, &mut Statistics::new(&searcher, &self.fields))
    }

    /// The documents that meet the query's conditions, whatever its words, in no order; `None` when
    /// it has no conditions, so that every document does.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn eligible(&self, query: &Query) -> Result<Option<Vec<RecordId>>, IndexError> {
        if !query.is_restricted() {
            return Ok(None);
        }
        let query = restricted(&self.fields, query, None);
        let scored = self.reader.searcher().search(&query, &EveryScore)?;
        Ok(Some(scored.into_iter().map(|(id, _)| id).collect()))
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Looks up what the query's words and the word being typed stand for.
    pub(super) fn read_query(
        &self,
        query: &Query,
        searcher: &Searcher,
        statistics: &mut Statistics<'_>,
    ) -> Result<Plan, IndexError> {
        let mut words = self.resolve_with(&query.words, searcher, statistics)?;
        let pairs = pairs(&words);
        let mut completion = None;
        if let Some(letters) = &query.unfinished {
            completion = complete(searcher, &self.fields, statistics, letters)?;
            match &completion {
                Some(completion) => words.push(completion.resolved.clone()),
                None => {
                    let whole = analyse(letters).into_iter();
                    let whole: Vec<_> =
                        whole.map(|it| Word { exact: it.exact, stem: it.stem }).collect();
                    words.extend(self.resolve_with(&whole, searcher, statistics)?);
                }
            }
        }
        Ok(Plan { words, pairs, completion })
    }

    fn resolve_with(
        &self,
        words: &[Word],
        searcher: &Searcher,
        statistics: &mut Statistics<'_>,
    ) -> Result<Vec<ResolvedWord>, IndexError> {
        let mut resolved = Vec::with_capacity(words.len());
        for word in words {
            let mut documents = statistics.stem_frequency(&word.stem)?;
            let mut corrections = Vec::new();
            if documents == 0 && statistics.exact_frequency(&word.exact)? == 0 {
                corrections = self.corrections(word, searcher, statistics)?;
                documents = corrections.iter().map(|c| c.documents).max().unwrap_or(0);
            }
            for Correction { word, documents, .. } in &corrections {
                statistics.set([&word.exact, &word.stem], *documents);
            }
            statistics.set([&word.exact, &word.stem], documents);
            resolved.push(ResolvedWord {
                word: word.clone(),
                idf: statistics.idf(documents),
                corrections,
            });
        }
        Ok(resolved)
    }

    fn corrections(
        &self,
        word: &Word,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
    ) -> Result<Vec<Correction>, IndexError> {
        let mut corrections = Vec::new();
        for near in neighbours(searcher, &self.fields, &word.exact)? {
            let stem = analyse(&near.word).pop().map_or_else(|| near.word.clone(), |t| t.stem);
            let documents = statistics.stem_frequency(&stem)?.max(near.documents);
            let weight = EDIT_WEIGHT.powi(i32::try_from(near.distance).unwrap_or(i32::MAX));
            let word = Word { exact: near.word, stem };
            corrections.push(Correction { word, weight, documents });
        }
        Ok(corrections)
    }
}

/// What is scored: the words, neighbours among them, and what the letters typed last begin.
pub(super) struct Plan {
    /// The words in the query's order, the one being typed last.
    pub(super) words: Vec<ResolvedWord>,
    pub(super) pairs: Vec<Pair>,
    pub(super) completion: Option<Completion>,
}

impl Plan {
    fn query(&self, fields: &Fields) -> Box<dyn TantivyQuery> {
        let words = self.words.iter().map(|word| self.word_query(fields, word));
        let pairs = self.pairs.iter().map(|pair| pair.query(fields));
        Box::new(BooleanQuery::union(words.chain(pairs).collect()))
    }

    /// What one of the words scores.
    pub(super) fn word_query(&self, fields: &Fields, word: &ResolvedWord) -> Box<dyn TantivyQuery> {
        let typed = self.completion.as_ref().filter(|it| it.resolved.word == word.word);
        typed.map_or_else(|| word_query(fields, word), |completion| completion.query(fields))
    }

    /// What a document scores that has every word once in every part that all have, as typed and at
    /// average length, and every pair in the best part: BM25 is then the word's idf, times the
    /// part's boost. Only one that repeats the words scores more.
    pub(super) fn ideal(&self) -> f32 {
        let boosts = Part::ALL.into_iter().filter(|part| part.is_expected()).map(Part::boost);
        let best = boosts.clone().fold(0.0, f32::max);
        let all: f32 = boosts.sum();
        let word = |word: &ResolvedWord| word.idf * (best + TIE_BREAKER * (all - best));
        self.words.iter().map(word).chain(self.pairs.iter().map(Pair::ideal)).sum()
    }
}

fn hit(id: RecordId, score: Score, ideal: f32) -> KeywordHit {
    let share = if ideal > 0.0 { (score / ideal).clamp(0.0, 1.0) } else { 0.0 };
    KeywordHit { id, score, share }
}

/// A document scores by the best part that has the word, plus a little for the other parts.
fn word_query(fields: &Fields, resolved: &ResolvedWord) -> Box<dyn TantivyQuery> {
    let parts = fields.parts.iter().map(|part| part_query(part, resolved)).collect();
    Box::new(DisjunctionMaxQuery::with_tie_breaker(parts, TIE_BREAKER))
}

/// The best form of a word in one part.
fn part_query(part: &PartFields, resolved: &ResolvedWord) -> Box<dyn TantivyQuery> {
    let forms = forms(part, resolved).iter().map(Form::query).collect();
    Box::new(DisjunctionMaxQuery::new(forms))
}

/// A form in which a word may stand in a part.
pub(super) struct Form<'a> {
    pub(super) field: Field,
    pub(super) text: &'a str,
    /// What it counts here: the part's boost, less for another form than the one typed.
    pub(super) weight: f32,
    pub(super) relation: Relation,
}

impl Form<'_> {
    pub(super) fn query(&self) -> Box<dyn TantivyQuery> {
        Box::new(BoostQuery::new(term_query(self.field, self.text), self.weight))
    }
}

/// The forms of a word in one part: as typed, stemmed, corrected.
pub(super) fn forms<'a>(part: &PartFields, resolved: &'a ResolvedWord) -> Vec<Form<'a>> {
    let corrected = resolved.corrections.iter().map(|c| (&c.word, c.weight));
    let mut forms = Vec::new();
    for (place, (word, weight)) in
        std::iter::once((&resolved.word, 1.0)).chain(corrected).enumerate()
    {
        let weight = weight * part.part.boost();
        let relation = |own| if place == 0 { own } else { Relation::Misspelled };
        forms.push(Form {
            field: part.exact,
            text: &word.exact,
            weight,
            relation: relation(Relation::Same),
        });
        forms.push(Form {
            field: part.stemmed,
            text: &word.stem,
            weight: weight * STEM_WEIGHT,
            relation: relation(Relation::Stem),
        });
    }
    forms
}
