//! Near words for visitors who mistyped an address; the measure of nearness is search's own.

pub(crate) use crate::search::near;
