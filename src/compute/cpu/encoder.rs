//! The encoder's layers over one chunk of sequences, with scratch memory that is used again.

use std::ops::Range;

use rayon::prelude::*;

use super::super::{Batch, Encoded, Keep, Layer, LayerNorm, Linear, Shape, Weights};
use super::Precision;
use super::attention::{Attend, AttentionScratch};
use super::int8::Int8Linear;
use super::linear::{Epilogue, LinearScratch, Multiply, Operands, PackedLinear};
use super::lines::Lines;
use super::math::LayerNormRows;
use super::pool::pool;
use super::simd::InstructionSet;
use super::team::Team;
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
    /// `[tokens, 3 * hidden]`: queries, keys and values.
    qkv: Lines,
    /// `[tokens, intermediate]`.
    wide: Lines,
    /// One for each part that runs at the same time.
    parts: Vec<PartScratch>,
}

/// What one part of a chunk needs for itself.
#[derive(Default)]
struct PartScratch {
    attention: AttentionScratch,
    linear: LinearScratch,
}

/// Some rows of a chunk's activations.
struct Rows<'a> {
    /// Which of the chunk's.
    range: Range<usize>,
    states: &'a mut [f32],
    summed: &'a mut [f32],
    context: &'a mut [f32],
    wide: &'a mut [f32],
    attention: &'a mut AttentionScratch,
}

/// Who works on a chunk.
pub(super) enum Hands<'t, 's, 'a> {
    /// The rows are worked on in so many parts at the same time.
    Parts(usize),
    /// Products are shared out among a team.
    Team(&'t mut Team<'s, 'a>),
}

impl Scratch {
    fn reserve(&mut self, shape: &Shape, tokens: usize, parts: usize) {
        self.parts.resize_with(parts, PartScratch::default);
        self.states.grow(tokens * shape.hidden);
        self.summed.grow(tokens * shape.hidden);
        self.context.grow(tokens * shape.hidden);
        self.qkv.grow(tokens * 3 * shape.hidden);
        self.wide.grow(tokens * shape.intermediate);
    }

    /// The rows of `tokens` tokens in as many parts as were reserved: the states of each, and where
    /// their queries, keys and values go.
    fn projections(
        &mut self,
        shape: &Shape,
        tokens: usize,
    ) -> Vec<(&[f32], &mut [f32], &mut LinearScratch)> {
        let size = tokens.div_ceil(self.parts.len()) * shape.hidden;
        let all = tokens * shape.hidden;
        let states = self.states[..all].chunks(size);
        let qkv = self.qkv[..3 * all].chunks_mut(3 * size);
        let parts = states.zip(qkv).zip(&mut self.parts);
        parts.map(|((states, qkv), part)| (states, qkv, &mut part.linear)).collect()
    }

    /// All queries, keys and values, and the same parts with what else they work on.
    fn rows(
        &mut self,
        shape: &Shape,
        tokens: usize,
    ) -> (&[f32], Vec<(Rows<'_>, &mut LinearScratch)>) {
        let Shape { hidden, intermediate, .. } = *shape;
        let count = tokens.div_ceil(self.parts.len());
        let (all, size) = (tokens * hidden, count * hidden);
        let states = self.states[..all].chunks_mut(size);
        let summed = self.summed[..all].chunks_mut(size);
        let context = self.context[..all].chunks_mut(size);
        let wide = self.wide[..tokens * intermediate].chunks_mut(count * intermediate);
        let parts = states.zip(summed).zip(context).zip(wide).zip(&mut self.parts);
        let rows = parts.enumerate().map(|(number, parts)| {
            let ((((states, summed), context), wide), PartScratch { attention, linear }) = parts;
            let range = number * count..tokens.min((number + 1) * count);
            (Rows { range, states, summed, context, wide, attention }, linear)
        });
        (&self.qkv, rows.collect())
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
        let pack = |layer: Layer| PackedLayer::new(layer, precision);
        Self {
            words: Words::new(weights.words, weights.shape.hidden, precision),
            shape: weights.shape,
            positions,
            embedding_norm: weights.embedding_norm,
            layers: weights.layers.into_par_iter().map(pack).collect(),
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

    /// Pooled vectors of the sequences `chunk` of `batch`, and their states where asked for: the same
    /// whoever works on them.
    pub(super) fn encode<'a>(
        &'a self,
        batch: &Batch,
        chunk: Range<usize>,
        keep: Keep,
        mut hands: Hands<'_, '_, 'a>,
        scratch: &mut Scratch,
    ) -> Encoded {
        let offsets = &batch.offsets()[chunk.start..=chunk.end];
        let first = offsets[0] as usize;
        let sequences: Vec<Range<usize>> = offsets
            .windows(2)
            .map(|pair| pair[0] as usize - first..pair[1] as usize - first)
            .collect();
        let tokens = sequences.last().map_or(0, |range| range.end);
        let parts = match hands {
            Hands::Parts(parts) => parts,
            Hands::Team(_) => 1,
        };
        scratch.reserve(&self.shape, tokens, parts);
        self.embed(&batch.ids()[first..first + tokens], &sequences, &mut scratch.states);
        for layer in &self.layers {
            match &mut hands {
                Hands::Parts(_) => self.forward(layer, &sequences, scratch),
                Hands::Team(team) => self.forward_with(team, layer, &sequences, scratch),
            }
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

    /// One layer, in parts.
    fn forward(&self, layer: &PackedLayer, sequences: &[Range<usize>], scratch: &mut Scratch) {
        let tokens = sequences.last().map_or(0, |range| range.end);
        at_once(scratch.projections(&self.shape, tokens), |(states, qkv, by)| {
            self.project(layer, states, by, qkv);
        });
        let (qkv, rows) = scratch.rows(&self.shape, tokens);
        at_once(rows, |(rows, by)| self.after(layer, sequences, qkv, rows, by));
    }

    /// The same, in one part whose products a team shares out.
    fn forward_with<'a>(
        &'a self,
        team: &mut Team<'_, 'a>,
        layer: &'a PackedLayer,
        sequences: &[Range<usize>],
        scratch: &mut Scratch,
    ) {
        let tokens = sequences.last().map_or(0, |range| range.end);
        for (states, qkv, _) in scratch.projections(&self.shape, tokens) {
            self.project(layer, states, team, qkv);
        }
        let (qkv, all) = scratch.rows(&self.shape, tokens);
        for (rows, _) in all {
            self.after(layer, sequences, qkv, rows, team);
        }
    }

    /// Queries, keys and values of some rows.
    fn project<'a>(
        &self,
        layer: &'a PackedLayer,
        states: &[f32],
        by: &mut impl Multiply<'a>,
        qkv: &mut [f32],
    ) {
        let rows = states.len() / self.shape.hidden;
        by.multiply(&layer.qkv, Operands { x: states, rows, epilogue: Epilogue::Bias }, qkv);
    }

    /// The attention of some rows, and what follows it in a layer.
    fn after<'a>(
        &self,
        layer: &'a PackedLayer,
        sequences: &[Range<usize>],
        qkv: &[f32],
        rows: Rows<'_>,
        by: &mut impl Multiply<'a>,
    ) {
        let Rows { range, states, summed, context, wide, attention } = rows;
        let rows = range.len();
        self.set.run(Attend {
            shape: &self.shape,
            qkv,
            sequences,
            rows: range,
            scratch: attention,
            context,
        });
        let operands = Operands { x: context, rows, epilogue: Epilogue::Residual(states) };
        by.multiply(&layer.attention_output, operands, summed);
        self.normalise(summed, &layer.attention_norm);
        by.multiply(&layer.up, Operands { x: summed, rows, epilogue: Epilogue::Gelu }, wide);
        let operands = Operands { x: wide, rows, epilogue: Epilogue::Residual(summed) };
        by.multiply(&layer.down, operands, states);
        self.normalise(states, &layer.output_norm);
    }

    fn normalise(&self, values: &mut [f32], norm: &LayerNorm) {
        let LayerNorm { weight, bias } = norm;
        let epsilon = self.shape.layer_norm_epsilon;
        self.set.run(LayerNormRows { values, weight, bias, epsilon });
    }
}

/// Runs a step on each part, one on the calling thread.
fn at_once<T: Send>(mut parts: Vec<T>, step: impl Fn(T) + Send + Sync) {
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
