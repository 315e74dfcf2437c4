//! Instants as a visitor reads them: in the event's zone, or in the one they chose; says which.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use minijinja::Value;
use serde::Serialize;

use crate::domain::{Clock, Event, Showing};
use crate::web::links;
use crate::web::spoken::Spoken;
use crate::web::viewer::Viewer;

/// The clock that a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    zone: TimeZone,
    said: ZoneView,
}

/// The zone of a page's times, in words, and the way to the other.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ZoneView {
    /// The zone that times are in; none where the event has none.
    pub shown: Option<String>,
    /// The event's own zone.
    pub event: Option<String>,
    /// Whether the zone is one that the visitor chose and not the event's.
    pub is_chosen: bool,
    /// Where the choice is taken back.
    pub back_url: String,
}

/// When a showing is, as text.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct When {
    /// `10:00`.
    pub start: String,
    /// `10:40`.
    pub end: String,
    /// The start for machines, with its offset.
    pub start_at: String,
    /// The end for machines.
    pub end_at: String,
    /// How many days after the programme's day it starts, where that is another: `+1`.
    pub shift: Option<String>,
}

impl Times {
    /// The clock for a visitor of an event, at an address.
    pub(crate) fn new(event: &Event, viewer: &Viewer, address: &str) -> Self {
        let clock = Clock::of(event);
        let own = clock.name().ok().map(str::to_owned);
        // Without a zone of its own an event's times cannot be told in another.
        let chosen =
            viewer.zone.as_ref().filter(|zone| own.as_deref().is_some_and(|it| it != zone.name));
        let back_url =
            links::with_query("/preferences", &[("zone", Some("")), ("back", Some(address))]);
        Self {
            zone: chosen.map_or_else(|| clock.zone().clone(), |zone| zone.rules.clone()),
            said: ZoneView {
                shown: chosen.map(|zone| zone.name.clone()).or_else(|| own.clone()),
                event: own,
                is_chosen: chosen.is_some(),
                back_url,
            },
        }
    }

    /// The zone in words.
    pub(crate) fn said(&self) -> &ZoneView {
        &self.said
    }

    /// What the clock shows at an instant.
    pub(crate) fn wall(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// When a showing is.
    pub(crate) fn when(&self, showing: &Showing<'_>) -> When {
        let (start, end) = (self.wall(showing.start), self.wall(showing.end));
        When {
            start: start.strftime("%H:%M").to_string(),
            end: end.strftime("%H:%M").to_string(),
            start_at: stamp(&start),
            end_at: stamp(&end),
            shift: shift(showing.day, start.date()),
        }
    }

    /// `Wed 19 June, 10:00 – 10:40`.
    pub(crate) fn slot(&self, showing: &Showing<'_>) -> Value {
        let wall = |at| self.wall(at).datetime();
        Spoken::Slot(wall(showing.start), wall(showing.end)).value()
    }
}

/// A time with its offset, as HTML and calendars write it.
pub(crate) fn stamp(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn shift(programme: Date, shown: Date) -> Option<String> {
    let days = (shown - programme).get_days();
    (days != 0).then(|| format!("{days:+}"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Slot, Talk};
    use crate::web::viewer::ViewerZone;

    #[test]
    fn a_chosen_zone_shifts_times_and_says_so() {
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let day = date(2024, 6, 19);
        let slot = Slot::new(day.at(1, 0, 0, 0), day.at(2, 0, 0, 0));
        let slot = Slot { day: Some(date(2024, 6, 18)), ..slot };
        let talk = Talk::default();
        let showing = Showing::new(&Clock::of(&event), &talk, &slot);
        let own = Times::new(&event, &Viewer::default(), "/x");
        let when = own.when(&showing);
        assert_eq!((when.start.as_str(), when.shift.as_deref()), ("01:00", Some("+1")));
        assert_eq!(when.start_at, "2024-06-19T01:00:00+02:00");
        let viewer = Viewer { zone: ViewerZone::find("America/New_York"), ..Viewer::default() };
        let chosen = Times::new(&event, &viewer, "/e/a?day=1");
        let when = chosen.when(&showing);
        assert_eq!((when.start.as_str(), when.shift), ("19:00", None));
        assert_eq!(chosen.said().shown.as_deref(), Some("America/New_York"));
        assert_eq!(chosen.said().back_url, "/preferences?zone=&back=%2Fe%2Fa%3Fday%3D1");
    }
}
