//! Records of this format.

use super::report::Report;
use super::{IngestError, Input, ParseOptions};
use crate::domain::EventBundle;

pub(super) fn parse(
    _files: &[Input],
    _options: &ParseOptions,
    _report: &mut Report,
) -> Result<EventBundle, IngestError> {
    Err(IngestError::Empty)
}
