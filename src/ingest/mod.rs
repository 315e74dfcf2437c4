//! Bytes to domain records and a report of what was odd. Never touches the store or the network.

mod detect;
mod error;
mod frab;
mod hallway;
mod lines;
pub mod merge;
mod records;
mod zone;

pub use detect::detect;
pub use error::IngestError;

use crate::domain::EventBundle;

/// The largest file read, in bytes. The largest real programme seen has 4 MB.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// A file format the importer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Hallway's own: one JSON document an event.
    Hallway,
    /// Hallway's own talks, one JSON object a line.
    HallwayLines,
    /// frab / c3voc `schedule.xml` and its dialects.
    FrabXml,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Hallway, Self::HallwayLines, Self::FrabXml];

    /// The word used on the command line and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hallway => "hallway",
            Self::HallwayLines => "hallway-lines",
            Self::FrabXml => "frab-xml",
        }
    }

    /// The format with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// What the person importing knows better than the file.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// Event slug to import into, instead of the file's own.
    pub event: Option<String>,
    /// IANA zone for a file that names none; goes before a zone the file names, with a warning.
    pub timezone: Option<String>,
    /// Format, instead of looking at the content.
    pub format: Option<Format>,
}

/// A file's records, cleaned of nothing but their form, and what was odd about them.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The format found or given.
    pub format: Format,
    /// The records. Talks have a slug only where the file gives one; the merge gives the rest.
    pub bundle: EventBundle,
    /// What was odd; records that could not be read at all are here and not in the bundle.
    pub warnings: Vec<Warning>,
}

/// Something odd in a file, with its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// A stable short name (`bad-date`, `duplicate-id`).
    pub code: String,
    /// Line, row or path in the file, and the talk's id where known.
    #[serde(rename = "where")]
    pub place: String,
    /// One sentence for people.
    pub message: String,
}

/// Reads a file into records.
///
/// # Errors
///
/// An [`IngestError`] when the file as a whole cannot be read: another kind of file, malformed,
/// beyond the limits, or without a time zone or an event where one is needed.
pub fn parse(bytes: &[u8], file_name: &str, options: &ParseOptions) -> Result<Parsed, IngestError> {
    let text = detect::text_of(bytes)?;
    let format = match options.format {
        Some(format) => format,
        None => detect(bytes)?,
    };
    if let Some(slug) = &options.event
        && !records::is_slug(slug)
    {
        return Err(IngestError::BadSlug { slug: slug.clone() });
    }
    let mut report = Report::default();
    let bundle = match format {
        Format::Hallway => hallway::parse(text, options, &mut report),
        Format::HallwayLines => lines::parse(text, options, &mut report),
        Format::FrabXml => frab::parse(text, options, &mut report),
    }?;
    tracing::debug!(file = file_name, format = format.as_str(), talks = bundle.talks.len(), "read");
    Ok(Parsed { format, bundle, warnings: report.warnings })
}

/// Collects warnings while a file is read.
#[derive(Debug, Default)]
struct Report {
    warnings: Vec<Warning>,
}

impl Report {
    /// Notes something odd.
    fn warn(&mut self, code: &str, place: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(Warning {
            code: code.to_owned(),
            place: place.into(),
            message: message.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse_all(bytes: &[u8]) {
        let _ = detect(bytes);
        for format in
            [None, Some(Format::Hallway), Some(Format::HallwayLines), Some(Format::FrabXml)]
        {
            let options = ParseOptions {
                event: Some("e".into()),
                timezone: Some("Europe/Paris".into()),
                format,
            };
            if let Ok(parsed) = parse(bytes, "any", &options) {
                let merged = merge::merge(None, &parsed.bundle, merge::MergeOptions::default());
                assert_eq!(merged.map(|m| m.added), Ok(parsed.bundle.talks.len()));
            }
        }
    }

    const SEED: &str = r#"<schedule><conference><acronym>abcd</acronym></conference><day date="2024-02-03" start="2024-02-03T09:00:00+01:00"><room name="A"><event id="1" guid="g"><date>2024-02-03T10:00:00+01:00</date><start>10:00</start><duration>00:30</duration><title>T &amp; U</title><persons><person id="1">P</person></persons></event></room></day></schedule>"#;
    const SEED_JSON: &str = r#"{"event":{"slug":"e","name":"E","timezone":"Europe/Paris"},"talks":[{"id":"1","title":"T","slots":[{"start":"2024-02-03T10:00:00","end":"2024-02-03T10:30:00"}]}]}"#;

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            parse_all(&bytes);
        }

        #[test]
        fn mutated_files_never_panic(
            json in any::<bool>(),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut chars: Vec<char> = if json { SEED_JSON } else { SEED }.chars().collect();
            for (at, with) in edits {
                let place = at.index(chars.len());
                chars[place] = with;
            }
            parse_all(chars.iter().collect::<String>().as_bytes());
            chars.truncate(cut.index(chars.len()));
            parse_all(chars.iter().collect::<String>().as_bytes());
        }
    }

    #[test]
    fn format_words_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_word(format.as_str()), Some(format));
        }
        assert_eq!(Format::from_word("xlsx"), None);
    }

    #[test]
    fn a_given_slug_must_do_as_an_address() {
        let options = ParseOptions { event: Some("Not A Slug".into()), ..ParseOptions::default() };
        let error = parse(SEED.as_bytes(), "x", &options).unwrap_err();
        assert_eq!(error, IngestError::BadSlug { slug: "Not A Slug".into() });
    }
}
