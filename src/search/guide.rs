//! A search for people: the hits, and beside them how the query was understood, how it could be
//! narrowed and what may have been meant. The ranking is the engine's own.

use super::correct::corrected;
use super::engine::{Engine, Hits};
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
        let (response, countable) = self.page_and_countable(request, &query)?;
        let facets = facets::count(&self.columns, &query.filter, &countable);
        // A word of English is no slip, however near it comes to another: `cards`, `cars`.
        let mut doubtful = query.index.words.clone();
        doubtful.retain(|word| ordinary_rank(&word.stem).is_none());
        let meant = self.index.likelier(&doubtful)?;
        let suggestion = (!meant.is_empty()).then(|| corrected(&request.query, &meant));
        let unknown = select::unknown(&self.columns, &query.filter);
        let typed = Typed { filter: query.filter, ..read(&request.query) };
        Ok(Guided { response, typed, unknown, facets, suggestion })
    }

    /// The page asked for, and the documents over which facets count: all that would be hits if
    /// nothing were wanted of a field; without words, every record that could be listed. Those are
    /// found once, and the hits among them, which have the same signals.
    fn page_and_countable(
        &self,
        request: &Request,
        query: &Parsed,
    ) -> Result<(Response, Vec<usize>), SearchError> {
        let free = Parsed { filter: query.filter.only_excluded(), ..query.clone() };
        if !query.has_words() {
            let listed = Hits::unranked(self.listed(query)?, request.mode);
            return Ok((self.respond(request, listed), self.eligible(&free)?));
        }
        let found = self.find(request, &free)?;
        let countable = found.places();
        let selection = Selection::new(&self.columns, &query.filter);
        let hits = self.rank(found.retained(|place| selection.admits(&self.columns, place)));
        Ok((self.respond(request, hits), countable))
    }

    /// The documents that a query's conditions let through.
    pub(super) fn eligible(&self, query: &Parsed) -> Result<Vec<usize>, SearchError> {
        let by_words = self.index.eligible(&query.index)?.map(|ids| self.marked(&ids));
        let selection = Selection::new(&self.columns, &query.filter);
        let passes = |place: &usize| {
            by_words.as_ref().is_none_or(|marked| marked[*place])
                && selection.admits(&self.columns, *place)
        };
        Ok((0..self.corpus().documents().len()).filter(passes).collect())
    }

    /// By place, whether a document is one of these.
    fn marked(&self, ids: &[RecordId]) -> Vec<bool> {
        let mut marked = vec![false; self.corpus().documents().len()];
        for place in ids.iter().filter_map(|&id| self.corpus().place(id)) {
            marked[place] = true;
        }
        marked
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
