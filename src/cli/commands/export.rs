//! `export`: an event, or a part of it, as a file.

use super::Context;
use crate::cli::args::ExportArgs;
use crate::cli::messages::publishing;
use crate::cli::{CliError, ExitStatus};
use crate::export::Filter;

pub(super) fn run(args: &ExportArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let exported = context.open_archive()?.export(&args.event, args.format, &filter(args))?;
    context.console.note(&publishing::left_out(exported.left_out, args.format.as_str()));
    let Some(file) = &args.output else {
        context.console.bytes(&exported.bytes)?;
        return Ok(ExitStatus::Done);
    };
    std::fs::write(file, &exported.bytes)
        .map_err(|source| CliError::Write { path: file.clone(), source })?;
    context.console.note(&publishing::exported(&args.event, file, exported.bytes.len()));
    Ok(ExitStatus::Done)
}

fn filter(args: &ExportArgs) -> Filter {
    Filter {
        talk: args.talk.clone(),
        track: args.track.clone(),
        room: args.room.clone(),
        day: args.day,
        speaker: args.speaker.clone(),
        kind: args.kind,
    }
}
