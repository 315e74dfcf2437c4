//! `search`: hits for a query.

use super::{Context, check_event, joined};
use crate::cli::args::SearchArgs;
use crate::cli::json::SearchJson;
use crate::cli::messages::results::{self, Scores};
use crate::cli::{CliError, ExitStatus};
use crate::config::Config;
use crate::search::{Filter, Request};

pub(super) fn run(args: SearchArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let json = args.output.json;
    let request = request(args, &context.config)?;
    let app = context.open()?;
    let snapshot = app.snapshot();
    check_event(&snapshot.catalog, request.filter.event.as_deref())?;
    let response = snapshot.search(&request)?;
    let console = &context.console;
    if let Some(reason) = &response.degraded {
        console.note(&results::degraded(reason, console.note_paint()));
    }
    match json {
        true => console.json(&SearchJson::new(&request.query, &response))?,
        false => {
            let scores = if console.is_verbose() { Scores::Shown } else { Scores::Hidden };
            let (query, catalog) = (&request.query, &snapshot.catalog);
            console.result(&results::hits(&response, query, catalog, scores, console.paint()))?;
        }
    }
    Ok(if response.hits.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

fn request(args: SearchArgs, config: &Config) -> Result<Request, CliError> {
    let limit = args.limit.map_or(config.search.default_limit, usize::from);
    Ok(Request {
        query: joined(&args.query, "query")?,
        mode: args.mode,
        limit: limit.min(config.search.max_limit),
        offset: 0,
        filter: Filter { event: args.event, ..Filter::default() },
    })
}
