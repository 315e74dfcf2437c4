//! `model`: convert, embed, info; what measures is in `speed.rs`. Needs no database.

use std::io::BufRead;
use std::path::PathBuf;

use super::{Context, embedder, speed};
use crate::cli::args::{ConvertArgs, EmbedArgs, FitTokensArgs, ModelCommand};
use crate::cli::json::EmbedJson;
use crate::cli::messages::models;
use crate::cli::progress::Bars;
use crate::cli::sources::{self, Wanted};
use crate::cli::{CliError, ExitStatus};
use crate::compute::ComputeError;
use crate::config::Device;
use crate::domain::{Catalog, PassageKind};
use crate::embed::{self, EmbedError, Embedder};
use crate::ingest::{ParseOptions, parse_all};
use crate::text;

pub(super) fn run(command: ModelCommand, context: &Context) -> Result<ExitStatus, CliError> {
    match command {
        ModelCommand::Convert(args) => convert(&args, context),
        ModelCommand::FitTokens(args) => fit_tokens(&args, context),
        ModelCommand::Embed(args) => embed(args, context),
        ModelCommand::Info(args) => info(args, context),
        ModelCommand::Bench(args) => speed::bench(args, context),
        ModelCommand::Tune(args) => speed::tune(args, context),
    }?;
    Ok(ExitStatus::Done)
}

fn convert(args: &ConvertArgs, context: &Context) -> Result<(), CliError> {
    let made = embed::convert(&args.source, &args.target, args.rows)?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&made),
        false => console.result(&models::converted(&args.target, &made, console.paint())),
    }
}

fn fit_tokens(args: &FitTokensArgs, context: &Context) -> Result<(), CliError> {
    let texts = match args.files.is_empty() {
        true => read_lines()?,
        false => read_talks(&args.files)?,
    };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let made = embed::fit_tokens(&args.model, &texts, args.width)?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&made),
        false => console.result(&models::fitted(&made, console.paint())),
    }
}

/// What the model would read of each talk of these schedules.
fn read_talks(files: &[PathBuf]) -> Result<Vec<String>, CliError> {
    let mut texts = Vec::new();
    for schedule in sources::read(files, Wanted::Schedules)?.schedules {
        let parsed = parse_all(&schedule.files, &ParseOptions::default())
            .map_err(|source| CliError::Import { path: schedule.path, source })?;
        let catalog = Catalog::new(vec![parsed.bundle], text::slugify);
        for document in text::documents(&catalog) {
            let passages = text::passages(&document).into_iter();
            let whole = passages.filter(|passage| passage.kind == PassageKind::Whole);
            texts.extend(whole.map(|passage| passage.input));
        }
    }
    Ok(texts)
}

fn read_lines() -> Result<Vec<String>, CliError> {
    std::io::stdin().lock().lines().collect::<Result<_, _>>().map_err(CliError::Input)
}

fn embed(args: EmbedArgs, context: &Context) -> Result<(), CliError> {
    let json = args.output.json;
    let embedder = open(args, context)?;
    let texts = read_lines()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let bars = Bars::new(&context.console);
    let vectors =
        embedder.embed_passages(&texts, &|done| bars.show("Embedding", done, texts.len()))?;
    bars.clear();
    if !json {
        return context.console.bytes(models::vectors(&vectors).as_bytes());
    }
    let info = embedder.info();
    let device = info.bulk_device.as_ref().unwrap_or(&info.device).kind;
    context.console.json(&EmbedJson { model: &info.id, device, dim: info.dim, vectors: &vectors })
}

fn info(args: EmbedArgs, context: &Context) -> Result<(), CliError> {
    let json = args.output.json;
    let info = open(args, context)?.info();
    match json {
        true => context.console.json(&info),
        false => context.console.result(&models::info(&info, context.console.paint())),
    }
}

/// The configured model, with what the options say instead. Who asks for the GPU by name gets one
/// drawn in software where there is no other.
fn open(args: EmbedArgs, context: &Context) -> Result<Embedder, CliError> {
    let mut config = context.config.clone();
    let model = &mut config.model;
    model.dir = args.model.unwrap_or(std::mem::take(&mut model.dir));
    model.device = args.device.unwrap_or(model.device);
    match embedder(&config) {
        Err(EmbedError::Compute(ComputeError::NoAdapter(_)))
            if args.device == Some(Device::Gpu) =>
        {
            config.model.device = Device::GpuSoftware;
            let software = embedder(&config)?;
            context.console.note(&models::software_gpu(&software.info().device));
            Ok(software)
        }
        opened => Ok(opened?),
    }
}
