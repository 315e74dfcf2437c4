//! The site: pages, feeds and the API over one read-only snapshot. The only place that knows HTTP.
//!
//! A request passes `metrics`, `security`, compression and `errors`, reaches the handler that
//! `routes` names, becomes a page struct in `pages` (or JSON in `api`) and is drawn by `render`.
//! Handlers return `errors::VisitorError` alone; `errors` turns it into a page or a JSON body.

mod answers;
mod api;
mod brand;
mod brands;
mod cache;
mod colour;
mod cors;
mod crawlers;
mod errors;
mod feeds;
mod files;
mod forms;
mod gate;
mod language;
mod links;
mod metrics;
mod notices;
mod offline;
mod outside;
mod pages;
mod pairs;
mod picture;
mod plain;
mod preferences;
mod pulse;
mod qr;
mod query;
mod quota;
mod renamed;
mod render;
mod routes;
mod security;
mod sentence;
mod server;
mod site;
mod spoken;
mod static_files;
mod structured;
mod suggest;
mod translate;
mod viewer;
mod visit;
mod words;
#[cfg(test)]
mod words_in_use;

pub use brands::LogoError;
pub use routes::{ROUTES, RouteEntry, application, configure};
pub use server::{ServeError, run, serve};
pub use site::{Site, SiteError};
