//! What may be kept by browsers and proxies, as named policies; no handler writes such a header.

use std::fmt::Write as _;

use actix_web::http::header;
use actix_web::http::header::{AcceptEncoding, Encoding, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};

use crate::app::RecordState;
use crate::text::{self, ContentHash};

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
    /// The same, but [`Policy::Never`] for what was found by words alone because the model did not
    /// run: the same address gives a better answer soon, under the same tag.
    pub(crate) fn or_never_if(self, by_words: bool) -> Self {
        if by_words { Self::Never } else { self }
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

/// A hash of what a request gets: it changes with the records, with the program and its settings
/// (`edition`) and with the address, scheme and host included, which stand in links that leave the
/// site.
pub(crate) fn fingerprint(
    request: &HttpRequest,
    edition: &str,
    records: RecordState,
) -> ContentHash {
    let RecordState { generation, id } = records;
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    let connection = request.connection_info();
    let (scheme, host) = (connection.scheme(), connection.host());
    text::content_hash(format!("{edition}\n{generation} {id}\n{scheme}\n{host}\n{address}"))
}

/// The tag of what has this fingerprint. Weak, because compression may follow.
pub(crate) fn tag(fingerprint: &ContentHash) -> String {
    format!("W/\"{}\"", short_hex(fingerprint))
}

/// Whether a visitor rather takes an answer compressed with gzip (RFC 9110 section 12.5.3).
pub(crate) fn takes_gzip(request: &HttpRequest) -> bool {
    let forms = [Encoding::identity(), Encoding::gzip(), Encoding::deflate()];
    let accepted = request.get_header::<AcceptEncoding>();
    accepted.and_then(|accepted| accepted.negotiate(forms.iter())) == Some(Encoding::gzip())
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
    let mut hex = String::with_capacity(16);
    for byte in hash.iter().take(8) {
        let _infallible = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_tag_changes_with_the_records_the_program_and_the_address() {
        let request = TestRequest::with_uri("/speakers?x=1").to_http_request();
        let records = RecordState { generation: 7, id: 11 };
        let tag = |request: &HttpRequest, edition: &str, records: RecordState| {
            super::tag(&fingerprint(request, edition, records))
        };
        let same = tag(&request, "1", records);
        assert_eq!(same, tag(&request, "1", records));
        assert_ne!(same, tag(&request, "1", RecordState { generation: 8, ..records }));
        assert_ne!(same, tag(&request, "1", RecordState { id: -11, ..records }));
        assert_ne!(same, tag(&request, "2", records));
        let other = TestRequest::with_uri("/speakers?x=2").to_http_request();
        assert_ne!(same, tag(&other, "1", records));
        for (header, value) in [("x-forwarded-proto", "https"), ("host", "b.test")] {
            let other = TestRequest::with_uri("/speakers?x=1").insert_header((header, value));
            assert_ne!(same, tag(&other.to_http_request(), "1", records), "{header}");
        }
    }

    #[test]
    fn compression_is_sent_to_those_who_prefer_it() {
        let takes = |accepted: &str| {
            let request = TestRequest::default().insert_header((header::ACCEPT_ENCODING, accepted));
            takes_gzip(&request.to_http_request())
        };
        for accepted in ["gzip", "gzip, deflate, br", "br;q=1, gzip;q=0.5", "identity;q=0, gzip"] {
            assert!(takes(accepted), "{accepted}");
        }
        for accepted in ["", "identity", "gzip;q=0", "identity, gzip;q=0.5", "br", "deflate"] {
            assert!(!takes(accepted), "{accepted}");
        }
        assert!(!takes_gzip(&TestRequest::default().to_http_request()));
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
