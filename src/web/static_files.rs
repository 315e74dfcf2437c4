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

/// The folder of scripts.
const SCRIPTS: &str = "js/";
/// Scripts that no page loads: the service worker, and what other sites embed.
const NO_MODULES: [&str; 3] = ["js/sw.js", "js/worker/", "js/embed"];

/// The files and the hashes of their content as of the start.
pub(crate) struct Assets {
    /// One hash of all scripts: modules name each other without a version, so that the version has
    /// to stand before their names, and be the same for all.
    scripts: String,
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
        let scripts = edition(versions.iter().filter(|(path, _)| path.starts_with(SCRIPTS)));
        let scripts = cache::short_hex(&crate::text::content_hash(scripts));
        Self { scripts, versions, brand }
    }

    /// Each file's address with its version.
    pub(crate) fn addresses(&self) -> HashMap<String, String> {
        let address = |(path, version): (&String, &String)| {
            let address = match path.strip_prefix(SCRIPTS) {
                Some(name) => format!("{}{name}", self.script_folder()),
                None => format!("/static/{path}?v={version}"),
            };
            (path.clone(), address)
        };
        self.versions.iter().map(address).collect()
    }

    /// The folder of the scripts as they are now.
    pub(crate) fn script_folder(&self) -> String {
        format!("/static/~{}/{SCRIPTS}", self.scripts)
    }

    /// The addresses of every script that a page may load.
    pub(crate) fn modules(&self) -> Vec<String> {
        let is_module = |path: &str| {
            path.starts_with(SCRIPTS) && !NO_MODULES.iter().any(|other| path.starts_with(other))
        };
        let addresses = self.addresses().into_iter().filter(|(path, _)| is_module(path));
        let mut modules: Vec<_> = addresses.map(|(_, address)| address).collect();
        modules.sort();
        modules
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.find(path)?.into_owned()).ok()
    }

    /// Whether there is a sheet for the configured accent colour.
    pub(crate) fn has_brand(&self) -> bool {
        self.brand.is_some()
    }

    /// One text that changes when any file does.
    pub(crate) fn edition(&self) -> String {
        edition(self.versions.iter())
    }

    /// The path of a file and whether it is asked for in the version that there is.
    fn asked<'a>(&self, path: &'a str, query: &str) -> (&'a str, bool) {
        let folder = path.strip_prefix('~').and_then(|rest| rest.split_once('/'));
        if let Some((version, rest)) = folder {
            return (rest, version == self.scripts && rest.starts_with(SCRIPTS));
        }
        let current = self.versions.get(path).map(String::as_str);
        (path, current.is_some() && query.strip_prefix("v=") == current)
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
    let (path, is_current) = site.assets.asked(&path, request.query_string());
    respond(&site, path, if is_current { Policy::Forever } else { Policy::Hour })
}

/// The widget, under an address that other sites can keep in their pages.
pub(crate) async fn widget(site: web::Data<Site>) -> Result<HttpResponse, VisitorError> {
    respond(&site, "js/embed.js", Policy::Hour)
}

/// The API's description.
pub(crate) async fn openapi(site: web::Data<Site>) -> Result<HttpResponse, VisitorError> {
    respond(&site, "openapi.json", Policy::Hour)
}

fn edition<'a>(versions: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let mut all: Vec<_> = versions.map(|(path, hash)| format!("{path} {hash}")).collect();
    all.sort();
    all.join("\n")
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
    fn scripts_find_each_other_in_the_folder_of_their_version() {
        let assets = Assets::new(None);
        let address = &assets.addresses()["js/site.js"];
        let path = address.strip_prefix("/static/").unwrap();
        assert_eq!(assets.asked(path, ""), ("js/site.js", true));
        assert_eq!(assets.asked("~0123/js/site.js", ""), ("js/site.js", false));
        assert_eq!(assets.asked("~0123/img/logo.svg", ""), ("img/logo.svg", false));
        assert!(assets.modules().contains(address));
        assert!(!assets.modules().iter().any(|module| module.ends_with("sw.js")));
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
