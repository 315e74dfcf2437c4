//! The encoder's layers over one chunk of sequences, with scratch memory that is used again.

use std::ops::Range;

use super::super::{Batch, Encoded, Keep, Layer, LayerNorm, Linear, Shape, Weights};
use super::Precision;
use super::attention::attend;
use super::element::layer_norm;
use super::linear::{Epilogue, LinearScratch, PackedLinear};
use super::pool::pool;

/// Weights in the layout of [`PackedLinear`].
pub(super) struct Encoder {
    shape: Shape,
    words: Vec<f32>,
    /// Position rows with the token type's row already added.
    positions: Vec<f32>,
    embedding_norm: LayerNorm,
    layers: Vec<PackedLayer>,
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
    states: Vec<f32>,
    /// `[tokens, hidden]`: the state with a residual added.
    summed: Vec<f32>,
    /// `[tokens, hidden]`: attention context.
    context: Vec<f32>,
    /// `[tokens, 3 * hidden]` or `[tokens, intermediate]`, whichever the step needs.
    wide: Vec<f32>,
    /// Attention scores of one head of one sequence.
    scores: Vec<f32>,
    linear: LinearScratch,
}

impl Scratch {
    fn reserve(&mut self, shape: &Shape, tokens: usize) {
        let grow = |buffer: &mut Vec<f32>, length: usize| {
            if buffer.len() < length {
                buffer.resize(length, 0.0);
            }
        };
        grow(&mut self.states, tokens * shape.hidden);
        grow(&mut self.summed, tokens * shape.hidden);
        grow(&mut self.context, tokens * shape.hidden);
        grow(&mut self.wide, tokens * shape.intermediate.max(3 * shape.hidden));
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
        Self {
            shape: weights.shape,
            words: weights.words,
            positions,
            embedding_norm: weights.embedding_norm,
            layers: weights.layers.iter().map(|layer| PackedLayer::new(layer, precision)).collect(),
        }
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Pooled vectors of the sequences `chunk` of `batch`, and their states where asked for.
    pub(super) fn encode(
        &self,
        batch: &Batch,
        chunk: Range<usize>,
        keep: Keep,
        scratch: &mut Scratch,
    ) -> Encoded {
        let offsets = &batch.offsets()[chunk.start..=chunk.end];
        let first = offsets[0] as usize;
        let sequences: Vec<Range<usize>> = offsets
            .windows(2)
            .map(|pair| pair[0] as usize - first..pair[1] as usize - first)
            .collect();
        let tokens = sequences.last().map_or(0, |range| range.end);
        scratch.reserve(&self.shape, tokens);
        self.embed(&batch.ids()[first..first + tokens], &sequences, &mut scratch.states);
        for layer in &self.layers {
            layer.forward(&self.shape, &sequences, tokens, scratch);
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
                let word = &self.words[ids[token] as usize * hidden..][..hidden];
                let place = &self.positions[position * hidden..][..hidden];
                let state = &mut states[token * hidden..][..hidden];
                for ((state, word), place) in state.iter_mut().zip(word).zip(place) {
                    *state = word + place;
                }
            }
        }
        let used = &mut states[..ids.len() * hidden];
        normalise(used, &self.embedding_norm, self.shape.layer_norm_epsilon);
    }
}

impl PackedLayer {
    fn new(layer: &Layer, precision: Precision) -> Self {
        let pack = |linear: &Linear| PackedLinear::new(linear, precision);
        Self {
            qkv: pack(&layer.qkv),
            attention_output: pack(&layer.attention_output),
            attention_norm: layer.attention_norm.clone(),
            up: pack(&layer.up),
            down: pack(&layer.down),
            output_norm: layer.output_norm.clone(),
        }
    }

    fn forward(&self, shape: &Shape, sequences: &[Range<usize>], tokens: usize, s: &mut Scratch) {
        let (used, epsilon) = (tokens * shape.hidden, shape.layer_norm_epsilon);
        self.qkv.apply(&s.states, tokens, Epilogue::Bias, &mut s.linear, &mut s.wide);
        attend(shape, &s.wide, sequences, &mut s.scores, &mut s.context);
        let residual = Epilogue::Residual(&s.states);
        self.attention_output.apply(&s.context, tokens, residual, &mut s.linear, &mut s.summed);
        normalise(&mut s.summed[..used], &self.attention_norm, epsilon);

        self.up.apply(&s.summed, tokens, Epilogue::Gelu, &mut s.linear, &mut s.wide);
        let residual = Epilogue::Residual(&s.summed);
        self.down.apply(&s.wide, tokens, residual, &mut s.linear, &mut s.states);
        normalise(&mut s.states[..used], &self.output_norm, epsilon);
    }
}

fn normalise(values: &mut [f32], norm: &LayerNorm, epsilon: f32) {
    layer_norm(values, &norm.weight, &norm.bias, epsilon);
}
