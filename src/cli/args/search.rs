//! The options of `search` as typed, and how a query is written.

use clap::Args;

use super::{JsonArgs, one_of};
use crate::cli::words;
use crate::search::Mode;

/// How a query is written, shown below the options of `search`.
const QUERY_HELP: &str = "\
Query:
  words                  any of them, in any form; more and rarer ones rank higher
  \"two words\"            one after the other
  -word  -\"two words\"    must not occur
  speaker:ada            only talks by somebody of that name; speaker:\"Ada Byron\"
  track: room: event:    only this one; a few words of its name will do
  year: kind: topic:     only these (kind: keynote, talk, panel, workshop, announcement, ...)
  day:                   2024-02-03, Saturday, or 2 for the second day of an event
  language: level:       en or English; beginner
  has:                   video, slides or transcript
  -track:x               any of these with a minus sign: none of those

Several values of one field are alternatives, different fields must all hold. A colon after any
other word means nothing. Where the shell would read a sign, put the query in single quotes, and
write `--` before a query that begins with a minus sign.";

/// Options of `search`.
#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub struct SearchArgs {
    /// What to look for; several words need no quotes
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only this event
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// What ranks the hits
    #[arg(long, default_value = "hybrid", value_parser = one_of(words::MODES, words::of_mode))]
    pub mode: Mode,
    /// Hits at most [default: `search.default_limit`]
    #[arg(short = 'n', value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: Option<u16>,
    /// Say how many hits each event, track, speaker and so on would leave
    #[arg(long)]
    pub facets: bool,
    /// Say why each hit stands where it does
    #[arg(long)]
    pub explain: bool,
    /// Take the last word as the beginning of one, as while it is being typed
    #[arg(long)]
    pub typing: bool,
    /// Write the hits for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}
