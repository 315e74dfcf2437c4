//! The embedder: one model, the processor for queries, a GPU for bulk work where there is one.

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::EmbedError;
use super::convert::hex_sha256;
use super::folder::Folder;
use super::manifest::{BertConfig, Manifest, Provenance};
use super::tokenize::TextTokenizer;
use super::weights;
use crate::compute::cpu::CpuDevice;
use crate::compute::gpu::{AdapterChoice, GpuDevice};
use crate::compute::{Batch, Device, DeviceInfo, Weights};

/// Tokens in a batch: enough to keep a GPU busy and few enough (at 1,536 values wide, 25 MB) to
/// fit any adapter.
const BATCH_TOKENS: usize = 4_096;

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
    manifest: Manifest,
    tokenizer: TextTokenizer,
    dim: usize,
    device: Box<dyn Device>,
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
        let device: Box<dyn Device> = match choice {
            DeviceChoice::Auto | DeviceChoice::Cpu => Box::new(CpuDevice::new(weights)),
            DeviceChoice::Gpu => Box::new(GpuDevice::open(&weights, AdapterChoice::Hardware)?),
            DeviceChoice::GpuSoftware => Box::new(GpuDevice::open(&weights, AdapterChoice::Any)?),
        };
        let bulk_folder = (choice == DeviceChoice::Auto).then_some(folder);
        Ok(Self {
            id: format!("{}@{}", manifest.name, &hash[..12]),
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
        let batch = Batch::new(&[ids]).map_err(crate::compute::ComputeError::from)?;
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
        for group in group_by_length(&sequences, BATCH_TOKENS) {
            let members: Vec<&[u32]> = group.iter().map(|&index| &sequences[index][..]).collect();
            let batch = Batch::new(&members).map_err(crate::compute::ComputeError::from)?;
            let rows = self.forward_bulk(bulk, &batch)?;
            for (&index, row) in group.iter().zip(rows.chunks_exact(self.dim)) {
                vectors[index] = row.to_vec();
            }
            done += group.len();
            on_progress(done);
        }
        Ok(vectors)
    }

    /// The GPU, if there is one and so many tokens are worth it.
    fn bulk_device(&self, tokens: usize) -> Option<&GpuDevice> {
        if tokens < BULK_TOKENS {
            return None;
        }
        let folder = self.bulk.folder.as_ref()?;
        self.bulk.opened.get_or_init(|| open_gpu(folder, &self.manifest)).as_ref()
    }

    fn forward_bulk(
        &self,
        bulk: Option<&GpuDevice>,
        batch: &Batch,
    ) -> Result<Vec<f32>, EmbedError> {
        let Some(gpu) = bulk else { return Ok(self.device.forward(batch)?) };
        gpu.forward(batch).or_else(|error| {
            tracing::warn!(%error, "the GPU failed; this batch runs on the processor");
            Ok(self.device.forward(batch)?)
        })
    }
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

/// Indices of the sequences, longest first, in groups of at most `limit` tokens: neighbours of
/// like length make even batches. A single sequence may exceed the limit.
fn group_by_length(sequences: &[Vec<u32>], limit: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(sequences[index].len()));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut tokens = 0;
    for index in order {
        let length = sequences[index].len();
        match groups.last_mut() {
            Some(group) if tokens + length <= limit => {
                group.push(index);
                tokens += length;
            }
            _ => {
                groups.push(vec![index]);
                tokens = length;
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sequence_is_in_one_group_within_the_limit(
            lengths in prop::collection::vec(1usize..50, 0..40), limit in 1usize..120,
        ) {
            let sequences: Vec<Vec<u32>> = lengths.iter().map(|&n| vec![0; n]).collect();
            let groups = group_by_length(&sequences, limit);
            let mut seen: Vec<usize> = groups.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for group in groups {
                let tokens: usize = group.iter().map(|&index| lengths[index]).sum();
                prop_assert!(tokens <= limit || group.len() == 1);
            }
        }
    }
}
