//! The page of a room, a track or a topic of an event: everything that it holds, by day, and its
//! neighbours.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::row::{self, DaySection, Row};
use super::times::{Times, ZoneView};
use crate::domain::{EventBundle, Programme, Showing, Talk, compare_names};
use crate::search::is_level;
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pages::cards::{self, TextLink};
use crate::web::pages::event::get_event;
use crate::web::render::{Frame, Page};
use crate::web::spoken::Spoken;
use crate::web::visit::{Visit, moved};
use crate::web::{links, renamed, words};

/// Talks of a page at most: a track of the largest conferences has a quarter of it.
const TALKS_MAX: usize = 400;

/// What a page is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Room,
    Track,
    Topic,
}

#[derive(Serialize)]
struct PlacePage {
    event: TextLink,
    slug: String,
    sort: &'static str,
    name: String,
    count: Value,
    zone: ZoneView,
    sections: Vec<DaySection>,
    /// Talks of which no time is known.
    undated: Vec<Row>,
    before: Option<TextLink>,
    after: Option<TextLink>,
    calendar_url: Option<String>,
    programme_url: String,
    title: Value,
    description: Value,
}

/// `/e/{event}/rooms/{room}`
pub(crate) async fn room(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    show(&visit, &path, Sort::Room).await
}

/// `/e/{event}/tracks/{track}`
pub(crate) async fn track(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    show(&visit, &path, Sort::Track).await
}

/// `/e/{event}/topics/{topic}`
pub(crate) async fn topic(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    show(&visit, &path, Sort::Topic).await
}

async fn show(
    visit: &Visit,
    path: &(String, String),
    sort: Sort,
) -> Result<HttpResponse, VisitorError> {
    let (event, slug) = path;
    let bundle = get_event(visit, event)?;
    let names = sort.names(bundle);
    let at = names.iter().position(|name| text::slugify(name) == *slug);
    let Some(at) = at else {
        let newer = renamed::room(&visit.snapshot, event, slug).filter(|_| sort == Sort::Room);
        return newer.map(|url| moved(&url)).ok_or_else(|| sort.missing(event, slug));
    };
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    visit.page(Policy::Records, &PlacePage::new(bundle, sort, &names, at, &times))
}

impl Sort {
    /// The names of all of an event, in order.
    fn names(self, bundle: &EventBundle) -> Vec<&str> {
        let listed =
            || bundle.talks.iter().filter(|talk| talk.state != crate::domain::State::Withdrawn);
        let mut names: Vec<&str> = match self {
            Self::Room => listed()
                .flat_map(|talk| &talk.slots)
                .filter_map(|slot| slot.room.as_deref())
                .collect(),
            Self::Track => listed().filter_map(|talk| talk.track.as_deref()).collect(),
            Self::Topic => listed()
                .flat_map(|talk| &talk.topics)
                .map(String::as_str)
                .filter(|topic| !is_level(topic))
                .collect(),
        };
        names.sort_by(|a, b| compare_names(a, b));
        names.dedup();
        names
    }

    fn holds(self, name: &str, talk: &Talk) -> bool {
        match self {
            Self::Room => talk.slots.iter().any(|slot| slot.room.as_deref() == Some(name)),
            Self::Track => talk.track.as_deref() == Some(name),
            Self::Topic => talk.topics.iter().any(|topic| topic == name),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Room => "Room",
            Self::Track => "Track",
            Self::Topic => "Topic",
        }
    }

    fn url(self, event: &str, name: &str) -> String {
        let slug = text::slugify(name);
        match self {
            Self::Room => links::room(event, &slug),
            Self::Track => links::track(event, &slug),
            Self::Topic => links::topic(event, &slug),
        }
    }

    fn missing(self, event: &str, slug: &str) -> VisitorError {
        VisitorError::NoSuchPlace {
            sort: match self {
                Self::Room => "room",
                Self::Track => "track",
                Self::Topic => "topic",
            },
            event: event.to_owned(),
            slug: slug.to_owned(),
        }
    }

    /// The calendar of it; topics have none.
    fn calendar(self, event: &str, name: &str) -> Option<String> {
        let filter = match self {
            Self::Room => "room",
            Self::Track => "track",
            Self::Topic => return None,
        };
        Some(links::with_query(&links::calendar(event), &[(filter, Some(name))]))
    }
}

impl PlacePage {
    fn new(bundle: &EventBundle, sort: Sort, names: &[&str], at: usize, times: &Times) -> Self {
        let (event, name) = (&bundle.event, names[at]);
        let programme = Programme::of(bundle);
        let is_here = |it: &&Showing<'_>| {
            sort.holds(name, it.talk) && (sort != Sort::Room || it.room() == Some(name))
        };
        let showings: Vec<_> =
            programme.showings.iter().filter(is_here).take(TALKS_MAX).copied().collect();
        let without_time =
            cards::listed(bundle).filter(|talk| talk.slots.is_empty() && sort.holds(name, talk));
        let undated: Vec<_> = without_time.take(TALKS_MAX).map(Row::of_talk).collect();
        let neighbour = |at: Option<usize>| {
            let name = names.get(at?)?;
            Some(TextLink { url: sort.url(&event.slug, name), text: (*name).to_owned() })
        };
        let has_times = !showings.is_empty();
        let named = |text| {
            let names = vec![
                ("name", Spoken::Record(name.to_owned())),
                ("event", Spoken::Record(event.name.clone())),
            ];
            Spoken::Text(text, names).value()
        };
        Self {
            event: cards::event_link(event),
            slug: event.slug.clone(),
            sort: sort.word(),
            name: name.to_owned(),
            count: words::count(
                showings.len() + undated.len(),
                "{count} session",
                "{count} sessions",
            ),
            zone: times.said().clone(),
            sections: row::by_day(&showings, times),
            undated,
            before: neighbour(at.checked_sub(1)),
            after: neighbour(Some(at + 1)),
            calendar_url: sort.calendar(&event.slug, name).filter(|_| has_times),
            programme_url: links::programme(&event.slug),
            title: named("{name} at {event}"),
            description: named("Every session of {name} at {event}."),
        }
    }
}

impl Page for PlacePage {
    const TEMPLATE: &'static str = "pages/place.html";

    fn frame(&self) -> Frame {
        Frame {
            title: self.title.clone(),
            description: self.description.clone(),
            ..Frame::default()
        }
    }
}
