//! A device with another one behind it that takes over for good when it fails: one line in the log,
//! and no failed request. Decides nothing about which devices there are.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::apart::apart;
use crate::compute::{Batch, ComputeError, Device, DeviceInfo, Encoded, Keep, Match, TokenRows};

/// Makes the device that takes over: it is not made, nor kept in memory, before it is needed.
type Make = Box<dyn Fn() -> Result<Arc<dyn Device>, ComputeError> + Send + Sync>;

/// A device and its replacement.
pub(super) struct Standby {
    first: Arc<dyn Device>,
    make: Make,
    /// Why the first device is out of use.
    fault: OnceLock<String>,
    second: OnceLock<Arc<dyn Device>>,
    /// Held while the second device is made, so that those who fail together get one.
    making: Mutex<()>,
}

impl Standby {
    /// Runs on `first` until it fails, then on what `make` gives.
    pub(super) fn new(first: Arc<dyn Device>, make: Make) -> Self {
        let (fault, second) = (OnceLock::new(), OnceLock::new());
        Self { first, make, fault, second, making: Mutex::default() }
    }

    /// Runs on `second` alone, because the first device failed while it was opened.
    pub(super) fn failed(error: &ComputeError, second: Arc<dyn Device>) -> Self {
        let refuse = || Err(ComputeError::DeviceLost("it was not opened".to_owned()));
        let mut standby = Self::new(second.clone(), Box::new(refuse));
        standby.second = OnceLock::from(second);
        standby.give_up(error);
        standby
    }

    /// Whether the replacement runs.
    pub(super) fn has_failed(&self) -> bool {
        self.fault.get().is_some()
    }

    /// Runs `work` on the device that works, and once more on the replacement if it fails meanwhile.
    fn run<T>(
        &self,
        work: impl Fn(&dyn Device) -> Result<T, ComputeError>,
    ) -> Result<T, ComputeError> {
        if !self.has_failed() {
            match work(&*self.first) {
                Err(error) if is_fault(&error) => self.give_up(&error),
                done => return done,
            }
        }
        work(self.second()?)
    }

    fn give_up(&self, error: &ComputeError) {
        if self.fault.set(error.to_string()).is_ok() {
            tracing::warn!(%error, "the GPU failed; the processor takes over its work");
        }
    }

    /// The replacement, made if it is not there. Where that fails the next call tries again: a
    /// model folder that is being replaced is whole a moment later.
    fn second(&self) -> Result<&dyn Device, ComputeError> {
        if let Some(second) = self.second.get() {
            return Ok(&**second);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(second) = self.second.get() {
            return Ok(&**second);
        }
        let made = apart(&*self.make).map_err(|reason| self.neither(&reason))?;
        Ok(&**self.second.get_or_init(|| made))
    }

    fn neither(&self, reason: &ComputeError) -> ComputeError {
        let fault = self.fault.get().map_or("it failed", String::as_str);
        ComputeError::DeviceLost(format!("{fault}; nor can the processor take over: {reason}"))
    }
}

/// Whether an error is the device's and not of what it was given.
fn is_fault(error: &ComputeError) -> bool {
    !matches!(error, ComputeError::Batch(_) | ComputeError::MaxSim(_))
}

impl Device for Standby {
    fn describe(&self) -> DeviceInfo {
        self.second.get().unwrap_or(&self.first).describe()
    }

    fn encode(&self, batch: &Batch, keep: Keep) -> Result<Encoded, ComputeError> {
        self.run(|device| device.encode(batch, keep))
    }

    fn max_sim(
        &self,
        query: TokenRows<'_>,
        documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        self.run(|device| device.max_sim(query, documents))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::compute::{BatchError, DeviceKind, MaxSimError};

    /// Works so many times, then is lost; gives its name's length for a vector.
    struct Fragile {
        name: &'static str,
        left: AtomicUsize,
    }

    fn device(name: &'static str, works: usize) -> Fragile {
        Fragile { name, left: AtomicUsize::new(works) }
    }

    impl Fragile {
        fn work(&self) -> Result<(), ComputeError> {
            let left =
                self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
            left.map(drop).map_err(|_| ComputeError::DeviceLost(format!("{} is gone", self.name)))
        }
    }

    impl Device for Fragile {
        fn describe(&self) -> DeviceInfo {
            DeviceInfo {
                kind: DeviceKind::Gpu,
                name: self.name.to_owned(),
                backend: String::new(),
                software: false,
            }
        }

        fn encode(&self, batch: &Batch, _keep: Keep) -> Result<Encoded, ComputeError> {
            self.work()?;
            batch.check(10, 10)?;
            Ok(Encoded { pooled: vec![self.name.len() as f32], states: Vec::new() })
        }

        fn max_sim(
            &self,
            _query: TokenRows<'_>,
            _documents: &[TokenRows<'_>],
        ) -> Result<Vec<Vec<Match>>, ComputeError> {
            self.work().map(|()| Vec::new())
        }
    }

    fn standby(works: usize, made: &Arc<AtomicUsize>) -> Standby {
        let made = made.clone();
        let make = move || -> Result<Arc<dyn Device>, ComputeError> {
            made.fetch_add(1, Ordering::SeqCst);
            Ok(Arc::new(device("processor", usize::MAX)))
        };
        Standby::new(Arc::new(device("gpu", works)), Box::new(make))
    }

    fn pooled(device: &Standby, id: u32) -> Result<Vec<f32>, ComputeError> {
        device.forward(&Batch::new(&[[id]]).unwrap())
    }

    #[test]
    fn the_replacement_takes_over_for_good_and_is_made_once() {
        let made = Arc::new(AtomicUsize::new(0));
        let device = standby(1, &made);
        assert_eq!(pooled(&device, 1).unwrap(), [3.0]);
        assert_eq!((device.has_failed(), made.load(Ordering::SeqCst)), (false, 0));
        assert_eq!(pooled(&device, 1).unwrap(), [9.0]);
        device.max_sim(TokenRows { values: &[], width: 1 }, &[]).unwrap();
        assert_eq!(pooled(&device, 1).unwrap(), [9.0]);
        assert_eq!((device.has_failed(), made.load(Ordering::SeqCst)), (true, 1));
        assert_eq!(device.describe().name, "processor");
    }

    #[test]
    fn callers_that_meet_the_failure_together_are_all_served() {
        let made = Arc::new(AtomicUsize::new(0));
        let device = standby(0, &made);
        std::thread::scope(|scope| {
            let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| pooled(&device, 1))).collect();
            calls.into_iter().for_each(|call| assert_eq!(call.join().unwrap().unwrap(), [9.0]));
        });
        assert_eq!(made.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_batch_that_no_device_can_run_is_no_failure_of_the_device() {
        let device = standby(9, &Arc::default());
        let refused = pooled(&device, 99);
        assert!(matches!(refused, Err(ComputeError::Batch(BatchError::UnknownToken { .. }))));
        assert!(!device.has_failed());
        assert!(!is_fault(&ComputeError::MaxSim(MaxSimError::NoRows(0))));
    }

    #[test]
    fn one_that_failed_while_it_was_opened_runs_on_the_other_from_the_start() {
        let lost = ComputeError::DeviceLost("no memory".to_owned());
        let device = Standby::failed(&lost, Arc::new(device("processor", 9)));
        assert!(device.has_failed());
        assert_eq!(pooled(&device, 1).unwrap(), [9.0]);
        assert_eq!(device.describe().name, "processor");
    }

    #[test]
    fn without_a_replacement_both_reasons_are_told() {
        let make = || Err(ComputeError::NoAdapter("the folder is gone".to_owned()));
        let device = Standby::new(Arc::new(device("gpu", 0)), Box::new(make));
        let error = pooled(&device, 1).unwrap_err().to_string();
        assert!(error.contains("gpu is gone") && error.contains("folder is gone"), "{error}");
    }

    #[test]
    fn a_replacement_that_could_not_be_made_is_tried_again() {
        let tries = AtomicUsize::new(0);
        let make = move || -> Result<Arc<dyn Device>, ComputeError> {
            match tries.fetch_add(1, Ordering::SeqCst) {
                0 => Err(ComputeError::DeviceLost("half a folder".to_owned())),
                _ => Ok(Arc::new(device("processor", 9))),
            }
        };
        let device = Standby::new(Arc::new(device("gpu", 0)), Box::new(make));
        assert!(pooled(&device, 1).unwrap_err().to_string().contains("half a folder"));
        assert_eq!(pooled(&device, 1).unwrap(), [9.0]);
    }
}
