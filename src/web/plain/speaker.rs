//! A person and the talks they gave.

use actix_web::{HttpResponse, web};

use super::answer;
use super::sheet::Sheet;
use crate::domain::{Catalog, SpeakerProfile, State};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::visit::Visit;

/// `/speakers/{speaker}` as text.
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let found = visit.catalog().find_speaker(&path);
    let profile = found.ok_or_else(|| VisitorError::NoSuchSpeaker { slug: path.clone() })?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let sheet = sheet(&visit.base_url(), visit.catalog(), profile);
    Ok(answer(&visit, Policy::Records, sheet))
}

fn sheet(base: &str, catalog: &Catalog, profile: &SpeakerProfile) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.title(&profile.name);
    sheet.paragraph(&profile.affiliations.join(", "));
    let talks = profile.talks.iter().filter_map(|key| catalog.find_talk(&key.event, &key.id));
    let mut event = None;
    for talk in talks.filter(|talk| talk.state != State::Withdrawn) {
        if event.replace(&talk.event) != Some(&talk.event) {
            let bundle = catalog.find_event(&talk.event);
            sheet.head(bundle.map_or("", |bundle| &bundle.event.name));
        }
        sheet.paragraph(&talk.title);
        sheet.paragraph(&format!("{base}{}", links::talk(talk)));
    }
    sheet
}
