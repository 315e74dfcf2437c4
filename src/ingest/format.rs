//! The formats by name; what they look like is known to `detect` and their readers.

/// A file format the importer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Hallway's own: one JSON document an event.
    Hallway,
    /// Hallway's own talks, one JSON object a line.
    HallwayLines,
    /// frab / c3voc `schedule.xml` and its dialects.
    FrabXml,
    /// frab / c3voc `schedule.json`.
    FrabJson,
    /// c3voc `schedule.json`, schema version 2.
    FrabJsonV2,
    /// The public widget schedule of pretalx.
    PretalxWidget,
    /// Lists of the pretalx API: submissions, and speakers beside them.
    PretalxApi,
    /// Sessionize: the views All, Sessions and `GridSmart`.
    Sessionize,
    /// iCalendar.
    Ics,
    /// iCalendar as XML.
    Xcal,
    /// The session list of the Sched API.
    SchedJson,
    /// A table as CSV, also with a table of speakers beside it.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
    /// The Indico export API.
    IndicoJson,
    /// A folder of pyvideo records, or one of them.
    Pyvideo,
    /// The files of an Open Event folder or zip.
    OpenEvent,
    /// `conference.json` of `PyCon` US.
    PyconJson,
    /// The YAML files of `RubyEvents`.
    #[serde(rename = "rubyevents")]
    RubyEvents,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 19] = [
        Self::Hallway,
        Self::HallwayLines,
        Self::FrabXml,
        Self::FrabJson,
        Self::FrabJsonV2,
        Self::PretalxWidget,
        Self::PretalxApi,
        Self::Sessionize,
        Self::Ics,
        Self::Xcal,
        Self::SchedJson,
        Self::Csv,
        Self::Xlsx,
        Self::Ods,
        Self::IndicoJson,
        Self::Pyvideo,
        Self::OpenEvent,
        Self::PyconJson,
        Self::RubyEvents,
    ];

    /// The word used on the command line and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hallway => "hallway",
            Self::HallwayLines => "hallway-lines",
            Self::FrabXml => "frab-xml",
            Self::FrabJson => "frab-json",
            Self::FrabJsonV2 => "frab-json-v2",
            Self::PretalxWidget => "pretalx-widget",
            Self::PretalxApi => "pretalx-api",
            Self::Sessionize => "sessionize",
            Self::Ics => "ics",
            Self::Xcal => "xcal",
            Self::SchedJson => "sched-json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::IndicoJson => "indico-json",
            Self::Pyvideo => "pyvideo",
            Self::OpenEvent => "open-event",
            Self::PyconJson => "pycon-json",
            Self::RubyEvents => "rubyevents",
        }
    }

    /// The format with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Whether an event may come in several files of this format.
    pub fn is_joint(self) -> bool {
        matches!(
            self,
            Self::PretalxApi | Self::Csv | Self::Pyvideo | Self::OpenEvent | Self::RubyEvents
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_words_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_word(format.as_str()), Some(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
        }
        assert_eq!(Format::from_word("docx"), None);
    }
}
