//! One file per command: each turns what was typed into ready options, asks the application and
//! hands the result to `messages` or `json`. No words and no rules of the domain here.

mod announce;
mod ask;
mod demo;
mod doctor;
mod eval;
mod export;
mod history;
mod import;
mod lint;
mod model;
mod overrides;
mod search;
mod serve;
mod speed;
mod summary;
mod token;
mod topics;
mod transcripts;
mod watch;

use super::args::Command;
use super::console::Console;
use super::progress::Bars;
use super::{CliError, ExitStatus};
use crate::app::{self, App, AppError, Archive};
use crate::config::Config;
use crate::domain::Catalog;
use crate::embed::{EmbedError, Embedder};

/// What every command is given.
pub(super) struct Context {
    pub(super) console: Console,
    pub(super) config: Config,
}

impl Context {
    /// Opens everything, filling a new data directory with the conferences at hand.
    fn open(&self) -> Result<App, CliError> {
        Ok(App::open(self.config.clone(), &Bars::new(&self.console))?)
    }

    /// Opens the database alone.
    fn open_archive(&self) -> Result<Archive, CliError> {
        Ok(Archive::open(&self.config.data_dir)?)
    }
}

/// Runs a command to its end.
pub(super) fn run(command: Command, context: Context) -> Result<ExitStatus, CliError> {
    match command {
        Command::Serve(args) => serve::run(args, context),
        Command::Demo(args) => demo::run(args, context),
        Command::Import(args) => import::run(&args, &context),
        Command::Watch(args) => watch::run(&args, &context),
        Command::Lint(args) => lint::run(&args, &context),
        Command::Versions(args) => history::versions(&args, &context),
        Command::Diff(args) => history::diff(&args, &context),
        Command::Correct(args) => overrides::correct(&args, &context),
        Command::Alias(args) => overrides::alias(&args, &context),
        Command::Token(command) => token::run(&command, &context),
        Command::Export(args) => export::run(&args, &context),
        Command::Search(args) => search::run(args, &context),
        Command::Ask(args) => ask::run(&args, &context),
        Command::Summary(args) => summary::run(args, &context),
        Command::Topics(args) => topics::topics(&args, &context),
        Command::Related(args) => topics::related(&args, &context),
        Command::Announce(args) => announce::run(args, &context),
        Command::Model(command) => model::run(command, &context),
        Command::Doctor(args) => doctor::run(args, &context),
        Command::Eval(command) => eval::run(command, &context),
    }
}

/// Fails for an event that is not in the database; no event named is fine.
fn check_event(catalog: &Catalog, slug: Option<&str>) -> Result<(), AppError> {
    match slug {
        Some(slug) if catalog.find_event(slug).is_none() => {
            let known = catalog.bundles().iter().map(|bundle| bundle.event.slug.clone()).collect();
            Err(AppError::UnknownEvent { slug: slug.to_owned(), known })
        }
        _ => Ok(()),
    }
}

/// Words given without quotes, as one text.
fn joined(words: &[String], what: &str) -> Result<String, CliError> {
    let text = words.join(" ").trim().to_owned();
    if text.is_empty() {
        return Err(CliError::Usage(format!("the {what} is empty")));
    }
    Ok(text)
}

/// The model alone.
fn embedder(config: &Config) -> Result<Embedder, EmbedError> {
    Embedder::open(&config.model.dir, app::running(config))
}
