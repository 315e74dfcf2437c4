//! Announcements as JSON, newest first, of all events or of one.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::domain::Announcement;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pages::cards;
use crate::web::visit::Visit;
use crate::web::{links, query};

/// Which event, if not all.
#[derive(Debug, Deserialize)]
pub(crate) struct AnnouncementQuery {
    event: Option<String>,
}

#[derive(Serialize)]
struct List<'a> {
    announcements: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    item: &'a Announcement,
    page: String,
}

/// `/api/v1/announcements`
pub(crate) async fn list(
    visit: Visit,
    given: web::Query<AnnouncementQuery>,
) -> Result<HttpResponse, VisitorError> {
    let event = query::filter("event", given.into_inner().event)?;
    answer(&visit, event)
}

/// `/e/{event}/announcements` as data.
pub(crate) async fn of_event(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    answer(&visit, Some(path.into_inner()))
}

fn answer(visit: &Visit, event: Option<String>) -> Result<HttpResponse, VisitorError> {
    if let Some(slug) = event.clone().filter(|slug| visit.catalog().find_event(slug).is_none()) {
        return Err(VisitorError::NoSuchEvent { slug });
    }
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let all = cards::newest_announcements(visit.catalog()).into_iter();
    let wanted = all.filter(|(of, _)| event.as_ref().is_none_or(|slug| *slug == of.slug));
    let items =
        wanted.map(|(_, item)| Item { item, page: links::announcement(&item.event, &item.id) });
    visit.json(Policy::Records, &List { announcements: items.collect() })
}
