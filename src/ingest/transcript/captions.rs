//! Captions in the order of a file, found by their timing lines; judges no times.

use super::clock::{self, Times};
use super::draft::{Draft, place, push};
use super::markup;
use crate::ingest::{IngestError, Report};

/// In what formats of captions differ.
pub(super) trait Dialect {
    /// Whether a line ends the text of a caption.
    fn is_blank(&self, line: &str) -> bool;
    /// Whether the line directly above a timing line is the caption's label and not said.
    /// `stands_alone` when the line above it is blank.
    fn is_label(&mut self, line: &str, stands_alone: bool) -> bool;
    /// Whether text may go on after a blank line.
    fn may_go_on(&self) -> bool;
}

/// The lines of a text with their numbers, from 1, whatever ends them: `\n`, `\r\n` or `\r`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.split("\r\n").flat_map(|part| part.split(['\n', '\r']));
    (1..).zip(lines)
}

/// Reads captions line by line.
pub(super) struct Captions<'a, D> {
    dialect: D,
    drafts: Vec<Draft>,
    /// The line before, of which it is not yet known whether it is said or a label.
    held: Option<Held<'a>>,
    is_after_blank: bool,
    /// A blank line has been met since the newest timing line.
    is_beyond: bool,
    /// How many captions there were when text outside of them was last reported.
    reported_at: Option<usize>,
}

struct Held<'a> {
    number: usize,
    line: &'a str,
    stands_alone: bool,
}

impl<'a, D: Dialect> Captions<'a, D> {
    pub(super) fn new(dialect: D) -> Self {
        Self {
            dialect,
            drafts: Vec::new(),
            held: None,
            is_after_blank: true,
            is_beyond: false,
            reported_at: None,
        }
    }

    /// Takes in the next line.
    ///
    /// # Errors
    /// There are too many captions.
    pub(super) fn add(
        &mut self,
        number: usize,
        line: &'a str,
        report: &mut Report,
    ) -> Result<(), IngestError> {
        if self.dialect.is_blank(line) {
            self.settle_held(report);
            (self.is_after_blank, self.is_beyond) = (true, true);
            return Ok(());
        }
        if let Some(times) = clock::timing(line) {
            self.drop_label();
            self.settle_held(report);
            self.begin(number, times, report)?;
        } else {
            self.settle_held(report);
            self.held = Some(Held { number, line, stands_alone: self.is_after_blank });
        }
        self.is_after_blank = false;
        Ok(())
    }

    /// The captions, with what the last lines held.
    pub(super) fn finish(mut self, report: &mut Report) -> Vec<Draft> {
        self.settle_held(report);
        self.drafts
    }

    fn drop_label(&mut self) {
        let dialect = &mut self.dialect;
        self.held = self.held.take().filter(|held| !dialect.is_label(held.line, held.stands_alone));
    }

    fn begin(&mut self, line: usize, times: Times, report: &mut Report) -> Result<(), IngestError> {
        if times.start_ms.is_none() || times.end_ms.is_none() {
            let message = "a time cannot be read; the words are kept without it";
            report.warn("unreadable-time", place(line), message);
        }
        self.is_beyond = false;
        let Times { start_ms, end_ms } = times;
        push(&mut self.drafts, Draft { line, start_ms, end_ms, ..Draft::default() })
    }

    /// Whether text here belongs to the newest caption. The first line of one may be blank:
    /// YouTube's are, once an editor has taken the space off their ends.
    fn is_expected(&self) -> bool {
        let goes_on = |draft: &Draft| draft.lines.is_empty() || self.dialect.may_go_on();
        self.drafts.last().is_some_and(|draft| !self.is_beyond || goes_on(draft))
    }

    /// Gives the held line to the newest caption.
    fn settle_held(&mut self, report: &mut Report) {
        let Some(held) = self.held.take() else { return };
        if !self.is_expected() && self.reported_at != Some(self.drafts.len()) {
            self.reported_at = Some(self.drafts.len());
            report.warn("text-outside-caption", place(held.number), outside(&self.drafts));
        }
        if let Some(draft) = self.drafts.last_mut() {
            let line = markup::clean(held.line);
            line.voices.into_iter().for_each(|voice| draft.name(voice));
            draft.lines.extend(Some(line.text).filter(|text| !text.is_empty()));
        }
    }
}

fn outside(drafts: &[Draft]) -> &'static str {
    if drafts.is_empty() {
        "text before the first caption is left out"
    } else {
        "text after a blank line belongs to no caption; taken as the end of the one before"
    }
}
