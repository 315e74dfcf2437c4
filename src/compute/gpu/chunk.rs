//! Cuts a batch into chunks that fit the activation buffers, and lists the attention jobs of each.
//! Only whole sequences; nothing here touches a device.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

use super::super::Batch;

/// What the kernels read of one chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) tokens: Vec<Token>,
    /// Cumulative lengths, one more than there are sequences.
    pub(super) offsets: Vec<u32>,
    pub(super) jobs: Vec<Job>,
}

/// `Token` of `embed.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Token {
    word: u32,
    position: u32,
}

/// `Job` of `attention.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Job {
    first_query: u32,
    queries: u32,
    first_key: u32,
    keys: u32,
}

/// `Batch` of `batch.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Counts {
    pub(super) tokens: u32,
    pub(super) sequences: u32,
    pub(super) jobs: u32,
    pub(super) unused: u32,
}

impl Chunk {
    fn new(batch: &Batch, sequences: Range<usize>, queries_per_job: u32) -> Self {
        let mut chunk = Self { tokens: Vec::new(), offsets: vec![0], jobs: Vec::new() };
        for range in batch.ranges().skip(sequences.start).take(sequences.len()) {
            chunk.push(&batch.ids()[range], queries_per_job);
        }
        chunk
    }

    fn push(&mut self, ids: &[u32], queries_per_job: u32) {
        let (first_key, keys) = (self.tokens.len() as u32, ids.len() as u32);
        let tokens = (0..).zip(ids).map(|(position, &word)| Token { word, position });
        self.tokens.extend(tokens);
        self.offsets.push(first_key + keys);
        for query in (0..keys).step_by(queries_per_job as usize) {
            let (first_query, queries) = (first_key + query, queries_per_job.min(keys - query));
            self.jobs.push(Job { first_query, queries, first_key, keys });
        }
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            tokens: self.tokens.len() as u32,
            sequences: self.sequences() as u32,
            jobs: self.jobs.len() as u32,
            unused: 0,
        }
    }

    pub(super) fn sequences(&self) -> usize {
        self.offsets.len() - 1
    }
}

/// Chunks of at most `budget` tokens, in order. A sequence longer than that is a chunk of its own.
pub(super) fn split(batch: &Batch, budget: usize, queries_per_job: u32) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let (mut first, mut tokens) = (0, 0);
    for (index, range) in batch.ranges().enumerate() {
        if tokens + range.len() > budget && index > first {
            chunks.push(Chunk::new(batch, first..index, queries_per_job));
            (first, tokens) = (index, 0);
        }
        tokens += range.len();
    }
    if first < batch.sequences() {
        chunks.push(Chunk::new(batch, first..batch.sequences(), queries_per_job));
    }
    chunks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn jobs_cover_each_sequence_in_blocks() {
        let batch = Batch::new(&[vec![7, 8, 9], vec![5]]).unwrap();
        let chunk = &split(&batch, 10, 2)[0];
        assert_eq!(chunk.offsets, [0, 3, 4]);
        let places: Vec<_> = chunk.tokens.iter().map(|t| (t.word, t.position)).collect();
        assert_eq!(places, [(7, 0), (8, 1), (9, 2), (5, 0)]);
        let jobs: Vec<_> = chunk.jobs.iter().map(|j| bytemuck::cast::<_, [u32; 4]>(*j)).collect();
        assert_eq!(jobs, [[0, 2, 0, 3], [2, 1, 0, 3], [3, 1, 3, 1]]);
        assert_eq!(chunk.counts(), Counts { tokens: 4, sequences: 2, jobs: 3, unused: 0 });
    }

    #[test]
    fn an_empty_batch_has_no_chunks() {
        assert_eq!(split(&Batch::new::<Vec<u32>>(&[]).unwrap(), 8, 4), []);
    }

    proptest! {
        #[test]
        fn chunks_keep_every_sequence_whole_and_within_budget(
            lengths in prop::collection::vec(1_usize..9, 0..20),
            budget in 8_usize..30,
            queries in 1_u32..5,
        ) {
            let sequences: Vec<_> = (0..).zip(&lengths).map(|(i, &n)| vec![i; n]).collect();
            let chunks = split(&Batch::new(&sequences).unwrap(), budget, queries);
            let mut found = Vec::new();
            for chunk in &chunks {
                prop_assert!(chunk.tokens.len() <= budget);
                let queries: u32 = chunk.jobs.iter().map(|job| job.queries).sum();
                prop_assert_eq!(queries as usize, chunk.tokens.len());
                for pair in chunk.offsets.windows(2) {
                    let tokens = &chunk.tokens[pair[0] as usize..pair[1] as usize];
                    found.push(tokens.iter().map(|token| token.word).collect::<Vec<_>>());
                }
            }
            prop_assert_eq!(found, sequences);
        }
    }
}
