//! Matrix products: the one place that calls the `gemm` crate, and the only unsafe code of the
//! forward pass.

use super::super::Linear;
use super::Precision;
use super::element::gelu;

/// A read-only matrix inside a slice: `rows x columns` values, `row_stride` apart from row to row
/// and `column_stride` from column to column.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) values: &'a [f32],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) row_stride: usize,
    pub(super) column_stride: usize,
}

impl<'a> View<'a> {
    /// A dense row-major matrix.
    pub(super) fn dense(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { values, rows, columns, row_stride: columns, column_stride: 1 }
    }

    /// The same values with rows and columns swapped.
    pub(super) fn transposed(self) -> Self {
        Self {
            values: self.values,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }

    /// Whether every element lies inside the slice.
    fn fits(&self) -> bool {
        self.rows == 0 || self.columns == 0 || self.last_index() < self.values.len()
    }

    fn last_index(&self) -> usize {
        (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride
    }
}

/// What to do with the values that the output already holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// Replace them.
    Overwrite,
    /// Add the product to them.
    Accumulate,
}

/// `out (+)= scale * a b`, where `out` is `a.rows x b.columns` with `out_stride` values from row
/// to row. Runs on the calling thread.
///
/// # Panics
/// If the shapes do not agree or a matrix reaches past its slice: that is a mistake in the caller.
pub(super) fn multiply(
    a: View<'_>,
    b: View<'_>,
    scale: f32,
    out: &mut [f32],
    out_stride: usize,
    output: Output,
) {
    assert_eq!(a.columns, b.rows, "inner sizes differ");
    assert!(a.fits() && b.fits(), "an operand reaches past its slice");
    let (m, n) = (a.rows, b.columns);
    if m == 0 || n == 0 {
        return;
    }
    assert!(out_stride >= n && (m - 1) * out_stride + n <= out.len(), "the output is too short");
    // SAFETY: the asserts above keep every index that gemm reaches inside the three slices, rows of
    // `out` do not overlap (its stride is at least its width), and `out` is borrowed mutably, so it
    // aliases neither operand.
    unsafe {
        gemm::gemm(
            m,
            n,
            a.columns,
            out.as_mut_ptr(),
            1,
            out_stride as isize,
            output == Output::Accumulate,
            a.values.as_ptr(),
            a.column_stride as isize,
            a.row_stride as isize,
            b.values.as_ptr(),
            b.column_stride as isize,
            b.row_stride as isize,
            1.0,
            scale,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

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
pub(super) struct LinearScratch {}

/// A linear layer whose weight is kept as `[inputs, outputs]`: measured three times faster on a
/// short query than the checkpoint's `[outputs, inputs]`.
pub(super) struct PackedLinear {
    weight: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
}

impl PackedLinear {
    pub(super) fn new(linear: &Linear, precision: Precision) -> Self {
        // The one precision there is yet.
        let (Precision::F32 | Precision::Int8) = precision;
        let outputs = linear.bias.len();
        let inputs = linear.weight.len() / outputs;
        let mut weight = vec![0.0; linear.weight.len()];
        for (output, row) in linear.weight.chunks_exact(inputs).enumerate() {
            for (input, &value) in row.iter().enumerate() {
                weight[input * outputs + output] = value;
            }
        }
        Self { weight, bias: linear.bias.clone(), inputs }
    }

    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// `out = epilogue(x W + b)` for `rows` rows of `x`, `[rows, inputs]`.
    pub(super) fn apply(
        &self,
        x: &[f32],
        rows: usize,
        epilogue: Epilogue<'_>,
        _scratch: &mut LinearScratch,
        out: &mut [f32],
    ) {
        let out = &mut out[..rows * self.outputs()];
        match epilogue {
            Epilogue::Residual(residual) => self.lay_down_with(residual, out),
            Epilogue::Bias | Epilogue::Gelu => {
                out.chunks_exact_mut(self.outputs()).for_each(|row| row.copy_from_slice(&self.bias))
            }
        }
        self.accumulate(x, rows, out);
        if let Epilogue::Gelu = epilogue {
            gelu(out);
        }
    }

    fn lay_down_with(&self, residual: &[f32], out: &mut [f32]) {
        let width = self.outputs();
        for (row, residual) in out.chunks_exact_mut(width).zip(residual.chunks_exact(width)) {
            for ((value, bias), residual) in row.iter_mut().zip(&self.bias).zip(residual) {
                *value = bias + residual;
            }
        }
    }

    fn accumulate(&self, x: &[f32], rows: usize, out: &mut [f32]) {
        let width = self.outputs();
        let x = View::dense(x, rows, self.inputs);
        let weight = View::dense(&self.weight, self.inputs, width);
        multiply(x, weight, 1.0, out, width, Output::Accumulate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(a: View<'_>, b: View<'_>) -> Vec<f32> {
        let at = |v: View<'_>, r: usize, c: usize| v.values[r * v.row_stride + c * v.column_stride];
        let mut out = Vec::new();
        for row in 0..a.rows {
            for column in 0..b.columns {
                out.push((0..a.columns).map(|k| at(a, row, k) * at(b, k, column)).sum());
            }
        }
        out
    }

    fn values(count: usize) -> impl Strategy<Value = Vec<f32>> {
        prop::collection::vec(-1.0f32..1.0, count)
    }

    proptest! {
        #[test]
        fn the_product_is_the_sum_of_products(
            (m, k, n, a, b) in (1usize..9, 1usize..40, 1usize..40).prop_flat_map(|(m, k, n)| {
                (Just(m), Just(k), Just(n), values(m * k), values(n * k))
            }),
        ) {
            let (a, b) = (View::dense(&a, m, k), View::dense(&b, n, k).transposed());
            let mut out = vec![7.0; m * n];
            multiply(a, b, 1.0, &mut out, n, Output::Overwrite);
            for (got, want) in out.iter().zip(naive(a, b)) {
                prop_assert!((got - want).abs() < 1e-4, "{got} {want}");
            }
        }
    }

    #[test]
    fn bias_and_residual_are_added_once() {
        let linear = Linear { weight: vec![1.0, 2.0, 3.0, 4.0], bias: vec![10.0, 20.0] };
        let linear = PackedLinear::new(&linear, Precision::F32);
        let (mut out, mut scratch) = (vec![0.0; 2], LinearScratch::default());
        linear.apply(&[1.0, 1.0], 1, Epilogue::Bias, &mut scratch, &mut out);
        assert_eq!(out, [13.0, 27.0]);
        linear.apply(&[1.0, 1.0], 1, Epilogue::Residual(&[100.0, 200.0]), &mut scratch, &mut out);
        assert_eq!(out, [113.0, 227.0]);
    }

    #[test]
    #[should_panic(expected = "past its slice")]
    fn a_matrix_longer_than_its_slice_is_refused() {
        let short =
            View { values: &[0.0; 5], rows: 2, columns: 3, row_stride: 3, column_stride: 1 };
        multiply(short, View::dense(&[0.0; 3], 3, 1), 1.0, &mut [0.0; 2], 1, Output::Overwrite);
    }
}
