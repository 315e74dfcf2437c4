//! One talk by its id, with the page people see.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::Talk;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::event::get_event;
use crate::web::pages::talk::get_talk;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct One<'a> {
    #[serde(flatten)]
    talk: &'a Talk,
    page: String,
}

/// `/api/v1/talks/{event}/{id}`
pub(crate) async fn one(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let (event, id) = path.into_inner();
    answer(&visit, visit.talk(&event, &id)?).await
}

/// `/e/{event}/t/{talk}` as data: the talk of a page, by its slug.
pub(crate) async fn of_page(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    get_event(&visit, &path.0)?;
    answer(&visit, get_talk(&visit, &path.0, &path.1)?).await
}

async fn answer(visit: &Visit, talk: &Talk) -> Result<HttpResponse, VisitorError> {
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.json(Policy::Records, &One { talk, page: links::talk(talk) })
}
