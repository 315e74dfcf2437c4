//! One talk by its id, with the page people see.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::domain::Talk;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
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
    let talk = visit.talk(&event, &id)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    visit.json(Policy::Records, &One { talk, page: links::talk(talk) })
}
