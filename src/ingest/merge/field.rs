//! The fields of a talk that people may correct, written as text and read back.

use jiff::civil::{DateTime, Time};

use crate::domain::{Appearance, Kind, Link, LinkKind, Slot, State, Talk};

/// A field that can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// Its second line.
    Subtitle,
    /// The kind's word.
    Kind,
    /// The state's word.
    State,
    /// Language tags, with commas between.
    Languages,
    /// The track.
    Track,
    /// The abstract.
    Abstract,
    /// The longer description.
    Description,
    /// Topics, with commas between.
    Topics,
    /// `Name (Affiliation)`, with semicolons between.
    Speakers,
    /// The room of the only showing.
    Room,
    /// When the only showing starts; its length stays.
    Start,
    /// When the only showing ends.
    End,
    /// The address of the recording.
    Video,
    /// The address of the slides.
    Slides,
}

/// A value that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// No field has this name.
    #[error("a talk has no field `{0}` that can be corrected")]
    Unknown(String),
    /// The text does not read as a value of the field.
    #[error("`{value}` is not a {field}; {wanted}")]
    Unreadable {
        /// The field's word.
        field: &'static str,
        /// The text.
        value: String,
        /// What would do.
        wanted: &'static str,
    },
    /// The field is of a showing, and the talk has none or several.
    #[error("the {field} of `{talk}` cannot be corrected: it has {showings} showings, not one")]
    Showings {
        /// The field's word.
        field: &'static str,
        /// The talk's id.
        talk: String,
        /// How many it has.
        showings: usize,
    },
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 15] = [
        Self::Title,
        Self::Subtitle,
        Self::Kind,
        Self::State,
        Self::Languages,
        Self::Track,
        Self::Abstract,
        Self::Description,
        Self::Topics,
        Self::Speakers,
        Self::Room,
        Self::Start,
        Self::End,
        Self::Video,
        Self::Slides,
    ];

    /// The word used on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Kind => "kind",
            Self::State => "state",
            Self::Languages => "languages",
            Self::Track => "track",
            Self::Abstract => "abstract",
            Self::Description => "description",
            Self::Topics => "topics",
            Self::Speakers => "speakers",
            Self::Room => "room",
            Self::Start => "start",
            Self::End => "end",
            Self::Video => "video",
            Self::Slides => "slides",
        }
    }

    /// The field with this word.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn from_word(word: &str) -> Result<Self, FieldError> {
        let known = Self::ALL.into_iter().find(|field| field.as_str() == word);
        known.ok_or_else(|| FieldError::Unknown(word.to_owned()))
    }

    /// The field's value as text; empty where the talk has none.
    pub fn get(self, talk: &Talk) -> String {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let only = match talk.slots.as_slice() {
            [slot] => Some(slot),
            _ => None,
        };
        match self {
            Self::Title => talk.title.clone(),
            Self::Subtitle => optional(&talk.subtitle),
            Self::Kind => talk.kind.as_str().to_owned(),
            Self::State => talk.state.as_str().to_owned(),
            Self::Languages => talk.languages.join(", "),
            Self::Track => optional(&talk.track),
            Self::Abstract => talk.abstract_text.clone(),
            Self::Description => talk.description.clone(),
            Self::Topics => talk.topics.join(", "),
            Self::Speakers => speakers(&talk.speakers),
            Self::Room => only.and_then(|slot| slot.room.clone()).unwrap_or_default(),
            Self::Start => only.map(|slot| minute(slot.start)).unwrap_or_default(),
            Self::End => only.map(|slot| minute(slot.end)).unwrap_or_default(),
            Self::Video => link(talk, LinkKind::Video),
            Self::Slides => link(talk, LinkKind::Slides),
        }
    }

    /// Sets the field from text; an empty text takes the value away where the field may have none.
    ///
    /// # Errors
    ///
    /// The text is no such value, or the talk has not exactly one showing to correct.
    pub fn set(self, talk: &mut Talk, value: &str) -> Result<(), FieldError> {
        let value = value.trim();
        let optional = (!value.is_empty()).then(|| value.to_owned());
        match self {
            Self::Title if value.is_empty() => {
                return Err(self.unreadable(value, "a talk needs one"));
            }
            Self::Title => talk.title = value.to_owned(),
            Self::Subtitle => talk.subtitle = optional,
            Self::Kind => talk.kind = self.word(value, Kind::from_word, KINDS)?,
            Self::State => talk.state = self.word(value, State::from_word, STATES)?,
            Self::Languages => talk.languages = list(value),
            Self::Track => talk.track = optional,
            Self::Abstract => talk.abstract_text = value.to_owned(),
            Self::Description => talk.description = value.to_owned(),
            Self::Topics => talk.topics = list(value),
            Self::Speakers => talk.speakers = people(value, &talk.speakers),
            Self::Room => self.only_slot(talk)?.room = optional,
            Self::Start => self.move_to(talk, value)?,
            Self::End => self.end_at(talk, value)?,
            Self::Video => self.set_link(talk, LinkKind::Video, value)?,
            Self::Slides => self.set_link(talk, LinkKind::Slides, value)?,
        }
        Ok(())
    }

    fn unreadable(self, value: &str, wanted: &'static str) -> FieldError {
        let value = crate::ingest::records::clip(value, 80);
        FieldError::Unreadable { field: self.as_str(), value, wanted }
    }

    fn word<T>(
        self,
        value: &str,
        read: fn(&str) -> Option<T>,
        wanted: &'static str,
    ) -> Result<T, FieldError> {
        read(value).ok_or_else(|| self.unreadable(value, wanted))
    }

    fn only_slot(self, talk: &mut Talk) -> Result<&mut Slot, FieldError> {
        let showings = talk.slots.len();
        match talk.slots.as_mut_slice() {
            [slot] => Ok(slot),
            _ => {
                let talk = talk.id.clone();
                Err(FieldError::Showings { field: self.as_str(), talk, showings })
            }
        }
    }

    /// Moves the only showing, with its end; a time alone keeps the day.
    fn move_to(self, talk: &mut Talk, value: &str) -> Result<(), FieldError> {
        let slot = self.only_slot(talk)?;
        let start = moment(value, slot.start).ok_or_else(|| self.unreadable(value, MOMENTS))?;
        let length = slot.end.duration_since(slot.start);
        let end = start.checked_add(length).map_err(|_| self.unreadable(value, MOMENTS))?;
        let day = slot.day.filter(|_| start.date() == slot.start.date());
        *slot = Slot { room: slot.room.take(), day, ..Slot::new(start, end) };
        Ok(())
    }

    fn end_at(self, talk: &mut Talk, value: &str) -> Result<(), FieldError> {
        let slot = self.only_slot(talk)?;
        let end = moment(value, slot.end).filter(|end| *end >= slot.start);
        slot.end = end.ok_or_else(|| self.unreadable(value, "it is no time after the start"))?;
        slot.end_repeated = false;
        Ok(())
    }

    fn set_link(self, talk: &mut Talk, kind: LinkKind, url: &str) -> Result<(), FieldError> {
        if !url.is_empty() && !crate::ingest::words::is_web(url) {
            return Err(self.unreadable(url, "an address begins with `https://` or `http://`"));
        }
        talk.links.retain(|link| link.kind != kind);
        if !url.is_empty() {
            talk.links.insert(0, Link { kind, url: url.to_owned(), title: None });
        }
        Ok(())
    }
}

const KINDS: &str =
    "one of keynote, talk, panel, fireside, lightning, workshop, break, service is wanted";
const STATES: &str = "one of scheduled, moved, cancelled, withdrawn, unknown is wanted";
const MOMENTS: &str = "`2024-06-19 10:00` or, on the same day, `10:00` is wanted";

fn minute(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A day with a time, or a time on the day of another.
fn moment(text: &str, other: DateTime) -> Option<DateTime> {
    if let Ok(time) = text.parse::<DateTime>() {
        return Some(time);
    }
    let time: Time = text.parse().ok()?;
    Some(other.date().to_datetime(time))
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn link(talk: &Talk, kind: LinkKind) -> String {
    talk.link(kind).map(|link| link.url.clone()).unwrap_or_default()
}

fn speakers(speakers: &[Appearance]) -> String {
    let one = |speaker: &Appearance| match &speaker.affiliation {
        Some(affiliation) => format!("{} ({affiliation})", speaker.name),
        None => speaker.name.clone(),
    };
    speakers.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Reads what [`speakers`] writes; a person keeps the id the source gives to the same name.
fn people(text: &str, known: &[Appearance]) -> Vec<Appearance> {
    let one = |part: &str| {
        let part = part.trim();
        let (name, affiliation) = match part.strip_suffix(')').and_then(|it| it.split_once(" (")) {
            Some((name, affiliation)) => (name.trim(), Some(affiliation.trim().to_owned())),
            None => (part, None),
        };
        let id = known.iter().find(|person| person.name == name).and_then(|it| it.id.clone());
        Appearance { name: name.to_owned(), affiliation, id }
    };
    text.split(';').filter(|part| !part.trim().is_empty()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn talk() -> Talk {
        let start = date(2024, 6, 19).at(10, 0, 0, 0);
        let slot = Slot {
            room: Some("A".into()),
            ..Slot::new(start, start + jiff::Span::new().minutes(30))
        };
        let ada = Appearance {
            name: "Ada".into(),
            affiliation: Some("Mill".into()),
            id: Some("7".into()),
        };
        Talk {
            id: "1".into(),
            title: "T".into(),
            slots: vec![slot],
            speakers: vec![ada],
            ..Talk::default()
        }
    }

    #[test]
    fn every_field_reads_back_what_it_writes() {
        for field in Field::ALL {
            assert_eq!(Field::from_word(field.as_str()), Ok(field));
            let mut same = talk();
            field.set(&mut same, &field.get(&talk())).unwrap();
            assert_eq!(same, talk(), "{}", field.as_str());
        }
        assert_eq!(Field::from_word("colour"), Err(FieldError::Unknown("colour".into())));
    }

    #[test]
    fn values_are_set_from_plain_words() {
        let mut it = talk();
        Field::Start.set(&mut it, "11:15").unwrap();
        assert_eq!(Field::End.get(&it), "2024-06-19 11:45");
        Field::Start.set(&mut it, "2024-06-20 09:00").unwrap();
        Field::Speakers.set(&mut it, "Ada; Bo Li (Acme)").unwrap();
        assert_eq!(it.speakers[0].id.as_deref(), Some("7"));
        assert_eq!(Field::Speakers.get(&it), "Ada; Bo Li (Acme)");
        Field::Video.set(&mut it, "https://v.example.org/1").unwrap();
        Field::Room.set(&mut it, "").unwrap();
        assert_eq!(it.slots[0].room, None);
        assert_eq!(Field::Video.get(&it), "https://v.example.org/1");
    }

    #[test]
    fn what_is_no_value_is_refused_with_what_would_do() {
        let mut it = talk();
        for (field, value) in [
            (Field::Kind, "opera"),
            (Field::Title, " "),
            (Field::Start, "noon"),
            (Field::End, "09:00"),
            (Field::Slides, "javascript:alert(1)"),
        ] {
            let error = field.set(&mut it, value).unwrap_err();
            assert!(matches!(error, FieldError::Unreadable { .. }), "{error}");
        }
        it.slots.clear();
        let error = Field::Room.set(&mut it, "B").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the room of `1` cannot be corrected: it has 0 showings, not one"
        );
    }
}
