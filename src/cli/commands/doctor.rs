//! `doctor`: what works and what does not.

use super::Context;
use crate::cli::args::JsonArgs;
use crate::cli::diagnosis::diagnose;
use crate::cli::messages::doctor;
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(args: JsonArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let diagnosis = diagnose(&context.config);
    let console = &context.console;
    match args.json {
        true => console.json(&diagnosis)?,
        false => console.result(&doctor::diagnosis(&diagnosis, console.paint()))?,
    }
    Ok(if diagnosis.ok { ExitStatus::Done } else { ExitStatus::Error })
}
