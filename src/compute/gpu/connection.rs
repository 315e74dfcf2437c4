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

    /// Whether the device has failed, without asking it anything.
    ///
    /// # Errors
    /// It has; nothing will run on it any more.
    pub(super) fn check(&self) -> Result<(), ComputeError> {
        self.faults.check()
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
        let submitted = self.submit(read_back, bytes, record)?;
        self.read(read_back, submitted, read)
    }

    /// A submission that failed is the last one: wgpu tells of a loss only when it is next asked.
    fn remember(&self, error: &ComputeError) {
        if let ComputeError::DeviceLost(reason) = error {
            self.faults.record(reason.clone());
        }
    }

    /// Submits the commands that `record` gives, and asks for the first `bytes` of `read_back`.
    ///
    /// # Errors
    /// The device has failed, now or before.
    pub(super) fn submit(
        &self,
        read_back: &wgpu::Buffer,
        bytes: u64,
        record: impl FnOnce() -> wgpu::CommandBuffer,
    ) -> Result<Submitted, ComputeError> {
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
        let index = self.guarded(submit).inspect_err(|error| self.remember(error))?;
        Ok(Submitted { index, on_mapped, bytes })
    }

    /// Waits for a submission and hands what it asked for to `read`.
    ///
    /// # Errors
    /// The device has failed.
    pub(super) fn read<T>(
        &self,
        read_back: &wgpu::Buffer,
        submitted: Submitted,
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, ComputeError> {
        // What has failed may be silent for as long as anybody waits: once is enough.
        self.faults.check()?;
        let Submitted { index, on_mapped, bytes } = submitted;
        let waited = wait::wait(&self.device, Some(index));
        self.faults.check()?;
        waited.inspect_err(|error| self.remember(error))?;
        let result = match on_mapped.try_recv() {
            Ok(Ok(())) => read_mapped(read_back, bytes, read),
            _ => Err(ComputeError::DeviceLost("its results cannot be read".to_owned())),
        };
        read_back.unmap();
        result
    }
}

/// Commands on their way.
pub(super) struct Submitted {
    index: wgpu::SubmissionIndex,
    on_mapped: mpsc::Receiver<Result<(), wgpu::BufferAsyncError>>,
    bytes: u64,
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
