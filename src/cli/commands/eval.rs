//! `eval`: figures over judged sets.

use std::sync::Arc;

use super::{Context, embedder};
use crate::cli::args::{
    AnswersArgs, EvalCommand, RecordsArgs, RetrievalArgs, SentencesArgs, SummariesArgs,
};
use crate::cli::messages::figures;
use crate::cli::progress::Bars;
use crate::cli::sources::{self, Source, Wanted};
use crate::cli::{CliError, ExitStatus};
use crate::eval::{self, AnswersOptions, AnswersReport, RecordsReport, RetrievalOptions, Step};
use crate::ingest::{ParseOptions, parse_all};
use crate::search::Mode;

pub(super) fn run(command: EvalCommand, context: &Context) -> Result<ExitStatus, CliError> {
    match command {
        EvalCommand::Retrieval(args) => retrieval(args, context),
        EvalCommand::Answers(args) => answers(args, context),
        EvalCommand::Sentences(args) => sentences(&args, context),
        EvalCommand::Records(args) => records(&args, context),
        EvalCommand::Summaries(args) => summaries(&args, context),
    }?;
    Ok(ExitStatus::Done)
}

fn retrieval(args: RetrievalArgs, context: &Context) -> Result<(), CliError> {
    let options = RetrievalOptions {
        fields: args.fields.parse()?,
        dir: args.dir,
        corpus: args.corpus,
        doc_ids: args.doc_ids,
        modes: args.mode.clone(),
        run: args.run,
    };
    let needs_model = args.mode.iter().any(|&mode| mode != Mode::Keyword);
    let embedder = match needs_model {
        true => Some(Arc::new(embedder(&context.config)?)),
        false => None,
    };
    let bars = Bars::new(&context.console);
    let reports = eval::retrieval(&options, embedder, &|step, done, total| {
        bars.show(figures::step(step), done, total);
    })?;
    bars.clear();
    match (args.output.json, reports.as_slice()) {
        (true, [report]) => context.console.json(report),
        (true, reports) => context.console.json(&reports),
        (false, reports) => {
            let paint = context.console.paint();
            let tables: Vec<String> =
                reports.iter().map(|report| figures::retrieval(report, paint)).collect();
            context.console.result(&tables.join("\n"))
        }
    }
}

fn answers(args: AnswersArgs, context: &Context) -> Result<(), CliError> {
    let (json, details) = (args.output.json, args.details.clone());
    let bars = Bars::new(&context.console);
    let show = |step: Step, done, total| bars.show(figures::step(step), done, total);
    let report = measure_answers(args, context, &show)?;
    bars.clear();
    if let Some(path) = details {
        eval::write_verdicts(&path, &report.verdicts)?;
    }
    match json {
        true => context.console.json(&report),
        false => context.console.result(&figures::answers(&report, context.console.paint())),
    }
}

fn sentences(args: &SentencesArgs, context: &Context) -> Result<(), CliError> {
    let embedder = Some(Arc::new(embedder(&context.config)?));
    let bars = Bars::new(&context.console);
    let report = eval::sentences(&args.file, embedder, &|step, done, total| {
        bars.show(figures::step(step), done, total);
    })?;
    bars.clear();
    match args.output.json {
        true => context.console.json(&report),
        false => context.console.result(&figures::sentences(&report, context.console.paint())),
    }
}

/// Needs no model: sentences are chosen by their words and places.
fn summaries(args: &SummariesArgs, context: &Context) -> Result<(), CliError> {
    let report = eval::summaries(&args.files)?;
    match args.output.json {
        true => context.console.json(&report),
        false => context.console.result(&figures::summaries(&report, context.console.paint())),
    }
}

/// Over the corpus given or lying beside the questions, else over the database.
fn measure_answers(
    args: AnswersArgs,
    context: &Context,
    show: eval::OnProgress<'_>,
) -> Result<AnswersReport, CliError> {
    let corpus = args.corpus.or_else(|| eval::find_corpus(&args.file));
    if corpus.is_some() {
        let embedder = Some(Arc::new(embedder(&context.config)?));
        let options = AnswersOptions { file: args.file, corpus };
        return Ok(eval::answers(&options, embedder, show)?);
    }
    let questions = eval::read_questions(&args.file)?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    Ok(eval::score_answers(&questions, &snapshot.engine, &snapshot.catalog, show)?)
}

/// One report a schedule: the files named may be of several.
fn records(args: &RecordsArgs, context: &Context) -> Result<(), CliError> {
    let schedules = sources::read(&args.files, Wanted::Schedules)?.schedules;
    let bars = Bars::new(&context.console);
    let show = |step: Step, done, total| bars.show(figures::step(step), done, total);
    let reports = schedules
        .into_iter()
        .map(|schedule| measure_records(schedule, args, &show))
        .collect::<Result<Vec<RecordsReport>, CliError>>()?;
    bars.clear();
    match args.output.json {
        true => context.console.json(&reports),
        false => {
            let paint = context.console.paint();
            let told = reports.iter().map(|report| figures::records(report, paint));
            context.console.result(&told.collect::<Vec<_>>().join("\n"))
        }
    }
}

fn measure_records(
    schedule: Source,
    args: &RecordsArgs,
    show: eval::OnProgress<'_>,
) -> Result<RecordsReport, CliError> {
    let options = ParseOptions {
        event: args.event.clone(),
        timezone: args.timezone.clone(),
        ..ParseOptions::default()
    };
    let parsed = parse_all(&schedule.files, &options)
        .map_err(|source| CliError::Import { path: schedule.path, source })?;
    Ok(eval::records(parsed.bundle, args.seed, args.questions, show)?)
}
