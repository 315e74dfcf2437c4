//! Why a document has its keyword score: each word and pair of the query, where it was met and
//! what it counted. Asks the same queries that rank, one document at a time.

use serde::Serialize;
use tantivy::query::{EnableScoring, Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, Term};

use super::completion::Completion;
use super::pairs::Pair;
use super::query::Query;
use super::schema::{PartFields, RecordId};
use super::search::{Form, Plan, ResolvedWord, forms};
use super::statistics::Statistics;
use super::{Index, IndexError};

/// The keyword score of one document, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// The query's words, in its order.
    pub words: Vec<WordReason>,
    /// Neighbouring words that are neighbours in the document too.
    pub pairs: Vec<PairReason>,
    /// What words and pairs add up to.
    pub score: f32,
    /// What the score is a share of: every word and pair in every part.
    pub ideal: f32,
}

impl Explanation {
    /// The score as a share of the ideal, 0 to 1.
    pub fn share(&self) -> f32 {
        if self.ideal > 0.0 { (self.score / self.ideal).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// What one word of the query counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordReason {
    /// The word as typed, folded.
    pub word: String,
    /// How rare it is.
    pub idf: f32,
    /// What it adds to the score; 0 where the document lacks it.
    pub score: f32,
    /// Where it was met, by part.
    pub found: Vec<Found>,
}

/// A word in a part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The part: `title`, `speakers`, `affiliations`, `topics`, `track`, `text`, `speech`.
    pub part: &'static str,
    /// The word of the index, as a stem where the stem was met.
    pub word: String,
    /// How it came to stand for the one typed.
    pub relation: Relation,
    /// What the part's boost and the form make of it.
    pub weight: f32,
    /// What it scores here; the best part counts whole, the others for less.
    pub score: f32,
}

/// How a word of the index stands for the one typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The very word.
    Same,
    /// Another form of it.
    Stem,
    /// It was misspelled.
    Misspelled,
    /// It was not all typed yet.
    Begins,
}

/// Two words of the query next to each other in the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairReason {
    /// The words, a misspelled one put right.
    pub words: [String; 2],
    /// What they add to the score.
    pub score: f32,
}

impl Index {
    /// Takes the keyword scores of documents apart, in the order asked; an explanation without
    /// words for one that is not here.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn explain(&self, query: &Query, ids: &[RecordId]) -> Result<Vec<Explanation>, IndexError> {
        let searcher = self.searcher();
        let mut statistics = Statistics::new(&searcher, self.fields());
        let plan = self.read_query(query, &searcher, &mut statistics)?;
        let scorer = Scorer { searcher: &searcher, statistics: &statistics };
        let explain = |&id: &RecordId| match self.address(&searcher, id)? {
            Some(document) => self.explain_one(&plan, &scorer, document),
            None => Ok(Explanation::default()),
        };
        ids.iter().map(explain).collect()
    }

    fn explain_one(
        &self,
        plan: &Plan,
        scorer: &Scorer<'_>,
        document: DocAddress,
    ) -> Result<Explanation, IndexError> {
        let mut words = Vec::new();
        for word in &plan.words {
            words.push(self.word_reason(scorer, document, word, plan)?);
        }
        let mut pairs = Vec::new();
        for pair in &plan.pairs {
            pairs.extend(self.pair_reason(scorer, document, pair)?);
        }
        let score = words.iter().map(|it| it.score).chain(pairs.iter().map(|it| it.score)).sum();
        Ok(Explanation { words, pairs, score, ideal: plan.ideal() })
    }

    fn word_reason(
        &self,
        scorer: &Scorer<'_>,
        document: DocAddress,
        word: &ResolvedWord,
        plan: &Plan,
    ) -> Result<WordReason, IndexError> {
        let completion = plan.completion.as_ref().filter(|it| it.resolved.word == word.word);
        let mut found = Vec::new();
        for part in &self.fields().parts {
            found.extend(match completion {
                Some(completion) => scorer.begun(document, part, completion)?,
                None => scorer.best(document, part, forms(part, word))?,
            });
        }
        let query = plan.word_query(self.fields(), word);
        let score = scorer.score(query.as_ref(), document)?;
        Ok(WordReason { word: word.word.exact.clone(), idf: word.idf, score, found })
    }

    fn pair_reason(
        &self,
        scorer: &Scorer<'_>,
        document: DocAddress,
        pair: &Pair,
    ) -> Result<Option<PairReason>, IndexError> {
        let score = scorer.score(pair.query(self.fields()).as_ref(), document)?;
        let words = pair.words.each_ref().map(|word| word.exact.clone());
        Ok((score > 0.0).then_some(PairReason { words, score }))
    }

    fn address(&self, searcher: &Searcher, id: RecordId) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_u64(self.fields().id, id.0);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        Ok(found.into_iter().next())
    }
}

/// Scores single documents as the ranking does.
struct Scorer<'a> {
    searcher: &'a Searcher,
    statistics: &'a Statistics<'a>,
}

impl Scorer<'_> {
    /// The best form of a word in one part.
    fn best(
        &self,
        at: DocAddress,
        part: &PartFields,
        forms: Vec<Form<'_>>,
    ) -> Result<Option<Found>, IndexError> {
        let mut best: Option<Found> = None;
        for form in forms {
            let score = self.score(form.query().as_ref(), at)?;
            if score > best.as_ref().map_or(0.0, |it| it.score) {
                let (word, relation) = (form.text.to_owned(), form.relation);
                let part = part.part.name();
                best = Some(Found { part, word, relation, weight: form.weight, score });
            }
        }
        Ok(best)
    }

    /// The letters typed in one part: as a whole word, or what begins with them.
    fn begun(
        &self,
        at: DocAddress,
        part: &PartFields,
        completion: &Completion,
    ) -> Result<Option<Found>, IndexError> {
        let whole = self.best(at, part, vec![completion.whole(part)])?;
        let score = self.score(completion.part_query(part).as_ref(), at)?;
        if score <= whole.as_ref().map_or(0.0, |it| it.score) {
            return Ok(whole);
        }
        let weight = score / completion.idf.max(f32::EPSILON);
        let word = completion.resolved.word.exact.clone();
        let (part, relation) = (part.part.name(), Relation::Begins);
        Ok(Some(Found { part, word, relation, weight, score }))
    }

    /// What a query gives a document; 0 where it does not match.
    fn score(&self, query: &dyn TantivyQuery, at: DocAddress) -> Result<f32, IndexError> {
        let scoring =
            EnableScoring::enabled_from_statistics_provider(self.statistics, self.searcher);
        let weight = query.weight(scoring)?;
        let reader = self.searcher.segment_reader(at.segment_ord);
        let mut scorer = weight.scorer(reader, 1.0)?;
        let reached = if scorer.doc() < at.doc_id { scorer.seek(at.doc_id) } else { scorer.doc() };
        Ok(if reached == at.doc_id { scorer.score() } else { 0.0 })
    }
}
