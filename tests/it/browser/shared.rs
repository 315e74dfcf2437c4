//! One of a thing for all tests that run at the moment. A static is never dropped, and processes would
//! stay behind; this one ends with the last test that holds it, and is made again for the next.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What several tests share while any of them runs.
pub(super) struct Shared<T>(Mutex<Weak<T>>);

impl<T> Shared<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// The one there is, or else a new one; others wait while it is made.
    pub(super) fn get(&self, make: impl FnOnce() -> Option<T>) -> Option<Arc<T>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = known.upgrade() {
            return Some(thing);
        }
        let thing = Arc::new(make()?);
        *known = Arc::downgrade(&thing);
        Some(thing)
    }
}
