//! A talk at one of its times, as agendas and plans show it, and what to do when it is missed.

use minijinja::Value;
use serde::Serialize;

use super::cards::{self, Person};
use super::dates;
use crate::agenda::{Gap, Hint, takes_place};
use crate::domain::{Showing, Slot};
use crate::text::share_key;
use crate::web::links;
use crate::web::words;

/// A talk at one of its times.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShowingView {
    pub id: String,
    /// Its short name in shared links.
    pub key: String,
    pub url: String,
    pub title: String,
    pub people: Vec<Person>,
    /// `10:00 – 10:40`, wall time of the event.
    pub hours: String,
    /// The same with its day.
    pub when: Value,
    /// The start for programs, with its offset from UTC where that is known.
    pub start: String,
    pub room: Option<String>,
    pub recorded: bool,
    pub cancelled: bool,
    pub mark: Option<&'static str>,
}

/// What to do about a talk that is missed.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum HintView {
    /// Go at another time.
    Repeated {
        /// The page of the talk at that time.
        url: String,
        /// With its day.
        when: Value,
        room: Option<String>,
        /// Whether nothing else is chosen then.
        free: bool,
    },
    /// Watch it.
    Recorded {
        /// Where.
        url: String,
    },
}

/// Free time before a talk.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GapView {
    /// `10:40 – 12:00`.
    pub hours: String,
    /// `1 h 20 min`.
    pub length: Value,
}

impl ShowingView {
    /// A showing.
    pub(crate) fn new(showing: &Showing<'_>) -> Self {
        let Showing { talk, slot, .. } = showing;
        Self {
            id: talk.id.clone(),
            key: share_key(&talk.event, &talk.id),
            url: links::talk(talk),
            title: talk.title.clone(),
            people: talk.speakers.iter().map(Person::speaker).collect(),
            hours: hours(slot),
            when: dates::slot(slot.start, slot.end),
            start: showing.start.to_string(),
            room: slot.room.clone(),
            recorded: cards::is_recorded(talk),
            cancelled: !takes_place(talk),
            mark: words::state_mark(talk.state),
        }
    }
}

impl HintView {
    /// A hint.
    pub(crate) fn new(hint: &Hint<'_>) -> Self {
        match hint {
            Hint::Recorded { url } => Self::Recorded { url: (*url).to_owned() },
            Hint::Repeated { talk, slot, is_free } => Self::Repeated {
                url: links::talk(talk),
                when: dates::slot(slot.start, slot.end),
                room: slot.room.clone(),
                free: *is_free,
            },
        }
    }
}

impl GapView {
    /// A gap.
    pub(crate) fn new(gap: &Gap) -> Self {
        let clock = |wall: jiff::civil::DateTime| wall.strftime("%H:%M").to_string();
        let seconds = u32::try_from(gap.minutes.max(0) * 60).unwrap_or(u32::MAX);
        Self {
            hours: format!("{} – {}", clock(gap.from), clock(gap.until)),
            length: dates::length(seconds),
        }
    }
}

/// `10:00 – 10:40`.
pub(crate) fn hours(slot: &Slot) -> String {
    format!("{} – {}", slot.start.strftime("%H:%M"), slot.end.strftime("%H:%M"))
}
