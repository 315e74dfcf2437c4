//! The integration tests: one binary, one module a feature.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing test says what broke by panicking"
)]

mod agenda;
mod answer;
mod browser;
mod cli;
mod devices;
mod embed;
mod eval;
mod gpu;
mod ingest;
mod layers;
mod news;
mod offline;
mod real_files;
mod records;
mod refresh;
mod search;
mod store;
mod summary;
mod support;
mod web;
