//! The names, weights and meanings of everything that can be found. Finds nothing itself.

use serde::{Serialize, Serializer};

/// How much a finding weighs, heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The programme contradicts itself or cannot be read right.
    Error,
    /// Most likely a slip or a gap.
    Warning,
    /// Often meant so; worth a glance.
    Note,
}

impl Severity {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Makes the enum and its tables from one list, so that no code lacks a word or a meaning.
macro_rules! codes {
    ($($code:ident, $word:literal, $severity:ident, $meaning:literal;)*) => {
        /// What kind of finding it is; its word is stable and made for scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $code,)*
        }

        impl Code {
            /// Every code, heaviest first.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The stable word (`room-overlap`).
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word,)* }
            }

            /// How much findings of this code weigh.
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// What it means, in one line for people.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }
        }
    };
}

codes! {
    MissingZone, "missing-zone", Error, "The talks have times, but the event has no time zone";
    UnknownZone, "unknown-zone", Error, "The event's time zone is in no time zone database";
    SkippedHour, "skipped-hour", Error, "A slot starts or ends in the hour that the clocks skip";
    OutsideEventDays, "outside-event-days", Error, "A talk lies before the event's first day or after its last";
    RoomOverlap, "room-overlap", Error, "Two sessions are in one room at the same time";
    DoubleBooked, "double-booked", Error, "A speaker is in two sessions at the same time";
    OddHours, "odd-hours", Warning, "Most sessions start between 00:00 and 06:00, as if UTC were taken for local time";
    OddDuration, "odd-duration", Warning, "A session ends before it starts, or lasts less than 3 minutes or over 12 hours";
    DurationMismatch, "duration-mismatch", Warning, "The planned length differs from the slot's by over a minute";
    MissingAbstract, "missing-abstract", Warning, "A session has no abstract, or one that only holds its place";
    MissingSpeaker, "missing-speaker", Warning, "A talk or keynote names no speaker";
    MissingRoom, "missing-room", Warning, "A session has no room, while most others have one";
    Unscheduled, "unscheduled", Warning, "A session has no time, while most others have one";
    PlaceholderTitle, "placeholder-title", Warning, "A title only holds a place (`TBA`, `Untitled`)";
    PlaceholderSpeaker, "placeholder-speaker", Warning, "A speaker's name only holds a place (`TBA`)";
    EscapedTitle, "escaped-title", Warning, "A title shows HTML or Markdown to the reader (`&amp;`, `<b>`, `**`)";
    JoinedNames, "joined-names", Warning, "A speaker's name looks like several people";
    NameWithAffiliation, "name-with-affiliation", Warning, "A speaker's name carries an affiliation or more";
    SpeakerSpelling, "speaker-spelling", Warning, "One person seems to be spelt in two ways";
    RoomSpelling, "room-spelling", Warning, "One room seems to be spelt in two ways";
    NearDuplicate, "near-duplicate", Warning, "Sessions share their title or nearly all of their words";
    BadLink, "bad-link", Warning, "A link that visitors cannot follow";
    SharedVideo, "shared-video", Warning, "Several talks have the same video";
    BadLanguage, "bad-language", Warning, "A language is not given as a tag such as `en` or `pt-BR`";
    RepeatedHour, "repeated-hour", Note, "A slot starts or ends in the hour that comes twice when clocks go back";
    RepeatedTalk, "repeated-talk", Note, "The same session, or the parts of a series, at several times";
    BusyAccount, "busy-account", Note, "A name is in many overlapping sessions, as the account of a group would be";
    LongTitle, "long-title", Note, "A title has over 200 characters";
    ShoutedTitle, "shouted-title", Note, "A title is in capitals throughout";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_are_kebab_case_and_no_two_are_the_same() {
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for word in words {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{word}");
        }
    }

    #[test]
    fn codes_stand_heaviest_first() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.severity()));
    }

    #[test]
    fn the_table_of_the_manual_names_every_code() {
        let manual = include_str!("../../docs/lint.md");
        for code in Code::ALL {
            let row = format!(
                "| `{}` | {} | {}",
                code.as_str(),
                code.severity().as_str(),
                code.meaning()
            );
            assert!(manual.contains(&row), "docs/lint.md has no row `{row}`");
        }
        let rows = manual.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, Code::ALL.len());
    }

    #[test]
    fn codes_are_written_as_their_word() {
        assert_eq!(serde_json::to_string(&Code::RoomOverlap).unwrap(), "\"room-overlap\"");
    }
}
