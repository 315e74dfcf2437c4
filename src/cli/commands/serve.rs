//! `serve`: takes the port first, so that a port in use is known before any work is done.

use std::net::TcpListener;
use std::sync::Arc;

use super::Context;
use crate::cli::args::ServeArgs;
use crate::cli::messages::serving;
use crate::cli::{CliError, ExitStatus};
use crate::web;

pub(super) fn run(args: ServeArgs, mut context: Context) -> Result<ExitStatus, CliError> {
    if let Some(bind) = args.bind {
        context.config.server.bind = bind;
    }
    let wanted = &context.config.server.bind;
    let listen_error = |source| CliError::Listen { address: wanted.to_string(), source };
    let listener = TcpListener::bind(wanted.as_str()).map_err(listen_error)?;
    let address = listener.local_addr().map_err(listen_error)?.to_string();
    let app = Arc::new(context.open()?);
    let console = &context.console;
    console.result(&serving::ready(&address, &context.config, console.paint()))?;
    web::serve(app, listener)?;
    console.note(serving::STOPPED);
    Ok(ExitStatus::Done)
}
