//! Why a document has its keyword score: each word and pair of the query, where it was met and
//! what it counted. Asks the same queries that rank, of these documents alone.

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
        let addresses: Vec<Option<DocAddress>> =
            ids.iter().map(|&id| self.address(&searcher, id)).collect::<Result<_, _>>()?;
        let scorer = Scorer::new(&searcher, &statistics, addresses.iter().flatten().copied());
        let mut explained = self.explain_all(&plan, &scorer)?.into_iter();
        let next = |address: &Option<DocAddress>| address.and_then(|_| explained.next());
        Ok(addresses.iter().map(next).map(Option::unwrap_or_default).collect())
    }

    /// The explanations of the scorer's documents. Each query is prepared once for all of them,
    /// which takes longer than to score one.
    fn explain_all(
        &self,
        plan: &Plan,
        scorer: &Scorer<'_>,
    ) -> Result<Vec<Explanation>, IndexError> {
        let none = Explanation { ideal: plan.ideal(), ..Explanation::default() };
        let mut all = vec![none; scorer.documents.len()];
        for word in &plan.words {
            let reasons = self.word_reasons(scorer, word, plan)?;
            all.iter_mut().zip(reasons).for_each(|(it, reason)| it.words.push(reason));
        }
        for pair in &plan.pairs {
            let scores = scorer.scores(pair.query(self.fields()).as_ref())?;
            let reasons = scores.into_iter().map(|score| pair_reason(pair, score));
            all.iter_mut().zip(reasons).for_each(|(it, reason)| it.pairs.extend(reason));
        }
        for it in &mut all {
            let pairs = it.pairs.iter().map(|pair| pair.score);
            it.score = it.words.iter().map(|word| word.score).chain(pairs).sum();
        }
        Ok(all)
    }

    fn word_reasons(
        &self,
        scorer: &Scorer<'_>,
        word: &ResolvedWord,
        plan: &Plan,
    ) -> Result<Vec<WordReason>, IndexError> {
        let completion = plan.completion.as_ref().filter(|it| it.resolved.word == word.word);
        let mut found: Vec<Vec<Found>> = vec![Vec::new(); scorer.documents.len()];
        for part in &self.fields().parts {
            let in_part = match completion {
                Some(completion) => scorer.begun(part, completion)?,
                None => scorer.best(part, forms(part, word))?,
            };
            found.iter_mut().zip(in_part).for_each(|(found, here)| found.extend(here));
        }
        let scores = scorer.scores(plan.word_query(self.fields(), word).as_ref())?;
        let reason = |(found, score): (Vec<Found>, f32)| WordReason {
            word: word.word.exact.clone(),
            idf: word.idf,
            score,
            found,
        };
        Ok(found.into_iter().zip(scores).map(reason).collect())
    }

    fn address(&self, searcher: &Searcher, id: RecordId) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_u64(self.fields().id, id.0);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = searcher.search(&query, &tantivy::collector::DocSetCollector)?;
        Ok(found.into_iter().next())
    }
}

fn pair_reason(pair: &Pair, score: f32) -> Option<PairReason> {
    let words = || pair.words.each_ref().map(|word| word.exact.clone());
    (score > 0.0).then(|| PairReason { words: words(), score })
}

/// Scores some documents as the ranking does. Lists have an entry for each of them.
struct Scorer<'a> {
    searcher: &'a Searcher,
    statistics: &'a Statistics<'a>,
    documents: Vec<DocAddress>,
    /// Their places in the list, in the order in which scorers meet them.
    order: Vec<usize>,
}

impl<'a> Scorer<'a> {
    fn new(
        searcher: &'a Searcher,
        statistics: &'a Statistics<'a>,
        documents: impl Iterator<Item = DocAddress>,
    ) -> Self {
        let documents: Vec<DocAddress> = documents.collect();
        let mut order: Vec<usize> = (0..documents.len()).collect();
        order.sort_by_key(|&place| documents[place]);
        Self { searcher, statistics, documents, order }
    }

    /// The best form of a word in one part.
    fn best(
        &self,
        part: &PartFields,
        forms: Vec<Form<'_>>,
    ) -> Result<Vec<Option<Found>>, IndexError> {
        let mut best: Vec<Option<Found>> = vec![None; self.documents.len()];
        for form in forms {
            let scores = self.scores(form.query().as_ref())?;
            for (best, score) in best.iter_mut().zip(scores) {
                if score > best.as_ref().map_or(0.0, |it| it.score) {
                    let (word, relation) = (form.text.to_owned(), form.relation);
                    let part = part.part.name();
                    *best = Some(Found { part, word, relation, weight: form.weight, score });
                }
            }
        }
        Ok(best)
    }

    /// The letters typed in one part: as a whole word, or what begins with them.
    fn begun(
        &self,
        part: &PartFields,
        completion: &Completion,
    ) -> Result<Vec<Option<Found>>, IndexError> {
        let whole = self.best(part, vec![completion.whole(part)])?;
        let scores = self.scores(completion.part_query(part).as_ref())?;
        let better = |(whole, score): (Option<Found>, f32)| {
            if score <= whole.as_ref().map_or(0.0, |it| it.score) {
                return whole;
            }
            let weight = score / completion.idf.max(f32::EPSILON);
            let word = completion.resolved.word.exact.clone();
            let (part, relation) = (part.part.name(), Relation::Begins);
            Some(Found { part, word, relation, weight, score })
        };
        Ok(whole.into_iter().zip(scores).map(better).collect())
    }

    /// What a query gives each document; 0 where it does not match.
    fn scores(&self, query: &dyn TantivyQuery) -> Result<Vec<f32>, IndexError> {
        let scoring =
            EnableScoring::enabled_from_statistics_provider(self.statistics, self.searcher);
        let weight = query.weight(scoring)?;
        let mut scores = vec![0.0; self.documents.len()];
        let segment = |place: usize| self.documents[place].segment_ord;
        for places in self.order.chunk_by(|&a, &b| segment(a) == segment(b)) {
            let mut scorer =
                weight.scorer(self.searcher.segment_reader(segment(places[0])), 1.0)?;
            for &place in places {
                let wanted = self.documents[place].doc_id;
                let is_before = scorer.doc() < wanted;
                let reached = if is_before { scorer.seek(wanted) } else { scorer.doc() };
                if reached == wanted {
                    scores[place] = scorer.score();
                }
            }
        }
        Ok(scores)
    }
}
