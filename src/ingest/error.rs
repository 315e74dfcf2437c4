//! Why a file could not be read at all; single odd records are warnings, never errors.

/// What the importer can read, for the end of a sentence.
pub(super) const SUPPORTED: &str = "Hallway reads frab / c3voc `schedule.xml` and `schedule.json`, \
     pretalx, Sessionize, Sched, Indico, Open Event, PyCon, pyvideo and RubyEvents exports, \
     iCalendar, xCal, CSV, XLSX and ODS tables, and its own JSON";

/// What transcripts can be read, for the end of a sentence.
const TRANSCRIPTS: &str =
    "Hallway reads WebVTT, SubRip (SRT), and plain text in files whose names end in `.txt`";

/// A file that gave no records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// Nothing in it but white space.
    #[error("the file is empty")]
    Empty,
    /// Larger than any programme.
    #[error("the file has {bytes} bytes; a schedule may have {limit} at most")]
    TooLarge {
        /// Size found.
        bytes: usize,
        /// Size allowed.
        limit: usize,
    },
    /// Some other, recognised kind of file.
    #[error("this is {found}, which cannot be imported; {SUPPORTED}")]
    Foreign {
        /// What it is, with its article (`a PNG image`).
        found: String,
    },
    /// Something else where a transcript was expected.
    #[error("this is {found}, not a transcript; {TRANSCRIPTS}")]
    NotTranscript {
        /// What it is, with its article.
        found: String,
    },
    /// Text in another encoding, or no text.
    #[error("this is not UTF-8 text (first bad byte at {offset}{}); save the file as UTF-8", declared.as_ref().map(|name| format!(", declared encoding `{name}`")).unwrap_or_default())]
    NotUtf8 {
        /// Where it stops being UTF-8.
        offset: usize,
        /// The encoding its XML declaration names.
        declared: Option<String>,
    },
    /// JSON that breaks off or is malformed.
    #[error("this is not valid JSON: {message}")]
    Json {
        /// The parser's words, with line and column.
        message: String,
    },
    /// JSON of the right form with an event that cannot be read.
    #[error("`{place}` cannot be read: {message}")]
    Record {
        /// Path in the file.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// XML that breaks off or is malformed.
    #[error("this is not well-formed XML (line {line}): {message}")]
    Xml {
        /// Line, from 1.
        line: usize,
        /// The parser's words.
        message: String,
    },
    /// A document type with declarations, which could expand into anything.
    #[error("the XML declares a document type of its own (line {line}); remove the DOCTYPE")]
    DocumentType {
        /// Line, from 1.
        line: usize,
    },
    /// A zip file that breaks off or is malformed.
    #[error("this zip file cannot be read: {message}")]
    Zip {
        /// The unpacker's words.
        message: String,
    },
    /// YAML that breaks off or is malformed.
    #[error("this is not valid YAML: {message}")]
    Yaml {
        /// The parser's words, with line and column.
        message: String,
    },
    /// A calendar, a table or a workbook that cannot be read at all.
    #[error("this {what} cannot be read: {message}")]
    Malformed {
        /// What it is (`workbook`).
        what: &'static str,
        /// What is wrong, with its place.
        message: String,
    },
    /// More of something than any real programme has.
    #[error("{what} goes beyond the limit of {limit} (line {line})")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
        /// Line, from 1.
        line: usize,
    },
    /// Times without a zone.
    #[error(
        "the schedule of `{event}` names no time zone; pass `--timezone` with an IANA name such as `Europe/Paris`"
    )]
    NoTimezone {
        /// The event's slug, under which a zone may already be stored.
        event: String,
    },
    /// A zone that is in no time zone database.
    #[error(
        "`{name}` is not an IANA time zone; pass `--timezone` with a name such as `Europe/Paris`"
    )]
    UnknownTimezone {
        /// The name found or given.
        name: String,
    },
    /// Nothing says which event the talks belong to.
    #[error("the file does not say which event it belongs to; pass `--event` with its slug")]
    NoEvent,
    /// A slug that would not do as an address.
    #[error("`{slug}` is not an event slug (lower-case letters, digits and `-`)")]
    BadSlug {
        /// The slug found or given.
        slug: String,
    },
}

impl IngestError {
    /// A recognised file of another kind.
    pub(super) fn foreign(found: impl Into<String>) -> Self {
        Self::Foreign { found: found.into() }
    }
}
