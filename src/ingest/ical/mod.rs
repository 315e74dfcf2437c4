//! iCalendar

use super::report::Report;
use super::{IngestError, ParseOptions};
use crate::domain::EventBundle;

pub(super) fn parse(
    _text: &str,
    _options: &ParseOptions,
    _report: &mut Report,
) -> Result<EventBundle, IngestError> {
    Err(IngestError::Empty)
}
