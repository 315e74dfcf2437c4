//! One person across every edition, by slug.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct One<'a> {
    slug: &'a str,
    name: &'a str,
    affiliations: &'a [String],
    talks: Vec<TalkRef<'a>>,
    page: String,
}

#[derive(Serialize)]
struct TalkRef<'a> {
    id: &'a str,
    event: &'a str,
    title: &'a str,
}

/// `/api/v1/speakers/{speaker}`
pub(crate) async fn one(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let found = visit.catalog().find_speaker(&slug);
    let profile = found.ok_or(VisitorError::NoSuchSpeaker { slug })?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let find = |key: &crate::domain::RecordKey| visit.catalog().find_talk(&key.event, &key.id);
    let talks = profile.talks.iter().filter_map(find);
    let one = One {
        slug: &profile.slug,
        name: &profile.name,
        affiliations: &profile.affiliations,
        talks: talks
            .map(|talk| TalkRef { id: &talk.id, event: &talk.event, title: &talk.title })
            .collect(),
        page: links::speaker(&profile.slug),
    };
    visit.json(Policy::Records, &one)
}
