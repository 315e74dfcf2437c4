//! Exact cosines of a query with every document and window that a filter lets through: a plain
//! scan over half-precision rows. There is no approximate index.

use rayon::prelude::*;

use super::Corpus;
use crate::compute::cpu::Scorer;

/// Fewer rows are scanned faster than threads are woken: 10,000 rows of 384 values take 0.35 ms on
/// one core and 0.2 to 0.7 on two.
const PARALLEL_FROM: usize = 1 << 14;
/// Rows a thread takes at a time, or more.
const TOGETHER: usize = 1 << 10;

/// The cosine of `query` with the whole of each of `documents`, in their order; `None` where a
/// document has no vector of the same length. Vectors have length 1; those of documents are rounded
/// to half precision, which changes a cosine by 5e-4 at most and by 1e-5 on average.
pub(super) fn cosines(corpus: &Corpus, query: &[f32], documents: &[usize]) -> Vec<Option<f32>> {
    let scorer = Scorer::new(query);
    let cosine = |&document: &usize| scorer.cosine(corpus.whole_row(document)?);
    each(documents, documents.len(), cosine)
}

/// The cosine of `query` with the nearest window of what was said in each of `documents`, in their
/// order; `None` where there is no transcript.
pub(super) fn spoken_cosines(
    corpus: &Corpus,
    query: &[f32],
    documents: &[usize],
) -> Vec<Option<f32>> {
    let scorer = Scorer::new(query);
    let nearest = |&document: &usize| {
        let windows = corpus.windows(document);
        let near = windows.filter_map(|window| scorer.cosine(corpus.row(document, window)?));
        near.reduce(f32::max)
    };
    let rows = documents.iter().map(|&document| corpus.windows(document).len()).sum();
    each(documents, rows, nearest)
}

/// The cosine of `query` with one passage; `None` where it has no vector of the same length.
pub(super) fn passage_cosine(
    corpus: &Corpus,
    query: &[f32],
    document: usize,
    passage: usize,
) -> Option<f32> {
    Scorer::new(query).cosine(corpus.row(document, passage)?)
}

/// Scores each document, on all cores where there are many rows to read.
fn each(
    documents: &[usize],
    rows: usize,
    score: impl Fn(&usize) -> Option<f32> + Send + Sync,
) -> Vec<Option<f32>> {
    if rows < PARALLEL_FROM {
        return documents.iter().map(score).collect();
    }
    let together = (documents.len() * TOGETHER / rows).max(1);
    documents.par_iter().with_min_len(together).map(score).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Vectors;
    use super::super::corpus::tests::talk;
    use super::*;
    use crate::domain::{Passage, PassageKind};

    const DIM: usize = 24;
    /// Half precision keeps 11 bits of each value.
    const ROUNDING: f32 = 1.0 / 2048.0;

    /// Documents with a vector each.
    fn corpus(rows: &[Vec<f32>]) -> Corpus {
        let documents = (0..rows.len()).map(|n| talk(&n.to_string(), "T", "", "S")).collect();
        let whole = Passage { kind: PassageKind::Whole, range: 0..0, input: String::new() };
        let vectors = Vectors::new(DIM, rows.concat()).unwrap();
        Corpus::new(documents, vec![vec![whole]; rows.len()], Some(vectors)).unwrap()
    }

    fn unit(values: &[f32]) -> Vec<f32> {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.iter().map(|value| value / length).collect()
    }

    fn places_by<T: Fn(usize) -> f32>(count: usize, score: T) -> Vec<usize> {
        let mut places: Vec<usize> = (0..count).collect();
        places.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
        places
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_plain_loops_over_the_same_values(
            rows in prop::collection::vec(prop::collection::vec(-1.0f32..1.0, DIM), 1..60),
            asked in prop::collection::vec(0.01f32..1.0, DIM),
            wanted in 1usize..12,
        ) {
            let rows: Vec<Vec<f32>> = rows.iter().map(|row| unit(row)).collect();
            let (query, corpus) = (unit(&asked), corpus(&rows));
            let plain = |row: &[f32]| -> f32 { row.iter().zip(&query).map(|(a, b)| a * b).sum() };
            let all: Vec<usize> = (0..rows.len()).collect();
            let fast: Vec<f32> =
                cosines(&corpus, &query, &all).into_iter().map(Option::unwrap).collect();
            // Against the values kept: nothing but the order of additions differs.
            let kept: Vec<f32> =
                all.iter().map(|&place| plain(&corpus.whole_vector(place).unwrap())).collect();
            // Against the values given, before they were rounded.
            let given: Vec<f32> = rows.iter().map(|row| plain(row)).collect();
            for place in 0..rows.len() {
                prop_assert!((fast[place] - kept[place]).abs() < 2e-6);
                prop_assert!((fast[place] - given[place]).abs() < ROUNDING);
            }
            let (found, expected) =
                (places_by(all.len(), |it| fast[it]), places_by(all.len(), |it| kept[it]));
            let top = wanted.min(rows.len());
            for (&found, &expected) in found[..top].iter().zip(&expected[..top]) {
                prop_assert!((kept[found] - kept[expected]).abs() < 4e-6);
                prop_assert!((given[found] - given[expected]).abs() < 2.0 * ROUNDING);
            }
        }
    }

    #[test]
    fn many_rows_are_scanned_as_few_are() {
        let row = |n: usize| {
            unit(&(0..DIM).map(|at| ((n * 7 + at * 13) % 31) as f32 - 15.0).collect::<Vec<_>>())
        };
        let rows: Vec<Vec<f32>> = (0..PARALLEL_FROM + 5).map(row).collect();
        let corpus = corpus(&rows);
        let all: Vec<usize> = (0..rows.len()).rev().collect();
        let together = cosines(&corpus, &rows[3], &all);
        let alone: Vec<Option<f32>> =
            all.iter().flat_map(|&place| cosines(&corpus, &rows[3], &[place])).collect();
        assert_eq!(together, alone);
    }
}
