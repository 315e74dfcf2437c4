//! The pages of offline use: what is kept, the search on the device, and the empty frame round kept
//! pages, which only packs ask for.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::frame;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::event::get_event;
use crate::web::render::{Frame, Page, Robots, Section};
use crate::web::spoken;
use crate::web::visit::Visit;

/// The page for the search on the device.
pub(super) const SEARCH: &str = "/offline/search";
/// The empty frame; not among the addresses that visitors reach.
pub(super) const SHELL: &str = "/e/{event}/offline-frame";
/// Stands in the frame where titles come, until a marker takes its place.
const TITLE: &str = "offline-frame-title";

/// Before the address in the links that choose a language; nothing comes after it.
const BACK: &str = "&amp;back=";

/// `/offline`
#[derive(Serialize)]
struct OfflinePage {}

/// `/offline/search`
#[derive(Serialize)]
struct SearchPage {}

/// The frame without a page in it.
#[derive(Serialize)]
struct ShellPage {}

/// `/offline`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    match visit.unchanged(Policy::Records) {
        Some(unchanged) => Ok(unchanged),
        None => visit.page(Policy::Records, &OfflinePage {}),
    }
}

/// `/offline/search`
pub(crate) async fn search(visit: Visit) -> Result<HttpResponse, VisitorError> {
    match visit.unchanged(Policy::Records) {
        Some(unchanged) => Ok(unchanged),
        None => visit.page(Policy::Records, &SearchPage {}),
    }
}

/// The frame of an event's pages.
pub(super) async fn shell(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    get_event(&visit, &path)?;
    visit.page(Policy::Never, &ShellPage {})
}

/// Where the frame of an event is drawn.
pub(super) fn shell_address(slug: &str) -> String {
    format!("{}/offline-frame", links::event(slug))
}

/// The frame with markers for what differs from page to page: the title, and the address that the
/// choice of a language leads back to.
pub(super) fn with_markers(html: &str) -> String {
    let title = frame::parts(html).map_or(TITLE, |parts| parts.title);
    let html = html.replacen(title, "<!--title-->", 1).replace(TITLE, "");
    let mut pieces = html.split(BACK);
    let mut marked = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.find('"').map_or("", |end| &piece[end..]);
        marked.extend([BACK, "<!--address-->", rest]);
    }
    marked
}

impl Page for OfflinePage {
    const TEMPLATE: &'static str = "pages/offline.html";

    fn frame(&self) -> Frame {
        Frame { title: spoken::text("Offline"), robots: Robots::Noindex, ..Frame::default() }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "pages/offline-search.html";

    fn frame(&self) -> Frame {
        let title = spoken::text("Search on this device");
        Frame { title, section: Section::Search, robots: Robots::Noindex, ..Frame::default() }
    }
}

impl Page for ShellPage {
    const TEMPLATE: &'static str = "pages/offline-frame.html";

    fn frame(&self) -> Frame {
        Frame { title: TITLE.into(), robots: Robots::Noindex, ..Frame::default() }
    }
}
