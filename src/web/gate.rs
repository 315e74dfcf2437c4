//! A bounded queue before the heavy work: a few jobs run, some wait, the next is turned away.
//!
//! Waiting happens on the runtime's blocking threads, where the job runs too, so that no lock is
//! ever held across an await and a crowd gets a quick "try again" instead of a slow time-out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};

/// Jobs admitted for each that may run. With some tens of milliseconds a job, the last in the
/// queue waits about half a second, which a visitor does not mind.
const ADMITTED_PER_RUNNING: usize = 8;

/// The door to the heavy work.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    admitted: AtomicUsize,
    admitted_max: usize,
    free: Mutex<usize>,
    freed: Condvar,
}

/// A place in the queue; given back when dropped.
#[derive(Debug)]
pub(crate) struct Ticket(Arc<Inner>);

/// The right to run now; given back when dropped.
#[derive(Debug)]
struct Turn(Ticket);

/// Somebody who waits for an answer. Dropped with the request when its connection is closed.
#[derive(Debug, Default)]
pub(crate) struct Asker(Arc<()>);

/// Tells whether an [`Asker`] still waits.
#[derive(Debug)]
pub(crate) struct Watch(Weak<()>);

impl Asker {
    /// For a thread that works for this one.
    pub(crate) fn watch(&self) -> Watch {
        Watch(Arc::downgrade(&self.0))
    }
}

impl Watch {
    /// Whether anybody waits.
    fn is_waited_for(&self) -> bool {
        self.0.strong_count() > 0
    }
}

impl Gate {
    /// A gate behind which `running_max` jobs run at the same time.
    pub(crate) fn new(running_max: usize) -> Self {
        let running_max = running_max.max(1);
        Self(Arc::new(Inner {
            admitted: AtomicUsize::new(0),
            admitted_max: running_max * ADMITTED_PER_RUNNING,
            free: Mutex::new(running_max),
            freed: Condvar::new(),
        }))
    }

    /// Admits a job, unless the queue is full.
    pub(crate) fn enter(&self) -> Option<Ticket> {
        let room = |admitted: usize| (admitted < self.0.admitted_max).then_some(admitted + 1);
        self.0.admitted.fetch_update(Ordering::AcqRel, Ordering::Acquire, room).ok()?;
        Some(Ticket(self.0.clone()))
    }

    /// Jobs waiting or running.
    pub(crate) fn admitted(&self) -> usize {
        self.0.admitted.load(Ordering::Relaxed)
    }
}

impl Ticket {
    /// Runs a job on this thread when it may run, unless by then nobody waits for it: who types on
    /// closes the search before, and a queue of those would keep the one that is read waiting.
    pub(crate) fn run<T>(self, asker: &Watch, job: impl FnOnce() -> T) -> Option<T> {
        let _turn = self.wait();
        asker.is_waited_for().then(job)
    }

    /// Blocks this thread until the job may run.
    fn wait(self) -> Turn {
        let free = self.0.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self
            .0
            .freed
            .wait_while(free, |free| *free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        drop(free);
        Turn(self)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.admitted.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let inner = &self.0.0;
        *inner.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        inner.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_turns_away_until_a_ticket_comes_back() {
        let gate = Gate::new(1);
        let tickets: Vec<_> = (0..ADMITTED_PER_RUNNING).map(|_| gate.enter().unwrap()).collect();
        assert!(gate.enter().is_none());
        drop(tickets);
        assert_eq!(gate.admitted(), 0);
        assert!(gate.enter().is_some());
    }

    #[test]
    fn a_job_that_nobody_waits_for_any_more_is_not_begun() {
        let gate = Gate::new(1);
        let (stays, leaves) = (Asker::default(), Asker::default());
        let watches = [stays.watch(), leaves.watch()];
        let tickets = [gate.enter().unwrap(), gate.enter().unwrap()];
        drop(leaves);
        let mut done = Vec::new();
        for (ticket, watch) in tickets.into_iter().zip(&watches) {
            done.push(ticket.run(watch, || "done"));
        }
        assert_eq!(done, [Some("done"), None]);
        assert_eq!(gate.admitted(), 0);
    }

    #[test]
    fn no_more_jobs_run_at_once_than_allowed() {
        let gate = Gate::new(2);
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| {
                    let _turn = gate.enter().unwrap().wait();
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::yield_now();
                    running.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!((1..=2).contains(&most.into_inner()));
        assert_eq!(gate.admitted(), 0);
    }
}
