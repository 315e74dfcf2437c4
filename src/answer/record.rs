//! The record behind a key, and what it states in words: templates over its fields, nothing else.

use jiff::civil::Date;

use super::Citation;
use crate::domain::{
    Announcement, Appearance, Catalog, Event, Kind, RecordKey, RecordKind, Slot, Talk,
};
use crate::text;

/// A talk or announcement with the event it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Record<'a> {
    Talk(&'a Event, &'a Talk),
    Announcement(&'a Event, &'a Announcement),
}

impl<'a> Record<'a> {
    /// The record with this key; `None` when the catalog is newer or older than the index.
    pub(super) fn find(catalog: &'a Catalog, key: &RecordKey) -> Option<Self> {
        let event = &catalog.find_event(&key.event)?.event;
        match key.kind {
            RecordKind::Talk => {
                catalog.find_talk(&key.event, &key.id).map(|talk| Self::Talk(event, talk))
            }
            RecordKind::Announcement => catalog
                .find_announcement(&key.event, &key.id)
                .map(|item| Self::Announcement(event, item)),
        }
    }

    /// The talk with its event; `None` for an announcement.
    pub(super) fn talk(self) -> Option<(&'a Event, &'a Talk)> {
        match self {
            Self::Talk(event, talk) => Some((event, talk)),
            Self::Announcement(..) => None,
        }
    }

    pub(super) fn event(self) -> &'a Event {
        match self {
            Self::Talk(event, _) | Self::Announcement(event, _) => event,
        }
    }

    pub(super) fn key(self) -> RecordKey {
        match self {
            Self::Talk(_, talk) => talk.key(),
            Self::Announcement(_, item) => item.key(),
        }
    }

    pub(super) fn title(self) -> String {
        match self {
            Self::Talk(_, talk) => text::line(&talk.title),
            Self::Announcement(_, item) => text::line(&item.title),
        }
    }

    pub(super) fn people(self) -> &'a [Appearance] {
        match self {
            Self::Talk(_, talk) => &talk.speakers,
            Self::Announcement(_, item) => &item.people,
        }
    }

    /// The record in one line: what it states of itself.
    pub(super) fn statement(self) -> String {
        let mut parts = vec![quoted(&self.title())];
        if !self.people().is_empty() {
            parts.push(people(self.people()));
        }
        match self {
            Self::Talk(_, talk) => {
                parts.push(talk.kind.as_str().to_owned());
                parts.extend(talk.slots.iter().map(slot));
            }
            Self::Announcement(_, item) => {
                parts.push("announcement".to_owned());
                parts.extend(item.date_label());
            }
        }
        parts.push(text::line(&self.event().name));
        parts.join("; ")
    }

    /// A citation of the record as a whole.
    pub(super) fn citation(self) -> Citation {
        self.citation_of(self.statement())
    }

    /// A citation of this sentence of the record.
    pub(super) fn citation_of(self, sentence: String) -> Citation {
        Citation { key: self.key(), title: self.title(), sentence, start_s: None }
    }
}

/// `Ada Byron (Mill), Bo Li and Cy Fo (Acme)`.
pub(super) fn people(people: &[Appearance]) -> String {
    joined(&people.iter().map(person).collect::<Vec<_>>())
}

fn person(appearance: &Appearance) -> String {
    let name = text::line(&appearance.name);
    match appearance.affiliation.as_deref().map(text::line) {
        Some(affiliation) if !affiliation.is_empty() => format!("{name} ({affiliation})"),
        _ => name,
    }
}

/// `a, b and c`.
pub(super) fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The title in quotation marks.
pub(super) fn quoted(title: &str) -> String {
    format!("“{title}”")
}

/// `Monday 2026-11-23, 10:00 to 10:30, Room 1`.
pub(super) fn slot(slot: &Slot) -> String {
    let date = slot.start.date();
    let listed = slot.day.filter(|day| *day != date);
    let listed = listed.map(|day| format!(", in the programme of {}", day.strftime("%A")));
    format!("{} {date}, {}{}", date.strftime("%A"), hours(slot), listed.unwrap_or_default())
}

/// `10:00 to 10:30, Room 1`.
pub(super) fn hours(slot: &Slot) -> String {
    let (from, to) = (slot.start, slot.end);
    let is_of_days = from.duration_until(to).as_hours() >= 24;
    let end = if is_of_days { to.strftime("%A %Y-%m-%d %H:%M") } else { to.strftime("%H:%M") };
    let room = slot.room.as_deref().map(text::line).filter(|room| !room.is_empty());
    let room = room.map(|room| format!(", {room}")).unwrap_or_default();
    format!("{} to {end}{room}", from.strftime("%H:%M"))
}

/// The zone of an event's times, as a sentence to follow them.
pub(super) fn zone(event: &Event) -> String {
    let zone = event.timezone.as_deref().map(text::line).filter(|zone| !zone.is_empty());
    zone.map(|zone| format!(" Times are in {zone}.")).unwrap_or_default()
}

/// The days of an event, when its record has them.
pub(super) fn event_days(event: &Event) -> Option<String> {
    let range = |from: Date, to: Date| match from == to {
        true => from.to_string(),
        false => format!("{from} to {to}"),
    };
    event.starts_on.map(|from| range(from, event.ends_on.unwrap_or(from)))
}

/// What people do in a session of this kind, in the past tense.
pub(super) fn stage_verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Panel => "sat on",
        Kind::Fireside => "took part in",
        Kind::Workshop => "led",
        _ => "gave",
    }
}

/// A length of time in minutes, or seconds when it is shorter than one.
pub(super) fn length(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => counted(seconds as usize, "second"),
        (minutes, 0) => counted(minutes as usize, "minute"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

/// `1 talk`, `3 talks`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn person(name: &str, affiliation: Option<&str>) -> Appearance {
        Appearance { name: name.into(), affiliation: affiliation.map(Into::into), id: None }
    }

    #[test]
    fn statements_are_made_of_fields() {
        let event = Event { slug: "e".into(), name: "Conf 2026".into(), ..Event::default() };
        let day = date(2026, 11, 23);
        let showing = Slot {
            room: Some("Room 1".into()),
            ..Slot::new(day.at(10, 0, 0, 0), day.at(10, 30, 0, 0))
        };
        let talk = Talk {
            title: "T &amp; U".into(),
            speakers: vec![person("Ada", Some("Mill")), person("Bo", None)],
            slots: vec![showing],
            ..Talk::default()
        };
        assert_eq!(
            Record::Talk(&event, &talk).statement(),
            "“T & U”; Ada (Mill) and Bo; talk; Monday 2026-11-23, 10:00 to 10:30, Room 1; Conf 2026"
        );
    }

    #[test]
    fn lists_lengths_and_days_read_well() {
        let three = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(joined(&three), "a, b and c");
        assert_eq!(joined(&three[..1]), "a");
        assert_eq!(
            (length(45), length(60), length(1758)),
            ("45 seconds".to_owned(), "1 minute".to_owned(), "29 min 18 s".to_owned())
        );
        let mut event = Event { starts_on: Some(date(2026, 1, 2)), ..Event::default() };
        assert_eq!(event_days(&event).as_deref(), Some("2026-01-02"));
        event.ends_on = Some(date(2026, 1, 3));
        assert_eq!(event_days(&event).as_deref(), Some("2026-01-02 to 2026-01-03"));
    }
}
