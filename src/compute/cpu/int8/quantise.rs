//! Activations to whole numbers of 12 bits, row by row.

use super::primitives::{Primitives, TOP};

/// Values looked at side by side for the lowest and highest.
const LANES: usize = 16;

/// 2^23: adding it to a value of 0 to 4,095 leaves the value, rounded, in the low bits of the float.
const ROUND: f32 = 8_388_608.0;

/// Quantised activations of one chunk. Grows to the largest seen and is used again from call to
/// call; every call overwrites what it reads.
#[derive(Default)]
pub(in super::super) struct Quantised {
    /// `[rows, planes, steps]`: each word the values that meet in one lane.
    words: Vec<u32>,
    /// One a row.
    ranges: Vec<Range>,
    stride: usize,
}

/// What a row's values stand for: `low + step * q`, where `q` is the quantised activation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) low: f32,
    pub(super) step: f32,
}

impl Quantised {
    /// Quantises the rows of `x`, each `inputs` wide.
    #[inline(always)]
    pub(super) fn fill<P: Primitives>(&mut self, x: &[f32], inputs: usize) {
        let rows = x.len() / inputs;
        self.stride = inputs.div_ceil(P::STEP) * P::PLANES;
        if self.words.len() < rows * self.stride {
            self.words.resize(rows * self.stride, 0);
        }
        self.ranges.clear();
        let stored = self.words.chunks_exact_mut(self.stride);
        for (row, stored) in x.chunks_exact(inputs).zip(stored) {
            self.ranges.push(quantise_row::<P>(row, bytemuck::cast_slice_mut(stored)));
        }
    }

    /// The range of each row.
    pub(super) fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// The words of a row, plane after plane.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[u32] {
        &self.words[row * self.stride..][..self.stride]
    }
}

/// Writes a row's values, none above [`TOP`] whatever the row holds, and returns its
/// range. What of `stored` lies past the row is left as it is: its weights are zero.
#[inline(always)]
fn quantise_row<P: Primitives>(row: &[f32], stored: &mut [P::Value]) -> Range {
    let (low, high) = bounds(row);
    // Divided one by one: the difference of two large values may be infinite.
    let step = high / TOP - low / TOP;
    // A step too small to have an inverse stands for a row of equal values, up to 1e-36.
    let inverse = if step < f32::MIN_POSITIVE { 0.0 } else { 1.0 / step };
    let planes = stored.chunks_exact_mut(stored.len() / P::PLANES);
    for (plane, stored) in planes.enumerate() {
        for (stored, &value) in stored.iter_mut().zip(row) {
            let steps = lower((value - low) * inverse, TOP);
            // The low bits of a float in 2^23 to 2^24 are its distance from 2^23.
            *stored = P::value((steps + ROUND).to_bits() as u16, plane);
        }
    }
    Range { low, step }
}

/// The lowest and the highest value.
#[inline(always)]
fn bounds(row: &[f32]) -> (f32, f32) {
    let mut lows = [f32::INFINITY; LANES];
    let mut highs = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for ((low, high), &value) in lows.iter_mut().zip(&mut highs).zip(chunk) {
            *low = lower(value, *low);
            *high = higher(value, *high);
        }
    }
    let low = rest.iter().fold(fold_lanes(lows, lower), |low, &value| lower(value, low));
    let high = rest.iter().fold(fold_lanes(highs, higher), |high, &value| higher(value, high));
    (low, high)
}

/// Halves against each other until one value is left.
#[inline(always)]
fn fold_lanes(mut lanes: [f32; LANES], of: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = of(lanes[lane], lanes[lane + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// The lower value, or `b` if `a` is no number: one vector instruction, where [`f32::min`] needs
/// three for its own rule.
#[inline(always)]
fn lower(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The higher value, or `b` if `a` is no number.
#[inline(always)]
fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}
