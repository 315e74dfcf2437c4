//! A table of vectors on the GPU, and the rows of it that are nearest to a query. The table is sent
//! once; filters and scores other than the product are the caller's.

use std::sync::{Mutex, PoisonError};

use bytemuck::{Pod, Zeroable};
use wgpu::{Buffer, BufferUsages};

use super::super::ComputeError;
use super::GpuDevice;
use super::buffers::new_buffer;
use super::kernels::Variant;
use super::pack::{Axis, LANES};
use super::pipeline::{Bound, Compiler, Pipeline};

/// Rows of a workgroup (`BLOCK` in `scan.wgsl`).
const BLOCK_ROWS: usize = 256;

/// Most rows that one call gives: the kernel takes a pass over a block for each.
pub const MOST_NEAREST: usize = 64;

/// `NO_ROW` of `scan.wgsl`.
const NO_ROW: u32 = u32::MAX;

/// A row of a table and its product with the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Its place in the table.
    pub row: usize,
    /// The product.
    pub product: f32,
}

/// `Counts` of `scan.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Counts {
    rows: u32,
    best: u32,
    unused: [u32; 2],
}

/// `Near` of `scan.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Near {
    product: f32,
    row: u32,
}

/// Vectors on the device that made it, bound to the kernel.
pub struct VectorTable {
    axis: Axis,
    rows: usize,
    buffers: Mutex<Buffers>,
}

struct Buffers {
    query: Buffer,
    counts: Buffer,
    output: Buffer,
    read_back: Buffer,
    bound: Bound,
}

impl GpuDevice {
    /// Sends a table of vectors, `[rows, width]`, to the device.
    ///
    /// # Errors
    /// One buffer cannot hold it, the values are no whole rows, or the device has failed.
    pub fn table(&self, values: &[f32], width: usize) -> Result<VectorTable, ComputeError> {
        let axis = Axis::new(width);
        let rows = values.len().checked_div(width).unwrap_or(0);
        self.check_table(values.len(), width, rows)?;
        let device = &self.connection.device;
        let compiler = Compiler { device, cache: None };
        let constants = [("VECTORS", axis.vectors() as f64)];
        let pipeline = Pipeline::new(compiler, Variant::Scan, &constants)?;
        let columns = by_columns(values, axis, rows);
        let buffers =
            self.connection.guarded(|| self.bind_table(&pipeline, axis, rows, &columns))?;
        Ok(VectorTable { axis, rows, buffers: Mutex::new(buffers) })
    }

    fn check_table(&self, values: usize, width: usize, rows: usize) -> Result<(), ComputeError> {
        let limits = self.connection.device.limits();
        let most = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        let bytes = (rows * Axis::new(width).padded() * size_of::<f32>()) as u64;
        let blocks = rows.div_ceil(BLOCK_ROWS) as u64;
        let too_small =
            |reason| Err(ComputeError::TooSmall { adapter: self.info.name.clone(), reason });
        if rows == 0 || rows * width != values {
            return too_small(format!("{values} values are no table of rows of {width}"));
        }
        if bytes > most || blocks > u64::from(limits.max_compute_workgroups_per_dimension) {
            return too_small(format!("a table of {bytes} bytes wanted, {most} found"));
        }
        Ok(())
    }

    fn bind_table(&self, pipeline: &Pipeline, axis: Axis, rows: usize, columns: &[f32]) -> Buffers {
        let device = &self.connection.device;
        let input = BufferUsages::STORAGE | BufferUsages::COPY_DST;
        let table = new_buffer(device, "table", size_of_val(columns), input);
        self.connection.queue.write_buffer(&table, 0, bytemuck::cast_slice(columns));
        let query = new_buffer(device, "query", axis.padded() * size_of::<f32>(), input);
        let uniform = BufferUsages::UNIFORM | BufferUsages::COPY_DST;
        let counts = new_buffer(device, "table counts", size_of::<Counts>(), uniform);
        let bytes = rows.div_ceil(BLOCK_ROWS) * MOST_NEAREST * size_of::<Near>();
        let written = BufferUsages::STORAGE | BufferUsages::COPY_SRC;
        let output = new_buffer(device, "nearest", bytes, written);
        let readable = BufferUsages::MAP_READ | BufferUsages::COPY_DST;
        let read_back = new_buffer(device, "nearest back", bytes, readable);
        let bound = pipeline.bind(device, &[&query, &table, &counts, &output]);
        Buffers { query, counts, output, read_back, bound }
    }

    /// The `count` rows (at most [`MOST_NEAREST`]) of a table of this device whose products with the
    /// query are largest, best first; of equal products the earlier row.
    ///
    /// # Errors
    /// The query is not as wide as the table, or the device has failed.
    pub fn nearest(
        &self,
        table: &VectorTable,
        query: &[f32],
        count: usize,
    ) -> Result<Vec<Nearest>, ComputeError> {
        if Axis::new(query.len()) != table.axis {
            let reason = format!("a query of {} values does not fit the table", query.len());
            return Err(ComputeError::TooSmall { adapter: self.info.name.clone(), reason });
        }
        let best = count.min(MOST_NEAREST);
        if best == 0 {
            return Ok(Vec::new());
        }
        // A panic of another caller leaves nothing half-written: every call begins afresh.
        let buffers = table.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        let blocks = table.rows.div_ceil(BLOCK_ROWS);
        let bytes = (blocks * best * size_of::<Near>()) as u64;
        let record = || self.record_scan(&buffers, table, query, best, bytes);
        let read = |bytes: &[u8]| merged(bytes, best);
        self.connection.submit_and_read(&buffers.read_back, bytes, record, read)
    }

    fn record_scan(
        &self,
        buffers: &Buffers,
        table: &VectorTable,
        query: &[f32],
        best: usize,
        bytes: u64,
    ) -> wgpu::CommandBuffer {
        let Buffers { query: query_buffer, counts, output, read_back, bound } = buffers;
        let queue = &self.connection.queue;
        let padded = super::pack::pack_rows(query, table.axis);
        queue.write_buffer(query_buffer, 0, bytemuck::cast_slice(&padded));
        let (rows, best) = (table.rows as u32, best as u32);
        let sizes = Counts { rows, best, unused: [0; 2] };
        queue.write_buffer(counts, 0, bytemuck::bytes_of(&sizes));
        let mut encoder = self.connection.device.create_command_encoder(&Default::default());
        let blocks = table.rows.div_ceil(BLOCK_ROWS) as u32;
        bound.dispatch(&mut encoder.begin_compute_pass(&Default::default()), [blocks, 1, 1]);
        encoder.copy_buffer_to_buffer(output, 0, read_back, 0, bytes);
        encoder.finish()
    }
}

/// `[vectors, rows]` in vectors of four: what `scan.wgsl` reads.
fn by_columns(values: &[f32], axis: Axis, rows: usize) -> Vec<f32> {
    let mut columns = vec![0.0; rows * axis.padded()];
    for (row, values) in values.chunks_exact(values.len() / rows).enumerate() {
        for (vector, part) in values.chunks(LANES).enumerate() {
            let place = (vector * rows + row) * LANES;
            columns[place..place + part.len()].copy_from_slice(part);
        }
    }
    columns
}

/// The best of all blocks.
fn merged(bytes: &[u8], best: usize) -> Vec<Nearest> {
    let found: Vec<Near> = bytemuck::pod_collect_to_vec(bytes);
    let mut nearest: Vec<Nearest> = found
        .into_iter()
        .filter(|near| near.row != NO_ROW)
        .map(|near| Nearest { row: near.row as usize, product: near.product })
        .collect();
    nearest.sort_by(|a, b| b.product.total_cmp(&a.product).then(a.row.cmp(&b.row)));
    nearest.truncate(best);
    nearest
}
