//! What many pages show of a record: talk cards, people, announcements, selected sentences.

use std::collections::HashSet;

use minijinja::Value;
use serde::Serialize;

use super::dates;
use crate::domain::{Announcement, Appearance, Catalog, Event, EventBundle, LinkKind, Talk};
use crate::domain::{RecordKey, RecordKind, State};
use crate::summary::SummarySentence;
use crate::text;
use crate::web::links;
use crate::web::words::{self, KindWords};

/// Characters of an announcement's first words on a card: about three lines on a phone.
const LEAD_MAX_CHARS: usize = 200;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TextLink {
    pub url: String,
    pub text: String,
}

/// A person on stage, with what stood on the badge that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    /// The speaker's page; who only announced something has none.
    pub url: Option<String>,
    pub name: String,
    pub affiliation: Option<String>,
    pub initials: String,
}

impl Person {
    /// A person on stage at a talk, as the talk names them.
    pub(crate) fn speaker(appearance: &Appearance) -> Self {
        let url = links::speaker(&text::slugify(&appearance.name));
        Self { url: Some(url), ..Self::named(appearance) }
    }

    /// A person who announced something, with a page if they were on stage too.
    pub(crate) fn announcer(catalog: &Catalog, appearance: &Appearance) -> Self {
        let profile = catalog.find_speaker(&text::slugify(&appearance.name));
        let url = profile.map(|profile| links::speaker(&profile.slug));
        Self { url, ..Self::named(appearance) }
    }

    fn named(appearance: &Appearance) -> Self {
        Self {
            url: None,
            name: appearance.name.clone(),
            affiliation: appearance.affiliation.clone(),
            initials: initials(&appearance.name),
        }
    }
}

/// First letters of the first and last word of a name.
pub(crate) fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// A talk in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TalkCard {
    pub id: String,
    pub event_slug: String,
    pub url: String,
    pub title: String,
    /// The language of the title, where it is known.
    pub language: Option<String>,
    pub kind: KindWords,
    pub people: Vec<Person>,
    pub event: TextLink,
    pub length: Option<Value>,
    pub when: Option<Value>,
    pub room: Option<String>,
    pub recorded: bool,
    pub cancelled: bool,
    /// `Cancelled`, `Moved` or `New`, where there is something to know at a glance.
    pub mark: Option<&'static str>,
    /// What it has in common with the talk under which it is shown; elsewhere empty.
    pub why: Vec<Value>,
}

impl TalkCard {
    /// A talk of an event.
    pub(crate) fn new(event: &Event, talk: &Talk) -> Self {
        let slot = talk.slots.first();
        Self {
            id: talk.id.clone(),
            event_slug: talk.event.clone(),
            url: links::talk(talk),
            title: talk.title.clone(),
            language: language(talk),
            kind: words::kind(talk.kind),
            people: talk.speakers.iter().map(Person::speaker).collect(),
            event: event_link(event),
            length: talk.duration_s.map(dates::length),
            when: slot.map(|slot| dates::slot(slot.start, slot.end)),
            room: slot.and_then(|slot| slot.room.clone()),
            recorded: is_recorded(talk),
            cancelled: talk.state == State::Cancelled,
            mark: words::state_mark(talk.state),
            why: Vec::new(),
        }
    }

    /// The card of a talk by its key, if it is still there.
    pub(crate) fn find(catalog: &Catalog, key: &RecordKey) -> Option<Self> {
        if key.kind != RecordKind::Talk {
            return None;
        }
        let talk = catalog.find_talk(&key.event, &key.id)?;
        Some(Self::new(&catalog.find_event(&key.event)?.event, talk))
    }
}

/// The tag of the one language of a talk (BCP 47); `None` where there are several, or a name.
pub(crate) fn language(talk: &Talk) -> Option<String> {
    let [tag] = talk.languages.as_slice() else { return None };
    let mut parts = tag.split('-');
    let is_letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_primary = |part: &str| (2..=3).contains(&part.len()) && is_letters(part);
    let is_sub = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (parts.next().is_some_and(is_primary) && parts.all(is_sub)).then(|| tag.clone())
}

/// Whether there is a recording that can be linked to.
pub(crate) fn is_recorded(talk: &Talk) -> bool {
    talk.link(LinkKind::Video).is_some_and(|link| links::is_web_address(&link.url))
}

/// Whether lists show a talk: sessions with content that were not withdrawn.
pub(crate) fn is_listed(talk: &Talk) -> bool {
    talk.kind.is_session() && talk.state != State::Withdrawn
}

/// The talks of an event that lists show, in programme order.
pub(crate) fn listed(bundle: &EventBundle) -> impl Iterator<Item = &Talk> {
    bundle.talks.iter().filter(|talk| is_listed(talk))
}

/// How many people were on stage at some talks, each counted once.
pub(crate) fn count_people<'a>(talks: impl Iterator<Item = &'a Talk>) -> usize {
    let names = talks.flat_map(|talk| &talk.speakers);
    names.map(|person| text::slugify(&person.name)).collect::<HashSet<_>>().len()
}

/// An event's name with its page.
pub(crate) fn event_link(event: &Event) -> TextLink {
    TextLink { url: links::event(&event.slug), text: event.name.clone() }
}

/// An announcement in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AnnouncementCard {
    pub url: String,
    pub title: String,
    pub date: Option<Value>,
    pub lead: String,
    pub event: TextLink,
}

impl AnnouncementCard {
    /// An announcement of an event.
    pub(crate) fn new(event: &Event, item: &Announcement) -> Self {
        Self {
            url: links::announcement(&item.event, &item.id),
            title: item.title.clone(),
            date: date_label(item),
            lead: lead(&item.body),
            event: event_link(event),
        }
    }
}

/// The stated wording of a date, else the day in words.
pub(crate) fn date_label(item: &Announcement) -> Option<Value> {
    item.date_text.clone().map(Value::from).or_else(|| item.date.map(dates::day))
}

/// All announcements with their events, newest first; those without a day come last in their event.
pub(crate) fn newest_announcements(catalog: &Catalog) -> Vec<(&Event, &Announcement)> {
    let bundles = catalog.bundles().iter();
    let mut all: Vec<_> = bundles
        .flat_map(|bundle| bundle.announcements.iter().map(move |item| (&bundle.event, item)))
        .collect();
    all.sort_by_key(|(event, item)| std::cmp::Reverse(item.date.or(event.starts_on)));
    all
}

/// The first words of a text, cut after a sentence where one ends in time, else after a word.
pub(crate) fn lead(body: &str) -> String {
    let plain = text::plain(body).replace("\n\n", " ");
    if plain.chars().count() <= LEAD_MAX_CHARS {
        return plain;
    }
    let cut = plain.char_indices().nth(LEAD_MAX_CHARS).map_or(plain.len(), |(at, _)| at);
    let sentence_end =
        text::sentences(&plain).iter().map(|range| range.end).rfind(|&end| end <= cut);
    match sentence_end {
        Some(end) => plain[..end].to_owned(),
        None => {
            let end = plain[..cut].rfind(char::is_whitespace).unwrap_or(cut);
            format!("{}…", plain[..end].trim_end())
        }
    }
}

/// A selected sentence and where it stands.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Selected {
    pub text: String,
    /// The language of the sentence, where it is known.
    pub language: Option<String>,
    pub source: TextLink,
    pub moment: Option<String>,
}

impl Selected {
    /// A sentence of a summary.
    pub(crate) fn new(catalog: &Catalog, sentence: &SummarySentence) -> Self {
        let key = &sentence.key;
        Self {
            text: sentence.text.clone(),
            language: catalog.find_talk(&key.event, &key.id).and_then(language),
            source: TextLink { url: links::record(catalog, key), text: sentence.title.clone() },
            moment: sentence.start_s.map(dates::moment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("élise"), "É");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn the_language_of_a_talk_is_a_tag_or_not_known() {
        let language = |languages: &[&str]| {
            let languages = languages.iter().map(|&it| it.to_owned()).collect();
            language(&Talk { languages, ..Talk::default() })
        };
        assert_eq!(language(&["de"]).as_deref(), Some("de"));
        assert_eq!(language(&["pt-BR"]).as_deref(), Some("pt-BR"));
        for unknown in [&["de", "en"][..], &[], &["German"], &["de\""], &["de-"], &[""]] {
            assert_eq!(language(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn a_lead_ends_with_a_sentence_or_says_that_it_goes_on() {
        let short = "One sentence.";
        assert_eq!(lead(short), short);
        let two = format!("First sentence here. Then {}", "word ".repeat(60));
        assert_eq!(lead(&two), "First sentence here.");
        let endless = "wörd ".repeat(80);
        assert!(lead(&endless).ends_with("wörd…"));
        assert!(lead(&endless).chars().count() <= LEAD_MAX_CHARS + 1);
    }
}
