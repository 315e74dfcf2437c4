//! An open device with its queue: submits work, reads results back, and turns whatever goes wrong
//! meanwhile into an error. It knows nothing of kernels or models.

use std::sync::mpsc;

use super::super::ComputeError;
use super::faults::{self, Faults};
use super::wait;

/// A device that is listened to.
pub(super) struct Connection {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    faults: Faults,
}

impl Connection {
    pub(super) fn new(device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let faults = Faults::watch(&device);
        Self { device, queue, faults }
    }

    /// Runs `work`, which uses the device.
    ///
    /// # Errors
    /// wgpu reported one meanwhile.
    pub(super) fn guarded<T>(&self, work: impl FnOnce() -> T) -> Result<T, ComputeError> {
        faults::scoped(&self.device, work).map_err(|error| faults::lost(&error))
    }

    /// Submits the commands that `record` gives, waits for them and hands the first `bytes` of
    /// `read_back` to `read`. What `record` writes to buffers is sent along.
    ///
    /// # Errors
    /// The device has failed, now or before.
    pub(super) fn submit_and_read<T>(
        &self,
        read_back: &wgpu::Buffer,
        bytes: u64,
        record: impl FnOnce() -> wgpu::CommandBuffer,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, ComputeError> {
        self.faults.check()?;
        let (mapped, on_mapped) = mpsc::channel();
        let submit = || {
            let index = self.queue.submit([record()]);
            read_back.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
                // Nobody listens any more only when the wait below has failed already.
                mapped.send(result).ok();
            });
            index
        };
        let index = self.guarded(submit)?;
        let waited = wait::wait(&self.device, Some(index));
        self.faults.check()?;
        waited?;
        let result = match on_mapped.try_recv() {
            Ok(Ok(())) => read_mapped(read_back, bytes, read),
            _ => Err(ComputeError::DeviceLost("its results cannot be read".to_owned())),
        };
        read_back.unmap();
        result
    }
}

fn read_mapped<T>(
    buffer: &wgpu::Buffer,
    bytes: u64,
    read: impl FnOnce(&[u8]) -> T,
) -> Result<T, ComputeError> {
    match buffer.get_mapped_range(..bytes) {
        Ok(view) => Ok(read(&view)),
        Err(error) => Err(ComputeError::DeviceLost(error.to_string())),
    }
}
