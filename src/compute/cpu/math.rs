//! Elementary functions and row-wise steps of the forward pass, over vectors of any width.
//! Nothing here knows of layers.

use super::simd::{Kernel, Simd};

/// Adding 1.5 * 2^23 leaves the nearest integer in the lowest bits of a float.
const ROUND: f32 = 12_582_912.0;

/// `2^x` to about 2 units in the last place, for `x` in -126 to 127 (raised to -126 below).
///
/// Splits off the nearest integer, which becomes the exponent; the rest, -0.5 to 0.5, goes through
/// a polynomial of degree 5 (minimax fit of ours, relative error 7.5e-8).
#[inline(always)]
pub(super) fn exp2<S: Simd>(simd: S, x: S::Vector) -> S::Vector {
    let x = simd.max(x, simd.splat(-126.0));
    let round = simd.splat(ROUND);
    let shifted = simd.add(x, round);
    let rest = simd.sub(x, simd.sub(shifted, round));
    let mut power = simd.splat(0.001_327_647_2);
    for coefficient in [0.009_675_542, 0.055_507_13, 0.240_221_2, 0.693_146_94, 1.000_000_1] {
        power = simd.mul_add(power, rest, simd.splat(coefficient));
    }
    simd.add_exponent(power, shifted)
}

/// GELU in the erf form that BERT was trained with: `x / 2 (1 + erf(x / sqrt 2))`, where `erf` is
/// right to 3e-7.
///
/// `erf(x / sqrt 2)` is `x P(x^2) / Q(x^2)` between -5.5 and 5.5 (minimax fit of ours, error
/// 1.5e-8 before rounding) and 1 to the last place outside.
#[inline(always)]
pub(super) fn gelu<S: Simd>(simd: S, x: S::Vector) -> S::Vector {
    let near = simd.min(simd.max(x, simd.splat(-5.5)), simd.splat(5.5));
    let square = simd.mul(near, near);
    let mut above = simd.splat(4.549_865e-8);
    for coefficient in [1.270_426_5e-5, 3.376_543_5e-4, 9.354_539e-3, 6.770_558e-2, 7.978_844_6e-1]
    {
        above = simd.mul_add(above, square, simd.splat(coefficient));
    }
    let mut below = simd.splat(1.197_503_8e-6);
    for coefficient in [7.364_801e-5, 1.884_453_2e-3, 2.864_595_3e-2, 2.515_222_7e-1, 1.0] {
        below = simd.mul_add(below, square, simd.splat(coefficient));
    }
    let erf = simd.div(simd.mul(near, above), below);
    let half = simd.mul(x, simd.splat(0.5));
    simd.mul_add(half, erf, half)
}

/// Normalises each row of `weight.len()` values to mean 0 and variance 1, then scales and shifts
/// it.
pub(super) struct LayerNormRows<'a> {
    /// `[rows, width]`.
    pub(super) values: &'a mut [f32],
    /// Scale, `[width]`.
    pub(super) weight: &'a [f32],
    /// Shift, `[width]`.
    pub(super) bias: &'a [f32],
    /// Added to the variance.
    pub(super) epsilon: f32,
}

impl Kernel for LayerNormRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let width = self.weight.len();
        for row in self.values.chunks_exact_mut(width) {
            let mean = sum(simd, row) / width as f32;
            shift(simd, row, -mean);
            let variance = sum_of_squares(simd, row) / width as f32;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            scale_and_shift(simd, row, scale, self.weight, self.bias);
        }
    }
}

/// `row = row * scale * weight + bias`.
#[inline(always)]
fn scale_and_shift<S: Simd>(simd: S, row: &mut [f32], scale: f32, weight: &[f32], bias: &[f32]) {
    let scale = simd.splat(scale);
    let whole = row.len() - row.len() % S::LANES;
    let (row, row_rest) = row.split_at_mut(whole);
    let ((weight, weight_rest), (bias, bias_rest)) = (weight.split_at(whole), bias.split_at(whole));
    let parts = weight.chunks_exact(S::LANES).zip(bias.chunks_exact(S::LANES));
    for (values, (weight, bias)) in row.chunks_exact_mut(S::LANES).zip(parts) {
        let scaled = simd.mul(simd.load(values), scale);
        simd.store(simd.mul_add(scaled, simd.load(weight), simd.load(bias)), values);
    }
    let scaled = simd.mul(simd.load_part(row_rest), scale);
    let (weight, bias) = (simd.load_part(weight_rest), simd.load_part(bias_rest));
    simd.store_part(simd.mul_add(scaled, weight, bias), row_rest);
}

/// `row = row + by`.
#[inline(always)]
fn shift<S: Simd>(simd: S, row: &mut [f32], by: f32) {
    let by = simd.splat(by);
    let mut parts = row.chunks_exact_mut(S::LANES);
    for part in &mut parts {
        simd.store(simd.add(simd.load(part), by), part);
    }
    let rest = parts.into_remainder();
    simd.store_part(simd.add(simd.load_part(rest), by), rest);
}

/// Four sums side by side, because each addition waits for the one before it.
#[inline(always)]
fn sum<S: Simd>(simd: S, values: &[f32]) -> f32 {
    let mut sums = [simd.splat(0.0); 4];
    let fours = values.chunks_exact(4 * S::LANES);
    let rest = fours.remainder();
    for four in fours {
        for (sum, part) in sums.iter_mut().zip(four.chunks_exact(S::LANES)) {
            *sum = simd.add(*sum, simd.load(part));
        }
    }
    for (sum, part) in sums.iter_mut().zip(rest.chunks(S::LANES)) {
        *sum = simd.add(*sum, simd.load_part(part));
    }
    sum_of_four(simd, sums)
}

/// As [`sum`], of the squares.
#[inline(always)]
fn sum_of_squares<S: Simd>(simd: S, values: &[f32]) -> f32 {
    let mut sums = [simd.splat(0.0); 4];
    let fours = values.chunks_exact(4 * S::LANES);
    let rest = fours.remainder();
    for four in fours {
        for (sum, part) in sums.iter_mut().zip(four.chunks_exact(S::LANES)) {
            let value = simd.load(part);
            *sum = simd.mul_add(value, value, *sum);
        }
    }
    for (sum, part) in sums.iter_mut().zip(rest.chunks(S::LANES)) {
        let value = simd.load_part(part);
        *sum = simd.mul_add(value, value, *sum);
    }
    sum_of_four(simd, sums)
}

#[inline(always)]
fn sum_of_four<S: Simd>(simd: S, sums: [S::Vector; 4]) -> f32 {
    simd.sum(simd.add(simd.add(sums[0], sums[1]), simd.add(sums[2], sums[3])))
}

#[cfg(test)]
mod tests {
    use super::super::simd::{InstructionSet, MOST_LANES};
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Copy)]
    enum Function {
        Exp2,
        Gelu,
    }

    /// The function of one value, by the first lane.
    struct At(Function, f32);

    impl Kernel for At {
        type Output = f32;

        #[inline(always)]
        fn run<S: Simd>(self, simd: S) -> f32 {
            let x = simd.splat(self.1);
            let y = match self.0 {
                Function::Exp2 => exp2(simd, x),
                Function::Gelu => gelu(simd, x),
            };
            let lanes: [f32; MOST_LANES] = simd.to_array(y);
            assert!(lanes[..S::LANES].iter().all(|lane| lane.to_bits() == lanes[0].to_bits()));
            lanes[0]
        }
    }

    fn everywhere(function: Function, x: f32) -> Vec<f64> {
        InstructionSet::all().map(|set| f64::from(set.run(At(function, x)))).collect()
    }

    /// By its series, which converges everywhere; in f64 it is good to 1e-12 up to 4.
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..120 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * std::f64::consts::FRAC_2_SQRT_PI
    }

    #[test]
    fn gelu_keeps_large_values_and_drops_very_negative_ones() {
        for (x, want) in [(0.0, 0.0), (30.0, 30.0), (-30.0, 0.0), (5.5, 5.5), (-5.5, 0.0)] {
            for got in everywhere(Function::Gelu, x) {
                assert!((got - want).abs() < 3e-6, "gelu({x}) = {got}");
            }
        }
    }

    #[test]
    fn powers_far_below_zero_vanish() {
        for x in [-126.0, -500.0, f32::NEG_INFINITY] {
            assert!(everywhere(Function::Exp2, x).iter().all(|&y| (0.0..1e-37).contains(&y)));
        }
    }

    proptest! {
        #[test]
        fn exp2_is_exp2(x in -120.0f32..120.0) {
            for got in everywhere(Function::Exp2, x) {
                prop_assert!((got / f64::from(x).exp2() - 1.0).abs() < 4e-7, "{x} {got}");
            }
        }

        #[test]
        fn gelu_is_gelu(x in -5.6f32..5.6) {
            let wide = f64::from(x);
            let want = wide / 2.0 * (1.0 + erf(wide * std::f64::consts::FRAC_1_SQRT_2));
            for got in everywhere(Function::Gelu, x) {
                prop_assert!((got - want).abs() < 4e-7 * wide.abs().max(1.0), "{x} {got} {want}");
            }
        }

        #[test]
        fn layer_norm_is_that_of_plain_loops(
            row in prop::collection::vec(-9.0f32..9.0, 1..150), seed in 0.5f32..2.0,
        ) {
            let weight: Vec<f32> = row.iter().map(|x| seed + 0.01 * x).collect();
            let bias: Vec<f32> = row.iter().map(|x| seed - 0.1 * x).collect();
            let (count, epsilon) = (row.len() as f64, 1e-3);
            let mean = row.iter().copied().map(f64::from).sum::<f64>() / count;
            let square = |&x: &f32| (f64::from(x) - mean).powi(2);
            let deviation = (row.iter().map(square).sum::<f64>() / count + epsilon).sqrt();
            for set in InstructionSet::all() {
                let mut values = [row.clone(), row.clone()].concat();
                set.run(LayerNormRows {
                    values: &mut values, weight: &weight, bias: &bias, epsilon: epsilon as f32,
                });
                for (at, &got) in values.iter().enumerate() {
                    let at = at % row.len();
                    let normal = (f64::from(row[at]) - mean) / deviation;
                    let want = normal * f64::from(weight[at]) + f64::from(bias[at]);
                    prop_assert!((f64::from(got) - want).abs() < 1e-4, "{got} {want}");
                }
            }
        }
    }
}
