//! The options of commands that change what is stored or give it out; meaning is worked out in
//! `commands/`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::{Date, Time};

use super::super::words;
use super::{JsonArgs, one_of};
use crate::config::BindAddress;
use crate::domain::{AliasKind, Audience, Kind};
use crate::ingest::ColumnMap;
use crate::{export, ingest};

/// Options of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Schedules and transcripts: files, zips or folders; with several, the JSON is an array of
    /// reports
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files do not say.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The talk whose transcript the file is, by id or slug, instead of going by the file's name
    #[arg(long, value_name = "ID", requires = "event")]
    pub talk: Option<String>,
    /// Show what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write a report.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Schedule files, zips or folders
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files do not say.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Seconds between two looks at the files
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub interval: u64,
}

/// What the person importing knows better than the files.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Event to import into, instead of the one the file names
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// IANA time zone of a file that names none, such as `Europe/Paris`
    #[arg(long, value_name = "TZ")]
    pub timezone: Option<String>,
    /// Format, instead of looking at the content
    #[arg(long, value_name = "F", value_parser = one_of(ingest::Format::ALL, words::of_ingest))]
    pub format: Option<ingest::Format>,
    /// What a column of a table holds, where its header does not tell; may be given again
    #[arg(long = "map", value_name = "COLUMN=FIELD", value_parser = ColumnMap::parse)]
    pub columns: Vec<(String, String)>,
    /// Until when a session of the night belongs to the evening before, where the file does not say
    #[arg(long, value_name = "HH:MM", default_value = "04:00")]
    pub day_change: Time,
    /// The file holds a part of the event: talks that are not in it stay as they are
    #[arg(long)]
    pub partial: bool,
    /// Let the file withdraw many talks at once
    #[arg(long)]
    pub allow_removals: bool,
}

/// Options of `lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Files to look at before they are imported [default: the stored event]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The event, and what the files do not say.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Write the findings for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `versions`.
#[derive(Debug, Args)]
pub struct VersionsArgs {
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// Versions at most, the newest first
    #[arg(short = 'n', value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Write the list for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The version before; 0 is the time before the first
    #[arg(value_name = "V1")]
    pub from: i64,
    /// The version after
    #[arg(value_name = "V2")]
    pub to: i64,
    /// Write the changes for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `correct`.
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// The talk's id or slug; without one, the corrections of the event are listed
    #[arg(value_name = "TALK")]
    pub talk: Option<String>,
    /// Fields and their values; `FIELD=` empties a field that may be empty
    #[arg(value_name = "FIELD=VALUE", requires = "talk")]
    pub values: Vec<String>,
    /// Take the correction of a field back; may be given again
    #[arg(long, value_name = "FIELD", requires = "talk")]
    pub undo: Vec<String>,
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// Write the changes for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `alias`.
#[derive(Debug, Args)]
pub struct AliasArgs {
    /// What is named; without it, the names of the event are listed
    #[arg(value_name = "KIND", value_parser = one_of(AliasKind::ALL, AliasKind::as_str))]
    pub kind: Option<AliasKind>,
    /// The name in files and the name to show, `Saal 1=Hall 1`; with `--undo` the name in files
    #[arg(value_name = "NAME=SHOWN")]
    pub names: Option<String>,
    /// Forget the name; what is stored stays until the next import
    #[arg(long, requires = "names")]
    pub undo: bool,
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// Write the changes for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// The commands about tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token; it is shown once and cannot be shown again
    Create {
        /// What to call it
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// List the tokens by name
    List(JsonArgs),
    /// Make a token count no more
    Revoke {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// The format
    #[arg(long, value_name = "F", value_parser = one_of(export::Format::ALL, words::of_export))]
    pub format: export::Format,
    /// Only this talk, by id or slug
    #[arg(long, value_name = "ID")]
    pub talk: Option<String>,
    /// Only this track
    #[arg(long, value_name = "NAME")]
    pub track: Option<String>,
    /// Only this room
    #[arg(long, value_name = "NAME")]
    pub room: Option<String>,
    /// Only this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<Date>,
    /// Only this speaker
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// Only this kind of session
    #[arg(long, value_name = "KIND", value_parser = one_of(Kind::ALL, Kind::as_str))]
    pub kind: Option<Kind>,
    /// File to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on, instead of the configured one; port 0 takes any free port
    #[arg(long, value_name = "ADDR:PORT")]
    pub bind: Option<BindAddress>,
}

/// Options of `announce`.
#[derive(Debug, Args)]
pub struct AnnounceArgs {
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// The headline
    #[arg(long, value_name = "T", required_unless_present_any = ["end", "list"])]
    pub title: Option<String>,
    /// The text, paragraphs parted by blank lines; `-` reads standard input
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub body: Option<String>,
    /// A file with the text
    #[arg(long, value_name = "F")]
    pub file: Option<PathBuf>,
    /// Someone who announced it, `Name` or `Name, Affiliation`; may be given again
    #[arg(long = "person", value_name = "NAME, AFFILIATION")]
    pub people: Vec<String>,
    /// The day [default: today, in the event's time zone]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// A page to read more; `http` or `https`
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// A name for addresses; one that exists is replaced [default: made from the title]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// From when pages show it: `14:00` today or `2024-06-19T14:00`, in the event's time zone
    /// [default: the beginning of its day]
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Until when; a day counts whole [default: the end of the day on which it begins]
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Whom it concerns: `room:NAME`, `track:NAME`, `day:2024-06-19`, `talk:ID` or `everyone`
    #[arg(long = "for", value_name = "WHOM")]
    pub audience: Option<Audience>,
    /// End the announcement with this id now; it stays in the archive
    #[arg(long, value_name = "ID", conflicts_with_all = ["title", "list"])]
    pub end: Option<String>,
    /// List the announcements of the event: upcoming, active or over
    #[arg(long, conflicts_with = "title")]
    pub list: bool,
    /// Write the announcement for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}
