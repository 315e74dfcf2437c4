//! Small events for the tests of this module, and nothing else.

use jiff::civil::date;

use super::{Finding, lint};
use crate::domain::{Appearance, Event, EventBundle, Kind, Link, LinkKind, Slot, Talk};

/// A talk being made.
#[derive(Clone)]
pub(super) struct Sample(pub(super) Talk);

/// A talk that lacks only time, people and links.
pub(super) fn talk(id: &str, title: &str) -> Sample {
    Sample(Talk {
        id: id.into(),
        title: title.into(),
        abstract_text: format!("What {id} has to say."),
        ..Talk::default()
    })
}

impl Sample {
    /// Adds a slot on the first day.
    pub(super) fn at(self, start: &str, end: &str, room: &str) -> Self {
        self.on(date(2024, 6, 1), start, end, room)
    }

    /// Adds a slot.
    pub(super) fn on(mut self, day: jiff::civil::Date, start: &str, end: &str, room: &str) -> Self {
        let at = |time: &str| day.to_datetime(time.parse().unwrap());
        let room = (!room.is_empty()).then(|| room.to_owned());
        self.0.slots.push(Slot { room, ..Slot::new(at(start), at(end)) });
        self
    }

    /// Adds speakers.
    pub(super) fn by(mut self, names: &[&str]) -> Self {
        let speaker = |name: &&str| Appearance { name: (*name).into(), ..Appearance::default() };
        self.0.speakers.extend(names.iter().map(speaker));
        self
    }

    /// Adds a speaker with the source's id.
    pub(super) fn by_id(mut self, name: &str, id: &str) -> Self {
        let id = Some(id.to_owned());
        self.0.speakers.push(Appearance { name: name.into(), affiliation: None, id });
        self
    }

    /// Sets the kind.
    pub(super) fn kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Sets the abstract.
    pub(super) fn about(mut self, text: &str) -> Self {
        self.0.abstract_text = text.into();
        self
    }

    /// Adds a link.
    pub(super) fn link(mut self, kind: LinkKind, url: &str) -> Self {
        self.0.links.push(Link { kind, url: url.into(), title: None });
        self
    }
}

/// A day by the sea with these talks.
pub(super) fn event(talks: Vec<Sample>) -> EventBundle {
    let event = Event {
        slug: "lantern-days".into(),
        name: "Lantern Days".into(),
        timezone: Some("Europe/Lisbon".into()),
        starts_on: Some(date(2024, 6, 1)),
        ends_on: Some(date(2024, 6, 2)),
        ..Event::default()
    };
    let talks = talks.into_iter().map(|sample| sample.0).collect();
    EventBundle { event, talks, announcements: Vec::new() }
}

/// The findings with one code.
pub(super) fn coded(bundle: &EventBundle, code: &str) -> Vec<Finding> {
    lint(bundle).into_iter().filter(|finding| finding.code.as_str() == code).collect()
}

/// The messages with one code.
pub(super) fn messages(bundle: &EventBundle, code: &str) -> Vec<String> {
    coded(bundle, code).into_iter().map(|finding| finding.message).collect()
}
