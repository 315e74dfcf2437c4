//! Element-wise steps of the forward pass, compiled for the widest vectors the processor has.
//!
//! Each step is written once as plain loops; `on_widest!` compiles it for AVX-512, AVX2 with FMA
//! and the build's baseline, and picks one at run time. No intrinsics.

/// Values summed side by side, so that a sum becomes vector additions.
const LANES: usize = 16;

/// Compiles a function for each instruction set and calls the best one the processor has.
macro_rules! on_widest {
    ($(#[$doc:meta])* $name:ident => $body:ident ( $($arg:ident : $ty:ty),* )) => {
        $(#[$doc])*
        pub(super) fn $name($($arg: $ty),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw")]
                fn avx512($($arg: $ty),*) { $body($($arg),*) }
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $ty),*) { $body($($arg),*) }
                if std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512bw")
                {
                    // SAFETY: the processor was just asked and has AVX-512F and AVX-512BW.
                    return unsafe { avx512($($arg),*) };
                }
                if std::arch::is_x86_feature_detected!("avx2")
                    && std::arch::is_x86_feature_detected!("fma")
                {
                    // SAFETY: the processor was just asked and has AVX2 and FMA.
                    return unsafe { avx2($($arg),*) };
                }
            }
            $body($($arg),*)
        }
    };
}

pub(super) use on_widest;

/// The instruction set that `on_widest!` and the matrix product pick on this processor.
pub(super) fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return "avx512";
        }
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
        {
            return "avx2";
        }
    }
    std::env::consts::ARCH
}

on_widest!(
    /// Replaces each value by its GELU, in the erf form that BERT was trained with.
    gelu => gelu_values(values: &mut [f32])
);

on_widest!(
    /// Replaces each row of `columns` values by its softmax.
    softmax_rows => softmax_values(values: &mut [f32], columns: usize)
);

on_widest!(
    /// Normalises each row of `weight.len()` values to mean 0 and variance 1, then scales and
    /// shifts it.
    layer_norm => layer_norm_values(values: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32)
);

#[inline(always)]
fn gelu_values(values: &mut [f32]) {
    for value in values {
        *value = 0.5 * *value * (1.0 + erf(*value * std::f32::consts::FRAC_1_SQRT_2));
    }
}

#[inline(always)]
fn softmax_values(values: &mut [f32], columns: usize) {
    for row in values.chunks_exact_mut(columns) {
        let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for value in row.iter_mut() {
            *value = exp(*value - highest);
        }
        let scale = 1.0 / sum(row);
        for value in row.iter_mut() {
            *value *= scale;
        }
    }
}

#[inline(always)]
fn layer_norm_values(values: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    let width = weight.len();
    for row in values.chunks_exact_mut(width) {
        let mean = sum(row) / width as f32;
        for value in row.iter_mut() {
            *value -= mean;
        }
        let variance = sum_of_squares(row) / width as f32;
        let scale = 1.0 / (variance + epsilon).sqrt();
        for ((value, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
            *value = *value * scale * weight + bias;
        }
    }
}

#[inline(always)]
fn sum(values: &[f32]) -> f32 {
    lane_sum(values, |value| value)
}

#[inline(always)]
fn sum_of_squares(values: &[f32]) -> f32 {
    lane_sum(values, |value| value * value)
}

/// Sums over [`LANES`] accumulators, because floating-point sums are not reordered by compilers.
#[inline(always)]
fn lane_sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f32 = chunks.remainder().iter().map(|&value| of(value)).sum();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += of(value);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// `e^x` to about 2 units in the last place, for `x` in -87 to 88 (clamped outside).
///
/// Range reduction by powers of two and the degree-6 polynomial of the Cephes library's `expf`;
/// plain arithmetic, so that a loop over it becomes vector code.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let power = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    // ln 2 in two parts, the first exact in few bits, so that the subtraction loses nothing.
    let r = x - power * 0.693_359_4 + power * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let fraction = p * r * r + r + 1.0;
    fraction * f32::from_bits(((power as i32 + 127) as u32) << 23)
}

/// The error function, absolute error below 1.5e-7: Abramowitz and Stegun, formula 7.1.26.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let mut p = 1.061_405_4;
    p = p * t - 1.453_152_1;
    p = p * t + 1.421_413_8;
    p = p * t - 0.284_496_72;
    p = p * t + 0.254_829_6;
    (1.0 - p * t * exp(-a * a)).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values_of_erf() {
        for (x, want) in [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (-2.0, -0.995_322_3)]
        {
            assert!((erf(x) - want).abs() < 3e-7, "erf({x}) = {}", erf(x));
        }
    }

    proptest! {
        #[test]
        fn exp_is_exp(x in -80.0f32..80.0) {
            let want = f64::from(x).exp();
            prop_assert!((f64::from(exp(x)) / want - 1.0).abs() < 5e-7);
        }

        #[test]
        fn gelu_keeps_large_values_and_drops_negative_ones(x in 6.0f32..50.0) {
            let mut values = [x, -x, 0.0];
            gelu(&mut values);
            prop_assert!((values[0] - x).abs() < 1e-4 && values[1].abs() < 1e-4 && values[2] == 0.0);
        }

        #[test]
        fn softmax_rows_sum_to_one(row in prop::collection::vec(-60.0f32..60.0, 1..70)) {
            let mut values = row.clone();
            softmax_rows(&mut values, row.len());
            prop_assert!((values.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            prop_assert!(values.iter().all(|value| (0.0..=1.0).contains(value)));
        }

        #[test]
        fn layer_norm_centres_and_scales(row in prop::collection::vec(-9.0f32..9.0, 2..70)) {
            prop_assume!(row.iter().any(|value| (value - row[0]).abs() > 0.1));
            let mut values = row.clone();
            layer_norm(&mut values, &vec![1.0; row.len()], &vec![0.0; row.len()], 1e-12);
            let mean = values.iter().sum::<f32>() / row.len() as f32;
            let variance = values.iter().map(|v| v * v).sum::<f32>() / row.len() as f32;
            prop_assert!(mean.abs() < 1e-4 && (variance - 1.0).abs() < 1e-3);
        }
    }
}
