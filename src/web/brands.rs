//! Colours and logos of single events: read and checked at the start, served under their pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::cache::{self, Policy};
use super::colour::Colour;
use super::errors::VisitorError;
use super::visit::Visit;
use super::{brand, links};
use crate::config::{Accent, Brand, Site};
use crate::text;

/// The largest logo: a drawing or a picture of 32 pixels' height has a tenth of that.
const LOGO_MAX_BYTES: usize = 200_000;

/// Where nothing else is configured: the lit door of the site's mark.
const DOOR: Colour = Colour::new(0xff6a3d);

/// An SVG is a document that could hold scripts; opened by itself it may not run them or reach out.
const SVG_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Why a configured logo cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogoError {
    /// It is missing or may not be read.
    #[error("the logo `{}` of the event `{event}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The event's slug.
        event: String,
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// It is too large.
    #[error(
        "the logo `{}` of the event `{event}` has {bytes} bytes, allowed are {LOGO_MAX_BYTES}",
        path.display()
    )]
    TooLarge {
        /// The event's slug.
        event: String,
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: usize,
    },
    /// It is neither of the two sorts of pictures.
    #[error("the logo `{}` of the event `{event}` is neither an SVG nor a PNG", path.display())]
    OtherSort {
        /// The event's slug.
        event: String,
        /// The file.
        path: PathBuf,
    },
}

/// Every event that looks different, by slug.
pub(crate) struct Brands {
    site_accent: Colour,
    events: BTreeMap<String, EventBrand>,
}

struct EventBrand {
    accent: Option<Colour>,
    sheet: Option<Versioned<String>>,
    logo: Option<Versioned<Logo>>,
}

/// Something served under an address that names its content.
struct Versioned<T> {
    content: T,
    version: String,
}

struct Logo {
    media_type: &'static str,
    data: web::Bytes,
}

/// The addresses of an event's own style sheet and logo, where it has them.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Look {
    pub sheet: Option<String>,
    pub logo: Option<String>,
}

impl Brands {
    /// Makes the style sheets and reads the logos.
    ///
    /// # Errors
    /// A logo cannot be read, is too large, or is no SVG or PNG.
    pub(crate) fn load(site: &Site) -> Result<Self, LogoError> {
        let load =
            |(slug, brand): (&String, &Brand)| Ok((slug.clone(), EventBrand::load(slug, brand)?));
        Ok(Self {
            site_accent: site.accent.as_ref().and_then(colour).unwrap_or(DOOR),
            events: site.events.iter().map(load).collect::<Result<_, _>>()?,
        })
    }

    /// The colour of the site's own pictures.
    pub(crate) fn site_accent(&self) -> Colour {
        self.site_accent
    }

    /// The colour of an event's pictures.
    pub(crate) fn accent(&self, event: &str) -> Colour {
        let own = self.events.get(event).and_then(|brand| brand.accent);
        own.unwrap_or(self.site_accent)
    }

    /// Where an event's own style sheet and logo are.
    pub(crate) fn look(&self, event: &str) -> Look {
        let Some(brand) = self.events.get(event) else { return Look::default() };
        let address = |name: &str, version: &str| {
            links::with_query(&format!("{}/{name}", links::event(event)), &[("v", Some(version))])
        };
        Look {
            sheet: brand.sheet.as_ref().map(|sheet| address("theme.css", &sheet.version)),
            logo: brand.logo.as_ref().map(|logo| address("logo", &logo.version)),
        }
    }

    /// One text that changes when any of it does.
    pub(crate) fn edition(&self) -> String {
        let looks = self.events.keys().map(|slug| format!("{:?}", self.look(slug)));
        looks.collect::<Vec<_>>().join("\n")
    }
}

impl EventBrand {
    fn load(slug: &str, brand: &Brand) -> Result<Self, LogoError> {
        let accent = brand.accent.as_ref().and_then(colour);
        let dark = brand.accent_dark.as_ref().and_then(colour);
        let sheet = accent.or(dark).map(|accent| Versioned::new(brand::sheet(accent, dark)));
        let logo = brand.logo.as_deref().map(|path| Logo::load(slug, path)).transpose()?;
        let logo = logo.map(|logo| Versioned {
            version: cache::short_hex(&text::content_hash(&logo.data)),
            content: logo,
        });
        Ok(Self { accent: accent.or(dark), sheet, logo })
    }
}

impl Versioned<String> {
    fn new(content: String) -> Self {
        Self { version: cache::short_hex(&text::content_hash(&content)), content }
    }
}

impl Logo {
    fn load(event: &str, path: &Path) -> Result<Self, LogoError> {
        let (event, path) = (event.to_owned(), path.to_owned());
        let data = match std::fs::read(&path) {
            Ok(data) => data,
            Err(source) => return Err(LogoError::Unreadable { event, path, source }),
        };
        if data.len() > LOGO_MAX_BYTES {
            return Err(LogoError::TooLarge { event, path, bytes: data.len() });
        }
        match media_type(&data) {
            Some(media_type) => Ok(Self { media_type, data: data.into() }),
            None => Err(LogoError::OtherSort { event, path }),
        }
    }
}

/// `/e/{event}/theme.css`
pub(crate) async fn theme(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let brand = visit.site.brands.events.get(path.as_str());
    let sheet = brand.and_then(|brand| brand.sheet.as_ref()).ok_or(VisitorError::NoSuchPage)?;
    let policy = policy(&visit, &sheet.version);
    Ok(visit.respond(policy, "text/css; charset=utf-8", sheet.content.clone()))
}

/// `/e/{event}/logo`
pub(crate) async fn logo(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let brand = visit.site.brands.events.get(path.as_str());
    let logo = brand.and_then(|brand| brand.logo.as_ref()).ok_or(VisitorError::NoSuchPage)?;
    let policy = policy(&visit, &logo.version);
    let Logo { media_type, data } = &logo.content;
    let mut response = visit.respond(policy, media_type, data.clone());
    let own_policy = header::HeaderValue::from_static(SVG_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, own_policy);
    Ok(response)
}

/// For ever, where the address names the content.
fn policy(visit: &Visit, version: &str) -> Policy {
    match visit.request.query_string().strip_prefix("v=") {
        Some(asked) if asked == version => Policy::Forever,
        _ => Policy::Hour,
    }
}

fn colour(accent: &Accent) -> Option<Colour> {
    Colour::parse(accent.as_str())
}

/// What the bytes are, whatever the file is called.
fn media_type(data: &[u8]) -> Option<&'static str> {
    if data.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    let source = std::str::from_utf8(data).ok()?;
    is_svg(source).then_some("image/svg+xml")
}

/// Whether the first element is `svg`.
fn is_svg(source: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(source);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(first) | quick_xml::events::Event::Empty(first)) => {
                return first.local_name().as_ref() == "svg";
            }
            Ok(quick_xml::events::Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_what_its_bytes_say() {
        let svg = b"\xef\xbb\xbf<?xml version='1.0'?><!-- a --><svg xmlns='x'/>";
        assert_eq!(media_type(svg), Some("image/svg+xml"));
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        for other in [&b"<html><svg/></html>"[..], b"GIF89a", b"", b"\xff\xfe", b"svg"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn a_logo_that_cannot_be_used_stops_the_start_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, data: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, data).unwrap();
            path
        };
        let message = |path: PathBuf| Logo::load("e", &path).err().unwrap().to_string();
        assert!(message(folder.path().join("none.svg")).contains("none.svg"));
        assert!(message(file("large.png", &vec![0; LOGO_MAX_BYTES + 1])).contains("200001 bytes"));
        assert!(message(file("page.svg", b"<html/>")).contains("neither an SVG nor a PNG"));
        assert!(Logo::load("e", &file("good.svg", b"<svg/>")).is_ok());
    }
}
