//! `correct` and `alias`: what people put right by hand.

use super::Context;
use crate::app::Archive;
use crate::cli::args::{AliasArgs, CorrectArgs};
use crate::cli::messages::{history, imports};
use crate::cli::{CliError, ExitStatus};
use crate::domain::{Alias, AliasKind, Change};
use crate::ingest::merge::{Field, FieldError};

pub(super) fn correct(args: &CorrectArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let archive = context.open_archive()?;
    let Some(talk) = &args.talk else { return list_corrections(args, &archive, context) };
    let values =
        args.values.iter().map(|typed| assignment(typed)).collect::<Result<Vec<_>, _>>()?;
    let undo = args.undo.iter().map(|word| Field::from_word(word)).collect::<Result<Vec<_>, _>>();
    let undo = undo.map_err(unknown_field)?;
    if values.is_empty() && undo.is_empty() {
        return Err(CliError::Usage(format!("nothing to correct in `{talk}`; give FIELD=VALUE")));
    }
    let mut changes = Vec::new();
    if !undo.is_empty() {
        changes.extend(archive.uncorrect(&args.event, talk, &undo)?);
    }
    if !values.is_empty() {
        changes.extend(archive.correct(&args.event, talk, &values)?);
    }
    show(&changes, args.output.json, context)
}

pub(super) fn alias(args: &AliasArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let archive = context.open_archive()?;
    let (Some(kind), Some(names)) = (args.kind, &args.names) else {
        return list_aliases(args, &archive, context);
    };
    if args.undo {
        let alias = named(kind, names, "");
        let is_gone = archive.remove_alias(&args.event, &alias)?;
        let status = if is_gone { ExitStatus::Done } else { ExitStatus::Nothing };
        context.console.note(&history::forgotten(&alias, is_gone));
        return Ok(status);
    }
    let Some((name, stands_for)) = names.split_once('=') else {
        let hint = format!("`{names}` names one thing; `NAME=SHOWN` is wanted");
        return Err(CliError::Usage(hint));
    };
    if name.trim().is_empty() || stands_for.trim().is_empty() {
        return Err(CliError::Usage("a name is empty".to_owned()));
    }
    let changes = archive.add_alias(&args.event, named(kind, name, stands_for))?;
    show(&changes, args.output.json, context)
}

fn named(kind: AliasKind, name: &str, stands_for: &str) -> Alias {
    Alias { kind, name: name.trim().to_owned(), stands_for: stands_for.trim().to_owned() }
}

fn assignment(typed: &str) -> Result<(Field, String), CliError> {
    let Some((word, value)) = typed.split_once('=') else {
        return Err(CliError::Usage(format!("`{typed}` has no value; `FIELD=VALUE` is wanted")));
    };
    Ok((Field::from_word(word.trim()).map_err(unknown_field)?, value.to_owned()))
}

/// A field that is not there, with those that are.
fn unknown_field(error: FieldError) -> CliError {
    let fields: Vec<_> = Field::ALL.iter().map(|field| field.as_str()).collect();
    CliError::Usage(format!("{error}; the fields are {}", fields.join(", ")))
}

fn show(changes: &[Change], json: bool, context: &Context) -> Result<ExitStatus, CliError> {
    let console = &context.console;
    match json {
        true => console.json(&changes)?,
        false => {
            console.bytes(imports::changes(changes, console.paint()).as_bytes())?;
            console.note(&history::corrected(changes));
        }
    }
    Ok(ExitStatus::Done)
}

fn list_corrections(
    args: &CorrectArgs,
    archive: &Archive,
    context: &Context,
) -> Result<ExitStatus, CliError> {
    let corrections = archive.overlay(&args.event)?.corrections;
    match args.output.json {
        true => context.console.json(&corrections)?,
        false => context.console.result(&history::corrections(&corrections))?,
    }
    Ok(ExitStatus::Done)
}

fn list_aliases(
    args: &AliasArgs,
    archive: &Archive,
    context: &Context,
) -> Result<ExitStatus, CliError> {
    let mut aliases = archive.overlay(&args.event)?.aliases;
    aliases.retain(|alias| args.kind.is_none_or(|kind| kind == alias.kind));
    match args.output.json {
        true => context.console.json(&aliases)?,
        false => context.console.result(&history::aliases(&aliases))?,
    }
    Ok(ExitStatus::Done)
}
