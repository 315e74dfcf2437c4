//! The programme of an event for scripts: every session with its times as instants, small enough to
//! be fetched once and kept. Holds no text that is longer than a title.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Clock, EventBundle, Slot, State, Talk};
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::cards;
use crate::web::pages::event::get_event;
use crate::web::pages::programme::times::stamp;
use crate::web::visit::Visit;

/// The programme of an event. Rooms and tracks are named once, and by their place elsewhere.
#[derive(Debug, Serialize)]
pub(crate) struct ProgrammeData<'a> {
    event: EventData<'a>,
    /// The newest version of the event's records; 0 without any.
    version: i64,
    made_at: Timestamp,
    rooms: Vec<&'a str>,
    tracks: Vec<&'a str>,
    talks: Vec<TalkData<'a>>,
    announcements: Vec<NewsData<'a>>,
}

#[derive(Debug, Serialize)]
struct EventData<'a> {
    slug: &'a str,
    name: &'a str,
    zone: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct TalkData<'a> {
    id: &'a str,
    key: String,
    url: String,
    title: &'a str,
    kind: &'static str,
    state: &'static str,
    track: Option<usize>,
    speakers: Vec<&'a str>,
    recorded: bool,
    topics: &'a [String],
    languages: &'a [String],
    slots: Vec<SlotData>,
}

#[derive(Debug, Serialize)]
struct SlotData {
    start: String,
    end: String,
    room: Option<usize>,
    day: jiff::civil::Date,
}

#[derive(Debug, Serialize)]
struct NewsData<'a> {
    id: &'a str,
    url: String,
    title: &'a str,
    lead: String,
}

/// `/e/{event}/programme.json`
pub(crate) async fn of_event(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path)?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let version = visit.snapshot.versions.get(&bundle.event.slug).copied().unwrap_or(0);
    visit.json(Policy::Records, &ProgrammeData::new(bundle, version))
}

impl<'a> ProgrammeData<'a> {
    /// The programme of an event without its texts.
    pub(crate) fn new(bundle: &'a EventBundle, version: i64) -> Self {
        let event = &bundle.event;
        let clock = Clock::of(event);
        let talks: Vec<&Talk> =
            bundle.talks.iter().filter(|talk| talk.state != State::Withdrawn).collect();
        let slots = || talks.iter().flat_map(|talk| &talk.slots);
        let rooms = named(slots().filter_map(|slot| slot.room.as_deref()));
        let tracks = named(talks.iter().filter_map(|talk| talk.track.as_deref()));
        let of_talk = |talk: &&'a Talk| TalkData::new(talk, &clock, &rooms, &tracks);
        let talks = talks.iter().map(of_talk).collect();
        let announcements = bundle.announcements.iter().map(|item| NewsData {
            id: &item.id,
            url: links::announcement(&event.slug, &item.id),
            title: &item.title,
            lead: cards::lead(&item.body),
        });
        Self {
            event: EventData {
                slug: &event.slug,
                name: &event.name,
                zone: clock.name().ok().and(event.timezone.as_deref()),
            },
            version,
            made_at: Timestamp::now(),
            talks,
            announcements: announcements.collect(),
            rooms,
            tracks,
        }
    }
}

impl<'a> TalkData<'a> {
    fn new(talk: &'a Talk, clock: &Clock, rooms: &[&str], tracks: &[&str]) -> Self {
        let place = |names: &[&str], name: Option<&str>| names.binary_search(&name?).ok();
        let slot = |slot: &Slot| SlotData {
            start: stamp(&clock.wall(clock.start(slot))),
            end: stamp(&clock.wall(clock.end(slot))),
            room: place(rooms, slot.room.as_deref()),
            day: slot.programme_day(),
        };
        Self {
            id: &talk.id,
            key: text::share_key(&talk.event, &talk.id),
            url: links::talk(talk),
            title: &talk.title,
            kind: talk.kind.as_str(),
            state: talk.state.as_str(),
            track: place(tracks, talk.track.as_deref()),
            speakers: talk.speakers.iter().map(|person| person.name.as_str()).collect(),
            recorded: cards::is_recorded(talk),
            topics: &talk.topics,
            languages: &talk.languages,
            slots: talk.slots.iter().map(slot).collect(),
        }
    }
}

/// Names in order, each once.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}
