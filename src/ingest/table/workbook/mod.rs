//! Workbooks, which are zip files of XML, to sheets of text. Runs no formula and opens no link: a
//! cell is what the program that saved it last showed.

mod number;
mod ods;
mod package;
mod xlsx;

use super::sheet::Sheet;
use crate::ingest::{Format, IngestError, detect};

/// Most sheets of a workbook; one for each day and room has about 60.
const MAX_SHEETS: usize = 200;

/// The sheets of a workbook, in its order.
///
/// # Errors
///
/// It is none, breaks off, or is too large.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, IngestError> {
    match detect(bytes)? {
        Format::Xlsx => xlsx::read(bytes, file),
        Format::Ods => ods::read(bytes, file),
        _ => Err(IngestError::Malformed { what: "workbook", message: "it is none".to_owned() }),
    }
}

/// The error of a workbook that breaks off or is malformed.
fn malformed(error: impl std::fmt::Display) -> IngestError {
    IngestError::Malformed { what: "workbook", message: error.to_string() }
}

#[cfg(test)]
mod tests;
