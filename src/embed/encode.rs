//! Texts with the vectors of their tokens, for late interaction: what [`Embedder`] adds to plain
//! vectors where the model has a token head.

use rayon::prelude::*;

use super::EmbedError;
use super::batches::group_by_length;
use super::embedder::Embedder;
use crate::compute::cpu::TokenHead;
use crate::compute::gpu::GpuDevice;
use crate::compute::{Batch, ComputeError, Keep, Match, TokenRows};
use crate::domain::{Token, TokenVectors};

/// A text as the model sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoding {
    /// [`Embedder::dim`] values of length 1.
    pub vector: Vec<f32>,
    /// Its tokens in their context, without special ones; `None` for a model without a token head.
    pub tokens: Option<TokenVectors>,
}

impl Embedder {
    /// A query with the vectors of its tokens, in one pass.
    ///
    /// # Errors
    /// The tokenizer or the device failed.
    pub fn encode_query(&self, text: &str) -> Result<Encoding, EmbedError> {
        let tokens = self.tokenizer.encode_placed(&self.manifest.query_prefix, text)?;
        let mut encodings = self.encode_group(None, &[&tokens])?;
        Ok(encodings.pop().unwrap_or_default())
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
        let prefix = &self.manifest.passage_prefix;
        let placed: Vec<Vec<Token>> = texts
            .par_iter()
            .map(|text| self.tokenizer.encode_placed(prefix, text))
            .collect::<Result<_, _>>()?;
        let lengths: Vec<usize> = placed.iter().map(Vec::len).collect();
        let bulk = self.bulk_device(lengths.iter().sum());
        let mut encodings = vec![Encoding::default(); texts.len()];
        let mut done = 0;
        for group in group_by_length(&lengths) {
            let members: Vec<&[Token]> = group.iter().map(|&index| &placed[index][..]).collect();
            for (&index, encoding) in group.iter().zip(self.encode_group(bulk, &members)?) {
                encodings[index] = encoding;
            }
            done += group.len();
            on_progress(done);
        }
        Ok(encodings)
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

    fn encode_group(
        &self,
        bulk: Option<&GpuDevice>,
        texts: &[&[Token]],
    ) -> Result<Vec<Encoding>, EmbedError> {
        let ids: Vec<Vec<u32>> =
            texts.iter().map(|text| text.iter().map(|token| token.id).collect()).collect();
        let batch = Batch::new(&ids).map_err(ComputeError::from)?;
        let keep = if self.head.is_some() { Keep::States } else { Keep::Pooled };
        let encoded = self.run(bulk, &batch, keep)?;
        let rows = encoded.pooled.chunks_exact(self.dim).zip(batch.ranges()).zip(texts);
        Ok(rows
            .map(|((vector, range), text)| Encoding {
                vector: vector.to_vec(),
                tokens: self.head.as_ref().map(|head| {
                    let states = &encoded.states[range.start * self.dim..range.end * self.dim];
                    token_vectors(head, text, states)
                }),
            })
            .collect())
    }
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
