//! Announcements, newest first: all of them, or those of one event.

use actix_web::{HttpResponse, web};

use super::answer;
use super::sheet::Sheet;
use crate::domain::{Announcement, Event};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::cards;
use crate::web::pages::event::get_event;
use crate::web::visit::Visit;

/// Announcements on a sheet: the newest; the feed and the page have the others.
const ITEMS_MAX: usize = 50;

/// `/announcements` as text.
pub(crate) async fn list(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let items = cards::newest_announcements(visit.catalog());
    let sheet = sheet(&visit.base_url(), "Announcements", &items);
    Ok(answer(&visit, Policy::Records, sheet))
}

/// `/e/{event}/announcements` as text.
pub(crate) async fn of_event(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let all = cards::newest_announcements(visit.catalog()).into_iter();
    let items: Vec<_> = all.filter(|(event, _)| event.slug == bundle.event.slug).collect();
    let title = format!("Announcements of {}", bundle.event.name);
    Ok(answer(&visit, Policy::Records, sheet(&visit.base_url(), &title, &items)))
}

fn sheet(base: &str, title: &str, items: &[(&Event, &Announcement)]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.title(title);
    for (event, item) in items.iter().take(ITEMS_MAX) {
        sheet.gap();
        sheet.paragraph(&item.title);
        let facts = [Some(event.name.clone()), item.date_label()].into_iter().flatten();
        sheet.paragraph(&facts.collect::<Vec<_>>().join(", "));
        sheet.paragraph(&cards::lead(&item.body));
        sheet.paragraph(&format!("{base}{}", links::announcement(&item.event, &item.id)));
    }
    if items.is_empty() {
        sheet.paragraph("None yet.");
    }
    sheet
}
