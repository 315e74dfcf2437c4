//! The words by which the command line names modes, formats and the like.

use crate::embed::RowFormat;
use crate::search::Mode;
use crate::{export, ingest};

/// Every search mode.
pub(super) const MODES: [Mode; 3] = [Mode::Hybrid, Mode::Keyword, Mode::Semantic];

/// The word of a search mode.
pub(super) fn of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Hybrid => "hybrid",
        Mode::Keyword => "keyword",
        Mode::Semantic => "semantic",
    }
}

/// Every way to store weights.
pub(super) const ROWS: [RowFormat; 3] = [RowFormat::Int8, RowFormat::F16, RowFormat::F32];

/// The word of a way to store weights.
pub(super) fn of_rows(rows: RowFormat) -> &'static str {
    match rows {
        RowFormat::Int8 => "int8",
        RowFormat::F16 => "f16",
        RowFormat::F32 => "f32",
    }
}

/// The word of a format that can be imported.
pub(super) fn of_ingest(format: ingest::Format) -> &'static str {
    format.as_str()
}

/// The word of a format that can be exported.
pub(super) fn of_export(format: export::Format) -> &'static str {
    format.as_str()
}
