//! `token`: the keys with which organisers import over HTTP.

use super::Context;
use crate::cli::args::TokenCommand;
use crate::cli::messages::publishing;
use crate::cli::{CliError, ExitStatus};

pub(super) fn run(command: &TokenCommand, context: &Context) -> Result<ExitStatus, CliError> {
    let archive = context.open_archive()?;
    let console = &context.console;
    match command {
        TokenCommand::Create { name } => {
            let secret = archive.create_token(name)?;
            console.note(&publishing::token_made(name));
            console.result(&secret)?;
        }
        TokenCommand::List(output) => {
            let tokens = archive.list_tokens()?;
            match output.json {
                true => console.json(&tokens)?,
                false => console.result(&publishing::tokens(&tokens))?,
            }
        }
        TokenCommand::Revoke { name } => {
            archive.revoke_token(name)?;
            console.note(&publishing::token_revoked(name));
        }
    }
    Ok(ExitStatus::Done)
}
