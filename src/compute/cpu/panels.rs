//! A weight matrix in the order in which the matrix product reads it. Knows no arithmetic.

use std::ops::Range;

use super::super::Linear;
use super::super::integers::{quantised, scales_of};
use super::grid::Grid;
use super::lines::Lines;
use super::simd::Simd;

/// Rows of a panel in a block: a panel of 16 columns then takes 24 KiB of the nearest cache
/// (32 KiB or more), and the same columns of 128 rows of the left operand less than the next one.
const BLOCK_DEPTH: usize = 384;

/// The transposed weight `[inputs, outputs]`, cut into blocks of [`BLOCK_DEPTH`] inputs, those
/// into panels of some outputs, zeros after the last output. Reading it block by block, panel by
/// panel and row by row is reading it from front to back.
pub(super) struct Panels {
    values: Values,
    grid: Grid,
}

/// The numbers of all panels, one after the other.
enum Values {
    Float(Lines),
    /// Where every output's weights are whole numbers times a scale: a quarter of the bytes, which is
    /// what a short text waits for.
    Int8 {
        numbers: Vec<i8>,
        /// One for each column of every panel of a block.
        scales: Vec<f32>,
    },
}

impl Panels {
    /// Takes the weight of a layer into panels of `columns` columns.
    pub(super) fn new(linear: &Linear, columns: usize) -> Self {
        let grid = Grid::of(linear, columns);
        let size = grid.inputs * grid.panels() * columns;
        let mut panels = Self { values: Values::Float(Lines::default()), grid };
        panels.values = match scales_of(linear) {
            Some(mut scales) => {
                scales.resize(grid.panels() * columns, 0.0);
                let mut numbers = vec![0; size];
                panels.place_all(linear, &mut numbers, |weight, output| {
                    quantised(weight, scales[output])
                });
                Values::Int8 { numbers, scales }
            }
            None => {
                let mut lines = Lines::zeroed(size);
                panels.place_all(linear, &mut lines, |weight, _| weight);
                Values::Float(lines)
            }
        };
        panels
    }

    /// Puts every weight in its place, given its output too.
    fn place_all<T>(&self, linear: &Linear, to: &mut [T], value_of: impl Fn(f32, usize) -> T) {
        for block in self.blocks() {
            for panel in 0..self.grid.panels() {
                let outputs = self.grid.outputs_of(&(panel..panel + 1));
                let rows = to[self.place(&block, panel)].chunks_exact_mut(self.grid.columns);
                for (row, input) in rows.zip(block.clone()) {
                    for (value, output) in row.iter_mut().zip(outputs.clone()) {
                        *value = value_of(linear.weight[output * self.grid.inputs + input], output);
                    }
                }
            }
        }
    }

    pub(super) fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The inputs of each block.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let inputs = self.grid.inputs;
        (0..inputs).step_by(BLOCK_DEPTH).map(move |start| start..inputs.min(start + BLOCK_DEPTH))
    }

    /// The values of a panel of a block, of as many columns as two vectors have: where they lie, or in
    /// `room`.
    ///
    /// # Panics
    /// If the panels have another number of columns: that is a mistake in the caller.
    #[inline(always)]
    pub(super) fn panel<'a, S: Simd>(
        &'a self,
        simd: S,
        block: &Range<usize>,
        panel: usize,
        room: &'a mut Lines,
    ) -> &'a [f32] {
        assert_eq!(self.grid.columns, 2 * S::LANES, "panels of another width");
        let place = self.place(block, panel);
        match &self.values {
            Values::Float(lines) => &lines[place],
            Values::Int8 { numbers, scales } => {
                room.grow(place.len());
                let values = &mut room[..place.len()];
                widen(simd, &numbers[place], &scales[panel * 2 * S::LANES..], values);
                values
            }
        }
    }

    fn place(&self, block: &Range<usize>, panel: usize) -> Range<usize> {
        let before = block.start * self.grid.panels() * self.grid.columns;
        let size = block.len() * self.grid.columns;
        before + panel * size..before + (panel + 1) * size
    }
}

/// Writes rows of numbers times the scales of their columns: the very weights they were made of.
#[inline(always)]
fn widen<S: Simd>(simd: S, numbers: &[i8], scales: &[f32], values: &mut [f32]) {
    let columns = 2 * S::LANES;
    let scales = [simd.load(scales), simd.load(&scales[S::LANES..])];
    for (values, numbers) in values.chunks_exact_mut(columns).zip(numbers.chunks_exact(columns)) {
        for (half, scale) in scales.into_iter().enumerate() {
            let numbers = simd.load_bytes(&numbers[half * S::LANES..]);
            simd.store(simd.mul(numbers, scale), &mut values[half * S::LANES..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::{InstructionSet, Kernel};
    use super::*;

    /// Checks that every weight is in its panel and that the rest is zero.
    struct Check<'a> {
        panels: &'a Panels,
        weight: &'a [f32],
    }

    impl Kernel for Check<'_> {
        type Output = ();

        #[inline(always)]
        fn run<S: Simd>(self, simd: S) {
            let Self { panels, weight } = self;
            let Grid { inputs, outputs, columns } = *panels.grid();
            let (mut seen, mut room) = (0, Lines::default());
            for block in panels.blocks() {
                for panel in 0..panels.grid().panels() {
                    let values = panels.panel(simd, &block, panel, &mut room);
                    for (at, &value) in values.iter().enumerate() {
                        let (input, output) =
                            (block.start + at / columns, panel * columns + at % columns);
                        let is_there = output < outputs;
                        assert_eq!(
                            value,
                            if is_there { weight[output * inputs + input] } else { 0.0 }
                        );
                        seen += 1;
                    }
                }
            }
            assert_eq!(seen, inputs * outputs.div_ceil(columns) * columns);
        }
    }

    /// For every instruction set.
    fn checked(weight: &[f32], outputs: usize) -> Vec<Panels> {
        let linear = Linear { weight: weight.to_vec(), bias: vec![0.0; outputs] };
        let check = |set: InstructionSet| {
            let panels = Panels::new(&linear, 2 * set.lanes());
            set.run(Check { panels: &panels, weight });
            panels
        };
        InstructionSet::all().map(check).collect()
    }

    #[test]
    fn weights_are_kept_as_they_are() {
        let outputs = 7;
        let weight: Vec<f32> = (1..=(BLOCK_DEPTH + 3) * outputs).map(|i| i as f32).collect();
        let all = checked(&weight, outputs);
        assert!(all.iter().all(|panels| matches!(panels.values, Values::Float(_))));
    }

    #[test]
    fn whole_numbers_times_a_scale_take_a_byte_each_and_come_back_exactly() {
        let (inputs, outputs) = (BLOCK_DEPTH + 3, 6);
        let weight = |at: usize| {
            let number = if at.is_multiple_of(inputs) { 127 } else { (at * 31 % 255) as i32 - 127 };
            number as f32 * (0.001 + (at / inputs) as f32 * 0.013)
        };
        let weight: Vec<f32> = (0..inputs * outputs).map(weight).collect();
        let all = checked(&weight, outputs);
        assert!(all.iter().all(|panels| matches!(panels.values, Values::Int8 { .. })));
    }
}
