//! The one name by which the program refers to a talk or an announcement.

use std::fmt;
use std::str::FromStr;

/// What a [`RecordKey`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A talk.
    Talk,
    /// An announcement.
    Announcement,
}

/// Kind, event slug and id. Written `talk:aidev-2023/some-id`; ids may hold any character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// Talk or announcement.
    pub kind: RecordKind,
    /// The event's slug.
    pub event: String,
    /// The record's id within the event.
    pub id: String,
}

impl RecordKey {
    /// The key of a talk.
    pub fn talk(event: &str, id: &str) -> Self {
        Self { kind: RecordKind::Talk, event: event.to_owned(), id: id.to_owned() }
    }

    /// The key of an announcement.
    pub fn announcement(event: &str, id: &str) -> Self {
        Self { kind: RecordKind::Announcement, event: event.to_owned(), id: id.to_owned() }
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            RecordKind::Talk => "talk",
            RecordKind::Announcement => "announcement",
        };
        write!(f, "{kind}:{}/{}", self.event, self.id)
    }
}

/// The text is no record key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a record key (wanted `talk:EVENT/ID` or `announcement:EVENT/ID`)")]
pub struct ParseKeyError(String);

impl FromStr for RecordKey {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let unreadable = || ParseKeyError(text.to_owned());
        let (kind, rest) = text.split_once(':').ok_or_else(unreadable)?;
        let (event, id) = rest.split_once('/').ok_or_else(unreadable)?;
        match kind {
            "talk" => Ok(Self::talk(event, id)),
            "announcement" => Ok(Self::announcement(event, id)),
            _ => Err(unreadable()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_whatever_its_id_holds() {
        for key in [RecordKey::talk("a-1", "x/y:z"), RecordKey::announcement("a-1", "")] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert!("talk:no-slash".parse::<RecordKey>().is_err());
        assert!("room:a/b".parse::<RecordKey>().is_err());
    }
}
