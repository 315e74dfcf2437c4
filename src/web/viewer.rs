//! Who looks, as far as it matters to a page: the language and time zone they chose. Kept in two
//! cookies that hold nothing else, and in nothing of ours.

use actix_web::HttpRequest;
use actix_web::http::header;
use jiff::tz::TimeZone;

use super::language::Language;

/// The cookie of a chosen language.
pub(crate) const LANGUAGE_COOKIE: &str = "lang";
/// The cookie of a chosen time zone.
pub(crate) const ZONE_COOKIE: &str = "zone";

/// The language and the time zone of a visitor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Viewer {
    /// The language chosen on the site, else the browser's, else English.
    pub language: Language,
    /// The zone chosen on the site; without one each event's own holds.
    pub zone: Option<ViewerZone>,
}

/// A time zone chosen by a visitor.
#[derive(Debug, Clone)]
pub(crate) struct ViewerZone {
    /// Its IANA name.
    pub name: String,
    /// Its rules.
    pub rules: TimeZone,
}

impl Viewer {
    /// Whoever sent a request. A cookie that means nothing counts as none.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let cookie = |name| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let chosen = cookie(LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag));
        let header = request.headers().get(header::ACCEPT_LANGUAGE);
        let accepted = || Language::accepted(header.and_then(|it| it.to_str().ok()).unwrap_or(""));
        Self {
            language: chosen.unwrap_or_else(accepted),
            zone: cookie(ZONE_COOKIE).and_then(|name| ViewerZone::find(&name)),
        }
    }

    /// One text for each language and zone: part of a page's tag.
    pub(crate) fn mark(&self) -> String {
        let zone = self.zone.as_ref().map_or("", |zone| zone.name.as_str());
        format!("{} {zone}", self.language.tag())
    }
}

impl ViewerZone {
    /// The zone with this IANA name, as the database spells it.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let rules = TimeZone::get(name).ok().filter(|rules| !rules.is_unknown())?;
        Some(Self { name: rules.iana_name()?.to_owned(), rules })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::cookie::Cookie;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_choice_goes_before_the_browser_and_nonsense_counts_as_none() {
        let request = || TestRequest::default().insert_header((header::ACCEPT_LANGUAGE, "fr"));
        assert_eq!(Viewer::of(&request().to_http_request()).language, Language::Fr);
        let chosen = request().cookie(Cookie::new(LANGUAGE_COOKIE, "de"));
        let chosen = chosen.cookie(Cookie::new(ZONE_COOKIE, "america/new_york"));
        let viewer = Viewer::of(&chosen.to_http_request());
        assert_eq!(viewer.mark(), "de America/New_York");
        let nonsense = request().cookie(Cookie::new(LANGUAGE_COOKIE, "\"<"));
        let nonsense = nonsense.cookie(Cookie::new(ZONE_COOKIE, "../../etc/passwd"));
        assert_eq!(Viewer::of(&nonsense.to_http_request()).mark(), "fr ");
    }
}
