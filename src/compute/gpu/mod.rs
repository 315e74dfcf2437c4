//! The encoder on a GPU through wgpu: the only place that knows wgpu. It opens an adapter, uploads
//! a model once and runs packed batches; it decides nothing about text or about when to use a GPU.
//!
//! The kernels are files in `kernels/` and stay within plain WebGPU limits. A forward pass is one
//! command buffer, one submission and one read-back for every chunk of the batch, and so is a
//! comparison of token rows.

mod adapter;
mod buffers;
mod chunk;
mod connection;
mod expand;
mod faults;
mod files;
mod forward;
mod int8;
mod kernels;
mod max_sim;
mod pack;
mod peak;
mod pipeline;
mod plan;
mod profile;
mod scan;
mod slots;
mod tune;
mod tuning;
mod wait;

use std::path::Path;

pub use adapter::{AdapterChoice, list_adapters};
pub use kernels::{
    AttentionKey, Epilogue, MatmulKey, Queries, Tiling, Variant, WeightFormat, expanded,
};
pub use profile::KernelTime;
pub use scan::{MOST_NEAREST, Nearest, VectorTable};
pub use tune::{Candidate, TuneError, Tuned, tune};
pub use tuning::{TUNING_FILE, Tuning};

use super::max_sim as rules;
use super::{
    Batch, ComputeError, Device, DeviceInfo, Encoded, Keep, Match, Shape, TokenRows, Weights,
};
use adapter::Needs;
use buffers::{Arena, Uploader, row_bytes};
use connection::Connection;
use files::KernelCache;
use max_sim::MaxSim;
use pack::{Axes, weight_bytes};
use pipeline::{Compiler, Pipelines};
use plan::Planner;
use slots::{NARROW_TOKENS, SLOTS, Slot, Slots};

/// Most tokens of a chunk: enough to fill a GPU, and 41 MB of activations at `MiniLM`'s size, twice.
const MOST_TOKENS: usize = 2048;

/// Work of a chunk, in floating-point operations of its matrices. A slow laptop GPU does about
/// 200 GFLOP/s, so this is half a second there: well below the two seconds after which desktop
/// drivers reset a GPU (Windows TDR). `MiniLM` reaches `MOST_TOKENS` first.
const CHUNK_OPERATIONS: usize = 100_000_000_000;

/// A model on a GPU.
pub struct GpuDevice {
    connection: Connection,
    info: DeviceInfo,
    shape: Shape,
    axes: Axes,
    tuning: Tuning,
    tokens_per_chunk: usize,
    slots: Slots,
    max_sim: MaxSim,
}

/// What `open` derives from adapter and model, and tests choose themselves.
#[derive(Debug, Clone, Copy, Default)]
struct Settings<'a> {
    tuning: Option<Tuning>,
    format: Option<WeightFormat>,
    tokens_per_chunk: Option<usize>,
    /// Where the tuning and the compiled kernels are kept.
    folder: Option<&'a Path>,
}

impl GpuDevice {
    /// Opens the best adapter, uploads the model and runs two small batches, so that the first real
    /// one does not wait for the driver's compiler.
    ///
    /// # Errors
    /// No adapter of the wanted sort, one that is too small for the model, a kernel that its
    /// driver refuses, or too little memory.
    pub fn open(weights: &Weights, choice: AdapterChoice) -> Result<Self, ComputeError> {
        Self::open_with(weights, choice, Settings::default())
    }

    /// As [`GpuDevice::open`], with the variants that `hallway model tune` chose and the kernels
    /// that were compiled before, where the folder has them. Kernels compiled now are kept there.
    ///
    /// # Errors
    /// As [`GpuDevice::open`]; the folder is never a reason.
    pub fn open_in(
        weights: &Weights,
        choice: AdapterChoice,
        folder: &Path,
    ) -> Result<Self, ComputeError> {
        Self::open_with(weights, choice, Settings { folder: Some(folder), ..Settings::default() })
    }

    /// Whether the device has failed for good, without running anything: who asks before each call
    /// can go on with the processor.
    pub fn is_lost(&self) -> bool {
        self.connection.check().is_err()
    }

    /// The variants it runs.
    pub fn tuning(&self) -> Tuning {
        self.tuning
    }

    fn open_with(
        weights: &Weights,
        choice: AdapterChoice,
        settings: Settings<'_>,
    ) -> Result<Self, ComputeError> {
        let shape = weights.shape.clone();
        let axes = Axes::new(&shape);
        let adapter = adapter::find_adapter(choice)?;
        let tuning = tuning_for(&adapter, settings);
        let fitting = tokens_that_fit(&shape, &axes, &adapter.limits());
        let tokens_per_chunk = settings.tokens_per_chunk.unwrap_or(fitting);
        let needs = needs(&shape, &axes, tokens_per_chunk);
        let (device, queue) = adapter::open_device(&adapter, &needs)?;
        let connection = Connection::new(device, queue);
        let folder = settings.folder;
        let cache = folder
            .and_then(|folder| KernelCache::open(&connection.device, &adapter.get_info(), folder));
        let format = settings.format.unwrap_or_else(|| int8::format_of(weights));
        let compiler =
            Compiler { device: &connection.device, cache: cache.as_ref().map(|kept| &kept.cache) };
        let pipelines = Pipelines::new(compiler, &shape, tuning, format)?;
        let slots = upload(&connection, &pipelines, weights, format, tokens_per_chunk)?;
        let max_sim = MaxSim::new(&connection, compiler)?;
        wait::wait(&connection.device, None)?;
        let info = adapter::describe(&adapter.get_info());
        let opened =
            Self { connection, info, shape, axes, tuning, tokens_per_chunk, slots, max_sim };
        opened.warm_up()?;
        if let Some(cache) = cache {
            cache.keep();
        }
        Ok(opened)
    }

    /// Drivers compile late: lavapipe at the first dispatch, 0.1 to 3 seconds for these kernels.
    fn warm_up(&self) -> Result<(), ComputeError> {
        let narrow = Batch::new(&[[0]])?;
        let wide = Batch::new(&[[0]; NARROW_TOKENS as usize + 1])?;
        for batch in [&narrow, &wide] {
            self.forward(batch)?;
        }
        let row = TokenRows { values: &[0], width: 1 };
        self.max_sim(row, &[row]).map(drop)
    }
}

/// Sends a model to the device, and makes the buffers and bindings of all chunks to come.
fn upload(
    connection: &Connection,
    pipelines: &Pipelines,
    weights: &Weights,
    format: WeightFormat,
    tokens: usize,
) -> Result<Slots, ComputeError> {
    let Connection { device, queue, .. } = connection;
    let shape = &weights.shape;
    let axes = Axes::new(shape);
    connection.guarded(|| {
        let model = Uploader { device, queue, format }.model(weights);
        let slot = |_| {
            let arena = Arena::new(device, &axes, tokens);
            let planner = Planner { device, pipelines, arena: &arena, shape };
            let wide = planner.plan(&model, &pipelines.wide);
            let narrow = planner.plan(&model, &pipelines.narrow);
            Slot { arena, wide, narrow }
        };
        let slots = Slots::new((0..SLOTS).map(slot).collect());
        // Without a submission the writes, and the memory they are staged in, would wait.
        queue.submit([]);
        slots
    })
}

impl Device for GpuDevice {
    fn describe(&self) -> DeviceInfo {
        self.info.clone()
    }

    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError> {
        batch.check(self.shape.vocabulary, self.shape.positions)?;
        let chunks = chunk::split(batch, self.tokens_per_chunk, self.tuning.queries.count());
        self.run(&chunks, keep)
    }

    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        rules::check(query, documents)?;
        self.max_sim.nearest(&self.connection, query, documents)
    }
}

fn tuning_for(adapter: &wgpu::Adapter, settings: Settings<'_>) -> Tuning {
    let stored = || tuning::stored(settings.folder?, adapter);
    settings.tuning.or_else(stored).unwrap_or_else(|| Tuning::default_for(adapter))
}

/// Tokens of a chunk: as many as pay, no more than the adapter can bind, but the longest sequence.
fn tokens_that_fit(shape: &Shape, axes: &Axes, limits: &wgpu::Limits) -> usize {
    let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
    let by_memory = usize::try_from(binding).unwrap_or(usize::MAX) / (axes.widest() * 4);
    let by_work = CHUNK_OPERATIONS / operations_per_token(shape);
    MOST_TOKENS.min(by_work).min(by_memory).max(shape.positions)
}

/// Multiplications and additions in the matrices of all layers, for one token.
fn operations_per_token(shape: &Shape) -> usize {
    let layer = 4 * shape.hidden * shape.hidden + 2 * shape.hidden * shape.intermediate;
    (2 * layer * shape.layers).max(1)
}

fn needs(shape: &Shape, axes: &Axes, tokens: usize) -> Needs {
    let row = row_bytes(axes.hidden);
    let largest = [
        shape.vocabulary * row,
        shape.positions * row,
        tokens * axes.widest() * size_of::<f32>(),
        weight_bytes(axes.hidden, axes.qkv),
        weight_bytes(axes.hidden, axes.intermediate),
        weight_bytes(axes.intermediate, axes.hidden),
    ];
    let bytes = largest.into_iter().max().unwrap_or(0);
    // One workgroup a token is the largest grid: matmul tiles have 4 of them, heads share 64.
    Needs { buffer_bytes: bytes as u64, workgroups: tokens as u32 }
}

#[cfg(test)]
mod tests;
