//! An event as a schema.org record, with the keynotes that stand in its programme.

use minijinja::Value;
use serde::Serialize;

use super::place::Place;
use super::talk::Showing;
use super::when::{Span, Times};
use super::{OneOrMore, description, document};
use crate::domain::{Event, EventBundle, Kind, Slot, State, Talk};
use crate::web::links;
use crate::web::pages::cards;

/// Keynotes told with the event; all talks would be most of a large event's page.
const KEYNOTES_MAX: usize = 8;

/// An event in brief, as the record of a talk names it.
#[derive(Serialize)]
pub(super) struct Brief {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    url: String,
    #[serde(flatten)]
    span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    brief: Brief,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "eventStatus", skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    image: String,
    #[serde(rename = "sameAs", skip_serializing_if = "Option::is_none")]
    own_site: Option<String>,
    #[serde(rename = "subEvent", skip_serializing_if = "Option::is_none")]
    keynotes: Option<OneOrMore<Showing>>,
}

impl Brief {
    /// An event's name, place and days.
    pub(super) fn new(base: &str, bundle: &EventBundle) -> Self {
        let event = &bundle.event;
        Self {
            sort: "Event",
            name: event.name.clone(),
            url: format!("{base}{}", links::event(&event.slug)),
            span: Times::of(event).whole(&slots(bundle)),
            location: Place::venue(event.location.as_deref()),
        }
    }
}

/// The record of an event's page.
pub(crate) fn of_event(base: &str, bundle: &EventBundle) -> Option<Value> {
    let event = &bundle.event;
    let brief = Brief::new(base, bundle);
    document(Whole {
        description: event.description.as_deref().and_then(description),
        status: brief.span.as_ref().map(|_| "https://schema.org/EventScheduled"),
        image: format!("{base}{}", links::event_card(&event.slug)),
        own_site: event.url.clone().filter(|url| links::is_web_address(url)),
        keynotes: OneOrMore::new(keynotes(base, bundle)),
        brief,
    })
}

/// Every time in the programme.
fn slots(bundle: &EventBundle) -> Vec<&Slot> {
    cards::listed(bundle).flat_map(|talk| &talk.slots).collect()
}

fn keynotes(base: &str, bundle: &EventBundle) -> Vec<Showing> {
    let is_told = |talk: &&Talk| talk.kind == Kind::Keynote && talk.state != State::Unknown;
    let talks = cards::listed(bundle).filter(is_told);
    let showings = talks.filter_map(|talk| first_showing(base, &bundle.event, talk));
    showings.take(KEYNOTES_MAX).collect()
}

fn first_showing(base: &str, event: &Event, talk: &Talk) -> Option<Showing> {
    Some(Showing::new(base, event, talk, talk.slots.first()?))
}
