//! Late interaction: the nearest tokens of the talks a search found to the tokens of its query, on
//! the processor (one core) and on whatever GPU adapter there is.

use std::sync::LazyLock;

use divan::Bencher;
use hallway::compute::gpu::{AdapterChoice, GpuDevice};
use hallway::compute::{Device, LayerNorm, Pooling, Shape, TokenRows, Weights, cpu};

const DOCUMENTS: usize = 60;
const TOKENS: usize = 220;
const QUERY_TOKENS: usize = 10;
const WIDTH: usize = 128;

/// `None` on a machine without an adapter.
static GPU: LazyLock<Option<GpuDevice>> = LazyLock::new(|| {
    GpuDevice::open(&smallest_model(), AdapterChoice::Any)
        .inspect_err(|error| eprintln!("no figures for a GPU: {error}"))
        .ok()
});

/// A device opens with a model; comparing rows needs none.
fn smallest_model() -> Weights {
    let ones = || vec![1.0; 4];
    Weights {
        shape: Shape {
            vocabulary: 1,
            positions: 1,
            hidden: 4,
            heads: 1,
            intermediate: 4,
            layers: 0,
            layer_norm_epsilon: 1e-12,
            pooling: Pooling::Mean,
            normalise: true,
        },
        words: ones(),
        positions: ones(),
        token_type: ones(),
        embedding_norm: LayerNorm { weight: ones(), bias: ones() },
        layers: Vec::new(),
    }
}

/// Values that look random and are the same at every run.
fn values(count: usize) -> Vec<i8> {
    let mut state = 1u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as i8
    };
    (0..count).map(|_| next()).collect()
}

fn rows(values: &[i8]) -> TokenRows<'_> {
    TokenRows { values, width: WIDTH }
}

/// As many talks as a search reads, of a usual length: the same number of tokens as above.
#[divan::bench]
fn more_and_shorter_talks_on_the_processor(bencher: Bencher) {
    let (query, documents) = (values(QUERY_TOKENS * WIDTH), values(DOCUMENTS * TOKENS * WIDTH));
    let documents: Vec<_> = documents.chunks_exact(TOKENS / 2 * WIDTH).map(rows).collect();
    bencher.bench(|| cpu::max_sim(divan::black_box(rows(&query)), &documents));
}

#[divan::bench]
fn on_the_processor(bencher: Bencher) {
    let (query, documents) = (values(QUERY_TOKENS * WIDTH), values(DOCUMENTS * TOKENS * WIDTH));
    let documents: Vec<_> = documents.chunks_exact(TOKENS * WIDTH).map(rows).collect();
    bencher.bench(|| cpu::max_sim(divan::black_box(rows(&query)), &documents));
}

#[divan::bench]
fn on_the_gpu(bencher: Bencher) {
    let Some(gpu) = &*GPU else { return };
    let (query, documents) = (values(QUERY_TOKENS * WIDTH), values(DOCUMENTS * TOKENS * WIDTH));
    let documents: Vec<_> = documents.chunks_exact(TOKENS * WIDTH).map(rows).collect();
    bencher.bench(|| gpu.max_sim(divan::black_box(rows(&query)), &documents));
}
