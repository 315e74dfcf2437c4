//! Benchmarks: `cargo bench`, or `cargo bench -- NAME` for those with the name. Timing is judged here
//! and never in tests.

mod embed;
mod max_sim;
mod pages;
mod peers;
mod pulse;
mod scale;
mod scan;
mod search;

fn main() {
    if let Some(inputs) = peers::inputs() {
        return peers::round(&inputs);
    }
    if scale::is_helper() {
        return scale::help();
    }
    divan::main();
    // `cargo test` builds benchmarks and runs each once; the tables take minutes.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let names: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if names.is_empty() || names.iter().any(|name| "pages".contains(name.as_str())) {
        pages::report();
    }
    // By name alone: it embeds 50,000 passages when it runs for the first time.
    if names.iter().any(|name| name == "scale") {
        scale::report();
    }
}
