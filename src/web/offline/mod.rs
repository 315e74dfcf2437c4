//! Offline use: one file with every page of an event (`pack`), the service worker that answers from
//! it, the manifest that makes the site installable, and the pages shown without a network.

mod addresses;
mod build;
mod draw;
mod frame;
mod kept;
mod manifest;
mod pack;
mod pages;
mod worker;

pub(crate) use kept::Packs;
pub(crate) use manifest::show as manifest;
pub(crate) use pack::show as pack;
pub(crate) use pages::{search, show};
pub(crate) use worker::show as worker;

use std::sync::Arc;

use crate::app::Snapshot;

/// Set on the requests by which a pack is drawn: all its pages are of one state of the records.
#[derive(Clone)]
pub(crate) struct Pinned(pub Arc<Snapshot>);
