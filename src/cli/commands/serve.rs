//! `serve`: takes the port first, so that a port in use is known before any work is done.

use std::net::TcpListener;
use std::sync::Arc;

use super::Context;
use crate::cli::args::ServeArgs;
use crate::cli::messages::serving;
use crate::cli::{CliError, ExitStatus};
use crate::config::BindAddress;
use crate::web;

pub(super) fn run(args: ServeArgs, mut context: Context) -> Result<ExitStatus, CliError> {
    let listener = listen(args.bind, &mut context)?;
    serve(listener, &context)
}

/// Takes the port, that of `bind` where it is given.
pub(super) fn listen(
    bind: Option<BindAddress>,
    context: &mut Context,
) -> Result<TcpListener, CliError> {
    if let Some(bind) = bind {
        context.config.server.bind = bind;
    }
    let wanted = &context.config.server.bind;
    TcpListener::bind(wanted.as_str()).map_err(|source| listen_error(context, source))
}

/// Opens everything and serves it until told to stop.
pub(super) fn serve(listener: TcpListener, context: &Context) -> Result<ExitStatus, CliError> {
    let address = listener.local_addr().map_err(|source| listen_error(context, source))?;
    let app = Arc::new(context.open()?);
    let console = &context.console;
    let ready = serving::ready(&address.to_string(), &context.config, console.paint());
    console.result(&ready)?;
    web::serve(app, listener)?;
    console.note(serving::STOPPED);
    Ok(ExitStatus::Done)
}

fn listen_error(context: &Context, source: std::io::Error) -> CliError {
    CliError::Listen { address: context.config.server.bind.to_string(), source }
}
