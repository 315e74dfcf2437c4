//! The database and what fills it. Needs no model and no index.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::vectors::VectorCache;
use super::{AppError, ImportOptions, Progress, SourceFile, Stage, Write};
use crate::domain::{Catalog, EventBundle};
use crate::export::{self, Filter};
use crate::ingest::merge::MergeOptions;
use crate::ingest::{ParseOptions, parse};
use crate::store::Store;
use crate::text;

/// An event as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// Talks that the format cannot hold.
    pub left_out: usize,
}

/// The events, talks and announcements of one data directory.
pub struct Archive {
    pub(super) store: Arc<Store>,
    /// What was derived for one state of the records, for the next.
    pub(super) vectors: VectorCache,
}

impl Archive {
    /// Whether a data directory has a database. Touches nothing.
    pub fn exists(data_dir: &Path) -> bool {
        Store::exists(data_dir)
    }

    /// Opens the database of a data directory, making both where there is none.
    ///
    /// # Errors
    /// The directory or the database cannot be used; see [`StoreError`](crate::store::StoreError).
    pub fn open(data_dir: &Path) -> Result<Self, AppError> {
        let store = Arc::new(Store::open(data_dir)?);
        Ok(Self { store, vectors: VectorCache::new(data_dir) })
    }

    /// Whether there is no event yet.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn is_empty(&self) -> Result<bool, AppError> {
        Ok(self.store.is_empty()?)
    }

    /// A number that grows with every change of the records, whichever process made it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn generation(&self) -> Result<u64, AppError> {
        Ok(self.store.generation()?)
    }

    /// All records.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn catalog(&self) -> Result<Catalog, AppError> {
        Ok(Catalog::new(self.store.load_bundles()?, text::slugify))
    }

    /// Imports every conference of a folder, in the order of the file names. A folder that is not
    /// there leaves the archive empty.
    ///
    /// # Errors
    /// A file cannot be read or taken in.
    pub fn fill(&self, folder: &Path, progress: &dyn Progress) -> Result<(), AppError> {
        let files = list_samples(folder);
        progress.begin(Stage::LoadingSamples, files.len());
        for (done, path) in files.into_iter().enumerate() {
            self.import_sample(path)?;
            progress.advance(done + 1);
        }
        progress.finish();
        Ok(())
    }

    fn import_sample(&self, path: PathBuf) -> Result<(), AppError> {
        let bytes = std::fs::read(&path)
            .map_err(|source| AppError::Sample { path: path.clone(), source })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let parsed = parse(&bytes, &name, &ParseOptions::default())?;
        for warning in &parsed.warnings {
            tracing::warn!(file = %name, place = %warning.place, "{}", warning.message);
        }
        let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
        self.import(&parsed, &SourceFile::new(&name, &bytes), options)?;
        Ok(())
    }

    /// An event with everything that belongs to it.
    ///
    /// # Errors
    /// There is no such event, or the database cannot be read.
    pub fn get_bundle(&self, slug: &str) -> Result<EventBundle, AppError> {
        if let Some(bundle) = self.store.find_bundle(slug)? {
            return Ok(bundle);
        }
        Err(self.unknown_event(slug))
    }

    /// The error of an event that is not there, with those that are.
    pub(super) fn unknown_event(&self, slug: &str) -> AppError {
        match self.store.load_bundles() {
            Err(error) => error.into(),
            Ok(bundles) => AppError::UnknownEvent {
                slug: slug.to_owned(),
                known: bundles.into_iter().map(|bundle| bundle.event.slug).collect(),
            },
        }
    }

    /// An event, or a part of it, as a file.
    ///
    /// # Errors
    /// There is no such event, no talk of it passes, or the format cannot carry it.
    pub fn export(
        &self,
        slug: &str,
        format: export::Format,
        filter: &Filter,
    ) -> Result<Exported, AppError> {
        let bundle = self.get_bundle(slug)?;
        let part = export::select(&bundle, filter);
        if part.talks.is_empty() && !filter.is_empty() {
            return Err(AppError::NothingSelected { event: slug.to_owned() });
        }
        let revisions = self.store.find_revisions(slug)?;
        let context = export::Context {
            revisions: revisions.get(slug).map(Arc::as_ref),
            whole: Some(&bundle),
            ..export::Context::at(jiff::Timestamp::now())
        };
        let bytes = export::export(&part, format, &context)?;
        Ok(Exported { bytes, left_out: export::left_out(&part, format) })
    }
}

/// The conference files of a folder, by name. Whatever cannot be listed is not there.
pub(super) fn list_samples(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        tracing::warn!(folder = %folder.display(), "there are no sample conferences");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}
