//! Every kernel alone, on an adapter, against the plain reference.

use bytemuck::cast_slice;
use proptest::prelude::*;

use super::super::super::{Batch, LayerNorm, Linear, Pooling, Shape, Weights};
use super::super::chunk::{Chunk, Counts, split};
use super::super::kernels::{
    AttentionKey, Epilogue, MatmulKey, Queries, Tiling, Variant, WeightFormat,
};
use super::super::pack::{Axis, LANES, pack_linear, pack_norm, pack_rows};
use super::super::pipeline::{matmul_constants, norm_constants, pool_constants};
use super::super::plan::Grid;
use super::forward::{random_batch, shape_of};
use super::{Gpu, Job, Numbers, assert_near, gpu_or_skip, reference};

/// Sums of up to a hundred products of numbers below 1: f32 rounding, and the erf's 1.5e-7.
const TOLERANCE: f64 = 1e-5;

/// Few, for lavapipe compiles a kernel for every shape.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn counts(tokens: usize) -> Counts {
    Counts { tokens: tokens as u32, sequences: 0, jobs: 0, unused: 0 }
}

fn unpad(values: &[f32], axis: Axis, groups: usize, size: usize) -> Vec<f32> {
    let padded = size.next_multiple_of(LANES);
    assert_eq!(axis.padded(), groups * padded);
    let kept = values.chunks_exact(padded).inspect(|group| {
        assert!(group[size..].iter().all(|&x| x == 0.0), "padding holds {:?}", &group[size..]);
    });
    kept.flat_map(|group| &group[..size]).copied().collect()
}

struct Matmul {
    key: MatmulKey,
    tokens: usize,
    input: Vec<f32>,
    layer: Linear,
}

impl Matmul {
    fn run(&self, gpu: &Gpu, residual: &[f32]) -> Vec<f32> {
        let outputs_count = self.layer.bias.len();
        let inputs = Axis::new(self.input.len() / self.tokens);
        let outputs = Axis::new(outputs_count);
        let packed = pack_linear(&self.layer, inputs, outputs, self.key.format);
        let (input, residual) = (pack_rows(&self.input, inputs), pack_rows(residual, outputs));
        let buffers = [
            cast_slice(&input),
            cast_slice(&packed.weight),
            cast_slice(&packed.bias),
            cast_slice(&residual),
        ];
        let bound = if self.key.epilogue == Epilogue::Residual { 4 } else { 3 };
        let found = gpu.run(&Job {
            variant: Variant::Matmul(self.key),
            constants: &matmul_constants(inputs, outputs),
            inputs: &buffers[..bound],
            counts: counts(self.tokens),
            grid: Grid::tiles(self.key.tiling, outputs),
            outputs: self.tokens * outputs.padded(),
        });
        unpad(&found, outputs, 1, outputs_count)
    }

    fn expected(&self, residual: &[f32]) -> Vec<f64> {
        let sums = reference::linear(&reference::widen(&self.input), &self.layer);
        match self.key.epilogue {
            Epilogue::Bias => sums,
            Epilogue::Gelu => sums.into_iter().map(reference::gelu).collect(),
            Epilogue::Residual => reference::add(&sums, &reference::widen(residual)),
        }
    }
}

/// Makes a row one that 8-bit integers with one scale hold exactly.
pub(super) fn round_to_integers(row: &mut [f32]) {
    let scale = row.iter().fold(0.0_f32, |largest, x| largest.max(x.abs())) / 127.0;
    row.iter_mut().for_each(|x| *x = (*x / scale).round() * scale);
}

fn check_matmul(gpu: &Gpu, key: MatmulKey, tokens: usize, inputs: usize, outputs: usize) {
    let mut numbers = Numbers((tokens * inputs * outputs) as u64);
    let input = numbers.take(tokens * inputs);
    let mut weight = numbers.take(inputs * outputs);
    if key.format == WeightFormat::Int8 {
        weight.chunks_exact_mut(inputs).for_each(round_to_integers);
    }
    let layer = Linear { weight, bias: numbers.take(outputs) };
    if !gpu.runs(key.tiling) {
        return;
    }
    let residual = numbers.take(tokens * outputs);
    let matmul = Matmul { key, tokens, input, layer };
    assert_near(&matmul.run(gpu, &residual), &matmul.expected(&residual), TOLERANCE);
}

const FORMATS: [WeightFormat; 2] = [WeightFormat::Float, WeightFormat::Int8];

fn any_key() -> impl Strategy<Value = MatmulKey> {
    let tiling = prop::sample::select(Tiling::ALL.to_vec());
    let format = prop::sample::select(FORMATS.to_vec());
    let epilogues = vec![Epilogue::Bias, Epilogue::Gelu, Epilogue::Residual];
    (tiling, format, prop::sample::select(epilogues))
        .prop_map(|(tiling, format, epilogue)| MatmulKey { tiling, format, epilogue })
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn matmul_of_any_shape(
        key in any_key(),
        tokens in 1_usize..140,
        inputs in 1_usize..70,
        outputs in 1_usize..140,
    ) {
        if let Some(gpu) = gpu_or_skip() {
            check_matmul(&gpu, key, tokens, inputs, outputs);
        }
    }
}

#[test]
fn matmul_at_the_edges_of_its_tiles() {
    let Some(gpu) = gpu_or_skip() else { return };
    // The edge of every tile in each format, and a shape of its own for each: lavapipe compiles for
    // every one.
    let edges = (65, 33, 65);
    let shapes = [
        (WeightFormat::Float, (1, 1, 1)),
        (WeightFormat::Float, edges),
        (WeightFormat::Int8, (64, 32, 64)),
        (WeightFormat::Int8, edges),
    ];
    for (tiling, (format, shape)) in Tiling::ALL.iter().flat_map(|&t| shapes.map(|s| (t, s))) {
        let key = MatmulKey { tiling, format, epilogue: Epilogue::Residual };
        let (tokens, inputs, outputs) = shape;
        check_matmul(&gpu, key, tokens, inputs, outputs);
    }
}

#[test]
fn a_row_that_is_not_finite_spoils_no_other() {
    let Some(gpu) = gpu_or_skip() else { return };
    for tiling in Tiling::ALL.into_iter().filter(|&tiling| gpu.runs(tiling)) {
        let key = MatmulKey { tiling, format: WeightFormat::Float, epilogue: Epilogue::Bias };
        let layer = Linear { weight: vec![0.5; 4 * 17], bias: vec![0.0; 4] };
        let mut input = vec![1.0; 2 * 17];
        input[17..].fill(f32::INFINITY);
        let found = Matmul { key, tokens: 2, input, layer }.run(&gpu, &[0.0; 8]);
        assert_eq!(found, [[8.5; 4], [f32::INFINITY; 4]].concat(), "{tiling:?}");
    }
}

#[test]
fn gelu_is_right_over_its_whole_range() {
    let Some(gpu) = gpu_or_skip() else { return };
    let input: Vec<f32> = (-1000..=1000).map(|i| i as f32 / 100.0).collect();
    let (tiling, format) = (Tiling::Register4, WeightFormat::Float);
    let key = MatmulKey { tiling, format, epilogue: Epilogue::Gelu };
    let layer = Linear { weight: vec![1.0], bias: vec![0.0] };
    let matmul = Matmul { key, tokens: input.len(), input, layer };
    // The approximation's 1.5e-7, half of x times it, and rounding.
    assert_near(&matmul.run(&gpu, &[0.0]), &matmul.expected(&[]), 1e-6);
}

fn check_attention(gpu: &Gpu, lengths: &[usize], heads: usize, head: usize, queries: Queries) {
    let batch = random_batch(lengths, 9);
    let hidden = heads * head;
    let values = Numbers(hidden as u64).take(batch.tokens() * 3 * hidden);
    // Scores up to +-16, so that the running maximum matters.
    let values: Vec<f32> = values.into_iter().map(|x| 4.0 * x).collect();
    let chunk = &split(&batch, usize::MAX, queries.count())[0];
    let packed = pack_rows(&values, Axis::grouped(3 * heads, head));
    let context = Axis::grouped(heads, head);
    let key = AttentionKey { head_vectors: head.div_ceil(LANES) as u32, queries };
    let found = gpu.run(&Job {
        variant: Variant::Attention(key),
        constants: &[("HEADS", heads as f64), ("SCALE", 1.0 / (head as f64).sqrt())],
        inputs: &[cast_slice(&packed), cast_slice(&chunk.jobs)],
        counts: chunk.counts(),
        grid: Grid::Heads(heads as u32),
        outputs: batch.tokens() * context.padded(),
    });
    let expected = reference::attention(&reference::widen(&values), &batch, hidden, heads);
    assert_near(&unpad(&found, context, heads, head), &expected, TOLERANCE);
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn attention_stays_within_sequences_of_any_length(
        lengths in prop::collection::vec(1_usize..40, 1..6),
        heads in 1_usize..4,
        head in 1_usize..40,
        queries in prop::sample::select(vec![Queries::One, Queries::Four]),
    ) {
        if let Some(gpu) = gpu_or_skip() {
            check_attention(&gpu, &lengths, heads, head, queries);
        }
    }
}

fn random_norm(numbers: &mut Numbers, width: usize) -> LayerNorm {
    LayerNorm { weight: numbers.take(width), bias: numbers.take(width) }
}

fn check_layer_norm(gpu: &Gpu, tokens: usize, width: usize) {
    let shape = shape_of(1, width);
    let axis = Axis::new(width);
    let mut numbers = Numbers(width as u64);
    // Far from zero, where E[x^2] - mean^2 would lose the variance.
    let input: Vec<f32> = numbers.take(tokens * width).iter().map(|x| x + 30.0).collect();
    let norm = random_norm(&mut numbers, width);
    let packed = pack_norm(&norm, axis);
    let found = gpu.run(&Job {
        variant: Variant::LayerNorm,
        constants: &norm_constants(axis, &shape),
        inputs: &[
            cast_slice(&pack_rows(&input, axis)),
            cast_slice(&packed.weight),
            cast_slice(&packed.bias),
        ],
        counts: counts(tokens),
        grid: Grid::Tokens,
        outputs: tokens * axis.padded(),
    });
    let input = reference::widen(&input);
    let expected = reference::layer_norm(&input, &norm, shape.layer_norm_epsilon);
    // The mean of about 30 is rounded at 2e-6, and narrow rows divide by a small deviation.
    assert_near(&unpad(&found, axis, 1, width), &expected, 5e-5);
}

#[test]
fn layer_norm_of_any_width() {
    let Some(gpu) = gpu_or_skip() else { return };
    for (tokens, width) in [(1, 6), (5, 64), (3, 257), (2, 384), (70, 31)] {
        check_layer_norm(&gpu, tokens, width);
    }
}

fn check_embed(gpu: &Gpu, weights: &Weights, chunk: &Chunk, batch: &Batch) {
    let axis = Axis::new(weights.shape.hidden);
    let norm = pack_norm(&weights.embedding_norm, axis);
    let found = gpu.run(&Job {
        variant: Variant::Embed,
        constants: &norm_constants(axis, &weights.shape),
        inputs: &[
            cast_slice(&chunk.tokens),
            cast_slice(&pack_rows(&weights.words, axis)),
            cast_slice(&pack_rows(&weights.positions, axis)),
            cast_slice(&pack_rows(&weights.token_type, axis)),
            cast_slice(&norm.weight),
            cast_slice(&norm.bias),
        ],
        counts: chunk.counts(),
        grid: Grid::Tokens,
        outputs: batch.tokens() * axis.padded(),
    });
    let expected = reference::embed(weights, batch);
    assert_near(&unpad(&found, axis, 1, weights.shape.hidden), &expected, TOLERANCE);
}

#[test]
fn embedding_counts_positions_from_each_sequences_start() {
    let Some(gpu) = gpu_or_skip() else { return };
    for hidden in [8, 30, 300] {
        let weights = super::forward::random_weights(shape_of(1, hidden));
        let batch = random_batch(&[3, 1, 12], weights.shape.vocabulary);
        check_embed(&gpu, &weights, &split(&batch, usize::MAX, 4)[0], &batch);
    }
}

#[test]
fn pooling_by_mean_and_by_first_token() {
    let Some(gpu) = gpu_or_skip() else { return };
    let batch = random_batch(&[5, 1, 9], 9);
    let chunk = &split(&batch, usize::MAX, 4)[0];
    for (pooling, normalise, width) in
        [(Pooling::Mean, true, 31), (Pooling::Mean, false, 300), (Pooling::Cls, true, 8)]
    {
        let shape = Shape { pooling, normalise, ..shape_of(1, width) };
        let axis = Axis::new(width);
        let states = Numbers(7).take(batch.tokens() * width);
        let found = gpu.run(&Job {
            variant: Variant::Pool,
            constants: &pool_constants(axis, &shape),
            inputs: &[cast_slice(&pack_rows(&states, axis)), cast_slice(&chunk.offsets)],
            counts: chunk.counts(),
            grid: Grid::Sequences,
            outputs: batch.sequences() * axis.padded(),
        });
        let expected = reference::pool(&reference::widen(&states), &batch, &shape);
        assert_near(&unpad(&found, axis, 1, width), &expected, TOLERANCE);
    }
}
