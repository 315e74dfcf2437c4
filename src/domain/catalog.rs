//! Everything the database holds, in memory and looked up by name; built once per change of it.

use std::collections::{BTreeMap, HashMap};

use super::{Announcement, Event, EventBundle, RecordKey, Talk};

/// A consistent, read-only picture of all events. Cheap to look things up in, never changed.
#[derive(Debug, Default)]
pub struct Catalog {
    bundles: Vec<EventBundle>,
    events: HashMap<String, usize>,
    talks_by_id: HashMap<(String, String), (usize, usize)>,
    talks_by_slug: HashMap<(String, String), (usize, usize)>,
    speakers: BTreeMap<String, SpeakerProfile>,
}

/// A person across every edition, joined by the slug of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerProfile {
    /// Our name for addresses.
    pub slug: String,
    /// The name as the newest talk prints it.
    pub name: String,
    /// Affiliations, newest first, without repeats.
    pub affiliations: Vec<String>,
    /// The talks given, newest event first.
    pub talks: Vec<RecordKey>,
}

impl Catalog {
    /// Builds the picture. `slug_of` turns a speaker's name into its slug (the text layer owns
    /// that rule). Events are kept newest first, those without a year last, then by name.
    pub fn new(mut bundles: Vec<EventBundle>, slug_of: impl Fn(&str) -> String) -> Self {
        bundles.sort_by(|a, b| newest_first(&a.event, &b.event));
        let mut catalog = Self { bundles, ..Self::default() };
        for (b, bundle) in catalog.bundles.iter().enumerate() {
            catalog.events.insert(bundle.event.slug.clone(), b);
            for (t, talk) in bundle.talks.iter().enumerate() {
                let event = &bundle.event.slug;
                catalog.talks_by_id.insert((event.clone(), talk.id.clone()), (b, t));
                catalog.talks_by_slug.insert((event.clone(), talk.slug.clone()), (b, t));
                record_speakers(&mut catalog.speakers, talk, &slug_of);
            }
        }
        catalog
    }

    /// All events with their records, newest first.
    pub fn bundles(&self) -> &[EventBundle] {
        &self.bundles
    }

    /// The event with this slug and all that belongs to it.
    pub fn find_event(&self, slug: &str) -> Option<&EventBundle> {
        self.events.get(slug).map(|&b| &self.bundles[b])
    }

    /// The talk with this id, within an event.
    pub fn find_talk(&self, event: &str, id: &str) -> Option<&Talk> {
        let place = self.talks_by_id.get(&(event.to_owned(), id.to_owned()))?;
        Some(&self.bundles[place.0].talks[place.1])
    }

    /// The talk with this slug, within an event.
    pub fn find_talk_by_slug(&self, event: &str, slug: &str) -> Option<&Talk> {
        let place = self.talks_by_slug.get(&(event.to_owned(), slug.to_owned()))?;
        Some(&self.bundles[place.0].talks[place.1])
    }

    /// The announcement with this id, within an event.
    pub fn find_announcement(&self, event: &str, id: &str) -> Option<&Announcement> {
        self.find_event(event)?.announcements.iter().find(|item| item.id == id)
    }

    /// The person with this slug.
    pub fn find_speaker(&self, slug: &str) -> Option<&SpeakerProfile> {
        self.speakers.get(slug)
    }

    /// All people, by slug.
    pub fn speakers(&self) -> impl Iterator<Item = &SpeakerProfile> {
        self.speakers.values()
    }

    /// All talks, newest event first, in programme order.
    pub fn talks(&self) -> impl Iterator<Item = &Talk> {
        self.bundles.iter().flat_map(|bundle| &bundle.talks)
    }

    /// All announcements, newest event first.
    pub fn announcements(&self) -> impl Iterator<Item = &Announcement> {
        self.bundles.iter().flat_map(|bundle| &bundle.announcements)
    }
}

/// Newest event first; events without a date or year last; ties by slug.
fn newest_first(a: &Event, b: &Event) -> std::cmp::Ordering {
    let age = |event: &Event| (event.year(), event.starts_on);
    age(b).cmp(&age(a)).then_with(|| a.slug.cmp(&b.slug))
}

/// Adds a talk to the profile of each of its speakers. Talks come newest event first.
fn record_speakers(
    speakers: &mut BTreeMap<String, SpeakerProfile>,
    talk: &Talk,
    slug_of: &impl Fn(&str) -> String,
) {
    for appearance in &talk.speakers {
        let slug = slug_of(&appearance.name);
        let profile = speakers.entry(slug.clone()).or_insert_with(|| SpeakerProfile {
            slug,
            name: appearance.name.clone(),
            affiliations: Vec::new(),
            talks: Vec::new(),
        });
        if let Some(affiliation) = &appearance.affiliation
            && !profile.affiliations.contains(affiliation)
        {
            profile.affiliations.push(affiliation.clone());
        }
        if !profile.talks.contains(&talk.key()) {
            profile.talks.push(talk.key());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Appearance;

    fn bundle(slug: &str, name: &str, speaker: &str, affiliation: &str) -> EventBundle {
        let appearance = Appearance {
            name: speaker.into(),
            affiliation: Some(affiliation.into()),
            ..Appearance::default()
        };
        let talk = Talk {
            id: "1".into(),
            slug: "one".into(),
            event: slug.into(),
            speakers: vec![appearance],
            ..Talk::default()
        };
        let event = Event { slug: slug.into(), name: name.into(), ..Event::default() };
        EventBundle { event, talks: vec![talk], announcements: Vec::new() }
    }

    #[test]
    fn a_person_is_one_profile_across_editions_with_the_newest_first() {
        let bundles = vec![
            bundle("old", "Conf 2023", "Ada Byron", "Mill"),
            bundle("new", "Conf 2025", "ada byron", "Engine"),
        ];
        let catalog = Catalog::new(bundles, |name| name.to_lowercase().replace(' ', "-"));
        let ada = catalog.find_speaker("ada-byron").unwrap();
        assert_eq!(ada.name, "ada byron");
        assert_eq!(ada.affiliations, ["Engine", "Mill"]);
        assert_eq!(ada.talks, [RecordKey::talk("new", "1"), RecordKey::talk("old", "1")]);
        assert_eq!(catalog.bundles()[0].event.slug, "new");
        assert_eq!(catalog.find_talk_by_slug("old", "one"), catalog.find_talk("old", "1"));
    }
}
