//! Versions of an event as JSON, and what changed between two of them.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::domain::Change;
use crate::store::Import;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pages::event::get_event;
use crate::web::visit::Visit;

/// Versions in one answer.
const VERSIONS_MAX: usize = 100;

/// Which versions.
#[derive(Debug, Deserialize)]
pub(crate) struct VersionsQuery {
    before: Option<i64>,
}

/// Since when, and until when.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangesQuery {
    since: Option<i64>,
    until: Option<i64>,
}

#[derive(Serialize)]
struct Versions {
    event: String,
    versions: Vec<Version>,
}

#[derive(Serialize)]
struct Version {
    version: i64,
    imported_at: String,
    format: String,
    added: usize,
    changed: usize,
    removed: usize,
}

#[derive(Serialize)]
struct Changes {
    event: String,
    from: i64,
    to: i64,
    changes: Vec<Change>,
}

/// `/api/v1/events/{event}/versions`
pub(crate) async fn versions(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<VersionsQuery>,
) -> Result<HttpResponse, VisitorError> {
    let event = path.into_inner();
    get_event(&visit, &event)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let (slug, before) = (event.clone(), query.before);
    let imports =
        visit.archive(move |archive| archive.list_versions(&slug, before, VERSIONS_MAX)).await?;
    let versions = imports.into_iter().map(Version::from).collect();
    visit.json(Policy::Records, &Versions { event, versions })
}

/// `/api/v1/events/{event}/changes`: as if all had come at once.
pub(crate) async fn changes(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<ChangesQuery>,
) -> Result<HttpResponse, VisitorError> {
    let event = path.into_inner();
    get_event(&visit, &event)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let (slug, from, until) = (event.clone(), query.since.unwrap_or(0), query.until);
    let (to, changes) = visit
        .archive(move |archive| {
            let newest = archive.list_versions(&slug, None, 1)?;
            let newest = newest.first().map_or(0, |import| import.version);
            let to = until.unwrap_or(newest);
            Ok((to, archive.diff_of(&slug, from, to)?))
        })
        .await?;
    visit.json(Policy::Records, &Changes { event, from, to, changes })
}

impl From<Import> for Version {
    fn from(import: Import) -> Self {
        Self {
            version: import.version,
            imported_at: import.imported_at.to_string(),
            format: import.record.format,
            added: import.record.added,
            changed: import.record.changed,
            removed: import.record.removed,
        }
    }
}
