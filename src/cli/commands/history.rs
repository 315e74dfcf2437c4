//! `versions` and `diff`: what every import changed.

use super::Context;
use crate::cli::args::{DiffArgs, VersionsArgs};
use crate::cli::json::{DiffJson, VersionsJson};
use crate::cli::messages::{history, imports};
use crate::cli::{CliError, ExitStatus};

pub(super) fn versions(args: &VersionsArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let versions = context.open_archive()?.list_versions(&args.event, None, args.limit)?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&VersionsJson::new(&args.event, &versions))?,
        false => console.result(&history::versions(&versions, console.paint()))?,
    }
    Ok(if versions.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

pub(super) fn diff(args: &DiffArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let changes = context.open_archive()?.diff(args.from, args.to)?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&DiffJson { from: args.from, to: args.to, changes: &changes })?,
        false => {
            console.bytes(imports::changes(&changes, console.paint()).as_bytes())?;
            console.note(&history::difference(&changes));
        }
    }
    Ok(ExitStatus::Done)
}
