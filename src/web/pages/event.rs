//! An event: its talks under headings and filters, announcements, a digest, exports.

use std::collections::HashSet;

use actix_web::{HttpResponse, web};
use jiff::{SignedDuration, Timestamp};
use minijinja::Value;
use serde::{Deserialize, Serialize};

use super::cards::{self, AnnouncementCard, Selected, TextLink};
use super::dates;
use super::facets::{Chosen, Facet, FacetQuery, Facets, Narrow};
use super::figures::Figure;
use super::grouping::{Group, Grouping};
use super::overview::{self, Overview};
use super::programme::times::Times;
use crate::app::Subject;
use crate::domain::{EventBundle, Programme, Talk};
use crate::export::Format;
use crate::summary::SummarySentence;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::outside::Outside;
use crate::web::render::{Frame, Page};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::{Visit, minute_mark};
use crate::web::{links, structured, words};

/// Sentences of the digest shown: a digest is read in half a minute.
const DIGEST_MAX: usize = 6;
/// Days for which a talk that came later is marked as new.
const NEW_DAYS: i64 = 7;
/// Talks from which on an event has topics.
const TOPICS_TALKS_MIN: usize = 8;
/// Talks up to which a page lists them all although there is a programme.
const LISTED_MAX: usize = 150;
/// Cards of a page at most: what a phone on bad Wi-Fi can still load.
const CARDS_MAX: usize = 300;
/// Announcements shown before "all announcements".
const ANNOUNCEMENTS_MAX: usize = 3;

/// The filters of the list; those of a programme have a page of their own.
const FILTERS: [Narrow; 4] = [Narrow::Kind, Narrow::Track, Narrow::Recorded, Narrow::Topic];

/// What the address may ask for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct EventQuery {
    by: Option<String>,
    #[serde(flatten)]
    facets: FacetQuery,
}

#[derive(Serialize)]
struct EventPage {
    name: String,
    slug: String,
    dates: Option<Value>,
    location: Option<String>,
    description: Option<String>,
    website: Option<TextLink>,
    timezone: Option<String>,
    figures: Vec<Figure>,
    digest: Vec<Selected>,
    announcements: Vec<AnnouncementCard>,
    announcements_url: String,
    more_announcements: bool,
    groupings: Vec<Switch>,
    facets: Vec<Facet>,
    filtered: bool,
    clear_url: String,
    shown: Value,
    groups: Vec<Group>,
    exports: Vec<TextLink>,
    has_schedule: bool,
    overview: Option<Overview>,
    /// Whether the talks themselves are listed; large programmes have a page for that.
    listed: bool,
    more_talks: Option<Value>,
    changes_url: String,
    missed_url: String,
    topics_url: Option<String>,
    #[serde(skip)]
    outside: Outside,
}

/// A way of grouping, as a link.
#[derive(Serialize)]
struct Switch {
    label: &'static str,
    url: String,
    current: bool,
}

/// `/e/{event}`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<EventQuery>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    let asked = slug.clone();
    let query = query.into_inner();
    let by = Grouping::parse(query.by.as_deref())?;
    let chosen = query.facets.chosen()?;
    let now = Timestamp::now();
    let mark = mark(bundle, now);
    let visit = visit.at(&mark);
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let digest = visit
        .work(move |snapshot| snapshot.summarise(&Subject::Event { slug }))
        .await?
        .map_err(VisitorError::internal)?;
    let digest = digest.iter().take(DIGEST_MAX);
    let bundle = get_event(&visit, &asked)?;
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    let mut page = EventPage::new(bundle, by, &chosen)
        .with_digest(digest.map(|sentence| select(&visit, sentence)).collect());
    page.overview = Overview::new(bundle, &times, now);
    page.mark_new(&visit, bundle);
    page.outside.structured = structured::of_event(&visit.base_url(), bundle);
    visit.page(Policy::Records, &page)
}

/// The minute while an event is on, because its page says what is on; else its day, because talks
/// are new for some days only.
fn mark(bundle: &EventBundle, now: Timestamp) -> String {
    let programme = Programme::of(bundle);
    match overview::is_running(&programme, now) {
        true => minute_mark(now),
        false => programme.clock.wall(now).date().to_string(),
    }
}

/// The event with this slug.
///
/// # Errors
/// There is none.
pub(crate) fn get_event<'a>(visit: &'a Visit, slug: &str) -> Result<&'a EventBundle, VisitorError> {
    let refused = || VisitorError::NoSuchEvent { slug: slug.to_owned() };
    visit.catalog().find_event(slug).ok_or_else(refused)
}

fn select(visit: &Visit, sentence: &SummarySentence) -> Selected {
    Selected::new(visit.catalog(), sentence)
}

impl EventPage {
    fn new(bundle: &EventBundle, by: Option<Grouping>, chosen: &Chosen) -> Self {
        let event = &bundle.event;
        let all: Vec<&Talk> = cards::listed(bundle).collect();
        let shown: Vec<&Talk> = all.iter().copied().filter(|talk| chosen.admits(talk)).collect();
        let offered = Grouping::offered(&all);
        let grouping = by.or(offered.first().copied()).unwrap_or(Grouping::Kind);
        let path = links::event(&event.slug);
        let also: Vec<_> = by.map(|by| ("by", by.word())).into_iter().collect();
        let has_schedule = all.iter().any(|talk| !talk.slots.is_empty());
        let listed = !has_schedule || all.len() <= LISTED_MAX || chosen.is_any();
        let shown_talks = &shown[..if listed { shown.len().min(CARDS_MAX) } else { 0 }];
        let news = bundle.announcements.iter().take(ANNOUNCEMENTS_MAX);
        Self {
            name: event.name.clone(),
            slug: event.slug.clone(),
            dates: event.starts_on.map(|first| dates::range(first, event.ends_on.unwrap_or(first))),
            location: event.location.clone(),
            description: event.description.clone(),
            website: event.url.as_deref().and_then(website),
            timezone: event.timezone.clone(),
            figures: figures(&all),
            digest: Vec::new(),
            announcements: news.map(|item| AnnouncementCard::new(event, item)).collect(),
            announcements_url: format!("{path}/announcements"),
            more_announcements: bundle.announcements.len() > ANNOUNCEMENTS_MAX,
            groupings: switches(&offered, grouping, chosen, &path),
            facets: Facets { talks: &all, chosen, path: &path, also: &also, offered: &FILTERS }
                .list(),
            filtered: chosen.is_any(),
            clear_url: Chosen::default().url(&path, &also),
            shown: words::count(shown.len(), "{count} talk", "{count} talks"),
            groups: grouping.groups(event, shown_talks),
            more_talks: (listed && shown.len() > CARDS_MAX).then(|| more(shown.len())),
            listed,
            overview: None,
            exports: exports(&path),
            has_schedule,
            changes_url: links::changes(&event.slug),
            missed_url: links::missed(&event.slug),
            topics_url: (all.len() >= TOPICS_TALKS_MIN).then(|| links::topics(&event.slug)),
            outside: Outside { card: Some(links::event_card(&event.slug)), ..Outside::default() },
        }
    }

    /// Marks the talks that came since the event was first imported, for as long as that is news.
    fn mark_new(&mut self, visit: &Visit, bundle: &EventBundle) {
        let Some(revisions) = visit.snapshot.revisions.get(&self.slug) else { return };
        let since = Timestamp::now() - SignedDuration::from_hours(24 * NEW_DAYS);
        let is_new = |talk: &&Talk| {
            let came = revisions.get(&talk.id).and_then(|revision| revision.came_later);
            came.is_some_and(|came| came >= since)
        };
        let new: HashSet<String> = bundle.talks.iter().filter(is_new).map(links::talk).collect();
        let cards = self.groups.iter_mut().flat_map(|group| &mut group.talks);
        for card in cards.filter(|card| card.mark.is_none() && new.contains(&card.url)) {
            card.mark = Some("New");
        }
    }

    fn with_digest(self, digest: Vec<Selected>) -> Self {
        Self { digest, ..self }
    }
}

impl Page for EventPage {
    const TEMPLATE: &'static str = "pages/event.html";

    fn frame(&self) -> Frame {
        let described = self.description.clone().map(Value::from);
        let all = || spoken::text_with("All talks of {event}.", "event", &self.name);
        Frame {
            title: self.name.clone().into(),
            description: described.unwrap_or_else(all),
            outside: self.outside.clone(),
            ..Frame::default()
        }
    }
}

fn more(count: usize) -> Value {
    let number = |number: usize| Spoken::Record(number.to_string());
    let values = vec![("shown", number(CARDS_MAX)), ("count", number(count))];
    Spoken::Text("The first {shown} of {count} talks. A filter or a search shows the rest.", values)
        .value()
}

fn website(url: &str) -> Option<TextLink> {
    let host = links::host(url).filter(|_| links::is_web_address(url))?;
    Some(TextLink { url: url.to_owned(), text: host.to_owned() })
}

/// Talks, speakers and hours of recordings.
fn figures(talks: &[&Talk]) -> Vec<Figure> {
    let recorded = talks.iter().filter(|talk| cards::is_recorded(talk));
    let seconds: u64 = recorded.filter_map(|talk| talk.duration_s).map(u64::from).sum();
    let hours = usize::try_from(seconds / 3600).unwrap_or(usize::MAX);
    let people = cards::count_people(talks.iter().copied());
    let figures = [
        Figure::new(talks.len(), "talk", "talks"),
        Figure::new(people, "speaker", "speakers"),
        Figure::new(hours, "hour recorded", "hours recorded"),
    ];
    figures.into_iter().filter(|figure| figure.number > 0).collect()
}

fn switches(offered: &[Grouping], current: Grouping, chosen: &Chosen, path: &str) -> Vec<Switch> {
    let switch = |&grouping: &Grouping| Switch {
        label: grouping.label(),
        url: chosen.url(path, &[("by", grouping.word())]),
        current: grouping == current,
    };
    offered.iter().map(switch).collect()
}

/// Every format the records can be taken away in, but for the calendar, which has its own link.
fn exports(path: &str) -> Vec<TextLink> {
    let others = Format::ALL.into_iter().filter(|format| *format != Format::Ics);
    let link = |format: Format| TextLink {
        url: format!("{path}/export/{}", format.as_str()),
        text: export_label(format).to_owned(),
    };
    others.map(link).collect()
}

fn export_label(format: Format) -> &'static str {
    match format {
        Format::Ics => "iCalendar",
        Format::FrabXml => "frab XML",
        Format::FrabJson => "frab JSON",
        Format::Csv => "CSV",
        Format::Json => "Hallway JSON",
        Format::Pyvideo => "pyvideo",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Event, Slot};

    #[test]
    fn a_page_holds_for_a_day_and_for_a_minute_while_the_event_is_on() {
        let day = date(2024, 6, 19);
        let slot = Slot::new(day.at(10, 0, 0, 0), day.at(11, 0, 0, 0));
        let talk = Talk { slots: vec![slot], ..Talk::default() };
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let bundle = EventBundle { event, talks: vec![talk], announcements: Vec::new() };
        let mark = |at: &str| super::mark(&bundle, at.parse().unwrap());
        assert_ne!(mark("2024-06-19T08:01:00Z"), mark("2024-06-19T08:02:00Z"));
        assert_eq!(mark("2024-06-25T21:59:00Z"), "2024-06-25");
        assert_eq!(mark("2024-06-25T22:00:00Z"), "2024-06-26");
    }
}
