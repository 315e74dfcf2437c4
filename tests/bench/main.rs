//! Benchmarks: `cargo bench`. Timing is judged here and never in tests.

mod embed;
mod max_sim;
mod pages;
mod peers;
mod pulse;
mod scan;
mod search;

fn main() {
    if let Some(inputs) = peers::inputs() {
        return peers::round(&inputs);
    }
    divan::main();
    // `cargo test` builds benchmarks and runs each once; the table takes a minute.
    if std::env::args().any(|argument| argument == "--bench") {
        pages::report();
    }
}
