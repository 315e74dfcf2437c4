//! The topics of an event, and talks near one, in the shapes that the commands give too.

use actix_web::{HttpResponse, web};

use crate::app::{RelatedView, TopicsView};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::visit::Visit;

/// Talks given at most: as many as the page of a talk could show.
const RELATED_MAX: usize = 12;

/// `/api/v1/events/{event}/topics`
pub(crate) async fn of_event(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    if visit.catalog().find_event(&slug).is_none() {
        return Err(VisitorError::NoSuchEvent { slug });
    }
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let event = slug.clone();
    let found = visit.work(move |snapshot| snapshot.topics(&event)).await?;
    let topics = found.map_err(VisitorError::internal)?;
    visit.json(Policy::Records, &TopicsView::new(&slug, &topics))
}

/// `/api/v1/talks/{event}/{id}/related`
pub(crate) async fn related(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let (event, id) = path.into_inner();
    let talk = visit.talk(&event, &id)?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let key = talk.key();
    let related = visit.work(move |snapshot| snapshot.related(&key, RELATED_MAX)).await?;
    visit.json(Policy::Records, &RelatedView::new(&event, &id, &related))
}
