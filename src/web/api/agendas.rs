//! Agendas that calendars subscribe to: made, read, replaced and dropped by whoever has the secret.
//! No secret reaches a log or a figure.

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::app::{AGENDA_TALKS_MAX, KeptAgenda};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::visit::Visit;

/// Bytes of a list: the ids of five hundred talks at a hundred bytes each, and some.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The talks of an agenda, by id.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    talks: Vec<String>,
}

/// What was kept, and where it is.
#[derive(Serialize)]
struct Made<'a> {
    token: &'a str,
    feed: String,
    page: String,
    kept: usize,
    left_out: usize,
}

#[derive(Serialize)]
struct Kept<'a> {
    event: &'a str,
    talks: &'a [String],
    updated_at: String,
}

/// `POST /api/v1/events/{event}/agendas`
pub(crate) async fn make(
    visit: Visit,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, VisitorError> {
    let wanted = read(payload).await?;
    let made = keep(&visit, path.into_inner(), wanted.talks).await?;
    tell(&visit, &made)
}

/// `GET`, `PUT` and `DELETE /api/v1/agendas/{token}`
pub(crate) async fn one(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, VisitorError> {
    let token = path.into_inner();
    match *request.method() {
        Method::PUT => replace(&visit, token, read(payload).await?).await,
        Method::DELETE => {
            forget(&visit, token).await?;
            Ok(HttpResponse::NoContent().finish())
        }
        _ => show(&visit, token).await,
    }
}

/// Keeps talks of an event, by id, where the quota allows.
///
/// # Errors
/// There is no such event, or the quota is used up.
pub(crate) async fn keep(
    visit: &Visit,
    event: String,
    talks: Vec<String>,
) -> Result<KeptAgenda, VisitorError> {
    if visit.catalog().find_event(&event).is_none() {
        return Err(VisitorError::NoSuchEvent { slug: event });
    }
    if !visit.site.making.take() {
        return Err(VisitorError::TooOften);
    }
    visit.archive(move |archive| archive.make_agenda(&event, &talks)).await
}

/// Drops what is kept under a secret.
///
/// # Errors
/// There is nothing.
pub(crate) async fn forget(visit: &Visit, token: String) -> Result<(), VisitorError> {
    let was_there = visit.archive(move |archive| archive.forget_agenda(&token)).await?;
    if was_there { Ok(()) } else { Err(VisitorError::NoSuchAgenda) }
}

async fn replace(
    visit: &Visit,
    token: String,
    wanted: Wanted,
) -> Result<HttpResponse, VisitorError> {
    let replaced =
        visit.archive(move |archive| archive.replace_agenda(&token, &wanted.talks)).await?;
    tell(visit, &replaced.ok_or(VisitorError::NoSuchAgenda)?)
}

async fn show(visit: &Visit, token: String) -> Result<HttpResponse, VisitorError> {
    let found = visit.archive(move |archive| archive.read_agenda(&token)).await?;
    let agenda = found.ok_or(VisitorError::NoSuchAgenda)?;
    let kept = Kept {
        event: &agenda.event,
        talks: &agenda.talks,
        updated_at: agenda.updated_at.to_string(),
    };
    visit.json(Policy::Never, &kept)
}

fn tell(visit: &Visit, made: &KeptAgenda) -> Result<HttpResponse, VisitorError> {
    let absolute = |path: String| format!("{}{path}", visit.base_url());
    let told = Made {
        token: &made.token,
        feed: absolute(links::agenda_feed(&made.token)),
        page: absolute(links::kept_agenda(&made.token)),
        kept: made.kept,
        left_out: made.left_out,
    };
    visit.json(Policy::Never, &told)
}

async fn read(payload: web::Payload) -> Result<Wanted, VisitorError> {
    let refused = |reason: String| VisitorError::bad_query("talks", reason);
    let body = payload.to_bytes_limited(BODY_BYTES_MAX).await;
    let body = body
        .map_err(|_| refused(format!("a list may have {BODY_BYTES_MAX} bytes at most")))?
        .map_err(|error| refused(error.to_string()))?;
    let wanted: Wanted =
        serde_json::from_slice(&body).map_err(|error| refused(error.to_string()))?;
    if wanted.talks.len() > AGENDA_TALKS_MAX {
        return Err(refused(format!("an agenda holds {AGENDA_TALKS_MAX} talks at most")));
    }
    Ok(wanted)
}
