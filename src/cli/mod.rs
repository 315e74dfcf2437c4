//! The command line: the only place that prints, and where every result becomes words or JSON.
//!
//! `args` holds what was typed; `commands` turn it into ready options and conduct; `messages` and
//! `json` say the result; `console` writes it. The result goes to standard output, all else to
//! standard error. Errors of this layer are `CliError`s, whatever they come from.

mod args;
mod commands;
mod console;
mod diagnosis;
mod error;
mod exit;
mod json;
mod logging;
mod messages;
mod paint;
mod progress;
#[cfg(test)]
mod samples;
mod sources;
mod words;

use clap::Parser;

pub use args::Arguments;
pub use exit::ExitStatus;

use args::{Command, GlobalArgs, ServeArgs};
use commands::Context;
use console::Console;
use error::CliError;

use crate::config::Config;

/// The demo's data directory where none is named: never that of real events.
const DEMO_DATA_DIR: &str = "hallway-demo";

/// Runs what the process's arguments ask for, says how it went, and returns the exit status.
/// Arguments that cannot be understood end the process with status 2 and clap's own words.
pub fn run() -> ExitStatus {
    let arguments = Arguments::parse();
    let console = Console::new(&arguments.global);
    logging::start(&console);
    match execute(arguments, console) {
        Ok(status) => status,
        Err(error) if error.is_broken_pipe() => ExitStatus::Done,
        Err(error) => {
            console.error(&messages::errors::failure(&error, console.note_paint()));
            error.status()
        }
    }
}

fn execute(arguments: Arguments, console: Console) -> Result<ExitStatus, CliError> {
    let command = arguments.command.unwrap_or_else(|| Command::Serve(ServeArgs::default()));
    let mut global = arguments.global;
    if matches!(command, Command::Demo(_)) {
        global.data_dir.get_or_insert_with(|| DEMO_DATA_DIR.into());
    }
    let config = configure(global)?;
    commands::run(command, Context { console, config })
}

/// The configuration, with what the options say instead.
fn configure(global: GlobalArgs) -> Result<Config, CliError> {
    let mut config = Config::load(global.config)?;
    if let Some(dir) = global.data_dir {
        config.data_dir =
            std::path::absolute(&dir).map_err(|source| CliError::Read { path: dir, source })?;
    }
    Ok(config)
}
