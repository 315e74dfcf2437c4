//! The first page: search and ask, topics to start from, editions, newest announcements.

use actix_web::HttpResponse;
use minijinja::Value;
use serde::Serialize;

use super::ask;
use super::cards::{self, AnnouncementCard, TextLink};
use super::dates;
use super::figures::Figure;
use super::topics::{self, Topic};
use crate::domain::{Catalog, EventBundle};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::outside::Outside;
use crate::web::render::{Frame, Page, SiteNames};
use crate::web::spoken::Spoken;
use crate::web::structured;
use crate::web::visit::Visit;
use crate::web::words;

/// Topics to start from: two rows of chips on a wide screen.
const TOPICS_MAX: usize = 16;
/// Announcements: one row of cards.
const ANNOUNCEMENTS_MAX: usize = 3;
/// Example searches below the box: one line on a wide screen.
const EXAMPLES_MAX: usize = 3;

#[derive(Serialize)]
struct HomePage {
    tagline: Value,
    talks: Value,
    editions: Vec<Edition>,
    announcements: Vec<AnnouncementCard>,
    topics: Vec<Topic>,
    searches: Vec<TextLink>,
    questions: Vec<TextLink>,
    #[serde(skip)]
    outside: Outside,
}

/// An event as a card.
#[derive(Serialize)]
struct Edition {
    url: String,
    name: String,
    year: Option<i16>,
    dates: Option<Value>,
    location: Option<String>,
    description: Option<String>,
    figures: Vec<Figure>,
}

/// `/`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let mut page = HomePage::new(visit.catalog(), &visit.site.names);
    page.outside.structured = structured::of_site(&visit.base_url(), &visit.site.names);
    visit.page(Policy::Records, &page)
}

impl HomePage {
    fn new(catalog: &Catalog, names: &SiteNames) -> Self {
        let listed = || catalog.talks().filter(|talk| cards::is_listed(talk));
        let topics = topics::most_frequent(listed(), 2, TOPICS_MAX);
        let searches = topics.iter().take(EXAMPLES_MAX).map(|topic| TextLink {
            url: links::with_query("/search", &[("q", Some(&topic.name))]),
            text: topic.name.clone(),
        });
        Self {
            // The line of a site that was given none is ours, and translated.
            tagline: Spoken::Phrase(names.tagline.clone()).value(),
            talks: words::count(listed().count(), "{count} talk", "{count} talks"),
            editions: catalog.bundles().iter().map(|bundle| Edition::new(bundle)).collect(),
            announcements: cards::newest_announcements(catalog)
                .into_iter()
                .take(ANNOUNCEMENTS_MAX)
                .map(|(event, item)| AnnouncementCard::new(event, item))
                .collect(),
            searches: searches.collect(),
            questions: ask::examples(catalog),
            topics,
            outside: Outside::default(),
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "pages/home.html";

    fn frame(&self) -> Frame {
        Frame {
            description: self.tagline.clone(),
            outside: self.outside.clone(),
            ..Frame::default()
        }
    }
}

impl Edition {
    fn new(bundle: &EventBundle) -> Self {
        let event = &bundle.event;
        Self {
            url: links::event(&event.slug),
            name: event.name.clone(),
            year: event.year(),
            dates: event.starts_on.map(|first| dates::range(first, event.ends_on.unwrap_or(first))),
            location: event.location.clone(),
            description: event.description.clone(),
            figures: figures(bundle),
        }
    }
}

/// Talks, speakers, and recordings where there are any.
fn figures(bundle: &EventBundle) -> Vec<Figure> {
    let listed = || cards::listed(bundle);
    let recorded = listed().filter(|talk| cards::is_recorded(talk)).count();
    let mut figures = vec![
        Figure::new(listed().count(), "talk", "talks"),
        Figure::new(cards::count_people(listed()), "speaker", "speakers"),
    ];
    figures.extend((recorded > 0).then(|| Figure::new(recorded, "recording", "recordings")));
    figures
}
