//! Hallway: a conference event companion and talk archive.
//!
//! The library holds everything; `main.rs` only starts it. Imports point one way, and a test
//! (`tests/it/layers.rs`) checks it:
//!
//! ```text
//! domain <- text <- ingest, export          plain records, files in and out
//! domain <- text <- lint                    what to look at before publishing
//! domain <- store, index                    SQLite, Tantivy
//! recent <- embed, search, web              what was used last, within so many bytes
//! beside <- search, app                     two pieces of work at the same time
//! compute <- embed                          tensors, then text to vectors
//! search <- answer, summary <- eval         ranking, then what is built on it
//! search <- agenda                          chosen talks, clashes, plans
//! app <- web, cli <- main                   everything wired together, then shown
//! ```

pub mod agenda;
pub mod answer;
pub mod app;
mod beside;
pub mod cli;
pub mod compute;
pub mod config;
pub mod domain;
pub mod embed;
pub mod eval;
pub mod export;
pub mod index;
pub mod ingest;
pub mod lint;
mod recent;
pub mod search;
pub mod store;
pub mod summary;
pub mod text;
pub mod web;
