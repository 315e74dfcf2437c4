//! Styles of words on a terminal; without colour every style is plain text.

use std::fmt::Display;

use clap::builder::styling::{AnsiColor, Style};

/// Whether words are styled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// With ANSI escapes.
    Coloured,
    /// As they are.
    Plain,
}

impl Paint {
    pub(super) fn strong(self, text: impl Display) -> String {
        self.apply(Style::new().bold(), text)
    }

    pub(super) fn faint(self, text: impl Display) -> String {
        self.apply(Style::new().dimmed(), text)
    }

    /// A word of the query in a passage.
    pub(super) fn mark(self, text: impl Display) -> String {
        self.apply(AnsiColor::Yellow.on_default().bold(), text)
    }

    pub(super) fn good(self, text: impl Display) -> String {
        self.apply(AnsiColor::Green.on_default(), text)
    }

    pub(super) fn bad(self, text: impl Display) -> String {
        self.apply(AnsiColor::Red.on_default(), text)
    }

    pub(super) fn warn(self, text: impl Display) -> String {
        self.apply(AnsiColor::Yellow.on_default(), text)
    }

    fn apply(self, style: Style, text: impl Display) -> String {
        match self {
            Self::Coloured => format!("{style}{text}{style:#}"),
            Self::Plain => text.to_string(),
        }
    }
}
