//! Runs work that others wait for behind a lock on threads of its own. Knows nothing of the work.

use std::fmt::Display;
use std::panic::resume_unwind;
use std::thread;

use crate::compute::ComputeError;

/// Runs `work`, which may be parallel, on a pool of its own and waits for it.
///
/// A thread of the common pool that waits within it takes up other work meanwhile. If that wants
/// the lock that the thread holds, it waits for itself. So whoever makes something under a lock
/// makes it here: this thread only waits, and the pool has no other work.
///
/// # Errors
/// The work failed, or the system starts no more threads.
pub(super) fn apart<T: Send>(
    work: impl FnOnce() -> Result<T, ComputeError> + Send,
) -> Result<T, ComputeError> {
    let pool = rayon::ThreadPoolBuilder::new().build().map_err(|error| no_threads(&error))?;
    thread::scope(|scope| {
        let run = || pool.install(work);
        let running = thread::Builder::new().spawn_scoped(scope, run);
        match running.map_err(|error| no_threads(&error))?.join() {
            Ok(done) => done,
            Err(panic) => resume_unwind(panic),
        }
    })
}

fn no_threads(error: &dyn Display) -> ComputeError {
    ComputeError::DeviceLost(format!("no threads to open it on: {error}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn threads_of_a_pool_that_wait_for_a_lock_do_not_stop_parallel_work_behind_it() {
        let lock = Mutex::new(());
        let sum = || (0..1000_u64).into_par_iter().sum::<u64>();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let sums: Vec<u64> = pool.install(|| {
            let make = |_: u64| {
                let _making = lock.lock().unwrap();
                apart(|| Ok(sum())).unwrap()
            };
            (0..8_u64).into_par_iter().map(make).collect()
        });
        assert_eq!(sums, [499_500; 8]);
    }

    #[test]
    fn an_error_of_the_work_is_handed_on() {
        let failed = || Err::<(), _>(ComputeError::DeviceLost("unplugged".to_owned()));
        assert!(apart(failed).unwrap_err().to_string().contains("unplugged"));
    }
}
