//! Rows of any width, compared by plain loops that compilers turn into vector code. No intrinsics.

use super::super::super::max_sim::similarity;
use super::super::super::{Match, TokenRows};
use super::super::element::on_widest;

/// The rows of a query, widened.
pub(super) struct Query {
    values: Vec<i16>,
    width: usize,
    rows: usize,
}

impl Query {
    pub(super) fn new(rows: TokenRows<'_>) -> Self {
        let values = rows.values.iter().copied().map(i16::from).collect();
        Self { values, width: rows.width, rows: rows.rows() }
    }

    /// The nearest row of a document to each row of the query.
    pub(super) fn nearest(&self, document: TokenRows<'_>) -> Vec<Match> {
        let mut best = vec![(i32::MIN, 0); self.rows];
        find_nearest(&self.values, document.values, &mut vec![0; self.width], &mut best);
        let found = |(product, row)| Match { row, similarity: similarity(product) };
        best.into_iter().map(found).collect()
    }
}

on_widest!(
    /// Puts the largest product and its row for each row of the query into `best`; `token` has
    /// room for one row.
    find_nearest => nearest_rows(
        query: &[i16], document: &[i8], token: &mut [i16], best: &mut [(i32, usize)]
    )
);

/// A row of the document is widened once and compared with the whole query. Widening both
/// beforehand leaves nothing but products and sums in the inner loop.
#[inline(always)]
fn nearest_rows(query: &[i16], document: &[i8], token: &mut [i16], best: &mut [(i32, usize)]) {
    let width = token.len();
    for (row, values) in document.chunks_exact(width).enumerate() {
        for (wide, &value) in token.iter_mut().zip(values) {
            *wide = i16::from(value);
        }
        for (wanted, best) in query.chunks_exact(width).zip(best.iter_mut()) {
            let product = dot(wanted, token);
            if product > best.0 {
                *best = (product, row);
            }
        }
    }
}

/// Products of 16-bit values added in pairs: what processors have one instruction for.
#[inline(always)]
fn dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}
