//! Everything the database holds, in memory and looked up by name; built once per change of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Announcement, Appearance, Event, EventBundle, RecordKey, Talk};

/// A consistent, read-only picture of all events. Cheap to look things up in, never changed; the next
/// one shares the events that stay the same ([`Catalog::renewed`]).
#[derive(Debug, Default)]
pub struct Catalog {
    bundles: Vec<Arc<EventBundle>>,
    /// Of each bundle, in the same order.
    lookups: Vec<Arc<Lookup>>,
    events: HashMap<String, usize>,
    speakers: BTreeMap<String, SpeakerProfile>,
}

/// What of an event is looked up by name.
#[derive(Debug)]
struct Lookup {
    talks_by_id: HashMap<String, usize>,
    talks_by_slug: HashMap<String, usize>,
    /// The slug of each speaker's name, talk after talk.
    speaker_slugs: Vec<String>,
}

impl Lookup {
    fn of(bundle: &EventBundle, slug_of: &impl Fn(&str) -> String) -> Self {
        let numbered = || bundle.talks.iter().enumerate();
        let speakers = bundle.talks.iter().flat_map(|talk| &talk.speakers);
        Self {
            talks_by_id: numbered().map(|(place, talk)| (talk.id.clone(), place)).collect(),
            talks_by_slug: numbered().map(|(place, talk)| (talk.slug.clone(), place)).collect(),
            speaker_slugs: speakers.map(|speaker| slug_of(&speaker.name)).collect(),
        }
    }
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
    pub fn new(bundles: Vec<EventBundle>, slug_of: impl Fn(&str) -> String) -> Self {
        Self::default().renewed(bundles, &HashSet::new(), slug_of)
    }

    /// The picture after a change: these events, new or in the place of those with their slugs, and of
    /// the others those whose slugs are kept, shared with this picture.
    pub fn renewed(
        &self,
        bundles: Vec<EventBundle>,
        kept: &HashSet<String>,
        slug_of: impl Fn(&str) -> String,
    ) -> Self {
        let mut parts: Vec<(Arc<EventBundle>, Arc<Lookup>)> = bundles
            .into_iter()
            .map(|bundle| {
                let lookup = Lookup::of(&bundle, &slug_of);
                (Arc::new(bundle), Arc::new(lookup))
            })
            .collect();
        let changed: HashSet<&str> = parts.iter().map(|part| part.0.event.slug.as_str()).collect();
        let stays = |slug: &String| kept.contains(slug) && !changed.contains(slug.as_str());
        let old = self.bundles.iter().zip(&self.lookups);
        let old = old.filter(|(bundle, _)| stays(&bundle.event.slug));
        let old: Vec<_> =
            old.map(|(bundle, lookup)| (Arc::clone(bundle), Arc::clone(lookup))).collect();
        parts.extend(old);
        parts.sort_by(|a, b| newest_first(&a.0.event, &b.0.event));
        Self::of(parts)
    }

    fn of(parts: Vec<(Arc<EventBundle>, Arc<Lookup>)>) -> Self {
        let mut catalog = Self::default();
        for (place, (bundle, lookup)) in parts.into_iter().enumerate() {
            catalog.events.insert(bundle.event.slug.clone(), place);
            let mut slugs = lookup.speaker_slugs.iter();
            for talk in &bundle.talks {
                record_speakers(&mut catalog.speakers, talk, &mut slugs);
            }
            catalog.bundles.push(bundle);
            catalog.lookups.push(lookup);
        }
        catalog
    }

    /// All events with their records, newest first.
    pub fn bundles(&self) -> &[Arc<EventBundle>] {
        &self.bundles
    }

    /// The event with this slug and all that belongs to it.
    pub fn find_event(&self, slug: &str) -> Option<&EventBundle> {
        self.events.get(slug).map(|&place| &*self.bundles[place])
    }

    /// The talk with this id, within an event.
    pub fn find_talk(&self, event: &str, id: &str) -> Option<&Talk> {
        self.look_up(event, |lookup| lookup.talks_by_id.get(id))
    }

    /// The talk with this slug, within an event.
    pub fn find_talk_by_slug(&self, event: &str, slug: &str) -> Option<&Talk> {
        self.look_up(event, |lookup| lookup.talks_by_slug.get(slug))
    }

    fn look_up(&self, event: &str, find: impl Fn(&Lookup) -> Option<&usize>) -> Option<&Talk> {
        let &place = self.events.get(event)?;
        self.bundles[place].talks.get(*find(&self.lookups[place])?)
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

/// Adds a talk to the profile of each of its speakers, whose slugs come next. Talks come newest event
/// first.
fn record_speakers<'a>(
    speakers: &mut BTreeMap<String, SpeakerProfile>,
    talk: &Talk,
    slugs: &mut impl Iterator<Item = &'a String>,
) {
    for (appearance, slug) in talk.speakers.iter().zip(slugs) {
        if !speakers.contains_key(slug) {
            let profile = SpeakerProfile {
                slug: slug.clone(),
                name: appearance.name.clone(),
                affiliations: Vec::new(),
                talks: Vec::new(),
            };
            speakers.insert(slug.clone(), profile);
        }
        if let Some(profile) = speakers.get_mut(slug) {
            add_appearance(profile, talk, appearance);
        }
    }
}

fn add_appearance(profile: &mut SpeakerProfile, talk: &Talk, appearance: &Appearance) {
    if let Some(affiliation) = &appearance.affiliation
        && !profile.affiliations.contains(affiliation)
    {
        profile.affiliations.push(affiliation.clone());
    }
    // Who is named twice in a talk is named twice in a row.
    let is_last = |key: &RecordKey| key.id == talk.id && key.event == talk.event;
    if !profile.talks.last().is_some_and(is_last) {
        profile.talks.push(talk.key());
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
        let slug_of = |name: &str| name.to_lowercase().replace(' ', "-");
        let catalog = Catalog::new(bundles, slug_of);
        let ada = catalog.find_speaker("ada-byron").unwrap();
        assert_eq!(ada.name, "ada byron");
        assert_eq!(ada.affiliations, ["Engine", "Mill"]);
        assert_eq!(ada.talks, [RecordKey::talk("new", "1"), RecordKey::talk("old", "1")]);
        assert_eq!(catalog.bundles()[0].event.slug, "new");
        assert_eq!(catalog.find_talk_by_slug("old", "one"), catalog.find_talk("old", "1"));
    }

    #[test]
    fn a_renewed_picture_is_that_of_all_events_and_shares_those_that_stay() {
        let slug_of = |name: &str| name.to_lowercase();
        let old = || bundle("old", "Conf 2023", "Ada", "Mill");
        let catalog =
            Catalog::new(vec![old(), bundle("new", "Conf 2025", "Ada", "Engine")], slug_of);
        let changed = || bundle("new", "Conf 2025", "Grace", "Navy");
        let kept = HashSet::from(["old".to_owned(), "new".to_owned()]);
        let renewed = catalog.renewed(vec![changed()], &kept, slug_of);
        let whole = Catalog::new(vec![old(), changed()], slug_of);
        assert_eq!(renewed.bundles(), whole.bundles());
        assert!(renewed.speakers().eq(whole.speakers()));
        assert_eq!(renewed.find_talk("new", "1"), whole.find_talk("new", "1"));
        assert!(Arc::ptr_eq(&renewed.bundles()[1], &catalog.bundles()[1]));
        let gone = catalog.renewed(Vec::new(), &HashSet::from(["new".to_owned()]), slug_of);
        assert!(gone.find_event("old").is_none() && gone.find_talk("old", "1").is_none());
        assert_eq!(gone.speakers().count(), 1);
    }
}
