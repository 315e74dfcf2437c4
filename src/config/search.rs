//! `[search]`: sizes of result lists. How hits are ranked is measured, not configured.

use serde::Deserialize;

use super::values::Count;

const DEFAULT_LIMIT: usize = 10;
const DEFAULT_MAX_LIMIT: usize = 100;

/// Sizes of result lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Hits on a page, when the request does not say.
    pub default_limit: usize,
    /// Hits on a page at most, whatever the request says.
    pub max_limit: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawSearch {
    default_limit: Option<Count<1000>>,
    max_limit: Option<Count<1000>>,
}

impl RawSearch {
    pub(super) fn complete(self) -> Search {
        let max_limit = self.max_limit.map_or(DEFAULT_MAX_LIMIT, Count::get);
        let default_limit = self.default_limit.map_or(DEFAULT_LIMIT, Count::get);
        Search { default_limit: default_limit.min(max_limit), max_limit }
    }
}
