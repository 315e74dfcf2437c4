//! Texts with the vectors of their tokens, for late interaction: what [`Embedder`] adds to plain
//! vectors where the model has a token head.

use rayon::prelude::*;

use super::EmbedError;
use super::batches::{AtOnce, Line, Turns};
use super::embedder::Embedder;
use crate::compute::cpu::TokenHead;
use crate::compute::{Batch, ComputeError, Encoded, Keep, Match, TokenRows};
use crate::domain::{Token, TokenVectors};

/// A text as the model sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoding {
    /// [`Embedder::dim`] values of length 1.
    pub vector: Vec<f32>,
    /// Its tokens in their context, without special ones; `None` for a model without a token head.
    pub tokens: Option<TokenVectors>,
}

/// Gets the places of a batch's sequences, the batch, what came of it, and how many sequences are
/// done.
type Take<'a> = dyn FnMut(&[usize], &Batch, &Encoded, usize) + 'a;

impl Embedder {
    /// A query with the vectors of its tokens, in one pass.
    ///
    /// # Errors
    /// The tokenizer or the device failed.
    pub fn encode_query(&self, text: &str) -> Result<Encoding, EmbedError> {
        let tokens = self.place_query(text)?;
        let batch = Batch::new(&[ids(&tokens)]).map_err(ComputeError::from)?;
        let encoded = self.device.encode(&batch, self.keep())?;
        Ok(self.encoding(&tokens, &encoded.pooled, &encoded.states))
    }

    /// Passages with the vectors of their tokens, in their order. `on_progress` hears how many are
    /// done.
    ///
    /// # Errors
    /// The tokenizer or the device failed. A GPU that fails is replaced by the processor.
    pub fn encode_passages(
        &self,
        texts: &[&str],
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Encoding>, EmbedError> {
        self.encode_in_turns(texts, &AtOnce, on_progress)
    }

    /// The same, in batches that wait for their turns.
    pub(super) fn encode_in_turns(
        &self,
        texts: &[&str],
        turns: &dyn Turns,
        on_progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Encoding>, EmbedError> {
        let prefix = &self.manifest.passage_prefix;
        let placed: Vec<Vec<Token>> = texts
            .par_iter()
            .map(|text| self.tokenizer.encode_placed(prefix, text))
            .collect::<Result<_, _>>()?;
        let sequences: Vec<Vec<u32>> = placed.iter().map(|tokens| ids(tokens)).collect();
        let mut encodings = vec![Encoding::default(); texts.len()];
        self.run_in_turns(&sequences, self.keep(), turns, &mut |group, batch, encoded, done| {
            let rows = rows_of(batch, encoded, self.dim);
            let made: Vec<Encoding> = group
                .par_iter()
                .zip(rows)
                .map(|(&index, (vector, states))| self.encoding(&placed[index], vector, states))
                .collect();
            for (&index, encoding) in group.iter().zip(made) {
                encodings[index] = encoding;
            }
            on_progress(done);
        })?;
        Ok(encodings)
    }

    /// Runs all sequences in even batches, each when its turn has come, and tells `take` of each.
    pub(super) fn run_in_turns(
        &self,
        sequences: &[Vec<u32>],
        keep: Keep,
        turns: &dyn Turns,
        take: &mut Take<'_>,
    ) -> Result<(), EmbedError> {
        let lengths: Vec<usize> = sequences.iter().map(Vec::len).collect();
        let total = lengths.iter().sum();
        let mut line = Line::by_length(&lengths);
        while !line.is_empty() {
            let mut ran = None;
            turns.run(&mut |room| {
                let (device, limit) = self.device_for(total, room);
                let group = line.next_group(limit).to_vec();
                let members: Vec<&[u32]> = group.iter().map(|&at| &sequences[at][..]).collect();
                let batch = Batch::new(&members).map_err(ComputeError::from)?;
                let encoded = device.encode(&batch, keep)?;
                let tokens = batch.tokens();
                ran = Some((group, batch, encoded));
                Ok(tokens)
            })?;
            if let Some((group, batch, encoded)) = ran {
                take(&group, &batch, &encoded, line.taken());
            }
        }
        Ok(())
    }

    /// The nearest token of each document to each token of a query, on the device for queries.
    ///
    /// # Errors
    /// The rows do not fit together, or the device failed.
    pub fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, EmbedError> {
        Ok(self.device.max_sim(query, documents)?)
    }

    /// The sum over the tokens of texts of the outer product of their directions,
    /// `[dim, dim]`, and the number of tokens.
    pub(super) fn second_moment(&self, texts: &[&str]) -> Result<(Vec<f64>, usize), EmbedError> {
        let mut moment = vec![0.0; self.dim * self.dim];
        let mut tokens = 0;
        for text in texts {
            let ids = self.tokenizer.encode(&self.manifest.passage_prefix, text)?;
            let batch = Batch::new(&[ids]).map_err(ComputeError::from)?;
            let states = self.device.encode(&batch, Keep::States)?.states;
            for state in states.chunks_exact(self.dim) {
                add_outer_product(&mut moment, state);
                tokens += 1;
            }
        }
        Ok((moment, tokens))
    }

    /// The tokens of a query, special ones included.
    pub(super) fn place_query(&self, text: &str) -> Result<Vec<Token>, EmbedError> {
        self.tokenizer.encode_placed(&self.manifest.query_prefix, text)
    }

    /// What of a forward pass an [`Encoding`] is made of.
    pub(super) fn keep(&self) -> Keep {
        if self.head.is_some() { Keep::States } else { Keep::Pooled }
    }

    /// A text's encoding from its tokens, `[dim]` values and `[tokens, dim]` states.
    pub(super) fn encoding(&self, tokens: &[Token], vector: &[f32], states: &[f32]) -> Encoding {
        let tokens = self.head.as_ref().map(|head| token_vectors(head, tokens, states));
        Encoding { vector: vector.to_vec(), tokens }
    }
}

/// The ids of tokens.
pub(super) fn ids(tokens: &[Token]) -> Vec<u32> {
    tokens.iter().map(|token| token.id).collect()
}

/// By sequence of a batch its `[dim]` values and its `[tokens, dim]` states, which are empty where
/// none were kept.
pub(super) fn rows_of<'a>(
    batch: &Batch,
    encoded: &'a Encoded,
    dim: usize,
) -> Vec<(&'a [f32], &'a [f32])> {
    let states = |range: std::ops::Range<usize>| {
        encoded.states.get(range.start * dim..range.end * dim).unwrap_or_default()
    };
    encoded.pooled.chunks_exact(dim).zip(batch.ranges().map(states)).collect()
}

/// The rows of a text's tokens, without the special ones, which stand for no bytes.
fn token_vectors(head: &TokenHead, text: &[Token], states: &[f32]) -> TokenVectors {
    let (width, values) = (head.width(), head.rows(states));
    let mut vectors = TokenVectors { width, tokens: text.to_vec(), values };
    vectors.retain(|token| !token.range.is_empty());
    vectors
}

fn add_outer_product(moment: &mut [f64], state: &[f32]) {
    let square: f64 = state.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
    if square <= 0.0 {
        return;
    }
    for (row, &a) in moment.chunks_exact_mut(state.len()).zip(state) {
        let scale = f64::from(a) / square;
        row.iter_mut().zip(state).for_each(|(sum, &b)| *sum += scale * f64::from(b));
    }
}
