//! Linear layers in either precision, behind one call. Holds no arithmetic.

use std::ops::Range;

use super::super::Linear;
use super::Precision;
use super::float::FloatLinear;
use super::grid::Grid;
use super::int8::{Int8Linear, MOST_INPUTS, Quantised};
use super::lines::Lines;

/// What becomes of a product before it is stored. The bias is always added.
#[derive(Clone, Copy, Default)]
pub(super) enum Epilogue<'a> {
    /// `x W + b`.
    #[default]
    Bias,
    /// `gelu(x W + b)`, in the erf form.
    Gelu,
    /// `x W + b + residual`, with a residual of the output's shape.
    Residual(&'a [f32]),
}

impl Epilogue<'_> {
    /// The same without a residual, which whoever puts results together adds.
    pub(super) fn alone(self) -> Epilogue<'static> {
        match self {
            Self::Bias | Self::Residual(_) => Epilogue::Bias,
            Self::Gelu => Epilogue::Gelu,
        }
    }
}

/// What a layer's weights are multiplied with, and what is added.
#[derive(Clone, Copy)]
pub(super) struct Operands<'a> {
    /// `[rows, inputs]`.
    pub(super) x: &'a [f32],
    pub(super) rows: usize,
    pub(super) epilogue: Epilogue<'a>,
}

/// Who multiplies: a thread alone, or several.
pub(super) trait Multiply<'a> {
    /// As [`PackedLinear::apply`].
    fn multiply(&mut self, linear: &'a PackedLinear, operands: Operands<'_>, out: &mut [f32]);
}

impl<'a> Multiply<'a> for LinearScratch {
    fn multiply(&mut self, linear: &'a PackedLinear, operands: Operands<'_>, out: &mut [f32]) {
        linear.apply(operands, self, out);
    }
}

/// What products need beside their operands; used again from call to call.
#[derive(Default)]
pub(super) struct LinearScratch {
    /// The left operand in integers.
    quantised: Quantised,
    /// A panel of weights.
    room: Lines,
}

/// A linear layer packed for this processor.
pub(super) enum PackedLinear {
    Float(FloatLinear),
    Int8(Int8Linear),
}

impl PackedLinear {
    /// Packs a layer for the instruction set that is fastest here.
    pub(super) fn new(linear: &Linear, precision: Precision) -> Self {
        let inputs = linear.weight.len() / linear.bias.len().max(1);
        match precision {
            Precision::Int8 if inputs <= MOST_INPUTS => Self::Int8(Int8Linear::new(linear)),
            // Integer sums of a wider layer may leave 32 bits; its neighbours keep their integers.
            Precision::F32 | Precision::Int8 => Self::Float(FloatLinear::new(linear)),
        }
    }

    /// `out = epilogue(x W + b)`: `out` and a residual are `[rows, outputs]`. Runs on the calling
    /// thread. A row's result does not depend on the others.
    ///
    /// # Panics
    /// If a slice is too short: that is a mistake in the caller.
    pub(super) fn apply(
        &self,
        operands: Operands<'_>,
        scratch: &mut LinearScratch,
        out: &mut [f32],
    ) {
        self.apply_part(0..self.grid().panels(), operands, scratch, out);
    }

    /// The same for the outputs of some panels alone: `out` and a residual are
    /// `[rows, outputs of the panels]`. The results are those of [`Self::apply`], to the bit.
    ///
    /// # Panics
    /// As [`Self::apply`], and if there are no such panels.
    pub(super) fn apply_part(
        &self,
        panels: Range<usize>,
        operands: Operands<'_>,
        scratch: &mut LinearScratch,
        out: &mut [f32],
    ) {
        match self {
            Self::Float(linear) => linear.apply(panels, operands, &mut scratch.room, out),
            Self::Int8(linear) => linear.apply(panels, operands, &mut scratch.quantised, out),
        }
    }

    /// How its outputs are cut into panels.
    pub(super) fn grid(&self) -> &Grid {
        match self {
            Self::Float(linear) => linear.grid(),
            Self::Int8(linear) => linear.grid(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_precisions_add_bias_and_residual_once() {
        let linear = Linear { weight: vec![1.0, 2.0, 3.0, 4.0], bias: vec![10.0, 20.0] };
        let scratch = &mut LinearScratch::default();
        for precision in [Precision::F32, Precision::Int8] {
            let packed = PackedLinear::new(&linear, precision);
            let mut apply = |epilogue: Epilogue<'_>, want: [f32; 2]| {
                let mut out = vec![0.0; 2];
                packed.apply(Operands { x: &[1.0, 1.0], rows: 1, epilogue }, scratch, &mut out);
                let near = out.iter().zip(want).all(|(got, want)| (got - want).abs() < 0.05);
                assert!(near, "{precision:?}: {out:?}, not {want:?}");
            };
            apply(Epilogue::Bias, [13.0, 27.0]);
            apply(Epilogue::Gelu, [13.0, 27.0]);
            apply(Epilogue::Residual(&[100.0, 200.0]), [113.0, 227.0]);
        }
    }

    #[test]
    fn panels_alone_give_the_same_bits_as_together() {
        let values = |count: usize| (0..count).map(|i| (i % 13) as f32 / 7.0 - 0.8).collect();
        let linear = Linear { weight: values(9 * 101), bias: values(101) };
        let (x, rows): (Vec<f32>, usize) = (values(9 * 5), 5);
        let scratch = &mut LinearScratch::default();
        for precision in [Precision::F32, Precision::Int8] {
            let packed = PackedLinear::new(&linear, precision);
            let mut whole = vec![0.0; rows * 101];
            let operands = Operands { x: &x, rows, epilogue: Epilogue::Gelu };
            packed.apply(operands, scratch, &mut whole);
            for cut in 0..=packed.grid().panels() {
                for panels in [0..cut, cut..packed.grid().panels()] {
                    let outputs = packed.grid().outputs_of(&panels);
                    let mut part = vec![f32::NAN; rows * outputs.len()];
                    packed.apply_part(panels, operands, scratch, &mut part);
                    for (row, part) in part.chunks(outputs.len().max(1)).enumerate() {
                        assert_eq!(part, &whole[row * 101..][outputs.clone()], "{precision:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_layer_too_wide_for_integers_stays_in_floating_point() {
        let linear = |inputs| Linear { weight: vec![1.0; inputs], bias: vec![0.0] };
        let packed = |inputs| PackedLinear::new(&linear(inputs), Precision::Int8);
        assert!(matches!(packed(MOST_INPUTS), PackedLinear::Int8(_)));
        assert!(matches!(packed(MOST_INPUTS + 1), PackedLinear::Float(_)));
    }
}
