//! How a page is read and shown elsewhere: its lasting address, its preview, its record for programs.

use minijinja::Value;
use serde::Serialize;

/// What a page says of itself to those that do not show it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Outside {
    /// The path under which it should be known; where none is given, the one it was asked for by.
    pub path: Option<String>,
    /// What sort of thing previews take it for.
    pub sort: Sort,
    /// The path of its picture; where none is given, the site's.
    pub card: Option<String>,
    /// Its record as JSON-LD, safe to print.
    pub structured: Option<Value>,
}

/// Words of the Open Graph protocol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    /// A page like others.
    #[default]
    Website,
    /// A talk.
    Article,
    /// A person.
    Profile,
}
