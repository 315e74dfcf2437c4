//! The buffers of a comparison, used again by every call.

use wgpu::{Buffer, BufferUsages};

use super::super::buffers::new_buffer;
use super::super::pipeline::{Bound, Pipeline};
use super::packed::{Counts, Packed, Sizes};

/// Buffers of certain sizes, bound to the kernel.
pub(super) struct Buffers {
    pub(super) sizes: Sizes,
    query: Buffer,
    documents: Buffer,
    offsets: Buffer,
    counts: Buffer,
    output: Buffer,
    /// The results where the processor can read them.
    pub(super) read_back: Buffer,
    bound: Bound,
}

impl Buffers {
    pub(super) fn new(device: &wgpu::Device, pipeline: &Pipeline, sizes: Sizes) -> Self {
        let input = |label, bytes| {
            new_buffer(device, label, bytes, BufferUsages::STORAGE | BufferUsages::COPY_DST)
        };
        let query = input("query rows", sizes.query);
        let documents = input("document rows", sizes.documents);
        let offsets = input("document offsets", sizes.offsets);
        let uniform = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let counts = new_buffer(device, "row counts", size_of::<Counts>(), uniform);
        let written = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
        let output = new_buffer(device, "nearest rows", sizes.output, written);
        let readable = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        let read_back = new_buffer(device, "nearest rows back", sizes.output, readable);
        let bound = pipeline.bind(device, &[&query, &documents, &offsets, &counts, &output]);
        Self { sizes, query, documents, offsets, counts, output, read_back, bound }
    }

    /// Sends the rows to the device.
    pub(super) fn write(&self, queue: &wgpu::Queue, packed: &Packed) {
        queue.write_buffer(&self.query, 0, bytemuck::cast_slice(&packed.query));
        queue.write_buffer(&self.documents, 0, bytemuck::cast_slice(&packed.documents));
        queue.write_buffer(&self.offsets, 0, bytemuck::cast_slice(&packed.offsets));
        queue.write_buffer(&self.counts, 0, bytemuck::bytes_of(&packed.counts));
    }

    /// The commands that compare what was written and bring the results back.
    pub(super) fn record(&self, device: &wgpu::Device, packed: &Packed) -> wgpu::CommandBuffer {
        let label = Some("max_sim");
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label });
        let descriptor = wgpu::ComputePassDescriptor { label, timestamp_writes: None };
        self.bound.dispatch(&mut encoder.begin_compute_pass(&descriptor), packed.workgroups());
        let bytes = packed.sizes().output as u64;
        encoder.copy_buffer_to_buffer(&self.output, 0, &self.read_back, 0, bytes);
        encoder.finish()
    }
}
