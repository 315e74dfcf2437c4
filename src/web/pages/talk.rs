//! A talk: people, abstract, recording, a summary where it adds something, related talks.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, AnnouncementCard, Person, Selected, TalkCard, TextLink};
use super::dates;
use super::event::get_event;
use super::moments::Moment;
use super::programme::row::{Row, room_link, track_link};
use super::programme::times::{Times, When, ZoneView};
use super::topics::Topic;
use super::transcript::TranscriptView;
use crate::app::{Archive, Snapshot, Subject};
use crate::domain::{
    Catalog, EventBundle, Link, LinkKind, Programme, RecordKey, Showing as Shown, State, Talk,
};
use crate::search::{Reason, Related};
use crate::summary::Part;
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::outside::{Outside, Sort};
use crate::web::render::{Frame, Page};
use crate::web::spoken;
use crate::web::structured;
use crate::web::visit::Visit;
use crate::web::visit::moved;
use crate::web::words::{self, KindWords};

/// Related talks: two rows of cards.
const RELATED_MAX: usize = 6;
/// Hits asked for, because announcements and unlisted talks among them are not shown.
const RELATED_ASKED: usize = 12;
/// Sessions at the same time: what fits beside the abstract; the rest is a link away.
const PARALLEL_MAX: usize = 8;
/// An abstract of so many sentences is its own summary.
const SHORT_SENTENCES: usize = 3;

#[derive(Serialize)]
struct TalkPage {
    title: String,
    /// The language of title and texts, where it is known.
    language: Option<String>,
    subtitle: Option<String>,
    kind: KindWords,
    event: TextLink,
    people: Vec<Person>,
    notice: Option<&'static str>,
    showings: Vec<Showing>,
    facts: Vec<Fact>,
    video: Option<Outward>,
    slides: Option<Outward>,
    other_links: Vec<Outward>,
    abstract_html: Value,
    description_html: Option<Value>,
    lead: String,
    topics: Vec<Topic>,
    summary: Vec<Selected>,
    transcript: Option<TranscriptView>,
    outline: Vec<OutlinePart>,
    announcements: Vec<AnnouncementCard>,
    related: Vec<TalkCard>,
    ask_url: String,
    calendar_url: Option<String>,
    id: String,
    slug: String,
    track: Option<TextLink>,
    zone: ZoneView,
    cancelled: bool,
    starrable: bool,
    before: Option<Row>,
    after: Option<Row>,
    parallel: Vec<Row>,
    parallel_url: Option<String>,
    #[serde(skip)]
    outside: Outside,
}

/// When and where.
#[derive(Serialize)]
struct Showing {
    slot: Value,
    when: When,
    /// The same in the event's own zone, where the page shows another.
    event_slot: Option<Value>,
    room: Option<TextLink>,
}

/// A part of what was said.
#[derive(Serialize)]
struct OutlinePart {
    moment: Option<Moment>,
    terms: Vec<String>,
    text: String,
}

impl OutlinePart {
    fn new(talk: &Talk, part: &Part) -> Self {
        Self {
            moment: part.start_s.map(|start_s| Moment::of_talk(talk, start_s)),
            terms: part.terms.clone(),
            text: part.sentence.text.clone(),
        }
    }
}

/// A field of the record with its name.
#[derive(Serialize)]
struct Fact {
    name: Value,
    value: Value,
}

/// A link that leaves the site, with its host said.
#[derive(Serialize)]
struct Outward {
    url: String,
    label: Value,
    host: String,
}

/// `/e/{event}/t/{talk}`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let (event, slug) = path.into_inner();
    let bundle = get_event(&visit, &event)?;
    let talk = get_talk(&visit, &event, &slug)?;
    if talk.slug != slug {
        return Ok(moved(&links::talk(talk)));
    }
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let key = talk.key();
    let found = visit.work(move |snapshot| Found::new(snapshot, &key)).await?;
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    let record = structured::of_talk(&visit.base_url(), bundle, talk, &found.outline);
    let mut page = TalkPage::new(bundle, talk, &times).with_found(visit.catalog(), talk, found);
    page.outside.structured = record;
    page.facts.extend(last_change(&visit, talk));
    page.transcript = transcript(&visit, talk).await?;
    visit.page(Policy::Records, &page)
}

/// What was said in the talk, if it was kept.
async fn transcript(visit: &Visit, talk: &Talk) -> Result<Option<TranscriptView>, VisitorError> {
    let talk = talk.clone();
    let read = move |archive: &Archive| {
        let stored = archive.transcript(&talk.event, &talk.id)?;
        let view = stored.map(|transcript| TranscriptView::new(&talk, &transcript));
        Ok(view.filter(|view| !view.paragraphs.is_empty()))
    };
    visit.archive(read).await
}

/// The talk at an address: by its slug, which never changes, or by an id that a source gave it.
///
/// # Errors
/// There is none.
pub(crate) fn get_talk<'a>(
    visit: &'a Visit,
    event: &str,
    name: &str,
) -> Result<&'a Talk, VisitorError> {
    let catalog = visit.catalog();
    let by_slug =
        || catalog.find_talk_by_slug(event, name).or_else(|| catalog.find_talk(event, name));
    let has_id = |talk: &&Talk| {
        let values = talk.source_ids.iter().filter_map(|id| id.split_once(':'));
        values.into_iter().any(|(_, value)| value == name)
    };
    let by_source = || catalog.find_event(event)?.talks.iter().find(has_id);
    let refused = || VisitorError::NoSuchTalk { event: event.to_owned(), talk: name.to_owned() };
    by_slug().or_else(by_source).ok_or_else(refused)
}

/// What search and summaries know of a talk.
struct Found {
    summary: Vec<crate::summary::SummarySentence>,
    outline: Arc<Vec<Part>>,
    related: Vec<Related>,
}

impl Found {
    fn new(snapshot: &Snapshot, key: &RecordKey) -> Self {
        let subject = Subject::Talk { event: Some(key.event.clone()), id: key.id.clone() };
        let summary = snapshot
            .summarise(&subject)
            .inspect_err(|error| tracing::error!(%key, %error, "no summary"))
            .unwrap_or_default();
        let related = snapshot.related(key, RELATED_ASKED);
        Self { summary, outline: snapshot.outline(key), related }
    }
}

impl TalkPage {
    fn new(bundle: &EventBundle, talk: &Talk, times: &Times) -> Self {
        let programme = Programme::of(bundle);
        let showings: Vec<_> =
            programme.showings.iter().filter(|it| it.talk.id == talk.id).copied().collect();
        let around = Around::of(&programme, &showings, times);
        let about_it =
            bundle.announcements.iter().filter(|item| item.talk.as_ref() == Some(&talk.id));
        let description = Some(&talk.description).filter(|text| !text.trim().is_empty());
        Self {
            title: talk.title.clone(),
            language: cards::language(talk),
            subtitle: talk.subtitle.clone(),
            kind: words::kind(talk.kind),
            event: cards::event_link(&bundle.event),
            people: talk.speakers.iter().map(Person::speaker).collect(),
            notice: words::state_notice(talk.state),
            showings: showings.iter().map(|it| Showing::new(it, times)).collect(),
            facts: facts(talk),
            video: outward(talk, LinkKind::Video, spoken::text("Watch the recording")),
            slides: outward(talk, LinkKind::Slides, spoken::text("Slides")),
            other_links: talk.links.iter().filter_map(Outward::other).collect(),
            abstract_html: html(&talk.abstract_text),
            description_html: description.map(|text| html(text)),
            lead: cards::lead(&talk.abstract_text),
            topics: talk.topics.iter().map(|topic| Topic::new(topic, 0)).collect(),
            summary: Vec::new(),
            transcript: None,
            outline: Vec::new(),
            announcements: about_it
                .map(|item| AnnouncementCard::new(&bundle.event, item))
                .collect(),
            related: Vec::new(),
            calendar_url: (!talk.slots.is_empty()).then(|| links::talk_calendar(talk)),
            id: talk.id.clone(),
            slug: bundle.event.slug.clone(),
            track: talk.track.as_deref().map(|name| track_link(&talk.event, name)),
            zone: times.said().clone(),
            cancelled: talk.state == State::Cancelled,
            starrable: talk.kind.is_session(),
            before: around.before,
            after: around.after,
            parallel: around.parallel,
            parallel_url: around.parallel_url,
            ask_url: links::with_query("/ask", &[("event", Some(&bundle.event.slug))]),
            outside: Outside {
                path: Some(links::talk(talk)),
                sort: Sort::Article,
                card: Some(links::talk_card(talk)),
                ..Outside::default()
            },
        }
    }

    /// Adds the summary when it is shorter than what it sums up or there is nothing but a transcript
    /// to sum up, the outline, and the related talks.
    fn with_found(mut self, catalog: &Catalog, talk: &Talk, found: Found) -> Self {
        let sentences = self.sentence_count();
        let is_shorter = sentences > SHORT_SENTENCES && found.summary.len() < sentences;
        if is_shorter || sentences == 0 {
            self.summary = found.summary.iter().map(|s| Selected::new(catalog, s)).collect();
        }
        self.outline = found.outline.iter().map(|part| OutlinePart::new(talk, part)).collect();
        let cards = found.related.iter().filter_map(|it| {
            let why = it.reasons.iter().map(reason).collect();
            Some(TalkCard { why, ..TalkCard::find(catalog, &it.key)? })
        });
        self.related = cards.take(RELATED_MAX).collect();
        self
    }

    fn sentence_count(&self) -> usize {
        let html = |value: &Value| text::plain(value.as_str().unwrap_or_default());
        let count = |plain: String| text::sentences(&plain).len();
        let description = self.description_html.as_ref().map_or(0, |value| count(html(value)));
        count(html(&self.abstract_html)) + description
    }
}

impl Page for TalkPage {
    const TEMPLATE: &'static str = "pages/talk.html";

    fn frame(&self) -> Frame {
        let (title, description) = (self.title.clone().into(), self.lead.clone().into());
        let outside = self.outside.clone();
        Frame { title, description, outside, ..Frame::default() }
    }
}

impl Showing {
    fn new(showing: &Shown<'_>, times: &Times) -> Self {
        let slot = showing.slot;
        let is_chosen = times.said().is_chosen;
        Self {
            slot: times.slot(showing),
            when: times.when(showing),
            event_slot: is_chosen.then(|| dates::slot(slot.start, slot.end)),
            room: showing.room().map(|name| room_link(&showing.talk.event, name)),
        }
    }
}

/// What is on beside a talk, and before and after it in its room.
#[derive(Default)]
struct Around {
    before: Option<Row>,
    after: Option<Row>,
    parallel: Vec<Row>,
    parallel_url: Option<String>,
}

impl Around {
    fn of(programme: &Programme<'_>, showings: &[Shown<'_>], times: &Times) -> Self {
        let Some(first) = showings.first() else { return Self::default() };
        let (before, after) = programme.neighbours(first);
        let is_parallel = |it: &&Shown<'_>| {
            it.overlaps(first) && it.talk.id != first.talk.id && it.talk.kind.is_session()
        };
        let mut parallel = programme.showings.iter().filter(is_parallel);
        let shown = parallel.by_ref().take(PARALLEL_MAX).map(|it| Row::new(it, times)).collect();
        let all = links::with_query(
            &links::programme(&first.talk.event),
            &[("show", Some("now")), ("at", Some(&first.slot.start.to_string()))],
        );
        Self {
            before: before.map(|it| Row::new(&it, times)),
            after: after.map(|it| Row::new(&it, times)),
            parallel: shown,
            parallel_url: parallel.next().map(|_| all),
        }
    }
}

impl Outward {
    fn new(link: &Link, label: Value) -> Option<Self> {
        let host = links::host(&link.url).filter(|_| links::is_web_address(&link.url))?;
        Some(Self { url: link.url.clone(), label, host: host.to_owned() })
    }

    /// A link that has no button of its own.
    fn other(link: &Link) -> Option<Self> {
        let label = match link.kind {
            LinkKind::Video | LinkKind::Slides => return None,
            LinkKind::Feedback => spoken::text("Give feedback"),
            LinkKind::Page => spoken::text("Page of the programme"),
            LinkKind::Other => spoken::text("More"),
        };
        Self::new(link, link.title.clone().map_or(label, Value::from))
    }
}

fn outward(talk: &Talk, kind: LinkKind, label: Value) -> Option<Outward> {
    talk.link(kind).and_then(|link| Outward::new(link, label))
}

/// Why a talk is related, for visitors.
fn reason(reason: &Reason) -> Value {
    let names = |names: &[String]| names.join(", ");
    match reason {
        Reason::Speakers { names: people } => match people.as_slice() {
            [name] => spoken::text_with("same speaker: {names}", "names", name),
            people => spoken::text_with("same speakers: {names}", "names", &names(people)),
        },
        Reason::Words { words } => spoken::text_with("both about {words}", "words", &names(words)),
        Reason::Sentences { there, .. } => {
            spoken::text_with("closest sentence: “{sentence}”", "sentence", there)
        }
        Reason::Meaning => spoken::text("near in meaning as a whole"),
    }
}

/// Source text as HTML that is safe to show; the template does not escape it again.
fn html(source: &str) -> Value {
    Value::from_safe_string(text::safe_html(source))
}

/// When the talk last changed, for one that did.
fn last_change(visit: &Visit, talk: &Talk) -> Option<Fact> {
    let revision = visit.snapshot.revisions.get(&talk.event)?.get(&talk.id)?;
    let value = dates::utc(revision.last_modified);
    (revision.sequence > 0).then(|| Fact { name: spoken::text("Last changed"), value })
}

fn facts(talk: &Talk) -> Vec<Fact> {
    let languages = Some(talk.languages.join(", ")).filter(|languages| !languages.is_empty());
    let facts = [
        (spoken::text("Length"), talk.duration_s.map(dates::length)),
        (spoken::text("Language"), languages.map(Value::from)),
        (spoken::text("Recording published"), talk.published.map(dates::day)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some(Fact { name, value: value? })).collect()
}
