//! Another name of a room or a person; says nothing about where it is used.

/// What an [`Alias`] is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AliasKind {
    /// A room.
    Room,
    /// A speaker.
    Speaker,
}

impl AliasKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Room, Self::Speaker];

    /// The word used on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Speaker => "speaker",
        }
    }

    /// The kind with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A name that files use, and the one it stands for; of one event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Alias {
    /// Of what.
    pub kind: AliasKind,
    /// The name in files; compared without regard to case and marks.
    pub name: String,
    /// The name to show.
    pub stands_for: String,
}
