//! The form of what was missed as it was filled in, and the ways in which most people fill it in.

use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::Value;
use serde::Serialize;

use super::asked::{ABOUT_MAX, Asked, DaySpan, days};
use crate::domain::{Clock, EventBundle};
use crate::text::share_key;
use crate::web::links;
use crate::web::spoken::{self, Spoken};

/// The form.
#[derive(Serialize)]
pub(super) struct Form {
    action: String,
    days: Vec<DayChoice>,
    quick: Vec<Quick>,
    since: String,
    until: String,
    about: Vec<String>,
    likes: Vec<Liked>,
}

#[derive(Serialize)]
struct DayChoice {
    value: String,
    label: Value,
    selected: bool,
}

#[derive(Serialize)]
struct Quick {
    label: Value,
    url: String,
    current: bool,
}

#[derive(Serialize)]
struct Liked {
    key: String,
    title: String,
}

impl Form {
    /// The form of what was asked for, with the days that have begun.
    pub(super) fn new(bundle: &EventBundle, asked: &Asked, now: Timestamp) -> Self {
        let slug = &bundle.event.slug;
        let begun: Vec<DaySpan> =
            days(bundle).into_iter().filter(|span| span.start <= now).collect();
        let day = |span: &DaySpan| DayChoice {
            value: span.day.to_string(),
            label: Spoken::FullDay(span.day).value(),
            selected: asked.window.and_then(|window| window.day) == Some(span.day),
        };
        let mut about = asked.interests.texts.clone();
        about.resize(ABOUT_MAX, String::new());
        let find = |id: &String| bundle.talks.iter().find(|talk| talk.id == *id);
        let liked = asked
            .interests
            .talks
            .iter()
            .filter_map(find)
            .map(|talk| Liked { key: share_key(slug, &talk.id), title: talk.title.clone() });
        let today = Clock::of(&bundle.event).wall(now).date();
        Self {
            action: links::missed(slug),
            quick: quick(slug, asked, &begun, today),
            days: begun.iter().map(day).collect(),
            since: asked.since.clone().unwrap_or_default(),
            until: asked.until.clone().unwrap_or_default(),
            about,
            likes: liked.collect(),
        }
    }
}

/// "This morning" and "since yesterday", on days when there is something to miss.
fn quick(slug: &str, asked: &Asked, begun: &[DaySpan], today: Date) -> Vec<Quick> {
    let has = |day: Option<Date>| begun.iter().any(|span| Some(span.day) == day);
    let choices = [
        ("morning", "Since this morning", has(Some(today))),
        ("yesterday", "Since yesterday", has(today.yesterday().ok())),
    ];
    let choices = choices.into_iter().filter(|(_, _, is_offered)| *is_offered);
    let quick = |(word, label, _): (&str, &'static str, bool)| Quick {
        label: spoken::text(label),
        url: links::with_query(&links::missed(slug), &[("since", Some(word))]),
        current: asked.since.as_deref() == Some(word),
    };
    choices.map(quick).collect()
}
