//! Events: all of them in brief, or one with everything, in Hallway's own format.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::{Event, EventBundle};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct List<'a> {
    events: Vec<Brief<'a>>,
}

/// An event's own fields and how much belongs to it.
#[derive(Serialize)]
struct Brief<'a> {
    #[serde(flatten)]
    event: &'a Event,
    talks: usize,
    announcements: usize,
    page: String,
}

/// `/api/v1/events`
pub(crate) async fn list(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let events = visit.catalog().bundles().iter().map(|bundle| Brief::new(bundle)).collect();
    visit.json(Policy::Records, &List { events })
}

/// `/api/v1/events/{event}`: what `export --format json` writes and `import` reads.
pub(crate) async fn one(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let found = visit.catalog().find_event(&slug);
    let bundle = found.ok_or(VisitorError::NoSuchEvent { slug })?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.json(Policy::Records, bundle)
}

impl<'a> Brief<'a> {
    fn new(bundle: &'a EventBundle) -> Self {
        Self {
            event: &bundle.event,
            talks: bundle.talks.len(),
            announcements: bundle.announcements.len(),
            page: links::event(&bundle.event.slug),
        }
    }
}
