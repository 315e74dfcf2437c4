//! Benchmarks: `cargo bench`. Timing is judged here and never in tests.

mod embed;
mod max_sim;
mod pulse;
mod scan;
mod search;

fn main() {
    divan::main();
}
