//! The demo event: real talks of AI_dev on an invented timetable around the present moment, so that
//! anyone can see what Hallway shows while an event runs. Everything invented is labelled so.

mod cast;
mod day;
mod revision;
mod timetable;

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use timetable::timetable;

use super::{AppError, Archive, ImportOptions, SourceFile, Write};
use crate::domain::EventBundle;
use crate::ingest::merge::MergeOptions;
use crate::ingest::{Format, ParseOptions, Parsed, parse};
use crate::store::{ImportRecord, Version};
use crate::text;

/// The demo's slug.
pub const DEMO_EVENT: &str = "aidev-demo";

/// The name under which its versions are logged.
const SOURCE: &str = "invented timetable";

impl Archive {
    /// Lays the demo's timetable around `now`, in the place of one laid before, imports a second
    /// version with changes on top, and announces two things.
    ///
    /// # Errors
    /// The archive holds another event, there are no talks to lay, or the database cannot be written.
    pub fn lay_demo(
        &self,
        samples: &Path,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<(), AppError> {
        let events = self.store.load_bundles()?;
        if let Some(other) = events.iter().find(|bundle| bundle.event.slug != DEMO_EVENT) {
            return Err(AppError::NotADemo { event: other.event.slug.clone() });
        }
        let editions = read_editions(samples)?;
        let plan = timetable(&editions, now, zone);
        let first = revision::first(&plan, now);
        let record = ImportRecord {
            file_name: SOURCE.to_owned(),
            format: Format::Hallway.as_str().to_owned(),
            content_hash: text::content_hash(format!("{now}")),
            added: first.talks.len(),
            changed: 0,
            removed: 0,
        };
        self.store.save_version(&Version::new(&first, &record))?;
        self.import_revision(revision::second(&plan, &editions, now))
    }

    fn import_revision(&self, bundle: EventBundle) -> Result<(), AppError> {
        let source = SourceFile::new(SOURCE, bundle.event.name.as_bytes());
        let parsed = Parsed { format: Format::Hallway, bundle, warnings: Vec::new() };
        let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
        self.import(&parsed, &source, options)?;
        Ok(())
    }
}

/// The sample conferences of a folder, newest first.
fn read_editions(folder: &Path) -> Result<Vec<EventBundle>, AppError> {
    let mut editions = Vec::new();
    for path in super::archive::list_samples(folder) {
        let read = |source| AppError::Sample { path: path.clone(), source };
        let bytes = std::fs::read(&path).map_err(read)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        editions.push(parse(&bytes, &name, &ParseOptions::default())?.bundle);
    }
    if editions.iter().all(|edition| edition.talks.is_empty()) {
        return Err(AppError::NoSamples { folder: folder.to_owned() });
    }
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.event.year()));
    Ok(editions)
}

#[cfg(test)]
mod tests;
