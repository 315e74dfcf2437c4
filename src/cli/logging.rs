//! The log: to standard error, as much as asked for.

use tracing_subscriber::EnvFilter;

use super::console::{Console, Verbosity};
use super::paint::Paint;

/// Starts the log for the whole process; `RUST_LOG` wins over the options.
pub(super) fn start(console: &Console) {
    let filter = std::env::var("RUST_LOG").ok().filter(|text| !text.is_empty());
    let filter = filter.unwrap_or_else(|| default_filter(console.verbosity()).to_owned());
    let started = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(console.note_paint() == Paint::Coloured)
        .try_init();
    // Only a test that runs two commands in one process finds a log already there.
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}

/// What other crates say is only of use to whoever asks for all of it.
fn default_filter(verbosity: Verbosity) -> &'static str {
    match verbosity {
        Verbosity::Quiet => "error",
        Verbosity::Normal => "warn",
        Verbosity::Verbose(1) => "warn,hallway=info",
        Verbosity::Verbose(2) => "info,hallway=debug",
        Verbosity::Verbose(_) => "debug,hallway=trace",
    }
}
