//! One import: compare, and store unless it is a dry run.

use serde::Serialize;

use super::overrides::overlay_of;
use super::{AppError, Archive};
use crate::domain::{Change, EventBundle};
use crate::ingest::merge::{Merge, MergeOptions, merge_under};
use crate::ingest::{IngestError, Input, ParseOptions, Parsed, Warning, parse_all};
use crate::store::{ImportRecord, StoredEvent, Version};
use crate::text::{ContentHash, content_hash};

/// How often an import is worked out again because another process changed the database meanwhile.
const MAX_ATTEMPTS: usize = 5;

/// Whether an import changes the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// Yes, in one transaction.
    Apply,
    /// No: only say what would change.
    DryRun,
}

/// How to treat what a file leaves out, and whether to store anything.
#[derive(Debug, Clone, Copy)]
pub struct ImportOptions {
    /// Store or only compare.
    pub write: Write,
    /// Guards and partial files.
    pub merge: MergeOptions,
}

/// The file an import came from, for the log of versions.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    hash: ContentHash,
}

impl SourceFile {
    /// Name (without folders) and content of the file.
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), hash: content_hash(bytes) }
    }

    /// Files that hold one event together, under the name of the first or of their folder.
    pub fn of_group(name: &str, files: &[Input]) -> Self {
        match files {
            [file] => Self::new(name, &file.bytes),
            files => {
                let hashes: Vec<u8> =
                    files.iter().flat_map(|file| content_hash(&file.bytes)).collect();
                Self::new(name, &hashes)
            }
        }
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// The event's slug.
    pub event: String,
    /// The word of the format found.
    pub format: &'static str,
    /// Talks that came.
    pub added: usize,
    /// Talks with a field that changed.
    pub changed: usize,
    /// Talks that went.
    pub removed: usize,
    /// Talks that are the same.
    pub unchanged: usize,
    /// What was odd in the file.
    pub warnings: Vec<Warning>,
    /// The changes, field by field.
    pub changes: Vec<Change>,
}

impl Archive {
    /// Reads files that hold one event together. Those without a time zone are taken to be in the
    /// zone their event is stored with.
    ///
    /// # Errors
    /// The files cannot be read, or a zone is needed that nothing tells.
    pub fn parse(&self, files: &[Input], options: &ParseOptions) -> Result<Parsed, IngestError> {
        match parse_all(files, options) {
            Err(IngestError::NoTimezone { event }) => {
                // A database that cannot be read is reported when it is written.
                let stored = self.store.find_bundle(&event).ok().flatten();
                let timezone = stored.and_then(|bundle| bundle.event.timezone);
                parse_all(files, &ParseOptions { timezone, ..options.clone() })
            }
            parsed => parsed,
        }
    }

    /// Compares a parsed file with what is stored, and stores it unless this is a dry run: all of
    /// it or nothing.
    ///
    /// # Errors
    /// A guard refused the file, or the database cannot be read or written.
    pub fn import(
        &self,
        parsed: &Parsed,
        source: &SourceFile,
        options: ImportOptions,
    ) -> Result<ImportReport, AppError> {
        for _ in 0..MAX_ATTEMPTS {
            let stored = self.store.find_stored(&parsed.bundle.event.slug)?;
            let generation = stored.generation;
            let merged = merge(&stored, parsed, options.merge)?;
            let is_wanted = options.write == Write::Apply && is_news(&stored, &merged);
            if !is_wanted || self.save(parsed, source, &merged, generation)? {
                return Ok(report(parsed, merged));
            }
        }
        Err(AppError::Contended)
    }

    /// The event as an import of a parsed file would leave it.
    ///
    /// # Errors
    /// A guard refused the file, or the database cannot be read.
    pub fn preview(&self, parsed: &Parsed, options: MergeOptions) -> Result<EventBundle, AppError> {
        let stored = self.store.find_stored(&parsed.bundle.event.slug)?;
        Ok(merge(&stored, parsed, options)?.bundle)
    }

    /// Saves an import; `false` when the database has changed in between.
    fn save(
        &self,
        parsed: &Parsed,
        source: &SourceFile,
        merged: &Merge,
        generation: u64,
    ) -> Result<bool, AppError> {
        let record = ImportRecord {
            file_name: source.name.clone(),
            format: parsed.format.as_str().to_owned(),
            content_hash: source.hash,
            added: merged.added,
            changed: merged.changed,
            removed: merged.removed,
        };
        let version = Version::new(&merged.bundle, &record)
            .with_changes(&merged.changes)
            .with_overlay(&merged.overlay.aliases, &merged.overlay.corrections)
            .based_on(generation);
        Ok(self.store.save_version(&version)?.is_some())
    }
}

fn merge(stored: &StoredEvent, parsed: &Parsed, options: MergeOptions) -> Result<Merge, AppError> {
    Ok(merge_under(overlay_of(stored), stored.bundle.as_ref(), &parsed.bundle, options)?)
}

/// Whether there is anything to store, be it only what files say under a correction.
fn is_news(stored: &StoredEvent, merged: &Merge) -> bool {
    stored.bundle.as_ref() != Some(&merged.bundle)
        || stored.corrections != merged.overlay.corrections
}

fn report(parsed: &Parsed, merged: Merge) -> ImportReport {
    let warnings = parsed.warnings.iter().cloned().chain(merged.warnings).collect();
    ImportReport {
        event: merged.bundle.event.slug,
        format: parsed.format.as_str(),
        added: merged.added,
        changed: merged.changed,
        removed: merged.removed,
        unchanged: merged.unchanged,
        warnings,
        changes: merged.changes,
    }
}
