//! `[site]`: what the site calls itself, its colour, and colours and logos of single events.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    /// How the pages of single events look, by the event's slug.
    pub events: BTreeMap<String, Brand>,
}

/// How the pages of one event look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// The colour of links and buttons.
    pub accent: Option<Accent>,
    /// The same on dark pages, where it is not to be made of the other.
    pub accent_dark: Option<Accent>,
    /// A picture for the header, SVG or PNG.
    pub logo: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawSite {
    name: Option<Line>,
    tagline: Option<Line>,
    accent: Option<Accent>,
    events: BTreeMap<String, RawBrand>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
struct RawBrand {
    accent: Option<Accent>,
    accent_dark: Option<Accent>,
    logo: Option<PathBuf>,
}

impl RawSite {
    pub(super) fn complete(self, base: &Path) -> Site {
        let events = self.events.into_iter().map(|(slug, brand)| (slug, brand.complete(base)));
        Site {
            name: self.name.map_or_else(|| DEFAULT_NAME.to_owned(), String::from),
            tagline: self.tagline.map_or_else(|| DEFAULT_TAGLINE.to_owned(), String::from),
            accent: self.accent,
            events: events.collect(),
        }
    }
}

impl RawBrand {
    fn complete(self, base: &Path) -> Brand {
        Brand {
            accent: self.accent,
            accent_dark: self.accent_dark,
            logo: self.logo.map(|path| base.join(path)),
        }
    }
}
