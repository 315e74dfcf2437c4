//! `demo`: lays the invented timetable around the present moment, then serves it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Context, serve};
use crate::cli::args::DemoArgs;
use crate::cli::messages::serving;
use crate::cli::{CliError, ExitStatus};

/// Where the demo is held, on machines that do not tell where they are.
const ELSEWHERE: &str = "Europe/Paris";

pub(super) fn run(args: DemoArgs, mut context: Context) -> Result<ExitStatus, CliError> {
    let listener = serve::listen(args.bind, &mut context)?;
    let samples = context.config.samples_dir.clone();
    context.open_archive()?.lay_demo(&samples, Timestamp::now(), &zone())?;
    context.console.note(&serving::demo(&context.config.data_dir));
    serve::serve(listener, &context)
}

/// The zone of this machine by its name; a machine that only knows an offset has none.
fn zone() -> TimeZone {
    let own = TimeZone::system();
    if own.iana_name().is_some() {
        return own;
    }
    TimeZone::get(ELSEWHERE).unwrap_or(TimeZone::UTC)
}
