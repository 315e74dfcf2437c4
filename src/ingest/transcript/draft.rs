//! A caption or paragraph as a file states it, before its times are judged.

use super::MAX_CUES;
use crate::ingest::IngestError;

/// A piece of a transcript with its place in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// Line in the file, from 1.
    pub(super) line: usize,
    /// As stated; may lie after `end_ms` or before the piece before it.
    pub(super) start_ms: Option<u32>,
    pub(super) end_ms: Option<u32>,
    /// Who speaks; two names stand for two or more.
    pub(super) speakers: Vec<String>,
    /// Its lines, clean, none empty.
    pub(super) lines: Vec<String>,
}

impl Draft {
    /// Notes that somebody speaks in it.
    pub(super) fn name(&mut self, speaker: String) {
        if self.speakers.len() < 2 && !self.speakers.contains(&speaker) {
            self.speakers.push(speaker);
        }
    }

    /// Its words on one line.
    pub(super) fn text(&self) -> String {
        self.lines.join(" ")
    }
}

/// Adds a piece to a list.
///
/// # Errors
/// The list is full.
pub(super) fn push(drafts: &mut Vec<Draft>, draft: Draft) -> Result<(), IngestError> {
    if drafts.len() == MAX_CUES {
        let what = "the number of captions";
        return Err(IngestError::Limit { what, limit: MAX_CUES, line: draft.line });
    }
    drafts.push(draft);
    Ok(())
}

/// A line as a place in a report.
pub(super) fn place(line: usize) -> String {
    format!("line {line}")
}
