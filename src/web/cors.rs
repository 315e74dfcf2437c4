//! Lets pages of other sites read what is public: the data under `/api/v1` and the widget.
//!
//! Reading alone, and never with a visitor's cookies: `*` and credentials exclude each other.

use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;

/// The script of the widget, which other sites name in their pages.
pub(crate) const WIDGET: &str = "/embed.js";
/// Where the data is.
const DATA: &str = "/api/v1/";
/// Agendas are kept under secret names: nobody's business but their owners'.
const AGENDAS: &str = "/api/v1/agendas/";
/// How long a browser may remember that it may read, in seconds: a day, the most that any keeps.
const REMEMBERED_S: u32 = 86_400;

const ANYBODY: HeaderValue = HeaderValue::from_static("*");
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Answers a browser that asks whether it may read, and marks what it may.
pub(crate) async fn open(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !is_open(request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    if asks_to_read(request.head()) {
        return Ok(request.into_response(permission()));
    }
    let reads = is_reading(request.method());
    let mut response = next.call(request).await?.map_into_boxed_body();
    if reads {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
        headers.insert(RESOURCE_POLICY, CROSS_ORIGIN);
    }
    Ok(response)
}

fn is_open(path: &str) -> bool {
    (path.starts_with(DATA) && !path.starts_with(AGENDAS)) || path == WIDGET
}

/// Whether it is the question that precedes a request with headers of its own.
fn asks_to_read(head: &RequestHead) -> bool {
    let wanted = head.headers.get(header::ACCESS_CONTROL_REQUEST_METHOD);
    let wanted = wanted.and_then(|method| Method::from_bytes(method.as_bytes()).ok());
    head.method == Method::OPTIONS && wanted.is_some_and(|method| is_reading(&method))
}

fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn permission() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, If-None-Match"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, REMEMBERED_S))
        .finish()
}
