//! Linear layers in `f32`: a matrix product whose weight was packed once, finished where its sums
//! are. Knows nothing of the layers around it.

use std::ops::Range;

use super::super::Linear;
use super::grid::Grid;
use super::linear::{Epilogue, Operands};
use super::lines::Lines;
use super::math::gelu;
use super::panels::Panels;
use super::simd::{InstructionSet, Kernel, MOST_ROWS, Simd};
use super::tile::{
    MOST_COLUMNS, RowsKernel, Tile, add_product, load, run_rows, store, tiles, zeros,
};

/// A linear layer packed for the instruction set it runs with.
pub(super) struct FloatLinear {
    panels: Panels,
    /// As many as the panels have columns: zeros after the last output.
    bias: Vec<f32>,
    set: InstructionSet,
}

impl FloatLinear {
    /// Packs for the best instruction set of this processor.
    pub(super) fn new(linear: &Linear) -> Self {
        Self::with(linear, InstructionSet::best())
    }

    fn with(linear: &Linear, set: InstructionSet) -> Self {
        let columns = 2 * set.lanes();
        let panels = Panels::new(linear, columns);
        let mut bias = linear.bias.clone();
        bias.resize(panels.grid().panels() * columns, 0.0);
        Self { panels, bias, set }
    }

    /// How its outputs are cut into panels.
    pub(super) fn grid(&self) -> &Grid {
        self.panels.grid()
    }

    /// As [`PackedLinear::apply_part`](super::linear::PackedLinear::apply_part).
    pub(super) fn apply(
        &self,
        panels: Range<usize>,
        operands: Operands<'_>,
        room: &mut Lines,
        out: &mut [f32],
    ) {
        self.set.run(Apply { linear: self, part: panels, operands, room, out });
    }
}

/// [`FloatLinear::apply`].
struct Apply<'a> {
    linear: &'a FloatLinear,
    /// The panels that are multiplied.
    part: Range<usize>,
    operands: Operands<'a>,
    /// For a panel's values.
    room: &'a mut Lines,
    out: &'a mut [f32],
}

impl Kernel for Apply<'_> {
    type Output = ();

    /// A panel stays in the nearest cache while all rows pass by it; they come from the next one.
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let panels = &self.linear.panels;
        let Operands { x, rows, epilogue } = self.operands;
        let grid = panels.grid();
        let inputs = grid.inputs;
        let window = grid.outputs_of(&self.part);
        let outputs = window.len();
        for block in panels.blocks() {
            for panel in self.part.clone() {
                let values = panels.panel(simd, &block, panel, &mut *self.room);
                let columns = grid.outputs_of(&(panel..panel + 1));
                for tile in tiles(rows, S::ROWS) {
                    let first = tile.start * outputs + columns.start - window.start;
                    let job = TileJob {
                        x: &x[tile.start * inputs + block.start..],
                        inputs,
                        panel: values,
                        begin: if block.start == 0 { Begin::Zero } else { Begin::Sums },
                        end: match epilogue {
                            _ if block.end < inputs => End::Sums,
                            Epilogue::Bias => End::Bias,
                            Epilogue::Gelu => End::Gelu,
                            Epilogue::Residual(residual) => End::Residual(&residual[first..]),
                        },
                        bias: &self.linear.bias[panel * 2 * S::LANES..],
                        out: &mut self.out[first..],
                        outputs,
                        columns: columns.len(),
                    };
                    run_rows(simd, tile.len(), job);
                }
            }
        }
    }
}

/// What a tile adds to.
#[derive(Clone, Copy)]
enum Begin {
    Zero,
    /// The sums over the blocks before, left in the output.
    Sums,
}

/// What a tile leaves in the output.
#[derive(Clone, Copy)]
enum End<'a> {
    /// Sums that the next block adds to.
    Sums,
    Bias,
    Gelu,
    /// From the tile's first value on.
    Residual(&'a [f32]),
}

/// Some rows times one panel of one block. All slices begin at the tile's first value.
struct TileJob<'a> {
    x: &'a [f32],
    inputs: usize,
    panel: &'a [f32],
    begin: Begin,
    end: End<'a>,
    bias: &'a [f32],
    out: &'a mut [f32],
    outputs: usize,
    /// Of the output; the last panel may have more.
    columns: usize,
}

impl RowsKernel for TileJob<'_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize>(self, simd: S) {
        if self.columns == 2 * S::LANES {
            self.run_whole::<S, ROWS>(simd);
        } else {
            self.run_part::<S, ROWS>(simd);
        }
    }
}

impl TileJob<'_> {
    #[inline(always)]
    fn run_whole<S: Simd, const ROWS: usize>(self, simd: S) {
        let start = match self.begin {
            Begin::Zero => zeros(simd),
            Begin::Sums => load::<S, ROWS>(simd, self.out, self.outputs),
        };
        let sums = add_product(simd, self.x, self.inputs, self.panel, start);
        let finished = match self.end {
            End::Sums => sums,
            End::Bias => add_bias(simd, sums, self.bias),
            End::Gelu => gelu_of(simd, add_bias(simd, sums, self.bias)),
            End::Residual(residual) => {
                let residual = load::<S, ROWS>(simd, residual, self.outputs);
                add(simd, add_bias(simd, sums, self.bias), residual)
            }
        };
        store(simd, finished, self.out, self.outputs);
    }

    /// By way of a tile of its own that has room for the columns there are not.
    #[inline(always)]
    fn run_part<S: Simd, const ROWS: usize>(self, simd: S) {
        let width = 2 * S::LANES;
        let mut out = [0.0; MOST_ROWS * MOST_COLUMNS];
        let mut residual = [0.0; MOST_ROWS * MOST_COLUMNS];
        for row in 0..ROWS {
            let (from, to) = (row * self.outputs, row * width);
            let columns = self.columns;
            out[to..to + columns].copy_from_slice(&self.out[from..from + columns]);
            if let End::Residual(values) = self.end {
                residual[to..to + columns].copy_from_slice(&values[from..from + columns]);
            }
        }
        let end = match self.end {
            End::Residual(_) => End::Residual(&residual),
            end => end,
        };
        TileJob { out: &mut out, end, outputs: width, columns: width, ..self }
            .run_whole::<S, ROWS>(simd);
        for (row, values) in out.chunks_exact(width).take(ROWS).enumerate() {
            self.out[row * self.outputs..][..self.columns].copy_from_slice(&values[..self.columns]);
        }
    }
}

#[inline(always)]
fn add_bias<S: Simd, const ROWS: usize>(
    simd: S,
    sums: Tile<S::Vector, ROWS>,
    bias: &[f32],
) -> Tile<S::Vector, ROWS> {
    let bias = [simd.load(bias), simd.load(&bias[S::LANES..])];
    add(simd, sums, [bias; ROWS])
}

#[inline(always)]
fn gelu_of<S: Simd, const ROWS: usize>(
    simd: S,
    mut tile: Tile<S::Vector, ROWS>,
) -> Tile<S::Vector, ROWS> {
    for row in &mut tile {
        *row = [gelu(simd, row[0]), gelu(simd, row[1])];
    }
    tile
}

#[inline(always)]
fn add<S: Simd, const ROWS: usize>(
    simd: S,
    mut a: Tile<S::Vector, ROWS>,
    b: Tile<S::Vector, ROWS>,
) -> Tile<S::Vector, ROWS> {
    for (a, b) in a.iter_mut().zip(b) {
        *a = [simd.add(a[0], b[0]), simd.add(a[1], b[1])];
    }
    a
}

#[cfg(test)]
mod tests {
    use super::super::numbers::Numbers;
    use super::*;

    /// All outputs.
    fn multiply(packed: &FloatLinear, operands: Operands<'_>, out: &mut [f32]) {
        packed.apply(0..packed.grid().panels(), operands, &mut Lines::default(), out);
    }

    fn linear_of(inputs: usize, outputs: usize) -> Linear {
        let mut numbers = Numbers(inputs as u64 * 31 + outputs as u64);
        Linear { weight: numbers.take(inputs * outputs), bias: numbers.take(outputs) }
    }

    fn plainly(linear: &Linear, x: &[f32], residual: &[f32], epilogue: Epilogue<'_>) -> Vec<f64> {
        let outputs = linear.bias.len();
        let inputs = linear.weight.len() / outputs;
        let mut out = Vec::new();
        for (x, residual) in x.chunks_exact(inputs).zip(residual.chunks_exact(outputs)) {
            for (output, weight) in linear.weight.chunks_exact(inputs).enumerate() {
                let products = x.iter().zip(weight).map(|(&x, &w)| f64::from(x) * f64::from(w));
                let sum = products.sum::<f64>() + f64::from(linear.bias[output]);
                out.push(match epilogue {
                    Epilogue::Bias => sum,
                    Epilogue::Gelu => gelu_by_series(sum),
                    Epilogue::Residual(_) => sum + f64::from(residual[output]),
                });
            }
        }
        out
    }

    /// `x / 2 (1 + erf(x / sqrt 2))` with the series of `erf`, good up to 5 and more.
    fn gelu_by_series(x: f64) -> f64 {
        let z = x * std::f64::consts::FRAC_1_SQRT_2;
        if z.abs() > 4.5 {
            return x.max(0.0);
        }
        let (mut term, mut sum) = (z, z);
        for n in 1..150 {
            term *= -z * z / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        0.5 * x * (1.0 + sum * std::f64::consts::FRAC_2_SQRT_PI)
    }

    #[test]
    fn every_instruction_set_gives_the_sums_of_plain_loops_at_every_edge() {
        for set in InstructionSet::all() {
            let columns = 2 * set.lanes();
            for (inputs, outputs) in
                [(1, 1), (3, columns), (5, columns - 1), (40, 2 * columns + 1), (2, 3 * columns)]
            {
                let linear = linear_of(inputs, outputs);
                for rows in 0..=2 * set.rows() + 1 {
                    assert_right(&linear, set, rows);
                }
            }
        }
    }

    #[test]
    fn sums_go_on_from_block_to_block() {
        for set in InstructionSet::all() {
            for inputs in [384, 385, 768, 1000] {
                for outputs in [2 * set.lanes(), 2 * set.lanes() + 3] {
                    assert_right(&linear_of(inputs, outputs), set, set.rows() + 1);
                }
            }
        }
    }

    fn assert_right(linear: &Linear, set: InstructionSet, rows: usize) {
        let packed = FloatLinear::with(linear, set);
        let (inputs, outputs) = (linear.weight.len() / linear.bias.len(), linear.bias.len());
        let mut numbers = Numbers(rows as u64);
        let (x, residual) = (numbers.take(rows * inputs), numbers.take(rows * outputs));
        for epilogue in [Epilogue::Bias, Epilogue::Gelu, Epilogue::Residual(&residual)] {
            let mut out = vec![f32::NAN; rows * outputs + 1];
            multiply(&packed, Operands { x: &x, rows, epilogue }, &mut out);
            let want = plainly(linear, &x, &residual, epilogue);
            for (&got, want) in out.iter().zip(&want) {
                let near = (f64::from(got) - want).abs() < 1e-6 * inputs as f64 + 1e-5;
                assert!(near, "{} {rows}x{inputs}x{outputs}: {got} {want}", set.name());
            }
            assert!(out[rows * outputs].is_nan(), "wrote past the last row");
        }
    }

    #[test]
    fn a_row_alone_gives_the_same_bits_as_among_others() {
        for set in InstructionSet::all() {
            let linear = linear_of(500, 50);
            let packed = FloatLinear::with(&linear, set);
            let x = Numbers(3).take(29 * 500);
            let apply = |x: &[f32], rows: usize| {
                let mut out = vec![0.0; rows * 50];
                multiply(&packed, Operands { x, rows, epilogue: Epilogue::Gelu }, &mut out);
                out
            };
            let together = apply(&x, 29);
            for row in 0..29 {
                assert_eq!(apply(&x[row * 500..][..500], 1), together[row * 50..][..50]);
            }
        }
    }

    #[test]
    #[should_panic(expected = "past their slice")]
    fn fewer_values_than_rows_are_refused() {
        let packed = FloatLinear::new(&linear_of(4, 4));
        let operands = Operands { x: &[0.0; 7], rows: 2, epilogue: Epilogue::Bias };
        multiply(&packed, operands, &mut [0.0; 8]);
    }
}
