//! WebVTT to captions; leaves out styles, regions and notes, which are not said.

use super::captions::{Captions, Dialect, lines};
use super::clock;
use super::draft::Draft;
use crate::ingest::{IngestError, Report};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Vtt {
    pub(super) drafts: Vec<Draft>,
    /// The header's `Language:`, as written.
    pub(super) language: Option<String>,
}

/// Whether a text begins with the header of WebVTT.
pub(super) fn is_vtt(text: &str) -> bool {
    let rest = text.trim_start().strip_prefix("WEBVTT");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Reads a header and captions.
///
/// # Errors
/// There are too many captions.
pub(super) fn parse(text: &str, report: &mut Report) -> Result<Vtt, IngestError> {
    let mut language = None;
    let mut part = Part::Start;
    let mut captions = Captions::new(Captioned);
    for (number, line) in lines(text) {
        part = part.next(line);
        match part {
            Part::Start | Part::Comment => {}
            Part::Header => language = language.or_else(|| header_language(line)),
            Part::Blank | Part::Captions => captions.add(number, line, report)?,
        }
    }
    Ok(Vtt { drafts: captions.finish(report), language })
}

/// Where in a file a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Blank lines before everything.
    Start,
    /// From the first line to the first blank one.
    Header,
    /// A note, style or region.
    Comment,
    /// A blank line, behind which a comment may begin.
    Blank,
    /// Labels, timings and text.
    Captions,
}

impl Part {
    /// Where the next line stands.
    fn next(self, line: &str) -> Self {
        match self {
            Self::Start if line.trim().is_empty() => Self::Start,
            Self::Start if is_vtt(line) => Self::Header,
            _ if line.is_empty() => Self::Blank,
            // Some tools leave out the blank line behind the header.
            Self::Header if clock::timing(line).is_none() => Self::Header,
            Self::Blank if opens_comment(line) => Self::Comment,
            Self::Comment => Self::Comment,
            _ => Self::Captions,
        }
    }
}

fn opens_comment(line: &str) -> bool {
    let (word, rest) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
    match word {
        "NOTE" => true,
        "STYLE" | "REGION" => rest.trim().is_empty(),
        _ => false,
    }
}

fn header_language(line: &str) -> Option<String> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim();
    (name.trim().eq_ignore_ascii_case("language") && !value.is_empty()).then(|| value.to_owned())
}

struct Captioned;

impl Dialect for Captioned {
    /// A line of spaces is a line of the caption: YouTube's begin with one.
    fn is_blank(&self, line: &str) -> bool {
        line.is_empty()
    }

    fn is_label(&mut self, _: &str, stands_alone: bool) -> bool {
        stands_alone
    }

    fn may_go_on(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "WEBVTT - A talk\nKind: captions\nLanguage: de-CH\n\n\
        STYLE\n::cue { color: lime }\n\nREGION\nid:fred\n\nNOTE\n00:01 --> 00:02\nsaid by nobody\n\n\
        NOTE one line\n\nintro\n00:01.000 --> 00:02.500 align:start position:0%\n\
        <v Ada>Hello<00:00:01.200> there\n\n01:00:02.500 --> 01:00:04.000\nTake\nNOTE\n";

    fn texts(vtt: &Vtt) -> Vec<String> {
        vtt.drafts.iter().map(Draft::text).collect()
    }

    #[test]
    fn captions_are_read_and_everything_else_is_left_out() {
        for ends in ["\n", "\r\n", "\r"] {
            let mut report = Report::default();
            let vtt = parse(&FILE.replace('\n', ends), &mut report).unwrap();
            assert_eq!(vtt.language.as_deref(), Some("de-CH"));
            assert_eq!(texts(&vtt), ["Hello there", "Take NOTE"]);
            assert_eq!(vtt.drafts[0].speakers, ["Ada"]);
            assert_eq!((vtt.drafts[0].start_ms, vtt.drafts[0].end_ms), (Some(1000), Some(2500)));
            assert_eq!(vtt.drafts[1].start_ms, Some(3_602_500));
            assert!(report.warnings.is_empty(), "{:?}", report.warnings);
        }
    }

    #[test]
    fn text_after_a_blank_line_is_kept_and_reported() {
        let mut report = Report::default();
        let text = "WEBVTT\n00:01.000 --> 00:02.000\none\n\ntwo\nthree\n\nfour\n";
        let vtt = parse(text, &mut report).unwrap();
        assert_eq!(texts(&vtt), ["one two three four"]);
        let places: Vec<_> = report.warnings.iter().map(|it| it.place.as_str()).collect();
        assert_eq!(places, ["line 5"]);
    }

    #[test]
    fn only_the_word_alone_is_a_header() {
        assert!(is_vtt("WEBVTT") && is_vtt("WEBVTT\r\n") && is_vtt("\n WEBVTT - x"));
        assert!(!is_vtt("WEBVTTX") && !is_vtt("webvtt") && !is_vtt(""));
    }
}
