//! A showing as a row of a list or a cell of a grid, and rows under days and times. Chooses none.

use jiff::civil::Date;
use minijinja::Value;
use serde::Serialize;

use super::times::{Times, When};
use crate::domain::{Showing, Talk};
use crate::text;
use crate::web::links;
use crate::web::pages::cards::{self, Person, TextLink};
use crate::web::spoken::Spoken;
use crate::web::words::{self, KindWords};

/// A talk at one of its times, or without one.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub id: String,
    /// None for what has nothing to read: breaks and services.
    pub url: Option<String>,
    pub title: String,
    pub kind: KindWords,
    pub people: Vec<Person>,
    pub room: Option<TextLink>,
    /// The room for scripts that hide columns.
    pub room_slug: String,
    pub track: Option<TextLink>,
    pub when: Option<When>,
    /// Day and time, where the row stands under no day.
    pub slot: Option<Value>,
    pub recorded: bool,
    pub cancelled: bool,
    /// `Cancelled`, `Moved` or `New`.
    pub mark: Option<&'static str>,
    /// The languages, where they are stated.
    pub languages: String,
}

/// Rows that start at the same time.
#[derive(Debug, Serialize)]
pub(crate) struct TimeGroup {
    /// None for talks whose time is not known.
    pub when: Option<When>,
    pub rows: Vec<Row>,
}

/// A day with its rows.
#[derive(Debug, Serialize)]
pub(crate) struct DaySection {
    /// None where the rows are in another order than that of time.
    pub day: Option<Value>,
    pub anchor: String,
    pub groups: Vec<TimeGroup>,
}

impl Row {
    /// A showing.
    pub(crate) fn new(showing: &Showing<'_>, times: &Times) -> Self {
        let room = showing.room();
        Self {
            room: room.map(|name| room_link(&showing.talk.event, name)),
            room_slug: text::slugify(room.unwrap_or_default()),
            when: Some(times.when(showing)),
            ..Self::of_talk(showing.talk)
        }
    }

    /// A showing that says its day too.
    pub(crate) fn with_day(showing: &Showing<'_>, times: &Times) -> Self {
        Self { slot: Some(times.slot(showing)), ..Self::new(showing, times) }
    }

    /// A talk of which no time is known.
    pub(crate) fn of_talk(talk: &Talk) -> Self {
        let track = talk.track.as_deref();
        Self {
            id: talk.id.clone(),
            url: talk.kind.is_session().then(|| links::talk(talk)),
            title: talk.title.clone(),
            kind: words::kind(talk.kind),
            people: talk.speakers.iter().map(Person::speaker).collect(),
            room: None,
            room_slug: String::new(),
            track: track.map(|name| track_link(&talk.event, name)),
            when: None,
            slot: None,
            recorded: cards::is_recorded(talk),
            cancelled: talk.state == crate::domain::State::Cancelled,
            mark: words::state_mark(talk.state),
            languages: talk.languages.join(", "),
        }
    }
}

/// A room's name with its page.
pub(crate) fn room_link(event: &str, name: &str) -> TextLink {
    TextLink { url: links::room(event, &text::slugify(name)), text: name.to_owned() }
}

/// A track's name with its page.
pub(crate) fn track_link(event: &str, name: &str) -> TextLink {
    TextLink { url: links::track(event, &text::slugify(name)), text: name.to_owned() }
}

/// Showings, which are in order, under their days and times.
pub(crate) fn by_day(showings: &[Showing<'_>], times: &Times) -> Vec<DaySection> {
    let days = showings.chunk_by(|a, b| a.day == b.day);
    days.map(|of_day| DaySection {
        day: Some(Spoken::FullDay(of_day[0].day).value()),
        anchor: anchor(of_day[0].day),
        groups: by_time(of_day, times),
    })
    .collect()
}

/// Where a day stands on a page.
pub(crate) fn anchor(day: Date) -> String {
    format!("day-{day}")
}

fn by_time(showings: &[Showing<'_>], times: &Times) -> Vec<TimeGroup> {
    let groups = showings.chunk_by(|a, b| a.start == b.start);
    groups
        .map(|group| TimeGroup {
            when: Some(times.when(&group[0])),
            rows: group.iter().map(|showing| Row::new(showing, times)).collect(),
        })
        .collect()
}

/// Rows in the order given, under no heading.
pub(crate) fn plain(rows: Vec<Row>) -> Vec<DaySection> {
    if rows.is_empty() {
        return Vec::new();
    }
    let groups = vec![TimeGroup { when: None, rows }];
    vec![DaySection { day: None, anchor: "results-list".to_owned(), groups }]
}
