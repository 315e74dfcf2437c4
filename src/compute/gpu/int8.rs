//! In which format a model's matrices are uploaded.

use super::super::Weights;
use super::super::integers::scales_of;
use super::kernels::WeightFormat;

/// The smallest format that holds all matrices of a model exactly. Tables (words, positions) are
/// not asked: they are read a row a token and stay f32.
pub(super) fn format_of(weights: &Weights) -> WeightFormat {
    let mut matrices = weights
        .layers
        .iter()
        .flat_map(|layer| [&layer.qkv, &layer.attention_output, &layer.up, &layer.down]);
    match matrices.all(|linear| scales_of(linear).is_some()) {
        true => WeightFormat::Int8,
        false => WeightFormat::Float,
    }
}
