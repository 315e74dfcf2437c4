//! Two pieces of work at the same time, one on a thread of its own and one on the caller's. Knows
//! nothing of the work.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Threads that run beside their callers at this moment.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Runs `other` on a thread of its own while `here` runs on this one. A panic of either goes on.
///
/// For two that somebody waits for, and that may wait themselves, for the model or for the disk: a
/// thread of the common pool would first end what the pool does for an import. Where the system
/// has no thread to give, they run one after the other.
pub(crate) fn beside<A: Send, B>(other: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    let _counted = Counted::among(&RUNNING);
    let other = &other;
    thread::scope(|scope| {
        let running = thread::Builder::new().spawn_scoped(scope, other);
        let here = here();
        let other = match running {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => other(),
        };
        (other, here)
    })
}

/// How many threads run beside their callers, of all of the program: who would start more can see
/// whether there are cores left.
pub(crate) fn running() -> usize {
    RUNNING.load(Ordering::Relaxed)
}

/// One more of something, as long as it is there.
pub(crate) struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    /// Counts itself.
    pub(crate) fn among(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn both_run_at_the_same_time_and_come_back() {
        let both_there = Barrier::new(2);
        let meet = || both_there.wait();
        let (other, here) = beside(
            || {
                meet();
                thread::current().id()
            },
            || {
                meet();
                thread::current().id()
            },
        );
        assert_eq!(here, thread::current().id());
        assert_ne!(other, here);
    }

    #[test]
    fn a_panic_of_either_goes_on() {
        let told = |run: &dyn Fn()| {
            let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
            panic.downcast_ref::<&str>().map(ToString::to_string)
        };
        let other = told(&|| _ = beside(|| panic!("other"), || ()));
        let here = told(&|| _ = beside(|| (), || panic!("here")));
        assert_eq!([other, here].map(Option::unwrap), ["other", "here"]);
    }
}
