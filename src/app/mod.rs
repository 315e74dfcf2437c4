//! Builds everything once from the configuration and offers what the site and the commands do.
//!
//! [`Archive`] is the database alone: imports, exports and announcements need no model.
//! [`App`] adds the index, the model and the vectors, and keeps a [`Snapshot`] of it all that
//! readers share without locks. Prints nothing and knows no HTTP.

mod agendas;
mod announcements;
mod archive;
mod demo;
mod digests;
mod error;
mod forget;
mod heap;
mod history;
mod import;
mod overrides;
mod progress;
mod records;
mod snapshot;
mod subject;
mod token_vectors;
mod tokens;
mod transcripts;
mod vectors;
mod views;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

pub use agendas::KeptAgenda;
pub use announcements::find_audience;
pub use archive::{Archive, Exported};
pub use demo::{DEMO_EVENT, timetable};
pub use error::AppError;
pub use history::VersionLog;
pub use import::{ImportOptions, ImportReport, SourceFile, Write};
pub use progress::{Progress, Quiet, Stage};
pub use snapshot::Snapshot;
pub use subject::Subject;
pub use transcripts::TranscriptFile;
pub use views::{MissedView, PartView, RelatedView, TopicsView};

pub use crate::store::{AGENDA_TALKS_MAX, Agenda, RecordState};

use crate::beside::beside;
use crate::config::{self, Config, Device};
use crate::embed::{DeviceChoice, Embedder, EmbeddingService, Precision, Running, ServiceLimits};
use crate::index::{Index, IndexError};
use crate::summary::Kept;
use records::Records;
use snapshot::Means;

/// Folder of the search index within the data directory.
pub const INDEX_FOLDER: &str = "index";

/// Everything a running Hallway holds. One per process; shared by all its threads.
pub struct App {
    config: Config,
    archive: Archive,
    index: Arc<Index>,
    embedder: Arc<EmbeddingService>,
    /// Summaries by what they were made of: they outlive the snapshots.
    kept: Arc<Kept>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Held while a new snapshot is made, so that two callers do not make the same one.
    rebuilding: Mutex<()>,
}

impl App {
    /// Opens the data directory, fills a new one with the sample conferences, and brings index and
    /// vectors up to date with the database.
    ///
    /// # Errors
    /// The database, the model or the index cannot be opened; see [`AppError`].
    pub fn open(config: Config, progress: &dyn Progress) -> Result<Self, AppError> {
        let (embedder, (archive, index, records)) = open_all(&config, progress)?;
        let embedder = Arc::new(embedder);
        let (index, kept) = (Arc::new(index), Arc::new(Kept::default()));
        let means = Means { index: index.clone(), embedder: embedder.clone(), kept: kept.clone() };
        let first = snapshot::build(&archive, records, means, progress)?;
        heap::give_back();
        Ok(Self {
            config,
            archive,
            index,
            embedder,
            kept,
            snapshot: RwLock::new(Arc::new(first)),
            rebuilding: Mutex::new(()),
        })
    }

    /// The configuration it was opened with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The database.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// The model.
    pub fn embedder(&self) -> &EmbeddingService {
        &self.embedder
    }

    /// The newest consistent picture of everything. Keep it for one request, not longer.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes a new snapshot if the database has changed, by this process or another.
    /// Readers keep the old one until the new one is whole.
    ///
    /// # Errors
    /// The database or the index cannot be read; the old snapshot stays in use.
    pub fn refresh(&self) -> Result<bool, AppError> {
        let _one_at_a_time = self.rebuilding.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.snapshot();
        if before.is_of(&self.archive.store)? {
            return Ok(false);
        }
        let (index, embedder, kept) =
            (self.index.clone(), self.embedder.clone(), self.kept.clone());
        let means = Means { index, embedder, kept };
        let newest = Arc::new(snapshot::renew(&self.archive, &before, means)?);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = newest;
        // Taking the old one apart takes milliseconds, for which nobody should wait.
        rayon::spawn(move || drop(before));
        Ok(true)
    }
}

/// The model, with the records read meanwhile. What is new is only made when the model has opened.
fn open_all(
    config: &Config,
    progress: &dyn Progress,
) -> Result<(EmbeddingService, ReadRecords), AppError> {
    if !Archive::exists(&config.data_dir) {
        let embedder = serve_model(config)?;
        return Ok((embedder, read(config, progress)?));
    }
    let (records, embedder) = beside(|| read(config, progress), || serve_model(config));
    Ok((embedder?, records?))
}

/// The database with its records, and the index as it was left.
type ReadRecords = (Archive, Index, Records);

/// The database, filled if it is new, with its records, and the index as it was left.
fn read(config: &Config, progress: &dyn Progress) -> Result<ReadRecords, AppError> {
    let archive = Archive::open(&config.data_dir)?;
    if archive.is_empty()? {
        archive.fill(&config.samples_dir, progress)?;
    }
    let index = open_index(config)?;
    let records = Records::read(&archive)?;
    Ok((archive, index, records))
}

/// The index on disk; in memory when another process is writing the one on disk, because it can
/// always be made again from the database.
fn open_index(config: &Config) -> Result<Index, AppError> {
    match Index::open(&config.data_dir.join(INDEX_FOLDER)) {
        Err(IndexError::Busy { .. }) => {
            tracing::info!("another process writes the index; this one keeps its own in memory");
            Ok(Index::in_memory()?)
        }
        opened => Ok(opened?),
    }
}

/// The configured model with the service before it.
fn serve_model(config: &Config) -> Result<EmbeddingService, AppError> {
    let model = &config.model;
    let embedder = Embedder::open(&model.dir, running(config))?;
    let limits =
        ServiceLimits { waiting: model.max_waiting_queries, batch_tokens: model.batch_tokens };
    Ok(EmbeddingService::new(embedder, limits))
}

/// How the configured model is run, in the embedder's words.
pub fn running(config: &Config) -> Running {
    let precision = match config.model.precision {
        // Faster at everything, and as good (docs/performance.md, docs/quality.md).
        config::Precision::Auto | config::Precision::Int8 => Precision::Int8,
        config::Precision::F32 => Precision::F32,
    };
    let gpu_folder = Some(config.data_dir.clone());
    Running { device: choice(config.model.device), precision, gpu_folder }
}

fn choice(device: Device) -> DeviceChoice {
    match device {
        Device::Auto => DeviceChoice::Auto,
        Device::Cpu => DeviceChoice::Cpu,
        Device::Gpu => DeviceChoice::Gpu,
        Device::GpuSoftware => DeviceChoice::GpuSoftware,
    }
}
