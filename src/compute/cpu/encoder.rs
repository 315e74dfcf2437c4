//! The encoder's layers over one chunk of sequences, with scratch memory that is used again.

use std::ops::Range;

use rayon::prelude::*;

use super::super::{Batch, Encoded, Keep, Layer, LayerNorm, Linear, Shape, Weights};
use super::Precision;
use super::attention::{Attend, AttentionScratch};
use super::int8::Int8Linear;
use super::linear::{Epilogue, LinearScratch, PackedLinear};
use super::lines::Lines;
use super::math::LayerNormRows;
use super::pool::pool;
use super::simd::InstructionSet;
use super::words::Words;

/// Weights in the layout of [`PackedLinear`].
pub(super) struct Encoder {
    shape: Shape,
    words: Words,
    /// Position rows with the token type's row already added.
    positions: Vec<f32>,
    embedding_norm: LayerNorm,
    layers: Vec<PackedLayer>,
    set: InstructionSet,
    precision: Precision,
}

struct PackedLayer {
    qkv: PackedLinear,
    attention_output: PackedLinear,
    attention_norm: LayerNorm,
    up: PackedLinear,
    down: PackedLinear,
    output_norm: LayerNorm,
}

/// Activations of one chunk. Grows to the largest chunk seen and is never cleared: every step
/// overwrites what it reads.
#[derive(Default)]
pub(super) struct Scratch {
    /// `[tokens, hidden]`: the state that runs through the layers.
    states: Lines,
    /// `[tokens, hidden]`: the state with a residual added.
    summed: Lines,
    /// `[tokens, hidden]`: attention context.
    context: Lines,
    /// `[tokens, 3 * hidden]` or `[tokens, intermediate]`, whichever the step needs.
    wide: Lines,
    attention: AttentionScratch,
    /// One for each part that runs at the same time.
    linear: Vec<LinearScratch>,
}

/// Some rows of a chunk's activations, for what is done row by row.
struct Rows<'a> {
    count: usize,
    states: &'a mut [f32],
    summed: &'a mut [f32],
    context: &'a [f32],
    wide: &'a mut [f32],
    linear: &'a mut LinearScratch,
}

impl Scratch {
    fn reserve(&mut self, shape: &Shape, tokens: usize, parts: usize) {
        self.linear.resize_with(parts, LinearScratch::default);
        self.states.grow(tokens * shape.hidden);
        self.summed.grow(tokens * shape.hidden);
        self.context.grow(tokens * shape.hidden);
        self.wide.grow(tokens * shape.intermediate.max(3 * shape.hidden));
    }

    /// The rows of `tokens` tokens in as many parts as were reserved, with `width` values of the wide
    /// ones a row.
    fn parts(&mut self, hidden: usize, width: usize, tokens: usize) -> Vec<Rows<'_>> {
        let rows = tokens.div_ceil(self.linear.len());
        let (all, size) = (tokens * hidden, rows * hidden);
        let states = self.states[..all].chunks_mut(size);
        let summed = self.summed[..all].chunks_mut(size);
        let context = self.context[..all].chunks(size);
        let wide = self.wide[..tokens * width].chunks_mut(rows * width);
        let parts = states.zip(summed).zip(context).zip(wide).zip(&mut self.linear);
        parts
            .map(|((((states, summed), context), wide), linear)| {
                let count = states.len() / hidden;
                Rows { count, states, summed, context, wide, linear }
            })
            .collect()
    }
}

impl Encoder {
    pub(super) fn new(weights: Weights, precision: Precision) -> Self {
        let mut positions = weights.positions;
        for row in positions.chunks_exact_mut(weights.shape.hidden) {
            for (value, token_type) in row.iter_mut().zip(&weights.token_type) {
                *value += token_type;
            }
        }
        // One after the other, each freed once it is packed, so that the model is never twice in memory.
        let pack = |layer: Layer| PackedLayer::new(layer, precision);
        Self {
            words: Words::new(weights.words, weights.shape.hidden, precision),
            shape: weights.shape,
            positions,
            embedding_norm: weights.embedding_norm,
            layers: weights.layers.into_iter().map(pack).collect(),
            set: InstructionSet::best(),
            precision,
        }
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What the linear layers are compiled for.
    pub(super) fn instruction_set(&self) -> String {
        match self.precision {
            Precision::F32 => self.set.name().to_owned(),
            Precision::Int8 => format!("{} int8", Int8Linear::instruction_set()),
        }
    }

    /// Pooled vectors of the sequences `chunk` of `batch`, and their states where asked for. What is
    /// done row by row is done in so many `parts` at the same time.
    pub(super) fn encode(
        &self,
        batch: &Batch,
        chunk: Range<usize>,
        keep: Keep,
        parts: usize,
        scratch: &mut Scratch,
    ) -> Encoded {
        let offsets = &batch.offsets()[chunk.start..=chunk.end];
        let first = offsets[0] as usize;
        let sequences: Vec<Range<usize>> = offsets
            .windows(2)
            .map(|pair| pair[0] as usize - first..pair[1] as usize - first)
            .collect();
        let tokens = sequences.last().map_or(0, |range| range.end);
        scratch.reserve(&self.shape, tokens, parts);
        self.embed(&batch.ids()[first..first + tokens], &sequences, &mut scratch.states);
        for layer in &self.layers {
            self.forward(layer, &sequences, tokens, scratch);
        }
        let mut pooled = Vec::with_capacity(sequences.len() * self.shape.hidden);
        pool(&self.shape, &scratch.states, &sequences, &mut pooled);
        let kept = match keep {
            Keep::Pooled => 0,
            Keep::States => tokens * self.shape.hidden,
        };
        Encoded { pooled, states: scratch.states[..kept].to_vec() }
    }

    /// Sum of word, position and token type embeddings, normalised.
    fn embed(&self, ids: &[u32], sequences: &[Range<usize>], states: &mut [f32]) {
        let hidden = self.shape.hidden;
        for sequence in sequences {
            for (position, token) in sequence.clone().enumerate() {
                let place = &self.positions[position * hidden..][..hidden];
                let state = &mut states[token * hidden..][..hidden];
                self.words.read(ids[token], state);
                state.iter_mut().zip(place).for_each(|(state, place)| *state += place);
            }
        }
        let used = &mut states[..ids.len() * hidden];
        self.normalise(used, &self.embedding_norm);
    }

    fn forward(
        &self,
        layer: &PackedLayer,
        sequences: &[Range<usize>],
        tokens: usize,
        scratch: &mut Scratch,
    ) {
        let Shape { hidden, intermediate, .. } = self.shape;
        at_once(scratch.parts(hidden, 3 * hidden, tokens), |rows| {
            layer.qkv.apply(rows.states, rows.count, Epilogue::Bias, rows.linear, rows.wide);
        });
        self.set.run(Attend {
            shape: &self.shape,
            qkv: &scratch.wide,
            sequences,
            scratch: &mut scratch.attention,
            context: &mut scratch.context,
        });
        at_once(scratch.parts(hidden, intermediate, tokens), |rows| self.after(layer, rows));
    }

    /// What follows the attention in a layer.
    fn after(&self, layer: &PackedLayer, rows: Rows<'_>) {
        let Rows { count, states, summed, context, wide, linear } = rows;
        layer.attention_output.apply(context, count, Epilogue::Residual(states), linear, summed);
        self.normalise(summed, &layer.attention_norm);
        layer.up.apply(summed, count, Epilogue::Gelu, linear, wide);
        layer.down.apply(wide, count, Epilogue::Residual(summed), linear, states);
        self.normalise(states, &layer.output_norm);
    }

    fn normalise(&self, values: &mut [f32], norm: &LayerNorm) {
        let LayerNorm { weight, bias } = norm;
        let epsilon = self.shape.layer_norm_epsilon;
        self.set.run(LayerNormRows { values, weight, bias, epsilon });
    }
}

/// Runs a step on each part, one on the calling thread.
fn at_once(mut parts: Vec<Rows<'_>>, step: impl Fn(Rows<'_>) + Send + Sync) {
    match parts.len() {
        1 => parts.drain(..).for_each(step),
        _ => parts.into_par_iter().for_each(step),
    }
}

impl PackedLayer {
    fn new(layer: Layer, precision: Precision) -> Self {
        let pack = |linear: Linear| PackedLinear::new(&linear, precision);
        Self {
            qkv: pack(layer.qkv),
            attention_output: pack(layer.attention_output),
            attention_norm: layer.attention_norm,
            up: pack(layer.up),
            down: pack(layer.down),
            output_norm: layer.output_norm,
        }
    }
}
