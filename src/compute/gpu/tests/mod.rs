//! Tests that run kernels on an adapter, which may be a software one (lavapipe). Without any they
//! say so and pass, unless `HALLWAY_REQUIRE_GPU=1` is set, as it is where an adapter is certain.

mod forward;
mod max_sim;
mod operations;
mod reference;
mod scan;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::super::ComputeError;
use super::adapter::{AdapterChoice, Needs, find_adapter, open_device};
use super::buffers::Uploader;
use super::chunk::Counts;
use super::kernels::{Binding, Tiling, Variant, WeightFormat};
use super::pipeline::{Compiler, Constants, Pipeline};
use super::plan::Grid;
use super::tuning::can_shuffle;
use super::wait;

/// `None` after saying why when there is no adapter.
///
/// # Panics
/// There is none although `HALLWAY_REQUIRE_GPU=1`.
fn adapter_or_skip() -> Option<wgpu::Adapter> {
    let reason = match find_adapter(AdapterChoice::Any) {
        Ok(adapter) => return Some(adapter),
        Err(ComputeError::NoAdapter(reason)) => reason,
        Err(error) => error.to_string(),
    };
    let required = std::env::var_os("HALLWAY_REQUIRE_GPU").is_some_and(|value| value == "1");
    assert!(!required, "HALLWAY_REQUIRE_GPU is set, but: {reason}");
    eprintln!("no GPU adapter: {reason}; test skipped");
    None
}

/// A device for single kernels.
struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    /// Whether it runs the shuffled matmul.
    shuffles: bool,
}

/// The one device all kernel tests share, or `None` where tests are to be skipped.
fn gpu_or_skip() -> Option<MutexGuard<'static, Gpu>> {
    static GPU: OnceLock<Option<Mutex<Gpu>>> = OnceLock::new();
    let open = || {
        let needs = Needs { buffer_bytes: 1 << 20, workgroups: 4096 };
        let adapter = adapter_or_skip()?;
        let (device, queue) = open_device(&adapter, &needs).unwrap();
        Some(Mutex::new(Gpu { device, queue, shuffles: can_shuffle(&adapter) }))
    };
    GPU.get_or_init(open).as_ref().map(|gpu| gpu.lock().unwrap_or_else(PoisonError::into_inner))
}

/// One kernel to run.
struct Job<'a> {
    variant: Variant,
    constants: Constants<'a>,
    /// The input bindings in order, as bytes.
    inputs: &'a [&'a [u8]],
    counts: Counts,
    grid: Grid,
    /// Values of the output.
    outputs: usize,
}

impl Gpu {
    /// Runs a kernel and reads its output, which was NaN before.
    fn run(&self, job: &Job<'_>) -> Vec<f32> {
        let pipeline = Pipeline::new(self.compiler(), job.variant, job.constants).unwrap();
        let (device, queue) = (&self.device, &self.queue);
        let uploader = Uploader { device, queue, format: WeightFormat::Float };
        let inputs: Vec<_> = job.inputs.iter().map(|i| uploader.storage("input", i)).collect();
        let counts = self.buffer(16, wgpu::BufferUsages::UNIFORM);
        self.queue.write_buffer(&counts, 0, bytemuck::bytes_of(&job.counts));
        let output = self.buffer(job.outputs * 4, wgpu::BufferUsages::STORAGE);
        let nan = vec![f32::NAN; job.outputs];
        self.queue.write_buffer(&output, 0, bytemuck::cast_slice(&nan));

        let mut next_input = inputs.iter();
        let mut bound = |binding: &(u32, Binding)| match binding.1 {
            Binding::Input => next_input.next().unwrap(),
            Binding::Counts => &counts,
            Binding::Output => &output,
        };
        let buffers: Vec<_> = job.variant.bindings().iter().map(&mut bound).collect();
        self.dispatch(&pipeline, &buffers, job.grid.workgroups(&job.counts));
        self.read(&output)
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler { device: &self.device, cache: None }
    }

    /// Whether variants of this tiling run here. Without subgroups those that need them are said to
    /// be left out.
    fn runs(&self, tiling: Tiling) -> bool {
        let runs = !tiling.needs_subgroups() || self.shuffles;
        if !runs {
            eprintln!("the adapter has no subgroups of eight threads; {tiling:?} skipped");
        }
        runs
    }

    fn dispatch(&self, pipeline: &Pipeline, buffers: &[&wgpu::Buffer], workgroups: [u32; 3]) {
        let bound = pipeline.bind(&self.device, buffers);
        let mut encoder = self.device.create_command_encoder(&Default::default());
        bound.dispatch(&mut encoder.begin_compute_pass(&Default::default()), workgroups);
        self.queue.submit([encoder.finish()]);
    }

    fn read(&self, buffer: &wgpu::Buffer) -> Vec<f32> {
        let usage = wgpu::BufferUsages::MAP_READ;
        let readable = self.buffer(buffer.size() as usize, usage);
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(buffer, 0, &readable, 0, buffer.size());
        self.queue.submit([encoder.finish()]);
        readable.map_async(wgpu::MapMode::Read, .., Result::unwrap);
        wait::wait(&self.device, None).unwrap();
        let view = readable.get_mapped_range(..).unwrap();
        bytemuck::pod_collect_to_vec(&view)
    }

    fn buffer(&self, bytes: usize, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        let copies = match usage.contains(wgpu::BufferUsages::MAP_READ) {
            true => wgpu::BufferUsages::COPY_DST,
            false => wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC,
        };
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: bytes as u64,
            usage: usage | copies,
            mapped_at_creation: false,
        })
    }
}

/// Numbers in -1 to 1 that look random and are the same in every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }

    fn take(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next()).collect()
    }
}

/// Fails where a value is further off than `tolerance`, measured against 1 or the value itself,
/// whichever is larger.
#[track_caller]
fn assert_near(found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (index, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(found) - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "value {index}: {found} for {expected}, off by {error:e}");
    }
}
