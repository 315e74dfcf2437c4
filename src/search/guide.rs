//! A search for people: the hits, and beside them how the query was understood, how it could be
//! narrowed and what may have been meant. The ranking is the engine's own.

use super::correct::corrected;
use super::engine::Engine;
use super::facets::{self, Facet};
use super::query::{Ending, Parsed, Typed, parse_as, read};
use super::rank::Ranked;
use super::select::{self, Selection, UnknownValue};
use super::{Request, Response, ScoreParts, SearchError};
use crate::index::RecordId;
use crate::text::ordinary_rank;

/// A response with what helps a person to go on.
#[derive(Debug, Clone)]
pub struct Guided {
    /// The hits.
    pub response: Response,
    /// The query as it was understood, with every filter that holds.
    pub typed: Typed,
    /// Filter values that no record has.
    pub unknown: Vec<UnknownValue>,
    /// How many hits each value of a field would leave.
    pub facets: Vec<Facet>,
    /// The query with misspelled words put right; `None` for one that is fine.
    pub suggestion: Option<String>,
}

impl Engine {
    /// Finds documents as [`Engine::search`] does, and says what a person may want to know.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn guide(&self, request: &Request, ending: Ending) -> Result<Guided, SearchError> {
        let query = parse_as(&request.query, &request.filter, ending);
        let (response, hits) = self.run(request, &query)?;
        let facets = self.facets(request, &query, hits)?;
        // A word of English is no slip, however near it comes to another: `cards`, `cars`.
        let mut doubtful = query.index.words.clone();
        doubtful.retain(|word| ordinary_rank(&word.stem).is_none());
        let meant = self.index.likelier(&doubtful)?;
        let suggestion = (!meant.is_empty()).then(|| corrected(&request.query, &meant));
        let unknown = select::unknown(&self.columns, &query.filter);
        let typed = Typed { filter: query.filter, ..read(&request.query) };
        Ok(Guided { response, typed, unknown, facets, suggestion })
    }

    /// Counts over all hits, `hits` being those that pass the filter; without words, over every
    /// record that could be listed.
    fn facets(
        &self,
        request: &Request,
        query: &Parsed,
        hits: Vec<usize>,
    ) -> Result<Vec<Facet>, SearchError> {
        let free = Parsed { filter: query.filter.only_excluded(), ..query.clone() };
        let hits = match query.has_words() {
            false => self.eligible(&free)?,
            true if free.filter == query.filter => hits,
            true => self.places(request, &free)?,
        };
        Ok(facets::count(&self.columns, &query.filter, &hits))
    }

    /// The documents that a query's conditions let through.
    pub(super) fn eligible(&self, query: &Parsed) -> Result<Vec<usize>, SearchError> {
        let by_words = self.index.eligible(&query.index)?;
        let selection = Selection::new(&self.columns, &query.filter);
        let passes = |place: &usize| {
            let key = &self.corpus().documents()[*place].key;
            by_words.as_ref().is_none_or(|ids| ids.contains(&RecordId::of(key)))
                && selection.admits(&self.columns, *place)
        };
        Ok((0..self.corpus().documents().len()).filter(passes).collect())
    }

    /// What a query without words lets through, in the order of the records; nothing when it has
    /// no filter either.
    pub(super) fn listed(&self, query: &Parsed) -> Result<Vec<Ranked>, SearchError> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let unranked = |document| Ranked { document, score: 0.0, parts: ScoreParts::default() };
        Ok(self.eligible(query)?.into_iter().map(unranked).collect())
    }
}
