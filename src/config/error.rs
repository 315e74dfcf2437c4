//! What can be wrong with the configuration, said with the key and its place.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::nearest;

/// Why there is no usable configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is missing or may not be read.
    #[error("cannot read the configuration `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The working directory is gone.
    #[error("cannot tell the working directory: {0}")]
    WorkingDirectory(std::io::Error),
    /// The file is not TOML.
    #[error("{place}: {reason}")]
    Syntax {
        /// Where.
        place: Place,
        /// The parser's words.
        reason: String,
    },
    /// A key or section that does not exist.
    #[error("{place}: there is no key `{key}`")]
    UnknownKey {
        /// Where.
        place: Place,
        /// The key as typed.
        key: String,
        /// A key that does exist and reads much the same.
        suggestion: Option<String>,
    },
    /// A value its key cannot have.
    #[error("{place}: `{key}` cannot be used: {reason}")]
    Value {
        /// Where.
        place: Place,
        /// The key.
        key: String,
        /// What is wrong with the value.
        reason: String,
        /// A value that would do and reads much the same.
        suggestion: Option<String>,
    },
}

/// Where a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// In an environment variable.
    Variable(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "environment variable `{name}`"),
        }
    }
}

impl ConfigError {
    /// The word that was probably meant.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { suggestion, .. } | Self::Value { suggestion, .. } => {
                suggestion.as_deref()
            }
            _ => None,
        }
    }

    /// An error of the TOML reader, with the place it points at.
    pub(super) fn in_file(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let line = 1 + text[..span.start.min(text.len())].matches('\n').count();
        let place = Place::File { path: path.to_owned(), line };
        match key_at(text, &span) {
            Some(key) => Self::from_reader(place, &key, error.message()),
            None => Self::Syntax { place, reason: one_line(error.message()) },
        }
    }

    /// An error of serde's, in whose message the names of keys stand between backticks.
    pub(super) fn from_reader(place: Place, key: &str, message: &str) -> Self {
        let mut named = message.split('`').skip(1).step_by(2);
        let wrong = named.next().unwrap_or_default().to_owned();
        let suggestion = nearest(&wrong, named).map(str::to_owned);
        if message.starts_with("unknown field") {
            return Self::UnknownKey { place, key: wrong, suggestion };
        }
        let suggestion = suggestion.filter(|_| message.starts_with("unknown variant"));
        Self::Value { place, key: key.to_owned(), reason: one_line(message), suggestion }
    }
}

/// The key of the `key = value` line (or the name of the `[section]`) that a span lies on; `None`
/// when the line is neither.
fn key_at(text: &str, span: &Range<usize>) -> Option<String> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next()?.trim();
    if let Some(section) = line.strip_prefix('[') {
        return section.split_once(']').map(|(name, _)| name.trim().to_owned());
    }
    let (key, value) = line.split_once('=')?;
    (!value.trim().is_empty()).then(|| key.trim().to_owned())
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}
