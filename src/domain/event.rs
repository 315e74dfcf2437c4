//! One edition of a conference; holds no talks itself (see [`EventBundle`](super::EventBundle)).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One edition of a conference, for instance AI_dev Europe 2024.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Event {
    /// Our own short name, used in addresses; lower-case letters, digits and `-`. Never changes.
    pub slug: String,
    /// The name people use.
    pub name: String,
    /// The series this edition belongs to (`AI_dev`); editions of a series are shown together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// IANA time zone (`Europe/Paris`): every slot of the event is wall time in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// First day, in the event's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// Last day, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// City or venue, as one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The conference's own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A sentence or two about the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Event {
    /// The year of the edition: of its first day, or else the first four-digit year in its name.
    pub fn year(&self) -> Option<i16> {
        self.starts_on.map(Date::year).or_else(|| year_in(&self.name))
    }
}

/// The first run of exactly four digits that reads as a year from 1900 to 2199.
fn year_in(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .find(|year| (1900..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_comes_from_the_dates_before_the_name() {
        let mut event = Event { name: "AI_dev Europe 2024".into(), ..Event::default() };
        assert_eq!(event.year(), Some(2024));
        event.starts_on = Some(jiff::civil::date(2025, 1, 1));
        assert_eq!(event.year(), Some(2025));
        event = Event { name: "38C3, hall 20241".into(), ..Event::default() };
        assert_eq!(event.year(), None);
    }
}
