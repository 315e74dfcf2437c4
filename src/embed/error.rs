//! What can go wrong between a model folder and a vector.

use std::path::PathBuf;

use super::service::Refusal;
use crate::compute::ComputeError;

/// Why a model could not be opened, converted or run.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// There is no folder, file or package at the path.
    #[error("there is no model at `{}`", .0.display())]
    NotFound(PathBuf),
    /// A file that every model folder has is not there.
    #[error("the model folder `{}` has no `{file}`", .folder.display())]
    MissingFile {
        /// The folder, or the package that was read as one.
        folder: PathBuf,
        /// The file's name.
        file: String,
    },
    /// A file cannot be read at all.
    #[error("cannot read `{}`: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// A file was read but does not hold what it should.
    #[error("the model file `{}` is damaged or of another kind: {reason}", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder is whole, but it is a model that this program cannot run.
    #[error("the model in `{}` cannot be run here: {reason}", .folder.display())]
    Unsupported {
        /// The folder.
        folder: PathBuf,
        /// What it needs.
        reason: String,
    },
    /// The tokenizer refused a text.
    #[error("the tokenizer failed: {0}")]
    Tokenize(String),
    /// The device failed or was asked for and is not there.
    #[error(transparent)]
    Compute(#[from] ComputeError),
    /// The service before the model did not run the text.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A converted model could not be written.
    #[error("cannot write `{}`: {source}", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The output folder holds something that is not a model.
    #[error("`{}` is not empty and holds no model; nothing was written", .0.display())]
    Occupied(PathBuf),
}
