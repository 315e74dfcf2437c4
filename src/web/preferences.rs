//! `/preferences`: keeps the language and time zone that a visitor chose, in their browser, and leads
//! back. Remembers nothing here.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::cache::Policy;
use super::errors::VisitorError;
use super::language::Language;
use super::viewer::{LANGUAGE_COOKIE, ViewerZone, ZONE_COOKIE};
use super::visit::Visit;

/// How long a choice holds: to the same conference next year.
const KEPT_DAYS: i64 = 400;

/// What was chosen; an empty value takes a choice back.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    lang: Option<String>,
    zone: Option<String>,
    back: Option<String>,
}

/// `/preferences`
pub(crate) async fn set(
    visit: Visit,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, VisitorError> {
    let choice = choice.into_inner();
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, way_back(choice.back.as_deref())));
    response.insert_header((header::CACHE_CONTROL, Policy::Never.header()));
    let is_secure = visit.request.connection_info().scheme() == "https";
    for cookie in [language_cookie(choice.lang)?, zone_cookie(choice.zone)?].into_iter().flatten() {
        response.cookie(dressed(cookie, is_secure));
    }
    Ok(response.finish())
}

fn language_cookie(given: Option<String>) -> Result<Option<Cookie<'static>>, VisitorError> {
    let Some(tag) = given else { return Ok(None) };
    if tag.is_empty() {
        return Ok(Some(gone(LANGUAGE_COOKIE)));
    }
    let unknown = || VisitorError::bad_query("lang", "say `en`, `de` or `fr`".into());
    let language = Language::from_tag(&tag).ok_or_else(unknown)?;
    Ok(Some(kept(LANGUAGE_COOKIE, language.tag().to_owned())))
}

fn zone_cookie(given: Option<String>) -> Result<Option<Cookie<'static>>, VisitorError> {
    let Some(name) = given else { return Ok(None) };
    if name.is_empty() {
        return Ok(Some(gone(ZONE_COOKIE)));
    }
    let unknown =
        || VisitorError::bad_query("zone", "say a time zone such as `Europe/Berlin`".into());
    let zone = ViewerZone::find(&name).ok_or_else(unknown)?;
    Ok(Some(kept(ZONE_COOKIE, zone.name)))
}

fn kept(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value).max_age(Duration::days(KEPT_DAYS)).finish()
}

fn gone(name: &'static str) -> Cookie<'static> {
    Cookie::build(name, "").max_age(Duration::ZERO).finish()
}

fn dressed(mut cookie: Cookie<'static>, is_secure: bool) -> Cookie<'static> {
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(is_secure);
    cookie
}

/// An address of this site alone, so that no link can use us to lead elsewhere.
fn way_back(given: Option<&str>) -> String {
    let is_own = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(|letter| letter.is_control() || letter.is_whitespace())
    };
    given.filter(is_own).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert_eq!(way_back(Some("/e/a?day=1#x")), "/e/a?day=1#x");
        for elsewhere in ["//evil.test", "https://evil.test", "/\\evil.test", "/a\r\nb", "", "a"] {
            assert_eq!(way_back(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
