//! What may be kept by browsers and proxies, as named policies; no handler writes such a header.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::http::header::HeaderValue;

use crate::text;

/// How long an answer stays good, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Pages and data made from the records alone: anyone may keep them but must ask whether they
    /// still hold, which the tag answers without drawing the page; an import shows at once.
    Records,
    /// Answers to what somebody typed: that is nobody else's business, so no shared cache.
    Query,
    /// Files whose address holds a hash of their content: they never change.
    Forever,
    /// Files asked for by a plain address: an hour, so that a new version arrives the same day.
    Hour,
    /// Health, figures and errors: as of now only.
    Never,
}

impl Policy {
    /// For an answer to what somebody typed. One that the model had no time for (`degraded`) is as of
    /// now only: the same address gives a better one soon, under the same tag.
    pub(crate) fn of_search(degraded: Option<&str>) -> Self {
        degraded.map_or(Self::Query, |_| Self::Never)
    }

    /// The `Cache-Control` value.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Records => "public, no-cache",
            Self::Query => "private, no-cache",
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Hour => "public, max-age=3600",
            Self::Never => "no-store",
        })
    }
}

/// The tag of what a request gets: it changes with the records (`generation`), with the program's
/// own templates and files (`edition`) and with the address. Weak, because compression may follow.
pub(crate) fn tag(request: &HttpRequest, edition: &str, generation: u64) -> String {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    let host = request.connection_info().host().to_owned();
    let hash = text::content_hash(format!("{edition}\n{generation}\n{host}\n{address}"));
    format!("W/\"{}\"", short_hex(&hash))
}

/// Whether the visitor already has what carries this tag (RFC 9110 section 13.1.2, weak comparison).
pub(crate) fn holds(request: &HttpRequest, tag: &str) -> bool {
    let given = request.headers().get_all(header::IF_NONE_MATCH);
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    given.filter_map(|value| value.to_str().ok()).any(|value| {
        value.trim() == "*" || value.split(',').any(|candidate| opaque(candidate) == wanted)
    })
}

/// The first 16 hexadecimal digits: 64 bits, plenty to tell versions of one address apart.
pub(crate) fn short_hex(hash: &[u8]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_tag_changes_with_the_records_the_program_and_the_address() {
        let request = TestRequest::with_uri("/speakers?x=1").to_http_request();
        let same = tag(&request, "1", 7);
        assert_eq!(same, tag(&request, "1", 7));
        assert_ne!(same, tag(&request, "1", 8));
        assert_ne!(same, tag(&request, "2", 7));
        let other = TestRequest::with_uri("/speakers?x=2").to_http_request();
        assert_ne!(same, tag(&other, "1", 7));
    }

    #[test]
    fn a_visitor_holds_what_any_of_the_tags_names() {
        let request = TestRequest::default()
            .insert_header((header::IF_NONE_MATCH, "\"a\", W/\"b\""))
            .to_http_request();
        assert!(holds(&request, "W/\"a\""));
        assert!(holds(&request, "W/\"b\""));
        assert!(!holds(&request, "W/\"c\""));
    }
}
