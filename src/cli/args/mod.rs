//! The command line exactly as typed: clap's definitions and their help. What the options mean for
//! a command is worked out in `commands/`.

mod organise;
mod search;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use organise::{
    AliasArgs, AnnounceArgs, CorrectArgs, DemoArgs, DiffArgs, ExportArgs, ImportArgs, LintArgs,
    SourceArgs, TokenCommand, VersionsArgs, WatchArgs,
};
pub(super) use search::SearchArgs;

use super::words;
use crate::config::{BindAddress, Device};
use crate::embed::RowFormat;
use crate::search::Mode;

/// A conference companion and talk archive: search, answers and summaries on this machine alone.
///
/// Without a command, the site is served.
#[derive(Debug, Parser)]
#[command(name = "hallway", version, max_term_width = 100)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do; `serve` when not given.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Configuration file [default: `config.toml` in the working directory, if there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the database, the index and the vectors, instead of the configured one
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Say nothing but the result and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; `-vv` and `-vvv` log more still (`RUST_LOG` is obeyed too)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// No colour, as with the variable `NO_COLOR`
    #[arg(long, global = true)]
    pub no_color: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site until interrupted
    Serve(ServeArgs),
    /// Serve real talks on an invented timetable around this moment, in a data directory of its own
    Demo(DemoArgs),
    /// Read schedules and transcripts into the database: files, zips or folders
    Import(ImportArgs),
    /// Import again whenever a file changes
    Watch(WatchArgs),
    /// Look for overlaps, double bookings, missing abstracts and the like
    Lint(LintArgs),
    /// List the versions of an event: every import and correction is one
    Versions(VersionsArgs),
    /// Show what differs between two versions
    Diff(DiffArgs),
    /// Put fields of a talk right, for now and for every later import
    Correct(CorrectArgs),
    /// Let a name of a room or speaker stand for another, in every later import too
    Alias(AliasArgs),
    /// Make, list and revoke the tokens with which organisers import over HTTP
    #[command(subcommand)]
    Token(TokenCommand),
    /// Write an event as a file
    Export(ExportArgs),
    /// Find talks by meaning and by words
    Search(SearchArgs),
    /// Answer a question with sentences from the talks
    Ask(AskArgs),
    /// Sum up a talk, day, track, speaker or event in its own sentences, or what was missed of one
    Summary(SummaryArgs),
    /// Show what the talks of an event are about, in groups
    Topics(TopicsArgs),
    /// List talks near one, from every edition, with the reason
    Related(RelatedArgs),
    /// Publish an announcement
    Announce(AnnounceArgs),
    /// Make, try or describe an embedding model
    #[command(subcommand)]
    Model(ModelCommand),
    /// Check the model, the devices, the database and the index
    Doctor(JsonArgs),
    /// Measure search or answers on a judged set
    #[command(subcommand)]
    Eval(EvalCommand),
}

/// The option of commands whose result can be read by a program.
#[derive(Debug, Clone, Copy, Args)]
pub struct JsonArgs {
    /// Write the result as one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Options of `serve`.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Address to listen on, instead of the configured one; port 0 takes any free port
    #[arg(long, value_name = "ADDR:PORT")]
    pub bind: Option<BindAddress>,
}

/// Options of `ask`.
#[derive(Debug, Args)]
pub struct AskArgs {
    /// The question; several words need no quotes
    #[arg(required = true, value_name = "QUESTION")]
    pub question: Vec<String>,
    /// Only this event
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// Write the answer for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `summary`.
#[derive(Debug, Args)]
pub struct SummaryArgs {
    /// What to sum up
    #[arg(value_name = "OF", required_unless_present = "since")]
    pub of: Option<SubjectKind>,
    /// A talk's id (or `EVENT/ID`), a day (`2024-06-19`), a track, a speaker's name, an event
    #[arg(required_unless_present = "since", value_name = "ID")]
    pub id: Vec<String>,
    /// The event, where the id alone does not tell
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// What was given of the event since then: `14:00` today, `2024-06-19T14:00` in the event's
    /// zone, or a time with its own
    #[arg(long, value_name = "TIME", requires = "event", conflicts_with_all = ["of", "id"])]
    pub since: Option<String>,
    /// Write the sentences for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `topics`.
#[derive(Debug, Args)]
pub struct TopicsArgs {
    /// The event
    #[arg(long, value_name = "SLUG")]
    pub event: String,
    /// Write the topics for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `related`.
#[derive(Debug, Args)]
pub struct RelatedArgs {
    /// The talk's id or slug (or `EVENT/ID`)
    #[arg(value_name = "TALK")]
    pub talk: String,
    /// The talk's event, where the id alone does not tell
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// Talks at most
    #[arg(short = 'n', value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..))]
    pub limit: u16,
    /// Write the talks for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// What can be summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SubjectKind {
    /// One talk
    Talk,
    /// One day of an event
    Day,
    /// One track of an event
    Track,
    /// All talks of a person
    Speaker,
    /// One event
    Event,
}

/// The commands about models.
#[derive(Debug, Subcommand)]
pub enum ModelCommand {
    /// Make a small int8 model folder out of public weights
    Convert(ConvertArgs),
    /// Fit the projection for token vectors on the talks of schedules
    FitTokens(FitTokensArgs),
    /// Turn texts, one a line on standard input, into vectors
    Embed(EmbedArgs),
    /// Say which model this is, where it comes from and where it runs
    Info(EmbedArgs),
    /// Measure how fast this machine's devices run the model
    Bench(BenchArgs),
    /// Measure which GPU kernels are fastest here, and use those from now on
    Tune(TuneArgs),
}

/// Options of `model convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// A model folder, or a wheel or zip file that holds one
    #[arg(value_name = "SRC")]
    pub source: PathBuf,
    /// The folder to make
    #[arg(value_name = "OUT")]
    pub target: PathBuf,
    /// How the rows of weights are stored
    #[arg(long, default_value = "int8", value_parser = one_of(words::ROWS, words::of_rows))]
    pub rows: RowFormat,
    /// Write what was made for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `model fit-tokens`.
#[derive(Debug, Args)]
pub struct FitTokensArgs {
    /// The model folder that gets the projection
    #[arg(value_name = "DIR")]
    pub model: PathBuf,
    /// Schedules in any format that `import` reads; without any, texts, one a line on standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Values in a token's vector: fewer lose quality, more cost memory
    #[arg(long, default_value_t = 128)]
    pub width: usize,
    /// Write what was made for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `model embed` and `model info`.
#[derive(Debug, Args)]
pub struct EmbedArgs {
    /// Where to run, instead of the configured device
    #[arg(long, value_parser = one_of(Device::ALL, Device::as_str))]
    pub device: Option<Device>,
    /// Model folder, instead of the configured one
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// Write the result for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `model bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Model folder, instead of the configured one
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// Show also where the GPU's time goes, kernel by kernel
    #[arg(long)]
    pub profile: bool,
    /// Write the result for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `model tune`.
#[derive(Debug, Args)]
pub struct TuneArgs {
    /// Model folder, instead of the configured one
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// Write the result for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// The commands that measure.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Rank the queries of a judged set in BEIR layout
    Retrieval(RetrievalArgs),
    /// Answer the questions of a file, one JSON object a line
    Answers(AnswersArgs),
    /// Find the sentences that answer questions about paragraphs
    Sentences(SentencesArgs),
    /// Answer questions generated from a schedule, whose answers its records give
    Records(RecordsArgs),
    /// Compare summaries with those of people, with the first sentences and with chance
    Summaries(SummariesArgs),
}

/// Options of `eval retrieval`.
#[derive(Debug, Args)]
pub struct RetrievalArgs {
    /// Folder with `queries.jsonl` and `qrels/test.tsv` or `qrels.tsv`
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The documents [default: `corpus.jsonl` in DIR or the folder above]
    #[arg(long, value_name = "FILE")]
    pub corpus: Option<PathBuf>,
    /// What may be indexed, with commas between
    #[arg(long, value_name = "LIST", default_value = "title,text,speakers")]
    pub fields: String,
    /// A file with the ids of the documents that may be indexed
    #[arg(long, value_name = "FILE")]
    pub doc_ids: Option<PathBuf>,
    /// What ranks the hits; several are measured one after the other
    #[arg(
        long,
        default_value = "hybrid",
        value_delimiter = ',',
        value_parser = one_of(words::MODES, words::of_mode)
    )]
    pub mode: Vec<Mode>,
    /// File to write the hits to, as `qid docid rank score` lines
    #[arg(long, value_name = "OUT")]
    pub run: Option<PathBuf>,
    /// Write the figures for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `eval sentences`.
#[derive(Debug, Args)]
pub struct SentencesArgs {
    /// Paragraphs with questions and marked answers
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write the figures for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `eval answers`.
#[derive(Debug, Args)]
pub struct AnswersArgs {
    /// The questions
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The records they are about [default: `corpus.jsonl` beside FILE, else the database]
    #[arg(long, value_name = "FILE")]
    pub corpus: Option<PathBuf>,
    /// File to write what each question got to, one JSON object a line
    #[arg(long, value_name = "OUT")]
    pub details: Option<PathBuf>,
    /// Write the figures for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `eval records`.
#[derive(Debug, Args)]
pub struct RecordsArgs {
    /// The files of one schedule, in any format that `import` reads
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The event's short name, where the file gives none
    #[arg(long, value_name = "SLUG")]
    pub event: Option<String>,
    /// The time zone of the schedule, where it states none
    #[arg(long, value_name = "TZ")]
    pub timezone: Option<String>,
    /// Other questions for another number
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How many questions
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub questions: usize,
    /// Write the figures for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Options of `eval summaries`.
#[derive(Debug, Args)]
pub struct SummariesArgs {
    /// Texts with a `summary` each, or meetings with questions; one JSON object a line
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write the figures for a program.
    #[command(flatten)]
    pub output: JsonArgs,
}

/// Reads a word as the one of `all` that has it; others are refused, with the nearest in a tip.
fn one_of<T, const N: usize>(
    all: [T; N],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.map(word)).map(move |typed| {
        let same = all.into_iter().find(|&value| word(value) == typed);
        same.expect("only these words are let through")
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("hallway").chain(line.split(' ')))
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_command_is_allowed_and_global_options_go_anywhere() {
        assert!(Arguments::try_parse_from(["hallway"]).unwrap().command.is_none());
        let arguments = parse("search running models -n 3 --data-dir d --mode keyword").unwrap();
        assert_eq!(arguments.global.data_dir, Some("d".into()));
        let Some(Command::Search(search)) = arguments.command else { panic!("not a search") };
        assert_eq!(search.query, ["running", "models"]);
        assert_eq!(
            (search.limit, search.mode, search.output.json),
            (Some(3), Mode::Keyword, false)
        );
    }

    #[test]
    fn every_word_of_the_contract_is_understood() {
        for line in [
            "serve --bind 127.0.0.1:0",
            "demo --bind 127.0.0.1:0 --data-dir d",
            "import a.xml b.json --event e --timezone Europe/Paris --format frab-xml --dry-run",
            "import a.json --partial --allow-removals --json",
            "import a.vtt --event e --talk id",
            "export --event e --format frab-json -o out",
            "summary talk id --event e --json",
            "summary day 2024-06-19",
            "eval retrieval d --corpus c --fields title,text --doc-ids i --mode semantic --run o",
            "eval answers f --corpus c --json",
            "eval records a.xml b.xml --timezone Europe/Paris --seed 3 --questions 50 --json",
            "eval summaries a.jsonl b.jsonl --json",
            "summary --event e --since 2024-06-19T14:00 --json",
            "topics --event e --json",
            "related some-id --event e -n 3 --json",
            "model embed --json --device gpu --model d",
            "model convert a.whl out --rows f16",
            "model bench --model d --profile --json",
            "model tune --model d --json",
            "doctor --json",
        ] {
            assert!(parse(line).is_ok(), "{line}: {}", parse(line).unwrap_err());
        }
    }

    #[test]
    fn a_near_miss_is_refused_with_the_right_word() {
        let told = parse("export --event e --format frab-jsn").unwrap_err().to_string();
        assert!(told.contains("frab-json"), "{told}");
        assert!(parse("search x --quiet --verbose").is_err());
    }
}
