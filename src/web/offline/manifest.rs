//! `/manifest.webmanifest`: what a device needs to know to install the site as an app.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::visit::Visit;

/// Behind the window of the installed app, until the first page is drawn.
const BACKGROUND: &str = "#fbf7f0";
/// Round that window: the colour of the logo.
const THEME: &str = "#1c1814";

#[derive(Serialize)]
struct Manifest<'a> {
    id: &'static str,
    name: &'a str,
    short_name: &'a str,
    description: &'a str,
    lang: &'static str,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: Vec<Icon>,
    shortcuts: Vec<Shortcut>,
}

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    r#type: &'static str,
    purpose: &'static str,
}

#[derive(Serialize)]
struct Shortcut {
    name: String,
    url: &'static str,
}

/// `/manifest.webmanifest`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let body = serde_json::to_string(&Manifest::new(&visit)).map_err(VisitorError::internal)?;
    Ok(visit.respond(Policy::Records, "application/manifest+json", body))
}

impl<'a> Manifest<'a> {
    fn new(visit: &'a Visit) -> Self {
        let names = &visit.site.names;
        let language = visit.viewer.language;
        let shortcut = |english: &'static str, url| Shortcut {
            name: visit.site.renderer.say(language, english),
            url,
        };
        Self {
            id: "/",
            name: &names.name,
            short_name: &names.name,
            description: &names.tagline,
            lang: language.tag(),
            start_url: "/",
            scope: "/",
            display: "standalone",
            background_color: BACKGROUND,
            theme_color: THEME,
            icons: icons(visit),
            shortcuts: vec![
                shortcut("Search", "/search"),
                shortcut("Announcements", "/announcements"),
                shortcut("Kept offline", "/offline"),
            ],
        }
    }
}

fn icons(visit: &Visit) -> Vec<Icon> {
    let addresses = visit.site.assets.addresses();
    let files = [
        ("img/icon-192.png", "192x192", "image/png", "any"),
        ("img/icon-512.png", "512x512", "image/png", "any"),
        ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
        ("img/logo.svg", "any", "image/svg+xml", "any"),
    ];
    let icon = |(path, sizes, r#type, purpose): (&str, _, _, _)| {
        let src = addresses.get(path)?.clone();
        Some(Icon { src, sizes, r#type, purpose })
    };
    files.into_iter().filter_map(icon).collect()
}
