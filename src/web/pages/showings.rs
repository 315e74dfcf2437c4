//! A talk at one of its times, as agendas and plans show it, and what to do when it is missed.

use minijinja::Value;
use serde::Serialize;

use super::dates;
use super::programme::row::Row;
use super::programme::times::Times;
use crate::agenda::{Gap, Hint};
use crate::domain::Showing;
use crate::text::share_key;
use crate::web::links;

/// A talk at one of its times.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShowingView {
    #[serde(flatten)]
    row: Row,
    /// Its short name in shared links.
    key: String,
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
        /// Where.
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
    hours: String,
    /// `1 h 20 min`.
    length: Value,
}

impl ShowingView {
    /// A showing.
    pub(crate) fn new(showing: &Showing<'_>, times: &Times) -> Self {
        let key = share_key(&showing.talk.event, &showing.talk.id);
        Self { row: Row::with_day(showing, times), key }
    }
}

impl HintView {
    /// A hint.
    pub(crate) fn new(hint: &Hint<'_>, times: &Times) -> Self {
        match hint {
            Hint::Recorded { url } => Self::Recorded { url: (*url).to_owned() },
            Hint::Repeated { showing, is_free } => Self::Repeated {
                url: links::talk(showing.talk),
                when: times.slot(showing),
                room: showing.slot.room.clone(),
                free: *is_free,
            },
        }
    }
}

impl GapView {
    /// A gap.
    pub(crate) fn new(gap: &Gap, times: &Times) -> Self {
        let clock = |at| times.wall(at).strftime("%H:%M").to_string();
        let seconds = u32::try_from(gap.minutes.max(0) * 60).unwrap_or(u32::MAX);
        Self {
            hours: format!("{} – {}", clock(gap.from), clock(gap.until)),
            length: dates::length(seconds),
        }
    }
}
