//! The states of tokens to the short rows that late interaction keeps. Knows nothing of files.

use super::super::{Linear, UNIT};
use super::Precision;
use super::linear::{Epilogue, LinearScratch, Operands, PackedLinear};

/// A linear map from a token's state to a shorter vector of nearly the same neighbours.
pub struct TokenHead {
    linear: PackedLinear,
    inputs: usize,
    outputs: usize,
}

impl TokenHead {
    /// Takes the matrix, `[outputs, inputs]`, row-major.
    ///
    /// # Panics
    /// The values do not fill the matrix: that is a mistake in the caller.
    pub fn new(weight: Vec<f32>, outputs: usize) -> Self {
        assert!(outputs > 0 && weight.len().is_multiple_of(outputs), "a ragged matrix");
        let inputs = weight.len() / outputs;
        let linear = Linear { weight, bias: vec![0.0; outputs] };
        let linear = PackedLinear::new(&linear, Precision::F32);
        Self { linear, inputs, outputs }
    }

    /// Values in a state.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Values in a row.
    pub fn width(&self) -> usize {
        self.outputs
    }

    /// `[tokens, inputs]` states to `[tokens, width]` rows of length 1, with [`UNIT`] for 1.0. Only
    /// the direction of a state counts.
    pub fn rows(&self, states: &[f32]) -> Vec<i8> {
        let tokens = states.len() / self.inputs;
        let mut projected = vec![0.0; tokens * self.outputs];
        let mut scratch = LinearScratch::default();
        let operands = Operands { x: states, rows: tokens, epilogue: Epilogue::Bias };
        self.linear.apply(operands, &mut scratch, &mut projected);
        projected.chunks_exact(self.outputs).flat_map(to_row).collect()
    }
}

fn to_row(vector: &[f32]) -> impl Iterator<Item = i8> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    // A state without direction becomes a row of zeros, which is near to nothing.
    let scale = if length > 0.0 { UNIT / length } else { 0.0 };
    vector.iter().map(move |value| (value * scale).round() as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_direction_of_the_projected_state() {
        let head = TokenHead::new(vec![1.0, 0.0, 0.0, 0.0, 1.0, 0.0], 2);
        assert_eq!((head.inputs(), head.width()), (3, 2));
        let rows = head.rows(&[3.0, 4.0, 9.0, 0.0, -0.5, 1.0, 0.0, 0.0, 5.0]);
        assert_eq!(rows, [76, 102, 0, -127, 0, 0]);
    }
}
