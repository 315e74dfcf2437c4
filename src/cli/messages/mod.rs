//! Every word for people, as pure functions from results to text.
//!
//! The voice: plain sentences; backticks round values, commands and names of files; a `hint:`
//! after a blank line says what to do; no full stop after a single sentence; readable without
//! colour. Text out of records and files loses its control characters before it is shown.

pub(super) mod answers;
pub(super) mod doctor;
pub(super) mod errors;
pub(super) mod figures;
pub(super) mod history;
pub(super) mod imports;
mod layout;
pub(super) mod lint;
pub(super) mod models;
pub(super) mod publishing;
pub(super) mod results;
pub(super) mod search;
pub(super) mod serving;
pub(super) mod speed;
pub(super) mod summaries;
pub(super) mod topics;
