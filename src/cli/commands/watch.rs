//! `watch`: imports files again whenever they change. Looks at them instead of asking the system to
//! be told, which also works for folders on a network and for files that are replaced.

use std::thread::sleep;
use std::time::Duration;

use super::Context;
use super::import::{Readable, import_all, options, parse};
use crate::app::{ImportReport, Write};
use crate::cli::args::WatchArgs;
use crate::cli::messages::{errors, imports};
use crate::cli::sources::{self, Stamp, Wanted};
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(args: &WatchArgs, context: &Context) -> Result<ExitStatus, CliError> {
    context.console.note(&imports::watching(args.files.len()));
    let mut imported: Option<Vec<Stamp>> = None;
    let mut before: Option<Vec<Stamp>> = None;
    loop {
        // A file that is being replaced may be missing for a moment.
        let now = sources::stamps(&args.files).ok();
        // Twice the same: nobody is in the middle of writing it.
        if now.is_some() && now == before && now != imported {
            import(args, context)?;
            imported.clone_from(&now);
        }
        before = now;
        sleep(Duration::from_secs(args.interval));
    }
}

/// Imports once. A file that cannot be taken is told, and waited for to change again.
fn import(args: &WatchArgs, context: &Context) -> Result<(), CliError> {
    let console = &context.console;
    match import_now(args, context) {
        Ok((files, reports)) => {
            for (file, report) in files.iter().zip(&reports) {
                console.note(&imports::warnings(&report.warnings, console.note_paint()));
                console.bytes(imports::changes(&report.changes, console.paint()).as_bytes())?;
                let written = imports::Written::Yes;
                console.result(&imports::outcome(&file.path, report, written, console.paint()))?;
            }
        }
        Err(error) => console.error(&errors::failure(&error, console.note_paint())),
    }
    Ok(())
}

fn import_now(
    args: &WatchArgs,
    context: &Context,
) -> Result<(Vec<Readable>, Vec<ImportReport>), CliError> {
    let archive = context.open_archive()?;
    let sources = sources::read(&args.files, Wanted::Schedules)?;
    let files = parse(sources.schedules, &args.source, &archive)?;
    if files.len() > 1 {
        import_all(&archive, &files, options(&args.source, Write::DryRun))?;
    }
    let reports = import_all(&archive, &files, options(&args.source, Write::Apply))?;
    Ok((files, reports))
}
