//! One file per page family: query struct, page struct, handler; what several share is in `cards`.

pub(crate) mod about;
pub(crate) mod announcements;
pub(crate) mod ask;
pub(crate) mod cards;
pub(crate) mod changes;
mod dates;
pub(crate) mod error;
pub(crate) mod event;
mod facets;
mod grouping;
mod hits;
pub(crate) mod home;
mod moments;
mod narrow;
mod overview;
pub(crate) mod programme;
pub(crate) mod search;
pub(crate) mod speaker;
pub(crate) mod speakers;
pub(crate) mod talk;
pub(crate) mod topic_map;
mod topics;
mod transcript;
pub(crate) mod wanted;
mod why;
