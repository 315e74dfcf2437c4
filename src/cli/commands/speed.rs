//! `model bench` and `model tune`: how fast this machine runs the model. Needs no database; what is
//! measured, and how, is decided in `compute`.

use std::path::PathBuf;
use std::time::Instant;

use super::Context;
use crate::app;
use crate::cli::CliError;
use crate::cli::args::{BenchArgs, TuneArgs};
use crate::cli::json::{BenchJson, DeviceBenchJson};
use crate::cli::messages::speed;
use crate::cli::progress::Bars;
use crate::compute::cpu::{CpuDevice, Precision, peak_operations_per_s};
use crate::compute::gpu::{self, AdapterChoice, GpuDevice, TuneError};
use crate::compute::measure::{even_batch, measure};
use crate::compute::{Batch, ComputeError, Device, Weights};
use crate::embed::{EmbedError, open_weights};

/// What the peaks are of.
const PROCESSOR_PEAK: &str = "multiplying and adding in registers, on all threads";
const GPU_PEAK: &str = "multiplications and additions out of registers";

pub(super) fn bench(args: BenchArgs, context: &Context) -> Result<(), CliError> {
    let weights = open_weights(&folder(args.model, context)).map_err(CliError::Embed)?;
    let bars = Bars::new(&context.console);
    bars.show("Processor", 0, 2);
    let precision = app::running(&context.config).precision;
    let cpu = bench_cpu(weights.clone(), precision).map_err(compute)?;
    bars.show("GPU", 1, 2);
    let (gpu, missing) = match bench_gpu(&weights, context) {
        Ok(gpu) => (Some(gpu), None),
        Err(error) => (None, Some(error.to_string())),
    };
    bars.clear();
    let result = BenchJson { devices: std::iter::once(cpu).chain(gpu).collect(), missing };
    let console = &context.console;
    match args.output.json {
        true => console.json(&result),
        false => console.result(&speed::bench(&result, args.profile, console.paint())),
    }
}

pub(super) fn tune(args: TuneArgs, context: &Context) -> Result<(), CliError> {
    let weights = open_weights(&folder(args.model, context)).map_err(CliError::Embed)?;
    let data_dir = &context.config.data_dir;
    let bars = Bars::new(&context.console);
    let progress = |done, total| bars.show("Variants", done, total);
    let tuned = gpu::tune(&weights, AdapterChoice::Any, data_dir, &progress);
    bars.clear();
    let tuned = tuned.map_err(|error| match error {
        TuneError::Compute(error) => compute(error),
        TuneError::Store(source) => {
            CliError::Write { path: data_dir.join(gpu::TUNING_FILE), source }
        }
    })?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&tuned),
        false => console.result(&speed::tuned(&tuned, data_dir, console.paint())),
    }
}

fn bench_cpu(weights: Weights, precision: Precision) -> Result<DeviceBenchJson, ComputeError> {
    let shape = weights.shape.clone();
    let (device, start_ms) = start(|| Ok(CpuDevice::new(weights, precision)))?;
    let peak = (PROCESSOR_PEAK, peak_operations_per_s());
    let measured = measure(&device, &shape, start_ms, peak)?;
    Ok(DeviceBenchJson { measured, tuning: None, kernels: None })
}

fn bench_gpu(weights: &Weights, context: &Context) -> Result<DeviceBenchJson, ComputeError> {
    let folder = &context.config.data_dir;
    let (device, start_ms) = start(|| GpuDevice::open_in(weights, AdapterChoice::Any, folder))?;
    let peak = (GPU_PEAK, device.measured_peak()?);
    let measured = measure(&device, &weights.shape, start_ms, peak)?;
    let kernels = device.profile(&even_batch(&weights.shape)?)?;
    Ok(DeviceBenchJson { measured, tuning: Some(device.tuning()), kernels })
}

/// A device that has given its first answer, and how many milliseconds that took.
fn start<D: Device>(
    open: impl FnOnce() -> Result<D, ComputeError>,
) -> Result<(D, f64), ComputeError> {
    let began = Instant::now();
    let device = open()?;
    device.forward(&Batch::new(&[[0]])?)?;
    Ok((device, began.elapsed().as_secs_f64() * 1e3))
}

fn folder(named: Option<PathBuf>, context: &Context) -> PathBuf {
    named.unwrap_or_else(|| context.config.model.dir.clone())
}

fn compute(error: ComputeError) -> CliError {
    CliError::Embed(EmbedError::Compute(error))
}
