//! Where a caller waits until its result is there, or until it should look again whether its turn
//! has come. Knows nothing of queues.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

/// One waiting caller's place. Nothing is lost when it is called before it sits down.
#[derive(Debug)]
pub(super) struct Seat<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<T> {
    called: bool,
    delivered: Option<T>,
}

/// Why a caller got up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wake<T> {
    /// Its result.
    Delivered(T),
    /// Something changed: it may be its turn.
    Called,
    /// The time it would wait is over.
    Late,
}

impl<T> Seat<T> {
    pub(super) fn new() -> Self {
        let state = State { called: false, delivered: None };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Asks the caller to look again.
    pub(super) fn call(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).called = true;
        self.changed.notify_one();
    }

    /// Hands the caller its result.
    pub(super) fn deliver(&self, result: T) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).delivered = Some(result);
        self.changed.notify_one();
    }

    /// Sleeps until there is a result, a call, or `deadline` (`None`: for ever); a result goes first.
    pub(super) fn wait(&self, deadline: Option<Instant>) -> Wake<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(result) = state.delivered.take() {
                return Wake::Delivered(result);
            }
            if std::mem::take(&mut state.called) {
                return Wake::Called;
            }
            let Some(deadline) = deadline else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return Wake::Late;
            };
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_goes_before_a_call_and_a_call_before_the_deadline() {
        let seat = Seat::new();
        let past = Some(Instant::now());
        seat.call();
        seat.deliver(7);
        assert_eq!(seat.wait(past), Wake::Delivered(7));
        assert_eq!(seat.wait(past), Wake::Called);
        assert_eq!(seat.wait(past), Wake::Late);
    }
}
