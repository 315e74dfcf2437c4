//! What differs between two records, field by field, as text that people read.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};

use crate::domain::{
    ANNOUNCEMENT, Announcement, Appearance, Change, Event, EventBundle, Link, Slot, Talk,
    WHOLE_TALK,
};

/// Notes every field of a talk that differs.
pub(super) fn talk(old: &Talk, new: &Talk, changes: &mut Vec<Change>) {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let fields = [
        ("title", old.title.clone(), new.title.clone()),
        ("subtitle", optional(&old.subtitle), optional(&new.subtitle)),
        ("kind", old.kind.as_str().to_owned(), new.kind.as_str().to_owned()),
        ("state", old.state.as_str().to_owned(), new.state.as_str().to_owned()),
        ("languages", old.languages.join(", "), new.languages.join(", ")),
        ("track", optional(&old.track), optional(&new.track)),
        ("abstract", old.abstract_text.clone(), new.abstract_text.clone()),
        ("description", old.description.clone(), new.description.clone()),
        ("topics", old.topics.join(", "), new.topics.join(", ")),
        ("speakers", speakers(&old.speakers), speakers(&new.speakers)),
        ("slots", slots(&old.slots), slots(&new.slots)),
        ("links", links(&old.links), links(&new.links)),
        ("duration_s", number(old.duration_s), number(new.duration_s)),
        ("published", date(old.published), date(new.published)),
    ];
    note(&new.id, &new.title, fields, changes);
}

/// Notes every field of an event that differs.
pub(super) fn event(old: &Event, new: &Event, changes: &mut Vec<Change>) {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let fields = [
        ("event.name", old.name.clone(), new.name.clone()),
        ("event.series", optional(&old.series), optional(&new.series)),
        ("event.timezone", optional(&old.timezone), optional(&new.timezone)),
        ("event.starts_on", date(old.starts_on), date(new.starts_on)),
        ("event.ends_on", date(old.ends_on), date(new.ends_on)),
        ("event.location", optional(&old.location), optional(&new.location)),
        ("event.url", optional(&old.url), optional(&new.url)),
        ("event.description", optional(&old.description), optional(&new.description)),
    ];
    note(&new.slug, &new.name, fields, changes);
}

/// The talks of one event that two states of it both hold, field by field, and those that came or
/// went, whichever way the second came about.
pub fn changes_between(old: &EventBundle, new: &EventBundle) -> Vec<Change> {
    let mut changes = Vec::new();
    event(&old.event, &new.event, &mut changes);
    let by_id = |talks: &'_ [Talk]| -> HashMap<String, usize> {
        talks.iter().enumerate().map(|(at, talk)| (talk.id.clone(), at)).collect()
    };
    let (before, after) = (by_id(&old.talks), by_id(&new.talks));
    for after in &new.talks {
        match before.get(&after.id) {
            Some(at) => talk(&old.talks[*at], after, &mut changes),
            None => changes.push(whole_talk(after, None, Some(after.title.clone()))),
        }
    }
    let gone = old.talks.iter().filter(|it| !after.contains_key(&it.id));
    changes.extend(gone.map(|it| whole_talk(it, Some(it.title.clone()), None)));
    changes
}

/// A room that got another name.
pub(super) fn room(event: &Event, old: &str, new: &str) -> Change {
    Change {
        talk: event.slug.clone(),
        title: event.name.clone(),
        field: "event.room".to_owned(),
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
    }
}

/// A talk that came or went.
pub(super) fn whole_talk(talk: &Talk, old: Option<String>, new: Option<String>) -> Change {
    Change {
        talk: talk.id.clone(),
        title: talk.title.clone(),
        field: WHOLE_TALK.to_owned(),
        old,
        new,
    }
}

/// An announcement that came, went or differs.
pub(super) fn announcement(
    old: Option<&Announcement>,
    new: Option<&Announcement>,
) -> Option<Change> {
    let item = new.or(old).filter(|_| old != new)?;
    Some(Change {
        talk: item.id.clone(),
        title: item.title.clone(),
        field: ANNOUNCEMENT.to_owned(),
        old: old.map(words),
        new: new.map(words),
    })
}

/// Its words, and below them from when, until when and for whom it matters, where that is stated.
fn words(item: &Announcement) -> String {
    let time = |time: DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
    let bounds = [
        item.from.map(|from| format!("from {}", time(from))),
        item.until.map(|until| format!("until {}", time(until))),
        item.audience.as_ref().map(|audience| format!("for {audience}")),
    ];
    let bounds: Vec<_> = bounds.into_iter().flatten().collect();
    let text = format!("{}\n\n{}", item.title, item.body);
    if bounds.is_empty() { text } else { format!("{text}\n\n{}", bounds.join(", ")) }
}

fn note<const N: usize>(
    id: &str,
    title: &str,
    fields: [(&str, String, String); N],
    changes: &mut Vec<Change>,
) {
    let differing = fields.into_iter().filter(|(_, old, new)| old != new);
    changes.extend(differing.map(|(field, old, new)| Change {
        talk: id.to_owned(),
        title: title.to_owned(),
        field: field.to_owned(),
        old: Some(old),
        new: Some(new),
    }));
}

fn speakers(speakers: &[Appearance]) -> String {
    let one = |speaker: &Appearance| {
        let affiliation = speaker.affiliation.as_ref().map(|name| format!(" ({name})"));
        let id = speaker.id.as_ref().map(|id| format!(" [{id}]"));
        [Some(speaker.name.clone()), affiliation, id].into_iter().flatten().collect::<String>()
    };
    speakers.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn slots(slots: &[Slot]) -> String {
    let one = |slot: &Slot| {
        let start = slot.start.strftime("%Y-%m-%d %H:%M");
        let same_day = slot.start.date() == slot.end.date();
        let end = slot.end.strftime(if same_day { "%H:%M" } else { "%Y-%m-%d %H:%M" });
        let room = slot.room.as_ref().map(|room| format!(", {room}")).unwrap_or_default();
        let day = slot.day.map(|day| format!(" (day {day})")).unwrap_or_default();
        format!("{start} to {end}{room}{day}")
    };
    slots.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn links(links: &[Link]) -> String {
    let one = |link: &Link| {
        let title = link.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
        format!("{} {}{title}", link.kind.as_str(), link.url)
    };
    links.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn number(value: Option<u32>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn date(value: Option<Date>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
