//! A weight matrix in the order in which the matrix product reads it. Knows no arithmetic.

use std::ops::Range;

use super::super::Linear;
use super::lines::Lines;

/// Rows of a panel in a block: a panel of 16 columns then takes 24 KiB of the nearest cache
/// (32 KiB or more), and the same columns of 128 rows of the left operand less than the next one.
const BLOCK_DEPTH: usize = 384;

/// The transposed weight `[inputs, outputs]`, cut into blocks of [`BLOCK_DEPTH`] inputs, those
/// into panels of some outputs, zeros after the last output. Reading it block by block, panel by
/// panel and row by row is reading it from front to back.
pub(super) struct Panels {
    values: Lines,
    inputs: usize,
    outputs: usize,
    columns: usize,
}

impl Panels {
    /// Takes the weight of a layer into panels of `columns` columns.
    pub(super) fn new(linear: &Linear, columns: usize) -> Self {
        let outputs = linear.bias.len();
        let inputs = linear.weight.len().checked_div(outputs).unwrap_or(0);
        let values = Lines::zeroed(inputs * outputs.next_multiple_of(columns));
        let mut panels = Self { values, inputs, outputs, columns };
        for block in panels.blocks() {
            for panel in 0..panels.count() {
                let outputs = panels.outputs_of(panel);
                let place = panels.place(&block, panel);
                for (row, input) in
                    panels.values[place].chunks_exact_mut(columns).zip(block.clone())
                {
                    for (value, output) in row.iter_mut().zip(outputs.clone()) {
                        *value = linear.weight[output * inputs + input];
                    }
                }
            }
        }
        panels
    }

    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Panels in a block.
    pub(super) fn count(&self) -> usize {
        self.outputs.div_ceil(self.columns)
    }

    /// The inputs of each block.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let inputs = self.inputs;
        (0..inputs).step_by(BLOCK_DEPTH).map(move |start| start..inputs.min(start + BLOCK_DEPTH))
    }

    /// The outputs of a panel; the last one may have fewer than it has columns.
    pub(super) fn outputs_of(&self, panel: usize) -> Range<usize> {
        panel * self.columns..self.outputs.min((panel + 1) * self.columns)
    }

    /// The values of a panel of a block.
    pub(super) fn panel(&self, block: &Range<usize>, panel: usize) -> &[f32] {
        &self.values[self.place(block, panel)]
    }

    fn place(&self, block: &Range<usize>, panel: usize) -> Range<usize> {
        let before = block.start * self.count() * self.columns;
        let size = block.len() * self.columns;
        before + panel * size..before + (panel + 1) * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_in_its_panel_and_the_rest_is_zero() {
        let (inputs, outputs, columns) = (BLOCK_DEPTH + 3, 7, 4);
        let weight: Vec<f32> = (1..=inputs * outputs).map(|i| i as f32).collect();
        let panels = Panels::new(&Linear { weight, bias: vec![0.0; outputs] }, columns);
        assert_eq!((panels.inputs(), panels.outputs(), panels.count()), (inputs, outputs, 2));
        let mut seen = 0;
        for block in panels.blocks() {
            for panel in 0..panels.count() {
                for (at, &value) in panels.panel(&block, panel).iter().enumerate() {
                    let (input, output) =
                        (block.start + at / columns, panel * columns + at % columns);
                    let weight = (output * inputs + input + 1) as f32;
                    assert_eq!(value, if output < outputs { weight } else { 0.0 });
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, inputs * 8);
    }
}
