//! One sentence for what went wrong, and a hint for what to do about it.

use super::layout::clean;
use crate::app::AppError;
use crate::cli::CliError;
use crate::cli::paint::Paint;
use crate::compute::ComputeError;
use crate::config::{ConfigError, nearest};
use crate::embed::EmbedError;
use crate::eval::EvalError;
use crate::ingest::merge::GuardError;
use crate::store::StoreError;

/// Names listed in a hint at most.
const NAMES_SHOWN: usize = 6;

/// The sentence, and the hint after a blank line.
pub(in crate::cli) fn failure(error: &CliError, paint: Paint) -> String {
    let sentence = without_error_numbers(&clean(&error.to_string()));
    let sentence = format!("{} {sentence}", paint.bad("error:"));
    match hint(error) {
        Some(hint) => format!("{sentence}\n\n{} {}", paint.strong("hint:"), clean(&hint)),
        None => sentence,
    }
}

/// `No such file (os error 2)` without what only says the same in numbers.
fn without_error_numbers(sentence: &str) -> String {
    let mut parts = sentence.split(" (os error ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += part.split_once(')').map_or(part, |(_, rest)| rest);
    }
    text
}

fn hint(error: &CliError) -> Option<String> {
    match error {
        CliError::Config(error) => config(error),
        CliError::App(error) => app(error),
        CliError::Embed(error) | CliError::Eval(EvalError::Embed(error)) => embed(error),
        CliError::Eval(EvalError::NoCorpus { .. }) => {
            Some("`--corpus FILE` names the documents".to_owned())
        }
        CliError::Listen { .. } => {
            Some("`--bind 127.0.0.1:0` takes any free port of this machine".to_owned())
        }
        CliError::NoEvent { .. } => Some("`--event SLUG` names the event".to_owned()),
        CliError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            let folder = std::env::current_dir().ok()?;
            Some(format!("a relative path starts at `{}`", folder.display()))
        }
        _ => None,
    }
}

fn config(error: &ConfigError) -> Option<String> {
    match error {
        ConfigError::Unreadable { .. } => Some(
            "without `--config`, `config.toml` of the working directory or the defaults are used"
                .to_owned(),
        ),
        _ => error.suggestion().map(did_you_mean),
    }
}

fn app(error: &AppError) -> Option<String> {
    match error {
        AppError::Store(error) => store(error),
        AppError::Embed(error) => embed(error),
        AppError::Guard(error) => guard(error),
        AppError::UnknownEvent { slug, known } if known.is_empty() => {
            Some(format!("there is no event yet; `hallway import --event {slug} FILE` makes one"))
        }
        AppError::UnknownEvent { slug, known } => Some(one_of_these("events", slug, known)),
        AppError::Unknown { what: "talk", .. } => {
            Some("`hallway search` shows the ids of talks".to_owned())
        }
        AppError::Unknown { what: "room", name, known, .. } if !known.is_empty() => {
            Some(one_of_these("rooms", name, known))
        }
        AppError::Unknown { what: "day", name, known, .. } if !known.is_empty() => {
            Some(one_of_these("days", name, known))
        }
        AppError::Unknown { what: "announcement", .. } => {
            Some("`hallway announce --event SLUG --list` shows them with their ids".to_owned())
        }
        AppError::Unknown { name, known, .. } if !known.is_empty() => {
            nearest(name, known.iter().map(String::as_str)).map(did_you_mean)
        }
        AppError::NotADemo { .. } => {
            Some("`hallway demo --data-dir DIR` chooses another data directory".to_owned())
        }
        AppError::NoSamples { .. } => {
            Some("`samples_dir` in config.toml names the folder `data` of Hallway".to_owned())
        }
        AppError::Ambiguous { .. } => Some("`--event SLUG` chooses one".to_owned()),
        _ => None,
    }
}

fn guard(error: &GuardError) -> Option<String> {
    let hint = match error {
        GuardError::TooManyVanished { .. } => {
            "`--dry-run --allow-removals` shows what would go, and writes nothing"
        }
        GuardError::OtherEvent { .. } => "`--event SLUG` gives it a slug of its own",
        GuardError::NoTalks { .. } => return None,
    };
    Some(hint.to_owned())
}

fn store(error: &StoreError) -> Option<String> {
    match error {
        StoreError::NewerVersion { .. }
        | StoreError::NotADirectory { .. }
        | StoreError::Unwritable { .. }
        | StoreError::NotADatabase { .. }
        | StoreError::NotHallway { .. } => {
            Some("`--data-dir DIR` chooses another data directory".to_owned())
        }
        StoreError::Locked { .. } => {
            Some("try again when the other `hallway` has finished writing".to_owned())
        }
        _ => None,
    }
}

fn embed(error: &EmbedError) -> Option<String> {
    let hint = match error {
        EmbedError::NotFound(_) | EmbedError::MissingFile { .. } => {
            "`dir` in the section `[model]` of config.toml, or HALLWAY_MODEL_DIR, names the model \
             folder; `hallway model convert` makes one"
        }
        EmbedError::Corrupt { .. } => {
            "copy the model folder again, or make it again with `hallway model convert`"
        }
        EmbedError::Compute(ComputeError::NoAdapter(_) | ComputeError::TooSmall { .. }) => {
            "the device `cpu` runs everywhere; `hallway doctor` lists the devices"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

/// The nearest of these, else the first few there are.
fn one_of_these(what: &str, typed: &str, known: &[String]) -> String {
    if let Some(name) = nearest(typed, known.iter().map(String::as_str)) {
        return did_you_mean(name);
    }
    let names: Vec<_> = known.iter().take(NAMES_SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > NAMES_SHOWN { " and more" } else { "" };
    format!("known {what}: {}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(error: impl Into<CliError>) -> String {
        failure(&error.into(), Paint::Plain)
    }

    fn unknown_event(slug: &str, known: &[&str]) -> AppError {
        let known = known.iter().map(|&slug| slug.to_owned()).collect();
        AppError::UnknownEvent { slug: slug.into(), known }
    }

    #[test]
    fn an_unknown_event_comes_with_the_nearest_or_with_all() {
        insta::assert_snapshot!(shown(unknown_event("confs-2024", &["conf-2024", "b"])), @r"
        error: there is no event `confs-2024`

        hint: did you mean `conf-2024`?
        ");
        insta::assert_snapshot!(shown(unknown_event("x\u{1b}[2J", &["conf-2024", "b"])), @r"
        error: there is no event `x[2J`

        hint: known events: `conf-2024`, `b`
        ");
        insta::assert_snapshot!(shown(unknown_event("conf", &[])), @r"
        error: there is no event `conf`

        hint: there is no event yet; `hallway import --event conf FILE` makes one
        ");
    }

    #[test]
    fn a_port_in_use_is_one_clear_sentence() {
        let source = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let address = "127.0.0.1:8080".to_owned();
        insta::assert_snapshot!(shown(CliError::Listen { address, source }), @r"
        error: cannot listen on `127.0.0.1:8080`: the port is in use

        hint: `--bind 127.0.0.1:0` takes any free port of this machine
        ");
    }

    #[test]
    fn the_systems_numbers_are_left_out() {
        let sentence = "cannot read `a`: No such file (os error 2)";
        assert_eq!(without_error_numbers(sentence), "cannot read `a`: No such file");
        assert_eq!(without_error_numbers("a (os error 2): b (os error"), "a: b (os error");
    }

    #[test]
    fn every_error_of_the_store_that_another_folder_solves_says_so() {
        let error = StoreError::NewerVersion { path: "d/hallway.db".into(), found: 9, known: 1 };
        let text = shown(AppError::from(error));
        assert!(
            text.ends_with("\n\nhint: `--data-dir DIR` chooses another data directory"),
            "{text}"
        );
    }
}
