//! Transcripts and captions to timed pieces of text. Never touches the store or the network.

mod captions;
mod clock;
mod draft;
mod file_name;
mod language;
mod lead;
mod markup;
mod matching;
mod plain;
mod rolling;
mod settle;
mod srt;
#[cfg(test)]
mod tests;
mod vtt;

pub use matching::{Matched, match_talk};

use super::{IngestError, Report, Warning, detect};
use crate::domain::Cue;

/// The most pieces read. A caption a second makes 3,600 an hour, and YouTube's rolling ones twice
/// that; a day of one room stays below.
const MAX_CUES: usize = 200_000;

/// The longest piece kept, in characters: some ten minutes of speech.
const MAX_CUE_CHARS: usize = 10_000;

/// A form of transcript that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TranscriptFormat {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// Paragraphs, with or without times at their beginnings.
    #[serde(rename = "text")]
    Plain,
}

impl TranscriptFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Vtt, Self::Srt, Self::Plain];

    /// The word used on the command line and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vtt => "vtt",
            Self::Srt => "srt",
            Self::Plain => "text",
        }
    }

    /// The format with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// A transcript as its file states it, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedTranscript {
    /// The format found or given.
    pub format: TranscriptFormat,
    /// Language tag, from the file's header or else its name.
    pub language: Option<String>,
    /// The pieces in order; known start times never go back. Empty when nothing is said.
    pub cues: Vec<Cue>,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

/// What kind of captions these bytes hold, by their content. Plain text is never found: anything
/// may be plain text.
pub fn detect_transcript(bytes: &[u8]) -> Option<TranscriptFormat> {
    detected(detect::text_of(bytes).ok()?)
}

fn detected(text: &str) -> Option<TranscriptFormat> {
    if vtt::is_vtt(text) {
        Some(TranscriptFormat::Vtt)
    } else {
        srt::is_srt(text).then_some(TranscriptFormat::Srt)
    }
}

/// Reads a transcript. Without a `format` it is found from the content; a file whose name ends in
/// `.txt` is plain text when it is no captions.
///
/// # Errors
/// An [`IngestError`] when the file as a whole cannot be read: empty, no text, some other kind of
/// text, or beyond the limits.
pub fn parse_transcript(
    bytes: &[u8],
    file_name: &str,
    format: Option<TranscriptFormat>,
) -> Result<ParsedTranscript, IngestError> {
    let text = detect::text_of(bytes).map_err(not_transcript)?;
    let found = format.or_else(|| detected(text)).or_else(|| plain_by_name(file_name));
    let format = found.ok_or_else(|| IngestError::NotTranscript {
        found: "some other text, without captions in it".to_owned(),
    })?;
    let mut report = Report::default();
    let mut header = None;
    let drafts = match format {
        TranscriptFormat::Vtt => {
            let file = vtt::parse(text, &mut report)?;
            header = file.language.as_deref().and_then(language::stated);
            rolling::collapse(file.drafts, &mut report)
        }
        TranscriptFormat::Srt => rolling::collapse(srt::parse(text, &mut report)?, &mut report),
        TranscriptFormat::Plain => plain::parse(text, &mut report)?,
    };
    let cues = settle::settle(drafts, &mut report);
    if cues.is_empty() {
        report.warn("nothing-said", "file", "there are no words in it");
    }
    let language = header.or_else(|| file_name::read(file_name).language);
    tracing::debug!(file = file_name, format = format.as_str(), cues = cues.len(), "read");
    Ok(ParsedTranscript { format, language, cues, warnings: report.warnings })
}

fn plain_by_name(file_name: &str) -> Option<TranscriptFormat> {
    let (_, extension) = file_name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("txt").then_some(TranscriptFormat::Plain)
}

/// Whether a file of this name may be a text of paragraphs: `.txt` or `.md`. Markdown is notes more
/// often than a transcript, so that somebody must mean it.
pub fn is_text_name(file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| ["txt", "md"].iter().any(|text| it.eq_ignore_ascii_case(text)))
}

/// The importer of schedules says what it reads; this one reads something else.
fn not_transcript(error: IngestError) -> IngestError {
    match error {
        IngestError::Foreign { found } => IngestError::NotTranscript { found },
        other => other,
    }
}
