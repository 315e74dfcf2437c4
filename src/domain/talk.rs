//! A talk and the small types it is made of; cleaning and parsing of its texts happen elsewhere.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{RecordKey, Slot};

/// One talk of one event, as the programme states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Talk {
    /// Opaque id, unique within the event; stays the same at every re-import.
    pub id: String,
    /// The event's slug.
    pub event: String,
    /// Our own name for addresses, unique within the event. Never changes once given.
    pub slug: String,
    /// Title, plain text.
    pub title: String,
    /// The title as the source prints it, where names were taken out of it (`Title - Name, Company`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_title: Option<String>,
    /// Second line of the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// What sort of session it is.
    pub kind: Kind,
    /// Whether it takes place.
    pub state: State,
    /// Language tags (`en`, `de`), empty when not stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The programme track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The source's abstract; may hold HTML or Markdown and is hostile until cleaned.
    #[serde(rename = "abstract", skip_serializing_if = "String::is_empty")]
    pub abstract_text: String,
    /// The source's longer description, where it has both; hostile until cleaned.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Free topic words, lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The people on stage, in the programme's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<Appearance>,
    /// When and where, earliest first; empty for archive talks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// Video, slides, feedback and other pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Length in seconds, of the recording or as planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<u32>,
    /// The day the recording was published (not the day of the talk).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Other ids its sources give it, as `scheme:value` (`code:ABCDEF`, `number:17`, `uid:…`), by
    /// which a file of another format finds it again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source_ids: Vec<String>,
}

impl Talk {
    /// The key under which the whole program knows this talk.
    pub fn key(&self) -> RecordKey {
        RecordKey::talk(&self.event, &self.id)
    }

    /// The first link of a kind.
    pub fn link(&self, kind: LinkKind) -> Option<&Link> {
        self.links.iter().find(|link| link.kind == kind)
    }
}

/// What sort of session a talk is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A keynote.
    Keynote,
    /// An ordinary talk, and whatever does not say what it is.
    #[default]
    Talk,
    /// A panel discussion.
    Panel,
    /// A lightning talk.
    Lightning,
    /// A workshop or tutorial.
    Workshop,
    /// A fireside chat or interview.
    Fireside,
    /// A pause: coffee, lunch.
    Break,
    /// Registration, opening hours and other things that are no talk.
    Service,
}

impl Kind {
    /// Every kind, in the order of a programme's headings.
    pub const ALL: [Self; 8] = [
        Self::Keynote,
        Self::Talk,
        Self::Panel,
        Self::Fireside,
        Self::Lightning,
        Self::Workshop,
        Self::Break,
        Self::Service,
    ];

    /// The word used in files and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keynote => "keynote",
            Self::Talk => "talk",
            Self::Panel => "panel",
            Self::Lightning => "lightning",
            Self::Workshop => "workshop",
            Self::Fireside => "fireside",
            Self::Break => "break",
            Self::Service => "service",
        }
    }

    /// The kind with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is a session with content, which search and answers should offer.
    pub fn is_session(self) -> bool {
        !matches!(self, Self::Break | Self::Service)
    }
}

/// Whether a talk takes place, as far as its sources say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As planned.
    #[default]
    Scheduled,
    /// Another time or room than at first.
    Moved,
    /// Said to be cancelled.
    Cancelled,
    /// Absent from a full file that once held it.
    Withdrawn,
    /// Absent from a partial file.
    Unknown,
}

impl State {
    /// The word used in files and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Withdrawn => "withdrawn",
            Self::Unknown => "unknown",
        }
    }

    /// The state with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Scheduled, Self::Moved, Self::Cancelled, Self::Withdrawn, Self::Unknown]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A person on stage at one talk; the affiliation is that of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appearance {
    /// Name as printed.
    pub name: String,
    /// Company or project at the time of the talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The source's id of the person, if it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A page that belongs to a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What is there.
    pub kind: LinkKind,
    /// Absolute address; only `http` and `https` are ever shown as links.
    pub url: String,
    /// The link's text, when the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What a [`Link`] leads to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// A recording.
    Video,
    /// Slides.
    Slides,
    /// A feedback form.
    Feedback,
    /// The talk's page in the organiser's system.
    Page,
    /// Anything else.
    #[default]
    Other,
}

impl LinkKind {
    /// The word used in files and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Slides => "slides",
            Self::Feedback => "feedback",
            Self::Page => "page",
            Self::Other => "other",
        }
    }

    /// The link kind with this word, if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Video, Self::Slides, Self::Feedback, Self::Page, Self::Other]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}
