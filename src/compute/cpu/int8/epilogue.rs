//! From integer sums back to `f32`: scales, bias, and what follows them.

use super::panels::Columns;
use super::primitives::Primitives;
use super::quantise::Range;

/// What follows the bias.
#[derive(Clone, Copy)]
pub(super) enum Then<'a> {
    /// Nothing.
    Nothing,
    /// [`gelu`].
    Gelu,
    /// These values are added: as many as there are results.
    Add(&'a [f32]),
}

/// The columns of one panel.
pub(super) struct ColumnsOf<'a, const W: usize> {
    scale: &'a [f32; W],
    weight_sum: &'a [f32; W],
    bias: &'a [f32; W],
}

impl<'a, const W: usize> ColumnsOf<'a, W> {
    /// The `W` columns from `first` on; they are filled up to whole panels.
    #[inline(always)]
    pub(super) fn new(columns: &'a Columns, first: usize) -> Self {
        let part = |values: &'a [f32]| {
            values[first..].first_chunk().expect("columns are filled up to whole panels")
        };
        Self {
            scale: part(&columns.scale),
            weight_sum: part(&columns.weight_sum),
            bias: part(&columns.bias),
        }
    }
}

/// Writes `scale * (step * sum + low * weight_sum) + bias` and what follows it to `out`, which
/// holds the first of the `W` results, or all.
#[inline(always)]
pub(super) fn finish<P: Primitives, const W: usize>(
    sums: &[i32; W],
    range: Range,
    columns: &ColumnsOf<'_, W>,
    then: Then<'_>,
    out: &mut [f32],
) {
    let mut values = [0.0f32; W];
    let columns = columns.scale.iter().zip(columns.weight_sum).zip(columns.bias);
    for ((value, &sum), ((scale, &weight_sum), &bias)) in values.iter_mut().zip(sums).zip(columns) {
        let rest = P::multiply_add(range.low, weight_sum, bias);
        *value = P::multiply_add(sum as f32 * range.step, *scale, rest);
    }
    match then {
        Then::Nothing => {}
        Then::Gelu => values = gelu::<P, W>(values),
        Then::Add(residual) => add(&mut values, residual),
    }
    match out.first_chunk_mut() {
        Some(all) => *all = values,
        None => out.copy_from_slice(&values[..out.len()]),
    }
}

#[inline(always)]
fn add<const W: usize>(values: &mut [f32; W], residual: &[f32]) {
    match residual.first_chunk::<W>() {
        Some(residual) => values.iter_mut().zip(residual).for_each(|(v, r)| *v += r),
        None => values.iter_mut().zip(residual).for_each(|(v, r)| *v += r),
    }
}

/// GELU in the erf form, `x * (1 + erf(x / sqrt(2))) / 2`, to 9e-5: a tenth of a step of what
/// follows, values of -0.17 to about 4 in 12 bits.
///
/// The bracket is an odd polynomial of `x` plus 1/2 for `x` in -4.2 to 4.2, fitted to the least
/// highest error of the product under the condition that it ends at 0 and 1, where it stays. Each
/// step is taken for all values before the next, which compilers see as vectors.
#[inline(always)]
fn gelu<P: Primitives, const W: usize>(x: [f32; W]) -> [f32; W] {
    const END: f32 = 4.2;
    /// From the highest power of `x` squared down.
    const COEFFICIENTS: [f32; 7] = [
        7.941_217e-8,
        -3.037_896_5e-6,
        6.689_018e-5,
        -9.506_533e-4,
        9.298_212e-3,
        -6.552_817e-2,
        0.398_465_84,
    ];
    let u = x.map(|x| if x < END { x } else { END }).map(|u| if u > -END { u } else { -END });
    let squares = u.map(|u| u * u);
    let mut p = [-9.017_361e-10; W];
    for coefficient in COEFFICIENTS {
        for (p, square) in p.iter_mut().zip(squares) {
            *p = P::multiply_add(*p, square, coefficient);
        }
    }
    for ((p, u), x) in p.iter_mut().zip(u).zip(x) {
        *p = x * P::multiply_add(*p, u, 0.5);
    }
    p
}

#[cfg(test)]
mod tests {
    use super::super::portable::Portable;
    use super::super::tests::exact_gelu;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gelu_is_gelu(x in -5.0f32..5.0) {
            let exact = exact_gelu(f64::from(x));
            let [got] = gelu::<Portable, 1>([x]);
            prop_assert!((f64::from(got) - exact).abs() < 1e-4, "gelu({x}) = {got}, not {exact}");
        }

        #[test]
        fn gelu_keeps_large_values_and_drops_negative_ones(x in 4.2f32..1e30) {
            let [kept, dropped] = gelu::<Portable, 2>([x, -x]);
            prop_assert!((kept / x - 1.0).abs() < 3e-6 && (dropped / x).abs() < 3e-6);
        }
    }
}
