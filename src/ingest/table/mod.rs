//! Tables: CSV, XLSX and ODS.

use super::report::Report;
use super::{Format, IngestError, Input, ParseOptions};
use crate::domain::EventBundle;

/// Which column of a table holds which field, as given by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    /// Pairs of a column's header and a field's word.
    pub pairs: Vec<(String, String)>,
}

pub(super) fn parse(
    _format: Format,
    _files: &[Input],
    _options: &ParseOptions,
    _report: &mut Report,
) -> Result<EventBundle, IngestError> {
    Err(IngestError::Empty)
}
