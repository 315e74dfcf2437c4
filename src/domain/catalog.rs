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
    speakers: Arc<Speakers>,
}

/// Everybody's profile, by slug; shared with the picture before where it is the same.
type Speakers = BTreeMap<String, Arc<SpeakerProfile>>;

/// An event and what of it is looked up.
type Part = (Arc<EventBundle>, Arc<Lookup>);

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
        let come = bundles.into_iter().map(|bundle| {
            let lookup = self.lookup_of_same_names(&bundle);
            let lookup = lookup.unwrap_or_else(|| Arc::new(Lookup::of(&bundle, &slug_of)));
            (Arc::new(bundle), lookup)
        });
        let come: Vec<Part> = come.collect();
        let changed: HashSet<&str> = come.iter().map(|it| it.0.event.slug.as_str()).collect();
        let stays = |(bundle, _): &Part| {
            let slug = &bundle.event.slug;
            kept.contains(slug) && !changed.contains(slug.as_str())
        };
        let before = self.bundles.iter().cloned().zip(self.lookups.iter().cloned());
        let (stay, go): (Vec<Part>, Vec<Part>) = before.partition(stays);
        let touched = touched(&go, &come);
        let mut parts: Vec<Part> = stay.into_iter().chain(come).collect();
        parts.sort_by(|a, b| newest_first(&a.0.event, &b.0.event));
        let speakers = renewed_speakers(&self.speakers, &touched, &parts);
        Self::of(parts, speakers)
    }

    /// What is looked up of an event, where it has the names that it had: most changes are of texts
    /// and times.
    fn lookup_of_same_names(&self, bundle: &EventBundle) -> Option<Arc<Lookup>> {
        let &place = self.events.get(&bundle.event.slug)?;
        let is_same = has_same_names(&self.bundles[place], bundle);
        is_same.then(|| Arc::clone(&self.lookups[place]))
    }

    fn of(parts: Vec<Part>, speakers: Arc<Speakers>) -> Self {
        let slugs = parts.iter().map(|(bundle, _)| bundle.event.slug.clone());
        let events = slugs.zip(0..).collect();
        let (bundles, lookups) = parts.into_iter().unzip();
        Self { bundles, lookups, events, speakers }
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
        self.speakers.get(slug).map(Arc::as_ref)
    }

    /// All people, by slug.
    pub fn speakers(&self) -> impl Iterator<Item = &SpeakerProfile> {
        self.speakers.values().map(Arc::as_ref)
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

/// Whether profiles and addresses of an event's talks are the same in another state of it.
fn has_same_names(before: &EventBundle, now: &EventBundle) -> bool {
    let same =
        |(a, b): (&Talk, &Talk)| a.id == b.id && a.slug == b.slug && a.speakers == b.speakers;
    newest_first(&before.event, &now.event).is_eq()
        && before.talks.len() == now.talks.len()
        && before.talks.iter().zip(&now.talks).all(same)
}

/// The slugs of the people whose profiles a change may touch: those named in an event that goes or
/// comes, unless it goes and comes with the same names, and so the same lookup.
fn touched(go: &[Part], come: &[Part]) -> HashSet<String> {
    let has_lookup = |parts: &[Part], lookup: &Arc<Lookup>| {
        parts.iter().any(|(_, other)| Arc::ptr_eq(other, lookup))
    };
    let stays = |lookup: &Arc<Lookup>| has_lookup(go, lookup) && has_lookup(come, lookup);
    let lookups = go.iter().chain(come).map(|(_, lookup)| lookup);
    let of_change = lookups.filter(|it| !stays(it)).flat_map(|lookup| &lookup.speaker_slugs);
    of_change.cloned().collect()
}

/// The profiles after a change: those of the people it touches are made anew from all events, newest
/// first.
fn renewed_speakers(
    before: &Arc<Speakers>,
    touched: &HashSet<String>,
    parts: &[Part],
) -> Arc<Speakers> {
    if touched.is_empty() {
        return Arc::clone(before);
    }
    let mut made: BTreeMap<&str, SpeakerProfile> = BTreeMap::new();
    for (bundle, lookup) in parts {
        let appearances =
            bundle.talks.iter().flat_map(|talk| talk.speakers.iter().map(move |it| (talk, it)));
        for ((talk, appearance), slug) in appearances.zip(&lookup.speaker_slugs) {
            if touched.contains(slug) {
                let profile = made.entry(slug).or_insert_with(|| profile(slug, &appearance.name));
                add_appearance(profile, talk, appearance);
            }
        }
    }
    let mut speakers = Speakers::clone(before);
    speakers.retain(|slug, _| !touched.contains(slug));
    speakers.extend(made.into_iter().map(|(slug, it)| (slug.to_owned(), Arc::new(it))));
    Arc::new(speakers)
}

fn profile(slug: &str, name: &str) -> SpeakerProfile {
    SpeakerProfile {
        slug: slug.to_owned(),
        name: name.to_owned(),
        affiliations: Vec::new(),
        talks: Vec::new(),
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
    use proptest::prelude::*;

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

    /// Events of a year with talks of some speakers each.
    fn programme(year: u16, speakers: &[Vec<u8>]) -> Vec<EventBundle> {
        let event = |(number, speakers): (usize, &Vec<u8>)| {
            let slug = format!("e{number}");
            let name = format!("Conf {}", year + number as u16 / 2);
            let mut all = bundle(&slug, &name, "", "");
            all.talks = speakers
                .iter()
                .enumerate()
                .map(|(id, speaker)| {
                    let mut one = bundle(&slug, "", &format!("S{speaker}"), &format!("{id}"));
                    one.talks[0].id = id.to_string();
                    one.talks.remove(0)
                })
                .collect();
            all
        };
        speakers.iter().enumerate().map(event).collect()
    }

    proptest! {
        #[test]
        fn after_any_change_the_people_are_those_of_all_events(
            before in prop::collection::vec(prop::collection::vec(0u8..6, 0..4), 0..5),
            after in prop::collection::vec(prop::collection::vec(0u8..6, 0..4), 0..5),
            (is_later, is_retitled) in any::<(bool, bool)>(),
        ) {
            let slug_of = |name: &str| name.to_lowercase();
            let old = programme(2020, &before);
            let mut new = programme(2020 + u16::from(is_later), &after);
            let talks = new.iter_mut().flat_map(|bundle| &mut bundle.talks);
            talks.filter(|_| is_retitled).for_each(|talk| talk.title = "Another".to_owned());
            let kept: HashSet<String> =
                old.iter().filter(|it| new.contains(it)).map(|it| it.event.slug.clone()).collect();
            let whole = Catalog::new(new.clone(), slug_of);
            new.retain(|it| !kept.contains(&it.event.slug));
            let renewed = Catalog::new(old, slug_of).renewed(new, &kept, slug_of);
            prop_assert_eq!(renewed.bundles(), whole.bundles());
            prop_assert!(renewed.speakers().eq(whole.speakers()));
        }
    }

    #[test]
    fn the_profiles_of_people_whom_a_change_does_not_touch_are_shared() {
        let slug_of = |name: &str| name.to_lowercase();
        let old = bundle("old", "Conf 2023", "Ada", "Mill");
        let catalog = Catalog::new(vec![old, bundle("new", "Conf 2025", "Li", "Engine")], slug_of);
        let kept = HashSet::from(["old".to_owned()]);
        let changed = bundle("new", "Conf 2025", "Grace", "Navy");
        let renewed = catalog.renewed(vec![changed], &kept, slug_of);
        assert!(Arc::ptr_eq(&renewed.speakers["ada"], &catalog.speakers["ada"]));
        assert!(renewed.find_speaker("li").is_none() && renewed.find_speaker("grace").is_some());
        let mut retitled = bundle("new", "Conf 2025", "Li", "Engine");
        retitled.talks[0].title = "Another".to_owned();
        let renewed = catalog.renewed(vec![retitled], &kept, slug_of);
        assert!(Arc::ptr_eq(&renewed.speakers, &catalog.speakers));
        assert_eq!(renewed.find_talk("new", "1").unwrap().title, "Another");
    }
}
