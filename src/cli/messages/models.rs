//! What the `model` commands show.

use std::path::Path;

use super::layout::clean;
use crate::cli::paint::Paint;
use crate::compute::{DeviceInfo, DeviceKind};
use crate::embed::{Converted, Fitted, ModelInfo};

/// Which model it is, where it comes from and where it runs.
pub(in crate::cli) fn info(info: &ModelInfo, paint: Paint) -> String {
    let mut rows = vec![
        ("model", clean(&info.name).into_owned()),
        ("id", info.id.clone()),
        ("dimensions", info.dim.to_string()),
        ("tokens", format!("{} at most", info.max_tokens)),
        ("device", device(&info.device)),
    ];
    if let Some(bulk) = &info.bulk_device {
        rows.push(("bulk device", device(bulk)));
    }
    if let Some(provenance) = &info.provenance {
        rows.push(("source", clean(&provenance.source).into_owned()));
        rows.push(("licence", clean(&provenance.licence).into_owned()));
    }
    table(&rows, paint)
}

/// `CPU Ryzen 7 (avx2)`, `GPU llvmpipe (vulkan, software)`.
pub(in crate::cli) fn device(info: &DeviceInfo) -> String {
    let kind = match info.kind {
        DeviceKind::Cpu => "CPU",
        DeviceKind::Gpu => "GPU",
    };
    let software = if info.software { ", software" } else { "" };
    format!("{kind} {} ({}{software})", clean(&info.name), clean(&info.backend))
}

/// Said when a GPU was asked for and there is none but a software adapter.
pub(in crate::cli) fn software_gpu(info: &DeviceInfo) -> String {
    format!("There is no hardware GPU; this runs on {}", device(info))
}

/// What a conversion made.
pub(in crate::cli) fn converted(out: &Path, made: &Converted, paint: Paint) -> String {
    let rows = [
        ("model", clean(&made.model).into_owned()),
        ("folder", out.display().to_string()),
        ("weights", format!("{} tensors, {:.1} MB", made.tensors, made.bytes as f64 / 1e6)),
        ("sha256", made.sha256.clone()),
        ("source sha256", made.source_sha256.clone()),
    ];
    table(&rows, paint)
}

/// What fitting a projection made.
pub(in crate::cli) fn fitted(made: &Fitted, paint: Paint) -> String {
    let rows = [
        ("file", made.path.display().to_string()),
        ("tokens", made.tokens.to_string()),
        ("width", made.width.to_string()),
        ("kept", format!("{:.1} % of the tokens' length", made.kept * 100.0)),
    ];
    table(&rows, paint)
}

/// Vectors as lines of numbers, for programs that read columns.
pub(in crate::cli) fn vectors(vectors: &[Vec<f32>]) -> String {
    let line = |vector: &Vec<f32>| {
        let numbers: Vec<_> = vector.iter().map(f32::to_string).collect();
        numbers.join(" ") + "\n"
    };
    vectors.iter().map(line).collect()
}

/// Names and values in two columns.
pub(super) fn table(rows: &[(&str, String)], paint: Paint) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.iter()
        .map(|(name, value)| format!("{}  {value}\n", paint.faint(format!("{name:width$}"))))
        .collect()
}
