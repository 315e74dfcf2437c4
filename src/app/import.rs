//! One import: compare, and store unless it is a dry run.

use serde::Serialize;

use super::AppError;
use crate::domain::Change;
use crate::ingest::merge::{MergeOptions, merge};
use crate::ingest::{Format, Parsed, Warning};
use crate::store::{ImportRecord, Store};
use crate::text::{ContentHash, content_hash};

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
}

/// What an import did, or would do.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// The event's slug.
    pub event: String,
    /// The format found.
    pub format: Format,
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

pub(super) fn run(
    store: &Store,
    parsed: &Parsed,
    source: &SourceFile,
    options: ImportOptions,
) -> Result<ImportReport, AppError> {
    let stored = store.find_bundle(&parsed.bundle.event.slug)?;
    let merged = merge(stored.as_ref(), &parsed.bundle, options.merge)?;
    if options.write == Write::Apply && stored.as_ref() != Some(&merged.bundle) {
        let record = ImportRecord {
            file_name: source.name.clone(),
            format: parsed.format.as_str().to_owned(),
            content_hash: source.hash,
            added: merged.added,
            changed: merged.changed,
            removed: merged.removed,
        };
        store.save_bundle(&merged.bundle, &record)?;
    }
    Ok(ImportReport {
        event: merged.bundle.event.slug,
        format: parsed.format,
        added: merged.added,
        changed: merged.changed,
        removed: merged.removed,
        unchanged: merged.unchanged,
        warnings: parsed.warnings.clone(),
        changes: merged.changes,
    })
}
