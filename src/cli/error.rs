//! Why a command failed; the words of the layers below are passed on as they are.

use std::path::PathBuf;

use super::ExitStatus;
use crate::app::AppError;
use crate::config::ConfigError;
use crate::embed::EmbedError;
use crate::eval::EvalError;
use crate::ingest::IngestError;
use crate::search::SearchError;
use crate::web::ServeError;

/// Every error of the command line ends here and becomes one sentence and perhaps a hint.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Building or using the application.
    #[error(transparent)]
    App(#[from] AppError),
    /// The model alone.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// A search.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// An evaluation.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The web server.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file that cannot be imported.
    #[error("cannot import `{}`: {source}", path.display())]
    Import {
        /// The file.
        path: PathBuf,
        /// Why.
        source: IngestError,
    },
    /// A folder without a file that could be imported.
    #[error("there is no schedule in the folder `{}`, and no transcript", path.display())]
    NoSchedule {
        /// The folder.
        path: PathBuf,
    },
    /// A transcript of whatever event.
    #[error("`{}` is a transcript, or taken for one, and does not say which event it belongs to", path.display())]
    NoEvent {
        /// The file.
        path: PathBuf,
    },
    /// A file that was named cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// A file that was named cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Standard input cannot be read as text.
    #[error("cannot read standard input: {0}")]
    Input(std::io::Error),
    /// Standard output cannot be written.
    #[error("cannot write the result: {0}")]
    Output(std::io::Error),
    /// The address to listen on cannot be had.
    #[error("cannot listen on `{address}`: {}", listen_reason(source))]
    Listen {
        /// The address.
        address: String,
        /// The system's words.
        source: std::io::Error,
    },
    /// A value that clap cannot judge.
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    /// What the process ends with: a refusal by a guard is no error.
    pub(super) fn status(&self) -> ExitStatus {
        match self {
            Self::App(AppError::Guard(_) | AppError::NothingSelected { .. }) => ExitStatus::Nothing,
            _ => ExitStatus::Error,
        }
    }

    /// Whether the reader of standard output went away, which is no one's mistake (`… | head`).
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(source) if source.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

fn listen_reason(source: &std::io::Error) -> String {
    match source.kind() {
        std::io::ErrorKind::AddrInUse => "the port is in use".to_owned(),
        std::io::ErrorKind::AddrNotAvailable => {
            "this machine does not have that address".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => "the port is reserved for the system".to_owned(),
        _ => source.to_string(),
    }
}
