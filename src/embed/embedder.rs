//! The embedder: one model, the processor for queries, a GPU for bulk work where there is one.

use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::EmbedError;
use super::convert::hex_sha256;
use super::folder::Folder;
use super::manifest::{BertConfig, Manifest, Provenance};
use super::token_head;
use super::tokenize::TextTokenizer;
use super::weights;
use crate::compute::cpu::{CpuDevice, TokenHead};
use crate::compute::gpu::{AdapterChoice, GpuDevice};
use crate::compute::{
    Batch, ComputeError, Device, DeviceInfo, Encoded, Keep, Match, TokenRows, Weights,
};
use crate::domain::{Token, TokenVectors};

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
    manifest: Manifest,
    tokenizer: TextTokenizer,
    head: Option<TokenHead>,
    /// Key under which token vectors are kept.
    token_id: String,
    dim: usize,
    device: Box<dyn Device>,
    bulk: BulkDevice,
}

/// A text as the model sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoding {
    /// [`Embedder::dim`] values of length 1.
    pub vector: Vec<f32>,
    /// Its tokens in their context, without special ones; `None` for a model without a token head.
    pub tokens: Option<TokenVectors>,
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

    /// A query with the vectors of its tokens, in one pass.
    ///
    /// # Errors
    /// The tokenizer or the device failed.
    pub fn encode_query(&self, text: &str) -> Result<Encoding, EmbedError> {
        let tokens = self.tokenizer.encode_placed(&self.manifest.query_prefix, text)?;
        let mut encodings = self.encode_group(None, &[&tokens])?;
        Ok(encodings.pop().unwrap_or_default())
    }

    /// Passages with the vectors of their tokens, in their order. `on_progress` hears how many are
    /// done.
    ///
    /// # Errors
    /// The tokenizer or the device failed. A GPU that fails is replaced by the processor.
    pub fn encode_passages(
        &self,
        texts: &[&str],
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Encoding>, EmbedError> {
        let prefix = &self.manifest.passage_prefix;
        let placed: Vec<Vec<Token>> = texts
            .par_iter()
            .map(|text| self.tokenizer.encode_placed(prefix, text))
            .collect::<Result<_, _>>()?;
        let lengths: Vec<usize> = placed.iter().map(Vec::len).collect();
        let bulk = self.bulk_device(lengths.iter().sum());
        let mut encodings = vec![Encoding::default(); texts.len()];
        let mut done = 0;
        for group in group_by_length(&lengths, BATCH_TOKENS) {
            let members: Vec<&[Token]> = group.iter().map(|&index| &placed[index][..]).collect();
            for (&index, encoding) in group.iter().zip(self.encode_group(bulk, &members)?) {
                encodings[index] = encoding;
            }
            done += group.len();
            on_progress(done);
        }
        Ok(encodings)
    }

    /// The nearest token of each document to each token of a query, on the device for queries.
    ///
    /// # Errors
    /// The rows do not fit together, or the device failed.
    pub fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, EmbedError> {
        Ok(self.device.max_sim(query, documents)?)
    }

    /// The sum over the tokens of texts of the outer product of their directions,
    /// `[dim, dim]`, and the number of tokens.
    pub(super) fn second_moment(&self, texts: &[&str]) -> Result<(Vec<f64>, usize), EmbedError> {
        let mut moment = vec![0.0; self.dim * self.dim];
        let mut tokens = 0;
        for text in texts {
            let ids = self.tokenizer.encode(&self.manifest.passage_prefix, text)?;
            let batch = Batch::new(&[ids]).map_err(ComputeError::from)?;
            let states = self.device.encode(&batch, Keep::States)?.states;
            for state in states.chunks_exact(self.dim) {
                add_outer_product(&mut moment, state);
                tokens += 1;
            }
        }
        Ok((moment, tokens))
    }

    fn encode_group(
        &self,
        bulk: Option<&GpuDevice>,
        texts: &[&[Token]],
    ) -> Result<Vec<Encoding>, EmbedError> {
        let ids: Vec<Vec<u32>> =
            texts.iter().map(|text| text.iter().map(|token| token.id).collect()).collect();
        let batch = Batch::new(&ids).map_err(ComputeError::from)?;
        let keep = if self.head.is_some() { Keep::States } else { Keep::Pooled };
        let encoded = self.run(bulk, &batch, keep)?;
        let rows = encoded.pooled.chunks_exact(self.dim).zip(batch.ranges()).zip(texts);
        Ok(rows
            .map(|((vector, range), text)| Encoding {
                vector: vector.to_vec(),
                tokens: self.head.as_ref().map(|head| {
                    let states = &encoded.states[range.start * self.dim..range.end * self.dim];
                    token_vectors(head, text, states)
                }),
            })
            .collect())
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
        for group in group_by_length(&lengths, BATCH_TOKENS) {
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
    fn bulk_device(&self, tokens: usize) -> Option<&GpuDevice> {
        if tokens < BULK_TOKENS {
            return None;
        }
        let folder = self.bulk.folder.as_ref()?;
        self.bulk.opened.get_or_init(|| open_gpu(folder, &self.manifest)).as_ref()
    }

    fn run(
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

/// The rows of a text's tokens, without the special ones, which stand for no bytes.
fn token_vectors(head: &TokenHead, text: &[Token], states: &[f32]) -> TokenVectors {
    let (width, values) = (head.width(), head.rows(states));
    let mut vectors = TokenVectors { width, tokens: text.to_vec(), values };
    vectors.retain(|token| !token.range.is_empty());
    vectors
}

fn add_outer_product(moment: &mut [f64], state: &[f32]) {
    let square: f64 = state.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
    if square <= 0.0 {
        return;
    }
    for (row, &a) in moment.chunks_exact_mut(state.len()).zip(state) {
        let scale = f64::from(a) / square;
        row.iter_mut().zip(state).for_each(|(sum, &b)| *sum += scale * f64::from(b));
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
fn group_by_length(lengths: &[usize], limit: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(lengths[index]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut tokens = 0;
    for index in order {
        let length = lengths[index];
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
            let groups = group_by_length(&lengths, limit);
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
