//! Bytes to domain records and a report of what was odd. Never touches the store or the network.
//!
//! Every format has a reader of its own that turns a file into drafts (`draft`); what sessions are
//! one talk, which ids and days they have is settled once for all formats in `settle`.

mod c3voc;
mod detect;
mod draft;
mod error;
mod format;
mod frab;
mod hallway;
mod ical;
mod identity;
mod indico;
mod input;
mod json;
mod lines;
pub mod merge;
mod open_event;
mod parts;
mod people;
mod pretalx;
mod pycon;
mod pyvideo;
mod records;
mod report;
mod rooms;
mod rubyevents;
mod sched;
mod sessionize;
mod settle;
mod showing;
mod standing;
mod table;
mod time;
mod transcript;
mod unresolved;
mod words;
mod xcal;
mod zone;

pub use detect::detect;
pub use error::IngestError;
pub use format::Format;
pub use input::{Input, MAX_FILE_BYTES, group, is_readable};
pub use report::Warning;
pub use table::{ColumnMap, ColumnMapError};
pub use transcript::{
    Matched, ParsedTranscript, TranscriptFormat, detect_transcript, is_text_name, match_talk,
    parse_transcript,
};

use crate::domain::EventBundle;
use report::Report;

/// What the person importing knows better than the file.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// Event slug to import into, instead of the file's own.
    pub event: Option<String>,
    /// IANA zone for a file that names none; goes before a zone the file names, with a warning.
    pub timezone: Option<String>,
    /// Format, instead of looking at the content.
    pub format: Option<Format>,
    /// Which column of a table holds which field, where the header does not tell.
    pub columns: ColumnMap,
    /// Until when a session of the night belongs to the evening before, in formats that do not
    /// say; four in the morning when not given.
    pub day_change: Option<jiff::civil::Time>,
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

/// Reads one file into records.
///
/// # Errors
///
/// As [`parse_all`].
pub fn parse(bytes: &[u8], file_name: &str, options: &ParseOptions) -> Result<Parsed, IngestError> {
    parse_all(&[Input::new(file_name, bytes.to_vec())], options)
}

/// Reads files that hold one event together (see [`group`]) into records.
///
/// # Errors
///
/// An [`IngestError`] when the files as a whole cannot be read: another kind of file, malformed,
/// beyond the limits, or without a time zone or an event where one is needed.
pub fn parse_all(files: &[Input], options: &ParseOptions) -> Result<Parsed, IngestError> {
    let files = &with_a_known_file_first(input::unpacked(files)?);
    let first = files.first().ok_or(IngestError::Empty)?;
    let format = match options.format {
        Some(format) => format,
        None => detect(&first.bytes)?,
    };
    if let Some(slug) = &options.event
        && !records::is_slug(slug)
    {
        return Err(IngestError::BadSlug { slug: slug.clone() });
    }
    let mut report = Report::default();
    let bundle = read(format, files, options, &mut report)?;
    tracing::debug!(
        file = first.name,
        format = format.as_str(),
        talks = bundle.talks.len(),
        "read"
    );
    Ok(Parsed { format, bundle, warnings: report.warnings })
}

/// The files in their order, but for the first that is recognised: a zip may begin with settings.
fn with_a_known_file_first(mut files: Vec<Input>) -> Vec<Input> {
    if let Some(at) = files.iter().position(|file| detect(&file.bytes).is_ok()) {
        files[..=at].rotate_right(1);
    }
    files
}

/// Hands the files to the reader of their format.
fn read(
    format: Format,
    files: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let single = files.first().ok_or(IngestError::Empty)?;
    match format {
        Format::Hallway => hallway::parse(single.text()?, options, report),
        Format::HallwayLines => lines::parse(single.text()?, options, report),
        Format::FrabXml => frab::parse(single.text()?, options, report),
        Format::FrabJson => c3voc::parse(single.text()?, options, report),
        Format::FrabJsonV2 => c3voc::parse_v2(single.text()?, options, report),
        Format::PretalxWidget => pretalx::parse_widget(single.text()?, options, report),
        Format::PretalxApi => pretalx::parse_api(files, options, report),
        Format::Sessionize => sessionize::parse(single.text()?, options, report),
        Format::Ics => ical::parse(single.text()?, options, report),
        Format::Xcal => xcal::parse(single.text()?, options, report),
        Format::SchedJson => sched::parse(single.text()?, options, report),
        Format::Csv | Format::Xlsx | Format::Ods => table::parse(format, files, options, report),
        Format::IndicoJson => indico::parse(single.text()?, options, report),
        Format::Pyvideo => pyvideo::parse(files, options, report),
        Format::OpenEvent => open_event::parse(files, options, report),
        Format::PyconJson => pycon::parse(single.text()?, options, report),
        Format::RubyEvents => rubyevents::parse(files, options, report),
    }
}

#[cfg(test)]
mod tests;
