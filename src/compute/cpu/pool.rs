//! Token states to one vector a sequence.

use std::ops::Range;

use super::super::{Pooling, Shape};

/// Appends the pooled vector of each sequence to `out`. `states` is `[tokens, hidden]`.
pub(super) fn pool(shape: &Shape, states: &[f32], sequences: &[Range<usize>], out: &mut Vec<f32>) {
    for sequence in sequences {
        let start = out.len();
        let tokens = &states[sequence.start * shape.hidden..sequence.end * shape.hidden];
        match shape.pooling {
            Pooling::Cls => out.extend_from_slice(&tokens[..shape.hidden]),
            Pooling::Mean => push_mean(tokens, shape.hidden, out),
        }
        if shape.normalise {
            scale_to_length_one(&mut out[start..]);
        }
    }
}

fn push_mean(tokens: &[f32], hidden: usize, out: &mut Vec<f32>) {
    let start = out.len();
    out.resize(start + hidden, 0.0);
    let mean = &mut out[start..];
    for token in tokens.chunks_exact(hidden) {
        for (sum, value) in mean.iter_mut().zip(token) {
            *sum += value;
        }
    }
    let scale = hidden as f32 / tokens.len() as f32;
    mean.iter_mut().for_each(|sum| *sum *= scale);
}

fn scale_to_length_one(vector: &mut [f32]) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    // A zero vector has no direction; it stays zero and matches nothing.
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_vector_stays_zero() {
        let mut vector = [0.0; 3];
        scale_to_length_one(&mut vector);
        assert_eq!(vector, [0.0; 3]);
    }

    #[test]
    fn the_mean_is_over_tokens() {
        let mut out = Vec::new();
        push_mean(&[1.0, 2.0, 3.0, 6.0], 2, &mut out);
        assert_eq!(out, [2.0, 4.0]);
    }
}
