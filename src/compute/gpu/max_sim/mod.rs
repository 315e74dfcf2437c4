//! Token rows compared on the GPU: uploads them, runs `max_sim.wgsl` and reads the nearest rows
//! back. Which rows may be compared is decided by the caller; what no buffer can hold is left to
//! the processor.

mod buffers;
mod packed;
mod room;

use std::sync::{Mutex, PoisonError};

use super::super::{ComputeError, Match, TokenRows, cpu};
use super::connection::Connection;
use super::kernels::Variant;
use super::pipeline::{Compiler, Pipeline};
use buffers::Buffers;
use packed::{Packed, Sizes};
pub(super) use room::Room;

/// Query rows a workgroup (`QUERIES` in `max_sim.wgsl`).
const QUERIES: usize = 4;

/// Values of a `vec4<u32>`: rows are padded to a multiple of it.
const VECTOR_VALUES: usize = 16;

/// The kernel with its buffers, which grow as calls need them.
pub(super) struct MaxSim {
    pipeline: Pipeline,
    room: Room,
    /// The kernel writes to the buffers, so the lock is held for a whole chunk.
    buffers: Mutex<Buffers>,
}

impl MaxSim {
    /// Compiles the kernel.
    ///
    /// # Errors
    /// The driver refuses it, or has no memory for the smallest buffers.
    pub(super) fn new(
        connection: &Connection,
        compiler: Compiler<'_>,
    ) -> Result<Self, ComputeError> {
        Self::with_room(connection, compiler, Room::of(&connection.device.limits()))
    }

    pub(super) fn with_room(
        connection: &Connection,
        compiler: Compiler<'_>,
        room: Room,
    ) -> Result<Self, ComputeError> {
        let pipeline = Pipeline::new(compiler, Variant::MaxSim, &[])?;
        let least = Sizes::default().grown(&Sizes::default());
        let make = || Buffers::new(&connection.device, &pipeline, least);
        let buffers = connection.guarded(make)?;
        Ok(Self { pipeline, room, buffers: Mutex::new(buffers) })
    }

    /// The nearest row of each document to each row of the query. The widths agree and every
    /// document has rows.
    ///
    /// # Errors
    /// The device has failed.
    pub(super) fn nearest(
        &self,
        connection: &Connection,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        if query.rows() == 0 || documents.is_empty() {
            return Ok(vec![Vec::new(); documents.len()]);
        }
        let Some(chunks) = self.room.split(query, documents) else {
            return cpu::max_sim(query, documents);
        };
        let mut matches = Vec::with_capacity(documents.len());
        for chunk in chunks {
            let packed = Packed::new(query, &documents[chunk]);
            matches.extend(self.run(connection, &packed)?);
        }
        Ok(matches)
    }

    fn run(
        &self,
        connection: &Connection,
        packed: &Packed,
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        let needed = packed.sizes();
        // A panic of another caller leaves nothing half-written: every chunk begins afresh.
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        if !buffers.sizes.hold(&needed) {
            let sizes = buffers.sizes.grown(&needed);
            let make = || Buffers::new(&connection.device, &self.pipeline, sizes);
            *buffers = connection.guarded(make)?;
        }
        let record = || {
            buffers.write(&connection.queue, packed);
            buffers.record(&connection.device, packed)
        };
        let bytes = needed.output as u64;
        connection.submit_and_read(&buffers.read_back, bytes, record, |bytes| packed.matches(bytes))
    }
}
