//! How documents are cut into submissions that fit an adapter. Nothing here touches a device.

use std::ops::Range;

use super::super::super::TokenRows;
use super::QUERIES;
use super::packed::{Nearest, row_bytes};

/// Bytes of the rows of one submission, a power of two: six hundred documents of 220 tokens and
/// 128 values. Larger ones gain nothing and hold memory, twice on its way to the device.
const CHUNK_BYTES: usize = 16 << 20;

/// Products of values in one submission, for queries much longer than any model takes. A slow
/// laptop GPU without an instruction for packed integers does about 40 billion a second, so this is
/// a quarter of a second there: well below the two seconds after which desktop drivers reset a GPU.
const CHUNK_PRODUCTS: usize = 10_000_000_000;

/// What one submission may hold.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Room {
    /// Bytes of any buffer.
    pub(in super::super) bytes: usize,
    /// Workgroups along an axis.
    pub(in super::super) workgroups: usize,
}

impl Room {
    pub(super) fn of(limits: &wgpu::Limits) -> Self {
        let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        let bytes = usize::try_from(binding).unwrap_or(usize::MAX).min(CHUNK_BYTES);
        // Buffers double: the largest power of two within the limit is what they can reach.
        let bytes = bytes.checked_ilog2().map_or(0, |power| 1 << power);
        Self { bytes, workgroups: limits.max_compute_workgroups_per_dimension as usize }
    }

    /// Runs of documents that each fit; `None` where one document or the query does not.
    pub(super) fn split(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Option<Vec<Range<usize>>> {
        let (most_rows, most_documents) = self.most(query)?;
        let mut chunks = Vec::new();
        let (mut first, mut rows) = (0, 0);
        for (index, document) in documents.iter().enumerate() {
            if document.rows() > most_rows {
                return None;
            }
            if rows + document.rows() > most_rows || index - first == most_documents {
                chunks.push(first..index);
                (first, rows) = (index, 0);
            }
            rows += document.rows();
        }
        chunks.push(first..documents.len());
        Some(chunks)
    }

    /// Most rows and most documents of a submission with this query, if the query fits.
    fn most(&self, query: TokenRows<'_>) -> Option<(usize, usize)> {
        let row = row_bytes(query.width);
        let blocks = query.rows().div_ceil(QUERIES);
        let by_work = CHUNK_PRODUCTS / (row * blocks * QUERIES);
        let rows = by_work.min(self.bytes / row);
        // The results of a document outweigh its offset.
        let documents = self.bytes / (query.rows() * size_of::<Nearest>());
        let fits = blocks * QUERIES * row <= self.bytes && blocks <= self.workgroups;
        (fits && documents > 0).then(|| (rows, documents.min(self.workgroups)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::packed::{Packed, Sizes};
    use super::*;

    fn rows(values: &[i8], rows: usize, width: usize) -> TokenRows<'_> {
        TokenRows { values: &values[..rows * width], width }
    }

    #[test]
    fn no_buffer_outgrows_the_adapter() {
        let limits = wgpu::Limits {
            max_storage_buffer_binding_size: 5000,
            ..wgpu::Limits::downlevel_defaults()
        };
        assert_eq!(Room::of(&limits).bytes, 4096);
        assert_eq!(Room::of(&wgpu::Limits::defaults()).bytes, CHUNK_BYTES);
        let none = wgpu::Limits { max_buffer_size: 0, ..limits };
        assert_eq!(Room::of(&none).bytes, 0);
    }

    #[test]
    fn what_does_not_fit_has_no_chunks() {
        let values = [0; 64];
        let one = rows(&values, 1, 16);
        let room = |bytes, workgroups| Room { bytes, workgroups };
        assert_eq!(room(64, 1).split(one, &[rows(&values, 4, 16)]), Some(vec![0..1]));
        assert_eq!(room(48, 1).split(one, &[one]), None, "four query rows");
        assert_eq!(room(64, 1).split(rows(&values, 60, 1), &[rows(&values, 1, 1)]), None);
        let wide = vec![0; 5 * 16];
        assert_eq!(room(64, 9).split(one, &[rows(&wide, 5, 16)]), None, "five rows");
        assert_eq!(room(1 << 20, 1).split(rows(&wide, 5, 16), &[one]), None, "two blocks");
        assert_eq!(room(0, 9).split(one, &[one]), None);
    }

    proptest! {
        #[test]
        fn chunks_keep_every_document_whole_and_within_the_room(
            lengths in prop::collection::vec(1_usize..9, 1..40),
            width in 1_usize..40,
            query_rows in 1_usize..9,
            power in 9_u32..13,
            workgroups in 2_usize..9,
        ) {
            let values = vec![0; 9 * 40];
            let query = rows(&values, query_rows, width);
            let documents: Vec<_> = lengths.iter().map(|&n| rows(&values, n, width)).collect();
            let room = Room { bytes: 1 << power, workgroups };
            let chunks = room.split(query, &documents).unwrap();
            let covered: Vec<usize> = chunks.iter().flat_map(Clone::clone).collect();
            prop_assert_eq!(covered, (0..documents.len()).collect::<Vec<_>>());
            for chunk in chunks {
                let packed = Packed::new(query, &documents[chunk]);
                let Sizes { query, documents, offsets, output } = packed.sizes();
                prop_assert!([query, documents, offsets, output].iter().all(|&n| n <= room.bytes));
                prop_assert!(packed.workgroups().iter().all(|&n| n as usize <= workgroups));
            }
        }
    }
}
