//! Everyone who was on stage, A to Z.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use minijinja::Value;
use serde::Serialize;

use super::cards;
use crate::domain::{Catalog, SpeakerProfile};
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Section};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::{links, words};

/// Heading of names that do not begin with a Latin letter.
const OTHER: &str = "#";

#[derive(Serialize)]
struct SpeakersPage {
    count: usize,
    /// `240 people across 3 events, A to Z.`
    lede: Value,
    groups: Vec<Group>,
}

/// Names under one letter.
#[derive(Serialize)]
struct Group {
    letter: String,
    people: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    url: String,
    name: String,
    affiliation: Option<String>,
    talks: Value,
    several: bool,
}

/// `/speakers`
pub(crate) async fn list(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    visit.page(Policy::Records, &SpeakersPage::new(visit.catalog()))
}

impl SpeakersPage {
    fn new(catalog: &Catalog) -> Self {
        let mut groups: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for profile in catalog.speakers() {
            let talks = listed_talks(catalog, profile);
            if talks > 0 {
                groups.entry(letter(&profile.name)).or_default().push(Entry::new(profile, talks));
            }
        }
        let mut groups: Vec<Group> =
            groups.into_iter().map(|(letter, people)| Group { letter, people }).collect();
        for group in &mut groups {
            group.people.sort_by_cached_key(|entry| text::fold(&entry.name));
        }
        // `#` sorts before the letters but reads better after them.
        groups.sort_by_key(|group| group.letter == OTHER);
        let count = groups.iter().map(|group| group.people.len()).sum();
        Self { count, lede: lede(count, catalog.bundles().len()), groups }
    }
}

/// How many people there are, and of how many events where there are several.
fn lede(people: usize, events: usize) -> Value {
    let people = ("people", Spoken::Count(people, "{count} person", "{count} people"));
    if events < 2 {
        return Spoken::Text("{people}, A to Z.", vec![people]).value();
    }
    let events = ("events", Spoken::Count(events, "{count} event", "{count} events"));
    Spoken::Text("{people} across {events}, A to Z.", vec![people, events]).value()
}

impl Page for SpeakersPage {
    const TEMPLATE: &'static str = "pages/speakers.html";

    fn frame(&self) -> Frame {
        Frame {
            title: spoken::text("Speakers"),
            description: words::count(
                self.count,
                "{count} speaker, A to Z, with their talks.",
                "All {count} speakers, A to Z, with their talks.",
            ),
            section: Section::Speakers,
            ..Frame::default()
        }
    }
}

impl Entry {
    fn new(profile: &SpeakerProfile, talks: usize) -> Self {
        Self {
            url: links::speaker(&profile.slug),
            name: profile.name.clone(),
            affiliation: profile.affiliations.first().cloned(),
            talks: words::count(talks, "{count} talk", "{count} talks"),
            several: talks > 1,
        }
    }
}

/// How many of a person's talks lists show.
fn listed_talks(catalog: &Catalog, profile: &SpeakerProfile) -> usize {
    let talks = profile.talks.iter().filter_map(|key| catalog.find_talk(&key.event, &key.id));
    talks.filter(|talk| cards::is_listed(talk)).count()
}

/// The first letter of a name, without its marks.
fn letter(name: &str) -> String {
    let first = text::fold(name).chars().next().filter(char::is_ascii_alphabetic);
    first.map_or_else(|| OTHER.to_owned(), |letter| letter.to_ascii_uppercase().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_under_their_letter_without_marks() {
        assert_eq!(letter("Élise"), "E");
        assert_eq!(letter("ada"), "A");
        assert_eq!(letter("李"), OTHER);
        assert_eq!(letter(""), OTHER);
    }
}
