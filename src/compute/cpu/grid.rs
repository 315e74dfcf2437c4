//! How the outputs of a linear layer are cut into panels. Holds no weights.

use std::ops::Range;

use super::super::Linear;

/// The sizes of a layer whose outputs are multiplied panel by panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    /// Values in a row of the left operand.
    pub(super) inputs: usize,
    /// Values in a row of results.
    pub(super) outputs: usize,
    /// Outputs of a panel; the last one may have fewer.
    pub(super) columns: usize,
}

impl Grid {
    /// That of a layer in panels of so many columns.
    pub(super) fn of(linear: &Linear, columns: usize) -> Self {
        let outputs = linear.bias.len();
        let inputs = linear.weight.len().checked_div(outputs).unwrap_or(0);
        Self { inputs, outputs, columns }
    }

    /// How many panels there are.
    pub(super) fn panels(&self) -> usize {
        self.outputs.div_ceil(self.columns)
    }

    /// The outputs of some panels.
    pub(super) fn outputs_of(&self, panels: &Range<usize>) -> Range<usize> {
        let first = |panel: usize| (panel * self.columns).min(self.outputs);
        first(panels.start)..first(panels.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_have_all_outputs_and_the_last_one_what_is_left() {
        let linear = Linear { weight: vec![0.0; 3 * 10], bias: vec![0.0; 10] };
        let grid = Grid::of(&linear, 4);
        assert_eq!((grid.inputs, grid.outputs, grid.panels()), (3, 10, 3));
        let outputs: Vec<_> = (0..3).map(|panel| grid.outputs_of(&(panel..panel + 1))).collect();
        assert_eq!(outputs, [0..4, 4..8, 8..10]);
        assert_eq!(grid.outputs_of(&(1..3)), 4..10);
        assert_eq!(Grid::of(&Linear::default(), 4).panels(), 0);
    }
}
