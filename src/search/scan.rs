//! Exact cosines of a query with every document and window: a plain scan. Filters come first; there is no
//! approximate index, since 50,000 documents take about two milliseconds.

use rayon::prelude::*;

use super::Corpus;

/// Fewer documents are scanned faster than threads are woken: 16,384 rows of 384 values are 24 MiB,
/// read in about a millisecond.
const PARALLEL_FROM: usize = 1 << 14;
/// Partial sums kept side by side, so that the compiler can use vector instructions.
const LANES: usize = 16;

/// The cosine of `query` with the whole of each of `documents`, in their order; `None` where a
/// document has no vector of the same length. Vectors have length 1.
pub(super) fn cosines(corpus: &Corpus, query: &[f32], documents: &[usize]) -> Vec<Option<f32>> {
    let cosine = |&document: &usize| {
        let vector = corpus.whole_vector(document)?;
        (vector.len() == query.len()).then(|| dot(query, vector))
    };
    if documents.len() < PARALLEL_FROM {
        return documents.iter().map(cosine).collect();
    }
    documents.par_iter().map(cosine).collect()
}

/// The cosine of `query` with the nearest window of what was said in each of `documents`, in their
/// order; `None` where there is no transcript.
pub(super) fn spoken_cosines(
    corpus: &Corpus,
    query: &[f32],
    documents: &[usize],
) -> Vec<Option<f32>> {
    let nearest = |&document: &usize| {
        let windows = corpus.windows(document);
        let near = windows.filter_map(|window| passage_cosine(corpus, query, document, window));
        near.reduce(f32::max)
    };
    let rows: usize = documents.iter().map(|&document| corpus.windows(document).len()).sum();
    if rows < PARALLEL_FROM {
        return documents.iter().map(nearest).collect();
    }
    documents.par_iter().map(nearest).collect()
}

/// The cosine of `query` with one passage; `None` where it has no vector of the same length.
pub(super) fn passage_cosine(
    corpus: &Corpus,
    query: &[f32],
    document: usize,
    passage: usize,
) -> Option<f32> {
    let vector = corpus.vector(document, passage)?;
    (vector.len() == query.len()).then(|| dot(query, vector))
}

/// Inner product of two vectors of the same length, kept within -1 to 1 against rounding: for
/// vectors of length 1, their cosine.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (a_chunks, a_rest) = a.as_chunks::<LANES>();
    let (b_chunks, b_rest) = b.as_chunks::<LANES>();
    for (x, y) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    (sums.iter().sum::<f32>() + rest).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_product_is_that_of_the_plain_loop(
            pairs in prop::collection::vec((-0.1f32..0.1, -0.1f32..0.1), 0..70),
        ) {
            let (a, b): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
            let plain: f32 = pairs.iter().map(|(x, y)| x * y).sum();
            prop_assert!((dot(&a, &b) - plain).abs() < 1e-5);
        }
    }
}
