//! The shipped model on a GPU against the same model on the processor. Any adapter will do, one
//! drawn in software too; without one each test says so, or fails under `HALLWAY_REQUIRE_GPU=1`.

use std::sync::{Arc, OnceLock};

use hallway::embed::{DeviceChoice, Embedder};

use super::gpu::has_adapter;
use super::support::{largest_difference, repository, shipped_embedder};

/// Sentences of all the lengths that kernels treat differently: one word, more than a tile, more
/// than the model takes.
fn texts() -> Vec<String> {
    let sentence = "Portable bytecode hides the accelerator behind one standard interface. ";
    let lengths = [1, 2, 3, 7, 40];
    let mut texts: Vec<String> = lengths.iter().map(|&count| sentence.repeat(count)).collect();
    texts.extend(
        ["GPU", "how to run models on the GPU", "Café naïve — 東京 2026!", ""].map(str::to_owned),
    );
    texts
}

fn on_gpu() -> Option<Arc<Embedder>> {
    static EMBEDDER: OnceLock<Option<Arc<Embedder>>> = OnceLock::new();
    let open = || Embedder::open(&repository("data/model"), DeviceChoice::GpuSoftware).unwrap();
    EMBEDDER.get_or_init(|| has_adapter().then(|| Arc::new(open()))).clone()
}

#[test]
fn processor_and_gpu_give_the_same_vectors() {
    let Some(gpu) = on_gpu() else { return };
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let on_processor = shipped_embedder().embed_passages(&texts, &|_| ()).unwrap();
    let on_gpu = gpu.embed_passages(&texts, &|_| ()).unwrap();
    for ((text, a), b) in texts.iter().zip(&on_processor).zip(&on_gpu) {
        let difference = largest_difference(a, b);
        assert!(difference < 1e-4, "{text:.30}: {difference}");
    }
}

#[test]
fn on_a_gpu_a_text_has_the_same_vector_alone_and_in_a_batch() {
    let Some(gpu) = on_gpu() else { return };
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let batch = gpu.embed_passages(&texts, &|_| ()).unwrap();
    for (text, vector) in texts.iter().zip(&batch) {
        let difference = largest_difference(&gpu.embed_query(text).unwrap(), vector);
        assert!(difference < 1e-5, "{text:.30}: {difference}");
    }
}
