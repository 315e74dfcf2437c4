//! What people have put right by hand, laid over what a file says.

use std::collections::HashMap;

use super::field::Field;
use crate::domain::{Alias, AliasKind, Audience, Correction, EventBundle, Talk};
use crate::ingest::Warning;
use crate::text;

/// Aliases and corrections of one event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Other names of rooms and speakers.
    pub aliases: Vec<Alias>,
    /// Values that go before those of files.
    pub corrections: Vec<Correction>,
}

impl Overlay {
    /// The file with every alias replaced by the name it stands for.
    pub fn rename(&self, file: &EventBundle) -> EventBundle {
        let mut file = file.clone();
        if self.aliases.is_empty() {
            return file;
        }
        let (rooms, speakers) = (self.names(AliasKind::Room), self.names(AliasKind::Speaker));
        for talk in &mut file.talks {
            for room in talk.slots.iter_mut().filter_map(|slot| slot.room.as_mut()) {
                replace(room, &rooms);
            }
            for speaker in &mut talk.speakers {
                replace(&mut speaker.name, &speakers);
            }
        }
        for item in &mut file.announcements {
            if let Some(Audience::Room(room)) = &mut item.audience {
                replace(room, &rooms);
            }
        }
        file
    }

    fn names(&self, kind: AliasKind) -> HashMap<String, &str> {
        let aliases = self.aliases.iter().filter(|alias| alias.kind == kind);
        aliases.map(|alias| (text::fold(&alias.name), alias.stands_for.as_str())).collect()
    }

    /// Puts a talk of a file right. The corrections learn what the file says, and where that is
    /// news, somebody should look whether the correction still holds.
    pub(super) fn correct(&mut self, talk: &mut Talk, warnings: &mut Vec<Warning>) {
        let id = talk.id.clone();
        for correction in self.corrections.iter_mut().filter(|it| it.talk == id) {
            let Ok(field) = Field::from_word(&correction.field) else { continue };
            let stated = field.get(talk);
            if stated != correction.stated && stated != correction.value {
                warnings.push(overruled(correction, &stated));
            }
            correction.stated = stated;
            if let Err(error) = field.set(talk, &correction.value) {
                let message = format!("the correction cannot be kept: {error}");
                warnings.push(warning("correction-lost", &id, message));
            }
        }
    }
}

fn overruled(correction: &Correction, stated: &str) -> Warning {
    let clip = |text: &str| crate::ingest::records::clip(text, 60);
    let message = format!(
        "the file now says `{}` for the corrected {}; `{}` still stands",
        clip(stated),
        correction.field,
        clip(&correction.value),
    );
    warning("corrected-field-changed", &correction.talk, message)
}

fn warning(code: &str, talk: &str, message: String) -> Warning {
    Warning { code: code.to_owned(), place: format!("`{talk}`"), message }
}

fn replace(name: &mut String, names: &HashMap<String, &str>) {
    if let Some(stands_for) = names.get(&text::fold(name)) {
        (*stands_for).clone_into(name);
    }
}
