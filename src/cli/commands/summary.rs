//! `summary`: selected sentences of a talk, day, track, speaker or event.

use jiff::civil::Date;

use super::{Context, joined};
use crate::app::Subject;
use crate::cli::args::{SubjectKind, SummaryArgs};
use crate::cli::json::SummaryJson;
use crate::cli::messages::summaries;
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(args: SummaryArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let json = args.output.json;
    let (subject, of) = subject(args)?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    let sentences = snapshot.summarise(&subject)?;
    let console = &context.console;
    match (json, sentences.is_empty()) {
        (true, _) => console.json(&SummaryJson::new(&of, &sentences))?,
        (false, true) => console.note(&summaries::nothing(&of)),
        (false, false) => {
            console.result(&summaries::sentences(&sentences, console.paint()))?;
            console.note(&format!("\n{}", console.note_paint().faint(summaries::NOTE)));
        }
    }
    Ok(if sentences.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

/// What is to be summed up, and its name in the result: `talk:ID`, `event:SLUG`.
fn subject(args: SummaryArgs) -> Result<(Subject, String), CliError> {
    let id = joined(&args.id, "id")?;
    let event = args.event;
    let (kind, subject) = match args.of {
        SubjectKind::Talk => ("talk", Subject::Talk { event, id: id.clone() }),
        SubjectKind::Day => ("day", Subject::Day { event, day: day(&id)? }),
        SubjectKind::Track => ("track", Subject::Track { event, track: id.clone() }),
        SubjectKind::Speaker => ("speaker", Subject::Speaker { name: id.clone() }),
        SubjectKind::Event => ("event", Subject::Event { slug: id.clone() }),
    };
    Ok((subject, format!("{kind}:{id}")))
}

fn day(text: &str) -> Result<Date, CliError> {
    let wanted = format!("`{text}` is not a day, wanted one such as `2024-06-19`");
    text.parse().map_err(|_| CliError::Usage(wanted))
}
