//! SubRip (`.srt`) to captions, as players read it rather than as anybody specified it.

use super::captions::{Captions, Dialect, lines};
use super::clock;
use super::draft::Draft;
use crate::ingest::{IngestError, Report};

/// Lines with text looked at for a first timing line; a caption's number stands directly above it,
/// and some tools put a few lines of their own before.
const HEAD_LINES: usize = 10;

/// Whether a text has a timing line near its start.
pub(super) fn is_srt(text: &str) -> bool {
    let head = lines(text).map(|(_, line)| line).filter(|line| !line.trim().is_empty());
    let mut timings = head.take(HEAD_LINES).filter_map(clock::timing);
    timings.any(|times| times.start_ms.is_some() && times.end_ms.is_some())
}

/// Reads captions.
///
/// # Errors
/// There are too many of them.
pub(super) fn parse(text: &str, report: &mut Report) -> Result<Vec<Draft>, IngestError> {
    let mut captions = Captions::new(Srt { newest: None });
    for (number, line) in lines(text) {
        captions.add(number, line, report)?;
    }
    Ok(captions.finish(report))
}

struct Srt {
    /// The number of the newest caption.
    newest: Option<u64>,
}

impl Dialect for Srt {
    fn is_blank(&self, line: &str) -> bool {
        line.trim().is_empty()
    }

    /// A number that stands alone or goes on from the one before; where numbers are missing, a
    /// number that somebody said is neither.
    fn is_label(&mut self, line: &str, stands_alone: bool) -> bool {
        let Ok(number) = line.trim().parse::<u64>() else { return false };
        let goes_on = self.newest.is_some_and(|newest| newest.checked_add(1) == Some(number));
        self.newest = if stands_alone || goes_on { Some(number) } else { self.newest };
        stands_alone || goes_on
    }

    fn may_go_on(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<u32>, Option<u32>, String)> {
        let mut report = Report::default();
        let drafts = parse(text, &mut report).unwrap();
        assert!(report.warnings.is_empty(), "{:?}", report.warnings);
        drafts.iter().map(|draft| (draft.start_ms, draft.end_ms, draft.text())).collect()
    }

    #[test]
    fn numbers_are_labels_and_commas_or_dots_part_the_fraction() {
        let text = "1\n00:00:01,000 --> 00:00:02,500\nHello <i>there</i>\nall\n\n\
                    2\n00:00:02.500 --> 00:00:04.000  X1:40 Y1:20\n{\\an8}2024\n";
        let expected = [
            (Some(1000), Some(2500), "Hello there all".to_owned()),
            (Some(2500), Some(4000), "2024".to_owned()),
        ];
        assert_eq!(read(text), expected);
        assert_eq!(read(&text.replace('\n', "\r\n")), expected);
        assert_eq!(read(&text.replace('\n', "\r")), expected);
    }

    #[test]
    fn numbers_and_blank_lines_may_be_missing_and_captions_may_hold_blank_lines() {
        let texts = |text: &str| read(text).into_iter().map(|it| it.2).collect::<Vec<_>>();
        let text = "00:01 --> 00:02\none\n42\n00:02 --> 00:03\ntwo\n\n \nand more\n\n\n";
        assert_eq!(texts(text), ["one 42", "two and more"]);
        let text = "7\n00:01 --> 00:02\none\n8\n00:02 --> 00:03\n8\n9\n00:03 --> 00:04\n";
        assert_eq!(texts(text), ["one", "8", ""]);
    }

    #[test]
    fn text_above_the_first_caption_is_reported_once() {
        let mut report = Report::default();
        let text = "Made by somebody\nfor free\n\n1\n00:01 --> 00:02\none";
        assert_eq!(parse(text, &mut report).unwrap().len(), 1);
        assert_eq!(report.warnings.len(), 1);
        assert_eq!(report.warnings[0].place, "line 1");
    }

    #[test]
    fn a_text_with_an_arrow_is_no_srt() {
        assert!(is_srt("\u{c}\n1\n00:00:01,000 --> 00:00:02,000\nHi"));
        assert!(!is_srt("From a --> b\n12:30 --> later"));
    }
}
