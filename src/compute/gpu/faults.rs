//! Turns wgpu's ways to fail (error scopes, callbacks, lost devices) into errors. wgpu panics on
//! what nobody listens to, so every device is watched.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::ComputeError;
use super::wait::block_on;

/// The first failure that makes a device useless from then on.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults(Arc<Mutex<Option<String>>>);

impl Faults {
    /// Listens to a device for the rest of its life.
    pub(super) fn watch(device: &wgpu::Device) -> Self {
        let faults = Self::default();
        let on_loss = faults.clone();
        device.set_device_lost_callback(move |reason, message| {
            on_loss.record(format!("{reason:?}: {message}"));
        });
        let on_error = faults.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            on_error.record(error.to_string());
        }));
        faults
    }

    /// # Errors
    /// The device has failed at some time.
    pub(super) fn check(&self) -> Result<(), ComputeError> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reason) => Err(ComputeError::DeviceLost(reason.clone())),
            None => Ok(()),
        }
    }

    /// Keeps a reason, unless there is one already.
    pub(super) fn record(&self, reason: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
    }
}

/// Runs `work` and gives the first error that wgpu reports on this thread meanwhile.
pub(super) fn scoped<T>(device: &wgpu::Device, work: impl FnOnce() -> T) -> Result<T, wgpu::Error> {
    let internal = device.push_error_scope(wgpu::ErrorFilter::Internal);
    let memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let validation = device.push_error_scope(wgpu::ErrorFilter::Validation);
    let value = work();
    let validation = block_on(validation.pop());
    let memory = block_on(memory.pop());
    let internal = block_on(internal.pop());
    // Lack of memory first: what fails to validate afterwards is only its consequence.
    match memory.or(internal).or(validation) {
        Some(error) => Err(error),
        None => Ok(value),
    }
}

/// An error while the device is in use: whatever it is, no result came of it.
pub(super) fn lost(error: &wgpu::Error) -> ComputeError {
    ComputeError::DeviceLost(error.to_string().trim().to_owned())
}
