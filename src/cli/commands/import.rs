//! `import`: files into the database, schedules before transcripts. All are read and judged before
//! the first is written.

use std::path::PathBuf;

use super::{Context, transcripts};
use crate::app::{AppError, Archive, ImportOptions, ImportReport, SourceFile, Write};
use crate::cli::args::{ImportArgs, SourceArgs};
use crate::cli::messages::imports;
use crate::cli::sources::{self, Source, Wanted};
use crate::cli::{CliError, ExitStatus};
use crate::ingest::merge::{Coverage, MergeOptions, Removals};
use crate::ingest::{ColumnMap, ParseOptions, Parsed};

/// Files that were read and understood.
pub(super) struct Readable {
    pub(super) path: PathBuf,
    source: SourceFile,
    pub(super) parsed: Parsed,
}

pub(super) fn run(args: &ImportArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let wanted = if args.talk.is_some() { Wanted::Transcripts } else { Wanted::Both };
    let sources = sources::read(&args.files, wanted)?;
    let imports = sources.schedules.len() + sources.transcripts.len();
    let archive = context.open_archive()?;
    let files = parse(sources.schedules, &args.source, &archive)?;
    let spoken = transcripts::parse(sources.transcripts, args, &files)?;
    let import = |write| -> Result<_, AppError> {
        let options = options(&args.source, write);
        let schedules = import_all(&archive, &files, options)?;
        Ok((schedules, transcripts::import(&archive, &spoken, &files, options)?))
    };
    // One alone is judged as it is written; of several none is written before all are judged.
    if !args.dry_run && imports > 1 {
        import(Write::DryRun)?;
    }
    let write = if args.dry_run { Write::DryRun } else { Write::Apply };
    let (schedules, said) = import(write)?;
    if args.output.json {
        let reports: Vec<&ImportReport> = schedules.iter().chain(&said).collect();
        match reports.as_slice() {
            [report] => context.console.json(report)?,
            reports => context.console.json(&reports)?,
        }
    } else {
        show(&files, &schedules, args, context)?;
        transcripts::show(&spoken, &said, args, context)?;
    }
    Ok(transcripts::status(&schedules, &said))
}

/// Understands all files, or says which cannot be.
pub(super) fn parse(
    sources: Vec<Source>,
    args: &SourceArgs,
    archive: &Archive,
) -> Result<Vec<Readable>, CliError> {
    let options = parse_options(args);
    let understand = |source: Source| {
        let name = source.path.file_name().unwrap_or_default().to_string_lossy();
        let parsed = archive
            .parse(&source.files, &options)
            .map_err(|error| CliError::Import { path: source.path.clone(), source: error })?;
        let file = SourceFile::of_group(&name, &source.files);
        Ok(Readable { path: source.path, source: file, parsed })
    };
    sources.into_iter().map(understand).collect()
}

pub(super) fn import_all(
    archive: &Archive,
    files: &[Readable],
    options: ImportOptions,
) -> Result<Vec<ImportReport>, AppError> {
    files.iter().map(|file| archive.import(&file.parsed, &file.source, options)).collect()
}

pub(super) fn options(args: &SourceArgs, write: Write) -> ImportOptions {
    let coverage = if args.partial { Coverage::Partial } else { Coverage::Full };
    let removals = if args.allow_removals { Removals::Allowed } else { Removals::Guarded };
    ImportOptions { write, merge: MergeOptions { coverage, removals } }
}

fn parse_options(args: &SourceArgs) -> ParseOptions {
    ParseOptions {
        event: args.event.clone(),
        timezone: args.timezone.clone(),
        format: args.format,
        columns: ColumnMap { pairs: args.columns.clone() },
        day_change: Some(args.day_change),
    }
}

fn show(
    files: &[Readable],
    reports: &[ImportReport],
    args: &ImportArgs,
    context: &Context,
) -> Result<(), CliError> {
    for (file, report) in files.iter().zip(reports) {
        show_changes(report, args, context)?;
        let paint = context.console.paint();
        context.console.result(&imports::outcome(&file.path, report, written(args), paint))?;
    }
    Ok(())
}

/// The warnings, and the changes where they are wanted.
pub(super) fn show_changes(
    report: &ImportReport,
    args: &ImportArgs,
    context: &Context,
) -> Result<(), CliError> {
    let console = &context.console;
    console.note(&imports::warnings(&report.warnings, console.note_paint()));
    if args.dry_run || console.is_verbose() {
        console.bytes(imports::changes(&report.changes, console.paint()).as_bytes())?;
    }
    Ok(())
}

pub(super) fn written(args: &ImportArgs) -> imports::Written {
    if args.dry_run { imports::Written::No } else { imports::Written::Yes }
}
