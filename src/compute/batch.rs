//! A packed batch: one flat list of token ids with cumulative lengths, and no padding.

/// Token sequences laid end to end. Sequence `i` is `ids[offsets[i]..offsets[i + 1]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    ids: Vec<u32>,
    offsets: Vec<u32>,
}

/// Why token ids do not make a batch for this model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// A sequence without tokens.
    #[error("sequence {0} of the batch is empty")]
    EmptySequence(usize),
    /// A sequence longer than the model has positions.
    #[error("sequence {index} has {length} tokens, the model takes {limit}")]
    TooLong {
        /// Place in the batch.
        index: usize,
        /// Its tokens.
        length: usize,
        /// The model's positions.
        limit: usize,
    },
    /// An id outside the vocabulary.
    #[error("token id {id} is outside the vocabulary of {vocabulary}")]
    UnknownToken {
        /// The id.
        id: u32,
        /// Rows of the word table.
        vocabulary: usize,
    },
}

impl Batch {
    /// Lays sequences of token ids end to end.
    ///
    /// # Errors
    /// A sequence is empty.
    pub fn new<S: AsRef<[u32]>>(sequences: &[S]) -> Result<Self, BatchError> {
        let tokens = sequences.iter().map(|s| s.as_ref().len()).sum();
        let mut ids = Vec::with_capacity(tokens);
        let mut offsets = Vec::with_capacity(sequences.len() + 1);
        offsets.push(0);
        for (index, sequence) in sequences.iter().enumerate() {
            if sequence.as_ref().is_empty() {
                return Err(BatchError::EmptySequence(index));
            }
            ids.extend_from_slice(sequence.as_ref());
            offsets.push(ids.len() as u32);
        }
        Ok(Self { ids, offsets })
    }

    /// All token ids, sequence after sequence.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Cumulative lengths: `sequences() + 1` values, the first 0, the last `tokens()`.
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// Number of tokens in all sequences.
    pub fn tokens(&self) -> usize {
        self.ids.len()
    }

    /// Number of sequences.
    pub fn sequences(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The token ranges of the sequences, in order.
    pub fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.offsets.windows(2).map(|pair| pair[0] as usize..pair[1] as usize)
    }

    /// Checks ids and lengths against a model.
    ///
    /// # Errors
    /// An id outside the vocabulary, or a sequence longer than the positions.
    pub fn check(&self, vocabulary: usize, positions: usize) -> Result<(), BatchError> {
        if let Some(&id) = self.ids.iter().find(|&&id| id as usize >= vocabulary) {
            return Err(BatchError::UnknownToken { id, vocabulary });
        }
        match self.ranges().enumerate().find(|(_, range)| range.len() > positions) {
            Some((index, range)) => {
                Err(BatchError::TooLong { index, length: range.len(), limit: positions })
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_keeps_order_and_refuses_what_the_model_lacks() {
        let batch = Batch::new(&[vec![1, 2], vec![3]]).unwrap();
        assert_eq!(batch.offsets(), [0, 2, 3]);
        assert_eq!(batch.ranges().collect::<Vec<_>>(), [0..2, 2..3]);
        assert_eq!(batch.check(4, 2), Ok(()));
        assert_eq!(batch.check(3, 2), Err(BatchError::UnknownToken { id: 3, vocabulary: 3 }));
        let long = BatchError::TooLong { index: 0, length: 2, limit: 1 };
        assert_eq!(batch.check(4, 1), Err(long));
        assert_eq!(Batch::new(&[vec![1], vec![]]), Err(BatchError::EmptySequence(1)));
    }
}
