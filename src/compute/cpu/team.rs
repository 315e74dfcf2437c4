//! Threads that take shares of a product while a short text is read alone: its few rows leave nothing
//! to share but the outputs. Knows nothing of layers.
//!
//! The caller offers each helper a share, multiplies its own, takes back what nobody has begun, and
//! puts the results together. So it never waits for a thread that does not run, and gets the very
//! values that it would have got alone.

use std::hint;
use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::grid::Grid;
use super::linear::{Epilogue, LinearScratch, Multiply, Operands, PackedLinear};

/// No share lies here.
const FREE: u8 = 0;
/// A share waits for the helper.
const OFFERED: u8 = 1;
/// The helper multiplies.
const TAKEN: u8 = 2;
/// The product is there.
const DONE: u8 = 3;
/// There is nothing more to do.
const CLOSED: u8 = 4;

/// Looks at a flag, at some nanoseconds each, before the processor is offered to other threads: the
/// steps between two products take a few microseconds.
const LOOKS: usize = 2_000;

/// Where one helper gets its shares.
#[derive(Default)]
pub(super) struct Seat<'a> {
    state: AtomicU8,
    share: Mutex<Share<'a>>,
}

/// Some outputs of a product, with memory that is used again from product to product.
#[derive(Default)]
struct Share<'a> {
    /// Which product; `None` before the first.
    linear: Option<&'a PackedLinear>,
    panels: Range<usize>,
    rows: usize,
    epilogue: Epilogue<'static>,
    x: Vec<f32>,
    /// `[rows, outputs of the panels]`.
    out: Vec<f32>,
    scratch: LinearScratch,
}

impl Share<'_> {
    fn multiply(&mut self) {
        let Some(linear) = self.linear else { return };
        self.out.resize(self.rows * linear.grid().outputs_of(&self.panels).len(), 0.0);
        let operands = Operands { x: &self.x, rows: self.rows, epilogue: self.epilogue };
        linear.apply_part(self.panels.clone(), operands, &mut self.scratch, &mut self.out);
    }
}

impl<'a> Seat<'a> {
    /// Multiplies what is offered until there is nothing more to do: for a helper's thread.
    pub(super) fn serve(&self) {
        loop {
            match self.exchange(OFFERED, TAKEN) {
                Ok(()) => {
                    let _done = OnDrop(|| _ = self.exchange(TAKEN, DONE));
                    self.lock().multiply();
                }
                Err(CLOSED) => return,
                Err(_) => self.wait_while(|state| matches!(state, FREE | DONE)),
            }
        }
    }

    fn offer(&self, linear: &'a PackedLinear, panels: Range<usize>, operands: Operands<'_>) {
        let mut share = self.lock();
        share.linear = Some(linear);
        share.panels = panels;
        share.rows = operands.rows;
        share.epilogue = operands.epilogue.alone();
        share.x.clear();
        share.x.extend_from_slice(operands.x);
        drop(share);
        self.state.store(OFFERED, Ordering::Release);
    }

    /// The share that was offered, multiplied: by the helper, or here if it has not begun, or if it
    /// came to no end.
    fn take_back(&self) -> MutexGuard<'_, Share<'a>> {
        let is_left = self.exchange(OFFERED, FREE).is_ok();
        self.wait_while(|state| state == TAKEN);
        let is_unfinished = self.share.is_poisoned();
        let mut share = self.lock();
        if is_left || is_unfinished {
            share.multiply();
        }
        share
    }

    fn exchange(&self, from: u8, to: u8) -> Result<(), u8> {
        self.state.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    fn wait_while(&self, goes_on: impl Fn(u8) -> bool) {
        let mut looks = 0;
        while goes_on(self.state.load(Ordering::Acquire)) {
            looks += 1;
            match looks < LOOKS {
                true => hint::spin_loop(),
                false => thread::yield_now(),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Share<'a>> {
        self.share.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends the helpers of some seats home when it is dropped, whatever happened meanwhile.
pub(super) struct Closing<'s, 'a>(pub(super) &'s [Seat<'a>]);

impl Drop for Closing<'_, '_> {
    fn drop(&mut self) {
        self.0.iter().for_each(|seat| seat.state.store(CLOSED, Ordering::Release));
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        self.0();
    }
}

/// Puts the results of some panels, `[rows, outputs of the panels]`, in their places of `out`,
/// `[rows, outputs]`, with what is added to them.
fn put(grid: &Grid, panels: &Range<usize>, results: &[f32], after: Epilogue<'_>, out: &mut [f32]) {
    let place = grid.outputs_of(panels);
    if place.is_empty() {
        return;
    }
    for (row, results) in results.chunks_exact(place.len()).enumerate() {
        let first = row * grid.outputs + place.start;
        let out = &mut out[first..][..place.len()];
        out.copy_from_slice(results);
        if let Epilogue::Residual(residual) = after {
            out.iter_mut().zip(&residual[first..]).for_each(|(out, value)| *out += value);
        }
    }
}

/// The caller and its helpers.
pub(super) struct Team<'s, 'a> {
    seats: &'s [Seat<'a>],
    scratch: LinearScratch,
    out: Vec<f32>,
}

impl<'s, 'a> Team<'s, 'a> {
    /// One that offers shares at these seats. Whether anybody sits there does not matter.
    pub(super) fn new(seats: &'s [Seat<'a>]) -> Self {
        Self { seats, scratch: LinearScratch::default(), out: Vec::new() }
    }
}

impl<'a> Multiply<'a> for Team<'_, 'a> {
    fn multiply(&mut self, linear: &'a PackedLinear, operands: Operands<'_>, out: &mut [f32]) {
        let (grid, Operands { rows, epilogue, .. }) = (linear.grid(), operands);
        let operands = Operands { x: &operands.x[..rows * grid.inputs], ..operands };
        let share = |number: usize| share_of(grid.panels(), number, self.seats.len() + 1);
        for (number, seat) in (1..).zip(self.seats) {
            seat.offer(linear, share(number), operands);
        }
        let (own, alone) = (share(0), Operands { epilogue: epilogue.alone(), ..operands });
        self.out.resize(rows * grid.outputs_of(&own).len(), 0.0);
        linear.apply_part(own.clone(), alone, &mut self.scratch, &mut self.out);
        put(grid, &own, &self.out, epilogue, out);
        for seat in self.seats {
            let share = seat.take_back();
            put(grid, &share.panels, &share.out, epilogue, out);
        }
    }
}

/// The panels that one of `members` gets: as many as the others, or one less.
fn share_of(panels: usize, number: usize, members: usize) -> Range<usize> {
    panels * number / members..panels * (number + 1) / members
}

#[cfg(test)]
mod tests {
    use super::super::super::Linear;
    use super::super::Precision;
    use super::super::numbers::Numbers;
    use super::*;

    /// Multiplies with a team of which some have come, and compares with one who is alone.
    fn check(linear: &PackedLinear, rows: usize, [seats, helpers]: [usize; 2]) {
        let Grid { inputs, outputs, .. } = *linear.grid();
        let mut numbers = Numbers(rows as u64 * 7 + outputs as u64);
        let (x, residual) = (numbers.take(rows * inputs), numbers.take(rows * outputs));
        let seats: Vec<Seat<'_>> = (0..seats).map(|_| Seat::default()).collect();
        thread::scope(|scope| {
            let _closing = Closing(&seats);
            for seat in &seats[..helpers] {
                scope.spawn(|| seat.serve());
            }
            let mut team = Team::new(&seats);
            for epilogue in [Epilogue::Bias, Epilogue::Gelu, Epilogue::Residual(&residual)] {
                let [mut alone, mut together] = [(); 2].map(|()| vec![f32::NAN; rows * outputs]);
                let operands = Operands { x: &x, rows, epilogue };
                LinearScratch::default().multiply(linear, operands, &mut alone);
                for _ in 0..5 {
                    team.multiply(linear, operands, &mut together);
                    assert_eq!(together, alone, "{rows} rows, {helpers} of {}", seats.len());
                }
            }
        });
    }

    #[test]
    fn a_team_gets_the_very_values_of_one_alone_whoever_comes() {
        for precision in [Precision::F32, Precision::Int8] {
            for (inputs, outputs) in [(24, 7), (40, 100), (33, 390)] {
                let mut numbers = Numbers(outputs as u64);
                let weight = numbers.take(inputs * outputs);
                let layer = Linear { weight, bias: numbers.take(outputs) };
                let linear = PackedLinear::new(&layer, precision);
                for rows in [1, 5, 11] {
                    for members in [[0, 0], [1, 0], [1, 1], [3, 2], [3, 3]] {
                        check(&linear, rows, members);
                    }
                }
            }
        }
    }

    #[test]
    fn shares_are_all_panels_in_order() {
        for panels in 0..20 {
            for members in 1..5 {
                let shares = (0..members).map(|number| share_of(panels, number, members));
                assert!(shares.flatten().eq(0..panels));
            }
        }
    }
}
