//! Makes the buffers: the model's weights, uploaded once, and the activations of one chunk,
//! allocated once and used again for every chunk.

use bytemuck::Pod;
use wgpu::{Buffer, BufferUsages};

use super::super::{Layer, LayerNorm, Linear, Weights};
use super::chunk::{Chunk, Counts, Job, Token};
use super::kernels::WeightFormat;
use super::pack::{Axes, Axis, pack_linear, pack_norm, pack_rows};

/// Creates and fills buffers on one device.
pub(super) struct Uploader<'a> {
    pub(super) device: &'a wgpu::Device,
    pub(super) queue: &'a wgpu::Queue,
    /// How matrices are stored.
    pub(super) format: WeightFormat,
}

impl Uploader<'_> {
    /// A storage buffer with these values.
    pub(super) fn storage<T: Pod>(&self, label: &str, values: &[T]) -> Buffer {
        let bytes: &[u8] = bytemuck::cast_slice(values);
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_DST;
        let buffer = new_buffer(self.device, label, bytes.len(), usage);
        // Not `create_buffer_init`: that panics where memory is short.
        self.queue.write_buffer(&buffer, 0, bytes);
        buffer
    }

    fn norm(&self, label: &str, norm: &LayerNorm, axis: Axis) -> Norm {
        let packed = pack_norm(norm, axis);
        Norm {
            scale: self.storage(label, &packed.weight),
            shift: self.storage(label, &packed.bias),
        }
    }

    fn linear(&self, label: &str, linear: &Linear, inputs: Axis, outputs: Axis) -> Matrix {
        let packed = pack_linear(linear, inputs, outputs, self.format);
        Matrix {
            weight: self.storage(label, &packed.weight),
            bias: self.storage(label, &packed.bias),
        }
    }

    fn layer(&self, layer: &Layer, axes: &Axes) -> LayerBuffers {
        let Axes { hidden, context, qkv, intermediate } = *axes;
        LayerBuffers {
            qkv: self.linear("qkv", &layer.qkv, hidden, qkv),
            attention_output: self.linear("output", &layer.attention_output, context, hidden),
            attention_norm: self.norm("attention norm", &layer.attention_norm, hidden),
            up: self.linear("up", &layer.up, hidden, intermediate),
            down: self.linear("down", &layer.down, intermediate, hidden),
            output_norm: self.norm("output norm", &layer.output_norm, hidden),
        }
    }

    /// Uploads a model.
    pub(super) fn model(&self, weights: &Weights) -> Model {
        let axes = Axes::new(&weights.shape);
        let rows = |label, values| self.storage(label, &pack_rows(values, axes.hidden));
        Model {
            words: rows("words", &weights.words),
            positions: rows("positions", &weights.positions),
            token_type: rows("token type", &weights.token_type),
            embedding_norm: self.norm("embedding norm", &weights.embedding_norm, axes.hidden),
            layers: weights.layers.iter().map(|layer| self.layer(layer, &axes)).collect(),
        }
    }
}

/// Scale and shift of a layer normalisation.
pub(super) struct Norm {
    pub(super) scale: Buffer,
    pub(super) shift: Buffer,
}

/// A packed linear layer.
pub(super) struct Matrix {
    pub(super) weight: Buffer,
    pub(super) bias: Buffer,
}

/// The weights of one encoder layer.
pub(super) struct LayerBuffers {
    pub(super) qkv: Matrix,
    pub(super) attention_output: Matrix,
    pub(super) attention_norm: Norm,
    pub(super) up: Matrix,
    pub(super) down: Matrix,
    pub(super) output_norm: Norm,
}

/// All weights on the device.
pub(super) struct Model {
    pub(super) words: Buffer,
    pub(super) positions: Buffer,
    pub(super) token_type: Buffer,
    pub(super) embedding_norm: Norm,
    pub(super) layers: Vec<LayerBuffers>,
}

/// Everything one chunk reads and writes. Bind groups point at these buffers, so they are made once,
/// and only one chunk at a time uses them.
pub(super) struct Arena {
    pub(super) tokens: Buffer,
    pub(super) offsets: Buffer,
    pub(super) jobs: Buffer,
    pub(super) counts: Buffer,
    /// `[tokens, hidden]`: the states between layers.
    pub(super) states: Buffer,
    /// `[tokens, 3, hidden]`.
    pub(super) qkv: Buffer,
    /// `[tokens, hidden]`: what attention gives.
    pub(super) context: Buffer,
    /// `[tokens, hidden]`: residual sums, before normalisation.
    pub(super) sum: Buffer,
    /// `[tokens, intermediate]`.
    pub(super) up: Buffer,
    /// `[sequences, hidden]`.
    pub(super) pooled: Buffer,
    /// `pooled` and, behind it, `states`, where the processor can read them.
    pub(super) read_back: Buffer,
}

impl Arena {
    /// Room for `tokens` tokens, each of which may be a sequence.
    pub(super) fn new(device: &wgpu::Device, axes: &Axes, tokens: usize) -> Self {
        let input = |label, bytes| {
            new_buffer(device, label, bytes, BufferUsages::STORAGE | BufferUsages::COPY_DST)
        };
        let rows = |label, axis: Axis| {
            let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
            new_buffer(device, label, tokens * row_bytes(axis), usage)
        };
        let uniform = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let readable = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        // Every token may be a sequence, and its state may be wanted too.
        let read_bytes = 2 * tokens * row_bytes(axes.hidden);
        Self {
            tokens: input("tokens", tokens * size_of::<Token>()),
            offsets: input("offsets", (tokens + 1) * size_of::<u32>()),
            jobs: input("jobs", tokens * size_of::<Job>()),
            counts: new_buffer(device, "counts", size_of::<Counts>(), uniform),
            states: rows("states", axes.hidden),
            qkv: rows("qkv", axes.qkv),
            context: rows("context", axes.context),
            sum: rows("sum", axes.hidden),
            up: rows("up", axes.intermediate),
            pooled: rows("pooled", axes.hidden),
            read_back: new_buffer(device, "read back", read_bytes, readable),
        }
    }

    /// Sends a chunk's lists to the device.
    pub(super) fn write(&self, queue: &wgpu::Queue, chunk: &Chunk) {
        queue.write_buffer(&self.tokens, 0, bytemuck::cast_slice(&chunk.tokens));
        queue.write_buffer(&self.offsets, 0, bytemuck::cast_slice(&chunk.offsets));
        queue.write_buffer(&self.jobs, 0, bytemuck::cast_slice(&chunk.jobs));
        queue.write_buffer(&self.counts, 0, bytemuck::bytes_of(&chunk.counts()));
    }
}

/// Bytes of one padded row.
pub(super) fn row_bytes(axis: Axis) -> usize {
    axis.padded() * size_of::<f32>()
}

/// A buffer that holds nothing yet.
pub(super) fn new_buffer(
    device: &wgpu::Device,
    label: &str,
    bytes: usize,
    usage: BufferUsages,
) -> Buffer {
    let (label, size) = (Some(label), bytes as u64);
    device.create_buffer(&wgpu::BufferDescriptor { label, size, usage, mapped_at_creation: false })
}
