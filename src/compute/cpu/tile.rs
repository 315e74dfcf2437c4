//! The innermost loops of every matrix product: a few rows times a panel of columns, with all sums
//! in registers. Knows nothing of layers.
//!
//! A **panel** is a right operand cut to as many columns as two vectors hold, one row after the
//! other, zeros where there are no columns left.

use std::ops::Range;

use super::simd::{MOST_LANES, MOST_ROWS, Simd};

/// Columns of the widest panel.
pub(super) const MOST_COLUMNS: usize = 2 * MOST_LANES;

/// The sums of `ROWS` rows and a panel.
pub(super) type Tile<V, const ROWS: usize> = [[V; 2]; ROWS];

/// What can be compiled for every number of rows that a tile may have. `run` must be
/// `#[inline(always)]`.
pub(super) trait RowsKernel {
    fn run<S: Simd, const ROWS: usize>(self, simd: S);
}

/// Runs a kernel compiled for so many rows, 1 to `S::ROWS`.
///
/// # Panics
/// If `rows` is 0 or more than `S::ROWS`: that is a mistake in the caller.
#[inline(always)]
pub(super) fn run_rows<S: Simd, K: RowsKernel>(simd: S, rows: usize, kernel: K) {
    macro_rules! one_of {
        ($($rows:literal)*) => {
            match rows {
                $($rows if $rows <= S::ROWS => kernel.run::<S, $rows>(simd),)*
                _ => unreachable!("a tile has 1 to {} rows, not {rows}", S::ROWS.min(MOST_ROWS)),
            }
        };
    }
    one_of!(1 2 3 4 5 6 7 8 9 10 11 12)
}

/// Cuts `rows` rows into tiles of at most `most`. The last two share what is left evenly: a tile
/// of one or two rows takes as long as one of four, because each addition waits for the one before
/// it.
pub(super) fn tiles(rows: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = rows - start;
        let height =
            if rest >= 2 * most || rest <= most { rest.min(most) } else { rest.div_ceil(2) };
        start += height;
        (height > 0).then(|| start - height..start)
    })
}

/// Adds to `tile` the product of `ROWS` rows of `left`, `stride` values apart, and a panel of as
/// many rows as they have columns.
///
/// # Panics
/// If the rows reach past `left`: that is a mistake in the caller.
#[inline(always)]
pub(super) fn add_product<S: Simd, const ROWS: usize>(
    simd: S,
    left: &[f32],
    stride: usize,
    panel: &[f32],
    mut tile: Tile<S::Vector, ROWS>,
) -> Tile<S::Vector, ROWS> {
    let depth = panel.len() / (2 * S::LANES);
    assert!(depth == 0 || (ROWS - 1) * stride + depth <= left.len(), "rows reach past their slice");
    for (k, columns) in panel.chunks_exact(2 * S::LANES).enumerate() {
        let right = [simd.load(columns), simd.load(&columns[S::LANES..])];
        for (row, sums) in tile.iter_mut().enumerate() {
            // SAFETY: `row <= ROWS - 1` and `k <= depth - 1`, so that this is at most the last
            // index that was compared with the length above.
            let value = simd.splat(unsafe { *left.get_unchecked(row * stride + k) });
            sums[0] = simd.mul_add(value, right[0], sums[0]);
            sums[1] = simd.mul_add(value, right[1], sums[1]);
        }
    }
    tile
}

/// A tile of zeros.
#[inline(always)]
pub(super) fn zeros<S: Simd, const ROWS: usize>(simd: S) -> Tile<S::Vector, ROWS> {
    [[simd.splat(0.0); 2]; ROWS]
}

/// Reads a tile from rows `stride` values apart.
#[inline(always)]
pub(super) fn load<S: Simd, const ROWS: usize>(
    simd: S,
    values: &[f32],
    stride: usize,
) -> Tile<S::Vector, ROWS> {
    let mut tile = zeros::<S, ROWS>(simd);
    for (row, sums) in tile.iter_mut().enumerate() {
        let values = &values[row * stride..][..2 * S::LANES];
        *sums = [simd.load(values), simd.load(&values[S::LANES..])];
    }
    tile
}

/// Writes a tile to rows `stride` values apart.
#[inline(always)]
pub(super) fn store<S: Simd, const ROWS: usize>(
    simd: S,
    tile: Tile<S::Vector, ROWS>,
    values: &mut [f32],
    stride: usize,
) {
    for (row, sums) in tile.into_iter().enumerate() {
        let values = &mut values[row * stride..][..2 * S::LANES];
        simd.store(sums[0], values);
        simd.store(sums[1], &mut values[S::LANES..]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::{InstructionSet, Kernel};
    use super::*;

    #[test]
    fn tiles_cover_all_rows_and_none_is_much_smaller_than_the_rest() {
        for most in 1..=MOST_ROWS {
            for rows in 0..100 {
                let tiles: Vec<Range<usize>> = tiles(rows, most).collect();
                let covered: Vec<usize> = tiles.iter().cloned().flatten().collect();
                assert_eq!(covered, (0..rows).collect::<Vec<_>>());
                assert_eq!(tiles.len(), rows.div_ceil(most));
                let least = if rows < most { rows } else { most.div_ceil(2) };
                assert!(tiles.iter().all(|tile| (least..=most).contains(&tile.len())));
            }
        }
    }

    /// A product of `rows` rows; gives the tile, row after row.
    struct Product<'a>(usize, &'a [f32], &'a [f32], &'a mut [f32]);

    impl Kernel for Product<'_> {
        type Output = ();
        #[inline(always)]
        fn run<S: Simd>(self, simd: S) {
            run_rows(simd, self.0, self);
        }
    }

    impl RowsKernel for Product<'_> {
        #[inline(always)]
        fn run<S: Simd, const ROWS: usize>(self, simd: S) {
            let columns = 2 * S::LANES;
            let start = load::<S, ROWS>(simd, self.3, columns);
            let stride = self.1.len() / ROWS;
            store(simd, add_product(simd, self.1, stride, self.2, start), self.3, columns);
        }
    }

    #[test]
    fn a_tile_of_every_height_adds_the_sum_of_products() {
        for set in InstructionSet::all() {
            let columns = 2 * set.lanes();
            for rows in 1..=set.rows() {
                for depth in [0, 1, 2, 3, 17] {
                    let left: Vec<f32> = (0..rows * depth).map(|i| (i % 7) as f32 - 3.0).collect();
                    let panel: Vec<f32> =
                        (0..depth * columns).map(|i| (i % 5) as f32 - 2.0).collect();
                    let mut tile = vec![1.0; rows * columns];
                    set.run(Product(rows, &left, &panel, &mut tile));
                    for (at, &got) in tile.iter().enumerate() {
                        let (row, column) = (at / columns, at % columns);
                        let term = |k| left[row * depth + k] * panel[k * columns + column];
                        assert_eq!(got, 1.0 + (0..depth).map(term).sum::<f32>());
                    }
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "past their slice")]
    fn rows_longer_than_their_slice_are_refused() {
        let set = InstructionSet::best();
        let panel = vec![0.0; 2 * set.lanes() * 5];
        set.run(Product(1, &[0.0; 4], &panel, &mut [0.0; MOST_COLUMNS]));
    }
}
