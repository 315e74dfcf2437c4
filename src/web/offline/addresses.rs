//! The addresses of all pages that belong to an event: what a pack holds.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::{EventBundle, Programme, Talk};
use crate::text;
use crate::web::links;

/// A page to keep.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    /// Path and query.
    pub address: String,
    /// The talk that it is the page of.
    pub talk: Option<&'a Talk>,
}

/// Every page of an event, those that many others lead to first.
pub(super) fn of_event(bundle: &EventBundle) -> Vec<Wanted<'_>> {
    let slug = &bundle.event.slug;
    let mut addresses = frequent(slug);
    addresses.extend(Programme::of(bundle).days().iter().flat_map(|day| of_day(slug, *day)));
    addresses.extend(rooms(bundle).iter().map(|room| links::room(slug, room)));
    addresses.extend(tracks(bundle).iter().map(|track| links::track(slug, track)));
    addresses.extend(topics(bundle).iter().map(|topic| links::topic(slug, topic)));
    addresses.extend(bundle.announcements.iter().map(|it| links::announcement(&it.event, &it.id)));
    addresses.extend(speakers(bundle).iter().map(|slug| links::speaker(slug)));
    let pages = addresses.into_iter().map(|address| Wanted { address, talk: None });
    let talks = bundle.talks.iter();
    let talks = talks.map(|talk| Wanted { address: links::talk(talk), talk: Some(talk) });
    pages.chain(talks).collect()
}

fn frequent(slug: &str) -> Vec<String> {
    let event = links::event(slug);
    vec![
        "/".to_owned(),
        super::pages::SEARCH.to_owned(),
        event.clone(),
        links::programme(slug),
        links::with_query(&links::programme(slug), &[("day", Some("all"))]),
        links::agenda(slug),
        links::plan(slug),
        format!("{event}/missed"),
        links::topics(slug),
        links::changes(slug),
        format!("{event}/announcements"),
        "/announcements".to_owned(),
        "/about".to_owned(),
    ]
}

/// A day of the programme in both layouts.
fn of_day(slug: &str, day: Date) -> [String; 2] {
    let (programme, day) = (links::programme(slug), day.to_string());
    [None, Some("grid")]
        .map(|view| links::with_query(&programme, &[("view", view), ("day", Some(&day))]))
}

fn rooms(bundle: &EventBundle) -> BTreeSet<String> {
    let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
    slots.filter_map(|slot| slot.room.as_deref()).map(text::slugify).collect()
}

fn tracks(bundle: &EventBundle) -> BTreeSet<String> {
    bundle.talks.iter().filter_map(|talk| talk.track.as_deref()).map(text::slugify).collect()
}

fn topics(bundle: &EventBundle) -> BTreeSet<String> {
    bundle.talks.iter().flat_map(|talk| &talk.topics).map(|topic| text::slugify(topic)).collect()
}

fn speakers(bundle: &EventBundle) -> BTreeSet<String> {
    let people = bundle.talks.iter().flat_map(|talk| &talk.speakers);
    people.map(|person| text::slugify(&person.name)).collect()
}
