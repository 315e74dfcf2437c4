//! Search as JSON: the contract's keys, and beside them what a client needs for paging and links.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::domain::{Catalog, RecordKind};
use crate::search::{Hit, Mode, Request, Response};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::search::{SearchQuery, Wanted};
use crate::web::query;
use crate::web::visit::Visit;

/// Parameters of the page, and `n`, the hits on a page.
#[derive(Debug, Deserialize)]
pub(crate) struct ApiSearchQuery {
    #[serde(flatten)]
    search: SearchQuery,
    n: Option<String>,
}

#[derive(Serialize)]
struct Found<'a> {
    query: &'a str,
    mode: Mode,
    total: usize,
    degraded: Option<&'static str>,
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
}

#[derive(Serialize)]
struct Scores {
    keyword: Option<f32>,
    semantic: Option<f32>,
}

/// `/api/v1/search`
pub(crate) async fn find(
    visit: Visit,
    given: web::Query<ApiSearchQuery>,
) -> Result<HttpResponse, VisitorError> {
    let given = given.into_inner();
    let limits = &visit.site.app.config().search;
    let size = query::number("n", given.n.as_deref())?.unwrap_or(limits.default_limit);
    let size = size.clamp(1, limits.max_limit);
    let wanted = given.search.check()?;
    let missing = || VisitorError::bad_query("q", "say what to search for".into());
    let text = wanted.query.clone().ok_or_else(missing)?;
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let request = request(&wanted, text.clone(), size);
    let found = visit.work(move |snapshot| snapshot.search(&request)).await?;
    let response = found.map_err(VisitorError::internal)?;
    visit.json(Policy::Query, &Found::new(visit.catalog(), &text, &response))
}

fn request(wanted: &Wanted, query: String, size: usize) -> Request {
    let offset = (wanted.page - 1) * size;
    Request { query, mode: wanted.mode, limit: size, offset, filter: wanted.filter.clone() }
}

impl<'a> Found<'a> {
    fn new(catalog: &Catalog, query: &'a str, response: &'a Response) -> Self {
        // The reason names files and devices of this machine: it is for the log.
        let degraded =
            response.degraded.as_ref().map(|_| "the model did not run; words alone ranked");
        let hits = response.hits.iter().map(|hit| HitBody::new(catalog, hit)).collect();
        Self { query, mode: response.mode, total: response.total, degraded, hits }
    }
}

impl<'a> HitBody<'a> {
    fn new(catalog: &Catalog, hit: &'a Hit) -> Self {
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
            scores: Scores { keyword: hit.parts.keyword, semantic: hit.parts.meaning() },
            page: links::record(catalog, &hit.key),
        }
    }
}
