//! The product itself, once for all processors: tiles of some rows by one panel, all of whose sums
//! stay in registers.

use super::super::linear::Epilogue;
use super::epilogue::{ColumnsOf, Then, finish};
use super::panels::{Layout, Panel, Panels, Part};
use super::primitives::Primitives;
use super::quantise::Quantised;

/// Quantises the rows of `x` and writes `epilogue(x W + b)` for the outputs of some panels, each of
/// `W` outputs, which are `V` vectors.
///
/// Panels run outside: one stays in the first cache while all rows pass by it.
///
/// # Safety
/// The processor has the instruction set of `P`, and the panels were laid out for it.
///
/// # Panics
/// If `x`, `out` and a residual are not of the same number of whole rows, or there are no such panels.
#[inline(always)]
pub(super) unsafe fn apply<P: Primitives, const V: usize, const W: usize>(
    part: Part<'_>,
    x: &[f32],
    epilogue: Epilogue<'_>,
    scratch: &mut Quantised,
    out: &mut [f32],
) {
    let Part { panels, range } = part;
    const { assert!(V * P::LANES == W && P::ROWS <= 8) }
    scratch.fill::<P>(x, panels.grid().inputs);
    let rows = scratch.ranges().len();
    let window = panels.grid().outputs_of(&range);
    assert_eq!(out.len(), rows * window.len(), "the output has another number of rows");
    assert_eq!(panels.layout(), Layout { width: W, step: P::STEP }, "another layout");
    for panel in range.map(|index| panels.get(index)) {
        let window = Window { stride: window.len(), first: panel.first - window.start };
        for first in (0..rows).step_by(P::ROWS) {
            let tile = Tile { panels, panel, window, x: scratch, first };
            // SAFETY: as the conditions of this function; the match takes no more rows than there
            // are, and the assertion above holds strides and widths together.
            unsafe {
                match (rows - first).min(P::ROWS) {
                    1 => tile.apply::<P, 1, V, W>(epilogue, out),
                    2 => tile.apply::<P, 2, V, W>(epilogue, out),
                    3 => tile.apply::<P, 3, V, W>(epilogue, out),
                    4 => tile.apply::<P, 4, V, W>(epilogue, out),
                    5 => tile.apply::<P, 5, V, W>(epilogue, out),
                    6 => tile.apply::<P, 6, V, W>(epilogue, out),
                    7 => tile.apply::<P, 7, V, W>(epilogue, out),
                    _ => tile.apply::<P, 8, V, W>(epilogue, out),
                }
            }
        }
    }
}

/// Where a panel's results lie in a row of the output.
#[derive(Clone, Copy)]
struct Window {
    /// Values of a row.
    stride: usize,
    first: usize,
}

/// Some rows from `first` on, by one panel.
#[derive(Clone, Copy)]
struct Tile<'a> {
    panels: &'a Panels,
    panel: Panel<'a>,
    window: Window,
    x: &'a Quantised,
    first: usize,
}

impl Tile<'_> {
    /// # Safety
    /// As [`Tile::sums`].
    #[inline(always)]
    unsafe fn apply<P: Primitives, const R: usize, const V: usize, const W: usize>(
        self,
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) {
        // SAFETY: as the conditions of this function.
        let sums = unsafe { self.sums::<P, R, V, W>() };
        let columns = ColumnsOf::new(self.panels.columns(), self.panel.first);
        let Window { stride, first } = self.window;
        let width = W.min(stride - first);
        for (index, sums) in sums.iter().enumerate() {
            let start = (self.first + index) * stride + first;
            let range = self.x.ranges()[self.first + index];
            let then = match epilogue {
                Epilogue::Bias => Then::Nothing,
                Epilogue::Gelu => Then::Gelu,
                Epilogue::Residual(residual) => Then::Add(&residual[start..][..width]),
            };
            finish::<P, W>(sums, range, &columns, then, &mut out[start..][..width]);
        }
    }

    /// The integer products of `R` rows and the panel's outputs.
    ///
    /// # Safety
    /// The processor has the instruction set of `P`; the panel is laid out for `P`, `W` outputs
    /// wide, `W` being `V` vectors.
    ///
    /// # Panics
    /// If `x` has fewer than `R` rows from `self.first` on.
    #[inline(always)]
    unsafe fn sums<P: Primitives, const R: usize, const V: usize, const W: usize>(
        self,
    ) -> [[i32; W]; R] {
        let steps = self.panels.steps();
        let rows: [*const u32; R] =
            std::array::from_fn(|row| self.x.row(self.first + row)[..steps * P::PLANES].as_ptr());
        let vector = P::LANES * P::STEP;
        // SAFETY: rows have a word for each step of each plane and the panel has `V` vectors of
        // weights for each step; a row of results holds `V` vectors of sums.
        unsafe {
            let mut sums = [[P::zero(); V]; R];
            for plane in 0..P::PLANES {
                if plane > 0 {
                    sums = sums.map(|sums| sums.map(|sum| P::raise(sum)));
                }
                let mut weights = self.panel.weights.as_ptr();
                for step in 0..steps {
                    let mut w = [P::load(weights); V];
                    for (v, w) in w.iter_mut().enumerate() {
                        *w = P::load(weights.add(v * vector));
                    }
                    for (row, sums) in rows.iter().zip(&mut sums) {
                        let x = P::broadcast(row.add(plane * steps + step));
                        for (sum, w) in sums.iter_mut().zip(w) {
                            *sum = P::multiply(*sum, x, w);
                        }
                    }
                    weights = weights.add(V * vector);
                }
            }
            let mut results = [[0; W]; R];
            for (results, sums) in results.iter_mut().zip(sums) {
                for (v, sum) in sums.into_iter().enumerate() {
                    P::store(sum, results.as_mut_ptr().add(v * P::LANES));
                }
            }
            results
        }
    }
}
