//! The same arithmetic in plain `f64` loops, written from the definitions and not from the kernels.

use super::super::super::{Batch, LayerNorm, Linear, Pooling, Shape, Weights};

pub(super) fn linear(input: &[f64], layer: &Linear) -> Vec<f64> {
    let outputs = layer.bias.len();
    let inputs = layer.weight.len() / outputs;
    let row_times = |row: &[f64], o: usize| {
        let weights = &layer.weight[o * inputs..(o + 1) * inputs];
        let products = row.iter().zip(weights).map(|(x, &w)| x * f64::from(w));
        products.sum::<f64>() + f64::from(layer.bias[o])
    };
    let rows = input.chunks_exact(inputs);
    rows.flat_map(|row| (0..outputs).map(move |o| row_times(row, o))).collect()
}

/// erf by its all-positive series (Abramowitz and Stegun 7.1.6), which the kernel does not use.
fn erf(x: f64) -> f64 {
    if x.abs() > 6.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        sum += term;
    }
    sum * (-x * x).exp() * std::f64::consts::FRAC_2_SQRT_PI
}

pub(super) fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2))
}

pub(super) fn layer_norm(input: &[f64], norm: &LayerNorm, epsilon: f32) -> Vec<f64> {
    let width = norm.weight.len();
    let mut output = Vec::with_capacity(input.len());
    for row in input.chunks_exact(width) {
        let mean = row.iter().sum::<f64>() / width as f64;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / width as f64;
        let deviation = (variance + f64::from(epsilon)).sqrt();
        for (index, x) in row.iter().enumerate() {
            let (scale, shift) = (norm.weight[index], norm.bias[index]);
            output.push((x - mean) / deviation * f64::from(scale) + f64::from(shift));
        }
    }
    output
}

/// `qkv` is `[tokens, 3 * hidden]`; the result `[tokens, hidden]`.
pub(super) fn attention(qkv: &[f64], batch: &Batch, hidden: usize, heads: usize) -> Vec<f64> {
    let head = hidden / heads;
    let part = |token: usize, part: usize, h: usize| {
        let start = token * 3 * hidden + part * hidden + h * head;
        &qkv[start..start + head]
    };
    let mut output = vec![0.0; batch.tokens() * hidden];
    for range in batch.ranges() {
        for (query, h) in range.clone().flat_map(|q| (0..heads).map(move |h| (q, h))) {
            let score = |key| dot(part(query, 0, h), part(key, 1, h)) / (head as f64).sqrt();
            let scores: Vec<f64> = range.clone().map(score).collect();
            let highest = scores.iter().copied().fold(f64::MIN, f64::max);
            let weights: Vec<f64> = scores.iter().map(|s| (s - highest).exp()).collect();
            let total: f64 = weights.iter().sum();
            for (key, weight) in range.clone().zip(weights) {
                for (d, value) in part(key, 2, h).iter().enumerate() {
                    output[query * hidden + h * head + d] += weight / total * value;
                }
            }
        }
    }
    output
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(super) fn pool(states: &[f64], batch: &Batch, shape: &Shape) -> Vec<f64> {
    let hidden = shape.hidden;
    let mut output = Vec::new();
    for range in batch.ranges() {
        let range = match shape.pooling {
            Pooling::Mean => range,
            Pooling::Cls => range.start..range.start + 1,
        };
        let tokens = range.len() as f64;
        let sum = |d| range.clone().map(|token| states[token * hidden + d]).sum::<f64>();
        let mut row: Vec<f64> = (0..hidden).map(|d| sum(d) / tokens).collect();
        if shape.normalise {
            let length = dot(&row, &row).sqrt().max(1e-12);
            row.iter_mut().for_each(|x| *x /= length);
        }
        output.extend(row);
    }
    output
}

pub(super) fn embed(weights: &Weights, batch: &Batch) -> Vec<f64> {
    let hidden = weights.shape.hidden;
    let mut sums = Vec::new();
    for range in batch.ranges() {
        for (position, &id) in batch.ids()[range].iter().enumerate() {
            for d in 0..hidden {
                let word = f64::from(weights.words[id as usize * hidden + d]);
                let place = f64::from(weights.positions[position * hidden + d]);
                sums.push(word + place + f64::from(weights.token_type[d]));
            }
        }
    }
    layer_norm(&sums, &weights.embedding_norm, weights.shape.layer_norm_epsilon)
}

pub(super) fn forward(weights: &Weights, batch: &Batch) -> Vec<f64> {
    let shape = &weights.shape;
    let epsilon = shape.layer_norm_epsilon;
    let mut states = embed(weights, batch);
    for layer in &weights.layers {
        let qkv = linear(&states, &layer.qkv);
        let context = attention(&qkv, batch, shape.hidden, shape.heads);
        let sum = add(&linear(&context, &layer.attention_output), &states);
        states = layer_norm(&sum, &layer.attention_norm, epsilon);
        let up: Vec<f64> = linear(&states, &layer.up).into_iter().map(gelu).collect();
        let sum = add(&linear(&up, &layer.down), &states);
        states = layer_norm(&sum, &layer.output_norm, epsilon);
    }
    pool(&states, batch, shape)
}

pub(super) fn add(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

pub(super) fn widen(values: &[f32]) -> Vec<f64> {
    values.iter().copied().map(f64::from).collect()
}

#[test]
fn erf_agrees_with_the_tables() {
    // Abramowitz and Stegun, table 7.1.
    for (x, expected) in [(0.0, 0.0), (0.5, 0.520_499_877_8), (1.0, 0.842_700_792_9)] {
        assert!((erf(x) - expected).abs() < 1e-10);
    }
    assert!((erf(2.0) - 0.995_322_265_0).abs() < 1e-10);
}
