//! News of an event, written by its organisers or by whoever keeps the archive, and the time for
//! which it matters. Reads no clock.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Audience, Clock, RecordKey};

/// One announcement. Its body is plain text with blank lines between paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Announcement {
    /// Opaque id, unique within the event; also its place in addresses.
    pub id: String,
    /// The event's slug.
    pub event: String,
    /// Headline.
    pub title: String,
    /// Paragraphs of plain text.
    pub body: String,
    /// The day it was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How exact `date` is, when the day itself is not known (`June 2024`); shown in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_text: Option<String>,
    /// From when it matters, wall time of the event; from its `date` on when not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Until when it matters, wall time of the event; to the end of the day on which it begins to
    /// matter when not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime>,
    /// Whom it concerns; everyone when not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// Who announced it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<super::Appearance>,
    /// Free topic words, lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// The talk it was made in, by id, when it was made in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<String>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Where an announcement is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// It does not matter yet.
    Upcoming,
    /// It matters now: pages of the event show it.
    Active,
    /// It is kept and matters no more.
    Over,
}

impl Announcement {
    /// The key under which the whole program knows this announcement.
    pub fn key(&self) -> RecordKey {
        RecordKey::announcement(&self.event, &self.id)
    }

    /// The date as people should read it: the stated wording, else the day.
    pub fn date_label(&self) -> Option<String> {
        self.date_text.clone().or_else(|| self.date.map(|day| day.to_string()))
    }

    /// Whom it concerns.
    pub fn audience(&self) -> &Audience {
        self.audience.as_ref().unwrap_or(&Audience::Everyone)
    }

    /// Where it is in its life at a moment; the clock is that of its event.
    pub fn phase(&self, now: Timestamp, clock: &Clock) -> Phase {
        match self.life(clock) {
            None => Phase::Over,
            Some(life) if life.end <= now => Phase::Over,
            Some(life) if now < life.start => Phase::Upcoming,
            Some(_) => Phase::Active,
        }
    }

    /// When it matters. `None` for news that names no time at all, such as those of an archive:
    /// they are kept, and never urgent.
    pub fn life(&self, clock: &Clock) -> Option<Range<Timestamp>> {
        let begins = self.from.or_else(|| self.date.map(|day| day.to_datetime(Time::midnight())));
        let ends = self.until.or_else(|| begins.and_then(end_of_day))?;
        let start = begins.map_or(Timestamp::MIN, |wall| clock.instant(wall));
        Some(start..last_instant(ends, clock))
    }
}

/// The midnight that ends the day of a time.
fn end_of_day(wall: DateTime) -> Option<DateTime> {
    let next = wall.date().checked_add(1.day()).ok()?;
    Some(next.to_datetime(Time::midnight()))
}

/// The moment of a wall time; the second of two, where clocks go back.
fn last_instant(wall: DateTime, clock: &Clock) -> Timestamp {
    let last = clock.zone().to_ambiguous_timestamp(wall).later();
    last.unwrap_or_else(|_| clock.instant(wall))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Event;

    fn paris() -> Clock {
        Clock::of(&Event { timezone: Some("Europe/Paris".into()), ..Event::default() })
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_active_from_its_first_moment_to_its_last_in_the_zone_of_the_event() {
        let day = date(2024, 6, 19);
        let item = Announcement {
            from: Some(day.at(14, 0, 0, 0)),
            until: Some(day.at(15, 0, 0, 0)),
            ..Announcement::default()
        };
        for (moment, phase) in [
            ("2024-06-19T11:59:59Z", Phase::Upcoming),
            ("2024-06-19T12:00:00Z", Phase::Active),
            ("2024-06-19T12:59:59Z", Phase::Active),
            ("2024-06-19T13:00:00Z", Phase::Over),
        ] {
            assert_eq!(item.phase(at(moment), &paris()), phase, "{moment}");
        }
    }

    #[test]
    fn without_an_end_it_matters_for_the_day_and_without_any_time_never() {
        let dated = Announcement { date: Some(date(2024, 6, 19)), ..Announcement::default() };
        assert_eq!(dated.phase(at("2024-06-18T21:59:00Z"), &paris()), Phase::Upcoming);
        assert_eq!(dated.phase(at("2024-06-19T21:59:00Z"), &paris()), Phase::Active);
        assert_eq!(dated.phase(at("2024-06-19T22:00:00Z"), &paris()), Phase::Over);
        let until = Some(date(2024, 6, 20).at(9, 0, 0, 0));
        let ends = Announcement { until, ..Announcement::default() };
        assert_eq!(ends.phase(at("2001-01-01T00:00:00Z"), &paris()), Phase::Active);
        let archived = Announcement::default();
        assert_eq!(archived.phase(at("2024-06-19T12:00:00Z"), &paris()), Phase::Over);
    }

    #[test]
    fn where_clocks_go_back_it_lasts_through_both_hours() {
        let night = date(2024, 10, 27);
        let (from, until) = (Some(night.at(2, 0, 0, 0)), Some(night.at(2, 30, 0, 0)));
        let item = Announcement { from, until, ..Announcement::default() };
        let life = item.life(&paris()).unwrap();
        assert_eq!(life, at("2024-10-27T00:00:00Z")..at("2024-10-27T01:30:00Z"));
    }
}
