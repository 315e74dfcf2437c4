//! Texts to vectors, on the processor and on whatever GPU adapter there is (one drawn in software
//! too): one short query, and batches as indexing makes them.

use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use hallway::compute::measure::mixed_lengths;
use hallway::embed::{DeviceChoice, Embedder};

pub(crate) static EMBEDDER: LazyLock<Embedder> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    Embedder::open(&folder, DeviceChoice::Cpu).expect("the shipped model opens")
});

/// `None` on a machine without an adapter.
static ON_GPU: LazyLock<Option<Embedder>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    Embedder::open(&folder, DeviceChoice::GpuSoftware)
        .inspect_err(|error| eprintln!("no figures for a GPU: {error}"))
        .ok()
});

/// Seven words that are one token each; with the two special tokens, 9.
const SHORT: &str = "how to run models on the web";

/// `tokens` tokens: the words are one token each, the special ones are two.
fn text_of(tokens: usize) -> String {
    vec!["model"; tokens - 2].join(" ")
}

#[divan::bench]
fn short_query(bencher: Bencher) {
    bencher.bench(|| EMBEDDER.embed_query(divan::black_box(SHORT)));
}

/// Items are tokens.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn batch_32_texts_of_128_tokens(bencher: Bencher) {
    let text = text_of(128);
    let texts = vec![text.as_str(); 32];
    bencher
        .counter(ItemsCount::new(32usize * 128))
        .bench(|| EMBEDDER.embed_passages(divan::black_box(&texts), &|_| ()));
}

/// Lengths as abstracts and sentences mix: items are tokens.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn batch_of_mixed_lengths(bencher: Bencher) {
    let lengths = mixed_lengths();
    let texts: Vec<String> = lengths.iter().map(|&tokens| text_of(tokens)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    bencher
        .counter(ItemsCount::new(lengths.iter().sum::<usize>()))
        .bench(|| EMBEDDER.embed_passages(divan::black_box(&texts), &|_| ()));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn gpu_short_query(bencher: Bencher) {
    let Some(embedder) = &*ON_GPU else { return };
    bencher.bench(|| embedder.embed_query(divan::black_box(SHORT)));
}

/// Items are tokens.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn gpu_batch_32_texts_of_128_tokens(bencher: Bencher) {
    let Some(embedder) = &*ON_GPU else { return };
    let text = text_of(128);
    let texts = vec![text.as_str(); 32];
    bencher
        .counter(ItemsCount::new(32usize * 128))
        .bench(|| embedder.embed_passages(divan::black_box(&texts), &|_| ()));
}

/// The model from its files to the first vector.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn open_model() -> Vec<f32> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    let embedder = Embedder::open(&folder, DeviceChoice::Cpu).expect("the shipped model opens");
    embedder.embed_query(SHORT).expect("a short text embeds")
}
