//! The three views brought to one form: sessions with the room they stand in, and the lists that
//! the view All has beside them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct View<'a> {
    /// Sessions in the file's order.
    pub(super) sessions: Vec<Placed<'a>>,
    /// Speakers by id.
    pub(super) speakers: HashMap<String, &'a Value>,
    /// Names of rooms by id.
    pub(super) rooms: HashMap<String, String>,
    /// Questions by id.
    pub(super) questions: HashMap<String, String>,
    /// Titles of categories and names of their items, by the item's id.
    pub(super) items: HashMap<String, (String, String)>,
}

/// A session, and the room of the grid it stands in; empty outside of a grid.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    pub(super) record: Record<'a>,
    pub(super) room: String,
}

impl<'a> View<'a> {
    /// Reads a document: an object is the view All, a list one of the others.
    pub(super) fn read(document: &'a Value, report: &mut Report) -> Self {
        let mut view = Self::default();
        if document.is_object() {
            view.read_all(document, report);
        } else {
            for group in json::records(document, "list", report) {
                view.read_group(&group, report);
            }
            view.keep_each_once();
        }
        view
    }

    fn read_all(&mut self, document: &'a Value, report: &mut Report) {
        let mut list = |key: &str| json::records(json::field(document, key), key, report);
        let placed = |record| Placed { record, room: String::new() };
        self.sessions = list("sessions").into_iter().map(placed).collect();
        self.speakers = list("speakers").iter().map(|it| (it.id("id"), it.value)).collect();
        self.rooms = list("rooms").iter().map(|it| (it.id("id"), it.line("name"))).collect();
        self.questions =
            list("questions").iter().map(|it| (it.id("id"), it.line("question"))).collect();
        for category in list("categories") {
            let title = category.line("title");
            for item in category.records("items", report) {
                self.items.insert(item.id("id"), (title.clone(), item.line("name")));
            }
        }
    }

    /// A group of sessions, or a day of the grid. A day holds its sessions twice, by room and by
    /// time; those by time are read too, for a grid may hold no others.
    fn read_group(&mut self, group: &Record<'a>, report: &mut Report) {
        let sessions = group.records("sessions", report);
        self.place(sessions, "");
        for room in group.records("rooms", report) {
            let sessions = room.records("sessions", report);
            self.place(sessions, &room.line("name"));
        }
        for slot in group.records("timeSlots", report) {
            for room in slot.records("rooms", report) {
                let session = Record::new(room.get("session"), &format!("{}.session", room.path));
                let session = Some(session).filter(|it| it.value.is_object());
                self.place(session, &room.line("name"));
            }
        }
    }

    fn place(&mut self, sessions: impl IntoIterator<Item = Record<'a>>, room: &str) {
        let placed = |record| Placed { record, room: room.to_owned() };
        self.sessions.extend(sessions.into_iter().map(placed));
    }

    /// A grid shows a session in its room and at its time, and groups may share one.
    fn keep_each_once(&mut self) {
        let mut seen = HashSet::new();
        self.sessions.retain(|placed| {
            let record = &placed.record;
            let id = record.id("id");
            let room = json::id(record.first(&["roomId", "room"]));
            let shown = (id.clone(), record.line("title"), record.line("startsAt"), room);
            id.is_empty() || seen.insert(shown)
        });
    }
}
