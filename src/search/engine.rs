//! A search from request to response: words and vectors, one score, passages. Keeps working by
//! words alone when the model does not, and says so.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::cache::{QueryCache, QueryVectors};
use super::closeness::Signal;
use super::columns::Columns;
use super::embedder::{QueryEmbedError, QueryEmbedder};
use super::late::{Rarity, Reader, TokenQuery};
use super::names::Names;
use super::passage::{Excerpt, Wanted, excerpt};
use super::promising::{promising, promising_by_words};
use super::query::{Parsed, parse};
use super::rank::{Fusion, Ranked, page};
use super::scan::{cosines, passage_cosine, spoken_cosines};
use super::{Corpus, Hit, Mode, Request, Response, ScoreParts, SearchError};
use crate::beside::beside;
use crate::domain::{Catalog, Document};
use crate::embed::Encoding;
use crate::index::{Index, Matches, ResolvedWord};

/// A document whose cosine is lower, without any of the words, is no hit. Measured with MiniLM on
/// 2,999 talks: questions off the subject leave none to five talks above it, a right answer lies
/// below it once in twenty times. Meaningless letters (`asdf qwer`) still reach 0.36 with some.
const SEMANTIC_FLOOR: f32 = 0.2;
/// The same for the nearest window of a transcript, of which there are a hundred to be near by
/// chance. Of five real transcripts, the right one has a window at 0.38 or more for each of 13
/// questions; for seven queries off the subject none that was found is above 0.22.
const SPOKEN_FLOOR: f32 = 0.3;
/// Hits of a page whose excerpts are worth another thread, which takes some 40 microseconds to start.
const TWO_THREADS_FROM: usize = 4;

/// Searches one corpus through its index and, where there is one, a model.
pub struct Engine {
    pub(super) index: Arc<Index>,
    embedder: Option<Arc<dyn QueryEmbedder>>,
    corpus: Arc<Corpus>,
    pub(super) columns: Arc<Columns>,
    pub(super) names: Arc<Names>,
    rarity: Rarity,
    recent: QueryCache,
}

impl Engine {
    /// Puts an engine together. The index holds the corpus's documents; the embedder is the one
    /// that made the corpus's vectors.
    pub fn new(
        index: Arc<Index>,
        embedder: Option<Arc<dyn QueryEmbedder>>,
        corpus: Arc<Corpus>,
    ) -> Self {
        Self::of(index, embedder, corpus, None)
    }

    /// The same, with filters that also know what the records say beyond documents: names of
    /// events, days, languages, links.
    pub fn with_catalog(
        index: Arc<Index>,
        embedder: Option<Arc<dyn QueryEmbedder>>,
        corpus: Arc<Corpus>,
        catalog: &Catalog,
    ) -> Self {
        Self::of(index, embedder, corpus, Some(catalog))
    }

    fn of(
        index: Arc<Index>,
        embedder: Option<Arc<dyn QueryEmbedder>>,
        corpus: Arc<Corpus>,
        catalog: Option<&Catalog>,
    ) -> Self {
        let columns = || Arc::new(Columns::new(corpus.documents(), catalog));
        let of_words = || (Arc::new(Names::new(corpus.documents())), Rarity::of(&corpus));
        let (columns, (names, rarity)) = rayon::join(columns, of_words);
        let recent = QueryCache::default();
        Self { index, embedder, corpus, columns, names, rarity, recent }
    }

    /// The engine after a change of some documents, given the records before and now: what did not
    /// change is shared. Only for an engine made with a catalog, and that catalog.
    pub fn renewed(&self, corpus: Arc<Corpus>, before: &Catalog, now: &Catalog) -> Self {
        let columns = || match self.columns.are_of(&self.corpus, before, &corpus, now) {
            true => Arc::clone(&self.columns),
            false => Arc::new(self.columns.renewed(corpus.documents(), now)),
        };
        let of_words = || {
            let names = match same_speakers(&self.corpus, &corpus) {
                true => Arc::clone(&self.names),
                false => Arc::new(Names::new(corpus.documents())),
            };
            (names, Rarity::of(&corpus))
        };
        let (columns, (names, rarity)) = rayon::join(columns, of_words);
        Self {
            index: Arc::clone(&self.index),
            embedder: self.embedder.clone(),
            corpus,
            columns,
            names,
            rarity,
            // Its vectors are weighted by rarity.
            recent: QueryCache::default(),
        }
    }

    /// What is searched.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// How rare a stemmed word is in the corpus, at least 0; the highest value for a word that it
    /// lacks. 0 when the index cannot be read.
    pub fn idf(&self, stemmed_word: &str) -> f32 {
        self.index.idf(stemmed_word).unwrap_or_else(|error| {
            tracing::warn!(%error, "a word's rarity is unknown");
            0.0
        })
    }

    /// What the model makes of a text as a query; `None` without a working model.
    pub fn read_query(&self, text: &str) -> Option<Arc<QueryVectors>> {
        self.embed(text).ok()
    }

    /// Cosine of a query and one passage of a document; `None` where there is no vector.
    pub fn passage_cosine(
        &self,
        query: &QueryVectors,
        document: usize,
        passage: usize,
    ) -> Option<f32> {
        passage_cosine(&self.corpus, &query.vector, document, passage)
    }

    /// How near the query's words come to words within these parts of a document's text; `None`
    /// for a part without token vectors, as behind the end of what the model reads.
    pub fn token_similarities(
        &self,
        query: &QueryVectors,
        document: usize,
        parts: &[Range<usize>],
    ) -> Vec<Option<f32>> {
        match self.reader(query) {
            Some(reader) => reader.read_parts(&self.corpus, document, parts),
            None => vec![None; parts.len()],
        }
    }

    fn reader<'a>(&'a self, query: &'a QueryVectors) -> Option<Reader<'a>> {
        let embedder = self.embedder.as_deref()?;
        Some(Reader { query: query.tokens.as_ref()?, embedder })
    }

    /// Finds documents. A model that is missing or fails leaves the keyword results, with
    /// [`Response::degraded`] set.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Response, SearchError> {
        let query = parse(&request.query, &request.filter);
        let hits = match query.has_words() {
            true => self.rank(self.find(request, &query)?),
            false => Hits::unranked(self.listed(&query)?, request.mode),
        };
        Ok(self.respond(request, hits))
    }

    /// The page of the hits that was asked for.
    pub(super) fn respond(&self, request: &Request, hits: Hits) -> Response {
        let Hits { ranked, words, mode, query: vectors, degraded } = hits;
        let total = ranked.len();
        let ranked = page(&self.corpus, ranked, request.offset, request.limit);
        let wanted = self.wanted(&words, vectors.as_deref());
        let hits = self.hits(&ranked, &wanted);
        Response { hits, total, mode, degraded }
    }

    /// The hits of a page. Finding an excerpt takes a tenth of a millisecond: half of many are found
    /// on another thread.
    fn hits(&self, ranked: &[Ranked], wanted: &Wanted<'_>) -> Vec<Hit> {
        let hits =
            |part: &[Ranked]| -> Vec<Hit> { part.iter().map(|it| self.hit(it, wanted)).collect() };
        if ranked.len() < TWO_THREADS_FROM {
            return hits(ranked);
        }
        let (first, second) = ranked.split_at(ranked.len() / 2);
        let (second, mut all) = beside(|| hits(second), || hits(first));
        all.extend(second);
        all
    }

    fn wanted<'a>(
        &'a self,
        words: &'a [ResolvedWord],
        query: Option<&'a QueryVectors>,
    ) -> Wanted<'a> {
        let reader = query.and_then(|query| self.reader(query));
        Wanted::new(words, query.map(|query| query.vector.as_slice()), reader)
    }

    /// The query's vectors, from the model or from the cache. Only a vector that fits the corpus's.
    fn embed(&self, text: &str) -> Result<Arc<QueryVectors>, QueryEmbedError> {
        let failed = |reason: &str| QueryEmbedError(reason.to_owned());
        let embedder = self.embedder.as_ref().ok_or_else(|| failed("there is no model"))?;
        let dim = self.corpus.dim().ok_or_else(|| failed("the talks have no vectors yet"))?;
        if let Some(vectors) = self.recent.find(text) {
            return Ok(vectors);
        }
        let Encoding { vector, tokens } = embedder.encode_query(text)?;
        if vector.len() != dim {
            return Err(failed(&format!("the model gives `{}` values, not `{dim}`", vector.len())));
        }
        if !vector.iter().all(|value| value.is_finite()) {
            return Err(failed("the model gives values that are no numbers"));
        }
        let tokens = tokens.and_then(|tokens| TokenQuery::new(text, tokens, &self.rarity));
        let vectors = Arc::new(QueryVectors { vector, tokens });
        self.recent.keep(text, Arc::clone(&vectors));
        Ok(vectors)
    }

    /// The mode that can run, with the query's vectors for it, or why it is not the one asked for.
    fn understand(&self, request: &Request, query: &Parsed) -> Understood {
        match request.mode {
            Mode::Keyword => Understood { mode: Mode::Keyword, query: None, degraded: None },
            mode => match self.embed(&query.meaning) {
                Ok(vectors) => Understood { mode, query: Some(vectors), degraded: None },
                Err(error) => {
                    let degraded = Some(error.to_string());
                    Understood { mode: Mode::Keyword, query: None, degraded }
                }
            },
        }
    }

    /// The same, and what the words find where another thread can look them up while this one runs
    /// the model, because either takes milliseconds. Left to the caller where no model runs: then
    /// there is nothing to wait for.
    fn understand_and_look_up(
        &self,
        request: &Request,
        query: &Parsed,
    ) -> Result<(Understood, Option<ByWords>), SearchError> {
        if request.mode != Mode::Hybrid || !self.must_run_model(&query.meaning) {
            return Ok((self.understand(request, query), None));
        }
        let (by_words, understood) =
            beside(|| self.look_up_ahead(query), || self.understand(request, query));
        Ok((understood, Some(by_words?)))
    }

    /// What the words find. While there is time, the tokens of the documents with most of them are
    /// read: the ranking asks for those whatever the model says.
    fn look_up_ahead(&self, query: &Parsed) -> Result<ByWords, SearchError> {
        let found = self.by_words(query)?;
        // A filter may let none of them through.
        if query.filter.is_empty() {
            self.corpus.tokens_of(&promising_by_words(&found.shares));
        }
        Ok(found)
    }

    /// Whether a text's vectors would come from the model, as far as can be told beforehand.
    fn must_run_model(&self, text: &str) -> bool {
        let has_model = self.embedder.is_some() && self.corpus.dim().is_some();
        has_model && self.recent.find(text).is_none()
    }

    /// The documents that have the words, and those whose speakers are called like them.
    fn by_words(&self, query: &Parsed) -> Result<ByWords, SearchError> {
        let matches = self.index.search(&query.index)?;
        let named = self.names.matches(&query.meaning);
        Ok(ByWords {
            shares: self.keyword_shares(&named, &matches),
            likeness: named.values().copied().fold(0.0, f32::max),
            words: matches.words,
        })
    }

    /// By place, the score of every hit as a share of the most there can be, and what ranked them.
    pub(super) fn scores(
        &self,
        request: &Request,
        query: &Parsed,
    ) -> Result<(HashMap<usize, f32>, Signal), SearchError> {
        let Hits { ranked, mode, .. } = match query.has_words() {
            true => self.rank(self.find(request, query)?),
            false => Hits::unranked(Vec::new(), request.mode),
        };
        let signal = match mode {
            Mode::Keyword => Signal::Words,
            _ if ranked.iter().any(|it| it.parts.tokens.is_some()) => Signal::Tokens,
            _ => Signal::Vectors,
        };
        let most = Fusion::new(mode);
        let share = |it: &Ranked| (it.document, (it.score / most.reach(&it.parts)).min(1.0));
        Ok((ranked.iter().map(share).collect(), signal))
    }

    /// Every document found with its score, in no order.
    pub(super) fn rank(&self, found: Found) -> Hits {
        let Found { mut signalled, fusion, words, understood } = found;
        let Understood { mode, query, degraded } = understood;
        if let Some(query) = &query {
            self.read_tokens(query, &mut signalled);
        }
        let ranked = signalled.into_iter().map(|(place, parts)| fusion.rank(place, parts));
        Hits { ranked: ranked.collect(), words, mode, query, degraded }
    }

    /// The hits of a query with words, with all signals but their tokens. What a document has of
    /// them does not depend on which others the filter lets through.
    pub(super) fn find(&self, request: &Request, query: &Parsed) -> Result<Found, SearchError> {
        let (understood, by_words) = self.understand_and_look_up(request, query)?;
        let eligible = self.eligible(query)?;
        let mut fusion = Fusion::new(understood.mode);
        let (shares, words) = match understood.mode {
            Mode::Semantic => (None, self.index.resolve(&query.index.words)?),
            Mode::Keyword | Mode::Hybrid => {
                let by_words = by_words.map_or_else(|| self.by_words(query), Ok)?;
                let ByWords { shares, likeness, words } = by_words;
                fusion = fusion.with_name(likeness);
                (Some(shares), words)
            }
        };
        let vector = understood.query.as_ref().map(|query| query.vector.as_slice());
        let nearness = self.nearness(vector, &eligible);
        let signalled = eligible.into_iter().zip(nearness).filter_map(|(place, nearness)| {
            let keyword = shares.as_ref().map(|all| all[place]);
            let parts = ScoreParts { keyword, ..nearness };
            is_hit(&parts).then_some((place, parts))
        });
        Ok(Found { signalled: signalled.collect(), fusion, words, understood })
    }

    /// Holds the query's words against those of the most promising documents. The others get the
    /// least that one of these got.
    fn read_tokens(&self, query: &QueryVectors, signalled: &mut [(usize, ScoreParts)]) {
        let Some(reader) = self.reader(query) else { return };
        let promising = promising(signalled);
        let documents: Vec<usize> = promising.iter().map(|&at| signalled[at].0).collect();
        let read = reader.read(&self.corpus, &documents);
        let least = read.iter().copied().flatten().reduce(f32::min);
        signalled.iter_mut().for_each(|(_, parts)| parts.tokens = least);
        for (at, tokens) in promising.into_iter().zip(read) {
            signalled[at].1.tokens = tokens.or(least);
        }
    }

    /// How near each document is in meaning, as a whole and in its nearest window.
    fn nearness(&self, vector: Option<&[f32]>, documents: &[usize]) -> Vec<ScoreParts> {
        let Some(vector) = vector else { return vec![ScoreParts::default(); documents.len()] };
        let wholes = cosines(&self.corpus, vector, documents);
        let windows = spoken_cosines(&self.corpus, vector, documents);
        let parts = |(semantic, spoken)| ScoreParts { semantic, spoken, ..ScoreParts::default() };
        wholes.into_iter().zip(windows).map(parts).collect()
    }

    /// Of each document, the better of the words' share and the likeness to a speaker's name.
    fn keyword_shares(&self, named: &HashMap<usize, f32>, matches: &Matches) -> Vec<f32> {
        let mut shares = vec![0.0f32; self.corpus.documents().len()];
        let by_words =
            matches.hits.iter().filter_map(|hit| Some((self.corpus.place(hit.id)?, hit.share)));
        let by_name = named.iter().map(|(&place, &likeness)| (place, likeness));
        for (place, share) in by_words.chain(by_name) {
            shares[place] = shares[place].max(share);
        }
        shares
    }

    fn hit(&self, ranked: &Ranked, wanted: &Wanted<'_>) -> Hit {
        let document = &self.corpus.documents()[ranked.document];
        let Excerpt { passage, highlights, start_s } =
            excerpt(&self.corpus, ranked.document, wanted);
        Hit {
            key: document.key.clone(),
            title: document.title.clone(),
            score: ranked.score,
            parts: ranked.parts,
            matches: wanted.matches(&self.corpus, ranked.document),
            passage,
            highlights,
            start_s,
        }
    }
}

/// Whether the same people speak in the documents at the same places.
fn same_speakers(before: &Corpus, now: &Corpus) -> bool {
    let (before, now) = (before.documents(), now.documents());
    let same =
        |(a, b): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(a, b) || a.speakers == b.speakers;
    before.len() == now.len() && before.iter().zip(now).all(same)
}

/// What ranks, once it is known what works.
struct Understood {
    mode: Mode,
    query: Option<Arc<QueryVectors>>,
    /// Why it is not the mode asked for.
    degraded: Option<String>,
}

/// What the words of a query find.
struct ByWords {
    /// One a document: see [`ScoreParts::keyword`].
    shares: Vec<f32>,
    /// How much the text is like the name of a speaker, of whichever most.
    likeness: f32,
    /// The query's words as the index understood them.
    words: Vec<ResolvedWord>,
}

/// What was found, before it is scored.
pub(super) struct Found {
    /// Places and signals, in the order of the places.
    signalled: Vec<(usize, ScoreParts)>,
    fusion: Fusion,
    /// The query's words as the index understood them.
    words: Vec<ResolvedWord>,
    understood: Understood,
}

impl Found {
    /// The places of all.
    pub(super) fn places(&self) -> Vec<usize> {
        self.signalled.iter().map(|&(place, _)| place).collect()
    }

    /// Those of them that pass.
    pub(super) fn retained(mut self, passes: impl Fn(usize) -> bool) -> Self {
        self.signalled.retain(|&(place, _)| passes(place));
        self
    }
}

/// What was found, with its scores.
pub(super) struct Hits {
    /// In no order.
    ranked: Vec<Ranked>,
    words: Vec<ResolvedWord>,
    mode: Mode,
    query: Option<Arc<QueryVectors>>,
    degraded: Option<String>,
}

impl Hits {
    /// What a query without words lists.
    pub(super) fn unranked(ranked: Vec<Ranked>, mode: Mode) -> Self {
        Self { ranked, words: Vec::new(), mode, query: None, degraded: None }
    }
}

/// Whether a document has anything of the query: a word, a name, or enough of its meaning.
fn is_hit(parts: &ScoreParts) -> bool {
    parts.keyword.is_some_and(|share| share > 0.0)
        || parts.semantic.is_some_and(|cosine| cosine >= SEMANTIC_FLOOR)
        || parts.spoken.is_some_and(|cosine| cosine >= SPOKEN_FLOOR)
}
