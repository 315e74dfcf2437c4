//! What `doctor` finds: each part looked at alone, so that one that is broken hides no other.
//! What is not there yet is not made, and a damaged database is not repaired.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::app;
use crate::compute::DeviceInfo;
use crate::compute::gpu::list_adapters;
use crate::config::Config;
use crate::domain::Catalog;
use crate::embed::{EmbedError, Embedder, ModelInfo};
use crate::index::{Index, IndexError};
use crate::store::{Integrity, Store, StoreError};
use crate::text;

/// The state of every part.
#[derive(Debug, Serialize)]
pub(super) struct Diagnosis {
    /// Whether nothing is broken.
    pub(super) ok: bool,
    /// This program's version.
    pub(super) version: &'static str,
    /// The configuration file, if there is one.
    pub(super) config: Option<PathBuf>,
    /// GPU adapters, software ones too, best first.
    pub(super) adapters: Vec<DeviceInfo>,
    /// The embedding model.
    pub(super) model: Part<ModelState>,
    /// The database.
    pub(super) database: Part<DatabaseState>,
    /// The keyword index.
    pub(super) index: Part<IndexState>,
}

/// One part of the program.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(super) enum Part<T> {
    /// It works.
    Well(T),
    /// It will be made when it is first needed.
    Absent,
    /// It does not work.
    Broken {
        /// One sentence.
        error: String,
    },
}

/// A model that works.
#[derive(Debug, Serialize)]
pub(super) struct ModelState {
    /// Its folder.
    pub(super) dir: PathBuf,
    /// Milliseconds for a short query, the second time.
    pub(super) query_ms: f64,
    /// The model and its devices.
    #[serde(flatten)]
    pub(super) info: ModelInfo,
}

/// A sound database.
#[derive(Debug, Serialize)]
pub(super) struct DatabaseState {
    pub(super) path: PathBuf,
    pub(super) schema_version: u32,
    pub(super) events: usize,
    pub(super) talks: usize,
    pub(super) announcements: usize,
    pub(super) vectors: usize,
    pub(super) bytes: u64,
}

/// A readable index.
#[derive(Debug, Serialize)]
pub(super) struct IndexState {
    /// Documents in it; `None` while another process writes it.
    pub(super) documents: Option<u64>,
    /// Documents that the database makes; the next start brings the index up to them.
    pub(super) expected: Option<usize>,
}

impl<T> Part<T> {
    fn of(found: Result<Option<T>, impl std::fmt::Display>) -> Self {
        match found {
            Ok(Some(state)) => Self::Well(state),
            Ok(None) => Self::Absent,
            Err(error) => Self::Broken { error: error.to_string() },
        }
    }

    fn is_broken(&self) -> bool {
        matches!(self, Self::Broken { .. })
    }
}

/// Looks at every part.
pub(super) fn diagnose(config: &Config) -> Diagnosis {
    let model = Part::of(model(config).map(Some));
    let store = open_store(&config.data_dir);
    let database = match &store {
        Ok(Some(store)) => database(store),
        Ok(None) => Part::Absent,
        Err(error) => Part::Broken { error: error.to_string() },
    };
    let catalog = store.ok().flatten().and_then(|store| store.load_bundles().ok());
    let expected =
        catalog.map(|bundles| text::documents(&Catalog::new(bundles, text::slugify)).len());
    let index = Part::of(index(&config.data_dir.join(app::INDEX_FOLDER), expected));
    Diagnosis {
        ok: !(model.is_broken() || database.is_broken() || index.is_broken()),
        version: env!("CARGO_PKG_VERSION"),
        config: config.file.clone(),
        adapters: list_adapters(),
        model,
        database,
        index,
    }
}

fn model(config: &Config) -> Result<ModelState, EmbedError> {
    let embedder = Embedder::open(&config.model.dir, app::running(config))?;
    // The first query also pays for what is set up once.
    embedder.embed_query("warm up")?;
    let started = Instant::now();
    embedder.embed_query("how open is a model?")?;
    let query_ms = started.elapsed().as_secs_f64() * 1000.0;
    Ok(ModelState { dir: config.model.dir.clone(), query_ms, info: embedder.info() })
}

/// `None` when there is no database yet.
fn open_store(data_dir: &Path) -> Result<Option<Store>, StoreError> {
    let is_new = !data_dir.exists() || (data_dir.is_dir() && !Store::exists(data_dir));
    if is_new { Ok(None) } else { Store::open(data_dir).map(Some) }
}

fn database(store: &Store) -> Part<DatabaseState> {
    let health = match store.health() {
        Ok(health) => health,
        Err(error) => return Part::Broken { error: error.to_string() },
    };
    if let Integrity::Damaged(damages) = health.integrity {
        let path = health.path.display();
        return Part::Broken { error: format!("`{path}` is damaged: {}", damages.join("; ")) };
    }
    Part::Well(DatabaseState {
        path: health.path,
        schema_version: health.schema_version,
        events: health.events,
        talks: health.talks,
        announcements: health.announcements,
        vectors: health.vectors,
        bytes: health.bytes,
    })
}

fn index(dir: &Path, expected: Option<usize>) -> Result<Option<IndexState>, IndexError> {
    if !dir.exists() {
        return Ok(None);
    }
    match Index::open(dir) {
        Ok(index) => Ok(Some(IndexState { documents: Some(index.document_count()), expected })),
        Err(IndexError::Busy { .. }) => Ok(Some(IndexState { documents: None, expected })),
        Err(error) => Err(error),
    }
}
