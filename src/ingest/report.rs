//! What was odd in a file; collects and judges nothing.

/// Something odd in a file, with its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// A stable short name (`bad-date`, `duplicate-id`).
    pub code: String,
    /// Line, row or path in the file, and the talk's id where known.
    #[serde(rename = "where")]
    pub place: String,
    /// One sentence for people.
    pub message: String,
}

/// Collects warnings while a file is read.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) warnings: Vec<Warning>,
}

impl Report {
    /// Notes something odd.
    pub(super) fn warn(
        &mut self,
        code: &str,
        place: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.warnings.push(Warning {
            code: code.to_owned(),
            place: place.into(),
            message: message.into(),
        });
    }
}
