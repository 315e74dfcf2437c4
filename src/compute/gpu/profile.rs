//! Where the time of a forward pass goes, by the device's own clock: a pass of its own and two
//! timestamps for every dispatch. It measures; it prints nothing.

use wgpu::{Buffer, BufferUsages, QuerySet};

use super::super::{Batch, ComputeError};
use super::GpuDevice;
use super::buffers::new_buffer;
use super::chunk::{self, Chunk};
use super::slots::SlotInUse;

/// One operation of a forward pass.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct KernelTime {
    /// What it does.
    pub operation: &'static str,
    /// Dispatches.
    pub count: usize,
    /// Mean time of a dispatch in milliseconds.
    pub mean_ms: f64,
    /// Share of all dispatches' time, 0 to 1.
    pub share: f64,
}

/// Timestamps of the dispatches of one chunk: two each, before and after.
struct Stamps {
    queries: QuerySet,
    resolved: Buffer,
    read_back: Buffer,
    bytes: u64,
}

impl GpuDevice {
    /// Runs the first chunk of a batch and tells what each operation took, the longest first;
    /// `None` where the adapter has no timestamps.
    ///
    /// # Errors
    /// The device has failed, or the batch does not fit the model.
    pub fn profile(&self, batch: &Batch) -> Result<Option<Vec<KernelTime>>, ComputeError> {
        if !self.connection.device.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
            return Ok(None);
        }
        batch.check(self.shape.vocabulary, self.shape.positions)?;
        let chunks = chunk::split(batch, self.tokens_per_chunk, self.tuning.queries.count());
        let Some(chunk) = chunks.first() else { return Ok(Some(Vec::new())) };
        let slot = self.slots.take();
        let steps = slot.steps(&chunk.counts());
        let operations: Vec<_> = steps.iter().map(|step| step.operation).collect();
        let stamps = self.connection.guarded(|| self.new_stamps(operations.len()))?;
        let record = || self.record_stamped(&slot, chunk, &stamps);
        let nanoseconds = f64::from(self.connection.queue.get_timestamp_period());
        let times =
            self.connection.submit_and_read(&stamps.read_back, stamps.bytes, record, |bytes| {
                durations_ms(bytes, nanoseconds)
            })?;
        Ok(Some(summed(&operations, &times)))
    }

    fn new_stamps(&self, dispatches: usize) -> Stamps {
        let device = &self.connection.device;
        let bytes = dispatches * 2 * size_of::<u64>();
        let resolve = BufferUsages::QUERY_RESOLVE | BufferUsages::COPY_SRC;
        let readable = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        Stamps {
            queries: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("profile"),
                ty: wgpu::QueryType::Timestamp,
                count: 2 * dispatches as u32,
            }),
            resolved: new_buffer(device, "timestamps", bytes, resolve),
            read_back: new_buffer(device, "timestamps back", bytes, readable),
            bytes: bytes as u64,
        }
    }

    fn record_stamped(
        &self,
        slot: &SlotInUse<'_>,
        chunk: &Chunk,
        stamps: &Stamps,
    ) -> wgpu::CommandBuffer {
        slot.arena.write(&self.connection.queue, chunk);
        let counts = chunk.counts();
        let label = Some("profile");
        let descriptor = wgpu::CommandEncoderDescriptor { label };
        let mut encoder = self.connection.device.create_command_encoder(&descriptor);
        for (first, step) in (0..).step_by(2).zip(slot.steps(&counts)) {
            let timestamp_writes = Some(wgpu::ComputePassTimestampWrites {
                query_set: &stamps.queries,
                beginning_of_pass_write_index: Some(first),
                end_of_pass_write_index: Some(first + 1),
            });
            let descriptor = wgpu::ComputePassDescriptor { label, timestamp_writes };
            step.record(&mut encoder.begin_compute_pass(&descriptor), &counts);
        }
        let Stamps { queries, resolved, read_back, bytes } = stamps;
        encoder.resolve_query_set(queries, 0..queries.count(), resolved, 0);
        encoder.copy_buffer_to_buffer(resolved, 0, read_back, 0, *bytes);
        encoder.finish()
    }
}

/// Milliseconds between the two timestamps of each dispatch. Clocks may run backwards across a
/// change of power state; that counts as nothing.
fn durations_ms(bytes: &[u8], nanoseconds: f64) -> Vec<f64> {
    let stamps = bytes.as_chunks().0.iter().map(|&bytes| u64::from_le_bytes(bytes));
    let stamps: Vec<u64> = stamps.collect();
    let pairs = stamps.chunks_exact(2);
    pairs.map(|pair| pair[1].saturating_sub(pair[0]) as f64 * nanoseconds / 1e6).collect()
}

/// One line an operation, the longest in all first.
fn summed(operations: &[&'static str], times: &[f64]) -> Vec<KernelTime> {
    let total: f64 = times.iter().sum();
    let mut sums: Vec<(&'static str, usize, f64)> = Vec::new();
    for (&operation, &time) in operations.iter().zip(times) {
        match sums.iter_mut().find(|sum| sum.0 == operation) {
            Some(sum) => (sum.1, sum.2) = (sum.1 + 1, sum.2 + time),
            None => sums.push((operation, 1, time)),
        }
    }
    sums.sort_by(|a, b| b.2.total_cmp(&a.2));
    let line = |(operation, count, time): (_, usize, f64)| KernelTime {
        operation,
        count,
        mean_ms: time / count as f64,
        share: if total > 0.0 { time / total } else { 0.0 },
    };
    sums.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_summed_by_operation_with_the_longest_first() {
        let found = summed(&["a", "b", "a"], &[1.0, 6.0, 3.0]);
        let line =
            |operation, count, mean_ms, share| KernelTime { operation, count, mean_ms, share };
        assert_eq!(found, [line("b", 1, 6.0, 0.6), line("a", 2, 2.0, 0.4)]);
        assert_eq!(summed(&["a"], &[0.0])[0].share, 0.0);
    }

    #[test]
    fn ticks_become_milliseconds_and_never_negative() {
        let bytes: Vec<u8> =
            [5_u64, 1_000_005, 9, 3].iter().flat_map(|stamp| stamp.to_le_bytes()).collect();
        assert_eq!(durations_ms(&bytes, 2.0), [2.0, 0.0]);
    }
}
