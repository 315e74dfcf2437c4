//! `model.safetensors` to [`Weights`]: f32, f16, or int8 rows with one scale a row.

use std::path::Path;

use half::f16;
use safetensors::{Dtype, SafeTensors};

use super::EmbedError;
use crate::compute::{Layer, LayerNorm, Linear, Shape, Weights};

/// Added to a tensor's name for the scales of its int8 rows.
pub(super) const SCALE_SUFFIX: &str = ".scale";

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
        Ok(Weights {
            words: self.tensor("embeddings.word_embeddings.weight", &[shape.vocabulary, hidden])?,
            positions: self
                .tensor("embeddings.position_embeddings.weight", &[shape.positions, hidden])?,
            token_type: types[..hidden].to_vec(),
            embedding_norm: self.norm("embeddings.LayerNorm", hidden)?,
            layers: (0..shape.layers)
                .map(|layer| self.layer(layer, &shape))
                .collect::<Result<_, _>>()?,
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
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(values),
            false => Err(format!("tensor `{name}` holds a value that is no number")),
        }
    }

    fn int8_rows(&self, name: &str, data: &[u8], shape: &[usize]) -> Result<Vec<f32>, String> {
        let (rows, columns) = (shape[0], shape.get(1).copied().unwrap_or(1));
        let scales = self.tensor(&format!("{name}{SCALE_SUFFIX}"), &[rows])?;
        let mut values = Vec::with_capacity(data.len());
        for (row, scale) in data.chunks_exact(columns).zip(scales) {
            values.extend(row.iter().map(|&byte| f32::from(byte as i8) * scale));
        }
        Ok(values)
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
