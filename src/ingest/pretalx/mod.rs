//! pretalx

use super::report::Report;
use super::{IngestError, Input, ParseOptions};
use crate::domain::EventBundle;

pub(super) fn parse_widget(
    _text: &str,
    _options: &ParseOptions,
    _report: &mut Report,
) -> Result<EventBundle, IngestError> {
    Err(IngestError::Empty)
}

pub(super) fn parse_api(
    _files: &[Input],
    _options: &ParseOptions,
    _report: &mut Report,
) -> Result<EventBundle, IngestError> {
    Err(IngestError::Empty)
}
