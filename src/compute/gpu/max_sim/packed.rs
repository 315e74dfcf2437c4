//! A query and some documents as the kernel reads them, and its results. Nothing here touches a
//! device.

use bytemuck::{Pod, Zeroable};

use super::super::super::max_sim::similarity;
use super::super::super::{Match, TokenRows};
use super::{QUERIES, VECTOR_VALUES};

/// Smallest buffer, in bytes, so that a few short calls do not each make new ones.
const LEAST_BYTES: usize = 4096;

/// `Counts` of `max_sim.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Counts {
    query_rows: u32,
    vectors: u32,
    unused: [u32; 2],
}

/// `Nearest` of `max_sim.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Nearest {
    product: i32,
    row: u32,
}

/// A query and some documents as the kernel reads them.
pub(super) struct Packed {
    pub(super) query: Vec<i8>,
    pub(super) documents: Vec<i8>,
    /// Cumulative rows, one more than there are documents.
    pub(super) offsets: Vec<u32>,
    pub(super) counts: Counts,
}

impl Packed {
    pub(super) fn new(query: TokenRows<'_>, documents: &[TokenRows<'_>]) -> Self {
        let row = row_bytes(query.width);
        let rows: usize = documents.iter().map(TokenRows::rows).sum();
        let (mut values, mut offsets) = (Vec::with_capacity(rows * row), vec![0]);
        for document in documents {
            push_rows(&mut values, *document);
            offsets.push((values.len() / row) as u32);
        }
        let mut padded_query = Vec::new();
        push_rows(&mut padded_query, query);
        padded_query.resize(query.rows().next_multiple_of(QUERIES) * row, 0);
        let counts = Counts {
            query_rows: query.rows() as u32,
            vectors: (row / VECTOR_VALUES) as u32,
            unused: [0; 2],
        };
        Self { query: padded_query, documents: values, offsets, counts }
    }

    fn results(&self) -> usize {
        (self.offsets.len() - 1) * self.counts.query_rows as usize
    }

    pub(super) fn sizes(&self) -> Sizes {
        Sizes {
            query: self.query.len(),
            documents: self.documents.len(),
            offsets: self.offsets.len() * size_of::<u32>(),
            output: self.results() * size_of::<Nearest>(),
        }
    }

    pub(super) fn workgroups(&self) -> [u32; 3] {
        let blocks = self.counts.query_rows.div_ceil(QUERIES as u32);
        [self.offsets.len() as u32 - 1, blocks, 1]
    }

    /// The kernel's output, one list a document.
    pub(super) fn matches(&self, bytes: &[u8]) -> Vec<Vec<Match>> {
        let found = |bytes: &[u8]| {
            let Nearest { product, row } = bytemuck::pod_read_unaligned(bytes);
            Match { row: row as usize, similarity: similarity(product) }
        };
        let results = bytes.chunks_exact(self.counts.query_rows as usize * size_of::<Nearest>());
        let list = |of_one: &[u8]| of_one.chunks_exact(size_of::<Nearest>()).map(found).collect();
        results.map(list).collect()
    }
}

/// Bytes, and values, of a padded row.
pub(super) fn row_bytes(width: usize) -> usize {
    width.next_multiple_of(VECTOR_VALUES)
}

/// Bytes of the buffers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) query: usize,
    pub(super) documents: usize,
    pub(super) offsets: usize,
    pub(super) output: usize,
}

impl Sizes {
    /// Whether `needed` fits in these.
    pub(super) fn hold(&self, needed: &Self) -> bool {
        self.grown(needed) == *self
    }

    /// Doubled until `needed` fits.
    pub(super) fn grown(&self, needed: &Self) -> Self {
        let larger = |a: usize, b: usize| a.max(b).max(LEAST_BYTES).next_power_of_two();
        Self {
            query: larger(self.query, needed.query),
            documents: larger(self.documents, needed.documents),
            offsets: larger(self.offsets, needed.offsets),
            output: larger(self.output, needed.output),
        }
    }
}

/// Appends rows, each filled up with zeros.
fn push_rows(values: &mut Vec<i8>, rows: TokenRows<'_>) {
    let padded = row_bytes(rows.width);
    if padded == rows.width {
        return values.extend_from_slice(rows.values);
    }
    for row in rows.values.chunks_exact(rows.width) {
        let end = values.len() + padded;
        values.extend_from_slice(row);
        values.resize(end, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_and_the_query_filled_up() {
        let query = TokenRows { values: &[1, 2, 3, 4, 5, 6], width: 3 };
        let first = TokenRows { values: &[-1, -2, -3], width: 3 };
        let packed = Packed::new(query, &[first, query]);
        assert_eq!(packed.offsets, [0, 1, 3]);
        assert_eq!(packed.documents.len(), 3 * VECTOR_VALUES);
        assert_eq!(packed.documents[..6], [-1, -2, -3, 0, 0, 0]);
        assert_eq!(packed.query.len(), QUERIES * VECTOR_VALUES);
        assert_eq!(packed.query[VECTOR_VALUES..VECTOR_VALUES + 4], [4, 5, 6, 0]);
        assert!(packed.query[2 * VECTOR_VALUES..].iter().all(|&value| value == 0));
        assert_eq!(packed.workgroups(), [2, 1, 1]);
        assert_eq!(packed.sizes().output, 2 * 2 * size_of::<Nearest>());
    }

    #[test]
    fn results_are_lists_of_one_document_each() {
        let query = TokenRows { values: &[1, 2], width: 1 };
        let document = TokenRows { values: &[1], width: 1 };
        let results: [Nearest; 4] =
            [(3, 1), (-2, 0), (7, 9), (5, 5)].map(|(product, row)| Nearest { product, row });
        let found = Packed::new(query, &[document; 2]).matches(bytemuck::cast_slice(&results));
        let rows: Vec<Vec<usize>> =
            found.iter().map(|list| list.iter().map(|it| it.row).collect()).collect();
        assert_eq!(rows, [[1, 0], [9, 5]]);
        assert_eq!(found[0][1].similarity, similarity(-2));
    }

    #[test]
    fn buffers_double_and_never_shrink() {
        let sizes = Sizes { documents: 8192, ..Sizes::default() }.grown(&Sizes::default());
        assert!(sizes.hold(&Sizes { documents: 8192, query: 1, ..Sizes::default() }));
        let needed = Sizes { output: 5000, ..Sizes::default() };
        assert!(!sizes.hold(&needed));
        assert_eq!(sizes.grown(&needed), Sizes { output: 8192, ..sizes });
    }
}
