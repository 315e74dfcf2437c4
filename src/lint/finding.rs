//! One finding, and the list that checks write into. Knows nothing of what is checked.

use std::fmt;

use jiff::civil::DateTime;
use serde::Serialize;

use super::{Code, Severity};
use crate::domain::{Slot, Talk};
use crate::text;

/// Characters of a value that a message shows: enough to know it by, and one line on a screen.
const VALUE_CHARS: usize = 80;
/// Characters of a title kept beside an id; titles beyond are a finding of their own.
const TITLE_CHARS: usize = 200;
/// Characters of an id kept; ids of systems have 40, and a hostile file may hold megabytes.
const ID_CHARS: usize = 500;

/// Something an organiser should look at before publishing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of finding it is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The talks it is about; none when it is about the event.
    pub talks: Vec<TalkRef>,
    /// The time, room, speaker or other place, as people read it.
    #[serde(rename = "where")]
    pub place: String,
    /// One sentence with the values.
    pub message: String,
}

/// A talk by its id, with its title for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TalkRef {
    /// The talk's id within the event.
    pub id: String,
    /// Its title, cut after 200 characters.
    pub title: String,
}

impl TalkRef {
    fn new(talk: &Talk) -> Self {
        Self { id: cut(&talk.id, ID_CHARS), title: cut(&talk.title, TITLE_CHARS) }
    }
}

/// A value in a message: on one line, cut, between backticks.
pub(super) struct Value<'a>(pub(super) &'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", clip(self.0))
    }
}

/// A value on one line without control characters, cut to what a message shows.
pub(super) fn clip(value: &str) -> String {
    let mut line = String::new();
    for word in value.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        // Four bytes a character at most: what lies beyond is cut anyway.
        if line.len() > 4 * VALUE_CHARS {
            break;
        }
    }
    cut(&text::strip_control(&line), VALUE_CHARS)
}

fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Where a finding belongs: for people, and for the order of the report.
#[derive(Debug, Clone, Default)]
pub(super) struct Spot {
    at: Option<DateTime>,
    room: String,
    words: String,
}

impl Spot {
    /// The event as a whole.
    pub(super) fn event() -> Self {
        Self::named("event")
    }

    /// A place without a time, such as a speaker.
    pub(super) fn named(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    /// A talk, at its first slot.
    pub(super) fn talk(talk: &Talk) -> Self {
        talk.slots.first().map_or_else(|| Self::named("not scheduled"), Self::slot)
    }

    /// A slot.
    pub(super) fn slot(slot: &Slot) -> Self {
        let start = slot.start.strftime("%Y-%m-%d %H:%M");
        let room = slot.room.as_deref().map(clip).unwrap_or_default();
        let words = if room.is_empty() { start.to_string() } else { format!("{start}, {room}") };
        Self { at: Some(slot.start), room, words }
    }
}

/// Findings while they are collected.
#[derive(Debug, Default)]
pub(super) struct Report {
    list: Vec<(Spot, Finding)>,
}

impl Report {
    /// Notes a finding about some talks.
    pub(super) fn add<'a>(
        &mut self,
        code: Code,
        talks: impl IntoIterator<Item = &'a Talk>,
        spot: Spot,
        message: impl Into<String>,
    ) {
        let finding = Finding {
            code,
            severity: code.severity(),
            talks: talks.into_iter().map(TalkRef::new).collect(),
            place: spot.words.clone(),
            message: message.into(),
        };
        self.list.push((spot, finding));
    }

    /// All findings: heaviest first, then by time and room (those without a time before), then by
    /// code, and the same for the same event every time.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        self.list.sort_by(|(a_spot, a), (b_spot, b)| {
            (a.severity, a_spot.at, &a_spot.room, a.code)
                .cmp(&(b.severity, b_spot.at, &b_spot.room, b.code))
                .then_with(|| (&a.place, &a.message).cmp(&(&b.place, &b.message)))
                .then_with(|| a.talks.cmp(&b.talks))
        });
        self.list.into_iter().map(|(_, finding)| finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn findings_stand_by_weight_then_time_then_room_then_code() {
        let slot = |hour, room: &str| {
            let start = date(2024, 6, 1).at(hour, 0, 0, 0);
            Spot::slot(&Slot { room: Some(room.into()), ..Slot::new(start, start) })
        };
        let mut report = Report::default();
        report.add(Code::LongTitle, [], slot(9, "A"), "1");
        report.add(Code::OddDuration, [], slot(10, "B"), "2");
        report.add(Code::MissingSpeaker, [], slot(10, "A"), "3");
        report.add(Code::MissingAbstract, [], slot(10, "A"), "4");
        report.add(Code::BadLink, [], Spot::event(), "5");
        report.add(Code::RoomOverlap, [], slot(11, "A"), "6");
        let order: String = report.into_findings().into_iter().map(|it| it.message).collect();
        assert_eq!(order, "654321");
    }

    #[test]
    fn values_are_one_short_line() {
        assert_eq!(Value(" a\n\tb ").to_string(), "`a b`");
        let clipped = clip(&"ä".repeat(500));
        assert_eq!(clipped.chars().count(), VALUE_CHARS + 1);
        assert!(clipped.ends_with('…'));
        assert_eq!(clip(&"x ".repeat(500)).chars().count(), VALUE_CHARS + 1);
    }

    #[test]
    fn a_finding_is_written_with_the_keys_of_the_contract() {
        let talk = Talk { id: "1".into(), title: "T".into(), ..Talk::default() };
        let mut report = Report::default();
        report.add(Code::MissingAbstract, [&talk], Spot::talk(&talk), "no abstract");
        insta::assert_snapshot!(
            serde_json::to_string_pretty(&report.into_findings()).unwrap(),
            @r#"
        [
          {
            "code": "missing-abstract",
            "severity": "warning",
            "talks": [
              {
                "id": "1",
                "title": "T"
              }
            ],
            "where": "not scheduled",
            "message": "no abstract"
          }
        ]
        "#
        );
    }
}
