//! Words that more than one page uses, in one place; sentences of a single page stay in its template.

use minijinja::Value;
use serde::Serialize;

use crate::answer::Outcome;
use crate::domain::{Kind, State};
use crate::search::{Field, Mode};
use crate::web::spoken::Spoken;

/// Words that templates reach as `words`.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Words {
    /// Label and placeholder of search boxes.
    pub search_label: &'static str,
    /// Inside an empty search box.
    pub search_hint: &'static str,
    /// Label of ask boxes.
    pub ask_label: &'static str,
    /// Inside an empty ask box.
    pub ask_hint: &'static str,
    /// How summaries are made.
    pub selected: &'static str,
    /// The promise about queries.
    pub private: &'static str,
}

/// The one set of words there is.
pub(crate) const WORDS: Words = Words {
    search_label: "Search talks",
    search_hint: "A topic, a speaker, half a title…",
    ask_label: "Ask a question",
    ask_hint: "Who spoke about…? What is…?",
    selected: "Selected sentences, not rewritten.",
    private: "Nothing you type leaves this machine.",
};

/// A kind as visitors read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct KindWords {
    /// The word used in addresses and class names.
    pub word: &'static str,
    /// One of them.
    pub one: &'static str,
    /// Several, as a heading.
    pub many: &'static str,
}

/// What stands on a hit that is an announcement.
pub(crate) const ANNOUNCEMENT: KindWords =
    KindWords { word: "announcement", one: "Announcement", many: "Announcements" };

/// The words for a kind of talk.
pub(crate) fn kind(kind: Kind) -> KindWords {
    let (one, many) = match kind {
        Kind::Keynote => ("Keynote", "Keynotes"),
        Kind::Talk => ("Talk", "Talks"),
        Kind::Panel => ("Panel", "Panels"),
        Kind::Lightning => ("Lightning talk", "Lightning talks"),
        Kind::Workshop => ("Workshop", "Workshops"),
        Kind::Fireside => ("Fireside chat", "Fireside chats"),
        Kind::Break => ("Break", "Breaks"),
        Kind::Service => ("Notice", "Notices"),
    };
    KindWords { word: kind.as_str(), one, many }
}

/// What a visitor should know of a talk's state, if anything.
pub(crate) fn state_notice(state: State) -> Option<&'static str> {
    match state {
        State::Scheduled | State::Unknown => None,
        State::Moved => Some("This session was moved to another time or room."),
        State::Cancelled => Some("This session was cancelled."),
        State::Withdrawn => Some("This session is no longer in the programme."),
    }
}

/// The state of a talk in a word, if it is not the usual one.
pub(crate) fn state_mark(state: State) -> Option<&'static str> {
    match state {
        State::Scheduled | State::Unknown => None,
        State::Moved => Some("Moved"),
        State::Cancelled => Some("Cancelled"),
        State::Withdrawn => Some("Withdrawn"),
    }
}

/// A changed field as visitors read it.
pub(crate) fn field(word: &str) -> &'static str {
    match word {
        "title" => "Title",
        "subtitle" => "Subtitle",
        "kind" => "Kind",
        "state" => "State",
        "languages" => "Languages",
        "track" => "Track",
        "abstract" => "Abstract",
        "description" => "Description",
        "topics" => "Topics",
        "speakers" => "Speakers",
        "slots" => "Time and room",
        "links" => "Links",
        "duration_s" => "Length in seconds",
        "published" => "Recording published",
        "announcement" => "Announcement",
        "event.room" => "Room renamed",
        "event.name" => "Name of the event",
        "event.timezone" => "Time zone",
        "event.location" => "Place",
        _ => "Event",
    }
}

/// A field to narrow a search by.
pub(crate) fn search_field(field: Field) -> &'static str {
    match field {
        Field::Event => "Event",
        Field::Year => "Year",
        Field::Track => "Track",
        Field::Room => "Room",
        Field::Day => "Day",
        Field::Kind => "Kind",
        Field::Speaker => "Speaker",
        Field::Topic => "Topic",
        Field::Language => "Language",
        Field::Level => "Level",
        Field::Has => "Has",
    }
}

/// What is said before a value of a search field that no record has.
pub(crate) fn lacking(field: Field) -> &'static str {
    match field {
        Field::Event => "No session has the event",
        Field::Year => "No session has the year",
        Field::Track => "No session has the track",
        Field::Room => "No session has the room",
        Field::Day => "No session has the day",
        Field::Kind => "No session has the kind",
        Field::Speaker => "No session has the speaker",
        Field::Topic => "No session has the topic",
        Field::Language => "No session has the language",
        Field::Level => "No session has the level",
        Field::Has => "No session has the",
    }
}

/// A search mode: its name on the switch and what it does.
pub(crate) fn mode(mode: Mode) -> (&'static str, &'static str) {
    match mode {
        Mode::Hybrid => ("Both", "Words and meaning together"),
        Mode::Keyword => ("Words", "Only the words you typed"),
        Mode::Semantic => ("Meaning", "Only what the words mean"),
    }
}

/// The three outcomes of a question, said honestly.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answer => "Answered from the record",
        Outcome::Closest => "No session says this outright; these passages come closest",
        Outcome::NotFound => "Not in these sessions",
    }
}

/// `1 talk`, `2 talks`: one of two texts, with the number in the place of `{count}`.
pub(crate) fn count(number: usize, one: &'static str, many: &'static str) -> Value {
    Spoken::Count(number, one, many).value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_keeps_its_word_in_addresses() {
        for each in Kind::ALL {
            assert_eq!(kind(each).word, each.as_str());
        }
    }
}
