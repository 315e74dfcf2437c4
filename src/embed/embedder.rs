//! The embedder: one model, the processor for queries, a GPU for bulk work where there is one.

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::EmbedError;
use super::batches::group_by_length;
use super::convert::hex_sha256;
use super::folder::Folder;
use super::manifest::{BertConfig, Manifest, Provenance};
use super::token_head;
use super::tokenize::TextTokenizer;
use super::weights;
use crate::compute::cpu::{CpuDevice, TokenHead};
use crate::compute::gpu::{AdapterChoice, GpuDevice};
use crate::compute::{Batch, ComputeError, Device, DeviceInfo, Encoded, Keep, Weights};

/// Below this a GPU's start (100 ms and more) costs more than it saves.
const BULK_TOKENS: usize = 20_000;

/// Which device runs the model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The processor for queries and small work; a hardware GPU, where there is one, for bulk.
    #[default]
    Auto,
    /// The processor alone.
    Cpu,
    /// A hardware GPU for everything; none is an error.
    Gpu,
    /// Any adapter for everything, one drawn in software too (for tests of the kernels).
    GpuSoftware,
}

/// What people should know of the model that runs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ModelInfo {
    /// Key under which vectors of this model are kept: name, and the start of the weights' hash.
    pub id: String,
    /// Name of the model.
    pub name: String,
    /// Values in a vector.
    pub dim: usize,
    /// Values in a token's row; `None` for a model without token vectors.
    pub token_width: Option<usize>,
    /// Longest input in tokens.
    pub max_tokens: usize,
    /// Where the weights come from, when the folder says so.
    pub provenance: Option<Provenance>,
    /// The device for queries.
    pub device: DeviceInfo,
    /// The device for bulk work, where it is another one and has been opened.
    pub bulk_device: Option<DeviceInfo>,
}

/// Turns texts into vectors. Calls may come from several threads.
pub struct Embedder {
    id: String,
    pub(super) manifest: Manifest,
    pub(super) tokenizer: TextTokenizer,
    pub(super) head: Option<TokenHead>,
    /// Key under which token vectors are kept.
    token_id: String,
    pub(super) dim: usize,
    pub(super) device: Box<dyn Device>,
    bulk: BulkDevice,
}

/// A GPU that is opened when the first large piece of work comes. Its weights wait in the folder.
struct BulkDevice {
    folder: Option<Folder>,
    opened: OnceLock<Option<GpuDevice>>,
}

impl Embedder {
    /// Opens the model at `path` (a folder, or a package that holds one).
    ///
    /// # Errors
    /// The folder is missing, damaged or of a kind that cannot be run; or a GPU was asked for and
    /// there is none.
    pub fn open(path: &Path, choice: DeviceChoice) -> Result<Self, EmbedError> {
        let folder = Folder::open(path)?;
        let manifest = Manifest::read(&folder)?;
        let (weights, hash) = read_weights(&folder, &manifest)?;
        let tokenizer = TextTokenizer::read(&folder, manifest.max_tokens)?;
        let dim = weights.shape.hidden;
        let id = format!("{}@{}", manifest.name, &hash[..12]);
        let (head, head_hash) = token_head::find(&folder, dim)?.unzip();
        let token_id = format!("{id}+{}", head_hash.unwrap_or_default());
        let device: Box<dyn Device> = match choice {
            DeviceChoice::Auto | DeviceChoice::Cpu => Box::new(CpuDevice::new(weights)),
            DeviceChoice::Gpu => Box::new(GpuDevice::open(&weights, AdapterChoice::Hardware)?),
            DeviceChoice::GpuSoftware => Box::new(GpuDevice::open(&weights, AdapterChoice::Any)?),
        };
        let bulk_folder = (choice == DeviceChoice::Auto).then_some(folder);
        Ok(Self {
            id,
            token_id,
            head,
            manifest,
            tokenizer,
            dim,
            device,
            bulk: BulkDevice { folder: bulk_folder, opened: OnceLock::new() },
        })
    }

    /// Key under which vectors of this model are kept.
    pub fn model_id(&self) -> &str {
        &self.id
    }

    /// Key under which token vectors of this model and its head are kept; `None` without a head.
    pub fn token_model_id(&self) -> Option<&str> {
        self.head.as_ref().map(|_| self.token_id.as_str())
    }

    /// Values in a vector.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// What people should know of the model.
    pub fn info(&self) -> ModelInfo {
        ModelInfo {
            id: self.id.clone(),
            name: self.manifest.name.clone(),
            dim: self.dim,
            token_width: self.head.as_ref().map(TokenHead::width),
            max_tokens: self.manifest.max_tokens,
            provenance: self.manifest.provenance.clone(),
            device: self.device.describe(),
            bulk_device: self.bulk.opened.get().and_then(Option::as_ref).map(Device::describe),
        }
    }

    /// The vector of a query: [`dim`](Self::dim) values of length 1.
    ///
    /// # Errors
    /// The tokenizer or the device failed.
    pub fn embed_query(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let ids = self.tokenizer.encode(&self.manifest.query_prefix, text)?;
        let batch = Batch::new(&[ids]).map_err(ComputeError::from)?;
        Ok(self.device.forward(&batch)?)
    }

    /// The vectors of many passages, in their order. `on_progress` hears how many are done.
    ///
    /// # Errors
    /// The tokenizer or the device failed. A GPU that fails is replaced by the processor.
    pub fn embed_passages(
        &self,
        texts: &[&str],
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, EmbedError> {
        let prefix = &self.manifest.passage_prefix;
        let sequences: Vec<Vec<u32>> = texts
            .par_iter()
            .map(|text| self.tokenizer.encode(prefix, text))
            .collect::<Result<_, _>>()?;
        let mut vectors = vec![Vec::new(); texts.len()];
        let mut done = 0;
        let bulk = self.bulk_device(sequences.iter().map(Vec::len).sum());
        let lengths: Vec<usize> = sequences.iter().map(Vec::len).collect();
        for group in group_by_length(&lengths) {
            let members: Vec<&[u32]> = group.iter().map(|&index| &sequences[index][..]).collect();
            let batch = Batch::new(&members).map_err(ComputeError::from)?;
            let rows = self.run(bulk, &batch, Keep::Pooled)?.pooled;
            for (&index, row) in group.iter().zip(rows.chunks_exact(self.dim)) {
                vectors[index] = row.to_vec();
            }
            done += group.len();
            on_progress(done);
        }
        Ok(vectors)
    }

    /// The GPU, if there is one and so many tokens are worth it.
    pub(super) fn bulk_device(&self, tokens: usize) -> Option<&GpuDevice> {
        if tokens < BULK_TOKENS {
            return None;
        }
        let folder = self.bulk.folder.as_ref()?;
        self.bulk.opened.get_or_init(|| open_gpu(folder, &self.manifest)).as_ref()
    }

    pub(super) fn run(
        &self,
        bulk: Option<&GpuDevice>,
        batch: &Batch,
        keep: Keep,
    ) -> Result<Encoded, EmbedError> {
        let Some(gpu) = bulk else { return Ok(self.device.encode(batch, keep)?) };
        gpu.encode(batch, keep).or_else(|error| {
            tracing::warn!(%error, "the GPU failed; this batch runs on the processor");
            Ok(self.device.encode(batch, keep)?)
        })
    }
}

/// The weights of the model at `path`, for those who measure devices and need no text.
///
/// # Errors
/// The folder is missing, damaged or of a kind that cannot be run.
pub fn model_weights(path: &Path) -> Result<Weights, EmbedError> {
    let folder = Folder::open(path)?;
    let manifest = Manifest::read(&folder)?;
    Ok(read_weights(&folder, &manifest)?.0)
}

/// Opens a hardware GPU; having none is the ordinary case and not worth a warning.
fn open_gpu(folder: &Folder, manifest: &Manifest) -> Option<GpuDevice> {
    let (weights, _) = read_weights(folder, manifest)
        .inspect_err(|error| tracing::warn!(%error, "the model could not be read again"))
        .ok()?;
    GpuDevice::open(&weights, AdapterChoice::Hardware)
        .inspect_err(|error| tracing::debug!(%error, "bulk work runs on the processor"))
        .ok()
}

/// The weights, and the SHA-256 of their file; checks it against the manifest's.
fn read_weights(folder: &Folder, manifest: &Manifest) -> Result<(Weights, String), EmbedError> {
    let shape = BertConfig::read(folder)?
        .shape(manifest)
        .map_err(|reason| EmbedError::Unsupported { folder: folder.root().to_owned(), reason })?;
    let path = folder.path_of("model.safetensors");
    let bytes = folder.get("model.safetensors")?;
    let hash = hex_sha256(&bytes);
    if let Some(provenance) = manifest.provenance.as_ref().filter(|p| p.sha256 != hash) {
        let reason = format!("its SHA-256 is {hash}, the manifest says {}", provenance.sha256);
        return Err(EmbedError::Corrupt { path, reason });
    }
    Ok((weights::read(&bytes, shape, &path)?, hash))
}
