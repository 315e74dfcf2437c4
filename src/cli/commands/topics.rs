//! `topics` and `related`: what the talks of an event are about, and which talks are near one.

use super::Context;
use crate::app::{RelatedView, TopicsView};
use crate::cli::args::{RelatedArgs, TopicsArgs};
use crate::cli::messages::topics;
use crate::cli::{CliError, ExitStatus};

pub(super) fn topics(args: &TopicsArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let app = context.open()?;
    let snapshot = app.snapshot();
    let found = snapshot.topics(&args.event)?;
    let console = &context.console;
    match (args.output.json, found.groups.is_empty()) {
        (true, _) => console.json(&TopicsView::new(&args.event, &found))?,
        (false, true) => console.note(&topics::none(&args.event)),
        (false, false) => {
            console.result(&topics::topics(&found, &snapshot.catalog, console.paint()))?;
        }
    }
    Ok(if found.groups.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

pub(super) fn related(args: &RelatedArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let app = context.open()?;
    let snapshot = app.snapshot();
    let key = snapshot.find_talk(args.event.as_deref(), &args.talk)?;
    let found = snapshot.related(&key, usize::from(args.limit));
    let console = &context.console;
    match (args.output.json, found.is_empty()) {
        (true, _) => console.json(&RelatedView::new(&key.event, &key.id, &found))?,
        (false, true) => console.note(&topics::nothing_related(&args.talk)),
        (false, false) => {
            console.result(&topics::related(&found, &snapshot.catalog, console.paint()))?;
        }
    }
    Ok(if found.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}
