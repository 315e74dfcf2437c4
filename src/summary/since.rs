//! "What did I miss": the talks of an event that were given between two moments, and what became
//! of those that were to be. Reads no clock.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::SummarySentence;
use super::talk::best_sentences;
use crate::domain::{Catalog, Clock, LinkKind, RecordKey, Slot, State, Talk};
use crate::search::Corpus;
use crate::text::is_web;

/// Talks named at most: more than a day of the largest conferences.
const TALKS_MAX: usize = 500;

/// What happened at an event between two moments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Missed {
    /// The talks that were given, under their tracks, or under their times where the programme has
    /// no tracks.
    pub groups: Vec<MissedGroup>,
    /// Talks planned for this time that were cancelled, and talks that were moved and whose new
    /// time lies in it.
    pub changed: Vec<MissedTalk>,
}

/// Talks under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct MissedGroup {
    /// The track, or the hour and minute of the start.
    pub heading: String,
    /// The talks, by time.
    pub talks: Vec<MissedTalk>,
}

/// A talk somebody may have missed.
#[derive(Debug, Clone, PartialEq)]
pub struct MissedTalk {
    /// The talk.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// The names of its speakers.
    pub speakers: Vec<String>,
    /// Whether it took place as planned.
    pub state: State,
    /// When it began, wall time of the event.
    pub start: DateTime,
    /// Where.
    pub room: Option<String>,
    /// The sentence that stands for it, if it has one.
    pub sentence: Option<SummarySentence>,
    /// Where its recording is.
    pub recording: Option<String>,
}

/// What was missed of an event by somebody who left at `since`, as of `now`; `None` when there is
/// no such event. A talk counts when any of it lies in between. An event without a time zone is
/// taken to be in that of UTC.
pub fn since(
    corpus: &Corpus,
    catalog: &Catalog,
    event: &str,
    since: Timestamp,
    now: Timestamp,
) -> Option<Missed> {
    let bundle = catalog.find_event(event)?;
    let clock = Clock::of(&bundle.event);
    let mut showings: Vec<(&Slot, &Talk)> = bundle
        .talks
        .iter()
        .filter(|talk| talk.kind.is_session() && talk.state != State::Withdrawn)
        .filter_map(|talk| {
            let is_within = |slot: &&Slot| lies_between(slot, &clock, since, now);
            Some((talk.slots.iter().find(is_within)?, talk))
        })
        .take(TALKS_MAX)
        .collect();
    showings.sort_by_key(|(slot, _)| slot.start);
    let mut missed = Missed::default();
    let by_track = showings.iter().any(|(_, talk)| talk.track.is_some());
    for (slot, talk) in showings {
        let told = tell(corpus, slot, talk);
        if matches!(talk.state, State::Cancelled | State::Moved) {
            missed.changed.push(told.clone());
        }
        if talk.state != State::Cancelled {
            missed.add(heading(slot, talk, by_track), told);
        }
    }
    Some(missed)
}

/// The moment that people name: a time with its own zone, a time or day of `zone`, or a time of
/// day (`14:00`), which is that of the day it is there `now`. `None` for anything else.
pub fn moment(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let today = now.to_zoned(zone.clone()).date();
    let wall = text
        .parse::<Time>()
        .map(|time| today.to_datetime(time))
        .or_else(|_| text.parse::<DateTime>())
        .ok()?;
    zone.to_timestamp(wall).ok()
}

impl Missed {
    /// Every talk, by group.
    pub fn talks(&self) -> impl Iterator<Item = &MissedTalk> {
        self.groups.iter().flat_map(|group| &group.talks)
    }

    fn add(&mut self, heading: String, talk: MissedTalk) {
        match self.groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) => group.talks.push(talk),
            None => self.groups.push(MissedGroup { heading, talks: vec![talk] }),
        }
    }
}

fn heading(slot: &Slot, talk: &Talk, by_track: bool) -> String {
    match &talk.track {
        Some(track) if by_track => track.clone(),
        _ if by_track => "No track".to_owned(),
        _ => slot.start.strftime("%H:%M").to_string(),
    }
}

fn lies_between(slot: &Slot, clock: &Clock, since: Timestamp, now: Timestamp) -> bool {
    let (start, end) = clock.instants(slot);
    start < now && end > since
}

fn tell(corpus: &Corpus, slot: &Slot, talk: &Talk) -> MissedTalk {
    let key = talk.key();
    let document = corpus.find(&key);
    let sentences = document.map(|it| best_sentences(corpus, it)).unwrap_or_default();
    let video = talk.link(LinkKind::Video).filter(|link| is_web(&link.url));
    MissedTalk {
        title: talk.title.clone(),
        speakers: talk.speakers.iter().map(|person| person.name.clone()).collect(),
        state: talk.state,
        start: slot.start,
        room: slot.room.clone(),
        sentence: sentences.into_iter().next(),
        recording: video.map(|link| link.url.clone()),
        key,
    }
}
