//! Waiting for wgpu: its futures, and its queue. Nothing here decides what runs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use super::super::ComputeError;
use super::adapter::is_software;

/// Longest wait for one submission of a real GPU. They are cut to half a second on a slow one, and
/// two are on their way at a time; meanwhile everybody's queries wait.
const HARDWARE_PATIENCE: Duration = Duration::from_secs(10);

/// Longest wait for one drawn in software: the slowest measured (lavapipe on one core) needs ten
/// seconds, and more where other work runs beside it.
const SOFTWARE_PATIENCE: Duration = Duration::from_secs(120);

/// Runs a future to its end on this thread. wgpu's native futures are ready when they are made, so
/// an executor would be a dependency for nothing.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Waits for a submission, or for all of them, and runs their callbacks.
///
/// # Errors
/// The device was lost or does not answer.
pub(super) fn wait(
    device: &wgpu::Device,
    submission_index: Option<wgpu::SubmissionIndex>,
) -> Result<(), ComputeError> {
    let timeout = match is_software(&device.adapter_info()) {
        true => SOFTWARE_PATIENCE,
        false => HARDWARE_PATIENCE,
    };
    let poll = wgpu::PollType::Wait { submission_index, timeout: Some(timeout) };
    // wgpu 30 panics here when the device goes while it waits (`Device::poll` treats every error
    // but a timeout as fatal). A laptop that loses its GPU must not lose the process.
    match catch_unwind(AssertUnwindSafe(|| device.poll(poll))) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(ComputeError::DeviceLost(error.to_string())),
        Err(_) => Err(ComputeError::DeviceLost("it went away during a batch".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_that_waits_is_woken() {
        let mut polls = 0;
        let twice = std::future::poll_fn(|context| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready("done");
            }
            let waker = context.waker().clone();
            std::thread::spawn(move || waker.wake());
            Poll::Pending
        });
        assert_eq!(block_on(twice), "done");
    }
}
