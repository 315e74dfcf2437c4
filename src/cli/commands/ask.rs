//! `ask`: an answer with its sources, or a no.

use super::{Context, check_event, joined};
use crate::answer::Outcome;
use crate::cli::args::AskArgs;
use crate::cli::json::AskJson;
use crate::cli::messages::answers;
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(args: &AskArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let question = joined(&args.question, "question")?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    let event = args.event.as_deref();
    check_event(&snapshot.catalog, event)?;
    let reply = snapshot.ask(&question, event)?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&AskJson::new(&question, &reply))?,
        false => {
            console.result(&answers::reply(&reply, &snapshot.catalog, console.paint()))?;
            if console.is_verbose() {
                console.note(&answers::confidence(&reply));
            }
        }
    }
    Ok(match reply.outcome {
        Outcome::Answer => ExitStatus::Done,
        Outcome::Closest | Outcome::NotFound => ExitStatus::Nothing,
    })
}
