//! `import`: files into the database. All are read and judged before the first is written.

use std::path::{Path, PathBuf};

use super::Context;
use crate::app::{AppError, Archive, ImportOptions, ImportReport, SourceFile, Write};
use crate::cli::args::ImportArgs;
use crate::cli::messages::imports;
use crate::cli::{CliError, ExitStatus};
use crate::config::Config;
use crate::ingest::merge::{Coverage, MergeOptions, Removals};
use crate::ingest::{self, IngestError, ParseOptions, Parsed};

/// A file that was read and understood.
struct Readable {
    path: PathBuf,
    source: SourceFile,
    parsed: Parsed,
}

pub(super) fn run(args: &ImportArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let files: Vec<Readable> = args
        .files
        .iter()
        .map(|path| read(path, args, &context.config))
        .collect::<Result<_, _>>()?;
    let archive = context.open_archive()?;
    let mut reports = import_all(&archive, &files, options(args, Write::DryRun))?;
    if !args.dry_run {
        reports = import_all(&archive, &files, options(args, Write::Apply))?;
    }
    match (args.output.json, reports.as_slice()) {
        (true, [report]) => context.console.json(report)?,
        (true, reports) => context.console.json(&reports)?,
        (false, reports) => show(&files, reports, args, context)?,
    }
    Ok(ExitStatus::Done)
}

fn options(args: &ImportArgs, write: Write) -> ImportOptions {
    let coverage = if args.partial { Coverage::Partial } else { Coverage::Full };
    let removals = if args.allow_removals { Removals::Allowed } else { Removals::Guarded };
    ImportOptions { write, merge: MergeOptions { coverage, removals } }
}

fn import_all(
    archive: &Archive,
    files: &[Readable],
    options: ImportOptions,
) -> Result<Vec<ImportReport>, AppError> {
    files.iter().map(|file| archive.import(&file.parsed, &file.source, options)).collect()
}

fn read(path: &Path, args: &ImportArgs, config: &Config) -> Result<Readable, CliError> {
    let bytes =
        std::fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parsed = parse(&bytes, &name, args, config)
        .map_err(|source| CliError::Import { path: path.to_owned(), source })?;
    Ok(Readable { path: path.to_owned(), source: SourceFile::new(&name, &bytes), parsed })
}

/// Parses a file; one without a time zone is taken to be in the zone its event is stored with.
fn parse(
    bytes: &[u8],
    name: &str,
    args: &ImportArgs,
    config: &Config,
) -> Result<Parsed, IngestError> {
    let (event, timezone) = (args.event.clone(), args.timezone.clone());
    let mut options =
        ParseOptions { event, timezone, format: args.format, ..ParseOptions::default() };
    match ingest::parse(bytes, name, &options) {
        Err(IngestError::NoTimezone { event }) => {
            options.timezone = stored_zone(config, &event);
            ingest::parse(bytes, name, &options)
        }
        parsed => parsed,
    }
}

/// The zone of a stored event; a database that cannot be read is reported when it is written.
fn stored_zone(config: &Config, event: &str) -> Option<String> {
    let archive = Archive::open(&config.data_dir).ok()?;
    archive.get_bundle(event).ok()?.event.timezone
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
