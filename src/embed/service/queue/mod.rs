//! Who runs next: a bounded queue of short jobs that run together, and turns for bulk work.
//!
//! No thread of its own: whoever waits and finds a run free takes the oldest jobs, its own among
//! them, runs them as one batch and hands the others their results. A job that meets an idle queue
//! runs on the thread that brought it, at the price of a few locks. Knows nothing of models,
//! devices or text.

mod rules;
mod seat;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use rules::Refusal;
pub(super) use rules::{Bulk, Lanes, Limits, Report, Runner};
use seat::{Seat, Wake};

/// Batches of short jobs that may go before bulk work which waits, one after the other: then bulk
/// work gets one turn, so that a crowd of queries cannot keep an import from ever showing.
const PASSED_OVER_MAX: usize = 64;

/// The queue before one runner.
pub(super) struct Queue<R: Runner> {
    runner: R,
    limits: Limits,
    state: Mutex<State<R>>,
    /// Told when nothing waits or runs any more.
    idle: Condvar,
}

struct State<R: Runner> {
    waiting: VecDeque<Entry<R>>,
    running: usize,
    bulk_waiting: VecDeque<Arc<Seat<()>>>,
    bulk_running: bool,
    passed_over: usize,
    last_job: Option<Instant>,
    next_ticket: u64,
    closed: bool,
}

struct Entry<R: Runner> {
    ticket: u64,
    job: R::Job,
    since: Instant,
    seat: ResultSeat<R>,
    /// Whether its caller has sat down, and must be called when a run is free.
    seated: bool,
}

/// `None` is delivered when the batch came to no end.
type ResultSeat<R> = Arc<Seat<Option<<R as Runner>::Output>>>;

impl<R: Runner> Queue<R> {
    pub(super) fn new(runner: R, limits: Limits) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            running: 0,
            bulk_waiting: VecDeque::new(),
            bulk_running: false,
            passed_over: 0,
            last_job: None,
            next_ticket: 0,
            closed: false,
        };
        Self { runner, limits, state: Mutex::new(state), idle: Condvar::new() }
    }

    /// What runs the jobs.
    pub(super) fn runner(&self) -> &R {
        &self.runner
    }

    /// Puts a job at the end of the queue. It runs when its caller, or another, waits.
    ///
    /// # Errors
    /// The queue is full or closed.
    pub(super) fn submit(&self, job: R::Job) -> Result<Pending<'_, R>, Refusal> {
        let seat = Arc::new(Seat::new());
        let since = Instant::now();
        let mut state = self.lock();
        if state.closed {
            return Err(Refusal::Closed);
        }
        if state.waiting.len() >= self.limits.waiting {
            return Err(Refusal::Full);
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.last_job = Some(since);
        state.waiting.push_back(Entry { ticket, job, since, seat: seat.clone(), seated: false });
        Ok(Pending { queue: self, ticket, seat })
    }

    /// Waits until bulk work may run. No turn is given while a short job waits, unless that has
    /// gone on for [`PASSED_OVER_MAX`] batches.
    ///
    /// # Errors
    /// Too many callers wait for a turn, or the queue is closed.
    pub(super) fn bulk_turn(&self) -> Result<Turn<'_, R>, Refusal> {
        let seat = Arc::new(Seat::new());
        let mut state = self.lock();
        if state.bulk_waiting.len() >= self.limits.waiting {
            return Err(Refusal::Full);
        }
        state.bulk_waiting.push_back(seat.clone());
        loop {
            let is_next = state.bulk_waiting.front().is_some_and(|it| Arc::ptr_eq(it, &seat));
            if state.closed {
                state.bulk_waiting.retain(|it| !Arc::ptr_eq(it, &seat));
                self.call_next(&mut state);
                return Err(Refusal::Closed);
            }
            if is_next && self.bulk_may_run(&state) {
                break;
            }
            drop(state);
            seat.wait(None);
            state = self.lock();
        }
        state.bulk_waiting.pop_front();
        state.bulk_running = true;
        state.passed_over = 0;
        let is_quiet = state.last_job.is_none_or(|at| at.elapsed() >= self.limits.quiet_after);
        let tokens =
            if is_quiet { self.limits.bulk_tokens } else { self.limits.shared_bulk_tokens };
        Ok(Turn { queue: self, tokens, most_tokens: self.limits.bulk_tokens })
    }

    /// Takes no more jobs. Those that wait are still run; bulk work ends with its present turn.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.bulk_waiting.iter().for_each(|seat| seat.call());
        self.call_next(&mut state);
    }

    /// Waits until nothing waits or runs; whether that came within `patience`.
    pub(super) fn drain(&self, patience: Duration) -> bool {
        let busy = |state: &mut State<R>| !state.is_idle();
        let waited = self.idle.wait_timeout_while(self.lock(), patience, busy);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Short jobs that wait.
    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Takes the oldest jobs as a batch, if a run is free and the one with this ticket still waits.
    fn lead(&self, ticket: u64) -> Option<Batch<'_, R>> {
        let mut state = self.lock();
        let place = state.waiting.iter().position(|entry| entry.ticket == ticket)?;
        if !self.batch_may_run(&state) {
            state.waiting[place].seated = true;
            return None;
        }
        let batch = self.take_batch(&mut state);
        // What is left over may have another free run.
        self.call_next(&mut state);
        Some(batch)
    }

    fn take_batch(&self, state: &mut State<R>) -> Batch<'_, R> {
        let mut batch = Batch {
            queue: self,
            waited: Duration::ZERO,
            tokens: 0,
            jobs: Vec::new(),
            seats: Vec::new(),
        };
        while let Some(entry) = state.waiting.front() {
            let tokens = R::tokens(&entry.job);
            if !batch.jobs.is_empty() && batch.tokens + tokens > self.limits.batch_tokens {
                break;
            }
            let Some(entry) = state.waiting.pop_front() else { break };
            batch.waited = batch.waited.max(entry.since.elapsed());
            batch.tokens += tokens;
            batch.jobs.push(entry.job);
            batch.seats.push(entry.seat);
        }
        state.running += 1;
        if !state.bulk_waiting.is_empty() {
            state.passed_over += 1;
        }
        batch
    }

    fn batch_may_run(&self, state: &State<R>) -> bool {
        let lanes = self.runner.lanes();
        let beside = lanes.bulk == Bulk::Beside;
        state.running < lanes.batches && (beside || !(state.bulk_running || state.bulk_is_due()))
    }

    fn bulk_may_run(&self, state: &State<R>) -> bool {
        let beside = self.runner.lanes().bulk == Bulk::Beside;
        let is_free = !state.bulk_running && (beside || state.running == 0);
        is_free && (state.waiting.is_empty() || state.bulk_is_due())
    }

    /// Wakes whoever may run now.
    fn call_next(&self, state: &mut State<R>) {
        if self.batch_may_run(state)
            && let Some(entry) = state.waiting.iter_mut().find(|entry| entry.seated)
        {
            entry.seated = false;
            entry.seat.call();
        }
        if self.bulk_may_run(state)
            && let Some(seat) = state.bulk_waiting.front()
        {
            seat.call();
        }
        if state.is_idle() {
            self.idle.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Runner> State<R> {
    fn bulk_is_due(&self) -> bool {
        !self.bulk_waiting.is_empty() && self.passed_over >= PASSED_OVER_MAX
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty()
            && self.running == 0
            && self.bulk_waiting.is_empty()
            && !self.bulk_running
    }
}

/// A job in the queue. Dropped, it is taken out again, unless a batch with it is running.
pub(super) struct Pending<'a, R: Runner> {
    queue: &'a Queue<R>,
    ticket: u64,
    seat: ResultSeat<R>,
}

impl<R: Runner> Pending<'_, R> {
    /// Runs the job with others, or waits until another caller has.
    ///
    /// # Errors
    /// There was no result within `patience`, or the batch came to no end.
    pub(super) fn wait(self, patience: Duration) -> Result<R::Output, Refusal> {
        let deadline = Instant::now().checked_add(patience);
        loop {
            while let Some(batch) = self.queue.lead(self.ticket) {
                batch.run();
            }
            match self.seat.wait(deadline) {
                Wake::Delivered(output) => return output.ok_or(Refusal::Broken),
                Wake::Called => {}
                Wake::Late => return Err(Refusal::Late),
            }
        }
    }
}

impl<R: Runner> Drop for Pending<'_, R> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        let waiting = state.waiting.len();
        state.waiting.retain(|entry| entry.ticket != self.ticket);
        if state.waiting.len() < waiting {
            // It may have been called: the call goes to the next.
            self.queue.call_next(&mut state);
        }
    }
}

/// Jobs that run together. Dropped, it delivers nothing to those without a result and frees the run.
struct Batch<'a, R: Runner> {
    queue: &'a Queue<R>,
    waited: Duration,
    tokens: usize,
    jobs: Vec<R::Job>,
    seats: Vec<ResultSeat<R>>,
}

impl<R: Runner> Batch<'_, R> {
    fn run(mut self) {
        let began = Instant::now();
        let outputs = self.queue.runner.run(&self.jobs);
        let report = Report {
            jobs: self.jobs.len(),
            tokens: self.tokens,
            waited: self.waited,
            ran: began.elapsed(),
        };
        let mut outputs = outputs.into_iter();
        self.seats.drain(..).for_each(|seat| seat.deliver(outputs.next()));
        self.queue.runner.ran(report);
    }
}

impl<R: Runner> Drop for Batch<'_, R> {
    fn drop(&mut self) {
        self.seats.drain(..).for_each(|seat| seat.deliver(None));
        let mut state = self.queue.lock();
        state.running -= 1;
        self.queue.call_next(&mut state);
    }
}

/// The right to run one piece of bulk work; given back when dropped.
pub(super) struct Turn<'a, R: Runner> {
    queue: &'a Queue<R>,
    /// How large the piece may be.
    pub(super) tokens: usize,
    /// How large, where it disturbs no short job.
    pub(super) most_tokens: usize,
}

impl<R: Runner> Drop for Turn<'_, R> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.bulk_running = false;
        self.queue.call_next(&mut state);
    }
}

#[cfg(test)]
mod tests;
