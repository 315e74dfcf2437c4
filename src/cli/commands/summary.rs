//! `summary`: selected sentences of a talk, day, track, speaker or event, or what was missed of one.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Context, joined};
use crate::app::{MissedView, Snapshot, Subject};
use crate::cli::args::{SubjectKind, SummaryArgs};
use crate::cli::json::SummaryJson;
use crate::cli::messages::summaries;
use crate::cli::{CliError, ExitStatus};
use crate::summary::Part;

pub(super) fn run(args: SummaryArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let json = args.output.json;
    if let (Some(since), Some(event)) = (&args.since, &args.event) {
        return missed(event, since, json, context);
    }
    let (subject, of) = subject(args)?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    let sentences = snapshot.summarise(&subject)?;
    let outline = outline(&snapshot, &subject)?;
    let console = &context.console;
    match (json, sentences.is_empty()) {
        (true, _) => console.json(&SummaryJson::new(&of, &sentences, &outline))?,
        (false, true) => console.note(&summaries::nothing(&of)),
        (false, false) => {
            let paint = console.paint();
            let parts = summaries::outline(&outline, paint);
            console.result(&(summaries::sentences(&sentences, paint) + &parts))?;
            console.note(&format!("\n{}", console.note_paint().faint(summaries::NOTE)));
        }
    }
    Ok(if sentences.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

/// The parts of a talk that has a transcript.
fn outline(snapshot: &Snapshot, subject: &Subject) -> Result<Vec<Part>, CliError> {
    let Subject::Talk { event, id } = subject else { return Ok(Vec::new()) };
    let key = snapshot.find_talk(event.as_deref(), id)?;
    Ok(snapshot.outline(&key).to_vec())
}

/// What was given of an event since a moment.
fn missed(event: &str, since: &str, json: bool, context: &Context) -> Result<ExitStatus, CliError> {
    let app = context.open()?;
    let (snapshot, now) = (app.snapshot(), Timestamp::now());
    let wanted = || format!("`{since}` is not a time, wanted one such as `14:00` or `2024-06-19`");
    let since = snapshot.moment(event, since, now)?.ok_or_else(|| CliError::Usage(wanted()))?;
    let found = snapshot.missed(event, since, now)?;
    let is_empty = found.groups.is_empty() && found.changed.is_empty();
    let console = &context.console;
    match (json, is_empty) {
        (true, _) => console.json(&MissedView::new(event, since, now, &found))?,
        (false, true) => console.note(&summaries::nothing_missed(event)),
        (false, false) => console.result(&summaries::missed(&found, console.paint()))?,
    }
    Ok(if is_empty { ExitStatus::Nothing } else { ExitStatus::Done })
}

/// What is to be summed up, and its name in the result: `talk:ID`, `event:SLUG`.
fn subject(args: SummaryArgs) -> Result<(Subject, String), CliError> {
    let id = joined(&args.id, "id")?;
    let event = args.event;
    let of = args.of.ok_or_else(|| CliError::Usage("say what to sum up".to_owned()))?;
    let (kind, subject) = match of {
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
