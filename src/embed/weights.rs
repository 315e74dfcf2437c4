//! `model.safetensors` to [`Weights`]: f32, f16, or int8 rows with one scale a row. On all cores,
//! because nobody can search before it is done.

use std::path::Path;

use half::f16;
use rayon::prelude::*;
use safetensors::{Dtype, SafeTensors};

use super::EmbedError;
use crate::compute::{Layer, LayerNorm, Linear, Shape, Weights};

/// Added to a tensor's name for the scales of its int8 rows.
pub(super) const SCALE_SUFFIX: &str = ".scale";

/// Rows or values that a core unpacks or checks at a time: some tens of kilobytes, more than handing
/// them over costs.
const ROWS_AT_A_TIME: usize = 64;
/// See [`ROWS_AT_A_TIME`].
const VALUES_AT_A_TIME: usize = 1 << 14;

/// Reads all tensors of an encoder and checks each one's shape.
pub(super) fn read(bytes: &[u8], shape: Shape, path: &Path) -> Result<Weights, EmbedError> {
    let corrupt = |reason| EmbedError::Corrupt { path: path.to_owned(), reason };
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| corrupt(error.to_string()))?;
    Reader { tensors }.read(shape).map_err(corrupt)
}

struct Reader<'a> {
    tensors: SafeTensors<'a>,
}

impl Reader<'_> {
    fn read(&self, shape: Shape) -> Result<Weights, String> {
        let hidden = shape.hidden;
        let types = self.tensor("embeddings.token_type_embeddings.weight", &[2, hidden])?;
        let words =
            || self.tensor("embeddings.word_embeddings.weight", &[shape.vocabulary, hidden]);
        let layers = || -> Result<Vec<Layer>, String> {
            (0..shape.layers).into_par_iter().map(|layer| self.layer(layer, &shape)).collect()
        };
        let (words, layers) = rayon::join(words, layers);
        Ok(Weights {
            words: words?,
            positions: self
                .tensor("embeddings.position_embeddings.weight", &[shape.positions, hidden])?,
            token_type: types[..hidden].to_vec(),
            embedding_norm: self.norm("embeddings.LayerNorm", hidden)?,
            layers: layers?,
            shape,
        })
    }

    fn layer(&self, layer: usize, shape: &Shape) -> Result<Layer, String> {
        let (hidden, intermediate) = (shape.hidden, shape.intermediate);
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let mut qkv = Linear::default();
        for part in ["query", "key", "value"] {
            let linear = self.linear(&name(&format!("attention.self.{part}")), hidden, hidden)?;
            qkv.weight.extend(linear.weight);
            qkv.bias.extend(linear.bias);
        }
        Ok(Layer {
            qkv,
            attention_output: self.linear(&name("attention.output.dense"), hidden, hidden)?,
            attention_norm: self.norm(&name("attention.output.LayerNorm"), hidden)?,
            up: self.linear(&name("intermediate.dense"), intermediate, hidden)?,
            down: self.linear(&name("output.dense"), hidden, intermediate)?,
            output_norm: self.norm(&name("output.LayerNorm"), hidden)?,
        })
    }

    fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Linear, String> {
        Ok(Linear {
            weight: self.tensor(&format!("{name}.weight"), &[outputs, inputs])?,
            bias: self.tensor(&format!("{name}.bias"), &[outputs])?,
        })
    }

    /// A layer normalisation; old checkpoints call scale and shift `gamma` and `beta`.
    fn norm(&self, name: &str, hidden: usize) -> Result<LayerNorm, String> {
        let either = |new: &str, old: &str| {
            self.tensor(&format!("{name}.{new}"), &[hidden]).or_else(|error| {
                self.tensor(&format!("{name}.{old}"), &[hidden]).map_err(|_| error)
            })
        };
        Ok(LayerNorm { weight: either("weight", "gamma")?, bias: either("bias", "beta")? })
    }

    /// A tensor as f32, whatever it is stored as. Some checkpoints put `bert.` before every name.
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let prefixed = format!("bert.{name}");
        let (name, view) = match self.tensors.tensor(name) {
            Ok(view) => (name, view),
            Err(_) => match self.tensors.tensor(&prefixed) {
                Ok(view) => (prefixed.as_str(), view),
                Err(_) => return Err(format!("tensor `{name}` is missing")),
            },
        };
        if view.shape() != shape {
            return Err(format!("tensor `{name}` is {:?}, wanted {shape:?}", view.shape()));
        }
        let values = match view.dtype() {
            Dtype::F32 => f32_values(view.data()),
            Dtype::F16 => f16_values(view.data()),
            Dtype::I8 => self.int8_rows(name, view.data(), shape)?,
            other => return Err(format!("tensor `{name}` is stored as {other:?}")),
        };
        let are_numbers = |values: &[f32]| values.iter().all(|value| value.is_finite());
        match values.par_chunks(VALUES_AT_A_TIME).all(are_numbers) {
            true => Ok(values),
            false => Err(format!("tensor `{name}` holds a value that is no number")),
        }
    }

    fn int8_rows(&self, name: &str, data: &[u8], shape: &[usize]) -> Result<Vec<f32>, String> {
        let (rows, columns) = (shape[0], shape.get(1).map_or(1, |&columns| columns.max(1)));
        let scales = self.tensor(&format!("{name}{SCALE_SUFFIX}"), &[rows])?;
        let mut values = vec![0.0; data.len()];
        let block = ROWS_AT_A_TIME * columns;
        values
            .par_chunks_mut(block)
            .zip(data.par_chunks(block))
            .zip(scales.par_chunks(ROWS_AT_A_TIME))
            .for_each(|((values, bytes), scales)| unpack_rows(bytes, scales, columns, values));
        Ok(values)
    }
}

/// int8 rows to f32: each value times its row's scale.
fn unpack_rows(bytes: &[u8], scales: &[f32], columns: usize, values: &mut [f32]) {
    let rows = bytes.chunks_exact(columns).zip(values.chunks_exact_mut(columns));
    for ((bytes, values), scale) in rows.zip(scales) {
        for (value, &byte) in values.iter_mut().zip(bytes) {
            *value = f32::from(byte as i8) * scale;
        }
    }
}

/// Little-endian f32 values.
pub(super) fn f32_values(data: &[u8]) -> Vec<f32> {
    data.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

/// Little-endian f16 values as f32.
pub(super) fn f16_values(data: &[u8]) -> Vec<f32> {
    data.as_chunks().0.iter().map(|&bytes| f16::from_le_bytes(bytes).to_f32()).collect()
}
