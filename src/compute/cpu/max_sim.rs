//! The nearest token of a document to each token of a query, by products of small integers,
//! compiled for the widest vectors the processor has.

use super::super::max_sim::similarity;
use super::super::{Match, TokenRows};
use super::element::on_widest;

/// The nearest row of the document to each row of the query. The widths agree and the document has
/// rows.
pub(super) fn nearest(query: TokenRows<'_>, document: TokenRows<'_>) -> Vec<Match> {
    let mut best = vec![(i32::MIN, 0); query.rows()];
    find_nearest(query.values, document.values, query.width, &mut best);
    let found = |(product, row)| Match { row, similarity: similarity(product) };
    best.into_iter().map(found).collect()
}

on_widest!(
    /// Puts the largest product and its row for each row of the query into `best`.
    find_nearest => nearest_rows(
        query: &[i8], document: &[i8], width: usize, best: &mut [(i32, usize)]
    )
);

/// Documents outside: a row of one is read once and compared with the whole query, which stays in
/// the nearest cache.
#[inline(always)]
fn nearest_rows(query: &[i8], document: &[i8], width: usize, best: &mut [(i32, usize)]) {
    for (row, token) in document.chunks_exact(width).enumerate() {
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
fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(i16::from(a)) * i32::from(i16::from(b))).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_nearest_is_that_of_the_plain_loops(
            width in 1usize..40,
            seed in prop::collection::vec(any::<i8>(), 400),
            query_rows in 0usize..4,
            document_rows in 1usize..6,
        ) {
            let rows = |skip: usize, rows: usize| -> Vec<i8> {
                seed.iter().cycle().skip(skip).take(rows * width).copied().collect()
            };
            let (query, document) = (rows(0, query_rows), rows(7, document_rows));
            let of = |values| TokenRows { values, width };
            let found = nearest(of(&query), of(&document));
            prop_assert_eq!(found.len(), query_rows);
            for (wanted, found) in query.chunks_exact(width).zip(found) {
                let product = |token: &[i8]| -> i32 {
                    wanted.iter().zip(token).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
                };
                let products: Vec<i32> = document.chunks_exact(width).map(product).collect();
                let best = *products.iter().max().unwrap();
                prop_assert_eq!(found.row, products.iter().position(|&it| it == best).unwrap());
                prop_assert_eq!(found.similarity, similarity(best));
            }
        }
    }
}
