//! `[site]`: what the site calls itself and its colour.

use serde::Deserialize;

use super::values::{Accent, Line};

const DEFAULT_NAME: &str = "Hallway";
const DEFAULT_TAGLINE: &str = "Talks, speakers and answers from every edition";

/// What the site calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// In the header and in titles.
    pub name: String,
    /// One line under the name on the first page.
    pub tagline: String,
    /// The colour of links and buttons, instead of the style sheet's.
    pub accent: Option<Accent>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawSite {
    name: Option<Line>,
    tagline: Option<Line>,
    accent: Option<Accent>,
}

impl RawSite {
    pub(super) fn complete(self) -> Site {
        Site {
            name: self.name.map_or_else(|| DEFAULT_NAME.to_owned(), String::from),
            tagline: self.tagline.map_or_else(|| DEFAULT_TAGLINE.to_owned(), String::from),
            accent: self.accent,
        }
    }
}
