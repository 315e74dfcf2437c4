//! Two sets of activation buffers, so that a chunk can be encoded while another runs. It decides
//! who may use which; what runs in them is decided in `plan.rs`, and when in `forward.rs`.

use std::ops::Deref;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::buffers::Arena;
use super::chunk::Counts;
use super::plan::Step;

/// Chunks on their way at a time: one that runs, and one that is prepared or read meanwhile.
pub(super) const SLOTS: usize = 2;

/// Sequences short enough for the narrow plan: a query, which is rarely longer.
pub(super) const NARROW_TOKENS: u32 = 16;

/// An arena with every kernel bound to it.
pub(super) struct Slot {
    pub(super) arena: Arena,
    pub(super) wide: Vec<Step>,
    pub(super) narrow: Vec<Step>,
}

impl Slot {
    /// The plan for a chunk of this size.
    pub(super) fn steps(&self, counts: &Counts) -> &[Step] {
        if counts.tokens <= NARROW_TOKENS { &self.narrow } else { &self.wide }
    }
}

/// The slots that nobody uses.
pub(super) struct Slots {
    free: Mutex<Vec<Slot>>,
    returned: Condvar,
}

/// A slot in use, which goes back when dropped.
pub(super) struct SlotInUse<'a> {
    slots: &'a Slots,
    slot: Option<Slot>,
}

impl Slots {
    pub(super) fn new(slots: Vec<Slot>) -> Self {
        Self { free: Mutex::new(slots), returned: Condvar::new() }
    }

    /// A slot, waiting for one. Who holds one already must not call this: two who did would wait
    /// for each other.
    pub(super) fn take(&self) -> SlotInUse<'_> {
        let mut free = self.lock();
        loop {
            if let Some(slot) = free.pop() {
                return SlotInUse { slots: self, slot: Some(slot) };
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A slot, if there is one now.
    pub(super) fn try_take(&self) -> Option<SlotInUse<'_>> {
        let slot = self.lock().pop()?;
        Some(SlotInUse { slots: self, slot: Some(slot) })
    }

    /// A panic of another caller leaves nothing half-written: every chunk begins afresh.
    fn lock(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for SlotInUse<'_> {
    type Target = Slot;

    fn deref(&self) -> &Slot {
        self.slot.as_ref().expect("it is taken out by `drop` alone")
    }
}

impl Drop for SlotInUse<'_> {
    fn drop(&mut self) {
        self.slots.lock().extend(self.slot.take());
        self.slots.returned.notify_one();
    }
}
