//! What an open page asks for every minute: whether the programme changed and what matters now. Small,
//! and made without a look at any talk.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::cache::Policy;
use super::errors::VisitorError;
use super::pages::event::get_event;
use super::visit::Visit;
use super::{links, notices};
use crate::domain::{Announcement, Audience, Clock};

#[derive(Serialize)]
struct Pulse<'a> {
    version: i64,
    generation: u64,
    announcements: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    /// With its offset, so that any device can count down to it.
    until: Option<String>,
    audience: Option<&'a Audience>,
}

/// `/e/{event}/pulse.json`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let clock = Clock::of(&bundle.event);
    let active = notices::active(bundle, visit.now);
    let pulse = Pulse {
        version: visit.snapshot.versions.get(&slug).copied().unwrap_or(0),
        generation: visit.snapshot.records.generation,
        announcements: active.map(|item| Item::new(item, &clock)).collect(),
    };
    visit.json(Policy::Records, &pulse)
}

impl<'a> Item<'a> {
    fn new(item: &'a Announcement, clock: &Clock) -> Self {
        let offset = "%Y-%m-%dT%H:%M:%S%:z";
        let until = item.until.and(item.life(clock)).map(|life| life.end);
        Self {
            id: &item.id,
            title: &item.title,
            url: links::announcement(&item.event, &item.id),
            until: until.map(|end| clock.wall(end).strftime(offset).to_string()),
            audience: item.audience.as_ref(),
        }
    }
}
