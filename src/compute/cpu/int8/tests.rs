//! The layer against plain loops, on every instruction set that the processor has.

use proptest::prelude::*;

use super::level::Level;
use super::primitives::TOP;
use super::*;

/// The layer in plain loops over the quantised integers, in `f64`.
fn plain(linear: &Linear, x: &[f32], residual: Option<&[f32]>) -> Vec<f64> {
    let outputs = linear.bias.len();
    let inputs = linear.weight.len() / outputs;
    let mut out = Vec::new();
    for (index, row) in x.chunks_exact(inputs).enumerate() {
        let (low, step, q) = activations(row);
        for output in 0..outputs {
            let (scale, v) = weights(&linear.weight[output * inputs..][..inputs]);
            let sum: i64 = q.iter().zip(&v).map(|(q, v)| q * v).sum();
            let weight_sum: i64 = v.iter().sum();
            let value = scale * (step * sum as f64 + low * weight_sum as f64);
            let add = residual.map_or(0.0, |residual| residual[index * outputs + output]);
            out.push(value + f64::from(linear.bias[output]) + f64::from(add));
        }
    }
    out
}

/// Low end, step and integers of a row of activations, by the rules of `quantise`, rounding to even.
fn activations(row: &[f32]) -> (f64, f64, Vec<i64>) {
    let low = row.iter().copied().fold(f32::INFINITY, f32::min);
    let high = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let step = high / TOP - low / TOP;
    let inverse = if step < f32::MIN_POSITIVE { 0.0 } else { 1.0 / step };
    let round = |value: f32| ((value - low) * inverse).min(TOP).round_ties_even() as i64;
    (f64::from(low), f64::from(step), row.iter().copied().map(round).collect())
}

/// Step and integers of a row of weights, by the rules of `panels`, rounding to even.
fn weights(row: &[f32]) -> (f64, Vec<i64>) {
    let scale = row.iter().fold(0.0f32, |highest, w| highest.max(w.abs())) / 127.0;
    if scale < f32::MIN_POSITIVE {
        return (0.0, vec![0; row.len()]);
    }
    (f64::from(scale), row.iter().map(|w| (w / scale).round_ties_even() as i64).collect())
}

/// GELU in the erf form, by the series of the error function, which is good for `|x|` up to 6.
pub(super) fn exact_gelu(x: f64) -> f64 {
    let z = x / std::f64::consts::SQRT_2;
    let (mut term, mut sum) = (z, z);
    for n in 1..150 {
        term *= -z * z / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    x * 0.5 * (1.0 + sum * std::f64::consts::FRAC_2_SQRT_PI)
}

/// Runs the layer on every level with a poisoned output and scratch, and compares.
fn check(linear: &Linear, x: &[f32], residual: Option<&[f32]>) {
    let outputs = linear.bias.len();
    let rows = x.len() * outputs / linear.weight.len();
    for level in Level::all() {
        let layer = Int8Linear::for_level(linear, level);
        let mut out = vec![f32::NAN; rows * outputs + 3];
        let epilogue = residual.map_or(Epilogue::Bias, Epilogue::Residual);
        layer.apply(all(&layer), Operands { x, rows, epilogue }, &mut used(), &mut out);
        assert!(out[rows * outputs..].iter().all(|value| value.is_nan()), "wrote past the end");
        let want = plain(linear, x, residual);
        // Results are sums of terms that may cancel: the tolerance goes by the terms.
        let largest = want.iter().fold(1e-30, |a: f64, b| a.max(b.abs()));
        let terms = x.iter().fold(0.0, |a: f64, &b| a.max(f64::from(b).abs()))
            * linear.weight.iter().fold(0.0, |a: f64, &b| a.max(f64::from(b).abs()))
            * x.len() as f64
            / rows as f64;
        for (place, (got, want)) in out.iter().zip(&want).enumerate() {
            let error = (f64::from(*got) - want).abs();
            assert!(
                error <= 1e-6 * (largest + terms),
                "{level:?} {rows} rows {outputs} outputs, place {place}: {got}, not {want}",
            );
        }
    }
}

fn all(layer: &Int8Linear) -> Range<usize> {
    0..layer.grid().panels()
}

/// Scratch that a larger call has left full of the highest byte.
fn used() -> Quantised {
    let mut scratch = Quantised::default();
    let x: Vec<f32> = (0..40_000).map(|i| if i % 400 == 0 { 0.0 } else { 1.0 }).collect();
    let linear = Linear { weight: vec![1.0; 400], bias: vec![0.0] };
    let layer = Int8Linear::new(&linear);
    layer.apply(
        all(&layer),
        Operands { x: &x, rows: 100, epilogue: Epilogue::Bias },
        &mut scratch,
        &mut [0.0; 100],
    );
    scratch
}

/// Values from a linear congruence, -1 to 1, bent so that large ones are rare.
fn values(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let value = (state >> 8) as f32 / 8_388_608.0 - 1.0;
        value * value * value
    })
    .take(count)
    .collect()
}

fn layer(inputs: usize, outputs: usize) -> Linear {
    Linear { weight: values(inputs * outputs, 1), bias: values(outputs, 2) }
}

#[test]
fn every_number_of_rows_is_exact() {
    let linear = layer(37, 21);
    for rows in 0..=17 {
        check(&linear, &values(rows * 37, 3), None);
        check(&linear, &values(rows * 37, 4), Some(&values(rows * 21, 5)));
    }
}

#[test]
fn every_width_is_exact() {
    for inputs in 1..=19 {
        for outputs in [1, 2, 7, 15, 16, 17, 31, 32, 33, 47, 48, 49, 97] {
            check(&layer(inputs, outputs), &values(5 * inputs, 6), None);
        }
    }
}

#[test]
fn the_widest_layers_do_not_overflow() {
    let inputs = 4096;
    for weight in [1.0, -1.0] {
        let linear = Linear { weight: vec![weight; inputs * 17], bias: vec![0.5; 17] };
        // One value at the low end, all others at the high end: the largest sums there are.
        let mut x = vec![1.0; inputs];
        x[0] = 0.0;
        check(&linear, &x, None);
        let signs: Vec<f32> = (0..inputs).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        check(&linear, &signs, None);
    }
}

#[test]
fn weights_at_both_ends_are_exact() {
    let ends: Vec<f32> =
        values(64 * 33, 7).iter().map(|v| if *v < 0.0 { -127.0 } else { 127.0 }).collect();
    check(&Linear { weight: ends, bias: vec![0.0; 33] }, &values(3 * 64, 8), None);
}

#[test]
fn weights_halfway_between_integers_are_rounded_to_even() {
    let halves = (0..127).flat_map(|whole| [whole as f32 + 0.5, -(whole as f32) - 0.5]);
    // A 127 makes the step 1, so that each half is exactly one.
    let weight: Vec<f32> = std::iter::once(127.0).chain(halves).collect();
    let inputs = weight.len();
    // Only one input counts: an integer beside the right one shows as a whole step.
    for place in 0..inputs {
        let mut x = vec![0.0; inputs];
        x[place] = 1.0;
        let want = if place == 0 { 127.0 } else { weight[place].round_ties_even() };
        for level in Level::all() {
            let linear = Linear { weight: weight.clone(), bias: vec![0.0] };
            let mut out = [f32::NAN];
            let layer = Int8Linear::for_level(&linear, level);
            layer.apply(
                all(&layer),
                Operands { x: &x, rows: 1, epilogue: Epilogue::Bias },
                &mut Quantised::default(),
                &mut out,
            );
            assert!((out[0] - want).abs() < 1e-3, "{level:?} {}: {}", weight[place], out[0]);
        }
    }
}

#[test]
fn odd_activations_stay_finite() {
    let linear = layer(24, 18);
    for fill in [0.0, 1e-45, -1e-40, 1e-38, 1.0, -3.5, 1e30, -1e30] {
        check(&linear, &[fill; 48], None);
        for outlier in [1e-45, 1.0, -1e30, 1e30] {
            let mut x = [fill; 24];
            x[11] = outlier;
            check(&linear, &x, None);
        }
    }
}

#[test]
fn layers_of_zeros_give_the_bias() {
    let linear = Linear { weight: vec![0.0; 6 * 20], bias: values(20, 9) };
    check(&linear, &values(12, 10), None);
}

#[test]
fn gelu_follows_the_bias() {
    let linear = layer(40, 30);
    let x = values(7 * 40, 11);
    for level in Level::all() {
        let layer = Int8Linear::for_level(&linear, level);
        let mut out = vec![f32::NAN; 7 * 30];
        layer.apply(
            all(&layer),
            Operands { x: &x, rows: 7, epilogue: Epilogue::Gelu },
            &mut Quantised::default(),
            &mut out,
        );
        for (got, want) in out.iter().zip(plain(&linear, &x, None)) {
            let want = exact_gelu(want);
            let got = f64::from(*got);
            assert!((got - want).abs() < 2e-4, "{got}, not {want}");
        }
    }
}

#[test]
fn the_result_is_near_the_product_of_floats() {
    let linear = layer(384, 64);
    let x = values(9 * 384, 12);
    let mut out = vec![0.0; 9 * 64];
    let layer = Int8Linear::new(&linear);
    layer.apply(
        all(&layer),
        Operands { x: &x, rows: 9, epilogue: Epilogue::Bias },
        &mut Quantised::default(),
        &mut out,
    );
    let exact = x.chunks_exact(384).flat_map(|row| {
        linear.weight.chunks_exact(384).zip(&linear.bias).map(move |(weight, bias)| {
            row.iter().zip(weight).map(|(x, w)| x * w).sum::<f32>() + bias
        })
    });
    let (mut error, mut size) = (0.0, 0.0);
    for (got, want) in out.iter().zip(exact) {
        error += (got - want).powi(2);
        size += want.powi(2);
    }
    assert!((error / size).sqrt() < 0.01, "relative error {}", (error / size).sqrt());
}

proptest! {
    #[test]
    fn any_layer_is_exact(
        rows in 1usize..12, inputs in 1usize..70, outputs in 1usize..70, seed in 0u32..10_000,
    ) {
        let linear = Linear {
            weight: values(inputs * outputs, seed),
            bias: values(outputs, seed + 1),
        };
        check(&linear, &values(rows * inputs, seed + 2), Some(&values(rows * outputs, seed + 3)));
    }
}
