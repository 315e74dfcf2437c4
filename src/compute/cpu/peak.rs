//! The processor's peak: how many operations a second there are when nothing waits for memory. For
//! comparison alone; no product runs through here.

use std::hint::black_box;
use std::time::Instant;

use super::simd::{InstructionSet, Kernel, Simd};

/// Sums that run side by side: more than the two units times the four steps of a processor's
/// multiply-add, so that none waits for the one before it, and few enough for 16 registers.
const CHAINS: usize = 12;

/// Rounds of a run: a few hundredths of a second.
const ROUNDS: usize = 4_000_000;

/// Runs, of which the fastest counts.
const RUNS: usize = 5;

/// Single-precision operations a second of all threads together: a multiply-add counts as two.
pub fn peak_operations_per_s() -> f64 {
    (0..RUNS).map(|_| run()).fold(0.0, f64::max)
}

fn run() -> f64 {
    let began = Instant::now();
    let operations: Vec<usize> = rayon::broadcast(|_| InstructionSet::best().run(Chains));
    operations.iter().sum::<usize>() as f64 / began.elapsed().as_secs_f64()
}

/// Multiply-adds on registers; gives how many operations that were.
struct Chains;

impl Kernel for Chains {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> usize {
        let (a, b) = (simd.splat(black_box(0.5)), simd.splat(black_box(0.25)));
        let mut sums = [simd.splat(0.0); CHAINS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                // The sum is multiplied, so that no step can be taken before the last.
                *sum = simd.mul_add(*sum, a, b);
            }
        }
        let all = sums.into_iter().fold(simd.splat(0.0), |all, sum| simd.add(all, sum));
        black_box(simd.sum(all));
        2 * S::LANES * CHAINS * ROUNDS
    }
}
