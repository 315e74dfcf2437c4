//! What the files of an import hold: finds the records and sorts them by what they are, for the
//! lists of the API do not say it. Reads no talks.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ingest::json::{self, Record};
use crate::ingest::report::Report;

/// The records of all files, by kind.
#[derive(Debug, Default)]
pub(super) struct Files<'a> {
    /// The event itself.
    pub(super) event: Option<Record<'a>>,
    /// Submissions; in a widget's file with their slot.
    pub(super) submissions: Vec<Record<'a>>,
    /// Submissions as slots hold them, which know less than those of a list.
    pub(super) in_slots: Vec<Record<'a>>,
    /// Slots of submissions, and breaks.
    pub(super) slots: Vec<Record<'a>>,
    /// Speakers.
    pub(super) speakers: Vec<Record<'a>>,
    /// Rooms.
    pub(super) rooms: Vec<Record<'a>>,
    /// Tracks.
    pub(super) tracks: Vec<Record<'a>>,
    /// Types of submissions.
    pub(super) types: Vec<Record<'a>>,
    /// Tags.
    pub(super) tags: Vec<Record<'a>>,
    /// Records of other kinds, and where the first of them stands.
    strange: Option<(usize, String)>,
    /// Records that a list says it has, and records read of it, by the kind of the list.
    pages: BTreeMap<Kind, (u32, usize)>,
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Event,
    Submission,
    Slot,
    Schedule,
    Speaker,
    Room,
    Track,
    Type,
    Tag,
}

impl<'a> Files<'a> {
    /// The records of a widget's file.
    pub(super) fn widget(document: &'a Value, report: &mut Report) -> Self {
        let mut records = |key: &str| json::records(json::field(document, key), key, report);
        let (submissions, slots) =
            records("talks").into_iter().partition(|talk| !talk.id("code").is_empty());
        Self {
            submissions,
            slots,
            speakers: records("speakers"),
            rooms: records("rooms"),
            tracks: records("tracks"),
            ..Self::default()
        }
    }

    /// Adds the records of one file of the API: a page, a list, an object that holds records by
    /// their codes, or a single record.
    pub(super) fn add(&mut self, document: &'a Value, file: &str, report: &mut Report) {
        let results = json::field(document, "results");
        let records = if results.is_array() {
            json::records(results, &format!("{file}: results"), report)
        } else if document.is_array() || is_by_code(document) {
            json::records(document, file, report)
        } else {
            vec![Record::new(document, file)]
        };
        let kind = records.first().and_then(kind);
        if let (Some(kind), Some(count)) = (kind, json::count(json::field(document, "count"))) {
            let (stated, read) = self.pages.entry(kind).or_default();
            *stated = (*stated).max(count);
            *read += records.len();
        }
        for record in records {
            self.sort(record, report);
        }
    }

    /// Tells of records that belong to no programme, and of lists of which a page is missing.
    pub(super) fn tell(&self, report: &mut Report) {
        if let Some((count, place)) = &self.strange {
            let message = format!("{count} records left out: this is no part of a programme");
            report.warn("unknown-record", place, message);
        }
        for (stated, read) in self.pages.values() {
            let missing = usize::try_from(*stated).unwrap_or(usize::MAX).saturating_sub(*read);
            if missing > 0 {
                let message = format!(
                    "a list of {stated} records has only {read} here; import its other pages too"
                );
                report.warn("missing-pages", "results", message);
            }
        }
    }

    fn sort(&mut self, record: Record<'a>, report: &mut Report) {
        let list = match kind(&record) {
            Some(Kind::Event) => {
                self.event = Some(record);
                return;
            }
            Some(Kind::Schedule) => {
                let slots = record.records("slots", report);
                slots.into_iter().for_each(|slot| self.add_slot(slot));
                return;
            }
            Some(Kind::Slot) => return self.add_slot(record),
            Some(Kind::Submission) => &mut self.submissions,
            Some(Kind::Speaker) => &mut self.speakers,
            Some(Kind::Room) => &mut self.rooms,
            Some(Kind::Track) => &mut self.tracks,
            Some(Kind::Type) => &mut self.types,
            Some(Kind::Tag) => &mut self.tags,
            None => {
                self.strange.get_or_insert((0, record.place)).0 += 1;
                return;
            }
        };
        list.push(record);
    }

    fn add_slot(&mut self, slot: Record<'a>) {
        let submission = slot.get("submission");
        if submission.get("title").is_some() {
            self.in_slots.push(Record::new(submission, &format!("{}.submission", slot.path)));
        }
        self.slots.push(slot);
    }
}

/// What a record is, by the keys that only its kind has.
fn kind(record: &Record<'_>) -> Option<Kind> {
    let has = |key: &str| record.value.get(key).is_some();
    if has("code") {
        return Some(if has("title") { Kind::Submission } else { Kind::Speaker });
    }
    if (has("submission") && has("room")) || (has("slot_type") && has("start")) {
        return Some(Kind::Slot);
    }
    if has("slots") {
        return Some(Kind::Schedule);
    }
    if has("date_from") {
        return Some(Kind::Event);
    }
    if has("tag") {
        return Some(Kind::Tag);
    }
    let named = has("id") && has("name");
    let kind = match (has("default_duration"), has("color")) {
        (true, _) => Kind::Type,
        (_, true) => Kind::Track,
        _ => Kind::Room,
    };
    named.then_some(kind)
}

/// Whether an object holds records under their own codes, as the files of `EuroPython` do.
fn is_by_code(document: &Value) -> bool {
    let items = document.as_object().filter(|items| !items.is_empty());
    items.is_some_and(|items| {
        items.iter().all(|(code, item)| json::id(json::field(item, "code")) == *code)
    })
}
