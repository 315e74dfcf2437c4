//! The queue before a runner made by hand, whose batches begin and end when a test says so. No test
//! waits longer than `PATIENCE` for anything, and none depends on how fast a machine is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// Jobs are numbers; their tokens are the number's tens. Answers with the number and the thread.
struct Gated {
    lanes: Lanes,
    /// Batches that may still run to their end.
    passes: Mutex<usize>,
    passed: Condvar,
    begun: Mutex<Vec<Vec<usize>>>,
    reports: Mutex<Vec<Report>>,
}

/// A job whose batch panics.
const POISON: usize = 13;

impl Gated {
    fn new(batches: usize, bulk: Bulk, passes: usize) -> Self {
        Self {
            lanes: Lanes { batches, bulk },
            passes: Mutex::new(passes),
            passed: Condvar::new(),
            begun: Mutex::default(),
            reports: Mutex::default(),
        }
    }

    fn let_pass(&self, batches: usize) {
        *self.passes.lock().unwrap() += batches;
        self.passed.notify_all();
    }

    fn begun(&self) -> Vec<Vec<usize>> {
        self.begun.lock().unwrap().clone()
    }
}

impl Runner for Gated {
    type Job = usize;
    type Output = (usize, ThreadId);

    fn tokens(job: &usize) -> usize {
        job / 10
    }

    fn lanes(&self) -> Lanes {
        self.lanes
    }

    fn run(&self, jobs: &[usize]) -> Vec<Self::Output> {
        self.begun.lock().unwrap().push(jobs.to_vec());
        let passes = self.passes.lock().unwrap();
        let (mut passes, late) =
            self.passed.wait_timeout_while(passes, PATIENCE, |passes| *passes == 0).unwrap();
        assert!(!late.timed_out(), "nobody let the batch {jobs:?} pass");
        *passes -= 1;
        drop(passes);
        assert!(!jobs.contains(&POISON), "a batch breaks off, as the test wants");
        jobs.iter().map(|&job| (job, thread::current().id())).collect()
    }

    fn ran(&self, report: Report) {
        self.reports.lock().unwrap().push(report);
    }
}

fn queue(runner: Gated) -> Queue<Gated> {
    let limits = Limits {
        waiting: 4,
        batch_tokens: 10,
        bulk_tokens: 100,
        shared_bulk_tokens: 20,
        quiet_after: Duration::MAX,
    };
    Queue::new(runner, limits)
}

/// Waits until something is so.
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what} never came");
        thread::sleep(Duration::from_micros(200));
    }
}

fn seated(queue: &Queue<Gated>) -> usize {
    queue.lock().waiting.iter().filter(|entry| entry.seated).count()
}

fn call(queue: &Queue<Gated>, job: usize) -> Result<(usize, ThreadId), Refusal> {
    queue.submit(job)?.wait(PATIENCE)
}

/// Runs `test` while job 1 is running and nothing else can.
fn while_busy(queue: &Queue<Gated>, test: impl FnOnce()) {
    thread::scope(|scope| {
        let first = scope.spawn(|| call(queue, 1).unwrap().0);
        eventually("the first batch", || queue.runner.begun() == [[1]]);
        test();
        // Whatever the test left waiting may end.
        queue.runner.let_pass(100);
        assert_eq!(first.join().unwrap(), 1);
    });
}

#[test]
fn a_job_that_meets_an_idle_queue_runs_on_its_callers_thread() {
    let queue = queue(Gated::new(1, Bulk::Beside, 1));
    assert_eq!(call(&queue, 42), Ok((42, thread::current().id())));
    let reports = queue.runner.reports.lock().unwrap();
    assert_eq!((reports.len(), reports[0].jobs, reports[0].tokens), (1, 1, 4));
}

#[test]
fn jobs_that_wait_together_run_in_batches_within_the_budget() {
    let queue = queue(Gated::new(1, Bulk::Beside, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            for (at, job) in [30, 40, 50, 990].into_iter().enumerate() {
                let queue = &queue;
                scope.spawn(move || assert_eq!(call(queue, job).unwrap().0, job));
                eventually("a waiting job", || seated(queue) == at + 1);
            }
        });
    });
    // 3 + 4 tokens fit into 10, and 5 more do not; 99 fit nowhere and run alone.
    assert_eq!(queue.runner.begun(), [vec![1], vec![30, 40], vec![50], vec![990]]);
    assert_eq!(queue.waiting(), 0);
}

#[test]
fn as_many_batches_run_at_once_as_the_runner_has_lanes() {
    let queue = queue(Gated::new(2, Bulk::Beside, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            scope.spawn(|| call(&queue, 2).unwrap());
            eventually("the second batch", || queue.runner.begun().len() == 2);
            scope.spawn(|| call(&queue, 3).unwrap());
            eventually("a waiting job", || seated(&queue) == 1);
            assert_eq!(queue.runner.begun().len(), 2);
        });
    });
    assert_eq!(queue.runner.begun(), [[1], [2], [3]]);
}

#[test]
fn a_full_queue_refuses_at_once() {
    let queue = queue(Gated::new(1, Bulk::Beside, 0));
    while_busy(&queue, || {
        let waiting: Vec<_> = (0..4).map(|job| queue.submit(job).unwrap()).collect();
        assert_eq!(queue.submit(9).err(), Some(Refusal::Full));
        drop(waiting);
        assert!(queue.submit(9).is_ok());
    });
}

#[test]
fn a_job_whose_caller_is_gone_is_never_run() {
    let queue = queue(Gated::new(1, Bulk::Beside, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            let gone = queue.submit(2).unwrap();
            scope.spawn(|| call(&queue, 3).unwrap());
            eventually("a waiting job", || seated(&queue) == 1);
            drop(gone);
            assert_eq!(queue.waiting(), 1);
        });
    });
    assert_eq!(queue.runner.begun(), [[1], [3]]);
}

#[test]
fn a_job_that_waited_too_long_is_taken_out_and_the_next_one_runs() {
    let queue = queue(Gated::new(1, Bulk::Beside, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            let late = queue.submit(2).unwrap().wait(Duration::ZERO);
            assert_eq!(late, Err(Refusal::Late));
            scope.spawn(|| call(&queue, 3).unwrap());
            eventually("a waiting job", || seated(&queue) == 1);
        });
    });
    assert_eq!(queue.runner.begun(), [[1], [3]]);
}

#[test]
fn short_jobs_go_before_bulk_work_that_came_earlier() {
    let queue = queue(Gated::new(1, Bulk::Alone, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            scope.spawn(|| {
                let turn = queue.bulk_turn().unwrap();
                assert_eq!(queue.runner.begun(), [[1], [2]]);
                // A short job came lately, so the piece is a small one.
                assert_eq!(turn.tokens, 20);
            });
            eventually("waiting bulk work", || queue.lock().bulk_waiting.len() == 1);
            scope.spawn(|| call(&queue, 2).unwrap());
            eventually("a waiting job", || seated(&queue) == 1);
        });
    });
    assert!(queue.drain(PATIENCE));
}

#[test]
fn a_short_job_waits_for_one_turn_of_bulk_work_where_nothing_runs_beside_it() {
    let queue = queue(Gated::new(1, Bulk::Alone, 1));
    let turn = queue.bulk_turn().unwrap();
    assert_eq!(turn.tokens, 100);
    thread::scope(|scope| {
        let short = scope.spawn(|| call(&queue, 1).unwrap().0);
        eventually("a waiting job", || seated(&queue) == 1);
        assert_eq!(queue.runner.begun().len(), 0);
        drop(turn);
        assert_eq!(short.join().unwrap(), 1);
    });
}

#[test]
fn a_short_job_runs_beside_bulk_work_where_it_can() {
    let queue = queue(Gated::new(1, Bulk::Beside, 1));
    let turn = queue.bulk_turn().unwrap();
    assert_eq!(call(&queue, 1).unwrap().0, 1);
    drop(turn);
}

#[test]
fn bulk_work_gets_a_turn_in_the_end() {
    let queue = queue(Gated::new(1, Bulk::Alone, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            scope.spawn(|| {
                let _turn = queue.bulk_turn().unwrap();
                assert_eq!(queue.runner.begun(), [[1]]);
            });
            eventually("waiting bulk work", || queue.lock().bulk_waiting.len() == 1);
            scope.spawn(|| call(&queue, 2).unwrap());
            eventually("a waiting job", || seated(&queue) == 1);
            queue.lock().passed_over = PASSED_OVER_MAX;
            let state = queue.lock();
            assert!(!queue.batch_may_run(&state));
        });
    });
    assert_eq!(queue.lock().passed_over, 0);
    assert_eq!(queue.runner.begun(), [[1], [2]]);
}

#[test]
fn what_waits_when_the_queue_closes_is_still_run_and_nothing_more() {
    let queue = queue(Gated::new(1, Bulk::Alone, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            let waiting = scope.spawn(|| call(&queue, 2).unwrap().0);
            let bulk = scope.spawn(|| queue.bulk_turn().err());
            eventually("waiting work", || {
                seated(&queue) == 1 && queue.lock().bulk_waiting.len() == 1
            });
            queue.close();
            assert_eq!(bulk.join().unwrap(), Some(Refusal::Closed));
            assert_eq!(queue.submit(3).err(), Some(Refusal::Closed));
            assert_eq!(queue.bulk_turn().err(), Some(Refusal::Closed));
            assert!(!queue.drain(Duration::ZERO));
            queue.runner.let_pass(2);
            assert_eq!(waiting.join().unwrap(), 2);
        });
    });
    assert!(queue.drain(PATIENCE));
}

#[test]
fn a_batch_that_breaks_off_leaves_nobody_waiting_and_the_queue_in_order() {
    let queue = queue(Gated::new(1, Bulk::Beside, 0));
    thread::scope(|scope| {
        while_busy(&queue, || {
            let leader = scope.spawn(|| call(&queue, POISON));
            eventually("the first of the batch", || seated(&queue) == 1);
            let other = scope.spawn(|| call(&queue, 2));
            eventually("the second of the batch", || seated(&queue) == 2);
            queue.runner.let_pass(2);
            assert!(leader.join().is_err());
            assert_eq!(other.join().unwrap(), Err(Refusal::Broken));
            assert_eq!(call_with_pass(&queue, 3), Ok(3));
        });
    });
}

fn call_with_pass(queue: &Queue<Gated>, job: usize) -> Result<usize, Refusal> {
    queue.runner.let_pass(1);
    call(queue, job).map(|(job, _)| job)
}

#[test]
fn everybody_gets_the_result_of_their_own_job() {
    let limits = Limits { waiting: 64, ..queue(Gated::new(1, Bulk::Beside, 0)).limits };
    for bulk in [Bulk::Alone, Bulk::Beside] {
        let queue = Queue::new(Gated::new(2, bulk, 100_000), limits.clone());
        let turns = AtomicUsize::new(0);
        thread::scope(|scope| {
            for caller in 0..8 {
                let queue = &queue;
                scope.spawn(move || {
                    // Every third is given up at once; none of them is `POISON`.
                    for job in (20..220).map(|job| job + caller * 1000) {
                        let patience = if job % 3 == 0 { Duration::ZERO } else { PATIENCE };
                        match queue.submit(job).unwrap().wait(patience) {
                            Ok((done, _)) => assert_eq!(done, job),
                            Err(refusal) => assert_eq!((refusal, job % 3), (Refusal::Late, 0)),
                        }
                    }
                });
            }
            scope.spawn(|| {
                for _ in 0..100 {
                    drop(queue.bulk_turn().unwrap());
                    turns.fetch_add(1, Ordering::Relaxed);
                }
            });
        });
        assert_eq!(turns.into_inner(), 100);
        assert!(queue.drain(PATIENCE));
    }
}
