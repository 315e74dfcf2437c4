//! A number and what it counts, the number set off from its word.

use minijinja::Value;
use serde::Serialize;

use crate::web::words;

/// A number and what it counts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub number: usize,
    pub label: Value,
}

impl Figure {
    /// A number with the word for one and for several.
    pub(crate) fn new(number: usize, one: &'static str, many: &'static str) -> Self {
        Self { number, label: words::count(number, one, many) }
    }
}
