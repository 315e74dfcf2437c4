//! The free time between two talks of a day. Chooses nothing to fill it.

use jiff::Timestamp;

use crate::domain::Showing;

/// Less than this is the way to the next room and a coffee, not a gap that anybody plans with.
const GAP_MIN_S: i64 = 20 * 60;

/// Free time between two talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How long.
    pub minutes: i64,
}

/// The gap between some talks and the next one, if it is one. `before` are those of the same day
/// that start no later; the gap begins when the last of them is over.
pub fn gap_after(before: &[Showing<'_>], next: &Showing<'_>) -> Option<Gap> {
    let last = before.iter().max_by_key(|showing| showing.end)?;
    let seconds = seconds_between(last.end, next.start);
    let is_gap = seconds >= GAP_MIN_S && last.day == next.day;
    let (from, until) = (last.end, next.start);
    is_gap.then_some(Gap { from, until, minutes: seconds / 60 })
}

fn seconds_between(from: Timestamp, until: Timestamp) -> i64 {
    until.as_second() - from.as_second()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{event, slot, talk};
    use super::super::showings::showings;
    use super::*;

    #[test]
    fn a_gap_begins_when_the_last_talk_is_over() {
        let talks = [
            talk("long", vec![slot(600, 720, "x")]),
            talk("short", vec![slot(610, 620, "y")]),
            talk("next", vec![slot(780, 800, "x")]),
            talk("soon", vec![slot(735, 740, "x")]),
        ];
        let all = showings(&event(), &talks);
        let gap = gap_after(&all[..2], &all[2]).unwrap();
        assert_eq!(gap.minutes, 60);
        assert_eq!((gap.from, gap.until), (all[0].end, all[2].start));
        assert_eq!(gap_after(&all[..2], &all[3]), None);
        assert_eq!(gap_after(&[], &all[3]), None);
    }
}
