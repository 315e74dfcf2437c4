//! Self-attention over packed sequences: every sequence attends to itself alone, so nothing is
//! padded and nothing masked.

use std::ops::Range;

use super::super::Shape;
use super::element::softmax_rows;
use super::linear::{Output, View, multiply};

/// Writes the attention context of every sequence.
///
/// - `qkv`: `[tokens, 3 * hidden]`, queries, keys and values side by side.
/// - `sequences`: token ranges within `qkv`.
/// - `scores`: scratch, grown to the longest sequence squared.
/// - `context`: `[tokens, hidden]`, the heads side by side.
pub(super) fn attend(
    shape: &Shape,
    qkv: &[f32],
    sequences: &[Range<usize>],
    scores: &mut Vec<f32>,
    context: &mut [f32],
) {
    for sequence in sequences {
        for head in 0..shape.heads {
            attend_head(shape, qkv, sequence, head, scores, context);
        }
    }
}

/// One head of one sequence: `softmax(q k^T / sqrt(width)) v`.
fn attend_head(
    shape: &Shape,
    qkv: &[f32],
    sequence: &Range<usize>,
    head: usize,
    scores: &mut Vec<f32>,
    context: &mut [f32],
) {
    let (length, width) = (sequence.len(), shape.hidden / shape.heads);
    let part = |which: usize| View {
        values: &qkv[sequence.start * 3 * shape.hidden + which * shape.hidden + head * width..],
        rows: length,
        columns: width,
        row_stride: 3 * shape.hidden,
        column_stride: 1,
    };
    scores.resize(length * length, 0.0);
    let scale = 1.0 / (width as f32).sqrt();
    multiply(part(0), part(1).transposed(), scale, scores, length, Output::Overwrite);
    softmax_rows(scores, length);
    let weights = View::dense(scores, length, length);
    let out = &mut context[sequence.start * shape.hidden + head * width..];
    multiply(weights, part(2), 1.0, out, shape.hidden, Output::Overwrite);
}
