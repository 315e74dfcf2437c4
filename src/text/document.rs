//! Records to documents: the one place that decides which of their texts search sees. Adds nothing.

use super::clean::{line, plain};
use super::fold::fold;
use crate::domain::{
    Announcement, Appearance, Catalog, Document, Event, EventBundle, RecordKey, RecordKind, State,
    Talk,
};

/// The kind's word of announcements.
const ANNOUNCEMENT: &str = "announcement";

/// A talk as search sees it, without what was said in it: transcripts are kept apart.
pub fn talk_document(event: &Event, talk: &Talk) -> Document {
    Document {
        key: talk.key(),
        title: full_title(talk),
        text: talk_text(talk),
        speakers: names(&talk.speakers),
        affiliations: affiliations(&talk.speakers),
        topics: talk.topics.iter().map(|topic| line(topic)).collect(),
        track: talk.track.as_deref().map(line),
        rooms: distinct(talk.slots.iter().filter_map(|slot| slot.room.as_deref())),
        kind: talk.kind.as_str().to_owned(),
        year: event.year(),
        speech: None,
    }
}

/// An announcement as search sees it; the people named in it take the speakers' place.
pub fn announcement_document(event: &Event, item: &Announcement) -> Document {
    Document {
        key: item.key(),
        title: line(&item.title),
        text: plain(&item.body),
        speakers: names(&item.people),
        affiliations: affiliations(&item.people),
        topics: item.topics.iter().map(|topic| line(topic)).collect(),
        track: None,
        rooms: Vec::new(),
        kind: ANNOUNCEMENT.to_owned(),
        year: item.date.map(|date| date.year()).or_else(|| event.year()),
        speech: None,
    }
}

/// Every session that was not withdrawn and every announcement, in the catalog's order: by event,
/// talks before announcements. Breaks and services are no documents.
pub fn documents(catalog: &Catalog) -> Vec<Document> {
    catalog.bundles().iter().flat_map(|bundle| bundle_documents(bundle)).collect()
}

/// The same of one event.
pub fn event_documents(bundle: &EventBundle) -> Vec<Document> {
    bundle_documents(bundle).collect()
}

/// The keys of an event's documents, in the same order.
pub fn event_keys(bundle: &EventBundle) -> impl Iterator<Item = RecordKey> {
    offered(bundle).map(Talk::key).chain(bundle.announcements.iter().map(Announcement::key))
}

/// The document of the record with this key, if there is one.
pub fn find_document(catalog: &Catalog, key: &RecordKey) -> Option<Document> {
    let event = &catalog.find_event(&key.event)?.event;
    Some(match key.kind {
        RecordKind::Talk => talk_document(event, catalog.find_talk(&key.event, &key.id)?),
        RecordKind::Announcement => {
            announcement_document(event, catalog.find_announcement(&key.event, &key.id)?)
        }
    })
}

/// Whether the records with this key say the same in both catalogs of what a document is made of.
pub fn says_the_same(before: &Catalog, now: &Catalog, key: &RecordKey) -> bool {
    let year = |catalog: &Catalog| catalog.find_event(&key.event).map(|it| it.event.year());
    let (event, id) = (&key.event, &key.id);
    year(before) == year(now)
        && match key.kind {
            RecordKind::Talk => before.find_talk(event, id) == now.find_talk(event, id),
            RecordKind::Announcement => {
                before.find_announcement(event, id) == now.find_announcement(event, id)
            }
        }
}

fn bundle_documents(bundle: &EventBundle) -> impl Iterator<Item = Document> {
    let talks = offered(bundle).map(|talk| talk_document(&bundle.event, talk));
    let items = bundle.announcements.iter();
    talks.chain(items.map(|item| announcement_document(&bundle.event, item)))
}

/// The sessions of an event that were not withdrawn.
fn offered(bundle: &EventBundle) -> impl Iterator<Item = &Talk> {
    let is_offered = |talk: &&Talk| talk.kind.is_session() && talk.state != State::Withdrawn;
    bundle.talks.iter().filter(is_offered)
}

fn full_title(talk: &Talk) -> String {
    let title = line(&talk.title);
    match talk.subtitle.as_deref().map(line) {
        Some(subtitle) if !subtitle.is_empty() => format!("{title}: {subtitle}"),
        _ => title,
    }
}

/// Abstract and description, once where one holds the other.
fn talk_text(talk: &Talk) -> String {
    let abstract_text = plain(&talk.abstract_text);
    let description = plain(&talk.description);
    let (short, long) = (fold(&abstract_text), fold(&description));
    if long.contains(&short) {
        return description;
    }
    if short.contains(&long) {
        return abstract_text;
    }
    format!("{abstract_text}\n\n{description}")
}

fn names(people: &[Appearance]) -> Vec<String> {
    people.iter().map(|person| line(&person.name)).collect()
}

fn affiliations(people: &[Appearance]) -> Vec<String> {
    distinct(people.iter().filter_map(|person| person.affiliation.as_deref()))
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for text in texts.map(line) {
        if !text.is_empty() && !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, RecordKind};

    fn talk(id: &str) -> Talk {
        Talk { id: id.into(), event: "e".into(), title: "A &amp; B".into(), ..Talk::default() }
    }

    fn person(name: &str, affiliation: &str) -> Appearance {
        Appearance { name: name.into(), affiliation: Some(affiliation.into()), id: None }
    }

    #[test]
    fn a_talk_becomes_clean_text_by_field() {
        let talk = Talk {
            subtitle: Some("or so".into()),
            abstract_text: "<p>Short.</p>".into(),
            description: "Longer **text**.".into(),
            speakers: vec![person("Ada  L.", "Acme"), person("Bo", "Acme")],
            ..talk("1")
        };
        let event = Event { name: "E 2024".into(), ..Event::default() };
        let document = talk_document(&event, &talk);
        assert_eq!(document.title, "A & B: or so");
        assert_eq!(document.text, "Short.\n\nLonger text.");
        assert_eq!(document.speakers, ["Ada L.", "Bo"]);
        assert_eq!(document.affiliations, ["Acme"]);
        assert_eq!(document.year, Some(2024));
    }

    #[test]
    fn a_description_that_repeats_the_abstract_is_not_doubled() {
        let mut talk = talk("1");
        talk.abstract_text = "One  sentence.".into();
        talk.description = "<p>One sentence.</p><p>And more.</p>".into();
        assert_eq!(talk_text(&talk), "One sentence.\n\nAnd more.");
        std::mem::swap(&mut talk.abstract_text, &mut talk.description);
        assert_eq!(talk_text(&talk), "One sentence.\n\nAnd more.");
        talk.description.clear();
        assert_eq!(talk_text(&talk), "One sentence.\n\nAnd more.");
    }

    #[test]
    fn breaks_and_withdrawn_talks_are_no_documents() {
        let talks = vec![
            talk("1"),
            Talk { kind: Kind::Break, ..talk("2") },
            Talk { state: State::Withdrawn, ..talk("3") },
            Talk { state: State::Cancelled, ..talk("4") },
        ];
        let item = Announcement { id: "n".into(), event: "e".into(), ..Announcement::default() };
        let event = Event { slug: "e".into(), ..Event::default() };
        let bundle = EventBundle { event, talks, announcements: vec![item] };
        let documents = documents(&Catalog::new(vec![bundle], str::to_owned));
        let ids: Vec<_> = documents.iter().map(|document| document.key.id.as_str()).collect();
        assert_eq!(ids, ["1", "4", "n"]);
        assert_eq!(documents[2].key.kind, RecordKind::Announcement);
    }
}
