//! A forward pass on its way: chunks are recorded, submitted and read back, two at a time. Which
//! kernels run is decided in `plan.rs`.

use std::collections::VecDeque;

use super::super::{ComputeError, Encoded, Keep};
use super::GpuDevice;
use super::buffers::{Arena, row_bytes};
use super::chunk::Chunk;
use super::connection::Submitted;
use super::slots::{Slot, SlotInUse};

/// A chunk that was submitted and not yet read.
struct Flight<'a> {
    slot: SlotInUse<'a>,
    submitted: Submitted,
    rows: ReadRows,
}

impl GpuDevice {
    /// Runs chunks in order: the next one is recorded and submitted while the device works on the
    /// one before, whose results are read only then.
    pub(super) fn run(&self, chunks: &[Chunk], keep: Keep) -> Result<Encoded, ComputeError> {
        let mut encoded = Encoded::default();
        let mut flights = VecDeque::new();
        let result = self.run_in(chunks, keep, &mut flights, &mut encoded);
        // After a failure the others still have to land, or their buffers would stay mapped.
        for flight in flights {
            self.land(flight, &mut Encoded::default()).ok();
        }
        result.map(|()| encoded)
    }

    fn run_in<'a>(
        &'a self,
        chunks: &[Chunk],
        keep: Keep,
        flights: &mut VecDeque<Flight<'a>>,
        encoded: &mut Encoded,
    ) -> Result<(), ComputeError> {
        for chunk in chunks {
            let slot = self.slot_for(flights, encoded)?;
            flights.push_back(self.start(slot, chunk, keep)?);
        }
        while let Some(flight) = flights.pop_front() {
            self.land(flight, encoded)?;
        }
        Ok(())
    }

    /// A slot for the next chunk. Who has flights never waits for another caller's slot, who might
    /// wait for this one, but lands the oldest of them.
    fn slot_for<'a>(
        &'a self,
        flights: &mut VecDeque<Flight<'a>>,
        encoded: &mut Encoded,
    ) -> Result<SlotInUse<'a>, ComputeError> {
        loop {
            if let Some(slot) = self.slots.try_take() {
                return Ok(slot);
            }
            match flights.pop_front() {
                Some(flight) => self.land(flight, encoded)?,
                None => return Ok(self.slots.take()),
            }
        }
    }

    fn start<'a>(
        &self,
        slot: SlotInUse<'a>,
        chunk: &Chunk,
        keep: Keep,
    ) -> Result<Flight<'a>, ComputeError> {
        let rows = ReadRows::of(chunk, keep);
        let bytes = (rows.total() * row_bytes(self.axes.hidden)) as u64;
        let record = || {
            slot.arena.write(&self.connection.queue, chunk);
            self.record(&slot, chunk, &rows)
        };
        let submitted = self.connection.submit(&slot.arena.read_back, bytes, record)?;
        Ok(Flight { slot, submitted, rows })
    }

    /// Waits for a chunk and appends its rows.
    fn land(&self, flight: Flight<'_>, encoded: &mut Encoded) -> Result<(), ComputeError> {
        let Flight { slot, submitted, rows } = flight;
        let read = |bytes: &[u8]| self.read(bytes, &rows, encoded);
        self.connection.read(&slot.arena.read_back, submitted, read)
    }

    fn record(&self, slot: &Slot, chunk: &Chunk, rows: &ReadRows) -> wgpu::CommandBuffer {
        let label = Some("forward");
        let descriptor = wgpu::CommandEncoderDescriptor { label };
        let mut encoder = self.connection.device.create_command_encoder(&descriptor);
        let descriptor = wgpu::ComputePassDescriptor { label, timestamp_writes: None };
        let mut pass = encoder.begin_compute_pass(&descriptor);
        let counts = chunk.counts();
        for step in slot.steps(&counts) {
            step.record(&mut pass, &counts);
        }
        drop(pass);
        let Arena { pooled, states, read_back, .. } = &slot.arena;
        let bytes = |rows: usize| (rows * row_bytes(self.axes.hidden)) as u64;
        let (pooled_bytes, state_bytes) = (bytes(rows.pooled), bytes(rows.states));
        encoder.copy_buffer_to_buffer(pooled, 0, read_back, 0, pooled_bytes);
        if state_bytes > 0 {
            encoder.copy_buffer_to_buffer(states, 0, read_back, pooled_bytes, state_bytes);
        }
        encoder.finish()
    }

    /// Copies rows without their padding.
    fn read(&self, bytes: &[u8], rows: &ReadRows, encoded: &mut Encoded) {
        let row = row_bytes(self.axes.hidden);
        let (pooled, states) = bytes.split_at(rows.pooled * row);
        for (bytes, out) in [(pooled, &mut encoded.pooled), (states, &mut encoded.states)] {
            for row in bytes.chunks_exact(row) {
                let values = row.as_chunks().0.iter().take(self.shape.hidden);
                out.extend(values.map(|&bytes| f32::from_le_bytes(bytes)));
            }
        }
    }
}

/// Rows that are read back of one chunk.
struct ReadRows {
    pooled: usize,
    states: usize,
}

impl ReadRows {
    fn of(chunk: &Chunk, keep: Keep) -> Self {
        let states = match keep {
            Keep::Pooled => 0,
            Keep::States => chunk.tokens.len(),
        };
        Self { pooled: chunk.sequences(), states }
    }

    fn total(&self) -> usize {
        self.pooled + self.states
    }
}
