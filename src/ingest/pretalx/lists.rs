//! Names behind ids: rooms, tracks, types, tags and speakers that submissions refer to. Reads no
//! talks.

use std::collections::HashMap;

use serde_json::Value;

use super::files::Files;
use crate::domain::Appearance;
use crate::ingest::json;
use crate::ingest::unresolved::Unresolved;

/// What ids stand for.
#[derive(Debug, Default)]
pub(super) struct Lists {
    names: HashMap<(List, String), String>,
    speakers: HashMap<String, Appearance>,
    /// What is known by its id alone.
    pub(super) unresolved: Unresolved,
}

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Room,
    Track,
    Type,
    Tag,
}

impl List {
    fn word(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Track => "track",
            Self::Type => "type",
            Self::Tag => "tag",
        }
    }
}

impl Lists {
    /// The lists of the files.
    pub(super) fn read(files: &Files<'_>) -> Self {
        let mut lists = Self::default();
        for (list, records) in [
            (List::Room, &files.rooms),
            (List::Track, &files.tracks),
            (List::Type, &files.types),
            (List::Tag, &files.tags),
        ] {
            for record in records {
                let name = json::line(record.first(&["name", "tag"]));
                lists.names.insert((list, record.id("id")), name);
            }
        }
        for record in &files.speakers {
            lists.speakers.insert(record.id("code"), appearance(record.value));
        }
        lists
    }

    /// The name of what a field refers to: by number, as a text, or as an object with a name.
    pub(super) fn name(&mut self, list: List, reference: &Value) -> String {
        if !reference.is_number() {
            let tag = json::field(reference, "tag");
            return json::name(if tag.is_null() { reference } else { tag });
        }
        let key = (list, json::id(reference));
        let known = self.names.get(&key).cloned();
        known.unwrap_or_else(|| {
            self.unresolved.note(list.word(), key.1);
            String::new()
        })
    }

    /// A speaker by code, or as an object with a name.
    pub(super) fn speaker(&mut self, reference: &Value) -> Option<Appearance> {
        let held = json::field(reference, "code");
        let code = json::id(if reference.is_object() { held } else { reference });
        let speaker = match self.speakers.get(&code) {
            Some(known) if !known.name.is_empty() => known.clone(),
            _ => appearance(reference),
        };
        if speaker.name.is_empty() {
            self.unresolved.note("speaker", code);
            return None;
        }
        Some(speaker)
    }
}

/// A speaker as an object describes one; the name is empty where it gives none.
fn appearance(speaker: &Value) -> Appearance {
    let text = |key: &str| Some(json::line(json::field(speaker, key))).filter(|it| !it.is_empty());
    Appearance {
        name: text("name").unwrap_or_default(),
        affiliation: text("affiliation"),
        id: text("code"),
    }
}
