//! Self-attention over packed sequences: every sequence attends to itself alone, so nothing is
//! padded and nothing masked.

use std::ops::Range;

use super::super::Shape;
use super::lines::Lines;
use super::math::exp2;
use super::simd::{Kernel, MOST_ROWS, Simd};
use super::tile::{MOST_COLUMNS, RowsKernel, add_product, run_rows, store, tiles, zeros};

/// What attention works on besides its operands; used again from call to call.
#[derive(Default)]
pub(super) struct AttentionScratch {
    /// The transposed keys of a head in panels of tokens, scaled.
    keys: Lines,
    /// The values of a head in panels of its columns.
    values: Lines,
    /// A tile's rows of scores, then of weights: `[rows, tokens, rounded up to a panel]`.
    scores: Lines,
}

/// Writes the attention context of some tokens, each of which attends to its whole sequence.
pub(super) struct Attend<'a> {
    pub(super) shape: &'a Shape,
    /// `[tokens, 3 * hidden]`, queries, keys and values side by side.
    pub(super) qkv: &'a [f32],
    /// Token ranges within `qkv`.
    pub(super) sequences: &'a [Range<usize>],
    /// The tokens whose context is wanted.
    pub(super) rows: Range<usize>,
    pub(super) scratch: &'a mut AttentionScratch,
    /// `[rows, hidden]`, the heads side by side.
    pub(super) context: &'a mut [f32],
}

impl Kernel for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Shape { hidden, heads, .. } = *self.shape;
        let width = hidden / heads;
        for sequence in self.sequences {
            let first = sequence.start.max(self.rows.start);
            let end = sequence.end.min(self.rows.end);
            if first >= end {
                continue;
            }
            for head in 0..heads {
                let context = (first - self.rows.start) * hidden + head * width;
                let mut head = Head {
                    qkv: &self.qkv[sequence.start * 3 * hidden + head * width..],
                    queries: first - sequence.start..end - sequence.start,
                    context: &mut self.context[context..],
                    length: sequence.len(),
                    width,
                    hidden,
                    scratch: &mut *self.scratch,
                };
                head.attend(simd);
            }
        }
    }
}

/// One head of one sequence: `softmax(q k^T / sqrt(width)) v`. The slices begin at its first value,
/// `context` at that of the first query.
struct Head<'a> {
    qkv: &'a [f32],
    /// The tokens whose context is wanted.
    queries: Range<usize>,
    context: &'a mut [f32],
    length: usize,
    width: usize,
    hidden: usize,
    scratch: &'a mut AttentionScratch,
}

impl Head<'_> {
    #[inline(always)]
    fn attend<S: Simd>(&mut self, simd: S) {
        let columns = 2 * S::LANES;
        self.pack_keys(columns);
        self.pack_values(columns);
        self.scratch.scores.grow(S::ROWS * self.length.next_multiple_of(columns));
        for tile in tiles(self.queries.len(), S::ROWS) {
            run_rows(simd, tile.len(), HeadTile { head: self, first: tile.start });
        }
    }

    /// Panels of the transposed keys. The scores are to be powers of two, so the scale takes
    /// `log2(e)` in.
    #[inline(always)]
    fn pack_keys(&mut self, columns: usize) {
        let scale = std::f32::consts::LOG2_E / (self.width as f32).sqrt();
        let (width, stride) = (self.width, 3 * self.hidden);
        self.scratch.keys.grow(self.length.next_multiple_of(columns) * width);
        let panels = self.scratch.keys.chunks_exact_mut(columns * width);
        for (panel, first) in panels.zip((0..self.length).step_by(columns)) {
            for column in 0..columns {
                let token = (first + column).min(self.length - 1);
                let key = &self.qkv[token * stride + self.hidden..][..width];
                for (row, &value) in panel.chunks_exact_mut(columns).zip(key) {
                    row[column] = value * scale;
                }
            }
        }
    }

    /// Panels of the values.
    #[inline(always)]
    fn pack_values(&mut self, columns: usize) {
        let (width, stride) = (self.width, 3 * self.hidden);
        self.scratch.values.grow(self.length * width.next_multiple_of(columns));
        let panels = self.scratch.values.chunks_exact_mut(columns * self.length);
        for (panel, first) in panels.zip((0..width).step_by(columns)) {
            let count = columns.min(width - first);
            for (token, row) in panel.chunks_exact_mut(columns).enumerate() {
                let from = token * stride + 2 * self.hidden + first;
                row[..count].copy_from_slice(&self.qkv[from..from + count]);
                row[count..].fill(0.0);
            }
        }
    }
}

/// Some queries of a head, from the `first` of those that are wanted on.
struct HeadTile<'a, 'b> {
    head: &'a mut Head<'b>,
    first: usize,
}

impl RowsKernel for HeadTile<'_, '_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize>(self, simd: S) {
        let from = self.head.queries.start + self.first;
        let Head { qkv, length, width, hidden, ref mut context, ref mut scratch, .. } = *self.head;
        let AttentionScratch { keys, values, scores } = &mut **scratch;
        let columns = 2 * S::LANES;
        let padded = length.next_multiple_of(columns);

        let queries = &qkv[from * 3 * hidden..];
        let panels = keys.chunks_exact(columns * width);
        for (panel, at) in panels.zip((0..length).step_by(columns)) {
            let tile = add_product::<S, ROWS>(simd, queries, 3 * hidden, panel, zeros(simd));
            store(simd, tile, &mut scores[at..], padded);
        }
        let mut scales = [0.0; MOST_ROWS];
        for (row, scale) in scores.chunks_exact_mut(padded).zip(&mut scales[..ROWS]) {
            *scale = 1.0 / to_weights(simd, row, length);
        }
        let panels = values.chunks_exact(columns * length);
        for (panel, at) in panels.zip((0..width).step_by(columns)) {
            let mut tile = add_product::<S, ROWS>(simd, scores, padded, panel, zeros(simd));
            for (sums, scale) in tile.iter_mut().zip(scales) {
                let scale = simd.splat(scale);
                *sums = [simd.mul(sums[0], scale), simd.mul(sums[1], scale)];
            }
            let out = &mut context[self.first * hidden + at..];
            if at + columns <= width {
                store(simd, tile, out, hidden);
            } else {
                let mut whole = [0.0; MOST_ROWS * MOST_COLUMNS];
                store(simd, tile, &mut whole, columns);
                for (row, values) in whole.chunks_exact(columns).take(ROWS).enumerate() {
                    out[row * hidden..][..width - at].copy_from_slice(&values[..width - at]);
                }
            }
        }
    }
}

/// Replaces scores, in powers of two, by weights that are not yet divided by their sum, and gives
/// that. After the first `length` come others that repeat one of them.
#[inline(always)]
fn to_weights<S: Simd>(simd: S, scores: &mut [f32], length: usize) -> f32 {
    let mut highest = simd.load(scores);
    for part in scores.chunks_exact(S::LANES) {
        highest = simd.max(highest, simd.load(part));
    }
    let highest = simd.splat(simd.highest(highest));
    scores[length..].fill(f32::NEG_INFINITY);
    let mut sum = simd.splat(0.0);
    for part in scores.chunks_exact_mut(S::LANES) {
        let weight = exp2(simd, simd.sub(simd.load(part), highest));
        sum = simd.add(sum, weight);
        simd.store(weight, part);
    }
    simd.sum(sum)
}

#[cfg(test)]
mod tests {
    use super::super::super::Pooling;
    use super::super::numbers::Numbers;
    use super::super::simd::InstructionSet;
    use super::*;

    fn shape_of(heads: usize, width: usize) -> Shape {
        Shape {
            vocabulary: 1,
            positions: 1,
            hidden: heads * width,
            heads,
            intermediate: 1,
            layers: 1,
            layer_norm_epsilon: 0.0,
            pooling: Pooling::Mean,
            normalise: false,
        }
    }

    fn plainly(shape: &Shape, qkv: &[f32], sequences: &[Range<usize>]) -> Vec<f64> {
        let (hidden, width) = (shape.hidden, shape.hidden / shape.heads);
        let at = |token: usize, place: usize| f64::from(qkv[token * 3 * hidden + place]);
        let mut context = Vec::new();
        for sequence in sequences {
            for token in sequence.clone() {
                for column in 0..hidden {
                    let head = column / width * width;
                    let score = |other: usize| -> f64 {
                        let product = |i: usize| at(token, head + i) * at(other, hidden + head + i);
                        (0..width).map(product).sum::<f64>() / (width as f64).sqrt()
                    };
                    let weights: Vec<f64> = sequence.clone().map(|k| score(k).exp()).collect();
                    let value = |other: usize| at(other, 2 * hidden + column);
                    let sum: f64 = sequence.clone().zip(&weights).map(|(k, w)| w * value(k)).sum();
                    context.push(sum / weights.iter().sum::<f64>());
                }
            }
        }
        context
    }

    fn assert_right(heads: usize, width: usize, lengths: &[usize], size: f32) {
        let shape = shape_of(heads, width);
        let mut end = 0;
        let sequences: Vec<Range<usize>> = lengths
            .iter()
            .map(|length| {
                end += length;
                end - length..end
            })
            .collect();
        let values = Numbers((width * end) as u64).take(end * 3 * shape.hidden);
        let qkv: Vec<f32> = values.into_iter().map(|value| value * size).collect();
        let want = plainly(&shape, &qkv, &sequences);
        for set in InstructionSet::all() {
            let mut context = vec![f32::NAN; end * shape.hidden];
            let scratch = &mut AttentionScratch::default();
            let (shape, sequences) = (&shape, &sequences);
            // In two parts, one of which ends within a sequence.
            for rows in [0..end / 3, end / 3..end] {
                let context = &mut context[rows.start * shape.hidden..rows.end * shape.hidden];
                set.run(Attend { shape, qkv: &qkv, sequences, rows, scratch, context });
            }
            for (&got, want) in context.iter().zip(&want) {
                let near = (f64::from(got) - want).abs() < 1e-5 * f64::from(size.max(1.0));
                assert!(near, "{} {heads}x{width} {lengths:?}: {got} {want}", set.name());
            }
        }
    }

    #[test]
    fn every_instruction_set_attends_as_plain_loops_do_at_every_length() {
        let lengths: Vec<usize> = (1..=34).collect();
        assert_right(2, 8, &lengths, 1.0);
    }

    #[test]
    fn heads_of_any_width_attend_as_plain_loops_do() {
        for width in [1, 3, 16, 31, 32, 33, 64, 70] {
            assert_right(3, width, &[1, 5, 17, 40], 1.0);
        }
    }

    #[test]
    fn scores_far_apart_and_far_below_zero_do_not_overflow() {
        assert_right(1, 32, &[33, 2], 8.0);
    }
}
