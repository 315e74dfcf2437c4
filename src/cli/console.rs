//! Where words go: results to standard output, everything else to standard error. No other file
//! prints.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::CliError;
use super::args::GlobalArgs;
use super::paint::Paint;

/// How much is said besides results and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Nothing.
    Quiet,
    /// What is worth knowing.
    Normal,
    /// The parts of scores, and the log from `info`, `debug` or `trace` on.
    Verbose(u8),
}

/// The process's two output streams.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    verbosity: Verbosity,
    result_paint: Paint,
    note_paint: Paint,
}

impl Console {
    /// Looks at the options, at `NO_COLOR` and at what the streams are.
    pub(super) fn new(global: &GlobalArgs) -> Self {
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, times) => Verbosity::Verbose(times),
        };
        // https://no-color.org: set and not empty, whatever its value.
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let paint = |terminal: bool| match terminal && !refused && !global.no_color {
            true => Paint::Coloured,
            false => Paint::Plain,
        };
        Self {
            verbosity,
            result_paint: paint(io::stdout().is_terminal()),
            note_paint: paint(io::stderr().is_terminal()),
        }
    }

    pub(super) fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    pub(super) fn is_verbose(&self) -> bool {
        self.verbosity > Verbosity::Normal
    }

    /// Style of results.
    pub(super) fn paint(&self) -> Paint {
        self.result_paint
    }

    /// Style of notes and errors.
    pub(super) fn note_paint(&self) -> Paint {
        self.note_paint
    }

    /// Writes a command's result for people, ending the line.
    pub(super) fn result(&self, text: &str) -> Result<(), CliError> {
        self.bytes(format!("{}\n", text.trim_end_matches('\n')).as_bytes())
    }

    /// Writes a command's result as the one JSON document.
    pub(super) fn json(&self, document: &impl Serialize) -> Result<(), CliError> {
        let mut text = serde_json::to_vec(document).map_err(|e| CliError::Output(e.into()))?;
        text.push(b'\n');
        self.bytes(&text)
    }

    /// Writes a result that is a file of its own.
    pub(super) fn bytes(&self, bytes: &[u8]) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(CliError::Output)
    }

    /// Says something that is not the result; nothing when quiet.
    pub(super) fn note(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet && !text.is_empty() {
            self.error(text);
        }
    }

    /// Says what went wrong. When even that cannot be written, there is no one to tell.
    pub(super) fn error(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
    }
}
