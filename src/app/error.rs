//! What can go wrong above the single modules. The modules' own errors pass through as they are.

use crate::embed::EmbedError;
use crate::export::ExportError;
use crate::index::IndexError;
use crate::ingest::IngestError;
use crate::ingest::merge::{FieldError, GuardError};
use crate::search::{CorpusError, SearchError};
use crate::store::StoreError;

/// Why something the site or a command asked for was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The model.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The keyword index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Documents, passages and vectors do not fit together.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A search.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A file that could not be taken in.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A file that was refused so that nothing is lost.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// A file that could not be made.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A sample conference of this installation cannot be read.
    #[error("cannot read the sample conference `{}`: {source}", .path.display())]
    Sample {
        /// The file.
        path: std::path::PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// No sample conference to make a demo of.
    #[error("there are no sample conferences in `{}`", .folder.display())]
    NoSamples {
        /// Where they should be.
        folder: std::path::PathBuf,
    },
    /// A data directory that is somebody's.
    #[error("this data directory holds `{event}`, so no demo is laid in it")]
    NotADemo {
        /// The slug of an event that is not the demo.
        event: String,
    },
    /// Other processes changed the database each time an import was about to be saved.
    #[error("the database is being changed by others; nothing was saved")]
    Contended,
    /// A value that does not fit its field.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A part of an event in which there is no talk.
    #[error("no talk of `{event}` is as asked for")]
    NothingSelected {
        /// The event's slug.
        event: String,
    },
    /// A correction that is not there.
    #[error("the {field} of `{talk}` was not corrected")]
    NotCorrected {
        /// The talk's id.
        talk: String,
        /// The field's word.
        field: &'static str,
    },
    /// No version has this number.
    #[error("there is no version {version}")]
    UnknownVersion {
        /// What was asked for.
        version: i64,
    },
    /// Two versions that cannot be compared.
    #[error("the versions {from} and {to} are of different events")]
    OtherVersions {
        /// The first version asked for.
        from: i64,
        /// The second.
        to: i64,
    },
    /// A token of this name is there, revoked or not.
    #[error("there is a token `{name}` already")]
    TokenExists {
        /// The name.
        name: String,
    },
    /// The system gives no random bytes.
    #[error("the system gives no randomness for a token: {0}")]
    NoRandomness(String),
    /// No event has this slug.
    #[error("there is no event `{slug}`")]
    UnknownEvent {
        /// What was asked for.
        slug: String,
        /// The slugs there are.
        known: Vec<String>,
    },
    /// Nothing of the wanted sort has this name.
    #[error("there is no {what} `{name}`{}", .event.as_ref().map(|e| format!(" in `{e}`")).unwrap_or_default())]
    Unknown {
        /// `talk`, `speaker`, `track`, `room`, `day` or `announcement`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// The event it was looked for in, if one was named.
        event: Option<String>,
        /// Names there are, for a suggestion.
        known: Vec<String>,
    },
    /// Several events have a thing of this name.
    #[error("`{name}` is in several events: {}", .events.join(", "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The slugs of the events.
        events: Vec<String>,
    },
}
