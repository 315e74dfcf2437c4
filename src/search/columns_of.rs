//! Which values a record has in each column, and other words for them. Keeps nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use super::columns::Column;
use super::filter::Field;
use crate::domain::{Catalog, Document, Event, EventBundle, LinkKind, RecordKey, RecordKind, Talk};
use crate::text::{fold, is_web};

/// Topics that say how much a session takes for granted, as schedules of several systems have them.
const LEVELS: [&str; 9] = [
    "all",
    "all levels",
    "any",
    "beginner",
    "introductory",
    "intermediate",
    "advanced",
    "expert",
    "introductory and overview",
];

/// English names of the languages that conferences are held in most, with their tags.
const LANGUAGES: [(&str, &str); 16] = [
    ("english", "en"),
    ("german", "de"),
    ("french", "fr"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("swedish", "sv"),
    ("norwegian", "no"),
    ("danish", "da"),
    ("japanese", "ja"),
    ("chinese", "zh"),
    ("korean", "ko"),
    ("russian", "ru"),
];

/// Whether a topic says how much a session takes for granted (`Intermediate`).
pub fn is_level(topic: &str) -> bool {
    LEVELS.contains(&fold(topic).as_str())
}

/// A column, what a filter says and what people read.
type Said = (Column, String, String);

/// Where values come from: documents, and the catalog where there is one.
#[derive(Default)]
pub(super) struct Source<'a> {
    catalog: Option<&'a Catalog>,
    /// The first day of each event.
    first_days: HashMap<&'a str, Date>,
}

impl<'a> Source<'a> {
    pub(super) fn new(catalog: Option<&'a Catalog>) -> Self {
        let bundles = catalog.map_or(&[][..], Catalog::bundles).iter();
        Self { catalog, first_days: first_days(bundles) }
    }

    /// The same for documents of some events alone.
    pub(super) fn of_events(catalog: &'a Catalog, slugs: &HashSet<&str>) -> Self {
        let is_wanted = |bundle: &&Arc<EventBundle>| slugs.contains(bundle.event.slug.as_str());
        let bundles = catalog.bundles().iter().filter(is_wanted);
        Self { catalog: Some(catalog), first_days: first_days(bundles) }
    }

    /// Every event's slug and name.
    pub(super) fn events(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let bundles = self.catalog.map_or(&[][..], Catalog::bundles).iter();
        bundles.map(|bundle| (bundle.event.slug.as_str(), name(&bundle.event)))
    }

    /// What a document, and its record in the catalog, say of themselves.
    pub(super) fn values(&self, document: &Document) -> Vec<Said> {
        let mut said = of_document(document);
        let key = &document.key;
        let name = self.event_name(key).to_owned();
        said.push((Column::Plain(Field::Event), key.event.clone(), name));
        if let Some(talk) = self.talk(key) {
            add_talk(&mut said, talk, self.first_day(key));
        }
        said
    }

    /// Whether a document that is the same with both has the same values with both.
    pub(super) fn says_the_same(&self, other: &Self, key: &RecordKey) -> bool {
        self.event_name(key) == other.event_name(key)
            && self.first_day(key) == other.first_day(key)
            && self.talk(key) == other.talk(key)
    }

    fn event_name<'b>(&self, key: &'b RecordKey) -> &'b str
    where
        'a: 'b,
    {
        let event = self.catalog.and_then(|catalog| catalog.find_event(&key.event));
        event.map_or(key.event.as_str(), |it| name(&it.event))
    }

    fn talk(&self, key: &RecordKey) -> Option<&'a Talk> {
        let catalog = self.catalog.filter(|_| key.kind == RecordKind::Talk);
        catalog.and_then(|it| it.find_talk(&key.event, &key.id))
    }

    fn first_day(&self, key: &RecordKey) -> Option<Date> {
        self.first_days.get(key.event.as_str()).copied()
    }
}

fn first_days<'a>(bundles: impl Iterator<Item = &'a Arc<EventBundle>>) -> HashMap<&'a str, Date> {
    bundles
        .filter_map(|bundle| {
            let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
            let first = slots.map(|slot| slot.programme_day()).min();
            Some((bundle.event.slug.as_str(), bundle.event.starts_on.or(first)?))
        })
        .collect()
}

fn name(event: &Event) -> &str {
    if event.name.is_empty() { &event.slug } else { &event.name }
}

/// The words for a value that are not its own: names of languages, short words for others.
pub(super) fn synonym(field: Field, typed: &str) -> String {
    let folded = fold(typed);
    let same = match field {
        Field::Language => LANGUAGES.iter().find(|(name, _)| *name == folded).map(|it| it.1),
        Field::Has => match folded.as_str() {
            "recording" | "videos" => Some("video"),
            "slide" | "deck" => Some("slides"),
            "transcripts" | "captions" | "subtitles" => Some("transcript"),
            _ => None,
        },
        _ => None,
    };
    same.map_or_else(|| typed.to_owned(), str::to_owned)
}

fn of_document(document: &Document) -> Vec<Said> {
    let plain = |field, value: &str| (Column::Plain(field), value.to_owned(), value.to_owned());
    let mut said = vec![plain(Field::Kind, &document.kind)];
    said.extend(document.year.map(|year| plain(Field::Year, &year.to_string())));
    said.extend(document.track.iter().map(|track| plain(Field::Track, track)));
    said.extend(document.rooms.iter().map(|room| plain(Field::Room, room)));
    said.extend(document.speakers.iter().map(|name| plain(Field::Speaker, name)));
    for topic in &document.topics {
        said.push(plain(Field::Topic, topic));
        said.extend(is_level(topic).then(|| plain(Field::Level, topic)));
    }
    said.extend(document.speech.is_some().then(|| plain(Field::Has, "transcript")));
    said.retain(|(_, key, _)| !key.trim().is_empty());
    said
}

/// What the documents of search do not hold.
fn add_talk(said: &mut Vec<Said>, talk: &Talk, first_day: Option<Date>) {
    let mut add = |column, key: &str, label: String| said.push((column, key.to_owned(), label));
    for language in &talk.languages {
        add(Column::Plain(Field::Language), language, language.clone());
    }
    for (kind, word) in [(LinkKind::Video, "video"), (LinkKind::Slides, "slides")] {
        if talk.link(kind).is_some_and(|link| is_web(&link.url)) {
            add(Column::Plain(Field::Has), word, word.to_owned());
        }
    }
    for day in talk.slots.iter().map(|slot| slot.programme_day()) {
        let weekday = weekday(day);
        let label = format!("{} {}", weekday.1, day.strftime("%-d %B %Y"));
        add(Column::Plain(Field::Day), &day.to_string(), label);
        add(Column::Weekday, weekday.0, weekday.1.to_owned());
        if let Some(number) = first_day.and_then(|first| (day - first).get_days().checked_add(1)) {
            add(Column::DayNumber, &number.to_string(), number.to_string());
        }
    }
}

/// The weekday in full and in short.
fn weekday(day: Date) -> (&'static str, &'static str) {
    match day.weekday() {
        Weekday::Monday => ("Monday", "Mon"),
        Weekday::Tuesday => ("Tuesday", "Tue"),
        Weekday::Wednesday => ("Wednesday", "Wed"),
        Weekday::Thursday => ("Thursday", "Thu"),
        Weekday::Friday => ("Friday", "Fri"),
        Weekday::Saturday => ("Saturday", "Sat"),
        Weekday::Sunday => ("Sunday", "Sun"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventBundle, Link, Slot};
    use crate::text::talk_document;

    fn said(starts_on: Option<Date>) -> Vec<String> {
        let day = jiff::civil::date(2024, 2, 4);
        let talk = |id: &str, day: Date| Talk {
            id: id.into(),
            event: "e".into(),
            languages: vec!["de".into()],
            topics: vec!["Intermediate".into()],
            slots: vec![Slot::new(day.at(10, 0, 0, 0), day.at(11, 0, 0, 0))],
            links: vec![Link { kind: LinkKind::Video, url: "https://v.test".into(), title: None }],
            ..Talk::default()
        };
        let event = Event { slug: "e".into(), name: "Éire".into(), starts_on, ..Event::default() };
        let talks = vec![talk("1", day), talk("2", day.yesterday().unwrap())];
        let document = talk_document(&event, &talks[0]);
        let bundle = EventBundle { event, talks, announcements: vec![] };
        let catalog = Catalog::new(vec![bundle], str::to_owned);
        let values = Source::new(Some(&catalog)).values(&document);
        values.into_iter().map(|(column, key, label)| format!("{column:?} {key} {label}")).collect()
    }

    #[test]
    fn a_talk_says_its_day_in_three_ways() {
        let said = said(None);
        for expected in [
            "Plain(Event) e Éire",
            "Plain(Kind) talk talk",
            "Plain(Level) Intermediate Intermediate",
            "Plain(Language) de de",
            "Plain(Has) video video",
            "Plain(Day) 2024-02-04 Sun 4 February 2024",
            "Weekday Sunday Sun",
            "DayNumber 2 2",
        ] {
            assert!(said.iter().any(|it| it == expected), "{expected} is not in {said:?}");
        }
    }

    #[test]
    fn days_are_counted_from_the_first_of_the_event() {
        let said = said(Some(jiff::civil::date(2024, 2, 2)));
        assert!(said.contains(&"DayNumber 3 3".to_owned()), "{said:?}");
    }

    #[test]
    fn other_words_stand_for_a_value() {
        assert_eq!(synonym(Field::Language, "German"), "de");
        assert_eq!(synonym(Field::Has, "recording"), "video");
        assert_eq!(synonym(Field::Track, "German"), "German");
    }
}
