//! Slots of submissions, and breaks: where submissions stand in the programme.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::files::Files;
use super::lists::{List, Lists};
use crate::ingest::json::{self, Record};
use crate::ingest::showing::Showing;
use crate::ingest::standing::Standing;

/// The slots that stand outside of submissions.
#[derive(Debug, Default)]
pub(super) struct Slots<'a> {
    /// Showings of submissions by the submission's code, each with the slot's id.
    by_code: HashMap<String, Vec<(String, Showing)>>,
    /// Codes of the submissions that were asked for.
    asked: HashSet<String>,
    /// Slots without a submission.
    pub(super) breaks: Vec<&'a Record<'a>>,
}

impl<'a> Slots<'a> {
    /// The slots of the files. Those that visitors do not see are counted and left out.
    pub(super) fn read(files: &'a Files<'a>, lists: &mut Lists, standing: &mut Standing) -> Self {
        let mut slots = Self::default();
        for record in &files.slots {
            if let Some(word) = hidden(record) {
                standing.leave_out(word);
                continue;
            }
            let code = code_of(record.get("submission"));
            if code.is_empty() {
                slots.breaks.push(record);
                continue;
            }
            let showing = showing(record.value, lists);
            slots.by_code.entry(code).or_default().push((record.id("id"), showing));
        }
        slots
    }

    /// All showings of a submission: those it holds, and those that refer to it.
    pub(super) fn of(&mut self, submission: &Record<'_>, lists: &mut Lists) -> Vec<Showing> {
        let code = submission.id("code");
        let listed = self.by_code.get(&code).cloned().unwrap_or_default();
        self.asked.insert(code);
        let own = json::list(submission.get("slots"));
        let held = own.iter().chain([submission.get("slot"), submission.value]);
        let held: Vec<&Value> = held.filter(|slot| !json::field(slot, "start").is_null()).collect();
        let known = |id: &Value| listed.iter().any(|(known, _)| *known == json::id(id));
        for id in own.iter().filter(|slot| slot.is_number() && !known(slot)) {
            lists.unresolved.note("slot", json::id(id));
        }
        let mut showings: Vec<Showing> = listed.into_iter().map(|(_, showing)| showing).collect();
        for slot in held {
            let showing = showing(slot, lists);
            if !showings
                .iter()
                .any(|known| known.start == showing.start && known.room == showing.room)
            {
                showings.push(showing);
            }
        }
        showings
    }

    /// Notes the submissions that have slots and are in no file.
    pub(super) fn tell_rest(self, lists: &mut Lists) {
        let rest = self.by_code.into_keys().filter(|code| !self.asked.contains(code));
        rest.for_each(|code| lists.unresolved.note("submission", code));
    }
}

/// Time and room of a slot. Minutes are what pretalx gives for a length.
pub(super) fn showing(slot: &Value, lists: &mut Lists) -> Showing {
    let line = |key: &str| json::line(json::field(slot, key));
    Showing {
        start: line("start"),
        end: line("end"),
        length_s: json::count(json::field(slot, "duration")).and_then(|it| it.checked_mul(60)),
        room: lists.name(List::Room, json::field(slot, "room")),
    }
}

/// The code of a submission, which a slot names or holds.
fn code_of(submission: &Value) -> String {
    json::id(if submission.is_object() { json::field(submission, "code") } else { submission })
}

/// Why visitors do not see a slot.
fn hidden(slot: &Record<'_>) -> Option<&'static str> {
    if slot.get("is_visible") == &Value::Bool(false) {
        return Some("hidden");
    }
    (slot.line("slot_type") == "blocker").then_some("blocker")
}
