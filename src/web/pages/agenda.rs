//! A visitor's agenda: filled by the script from the stars of the device, or drawn here from the
//! talks in the address, which is how one is shared. Keeps nothing.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, TextLink};
use super::event::get_event;
use super::programme::times::{Times, ZoneView};
use super::showings::{GapView, HintView, ShowingView};
use crate::agenda::{Entry, entries, gap_after, shared_talks};
use crate::domain::{EventBundle, Showing, Talk};
use crate::text::share_key;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page, Robots};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::{links, qr, words};

/// Talks that a shared link may name: as many as an agenda that is kept.
const KEYS_MAX: usize = crate::app::AGENDA_TALKS_MAX;

#[derive(Serialize)]
struct AgendaPage {
    event: TextLink,
    slug: String,
    zone: ZoneView,
    plan_url: String,
    shared: Option<Shared>,
    /// Whether a kept agenda was dropped just now.
    forgotten: bool,
}

/// The agenda of a link.
#[derive(Serialize)]
struct Shared {
    count: usize,
    shown: Value,
    clashes: Option<Value>,
    unknown: Option<Value>,
    days: Vec<Day>,
    untimed: Vec<TextLink>,
    /// The keys, as forms send them on.
    talks: String,
    share_url: String,
    calendar_url: String,
    /// Where the link is short enough to be scanned.
    code_url: Option<String>,
    subscribe_url: String,
}

#[derive(Serialize)]
struct Day {
    heading: Value,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    talk: ShowingView,
    gap: Option<GapView>,
    clashes: Vec<TextLink>,
    hint: Option<HintView>,
    others: Vec<Other>,
}

/// Another time of a talk.
#[derive(Serialize)]
struct Other {
    when: Value,
    room: Option<String>,
}

/// `/e/{event}/agenda`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    let keys = keys(&query)?;
    let policy = if keys.is_empty() { Policy::Records } else { Policy::Query };
    if let Some(unchanged) = visit.unchanged(policy) {
        return Ok(unchanged);
    }
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    let shared = (!keys.is_empty()).then(|| Shared::new(&visit, bundle, &keys, &times));
    let page = AgendaPage {
        event: cards::event_link(&bundle.event),
        zone: times.said().clone(),
        plan_url: links::plan(&slug),
        shared,
        forgotten: query.value("forgotten").is_some(),
        slug,
    };
    visit.page(policy, &page)
}

/// `/e/{event}/agenda/qr.svg`: the link of an agenda for another device's camera.
pub(crate) async fn code(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    let (talks, _) = shared_talks(bundle, &keys(&query)?);
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let link = share_url(&visit, &slug, &talks);
    let refused = || {
        let reason = "so many talks do not fit into a code that phones can read; share the link";
        VisitorError::bad_query("talks", reason.to_owned())
    };
    let drawing = qr::svg(&link).ok_or_else(refused)?;
    Ok(visit.respond(Policy::Query, "image/svg+xml", drawing))
}

/// The share keys of an address.
fn keys(query: &Pairs) -> Result<Vec<String>, VisitorError> {
    let keys = query.listed("talks");
    if keys.len() > KEYS_MAX {
        let reason = format!("an agenda holds {KEYS_MAX} talks at most");
        return Err(VisitorError::bad_query("talks", reason));
    }
    Ok(keys)
}

/// The absolute link of an agenda.
fn share_url(visit: &Visit, slug: &str, talks: &[&Talk]) -> String {
    let keys = keys_of(slug, talks);
    format!("{}{}", visit.base_url(), links::agenda_with(&links::agenda(slug), &keys))
}

fn keys_of(slug: &str, talks: &[&Talk]) -> Vec<String> {
    talks.iter().map(|talk| share_key(slug, &talk.id)).collect()
}

impl Shared {
    fn new(visit: &Visit, bundle: &EventBundle, keys: &[String], times: &Times) -> Self {
        let slug = &bundle.event.slug;
        let (talks, unknown) = shared_talks(bundle, keys);
        let known = keys_of(slug, &talks);
        let entries = entries(bundle, &talks);
        let clashing = entries.iter().filter(|entry| !entry.clashes.is_empty()).count();
        let untimed = talks.iter().filter(|talk| talk.slots.is_empty());
        let untimed =
            untimed.map(|talk| TextLink { url: links::talk(talk), text: talk.title.clone() });
        let address = links::agenda(slug);
        let share_url = share_url(visit, slug, &talks);
        let code_url = links::agenda_with(&format!("{address}/qr.svg"), &known);
        Self {
            count: talks.len(),
            shown: words::count(talks.len(), "{count} talk", "{count} talks"),
            clashes: (clashing > 0).then(|| {
                let (one, many) = ("{count} talk clashes", "{count} talks clash with one another");
                words::count(clashing, one, many)
            }),
            unknown: (unknown > 0).then(|| {
                let one = "{count} talk of this link is not in the programme.";
                let many = "{count} talks of this link are not in the programme.";
                words::count(unknown, one, many)
            }),
            untimed: untimed.collect(),
            days: days(&entries, times),
            talks: known.join(","),
            calendar_url: links::agenda_with(&format!("{address}.ics"), &known),
            code_url: qr::svg(&share_url).map(|_| code_url),
            share_url,
            subscribe_url: format!("{address}/subscribe"),
        }
    }
}

/// Entries under their days, with the gaps between them.
fn days(entries: &[Entry<'_>], times: &Times) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut before: Vec<Showing<'_>> = Vec::new();
    for entry in entries {
        let showing = &entry.showing;
        if before.last().is_none_or(|last| last.day != showing.day) {
            days.push(Day { heading: Spoken::FullDay(showing.day).value(), items: Vec::new() });
            before.clear();
        }
        if let Some(day) = days.last_mut() {
            day.items.push(Item::new(entry, &before, times));
        }
        before.push(*showing);
    }
    days
}

impl Item {
    fn new(entry: &Entry<'_>, before: &[Showing<'_>], times: &Times) -> Self {
        let clash = |talk: &&Talk| TextLink { url: links::talk(talk), text: talk.title.clone() };
        Self {
            talk: ShowingView::new(&entry.showing, times),
            gap: gap_after(before, &entry.showing).map(|gap| GapView::new(&gap, times)),
            clashes: entry.clashes.iter().map(clash).collect(),
            hint: entry.hint.as_ref().map(|hint| HintView::new(hint, times)),
            others: entry.others.iter().map(|it| Other::new(it, times)).collect(),
        }
    }
}

impl Other {
    fn new(showing: &Showing<'_>, times: &Times) -> Self {
        Self { when: times.slot(showing), room: showing.slot.room.clone() }
    }
}

impl Page for AgendaPage {
    const TEMPLATE: &'static str = "pages/agenda.html";

    fn frame(&self) -> Frame {
        let robots = if self.shared.is_some() { Robots::Noindex } else { Robots::Index };
        Frame {
            title: spoken::text_with("My agenda: {event}", "event", &self.event.text),
            description: spoken::text_with("An agenda of {event}.", "event", &self.event.text),
            robots,
            ..Frame::default()
        }
    }
}
