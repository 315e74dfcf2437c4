//! `search`: hits for a query.

use super::{Context, check_event, joined};
use crate::cli::args::SearchArgs;
use crate::cli::json::SearchJson;
use crate::cli::messages::results::{self, Scores};
use crate::cli::messages::search;
use crate::cli::{CliError, ExitStatus};
use crate::config::Config;
use crate::search::{Ending, Field, Filter, Request};

pub(super) fn run(args: SearchArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let request = request(&args, &context.config)?;
    let ending = if args.typing { Ending::Typing } else { Ending::Whole };
    let app = context.open()?;
    let snapshot = app.snapshot();
    check_event(&snapshot.catalog, args.event.as_deref())?;
    let found = snapshot.engine.guide(&request, ending)?;
    let response = &found.response;
    let explain = || snapshot.engine.why(&request, ending, response.mode, &response.hits);
    let why = args.explain.then(explain).transpose()?;
    let console = &context.console;
    if let Some(reason) = &response.degraded {
        console.note(&results::degraded(reason, console.note_paint()));
    }
    let facets = args.facets.then_some(found.facets.as_slice());
    if args.output.json {
        console.json(&SearchJson::new(&request.query, &found, facets, why.as_deref()))?;
    } else {
        let scores = match &why {
            Some(why) => Scores::Explained(why),
            None if console.is_verbose() => Scores::Shown,
            None => Scores::Hidden,
        };
        let paint = console.paint();
        let hits =
            results::hits(response, &found.typed.to_string(), &snapshot.catalog, scores, paint);
        let facets = facets.map(|facets| format!("\n\n{}", search::facets(facets, paint)));
        console.note(&search::advice(&found, console.note_paint()));
        console.result(&(hits.trim_end().to_owned() + &facets.unwrap_or_default()))?;
    }
    Ok(if response.hits.is_empty() { ExitStatus::Nothing } else { ExitStatus::Done })
}

fn request(args: &SearchArgs, config: &Config) -> Result<Request, CliError> {
    let limit = args.limit.map_or(config.search.default_limit, usize::from);
    Ok(Request {
        query: joined(&args.query, "query")?,
        mode: args.mode,
        limit: limit.min(config.search.max_limit),
        offset: 0,
        filter: Filter::default().with_any(Field::Event, args.event.as_deref()),
    })
}
