//! When and how somebody goes to talks: days, hours, the way between rooms. Knows no talk.

use jiff::civil::{Date, Time};

use crate::domain::Showing;

/// Minutes that the way to another room takes, when nothing else is said: from one end of a
/// congress centre to the other, with a queue at the door.
pub const WALKING_MIN: u32 = 5;
/// Minutes that can be asked for: an hour is a way across a city.
pub const WALKING_MAX_MIN: u32 = 60;

/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;

/// What limits a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Minutes from one room to another.
    pub walking_min: u32,
    /// Days of the programme to plan; all when there are none.
    pub days: Vec<Date>,
    /// No talk starts before this hour of a programme's day.
    pub earliest: Option<Time>,
    /// No talk ends after this hour; one that is not later than `earliest` is of the next night.
    pub latest: Option<Time>,
    /// Talks that must be in the plan, by id, whatever the limits.
    pub pins: Vec<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            walking_min: WALKING_MIN,
            days: Vec::new(),
            earliest: None,
            latest: None,
            pins: Vec::new(),
        }
    }
}

impl Wishes {
    /// Whether a showing lies on the days and in the hours asked for.
    pub(super) fn admit(&self, showing: &Showing<'_>) -> bool {
        let midnight = showing.day.at(0, 0, 0, 0);
        let minutes = |wall: jiff::civil::DateTime| wall.duration_since(midnight).as_mins();
        let (earliest_min, latest_min) = self.hours();
        (self.days.is_empty() || self.days.contains(&showing.day))
            && minutes(showing.slot.start) >= earliest_min
            && minutes(showing.slot.end) <= latest_min
    }

    /// From and until which minute of a programme's day, which may end after midnight.
    fn hours(&self) -> (i64, i64) {
        let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        let earliest_min = self.earliest.map_or(i64::MIN, minutes);
        let latest_min = match self.latest.map(minutes) {
            None => i64::MAX,
            Some(latest) if latest <= earliest_min.max(0) => latest + DAY_MIN,
            Some(latest) => latest,
        };
        (earliest_min, latest_min)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::super::samples::{event, slot, talk, today};
    use super::super::showings::showings;
    use super::*;
    use crate::domain::Slot;

    #[test]
    fn hours_are_those_of_a_programmes_day_which_may_end_in_the_night() {
        let night = Slot { day: Some(today()), ..slot(25 * 60, 26 * 60, "x") };
        let talks = [talk("a", vec![slot(8 * 60, 9 * 60, "x"), slot(600, 660, "x"), night])];
        let all = showings(&event(), &talks);
        let admitted = |wishes: &Wishes| -> Vec<bool> {
            all.iter().map(|showing| wishes.admit(showing)).collect()
        };
        assert_eq!(admitted(&Wishes::default()), [true, true, true]);
        let day = Wishes {
            earliest: Some(time(9, 0, 0, 0)),
            latest: Some(time(22, 0, 0, 0)),
            ..Wishes::default()
        };
        assert_eq!(admitted(&day), [false, true, false]);
        let late = Wishes { latest: Some(time(2, 0, 0, 0)), ..day.clone() };
        assert_eq!(admitted(&late), [false, true, true]);
        let tomorrow = Wishes { days: vec![today().tomorrow().unwrap()], ..Wishes::default() };
        assert_eq!(admitted(&tomorrow), [false, false, false]);
    }
}
