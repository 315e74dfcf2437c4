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
mod kernels;
mod max_sim;
mod pack;
mod pipeline;
mod plan;
mod wait;

use std::sync::{Mutex, PoisonError};

pub use adapter::{AdapterChoice, list_adapters};
pub use kernels::{AttentionKey, Epilogue, MatmulKey, Queries, Tiling, Variant, expanded};

use super::max_sim as rules;
use super::{
    Batch, ComputeError, Device, DeviceInfo, Encoded, Keep, Match, Shape, TokenRows, Weights,
};
use adapter::Needs;
use buffers::{Arena, Uploader, row_bytes};
use chunk::Chunk;
use connection::Connection;
use max_sim::MaxSim;
use pack::{Axes, weight_bytes};
use pipeline::{Pipelines, Tuning};
use plan::{Planner, Step};

/// Most tokens of a chunk: enough to fill a GPU, and 90 MB of activations at `MiniLM`'s size.
const MOST_TOKENS: usize = 4096;

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
    steps: Vec<Step>,
    /// The steps write to the arena's buffers, so the lock is held for a whole chunk.
    arena: Mutex<Arena>,
    max_sim: MaxSim,
}

/// What `open` derives from adapter and model, and tests choose themselves.
#[derive(Debug, Clone, Copy, Default)]
struct Settings {
    tuning: Option<Tuning>,
    tokens_per_chunk: Option<usize>,
}

impl GpuDevice {
    /// Opens the best adapter, uploads the model and runs one small batch, so that the first real
    /// one does not wait for the driver's compiler.
    ///
    /// # Errors
    /// No adapter of the wanted sort, one that is too small for the model, a kernel that its
    /// driver refuses, or too little memory.
    pub fn open(weights: &Weights, choice: AdapterChoice) -> Result<Self, ComputeError> {
        Self::open_with(weights, choice, Settings::default())
    }

    fn open_with(
        weights: &Weights,
        choice: AdapterChoice,
        settings: Settings,
    ) -> Result<Self, ComputeError> {
        let shape = weights.shape.clone();
        let axes = Axes::new(&shape);
        let adapter = adapter::find_adapter(choice)?;
        let info = adapter.get_info();
        let tuning = settings.tuning.unwrap_or_else(|| tuning_for(&info));
        let fitting = tokens_that_fit(&shape, &axes, &adapter.limits());
        let tokens_per_chunk = settings.tokens_per_chunk.unwrap_or(fitting);
        let needs = needs(&shape, &axes, tokens_per_chunk);
        let (device, queue) = adapter::open_device(&adapter, &needs)?;
        let connection = Connection::new(device, queue);
        let Connection { device, queue, .. } = &connection;
        let pipelines = Pipelines::new(device, &shape, tuning)?;
        let uploader = Uploader { device, queue };
        let upload = || {
            let arena = Arena::new(device, &axes, tokens_per_chunk);
            let steps = Planner::new(device, &pipelines, &arena, tuning, &shape)
                .plan(&uploader.model(weights));
            // Without a submission the writes, and the memory they are staged in, would wait.
            queue.submit([]);
            (Mutex::new(arena), steps)
        };
        let (arena, steps) = connection.guarded(upload)?;
        let max_sim = MaxSim::new(&connection)?;
        wait::wait(device, None)?;
        let info = adapter::describe(&info);
        let opened =
            Self { connection, info, shape, axes, tuning, tokens_per_chunk, steps, arena, max_sim };
        opened.warm_up()?;
        Ok(opened)
    }

    /// Drivers compile late: lavapipe at the first dispatch, 0.1 to 3 seconds for these kernels.
    fn warm_up(&self) -> Result<(), ComputeError> {
        let batch = Batch::new(&[[0]])?;
        self.forward(&batch)?;
        let row = TokenRows { values: &[0], width: 1 };
        self.max_sim(row, &[row]).map(drop)
    }

    /// Runs one chunk and appends its rows.
    fn run(
        &self,
        arena: &Arena,
        chunk: &Chunk,
        keep: Keep,
        encoded: &mut Encoded,
    ) -> Result<(), ComputeError> {
        let rows = ReadRows::of(chunk, keep);
        let bytes = (rows.total() * row_bytes(self.axes.hidden)) as u64;
        let record = || {
            arena.write(&self.connection.queue, chunk);
            self.record(arena, chunk, &rows)
        };
        let read = |bytes: &[u8]| self.read(bytes, &rows, encoded);
        self.connection.submit_and_read(&arena.read_back, bytes, record, read)
    }

    fn record(&self, arena: &Arena, chunk: &Chunk, rows: &ReadRows) -> wgpu::CommandBuffer {
        let label = Some("forward");
        let descriptor = wgpu::CommandEncoderDescriptor { label };
        let mut encoder = self.connection.device.create_command_encoder(&descriptor);
        let descriptor = wgpu::ComputePassDescriptor { label, timestamp_writes: None };
        let mut pass = encoder.begin_compute_pass(&descriptor);
        let counts = chunk.counts();
        for step in &self.steps {
            step.record(&mut pass, &counts);
        }
        drop(pass);
        let bytes = |rows: usize| (rows * row_bytes(self.axes.hidden)) as u64;
        let (pooled, states) = (bytes(rows.pooled), bytes(rows.states));
        encoder.copy_buffer_to_buffer(&arena.pooled, 0, &arena.read_back, 0, pooled);
        if states > 0 {
            encoder.copy_buffer_to_buffer(&arena.states, 0, &arena.read_back, pooled, states);
        }
        encoder.finish()
    }

    /// Copies rows without their padding.
    fn read(&self, bytes: &[u8], rows: &ReadRows, encoded: &mut Encoded) {
        let row = row_bytes(self.axes.hidden);
        let (pooled, states) = bytes.split_at(rows.pooled * row);
        for (bytes, out) in [(pooled, &mut encoded.pooled), (states, &mut encoded.states)] {
            for row in bytes.chunks_exact(row) {
                let values = row.as_chunks().0.iter().take(self.shape.hidden);
                out.extend(values.map(|&bytes| f32::from_le_bytes(bytes)));
            }
        }
    }
}

/// Rows that are read back of one chunk.
struct ReadRows {
    pooled: usize,
    states: usize,
}

impl ReadRows {
    fn of(chunk: &Chunk, keep: Keep) -> Self {
        let states = match keep {
            Keep::Pooled => 0,
            Keep::States => chunk.tokens.len(),
        };
        Self { pooled: chunk.sequences(), states }
    }

    fn total(&self) -> usize {
        self.pooled + self.states
    }
}

impl Device for GpuDevice {
    fn describe(&self) -> DeviceInfo {
        self.info.clone()
    }

    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError> {
        batch.check(self.shape.vocabulary, self.shape.positions)?;
        let mut encoded = Encoded::default();
        for chunk in chunk::split(batch, self.tokens_per_chunk, self.tuning.queries.count()) {
            // A panic of another caller leaves nothing half-written: every chunk begins afresh.
            let arena = self.arena.lock().unwrap_or_else(PoisonError::into_inner);
            self.run(&arena, &chunk, keep, &mut encoded)?;
        }
        Ok(encoded)
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

fn tuning_for(info: &wgpu::AdapterInfo) -> Tuning {
    if adapter::is_software(info) { Tuning::SOFTWARE } else { Tuning::HARDWARE }
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
    // One workgroup a token is the largest grid: matmul tiles and heads share 64 of each.
    Needs { buffer_bytes: bytes as u64, workgroups: tokens as u32 }
}

#[cfg(test)]
mod tests;
