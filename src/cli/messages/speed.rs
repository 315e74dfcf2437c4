//! What `model bench` and `model tune` show.

use std::path::Path;

use super::layout::clean;
use super::models::{device, table};
use crate::cli::json::{BenchJson, DeviceBenchJson};
use crate::cli::paint::Paint;
use crate::compute::gpu::{KernelTime, Queries, TUNING_FILE, Tiling, Tuned, Tuning};

/// A table a device; where there is no GPU, that too.
pub(in crate::cli) fn bench(result: &BenchJson, profile: bool, paint: Paint) -> String {
    let mut told: Vec<String> =
        result.devices.iter().map(|it| device_table(it, profile, paint)).collect();
    if let Some(reason) = &result.missing {
        told.push(format!("No GPU was measured: {}\n", clean(reason)));
    }
    told.join("\n")
}

fn device_table(bench: &DeviceBenchJson, profile: bool, paint: Paint) -> String {
    let it = &bench.measured;
    let share =
        format!("{:.0} % of {:.0} ({})", it.share_of_peak() * 100.0, it.peak_gflops, it.peak);
    let mut rows = vec![
        ("32 texts of 128 tokens", format!("{:.0} tokens/s", it.even_tokens_per_s)),
        ("mixed lengths", format!("{:.0} tokens/s", it.mixed_tokens_per_s)),
        ("short query", format!("{:.1} ms", it.query_ms)),
        ("GFLOP/s", format!("{:.1}, {share}", it.gflops)),
        ("start", format!("{:.0} ms", it.start_ms)),
    ];
    if let Some(tuning) = bench.tuning {
        rows.push(("kernels", tuning_words(tuning)));
    }
    let head = paint.strong(device(&it.device));
    let kernels = match (&bench.kernels, profile) {
        (Some(kernels), true) => kernel_table(kernels),
        (None, true) if bench.tuning.is_some() => {
            "The adapter has no timestamps, so there is no profile\n".to_owned()
        }
        _ => String::new(),
    };
    format!("{head}\n{}{kernels}", table(&rows, paint))
}

/// Operations of 32 texts of 128 tokens, the longest first.
fn kernel_table(kernels: &[KernelTime]) -> String {
    let mut told = format!("\n{:<30}{:>7}{:>12}{:>9}\n", "operation", "count", "mean ms", "share");
    for it in kernels {
        let share = it.share * 100.0;
        told += &format!("{:<30}{:>7}{:>12.3}{share:>7.1} %\n", it.operation, it.count, it.mean_ms);
    }
    told
}

/// What was measured, what is used from now on, and where that is kept.
pub(in crate::cli) fn tuned(tuned: &Tuned, data_dir: &Path, paint: Paint) -> String {
    let driver = clean(&tuned.driver);
    let mut told = format!("{}, driver {driver}\n", paint.strong(device(&tuned.device)));
    told += &format!("{:<40}{:>16}{:>16}\n", "kernels", "1,024 tokens ms", "query ms");
    for it in &tuned.candidates {
        let words = tuning_words(it.tuning);
        told += &format!("{words:<40}{:>16.1}{:>16.1}\n", it.batch_ms, it.query_ms);
    }
    let file = data_dir.join(TUNING_FILE);
    told + &format!("\nFrom now on: {}; kept in `{}`\n", tuning_words(tuned.chosen), file.display())
}

/// `shared tiles, narrow for queries, attention by one`.
fn tuning_words(tuning: Tuning) -> String {
    let attention = match tuning.queries {
        Queries::One => "one",
        Queries::Four => "four",
    };
    let narrow = match tuning.narrow == tuning.wide {
        true => String::new(),
        false => format!(", {} for queries", tiling_word(tuning.narrow)),
    };
    format!("{}{narrow}, attention by {attention}", tiling_word(tuning.wide))
}

fn tiling_word(tiling: Tiling) -> &'static str {
    match tiling {
        Tiling::Register4 => "register 4x8",
        Tiling::Register8 => "register 8x8",
        Tiling::Shuffled4 => "shuffled 4x8",
        Tiling::Shuffled8 => "shuffled 8x8",
        Tiling::Shared => "shared 64x64",
        Tiling::Narrow => "narrow 4x64",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::gpu::Candidate;
    use crate::compute::measure::Measured;
    use crate::compute::{DeviceInfo, DeviceKind};

    fn measured(kind: DeviceKind, name: &str, backend: &str) -> Measured {
        Measured {
            device: DeviceInfo {
                kind,
                name: name.to_owned(),
                backend: backend.to_owned(),
                software: kind == DeviceKind::Gpu,
            },
            start_ms: 100.4,
            even_tokens_per_s: 1234.5,
            mixed_tokens_per_s: 1000.0,
            query_ms: 12.34,
            gflops: 25.0,
            peak_gflops: 100.0,
            peak: "products",
        }
    }

    #[test]
    fn without_a_gpu_the_processor_is_shown_and_the_reason_said() {
        let cpu = measured(DeviceKind::Cpu, "2 threads", "avx2");
        let devices = vec![DeviceBenchJson { measured: cpu, tuning: None, kernels: None }];
        let result = BenchJson { devices, missing: Some("no usable GPU adapter".into()) };
        insta::assert_snapshot!(bench(&result, true, Paint::Plain), @r"
        CPU 2 threads (avx2)
        32 texts of 128 tokens  1234 tokens/s
        mixed lengths           1000 tokens/s
        short query             12.3 ms
        GFLOP/s                 25.0, 25 % of 100 (products)
        start                   100 ms

        No GPU was measured: no usable GPU adapter
        ");
    }

    #[test]
    fn a_profile_lists_operations_with_their_share() {
        let gpu = measured(DeviceKind::Gpu, "llvmpipe", "vulkan");
        let line = KernelTime { operation: "up + gelu", count: 6, mean_ms: 1.5, share: 0.5 };
        let tuning = Some(Tuning::HARDWARE);
        let with = DeviceBenchJson { measured: gpu, tuning, kernels: Some(vec![line]) };
        let result = BenchJson { devices: vec![with], missing: None };
        let told = bench(&result, true, Paint::Plain);
        let tail: Vec<&str> = told.lines().skip(5).collect();
        assert_eq!(
            tail[1],
            "kernels                 shared 64x64, narrow 4x64 for queries, attention by one"
        );
        assert_eq!(tail[4], "up + gelu                           6       1.500   50.0 %");
        assert!(!bench(&result, false, Paint::Plain).contains("gelu"));
    }

    #[test]
    fn tuning_says_what_was_measured_and_what_is_used() {
        let device = measured(DeviceKind::Gpu, "llvmpipe", "vulkan").device;
        let candidate = Candidate { tuning: Tuning::HARDWARE, batch_ms: 20.0, query_ms: 3.0 };
        let it = Tuned {
            device,
            driver: "llvmpipe 22".into(),
            candidates: vec![candidate],
            chosen: Tuning::SOFTWARE,
        };
        let told = tuned(&it, Path::new("data"), Paint::Plain);
        assert!(
            told.starts_with("GPU llvmpipe (vulkan, software), driver llvmpipe 22\n"),
            "{told}"
        );
        let end = "From now on: register 4x8, attention by four; kept in `data/gpu-tuning.json`\n";
        assert!(told.ends_with(end), "{told}");
    }
}
