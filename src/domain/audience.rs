//! Whom an announcement concerns, and its one text form (`room:Hall 1`) for databases and commands.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Talk;

/// Whom an announcement concerns, in the event's own names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everyone at the event.
    #[default]
    Everyone,
    /// Those who are there on a programme day.
    Day(Date),
    /// Those in a room, by its name.
    Room(String),
    /// Those who follow a track, by its name.
    Track(String),
    /// The people of one talk, by its id.
    Talk(String),
}

/// Why a text is no audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no audience; say `everyone`, `day:2024-06-19`, `room:NAME`, `track:NAME` or `talk:ID`"
)]
pub struct ParseAudienceError(String);

impl Audience {
    /// The word for the sort of audience.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Day(_) => "day",
            Self::Room(_) => "room",
            Self::Track(_) => "track",
            Self::Talk(_) => "talk",
        }
    }

    /// Whether those of a talk belong to it.
    pub fn holds(&self, talk: &Talk) -> bool {
        match self {
            Self::Everyone => true,
            Self::Day(day) => talk.slots.iter().any(|slot| slot.programme_day() == *day),
            Self::Room(room) => talk.slots.iter().any(|slot| slot.room.as_ref() == Some(room)),
            Self::Track(track) => talk.track.as_ref() == Some(track),
            Self::Talk(id) => talk.id == *id,
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone"),
            Self::Day(day) => write!(f, "day:{day}"),
            Self::Room(name) | Self::Track(name) | Self::Talk(name) => {
                write!(f, "{}:{name}", self.word())
            }
        }
    }
}

impl FromStr for Audience {
    type Err = ParseAudienceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParseAudienceError(text.to_owned());
        if text == "everyone" {
            return Ok(Self::Everyone);
        }
        let (word, name) = text.split_once(':').ok_or_else(refused)?;
        match word {
            "day" => name.parse().map(Self::Day).map_err(|_| refused()),
            "room" => Ok(Self::Room(name.to_owned())),
            "track" => Ok(Self::Track(name.to_owned())),
            "talk" => Ok(Self::Talk(name.to_owned())),
            _ => Err(refused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Slot;

    #[test]
    fn every_audience_reads_back_from_its_text_and_from_json() {
        let day = jiff::civil::date(2024, 6, 19);
        for (audience, text, json) in [
            (Audience::Everyone, "everyone", "\"everyone\""),
            (Audience::Day(day), "day:2024-06-19", "{\"day\":\"2024-06-19\"}"),
            (Audience::Room("A: 1".into()), "room:A: 1", "{\"room\":\"A: 1\"}"),
            (Audience::Track("ML".into()), "track:ML", "{\"track\":\"ML\"}"),
            (Audience::Talk("x".into()), "talk:x", "{\"talk\":\"x\"}"),
        ] {
            assert_eq!(audience.to_string(), text);
            assert_eq!(text.parse(), Ok(audience.clone()));
            assert_eq!(serde_json::to_string(&audience).unwrap(), json);
            assert_eq!(serde_json::from_str::<Audience>(json).unwrap(), audience);
        }
    }

    #[test]
    fn a_talk_belongs_to_its_day_room_and_track() {
        let day = jiff::civil::date(2024, 6, 19);
        let start = day.tomorrow().unwrap().at(0, 30, 0, 0);
        let slot = Slot { room: Some("A".into()), day: Some(day), ..Slot::new(start, start) };
        let (id, track) = ("1".into(), Some("ML".into()));
        let talk = Talk { id, track, slots: vec![slot], ..Talk::default() };
        for (text, holds) in [
            ("everyone", true),
            ("day:2024-06-19", true),
            ("day:2024-06-20", false),
            ("room:A", true),
            ("room:B", false),
            ("track:ML", true),
            ("track:Web", false),
            ("talk:1", true),
            ("talk:2", false),
        ] {
            assert_eq!(text.parse::<Audience>().unwrap().holds(&talk), holds, "{text}");
        }
    }

    #[test]
    fn what_is_no_audience_is_refused() {
        for text in ["", "all", "hall:1", "day:tomorrow", "Room:1"] {
            assert!(text.parse::<Audience>().is_err(), "{text}");
        }
        for json in ["{\"hall\":\"1\"}", "{\"room\":\"1\",\"day\":\"2024-06-19\"}", "null"] {
            assert!(serde_json::from_str::<Audience>(json).is_err(), "{json}");
        }
    }
}
