//! "What did I miss": the talks of an event that were given between two moments, and what became
//! of those that were to be. Reads no clock.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::SummarySentence;
use super::talk::best_sentences;
use crate::domain::{Catalog, Clock, EventBundle, LinkKind, RecordKey, Showing, State};
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
    let showings = given_between(catalog.find_event(event)?, since, now);
    let mut missed = Missed::default();
    let by_track = showings.iter().any(|it| it.talk.track.is_some());
    for showing in showings.into_iter().take(TALKS_MAX) {
        let sentence = best_sentence(corpus, &showing.talk.key());
        let told = MissedTalk::new(&showing, sentence);
        let state = showing.talk.state;
        if matches!(state, State::Cancelled | State::Moved) {
            missed.changed.push(told.clone());
        }
        if state != State::Cancelled {
            missed.add(heading(&showing, by_track), told);
        }
    }
    Some(missed)
}

/// The sessions of an event of which any lies between two moments, by time, each at its first such
/// showing; cancelled ones too.
pub fn given_between(bundle: &EventBundle, since: Timestamp, until: Timestamp) -> Vec<Showing<'_>> {
    let clock = Clock::of(&bundle.event);
    let sessions = bundle.talks.iter().filter(|talk| talk.kind.is_session());
    let mut showings: Vec<Showing<'_>> = sessions
        .filter(|talk| talk.state != State::Withdrawn)
        .filter_map(|talk| {
            let mut own = talk.slots.iter().map(|slot| Showing::new(&clock, talk, slot));
            own.find(|showing| showing.start < until && showing.end > since)
        })
        .collect();
    showings.sort_by_key(|showing| (showing.start, showing.end));
    showings
}

/// The sentence that stands for a talk, if it has one.
pub fn best_sentence(corpus: &Corpus, key: &RecordKey) -> Option<SummarySentence> {
    best_sentences(corpus, corpus.find(key)?).into_iter().next()
}

/// The moment that people name: a time with its own zone, a time or day of `zone`, or a time of
/// day (`14:00`), which is that of the day it is there `now`. `None` for anything else.
pub fn moment(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let today = now.to_zoned(zone.clone()).date();
    // A time of day can be read in a day with a time too, so that the longer form goes first.
    let wall = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Time>().map(|time| today.to_datetime(time)))
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

impl MissedTalk {
    /// A showing with the sentence that stands for its talk.
    pub fn new(showing: &Showing<'_>, sentence: Option<SummarySentence>) -> Self {
        let talk = showing.talk;
        let video = talk.link(LinkKind::Video).filter(|link| is_web(&link.url));
        Self {
            key: talk.key(),
            title: talk.title.clone(),
            speakers: talk.speakers.iter().map(|person| person.name.clone()).collect(),
            state: talk.state,
            start: showing.slot.start,
            room: showing.slot.room.clone(),
            sentence,
            recording: video.map(|link| link.url.clone()),
        }
    }
}

fn heading(showing: &Showing<'_>, by_track: bool) -> String {
    match &showing.talk.track {
        Some(track) if by_track => track.clone(),
        _ if by_track => "No track".to_owned(),
        _ => showing.slot.start.strftime("%H:%M").to_string(),
    }
}
