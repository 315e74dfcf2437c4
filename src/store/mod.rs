//! The SQLite database: the truth about events, talks and announcements, and the vectors made
//! from them. The only place that knows SQL.
//!
//! [`Store::save_bundle`] replaces an event in one transaction, [`Store::load_bundles`] reads
//! everything with ten queries, whatever the number of talks. Noun files hold the statements and
//! return SQLite's errors; the edge, `connection.rs`, turns these into [`StoreError`].

mod agendas;
mod announcements;
mod bundles;
mod connection;
mod error;
mod events;
mod file;
#[cfg(test)]
mod fixtures;
mod forget;
mod health;
mod history;
mod imports;
mod migrate;
mod overlays;
mod rows;
mod talks;
mod token_vectors;
mod tokens;
mod transcripts;
mod vector_file;
mod vectors;

pub use agendas::{AGENDA_TALKS_MAX, Agenda};
pub use bundles::{StoredEvent, Version};
pub use connection::Store;
pub use error::StoreError;
pub use events::RecordState;
pub use health::{Integrity, StoreHealth};
pub use history::Revisions;
pub use imports::{Import, ImportRecord};
pub use tokens::Token;
pub use vector_file::{VectorFile, VectorFileError};

/// SHA-256 of a text or file: the name under which a vector is kept.
pub type ContentHash = [u8; 32];
