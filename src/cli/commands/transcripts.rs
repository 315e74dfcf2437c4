//! The part of `import` that takes transcripts: which event they belong to, and what came of them.

use std::path::PathBuf;

use super::Context;
use super::import::{Readable, show_changes, written};
use crate::app::{AppError, Archive, ImportOptions, ImportReport, TranscriptFile, Write};
use crate::cli::args::ImportArgs;
use crate::cli::messages::imports;
use crate::cli::sources::TranscriptSource;
use crate::cli::{CliError, ExitStatus};
use crate::domain::EventBundle;
use crate::ingest::{TranscriptFormat, detect_transcript, parse_transcript};

/// Transcripts that were read and understood, all of one event.
#[derive(Default)]
pub(super) struct Spoken {
    event: String,
    paths: Vec<PathBuf>,
    files: Vec<TranscriptFile>,
}

/// Understands all transcripts, or says which cannot be. They belong to the event that was named,
/// else to that of the schedules beside them.
pub(super) fn parse(
    sources: Vec<TranscriptSource>,
    args: &ImportArgs,
    schedules: &[Readable],
) -> Result<Spoken, CliError> {
    let Some(first) = sources.first() else { return Ok(Spoken::default()) };
    if args.talk.is_some() && sources.len() > 1 {
        let message = "`--talk` names one talk; give one transcript with it";
        return Err(CliError::Usage(message.to_owned()));
    }
    let named = args.source.event.clone().or_else(|| only_event(schedules));
    let event = named.ok_or_else(|| CliError::NoEvent { path: first.path.clone() })?;
    let mut spoken = Spoken { event, ..Spoken::default() };
    for TranscriptSource { path, bytes } in sources {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let format = detect_transcript(&bytes).unwrap_or(TranscriptFormat::Plain);
        let parsed = parse_transcript(&bytes, &name, Some(format))
            .map_err(|error| CliError::Import { path: path.clone(), source: error })?;
        spoken.files.push(TranscriptFile { name, talk: args.talk.clone(), parsed });
        spoken.paths.push(path);
    }
    Ok(spoken)
}

fn only_event(schedules: &[Readable]) -> Option<String> {
    let mut slugs = schedules.iter().map(|file| &file.parsed.bundle.event.slug);
    let first = slugs.next()?;
    slugs.all(|slug| slug == first).then(|| first.clone())
}

/// Takes the transcripts in, after the schedules.
pub(super) fn import(
    archive: &Archive,
    spoken: &Spoken,
    schedules: &[Readable],
    options: ImportOptions,
) -> Result<Vec<ImportReport>, AppError> {
    if spoken.files.is_empty() {
        return Ok(Vec::new());
    }
    let bundle = programme(archive, &spoken.event, schedules, options)?;
    archive.import_transcripts(&bundle, &spoken.files, options.write)
}

/// The event with the schedules taken in, which a dry run has not stored.
fn programme(
    archive: &Archive,
    event: &str,
    schedules: &[Readable],
    options: ImportOptions,
) -> Result<EventBundle, AppError> {
    let last = schedules.iter().rfind(|file| file.parsed.bundle.event.slug == event);
    match (options.write, last) {
        (Write::DryRun, Some(file)) => archive.preview(&file.parsed, options.merge),
        _ => archive.get_bundle(event),
    }
}

/// Says what came of each.
pub(super) fn show(
    spoken: &Spoken,
    reports: &[ImportReport],
    args: &ImportArgs,
    context: &Context,
) -> Result<(), CliError> {
    for (path, report) in spoken.paths.iter().zip(reports) {
        show_changes(report, args, context)?;
        let paint = context.console.paint();
        context.console.result(&imports::transcript(path, report, written(args), paint))?;
    }
    Ok(())
}

/// Nothing was found to do when there were transcripts alone, and none has a talk.
pub(super) fn status(schedules: &[ImportReport], said: &[ImportReport]) -> ExitStatus {
    let is_left_out = |report: &ImportReport| report.changed + report.unchanged == 0;
    if schedules.is_empty() && said.iter().all(is_left_out) {
        return ExitStatus::Nothing;
    }
    ExitStatus::Done
}
