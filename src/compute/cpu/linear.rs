//! Linear layers in either precision, behind one call. Holds no arithmetic.

use super::super::Linear;
use super::Precision;
use super::float::FloatLinear;
use super::int8::{Int8Linear, MOST_INPUTS, Quantised};

/// What becomes of a product before it is stored. The bias is always added.
#[derive(Clone, Copy)]
pub(super) enum Epilogue<'a> {
    /// `x W + b`.
    Bias,
    /// `gelu(x W + b)`, in the erf form.
    Gelu,
    /// `x W + b + residual`, with a residual of the output's shape.
    Residual(&'a [f32]),
}

/// What products need beside their operands; used again from call to call.
#[derive(Default)]
pub(super) struct LinearScratch {
    /// The left operand in integers.
    quantised: Quantised,
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

    /// `out = epilogue(x W + b)` for `rows` rows: `x` is `[rows, inputs]`, `out` and a residual
    /// `[rows, outputs]`. Runs on the calling thread. A row's result does not depend on the others.
    ///
    /// # Panics
    /// If a slice is too short: that is a mistake in the caller.
    pub(super) fn apply(
        &self,
        x: &[f32],
        rows: usize,
        epilogue: Epilogue<'_>,
        scratch: &mut LinearScratch,
        out: &mut [f32],
    ) {
        match self {
            Self::Float(linear) => linear.apply(x, rows, epilogue, out),
            Self::Int8(linear) => linear.apply(x, rows, epilogue, &mut scratch.quantised, out),
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
                packed.apply(&[1.0, 1.0], 1, epilogue, scratch, &mut out);
                let near = out.iter().zip(want).all(|(got, want)| (got - want).abs() < 0.05);
                assert!(near, "{precision:?}: {out:?}, not {want:?}");
            };
            apply(Epilogue::Bias, [13.0, 27.0]);
            apply(Epilogue::Gelu, [13.0, 27.0]);
            apply(Epilogue::Residual(&[100.0, 200.0]), [113.0, 227.0]);
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
