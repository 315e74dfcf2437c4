//! `lint`: what an organiser should look at, in a stored event or in files before they are imported.

use super::{Context, import};
use crate::cli::args::LintArgs;
use crate::cli::messages::imports;
use crate::cli::messages::lint::{Extent, findings, verdict};
use crate::cli::sources::{self, Wanted};
use crate::cli::{CliError, ExitStatus};
use crate::domain::EventBundle;
use crate::lint::{Finding, Severity, lint};

pub(super) fn run(args: &LintArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let mut found: Vec<Finding> = Vec::new();
    for bundle in bundles(args, context)? {
        found.extend(lint(&bundle));
    }
    let console = &context.console;
    if args.output.json {
        console.json(&found)?;
    } else {
        let extent = if console.is_verbose() { Extent::All } else { Extent::First };
        console.bytes(findings(&found, extent, console.paint()).as_bytes())?;
        console.result(&verdict(&found, console.paint()))?;
    }
    let is_clean = found.iter().all(|finding| finding.severity == Severity::Note);
    Ok(if is_clean { ExitStatus::Done } else { ExitStatus::Nothing })
}

/// The events to look at: those of the files, else the stored one.
fn bundles(args: &LintArgs, context: &Context) -> Result<Vec<EventBundle>, CliError> {
    let archive = context.open_archive()?;
    if args.files.is_empty() {
        let Some(event) = &args.source.event else {
            let hint = "nothing to look at; give files, or `--event` for a stored event";
            return Err(CliError::Usage(hint.to_owned()));
        };
        return Ok(vec![archive.get_bundle(event)?]);
    }
    let wanted = sources::read(&args.files, Wanted::Schedules)?;
    let files = import::parse(wanted.schedules, &args.source, &archive)?;
    let paint = context.console.note_paint();
    for file in &files {
        context.console.note(&imports::warnings(&file.parsed.warnings, paint));
    }
    Ok(files.into_iter().map(|file| file.parsed.bundle).collect())
}
