//! The events that are here, with their addresses.

use actix_web::HttpResponse;

use super::sheet::Sheet;
use super::{answer, count, when};
use crate::domain::EventBundle;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::cards;
use crate::web::visit::Visit;

/// `/` as text.
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let base = visit.base_url();
    let mut sheet = Sheet::default();
    sheet.title(&visit.site.names.name);
    sheet.paragraph(&visit.site.names.tagline);
    for bundle in visit.catalog().bundles() {
        tell(&mut sheet, &base, bundle);
    }
    sheet.head("More");
    sheet.row([15, 0], ["Announcements", &format!("{base}/announcements")]);
    sheet.row([15, 0], ["Data", &format!("{base}/api/v1/openapi.json")]);
    Ok(answer(&visit, Policy::Records, sheet))
}

fn tell(sheet: &mut Sheet, base: &str, bundle: &EventBundle) {
    let event = &bundle.event;
    sheet.head(&event.name);
    let facts = [when::days(event), event.location.clone()].into_iter().flatten();
    let talks = count(cards::listed(bundle).count(), "talk");
    sheet.paragraph(&facts.chain([talks]).collect::<Vec<_>>().join(", "));
    sheet.paragraph(&format!("{base}{}", links::event(&event.slug)));
}
