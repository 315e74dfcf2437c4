//! The fields a column may hold, and the words for them; what headers look like is elsewhere.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    /// An id within the file.
    Id,
    /// A short code of the submission.
    Code,
    /// An id no other session has anywhere.
    Guid,
    /// Ids of other sources, as `scheme:value`.
    SourceIds,
    /// Our own name for addresses.
    Slug,
    Title,
    Subtitle,
    /// The title as the source prints it.
    SourceTitle,
    Abstract,
    Description,
    Speakers,
    /// The source's ids of the people, in their order.
    SpeakerIds,
    FirstName,
    LastName,
    Affiliation,
    /// What a table of people says of them; not kept.
    Biography,
    /// The sessions of a person, in a table of people.
    SessionTitles,
    Start,
    End,
    /// A day of the calendar.
    Date,
    EndDate,
    /// A day of the programme: a date, a weekday or a number.
    Day,
    Duration,
    Room,
    Track,
    Kind,
    Language,
    Level,
    Topics,
    State,
    /// Whether the session is public.
    Published,
    /// Whether the session is not public.
    Hidden,
    /// The day the recording was published.
    PublishedOn,
    Page,
    Video,
    Slides,
    Feedback,
    /// Pages or files of any sort.
    Links,
    Timezone,
    /// The event's slug or name.
    Event,
    EventName,
    /// Said to hold nothing that is wanted.
    Ignore,
}

/// Every field with its word, in the order in which they are listed to people.
const WORDS: [(Field, &str); 41] = [
    (Field::Title, "title"),
    (Field::Subtitle, "subtitle"),
    (Field::Abstract, "abstract"),
    (Field::Description, "description"),
    (Field::Speakers, "speakers"),
    (Field::SpeakerIds, "speaker-ids"),
    (Field::FirstName, "first-name"),
    (Field::LastName, "last-name"),
    (Field::Affiliation, "affiliation"),
    (Field::Biography, "biography"),
    (Field::SessionTitles, "session-titles"),
    (Field::Start, "start"),
    (Field::End, "end"),
    (Field::Date, "date"),
    (Field::EndDate, "end-date"),
    (Field::Day, "day"),
    (Field::Duration, "duration"),
    (Field::Room, "room"),
    (Field::Track, "track"),
    (Field::Kind, "kind"),
    (Field::Language, "language"),
    (Field::Level, "level"),
    (Field::Topics, "topics"),
    (Field::State, "state"),
    (Field::Published, "published"),
    (Field::Hidden, "hidden"),
    (Field::PublishedOn, "published-on"),
    (Field::Page, "page"),
    (Field::Video, "video"),
    (Field::Slides, "slides"),
    (Field::Feedback, "feedback"),
    (Field::Links, "links"),
    (Field::Id, "id"),
    (Field::Code, "code"),
    (Field::Guid, "guid"),
    (Field::SourceIds, "source-ids"),
    (Field::Slug, "slug"),
    (Field::SourceTitle, "source-title"),
    (Field::Timezone, "timezone"),
    (Field::Event, "event"),
    (Field::EventName, "event-name"),
];

/// The word for a column to pass over.
const IGNORE_WORD: &str = "ignore";

impl Field {
    /// The word for it on the command line.
    pub(super) fn as_str(self) -> &'static str {
        WORDS.iter().find(|(field, _)| *field == self).map_or(IGNORE_WORD, |(_, word)| word)
    }

    /// The field with this word, if there is one.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace('_', "-");
        if word == IGNORE_WORD {
            return Some(Self::Ignore);
        }
        WORDS.iter().find(|(_, known)| *known == word).map(|(field, _)| *field)
    }

    /// The words of all fields.
    pub(super) fn words() -> impl Iterator<Item = &'static str> {
        WORDS.iter().map(|(_, word)| *word).chain([IGNORE_WORD])
    }

    /// Whether several columns of it add up; of others, the first that says something counts.
    pub(super) fn adds_up(self) -> bool {
        matches!(
            self,
            Self::Speakers
                | Self::SpeakerIds
                | Self::FirstName
                | Self::LastName
                | Self::Affiliation
                | Self::Start
                | Self::End
                | Self::Date
                | Self::Day
                | Self::Kind
                | Self::Level
                | Self::Topics
                | Self::Page
                | Self::Video
                | Self::Slides
                | Self::Feedback
                | Self::Links
                | Self::SourceIds
                | Self::SessionTitles
                | Self::Ignore
        )
    }

    /// Whether it says when something is.
    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::Start | Self::End | Self::Date | Self::EndDate | Self::Day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for word in Field::words() {
            assert_eq!(Field::from_word(word).map(Field::as_str), Some(word));
        }
        assert_eq!(Field::from_word(" Published_On"), Some(Field::PublishedOn));
        assert_eq!(Field::from_word("titel"), None);
    }
}
