//! In which form a page is wanted: for eyes, for programs, or as text for a terminal.
//!
//! `?format=` says it outright; else the request's headers tell. Whatever is no page for eyes has a
//! route of its own beside the page's, so that pages know nothing of this.

use actix_web::body::MessageBody;
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::guard::{Guard, fn_guard};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::errors::VisitorError;

/// Programs of the command line, by how their names begin, that show what they get as it is.
const TERMINALS: [&str; 3] = ["curl/", "Wget/", "HTTPie/"];

/// What the choice depends on, for caches.
const DEPENDS_ON: HeaderValue = HeaderValue::from_static("Accept, User-Agent");

/// A form of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For a browser.
    Html,
    /// The same data as the API gives.
    Json,
    /// Eighty columns of text.
    Plain,
    /// One that there is not.
    Unknown,
}

/// The parameter that says it.
#[derive(Debug, Deserialize)]
pub(crate) struct FormQuery {
    format: Option<String>,
}

impl Form {
    /// The form that a request wants.
    pub(crate) fn of(head: &RequestHead) -> Self {
        match asked(head.uri.query()).as_deref() {
            Some("html") => Self::Html,
            Some("json") => Self::Json,
            Some("text" | "txt" | "plain") => Self::Plain,
            Some(_) => Self::Unknown,
            None => by_headers(&head.headers),
        }
    }

    /// Lets only requests for this form through.
    pub(crate) fn guard(self) -> impl Guard {
        fn_guard(move |context| Self::of(context.head()) == self)
    }

    /// A word for it, by which kept copies are told apart.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Plain => "text",
            Self::Unknown => "unknown",
        }
    }
}

/// A form that there is not, said with those that there are.
pub(crate) async fn unknown(query: web::Query<FormQuery>) -> Result<HttpResponse, VisitorError> {
    let typed: String = query.into_inner().format.unwrap_or_default().chars().take(40).collect();
    let reason = format!("`{typed}` is no form of this page (html, json or text)");
    Err(VisitorError::bad_query("format", reason))
}

/// Tells caches what the form depends on, the page for eyes included.
pub(crate) async fn vary(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut response = next.call(request).await?;
    response.headers_mut().append(header::VARY, DEPENDS_ON);
    Ok(response)
}

/// The value of `format`, unless it is empty.
fn asked(query: Option<&str>) -> Option<String> {
    let query = web::Query::<FormQuery>::from_query(query?).ok()?;
    query.into_inner().format.filter(|format| !format.is_empty())
}

fn by_headers(headers: &HeaderMap) -> Form {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let is_terminal =
        agent.is_some_and(|agent| TERMINALS.iter().any(|name| agent.starts_with(name)));
    let ranges: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(admitted)
        .collect();
    let names = |media: &str| ranges.iter().any(|range| range.eq_ignore_ascii_case(media));
    if names("text/html") || names("application/xhtml+xml") {
        return Form::Html;
    }
    let is_open = ranges.is_empty() || names("*/*") || (names("text/*") && !names("text/plain"));
    match (names("application/json"), is_terminal, is_open) {
        (true, _, _) => Form::Json,
        (false, true, _) | (false, false, false) => Form::Plain,
        (false, false, true) => Form::Html,
    }
}

/// A media range of an `Accept` header, unless its weight is nought.
fn admitted(range: &str) -> Option<&str> {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next().filter(|media| !media.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    let is_nought = weight.and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0);
    (!is_nought).then_some(media)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn form(address: &str, agent: &str, accept: &str) -> Form {
        let mut request = TestRequest::with_uri(address);
        for (name, value) in [(header::USER_AGENT, agent), (header::ACCEPT, accept)] {
            if !value.is_empty() {
                request = request.insert_header((name, value));
            }
        }
        Form::of(request.to_http_request().head())
    }

    #[test]
    fn browsers_and_whoever_says_nothing_get_the_page() {
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        for (agent, accept) in
            [("", ""), ("Mozilla/5.0", browser), ("x", "*/*"), ("curl/8", "text/html")]
        {
            assert_eq!(form("/", agent, accept), Form::Html, "{agent} {accept}");
        }
    }

    #[test]
    fn terminals_get_text_and_programs_data() {
        for (agent, accept) in
            [("curl/8.5.0", "*/*"), ("Wget/1.21", ""), ("x", "text/plain"), ("x", "image/*")]
        {
            assert_eq!(form("/", agent, accept), Form::Plain, "{agent} {accept}");
        }
        assert_eq!(form("/", "x", "text/html;q=0, text/plain"), Form::Plain);
        assert_eq!(form("/", "HTTPie/3", "application/json, */*;q=0.5"), Form::Json);
    }

    #[test]
    fn what_is_asked_for_outright_wins() {
        assert_eq!(form("/?format=json", "curl/8", "text/html"), Form::Json);
        assert_eq!(form("/?a=b&format=text", "", ""), Form::Plain);
        assert_eq!(form("/?format=html", "curl/8", ""), Form::Html);
        assert_eq!(form("/?format=", "", ""), Form::Html);
        assert_eq!(form("/?format=xml", "", ""), Form::Unknown);
    }
}
