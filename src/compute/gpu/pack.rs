//! Lays tensors out for the kernels: widths padded to whole vectors and tiles, matrices transposed.
//! Plain arithmetic on slices; nothing here touches a device.

use std::borrow::Cow;

use super::super::integers;
use super::super::{LayerNorm, Linear, Shape};
use super::kernels::WeightFormat;

/// Values in a WGSL `vec4`, which every kernel reads and writes.
pub(super) const LANES: usize = 4;

/// Columns of a weight matrix are padded to this, the widest tile of any matmul.
const COLUMN_TILE: usize = 64;

/// Rows of a weight matrix are padded to this, the longest step of any matmul.
const ROW_TILE: usize = 32;

/// An axis of a tensor: groups (heads, or one) of `size` values, each padded to whole vectors.
///
/// The padding is zero in every weight and stays zero in every activation, so no kernel needs to
/// know of it, save the variance of a layer normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    groups: usize,
    size: usize,
}

impl Axis {
    pub(super) fn new(size: usize) -> Self {
        Self { groups: 1, size }
    }

    /// `groups` axes of `size` values side by side.
    pub(super) fn grouped(groups: usize, size: usize) -> Self {
        Self { groups, size }
    }

    /// Values without padding.
    fn values(self) -> usize {
        self.groups * self.size
    }

    /// Values with padding.
    pub(super) fn padded(self) -> usize {
        self.groups * self.size.next_multiple_of(LANES)
    }

    /// Vectors with padding.
    pub(super) fn vectors(self) -> usize {
        self.padded() / LANES
    }

    /// Where a value of the unpadded axis goes.
    fn place(self, index: usize) -> usize {
        index / self.size * self.size.next_multiple_of(LANES) + index % self.size
    }
}

/// The axes of an encoder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axes {
    /// A token's state.
    pub(super) hidden: Axis,
    /// The heads' results side by side.
    pub(super) context: Axis,
    /// Query, key and value side by side, each like `context`.
    pub(super) qkv: Axis,
    /// The feed-forward layer.
    pub(super) intermediate: Axis,
}

impl Axes {
    pub(super) fn new(shape: &Shape) -> Self {
        let head = shape.hidden / shape.heads;
        Self {
            hidden: Axis::new(shape.hidden),
            context: Axis::grouped(shape.heads, head),
            qkv: Axis::grouped(3 * shape.heads, head),
            intermediate: Axis::new(shape.intermediate),
        }
    }

    /// Values a token has in the widest activation.
    pub(super) fn widest(&self) -> usize {
        self.qkv.padded().max(self.intermediate.padded())
    }
}

/// Vectors between two rows of a packed weight with these outputs.
pub(super) fn weight_stride(outputs: Axis) -> usize {
    outputs.padded().next_multiple_of(COLUMN_TILE) / LANES
}

/// Rows of a packed weight with these inputs.
fn weight_rows(inputs: Axis) -> usize {
    inputs.padded().next_multiple_of(ROW_TILE)
}

/// Bytes of a packed weight in its largest format.
pub(super) fn weight_bytes(inputs: Axis, outputs: Axis) -> usize {
    weight_rows(inputs) * weight_stride(outputs) * LANES * size_of::<f32>()
}

/// A linear layer as `matmul.wgsl` reads it.
pub(super) struct PackedLinear {
    /// The words of the weight, whose layout is told in `weight_block.wgsl`.
    pub(super) weight: Vec<u32>,
    /// The bias and, behind it, what the format needs beside the weight.
    pub(super) bias: Vec<f32>,
}

/// Lays out a linear layer: weight `[inputs, outputs]`, both padded.
pub(super) fn pack_linear(
    linear: &Linear,
    inputs: Axis,
    outputs: Axis,
    format: WeightFormat,
) -> PackedLinear {
    let mut bias = pack_rows(&linear.bias, outputs).into_owned();
    let weight = match format {
        WeightFormat::Float => pack_floats(linear, inputs, outputs),
        WeightFormat::Int8 => {
            let scales: Vec<f32> = integers::rows_of(linear)
                .map(|row| integers::scale_of(row).unwrap_or(0.0))
                .collect();
            bias.extend_from_slice(&pack_rows(&scales, outputs));
            pack_bytes(linear, &scales, inputs, outputs)
        }
    };
    PackedLinear { weight, bias }
}

fn pack_floats(linear: &Linear, inputs: Axis, outputs: Axis) -> Vec<u32> {
    let stride = weight_stride(outputs) * LANES;
    let mut weight = vec![0; weight_rows(inputs) * stride];
    for (output, row) in linear.weight.chunks_exact(inputs.values()).enumerate() {
        let column = outputs.place(output);
        for (input, &value) in row.iter().enumerate() {
            weight[inputs.place(input) * stride + column] = value.to_bits();
        }
    }
    weight
}

fn pack_bytes(linear: &Linear, scales: &[f32], inputs: Axis, outputs: Axis) -> Vec<u32> {
    let stride = weight_stride(outputs);
    let mut weight = vec![0; weight_rows(inputs) * stride];
    let rows = linear.weight.chunks_exact(inputs.values()).zip(scales);
    for (output, (row, &scale)) in rows.enumerate() {
        let column = outputs.place(output);
        for (input, &value) in row.iter().enumerate() {
            let row = inputs.place(input);
            let vector = row / LANES * stride + column / LANES;
            let byte = u32::from(integers::quantised(value, scale).cast_unsigned());
            weight[vector * LANES + row % LANES] |= byte << (8 * (column % LANES));
        }
    }
    weight
}

/// Scale and shift, padded with zeros.
pub(super) fn pack_norm(norm: &LayerNorm, axis: Axis) -> LayerNorm {
    LayerNorm {
        weight: pack_rows(&norm.weight, axis).into_owned(),
        bias: pack_rows(&norm.bias, axis).into_owned(),
    }
}

/// Rows of one axis, each padded with zeros; the slice itself where there is nothing to pad.
pub(super) fn pack_rows(rows: &[f32], axis: Axis) -> Cow<'_, [f32]> {
    if axis.padded() == axis.values() {
        return Cow::Borrowed(rows);
    }
    let mut packed = Vec::with_capacity(rows.len() / axis.values() * axis.padded());
    for group in rows.chunks_exact(axis.size) {
        packed.extend_from_slice(group);
        packed.resize(packed.len().next_multiple_of(LANES), 0.0);
    }
    Cow::Owned(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_group_by_group() {
        let axis = Axis::grouped(2, 3);
        let packed = pack_rows(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], axis);
        assert_eq!(*packed, [1.0, 2.0, 3.0, 0.0, 4.0, 5.0, 6.0, 0.0]);
        assert!(matches!(pack_rows(&[1.0; 8], Axis::new(4)), Cow::Borrowed(_)));
    }

    fn packed(linear: &Linear, inputs: Axis, outputs: Axis) -> Vec<f32> {
        let packed = pack_linear(linear, inputs, outputs, WeightFormat::Float);
        packed.weight.into_iter().map(f32::from_bits).collect()
    }

    #[test]
    fn a_linear_layer_is_transposed_and_padded_to_tiles() {
        let linear = Linear { weight: (0..15).map(|i| i as f32).collect(), bias: vec![9.0; 3] };
        let weight = packed(&linear, Axis::new(5), Axis::new(3));
        assert_eq!(weight.len(), 32 * 64);
        for input in 0..5 {
            for output in 0..3 {
                assert_eq!(weight[input * 64 + output], (output * 5 + input) as f32);
            }
        }
        let kept: f32 = linear.weight.iter().sum();
        assert_eq!(weight.iter().sum::<f32>(), kept);
        let packed = pack_linear(&linear, Axis::new(5), Axis::new(3), WeightFormat::Float);
        assert_eq!(packed.bias, [9.0, 9.0, 9.0, 0.0]);
    }

    #[test]
    fn bytes_stand_by_fours_of_inputs_and_outputs_with_the_scales_behind_the_bias() {
        let weight = vec![127.0, -1.0, 2.0, 3.0, 4.0, 0.5 * 127.0, 0.5, 1.0, 1.5, -63.5];
        let linear = Linear { weight, bias: vec![9.0, 8.0] };
        let packed = pack_linear(&linear, Axis::new(5), Axis::new(2), WeightFormat::Int8);
        assert_eq!(packed.bias, [9.0, 8.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0]);
        assert_eq!(packed.weight.len(), 32 * 16);
        assert_eq!(packed.weight[..5], [0x7f7f, 0x01ff, 0x0202, 0x0303, 0]);
        assert_eq!(packed.weight[64..69], [0x8104, 0, 0, 0, 0]);
    }

    #[test]
    fn heads_keep_their_own_padding_on_both_sides() {
        let heads = Axis::grouped(2, 2);
        let linear = Linear { weight: vec![1.0; 16], bias: vec![0.0; 4] };
        let weight = packed(&linear, heads, heads);
        let ones: Vec<_> = (0..weight.len()).filter(|&i| weight[i] == 1.0).collect();
        let places = [0, 1, 4, 5];
        let expected: Vec<_> =
            places.iter().flat_map(|row| places.map(|column| row * 64 + column)).collect();
        assert_eq!(ones, expected);
    }
}
