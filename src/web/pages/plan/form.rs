//! The form of "Build my agenda" as it was filled in. Plans nothing.

use std::collections::HashMap;

use jiff::civil::{Date, Time};
use minijinja::Value;
use serde::Serialize;

use super::Asked;
use crate::agenda::WALKING_MAX_MIN;
use crate::domain::{EventBundle, Talk};
use crate::text::share_key;
use crate::web::links;
use crate::web::pages::cards;
use crate::web::spoken::Spoken;

/// Fields for interests in one's own words.
const FIELDS: usize = 5;
/// Topics offered: the most frequent, as many as fit on a phone without scrolling for long.
const TOPICS_MAX: usize = 18;
/// Talks of a topic from which on it is offered.
const TOPIC_TALKS_MIN: usize = 2;

/// The form as it was filled in.
#[derive(Serialize)]
pub(super) struct Form {
    action: String,
    fields: Vec<String>,
    topics: Vec<Tick>,
    days: Vec<Tick>,
    likes: Vec<Liked>,
    pins: Vec<Liked>,
    walking: u32,
    walking_max: u32,
    from: String,
    until: String,
}

/// A box to tick.
#[derive(Serialize)]
struct Tick {
    value: String,
    label: Value,
    checked: bool,
}

/// A talk that the plan starts from.
#[derive(Serialize)]
struct Liked {
    key: String,
    title: String,
    url: String,
}

impl Form {
    /// The form of an event.
    pub(super) fn new(bundle: &EventBundle, asked: &Asked) -> Self {
        let texts = &asked.interests.texts;
        let topics = topics(bundle, texts);
        let is_ticked = |text: &&String| topics.iter().any(|tick| tick.value == **text);
        let mut fields: Vec<String> =
            texts.iter().filter(|text| !is_ticked(text)).cloned().collect();
        fields.resize(fields.len().max(FIELDS), String::new());
        let clock = |time: Option<Time>| {
            time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default()
        };
        Self {
            action: links::plan(&bundle.event.slug),
            fields,
            days: programme_days(bundle, &asked.wishes.days),
            likes: liked(bundle, &asked.interests.talks),
            pins: liked(bundle, &asked.wishes.pins),
            walking: asked.wishes.walking_min,
            walking_max: WALKING_MAX_MIN,
            from: clock(asked.wishes.earliest),
            until: clock(asked.wishes.latest),
            topics,
        }
    }
}

/// The topics that most talks have, or where there are none the tracks.
fn topics(bundle: &EventBundle, chosen: &[String]) -> Vec<Tick> {
    let talks = || cards::listed(bundle);
    let topics = common(talks().flat_map(|talk| &talk.topics));
    let offered = if topics.is_empty() {
        common(talks().filter_map(|talk| talk.track.as_ref()))
    } else {
        topics
    };
    let tick = |word: String| Tick {
        checked: chosen.contains(&word),
        label: Value::from(word.clone()),
        value: word,
    };
    offered.into_iter().map(tick).collect()
}

/// The most frequent words, those first that are met most.
fn common<'a>(words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counted: Vec<_> =
        counts.into_iter().filter(|(_, count)| *count >= TOPIC_TALKS_MIN).collect();
    counted.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    counted.into_iter().take(TOPICS_MAX).map(|(word, _)| word.to_owned()).collect()
}

fn programme_days(bundle: &EventBundle, chosen: &[Date]) -> Vec<Tick> {
    let slots = cards::listed(bundle).flat_map(|talk| &talk.slots);
    let mut days: Vec<Date> = slots.map(|slot| slot.programme_day()).collect();
    days.sort_unstable();
    days.dedup();
    let tick = |day: Date| Tick {
        value: day.to_string(),
        label: Spoken::ShortDay(day).value(),
        checked: chosen.contains(&day),
    };
    days.into_iter().map(tick).collect()
}

fn liked(bundle: &EventBundle, ids: &[String]) -> Vec<Liked> {
    let find = |id: &String| bundle.talks.iter().find(|talk| talk.id == *id);
    let liked = |talk: &Talk| Liked {
        key: share_key(&talk.event, &talk.id),
        title: talk.title.clone(),
        url: links::talk(talk),
    };
    ids.iter().filter_map(find).map(liked).collect()
}
