//! The embedder: one model, the processor for queries, a GPU for bulk work where there is one.
//! Decides neither when a text's turn is nor how a device calculates.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::EmbedError;
use super::batches::{AtOnce, Room, Turns};
use super::manifest::{Manifest, Provenance};
use super::open::Source;
use super::standby::Standby;
use super::tokenize::TextTokenizer;
use crate::compute::cpu::TokenHead;
use crate::compute::{Batch, ComputeError, Device, DeviceInfo, Keep};

/// Below this a GPU's start (100 ms and more) costs more than it saves.
const BULK_TOKENS: usize = 20_000;

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
    pub(super) id: String,
    pub(super) manifest: Manifest,
    pub(super) tokenizer: TextTokenizer,
    pub(super) head: Option<TokenHead>,
    /// Key under which token vectors are kept.
    pub(super) token_id: String,
    pub(super) dim: usize,
    pub(super) device: Arc<dyn Device>,
    /// Whether that device is the processor from the start.
    pub(super) is_on_processor: bool,
    /// The same device, where it is a GPU that the processor may take over from.
    pub(super) gpu: Option<Arc<Standby>>,
    pub(super) bulk: BulkDevice,
}

/// A GPU that is opened when the first large piece of work comes. Its weights wait in the folder.
pub(super) struct BulkDevice {
    source: Option<Source>,
    processor: Arc<dyn Device>,
    opened: OnceLock<Option<Standby>>,
}

impl BulkDevice {
    /// A GPU for the model from `source`, if there is one, with `processor` behind it; none without
    /// a source.
    pub(super) fn new(source: Option<Source>, processor: Arc<dyn Device>) -> Self {
        Self { source, processor, opened: OnceLock::new() }
    }

    /// What is made here is made on threads of its own ([`Source::on_gpu`]): one of the common pool
    /// would take up other work meanwhile, which may come to this very place.
    fn open(&self) -> Option<&Standby> {
        let source = self.source.as_ref()?;
        self.opened.get_or_init(|| source.on_gpu(self.processor.clone())).as_ref()
    }

    fn opened(&self) -> Option<&Standby> {
        self.opened.get()?.as_ref()
    }
}

impl Embedder {
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
            bulk_device: self.bulk.opened().map(Device::describe),
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
        self.embed_in_turns(texts, &AtOnce, on_progress)
    }

    /// The same, in batches that wait for their turns.
    pub(super) fn embed_in_turns(
        &self,
        texts: &[&str],
        turns: &dyn Turns,
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, EmbedError> {
        let prefix = &self.manifest.passage_prefix;
        let sequences: Vec<Vec<u32>> = texts
            .par_iter()
            .map(|text| self.tokenizer.encode(prefix, text))
            .collect::<Result<_, _>>()?;
        let mut vectors = vec![Vec::new(); texts.len()];
        self.run_in_turns(&sequences, Keep::Pooled, turns, &mut |group, _, encoded, done| {
            for (&index, row) in group.iter().zip(encoded.pooled.chunks_exact(self.dim)) {
                vectors[index] = row.to_vec();
            }
            on_progress(done);
        })?;
        Ok(vectors)
    }

    /// The device for bulk work of so many tokens, and how many a batch may have there: the GPU for
    /// it, if there is one and the work is worth it.
    pub(super) fn device_for(&self, tokens: usize, room: Room) -> (&dyn Device, usize) {
        let gpu = if tokens < BULK_TOKENS { None } else { self.bulk.open() };
        match gpu {
            Some(gpu) if gpu.has_failed() => (gpu, room.shared),
            Some(gpu) => (gpu, room.own),
            None => (&*self.device, room.shared),
        }
    }

    /// Whether the processor runs queries: several of them at a time, and beside bulk work.
    pub(super) fn runs_on_processor(&self) -> bool {
        self.gpu.as_ref().map_or(self.is_on_processor, |gpu| gpu.has_failed())
    }

    /// Whether the processor does the work of a GPU that failed.
    pub(super) fn has_lost_gpu(&self) -> bool {
        let gpus = [self.gpu.as_deref(), self.bulk.opened()];
        gpus.into_iter().flatten().any(Standby::has_failed)
    }
}
