//! Search as JSON: the contract's keys, and beside them what a client needs for paging and links.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::app::Snapshot;
use crate::domain::{Catalog, RecordKind};
use crate::search::{Facet, Guided, Hit, Mode, Response, SearchError, UnknownValue, Why};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::wanted::SearchQuery;
use crate::web::query;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Found<'a> {
    query: &'a str,
    mode: Mode,
    total: usize,
    degraded: Option<&'static str>,
    /// The query as it was understood, with every filter that holds.
    understood: String,
    did_you_mean: Option<&'a str>,
    unknown: &'a [UnknownValue],
    facets: &'a [Facet],
    hits: Vec<HitBody<'a>>,
}

#[derive(Serialize)]
struct HitBody<'a> {
    id: &'a str,
    event: &'a str,
    kind: &'static str,
    title: &'a str,
    score: f32,
    passage: &'a str,
    start_s: Option<f32>,
    scores: Scores,
    page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a Why>,
}

#[derive(Serialize)]
struct Scores {
    keyword: Option<f32>,
    semantic: Option<f32>,
    tokens: Option<f32>,
}

/// `/api/v1/search`: the page's parameters, and `n`, the hits on a page, and `explain`.
pub(crate) async fn find(
    visit: Visit,
    given: web::Query<SearchQuery>,
) -> Result<HttpResponse, VisitorError> {
    let limits = &visit.site.app.config().search;
    let size = query::number("n", given.value("n"))?.unwrap_or(limits.default_limit);
    let size = size.clamp(1, limits.max_limit);
    let explained = given.is_set("explain")?;
    let wanted = given.check()?;
    let missing = || VisitorError::bad_query("q", "say what to search for".into());
    let text = wanted.query.clone().ok_or_else(missing)?;
    if let Some(ready) = visit.ready(Policy::Query).await {
        return Ok(ready);
    }
    let (request, ending) = (wanted.request(size), wanted.ending);
    let search = move |snapshot: &Snapshot| -> Result<_, SearchError> {
        let found = snapshot.engine.guide(&request, ending)?;
        let Response { mode, hits, .. } = &found.response;
        let explain = || snapshot.engine.why(&request, ending, *mode, hits);
        let why = explained.then(explain).transpose()?;
        Ok((found, why.unwrap_or_default()))
    };
    let (found, why) = visit.work(search).await?.map_err(VisitorError::internal)?;
    let policy = Policy::Query.or_never_if(found.response.degraded.is_some());
    visit.json(policy, &Found::new(visit.catalog(), &text, &found, &why))
}

impl<'a> Found<'a> {
    fn new(catalog: &Catalog, query: &'a str, found: &'a Guided, why: &'a [Why]) -> Self {
        let response = &found.response;
        // The reason names files and devices of this machine: it is for the log.
        let degraded =
            response.degraded.as_ref().map(|_| "the model did not run; words alone ranked");
        let hits = response.hits.iter().enumerate();
        Self {
            query,
            mode: response.mode,
            total: response.total,
            degraded,
            understood: found.typed.to_string(),
            did_you_mean: found.suggestion.as_deref(),
            unknown: &found.unknown,
            facets: &found.facets,
            hits: hits.map(|(at, hit)| HitBody::new(catalog, hit, why.get(at))).collect(),
        }
    }
}

impl<'a> HitBody<'a> {
    fn new(catalog: &Catalog, hit: &'a Hit, why: Option<&'a Why>) -> Self {
        Self {
            id: &hit.key.id,
            event: &hit.key.event,
            kind: match hit.key.kind {
                RecordKind::Talk => "talk",
                RecordKind::Announcement => "announcement",
            },
            title: &hit.title,
            score: hit.score,
            passage: &hit.passage,
            start_s: hit.start_s,
            scores: Scores {
                keyword: hit.parts.keyword,
                semantic: hit.parts.meaning(),
                tokens: hit.parts.tokens,
            },
            page: links::record(catalog, &hit.key),
            why,
        }
    }
}
