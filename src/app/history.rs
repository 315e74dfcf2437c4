//! The versions of an event, and what differs between two of them.

use super::{AppError, Archive};
use crate::domain::{Change, compose};
use crate::store::{Import, Revisions};

/// A version with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLog {
    /// When it was saved, and from what.
    pub import: Import,
    /// What it changed.
    pub changes: Vec<Change>,
}

impl Archive {
    /// The newest versions of an event: at most `limit`, and only those older than `before` when
    /// it is given.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be read.
    pub fn list_versions(
        &self,
        event: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Import>, AppError> {
        if !self.store.has_event(event)? {
            return Err(self.unknown_event(event));
        }
        Ok(self.store.list_imports(event, before, limit)?)
    }

    /// As [`Archive::list_versions`], with the changes of each.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be read.
    pub fn list_version_logs(
        &self,
        event: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<VersionLog>, AppError> {
        let imports = self.list_versions(event, before, limit)?;
        let (Some(newest), Some(oldest)) = (imports.first(), imports.last()) else {
            return Ok(Vec::new());
        };
        let changes = self.store.list_changes(event, oldest.version - 1, newest.version)?;
        let log = |import: Import| {
            let own = changes.iter().filter(|(version, _)| *version == import.version);
            let changes = own.map(|(_, change)| change.clone()).collect();
            VersionLog { import, changes }
        };
        Ok(imports.into_iter().map(log).collect())
    }

    /// What differs between two versions, as if it had come at once. Zero is the state before the
    /// first version.
    ///
    /// # Errors
    /// A version is not there, or the two are of different events.
    pub fn diff(&self, from: i64, to: i64) -> Result<Vec<Change>, AppError> {
        let (first, last) = (from.min(to), from.max(to));
        let event = self.event_of(last)?;
        if first != 0 && self.event_of(first)? != event {
            return Err(AppError::OtherVersions { from, to });
        }
        let changes = self.store.list_changes(&event, first, last)?;
        let composed = compose(changes.into_iter().map(|(_, change)| change));
        Ok(if from <= to { composed } else { composed.into_iter().map(backwards).collect() })
    }

    /// As [`Archive::diff`], of one event.
    ///
    /// # Errors
    /// A version is not there, or not of this event.
    pub fn diff_of(&self, event: &str, from: i64, to: i64) -> Result<Vec<Change>, AppError> {
        let named = [from, to].into_iter().filter(|version| *version != 0);
        for version in named {
            if self.event_of(version)? != event {
                return Err(AppError::UnknownVersion { version });
            }
        }
        if from == to { Ok(Vec::new()) } else { self.diff(from, to) }
    }

    /// How often and when each talk changed.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn revisions(&self) -> Result<Revisions, AppError> {
        Ok(self.store.load_revisions()?)
    }

    fn event_of(&self, version: i64) -> Result<String, AppError> {
        self.store.event_of_version(version)?.ok_or(AppError::UnknownVersion { version })
    }
}

fn backwards(change: Change) -> Change {
    Change { old: change.new, new: change.old, ..change }
}
