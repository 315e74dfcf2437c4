//! `eval`: figures over judged sets.

use std::sync::Arc;

use super::{Context, embedder};
use crate::cli::args::{AnswersArgs, EvalCommand, RetrievalArgs};
use crate::cli::messages::figures;
use crate::cli::progress::Bars;
use crate::cli::{CliError, ExitStatus};
use crate::eval::{self, AnswersOptions, AnswersReport, RetrievalOptions, Step};
use crate::search::Mode;

pub(super) fn run(command: EvalCommand, context: &Context) -> Result<ExitStatus, CliError> {
    match command {
        EvalCommand::Retrieval(args) => retrieval(args, context),
        EvalCommand::Answers(args) => answers(args, context),
    }?;
    Ok(ExitStatus::Done)
}

fn retrieval(args: RetrievalArgs, context: &Context) -> Result<(), CliError> {
    let options = RetrievalOptions {
        fields: args.fields.parse()?,
        dir: args.dir,
        corpus: args.corpus,
        doc_ids: args.doc_ids,
        mode: args.mode,
        run: args.run,
    };
    let embedder = match args.mode {
        Mode::Keyword => None,
        Mode::Hybrid | Mode::Semantic => Some(Arc::new(embedder(&context.config.model)?)),
    };
    let bars = Bars::new(&context.console);
    let report = eval::retrieval(&options, embedder, &|step, done, total| {
        bars.show(figures::step(step), done, total);
    })?;
    bars.clear();
    match args.output.json {
        true => context.console.json(&report),
        false => context.console.result(&figures::retrieval(&report, context.console.paint())),
    }
}

fn answers(args: AnswersArgs, context: &Context) -> Result<(), CliError> {
    let json = args.output.json;
    let bars = Bars::new(&context.console);
    let show = |step: Step, done, total| bars.show(figures::step(step), done, total);
    let report = measure_answers(args, context, &show)?;
    bars.clear();
    match json {
        true => context.console.json(&report),
        false => context.console.result(&figures::answers(&report, context.console.paint())),
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
        let embedder = Some(Arc::new(embedder(&context.config.model)?));
        let options = AnswersOptions { file: args.file, corpus };
        return Ok(eval::answers(&options, embedder, show)?);
    }
    let questions = eval::read_questions(&args.file)?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    Ok(eval::score_answers(&questions, &snapshot.engine, &snapshot.catalog, show)?)
}
