//! What an adapter's arithmetic can do at most, measured by a kernel that does nothing else.

use std::time::{Duration, Instant};

use super::super::ComputeError;
use super::GpuDevice;
use super::buffers::new_buffer;
use super::kernels::Variant;
use super::pipeline::{Bound, Compiler, Pipeline};
use super::wait;

/// Threads of a workgroup, chains a thread and rounds of each (`peak.wgsl`).
const THREADS: u32 = 64;
const CHAINS: u32 = 8;
const ROUNDS: u32 = 512;

/// Workgroups of a dispatch: enough for the largest GPUs, a tenth of a second on two cores.
const WORKGROUPS: u32 = 1024;

/// A dispatch multiplies and adds in four lanes.
const OPERATIONS: f64 =
    THREADS as f64 * WORKGROUPS as f64 * CHAINS as f64 * ROUNDS as f64 * 4.0 * 2.0;

/// A measurement shorter than this says more about submitting than about arithmetic.
const LEAST: Duration = Duration::from_millis(100);

/// Measurements, of which the fastest counts: nothing makes arithmetic faster than it is.
const RUNS: usize = 3;

impl GpuDevice {
    /// Floating-point operations a second, in multiplications with additions out of registers.
    ///
    /// # Errors
    /// The device has failed.
    pub fn measured_peak(&self) -> Result<f64, ComputeError> {
        let device = &self.connection.device;
        let compiler = Compiler { device, cache: None };
        let constants = [("ROUNDS", f64::from(ROUNDS))];
        let pipeline = Pipeline::new(compiler, Variant::Peak, &constants)?;
        let bound = self.connection.guarded(|| self.bind_peak(&pipeline))?;
        let mut dispatches = 1;
        let mut best = 0.0_f64;
        let mut measured = 0;
        while measured < RUNS {
            let taken = self.time_dispatches(&bound, dispatches)?;
            if taken < LEAST {
                dispatches *= 2;
                continue;
            }
            best = best.max(f64::from(dispatches) * OPERATIONS / taken.as_secs_f64());
            measured += 1;
        }
        Ok(best)
    }

    fn bind_peak(&self, pipeline: &Pipeline) -> Bound {
        let device = &self.connection.device;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let input = new_buffer(device, "factor and summand", 32, usage);
        let values = [[0.999_f32; 4], [0.001_f32; 4]];
        self.connection.queue.write_buffer(&input, 0, bytemuck::cast_slice(&values));
        let bytes = (THREADS * WORKGROUPS) as usize * 16;
        let output = new_buffer(device, "chains", bytes, wgpu::BufferUsages::STORAGE);
        pipeline.bind(device, &[&input, &output])
    }

    fn time_dispatches(&self, bound: &Bound, count: u32) -> Result<Duration, ComputeError> {
        let device = &self.connection.device;
        let began = Instant::now();
        let index = self.connection.guarded(|| {
            let mut encoder = device.create_command_encoder(&Default::default());
            let mut pass = encoder.begin_compute_pass(&Default::default());
            for _ in 0..count {
                bound.dispatch(&mut pass, [WORKGROUPS, 1, 1]);
            }
            drop(pass);
            self.connection.queue.submit([encoder.finish()])
        })?;
        wait::wait(device, Some(index))?;
        self.connection.check()?;
        Ok(began.elapsed())
    }
}
