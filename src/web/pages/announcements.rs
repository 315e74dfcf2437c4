//! Announcements: all of them, those of an event, and one.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, AnnouncementCard, Person, TextLink};
use super::event::get_event;
use super::topics::Topic;
use crate::domain::{Announcement, Catalog, EventBundle};
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::notices::{AudienceWords, Until};
use crate::web::render::{Frame, Page, Section};
use crate::web::spoken;
use crate::web::visit::Visit;

/// The feed of all events.
const ALL_FEED: &str = "/announcements.atom";

#[derive(Serialize)]
struct ListPage {
    event: Option<TextLink>,
    items: Vec<AnnouncementCard>,
    feed_url: String,
}

#[derive(Serialize)]
struct OnePage {
    title: String,
    date: Option<Value>,
    event: TextLink,
    people: Vec<Person>,
    paragraphs: Vec<String>,
    lead: String,
    topics: Vec<Topic>,
    talk: Option<TextLink>,
    life: Life,
    more: Option<TextLink>,
    others: Vec<AnnouncementCard>,
}

/// Whom an announcement concerns and when it matters, where that is stated.
#[derive(Serialize)]
struct Life {
    from: Option<Until>,
    until: Option<Until>,
    audience: Option<AudienceWords>,
}

/// `/announcements`
pub(crate) async fn list(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.page(Policy::Records, &ListPage::new(visit.catalog(), None))
}

/// `/e/{event}/announcements`
pub(crate) async fn of_event(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path)?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.page(Policy::Records, &ListPage::new(visit.catalog(), Some(bundle)))
}

/// `/announcements/{event}/{id}`
pub(crate) async fn one(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let (event, id) = path.into_inner();
    let bundle = get_event(&visit, &event)?;
    let found = visit.catalog().find_announcement(&event, &id);
    let item = found.ok_or(VisitorError::NoSuchAnnouncement { event, id })?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.page(Policy::Records, &OnePage::new(visit.catalog(), bundle, item))
}

impl ListPage {
    fn new(catalog: &Catalog, event: Option<&EventBundle>) -> Self {
        let wanted = event.map(|bundle| bundle.event.slug.as_str());
        let all = cards::newest_announcements(catalog).into_iter();
        let items = all.filter(|(event, _)| wanted.is_none_or(|slug| event.slug == slug));
        Self {
            event: event.map(|bundle| cards::event_link(&bundle.event)),
            items: items.map(|(event, item)| AnnouncementCard::new(event, item)).collect(),
            feed_url: wanted.map_or_else(|| ALL_FEED.to_owned(), links::announcements_feed),
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "pages/announcements.html";

    fn frame(&self) -> Frame {
        let (title, description) = match &self.event {
            Some(event) => (
                spoken::text_with("Announcements of {event}", "event", &event.text),
                spoken::text_with("Announcements of {event}, newest first.", "event", &event.text),
            ),
            None => (spoken::text("Announcements"), spoken::text("Announcements, newest first.")),
        };
        Frame { title, description, section: Section::Announcements, ..Frame::default() }
    }
}

impl OnePage {
    fn new(catalog: &Catalog, bundle: &EventBundle, item: &Announcement) -> Self {
        let talk = item.talk.as_ref().and_then(|id| catalog.find_talk(&item.event, id));
        let others = bundle.announcements.iter().filter(|other| other.id != item.id);
        Self {
            title: item.title.clone(),
            date: cards::date_label(item),
            event: cards::event_link(&bundle.event),
            people: item.people.iter().map(|who| Person::announcer(catalog, who)).collect(),
            paragraphs: text::plain(&item.body).split("\n\n").map(str::to_owned).collect(),
            lead: cards::lead(&item.body),
            topics: item.topics.iter().map(|topic| Topic::new(topic, 0)).collect(),
            life: Life {
                from: item.from.map(|from| Until::on(from, None)),
                until: item.until.map(|until| Until::on(until, None)),
                audience: AudienceWords::new(bundle, item.audience()),
            },
            talk: talk.map(|talk| TextLink { url: links::talk(talk), text: talk.title.clone() }),
            more: item.url.as_deref().filter(|url| links::is_web_address(url)).map(outside),
            others: others.map(|other| AnnouncementCard::new(&bundle.event, other)).collect(),
        }
    }
}

impl Page for OnePage {
    const TEMPLATE: &'static str = "pages/announcement.html";

    fn frame(&self) -> Frame {
        Frame {
            title: self.title.clone().into(),
            description: self.lead.clone().into(),
            section: Section::Announcements,
            ..Frame::default()
        }
    }
}

fn outside(url: &str) -> TextLink {
    let text = links::host(url).unwrap_or(url).to_owned();
    TextLink { url: url.to_owned(), text }
}
