//! `export`: an event as a file.

use super::Context;
use crate::cli::args::ExportArgs;
use crate::cli::messages::publishing;
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(args: &ExportArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let bytes = context.open_archive()?.export(&args.event, args.format)?;
    let Some(file) = &args.output else {
        context.console.bytes(&bytes)?;
        return Ok(ExitStatus::Done);
    };
    std::fs::write(file, &bytes)
        .map_err(|source| CliError::Write { path: file.clone(), source })?;
    context.console.note(&publishing::exported(&args.event, file, bytes.len()));
    Ok(ExitStatus::Done)
}
