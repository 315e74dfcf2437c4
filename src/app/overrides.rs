//! What people put right by hand: corrections of talks, other names of rooms and speakers. Each is
//! a version of its event, and holds against every file that comes later.

use super::{AppError, Archive};
use crate::domain::{Alias, Change, Correction, EventBundle};
use crate::ingest::merge::{Field, Overlay, changes_between};
use crate::store::{ImportRecord, StoredEvent, Version};
use crate::text::{self, content_hash};

/// The word under which a correction stands in the log of versions.
const CORRECTION: &str = "correction";
/// The word under which an alias stands in the log of versions.
const ALIAS: &str = "alias";

impl Archive {
    /// Sets fields of a talk, for now and for every later import.
    ///
    /// # Errors
    /// There is no such talk, or a value does not fit its field; nothing is changed then.
    pub fn correct(
        &self,
        event: &str,
        talk: &str,
        values: &[(Field, String)],
    ) -> Result<Vec<Change>, AppError> {
        let (stored, mut bundle) = self.stored_event(event)?;
        let mut overlay = overlay_of(&stored);
        let target = find_talk(&mut bundle, talk)?;
        for (field, value) in values {
            let before = field.get(target);
            field.set(target, value)?;
            let correction = Correction {
                talk: target.id.clone(),
                field: field.as_str().to_owned(),
                value: field.get(target),
                stated: before,
            };
            put(&mut overlay.corrections, correction);
        }
        self.save_by_hand(&stored, &bundle, &overlay, CORRECTION)
    }

    /// Takes corrections of a talk back: the fields say again what the newest file says.
    ///
    /// # Errors
    /// There is no such talk, or a field of it was not corrected.
    pub fn uncorrect(
        &self,
        event: &str,
        talk: &str,
        fields: &[Field],
    ) -> Result<Vec<Change>, AppError> {
        let (stored, mut bundle) = self.stored_event(event)?;
        let mut overlay = overlay_of(&stored);
        let target = find_talk(&mut bundle, talk)?;
        for field in fields {
            let is_it = |it: &Correction| it.talk == target.id && it.field == field.as_str();
            let Some(place) = overlay.corrections.iter().position(is_it) else {
                let talk = target.id.clone();
                return Err(AppError::NotCorrected { talk, field: field.as_str() });
            };
            field.set(target, &overlay.corrections.remove(place).stated)?;
        }
        self.save_by_hand(&stored, &bundle, &overlay, CORRECTION)
    }

    /// What was put right by hand in an event.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be read.
    pub fn overlay(&self, event: &str) -> Result<Overlay, AppError> {
        let (stored, _) = self.stored_event(event)?;
        Ok(overlay_of(&stored))
    }

    /// Lets a name stand for another, in what is stored and in every later import.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be written.
    pub fn add_alias(&self, event: &str, alias: Alias) -> Result<Vec<Change>, AppError> {
        let (stored, bundle) = self.stored_event(event)?;
        let mut overlay = overlay_of(&stored);
        overlay.aliases.retain(|known| !is_same_name(known, &alias));
        overlay.aliases.push(alias);
        let renamed = overlay.rename(&bundle);
        self.save_by_hand(&stored, &renamed, &overlay, ALIAS)
    }

    /// Forgets a name; what is stored stays until the next import. `false` when there was none.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be written.
    pub fn remove_alias(&self, event: &str, alias: &Alias) -> Result<bool, AppError> {
        let (stored, bundle) = self.stored_event(event)?;
        let mut overlay = overlay_of(&stored);
        overlay.aliases.retain(|known| !is_same_name(known, alias));
        let is_gone = overlay.aliases.len() < stored.aliases.len();
        if is_gone {
            self.save_by_hand(&stored, &bundle, &overlay, ALIAS)?;
        }
        Ok(is_gone)
    }

    fn stored_event(&self, event: &str) -> Result<(StoredEvent, EventBundle), AppError> {
        let stored = self.store.find_stored(event)?;
        match stored.bundle.clone() {
            Some(bundle) => Ok((stored, bundle)),
            None => Err(self.unknown_event(event)),
        }
    }

    fn save_by_hand(
        &self,
        stored: &StoredEvent,
        bundle: &EventBundle,
        overlay: &Overlay,
        what: &str,
    ) -> Result<Vec<Change>, AppError> {
        let nothing = EventBundle::default();
        let changes = changes_between(stored.bundle.as_ref().unwrap_or(&nothing), bundle);
        let mut talks: Vec<&str> = changes.iter().map(|change| change.talk.as_str()).collect();
        talks.dedup();
        let record = ImportRecord {
            file_name: String::new(),
            format: what.to_owned(),
            content_hash: content_hash(what),
            added: 0,
            changed: talks.len(),
            removed: 0,
        };
        let version = Version::new(bundle, &record)
            .with_changes(&changes)
            .with_overlay(&overlay.aliases, &overlay.corrections)
            .based_on(stored.generation);
        match self.store.save_version(&version)? {
            Some(_) => Ok(changes),
            None => Err(AppError::Contended),
        }
    }
}

/// What was put right by hand in a stored event.
pub(super) fn overlay_of(stored: &StoredEvent) -> Overlay {
    Overlay { aliases: stored.aliases.clone(), corrections: stored.corrections.clone() }
}

/// Keeps one correction a field; what the file said before the first stays known.
fn put(corrections: &mut Vec<Correction>, correction: Correction) {
    let same = |it: &&mut Correction| it.talk == correction.talk && it.field == correction.field;
    match corrections.iter_mut().find(same) {
        Some(known) => known.value = correction.value,
        None => corrections.push(correction),
    }
}

/// The talk with this id or slug.
fn find_talk<'a>(
    bundle: &'a mut EventBundle,
    name: &str,
) -> Result<&'a mut crate::domain::Talk, AppError> {
    let event = bundle.event.slug.clone();
    let known: Vec<String> = bundle.talks.iter().map(|talk| talk.id.clone()).collect();
    let found = bundle.talks.iter_mut().find(|talk| talk.id == name || talk.slug == name);
    found.ok_or_else(|| AppError::Unknown {
        what: "talk",
        name: name.to_owned(),
        event: Some(event),
        known,
    })
}

fn is_same_name(a: &Alias, b: &Alias) -> bool {
    a.kind == b.kind && text::fold(&a.name) == text::fold(&b.name)
}
