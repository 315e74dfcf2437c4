//! `import`: files into the database. All are read and judged before the first is written.

use std::path::PathBuf;

use super::Context;
use crate::app::{AppError, Archive, ImportOptions, ImportReport, SourceFile, Write};
use crate::cli::args::{ImportArgs, SourceArgs};
use crate::cli::messages::imports;
use crate::cli::sources::{self, Source};
use crate::cli::{CliError, ExitStatus};
use crate::ingest::merge::{Coverage, MergeOptions, Removals};
use crate::ingest::{ParseOptions, Parsed};

/// Files that were read and understood.
pub(super) struct Readable {
    pub(super) path: PathBuf,
    source: SourceFile,
    pub(super) parsed: Parsed,
}

pub(super) fn run(args: &ImportArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let sources = sources::read(&args.files)?;
    let archive = context.open_archive()?;
    let files = parse(sources, &args.source, &archive)?;
    let mut reports = import_all(&archive, &files, options(&args.source, Write::DryRun))?;
    if !args.dry_run {
        reports = import_all(&archive, &files, options(&args.source, Write::Apply))?;
    }
    match (args.output.json, reports.as_slice()) {
        (true, [report]) => context.console.json(report)?,
        (true, reports) => context.console.json(&reports)?,
        (false, reports) => show(&files, reports, args, context)?,
    }
    Ok(ExitStatus::Done)
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
        day_change: Some(args.day_change),
        ..ParseOptions::default()
    }
}

fn show(
    files: &[Readable],
    reports: &[ImportReport],
    args: &ImportArgs,
    context: &Context,
) -> Result<(), CliError> {
    let console = &context.console;
    for (file, report) in files.iter().zip(reports) {
        console.note(&imports::warnings(&report.warnings, console.note_paint()));
        if args.dry_run || console.is_verbose() {
            console.bytes(imports::changes(&report.changes, console.paint()).as_bytes())?;
        }
        let written = if args.dry_run { imports::Written::No } else { imports::Written::Yes };
        console.result(&imports::outcome(&file.path, report, written, console.paint()))?;
    }
    Ok(())
}
