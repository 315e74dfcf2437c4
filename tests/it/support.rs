//! What several features' tests need: places, tolerances and small builders. Holds no test.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hallway::embed::{DeviceChoice, Embedder};

/// A path inside the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The shipped model on the processor, opened once for all tests.
pub(crate) fn shipped_embedder() -> Arc<Embedder> {
    static EMBEDDER: OnceLock<Arc<Embedder>> = OnceLock::new();
    let open = || Embedder::open(&repository("data/model"), DeviceChoice::Cpu).unwrap();
    EMBEDDER.get_or_init(|| Arc::new(open())).clone()
}

/// The cosine of two vectors.
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// The largest difference between two vectors, value by value.
pub(crate) fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}
