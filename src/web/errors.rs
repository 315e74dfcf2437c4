//! What can go wrong for a visitor: one enum, and one place that turns it into a page or JSON.
//!
//! Handlers return [`VisitorError`]; errors of other modules become one at the call. Whose fault it
//! is decides the log: a visitor's slip is not logged, ours is, once, in [`dress`].

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::Serialize;

use super::cache::Policy;
use super::forms::Form;
use super::pages::error::ErrorPage;
use super::render::Around;
use super::site::Site;
use super::spoken::Spoken;
use super::viewer::Viewer;
use crate::app::AppError;
use crate::text;

/// Seconds after which a visitor turned away may try again: the queue drains in less.
const RETRY_AFTER_S: u32 = 2;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitorError {
    /// No route, file or export of that name.
    #[error("there is no page at this address")]
    NoSuchPage,
    /// No event with that slug.
    #[error("there is no event `{slug}` here")]
    NoSuchEvent {
        /// As asked for.
        slug: String,
    },
    /// No talk with that slug or id in an event that exists.
    #[error("there is no talk `{talk}` in `{event}`")]
    NoSuchTalk {
        /// The event's slug.
        event: String,
        /// Slug or id as asked for.
        talk: String,
    },
    /// No room, track or topic with that slug in an event that exists.
    #[error("there is no {sort} `{slug}` in `{event}`")]
    NoSuchPlace {
        /// `room`, `track` or `topic`.
        sort: &'static str,
        /// The event's slug.
        event: String,
        /// As asked for.
        slug: String,
    },
    /// No person with that slug.
    #[error("there is no speaker `{slug}` here")]
    NoSuchSpeaker {
        /// As asked for.
        slug: String,
    },
    /// No announcement with that id.
    #[error("there is no announcement `{id}` in `{event}`")]
    NoSuchAnnouncement {
        /// The event's slug.
        event: String,
        /// As asked for.
        id: String,
    },
    /// No agenda under that secret; which one is not said, because logs and screens are read.
    #[error("no agenda is kept under this address")]
    NoSuchAgenda,
    /// A parameter that cannot be used.
    #[error("`{name}` cannot be used: {reason}")]
    BadQuery {
        /// The parameter.
        name: &'static str,
        /// What is wrong with its value.
        reason: Spoken,
    },
    /// A text that is too long.
    #[error("that is {chars} characters long; please say it in {max_chars}")]
    TooLong {
        /// The parameter.
        name: &'static str,
        /// What came.
        chars: usize,
        /// What is taken.
        max_chars: usize,
    },
    /// Another method than the address takes.
    #[error("this address does not take that kind of request")]
    MethodNotAllowed,
    /// No token, or one that does not count.
    #[error("an organiser's token is needed here")]
    NoToken,
    /// A file beyond the limit.
    #[error("a schedule may have {limit} bytes at most")]
    TooLarge {
        /// Size allowed.
        limit: usize,
    },
    /// A file that cannot be read.
    #[error("{reason}")]
    Unreadable {
        /// Why.
        reason: String,
    },
    /// A file that was refused so that nothing is lost, or a conflict with others.
    #[error("{reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// The queue is full.
    #[error("more people are searching right now than this machine can serve")]
    Busy,
    /// More of something was made within a second than this machine takes.
    #[error("more agendas are being kept right now than this machine takes")]
    TooOften,
    /// Ours to mend; the words are for the log alone.
    #[error("something broke on our side")]
    Internal(String),
}

impl VisitorError {
    /// A parameter that cannot be used.
    pub(crate) fn bad_query(name: &'static str, reason: String) -> Self {
        Self::BadQuery { name, reason: Spoken::Phrase(reason) }
    }

    /// A parameter that cannot be used, for a reason that names a value.
    pub(crate) fn bad_value(name: &'static str, reason: &'static str, value: &str) -> Self {
        let value = Spoken::Record(value.to_owned());
        Self::BadQuery { name, reason: Spoken::Text(reason, vec![("value", value)]) }
    }

    /// A failure of ours, in its own words.
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// A stable short name for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "no-such-page",
            Self::NoSuchEvent { .. } => "no-such-event",
            Self::NoSuchTalk { .. } => "no-such-talk",
            Self::NoSuchPlace { .. } => "no-such-place",
            Self::NoSuchSpeaker { .. } => "no-such-speaker",
            Self::NoSuchAnnouncement { .. } => "no-such-announcement",
            Self::NoSuchAgenda => "no-such-agenda",
            Self::BadQuery { .. } => "bad-query",
            Self::TooLong { .. } => "too-long",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NoToken => "no-token",
            Self::TooLarge { .. } => "too-large",
            Self::Unreadable { .. } => "unreadable",
            Self::Refused { .. } => "refused",
            Self::Busy => "busy",
            Self::TooOften => "too-often",
            Self::Internal(_) => "internal",
        }
    }

    /// A heading for people.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "This door leads nowhere",
            Self::NoSuchEvent { .. } => "No such event",
            Self::NoSuchTalk { .. } => "No such talk",
            Self::NoSuchPlace { .. } => "Not in this programme",
            Self::NoSuchSpeaker { .. } => "No such speaker",
            Self::NoSuchAnnouncement { .. } => "No such announcement",
            Self::NoSuchAgenda => "No such agenda",
            Self::BadQuery { .. } => "That request does not quite work",
            Self::TooLong { .. } => "A little shorter, please",
            Self::MethodNotAllowed => "Read only",
            Self::NoToken => "A token is needed",
            Self::TooLarge { .. } => "Too large",
            Self::Unreadable { .. } => "This file cannot be read",
            Self::Refused { .. } => "Refused, and nothing was changed",
            Self::Busy | Self::TooOften => "The hallway is crowded",
            Self::Internal(_) => "Something broke on our side",
        }
    }

    /// What to do now, for people.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::NoSuchAgenda => {
                "It was forgotten, or no calendar read it for more than a year. Your stars are still \
                 on your device: open your agenda there and subscribe again."
            }
            Self::BadQuery { .. } => "Go back and choose again, or start a new search here.",
            Self::TooLong { .. } => "A few telling words find more than a whole paragraph.",
            Self::MethodNotAllowed => "Pages are read; a schedule is posted to its import address.",
            Self::NoToken => {
                "`hallway token create NAME` makes one; send it as `Authorization: Bearer TOKEN`."
            }
            Self::TooLarge { .. } => "Send the schedule alone, without media.",
            Self::Unreadable { .. } => "Nothing was changed. Mend the file and send it again.",
            Self::Refused { .. } => {
                "Try with `dry_run=1` to see what would change, then `partial=1` or \
                 `allow_removals=1` if it is meant."
            }
            Self::Busy | Self::TooOften => "Please try again in a few seconds; nothing is lost.",
            Self::Internal(_) => {
                "It has been noted. Trying again may help; other pages should work."
            }
            _ => "It may have moved, or the address has a slip in it. A search will find it.",
        }
    }
}

impl From<AppError> for VisitorError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Ingest(error) => Self::Unreadable { reason: error.to_string() },
            AppError::Guard(error) => Self::Refused { reason: error.to_string() },
            AppError::Contended => Self::Refused { reason: error.to_string() },
            AppError::UnknownEvent { slug, .. } => Self::NoSuchEvent { slug },
            AppError::UnknownVersion { .. } | AppError::OtherVersions { .. } => {
                Self::bad_query("version", error.to_string())
            }
            _ => Self::internal(error),
        }
    }
}

impl ResponseError for VisitorError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoSuchPage
            | Self::NoSuchEvent { .. }
            | Self::NoSuchTalk { .. }
            | Self::NoSuchPlace { .. }
            | Self::NoSuchSpeaker { .. }
            | Self::NoSuchAgenda
            | Self::NoSuchAnnouncement { .. } => StatusCode::NOT_FOUND,
            Self::BadQuery { .. } | Self::TooLong { .. } => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused { .. } => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Turns every error response into a page, or into JSON below `/api/`.
pub(crate) async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(response);
    }
    let dressed = {
        let cause = response.response().error();
        let known = cause.and_then(|error| error.as_error::<VisitorError>());
        match known {
            Some(error) => draw(response.request(), error),
            None => draw(response.request(), &from_status(status, cause)),
        }
    };
    Ok(response.into_response(dressed))
}

/// The framework's own refusals in our words.
fn from_status(status: StatusCode, cause: Option<&actix_web::Error>) -> VisitorError {
    let reason = cause.map_or_else(|| status.to_string(), ToString::to_string);
    match status {
        StatusCode::NOT_FOUND => VisitorError::NoSuchPage,
        StatusCode::METHOD_NOT_ALLOWED => VisitorError::MethodNotAllowed,
        _ if status.is_client_error() => VisitorError::bad_query("request", reason),
        _ => VisitorError::Internal(reason),
    }
}

fn draw(request: &HttpRequest, error: &VisitorError) -> HttpResponse {
    if let VisitorError::Internal(reason) = error {
        // The pattern and not the path: an agenda's path is its secret.
        let route = request.match_pattern().unwrap_or_default();
        tracing::error!(route, reason, "request failed");
    }
    let mut response = HttpResponse::build(error.status_code());
    response.insert_header((header::CACHE_CONTROL, Policy::Never.header()));
    if matches!(error, VisitorError::NoToken) {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if matches!(error, VisitorError::Busy | VisitorError::TooOften) {
        response.insert_header((header::RETRY_AFTER, RETRY_AFTER_S));
    }
    let form = Form::of(request.head());
    if request.path().starts_with("/api/") || form == Form::Json {
        return response.json(Envelope::from(error));
    }
    let page = page(request, error).filter(|_| form != Form::Plain);
    match page {
        Some(html) => response.content_type("text/html; charset=utf-8").body(html),
        None => response.content_type("text/plain; charset=utf-8").body(plain(error)),
    }
}

/// What is wrong and what to do, for a terminal.
fn plain(error: &VisitorError) -> String {
    text::strip_control(&format!("{error}\n{}\n", error.advice())).into_owned()
}

/// The error page; plain text takes its place when even that cannot be drawn.
fn page(request: &HttpRequest, error: &VisitorError) -> Option<String> {
    let site = request.app_data::<web::Data<Site>>()?;
    let snapshot = site.app.snapshot();
    // The address that failed may be a secret that was meant for another page, and nothing is there
    // to come back to.
    let around = Around { address: "/".into(), ..Around::of(request, &Viewer::of(request)) };
    let page = ErrorPage::new(error, request.path(), &snapshot.catalog);
    site.renderer
        .draw(&page, &around)
        .inspect_err(|failure| tracing::error!(%failure, "the error page failed"))
        .ok()
}

/// How the API reports errors: `{"error": {"code", "message", "advice"}}`.
#[derive(Debug, Serialize)]
struct Envelope {
    error: EnvelopeBody,
}

#[derive(Debug, Serialize)]
struct EnvelopeBody {
    code: &'static str,
    message: String,
    advice: &'static str,
}

impl From<&VisitorError> for Envelope {
    fn from(error: &VisitorError) -> Self {
        let (code, message, advice) = (error.code(), error.to_string(), error.advice());
        Self { error: EnvelopeBody { code, message, advice } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_ours_keeps_its_reason_to_itself() {
        let error = VisitorError::internal("database disk image is malformed");
        let body = serde_json::to_string(&Envelope::from(&error)).unwrap();
        assert!(!body.contains("malformed"), "{body}");
        assert_eq!(error.status_code(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn the_frameworks_refusals_keep_their_status() {
        for status in [404, 405, 400, 500] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(from_status(status, None).status_code(), status);
        }
    }
}
