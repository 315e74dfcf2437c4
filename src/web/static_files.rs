//! Style sheets, scripts and pictures, from the binary (in debug builds from disk).
//!
//! Pages name a file with a hash of its content (`?v=…`), so that it can be kept for ever.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;

use super::brand;
use super::cache::{self, Policy};
use super::colour::Colour;
use super::errors::VisitorError;
use super::site::Site;
use crate::config::Accent;

/// The sheet made from the configured accent colour; not a file on disk.
const BRAND_SHEET: &str = "css/brand.css";

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The files and the hashes of their content as of the start.
pub(crate) struct Assets {
    versions: HashMap<String, String>,
    brand: Option<String>,
}

impl Assets {
    /// Hashes every file; with an accent colour there is a sheet more.
    pub(crate) fn new(accent: Option<&Accent>) -> Self {
        let accent = accent.and_then(|accent| Colour::parse(accent.as_str()));
        let brand = accent.map(|accent| brand::sheet(accent, None));
        let hashed =
            |file: rust_embed::EmbeddedFile| cache::short_hex(&file.metadata.sha256_hash());
        let mut versions: HashMap<_, _> = Files::iter()
            .filter_map(|path| Some((path.to_string(), hashed(Files::get(&path)?))))
            .collect();
        if let Some(sheet) = &brand {
            let hash = cache::short_hex(&crate::text::content_hash(sheet));
            versions.insert(BRAND_SHEET.to_owned(), hash);
        }
        Self { versions, brand }
    }

    /// Each file's address with its version.
    pub(crate) fn addresses(&self) -> HashMap<String, String> {
        let address = |(path, version): (&String, &String)| {
            (path.clone(), format!("/static/{path}?v={version}"))
        };
        self.versions.iter().map(address).collect()
    }

    /// Whether there is a sheet for the configured accent colour.
    pub(crate) fn has_brand(&self) -> bool {
        self.brand.is_some()
    }

    /// One text that changes when any file does.
    pub(crate) fn edition(&self) -> String {
        let mut all: Vec<_> =
            self.versions.iter().map(|(path, hash)| format!("{path} {hash}")).collect();
        all.sort();
        all.join("\n")
    }

    fn find(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if path == BRAND_SHEET {
            return self.brand.clone().map(|sheet| Cow::Owned(sheet.into_bytes()));
        }
        Files::get(path).map(|file| file.data)
    }
}

/// `/static/{path}`.
pub(crate) async fn file(
    site: web::Data<Site>,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let asked_version = request.query_string().strip_prefix("v=");
    let current = site.assets.versions.get(path.as_str()).map(String::as_str);
    let policy = match asked_version {
        Some(version) if current == Some(version) => Policy::Forever,
        _ => Policy::Hour,
    };
    respond(&site, &path, policy)
}

/// The widget, under an address that other sites can keep in their pages.
pub(crate) async fn widget(site: web::Data<Site>) -> Result<HttpResponse, VisitorError> {
    respond(&site, "js/embed.js", Policy::Hour)
}

/// The API's description.
pub(crate) async fn openapi(site: web::Data<Site>) -> Result<HttpResponse, VisitorError> {
    respond(&site, "openapi.json", Policy::Hour)
}

fn respond(site: &Site, path: &str, policy: Policy) -> Result<HttpResponse, VisitorError> {
    let Some(data) = site.assets.find(path) else { return Err(VisitorError::NoSuchPage) };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type(path)))
        .insert_header((header::CACHE_CONTROL, policy.header()))
        .body(data.into_owned()))
}

/// The media type by the end of the name; we ship no other sorts of files.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_has_a_version_and_a_known_media_type() {
        let assets = Assets::new(None);
        assert!(assets.addresses()["css/base.css"].starts_with("/static/css/base.css?v="));
        for path in assets.versions.keys() {
            assert_ne!(media_type(path), "application/octet-stream", "{path}");
        }
    }

    #[test]
    fn what_is_not_in_the_folder_is_not_found() {
        let assets = Assets::new(None);
        for path in ["../Cargo.toml", "/etc/passwd", "css", "", "css/../../Cargo.toml", BRAND_SHEET]
        {
            assert!(assets.find(path).is_none(), "{path}");
        }
    }
}
