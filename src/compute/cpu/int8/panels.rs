//! Weights to bytes, in the order in which the product reads them.

use std::ops::Range;

use super::super::super::Linear;
use super::super::grid::Grid;

/// The highest absolute value of a weight.
const TOP: f32 = 127.0;

/// 1.5 times 2^23: added to a value of -127 to 127 and taken away again it leaves the nearest whole
/// number, of two equally near ones the even one. `round` is a call, because the program must run
/// on processors before SSE 4.1.
const ROUND: f32 = 12_582_912.0;

/// The widest layer whose sums stay inside 32 bits on every instruction set.
pub(in super::super) const MOST_INPUTS: usize = 4096;

/// What of an instruction set decides the order of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Outputs in a panel.
    pub(super) width: usize,
    /// Inputs that are multiplied at a time.
    pub(super) step: usize,
}

/// A cache line, so that no load of weights straddles two.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([i8; 64]);

/// A weight matrix as panels of some outputs each. A panel holds, step after step of inputs, the
/// weights of each of its outputs for them; the last panel and the last step are filled up with
/// zeros.
pub(super) struct Panels {
    layout: Layout,
    grid: Grid,
    /// `[panels, steps, width, step]` bytes.
    weights: Vec<Line>,
    columns: Columns,
}

/// What an output's sum becomes a result with; filled up to whole panels.
#[derive(Default)]
pub(super) struct Columns {
    /// The value of one step of a weight.
    pub(super) scale: Vec<f32>,
    /// `scale` times the sum of the quantised weights.
    pub(super) weight_sum: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Some of the panels, one after the other.
pub(super) struct Part<'a> {
    pub(super) panels: &'a Panels,
    pub(super) range: Range<usize>,
}

/// One panel.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a> {
    /// `[steps, width, step]` bytes.
    pub(super) weights: &'a [i8],
    /// The panel's first output.
    pub(super) first: usize,
}

impl Panels {
    /// # Panics
    /// If the layer is wider than [`MOST_INPUTS`]: that is a mistake in the caller.
    pub(super) fn new(linear: &Linear, layout: Layout) -> Self {
        let grid = Grid::of(linear, layout.width);
        let Grid { inputs, outputs, .. } = grid;
        assert!(inputs <= MOST_INPUTS, "sums of {inputs} products may leave 32 bits");
        let panels = grid.panels();
        let bytes = panels * layout.width * inputs.next_multiple_of(layout.step);
        let mut this = Self {
            layout,
            grid,
            weights: vec![Line([0; 64]); bytes.div_ceil(size_of::<Line>())],
            columns: Columns::filled(panels * layout.width, &linear.bias),
        };
        let mut row = vec![0; inputs];
        for output in 0..outputs {
            this.pack_row(&linear.weight[output * inputs..][..inputs], output, &mut row);
        }
        this
    }

    pub(super) fn grid(&self) -> &Grid {
        &self.grid
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// Steps of a panel.
    pub(super) fn steps(&self) -> usize {
        self.grid.inputs.div_ceil(self.layout.step)
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// One of the panels.
    ///
    /// # Panics
    /// There is no such panel.
    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> Panel<'_> {
        let size = self.panel_bytes();
        let weights = &self.bytes()[index * size..][..size];
        Panel { weights, first: index * self.layout.width }
    }

    fn panel_bytes(&self) -> usize {
        self.steps() * self.layout.width * self.layout.step
    }

    fn bytes(&self) -> &[i8] {
        let bytes = self.weights.len() * size_of::<Line>();
        // SAFETY: a line is 64 bytes without padding (its alignment is its size), and bytes need no
        // alignment.
        unsafe { std::slice::from_raw_parts(self.weights.as_ptr().cast(), bytes) }
    }

    fn bytes_mut(&mut self) -> &mut [i8] {
        let bytes = self.weights.len() * size_of::<Line>();
        // SAFETY: as above, and the lines are borrowed mutably; every value of a byte is a weight.
        unsafe { std::slice::from_raw_parts_mut(self.weights.as_mut_ptr().cast(), bytes) }
    }

    /// Quantises an output's weights and puts them in their places; `row` is scratch of `inputs`.
    fn pack_row(&mut self, weights: &[f32], output: usize, row: &mut [i8]) {
        let scale = quantise_weights(weights, row);
        let sum: i32 = row.iter().map(|&weight| i32::from(weight)).sum();
        self.columns.scale[output] = scale;
        self.columns.weight_sum[output] = scale * sum as f32;
        let Layout { width, step } = self.layout;
        let start = output / width * self.panel_bytes() + output % width * step;
        let packed = self.bytes_mut()[start..].chunks_mut(width * step);
        for (inputs, packed) in row.chunks(step).zip(packed) {
            packed[..inputs.len()].copy_from_slice(inputs);
        }
    }
}

impl Columns {
    fn filled(width: usize, bias: &[f32]) -> Self {
        let mut bias = bias.to_vec();
        bias.resize(width, 0.0);
        Self { scale: vec![0.0; width], weight_sum: vec![0.0; width], bias }
    }
}

/// Writes a row's integers and returns the value of one step.
pub(in super::super) fn quantise_weights(weights: &[f32], row: &mut [i8]) -> f32 {
    let highest = weights.iter().fold(0.0f32, |highest, weight| highest.max(weight.abs()));
    let scale = highest / TOP;
    // A scale too small to have an inverse: the row counts as zeros.
    if scale < f32::MIN_POSITIVE {
        row.fill(0);
        return 0.0;
    }
    for (integer, weight) in row.iter_mut().zip(weights) {
        *integer = ((weight / scale).clamp(-TOP, TOP) + ROUND - ROUND) as i8;
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_weight_lies_in_its_panel(
            (inputs, outputs, weights) in (1usize..40, 1usize..40).prop_flat_map(|(i, o)| {
                (Just(i), Just(o), prop::collection::vec(-127i8..=127, i * o))
            }),
            step in prop::sample::select(vec![2usize, 4]),
        ) {
            // A row that has a 127 keeps its integers.
            let mut integers = weights;
            integers.chunks_exact_mut(inputs).for_each(|row| row[0] = 127);
            let linear = Linear {
                weight: integers.iter().map(|&w| f32::from(w) * 0.25).collect(),
                bias: vec![0.0; outputs],
            };
            let panels = Panels::new(&linear, Layout { width: 16, step });
            let mut seen = vec![0i8; inputs * outputs];
            for panel in (0..panels.grid().panels()).map(|index| panels.get(index)) {
                for (place, &weight) in panel.weights.iter().enumerate() {
                    let output = panel.first + place / step % 16;
                    let input = place / (16 * step) * step + place % step;
                    if output < outputs && input < inputs {
                        seen[output * inputs + input] = weight;
                    } else {
                        prop_assert_eq!(weight, 0);
                    }
                }
            }
            prop_assert_eq!(seen, integers);
        }
    }

    #[test]
    fn rows_of_zeros_and_of_subnormal_weights_count_as_zeros() {
        let linear =
            Linear { weight: vec![-2.0, 2.0, 0.0, 0.0, 1e-40, -1e-40], bias: vec![0.0; 3] };
        let panels = Panels::new(&linear, Layout { width: 16, step: 2 });
        assert!(panels.columns().scale[1..].iter().all(|&scale| scale == 0.0));
        for panel in (0..panels.grid().panels()).map(|index| panels.get(index)) {
            assert_eq!(panel.weights[..2], [-127, 127]);
            assert!(panel.weights[2..].iter().all(|&weight| weight == 0));
        }
    }

    #[test]
    #[should_panic(expected = "may leave 32 bits")]
    fn a_layer_too_wide_for_32_bits_is_refused() {
        let linear = Linear { weight: vec![1.0; MOST_INPUTS + 1], bias: vec![0.0] };
        Panels::new(&linear, Layout { width: 16, step: 2 });
    }
}
