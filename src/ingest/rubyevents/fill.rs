//! Which talk stands in which open place of a schedule: those of a day in the file's order, when
//! their number is that of the places, and none when it is not. Reads no files.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Report;
use super::grid::{self, Day};
use super::video::Video;
use crate::domain::Slot;

/// Kinds that stand in the list of recordings and often in no open place of the grid, the likeliest
/// first: films about the event, then what is an item by name (`Introduction`) or part of another.
/// In 110 schedules of `RubyEvents` the places and talks of 211 days fit; without these kinds, 220.
const APART: [&str; 5] = ["recap", "aftermovie", "intro", "outro", "q_and_a"];

/// Gives talks their times. A day whose talks and places do not fit keeps none, and is told.
pub(super) fn talks(days: &[Day], videos: &mut [Video], report: &mut Report) {
    let mut by_day: HashMap<Date, Vec<usize>> = HashMap::new();
    for (at, video) in videos.iter().enumerate() {
        if let Some(day) = video.day {
            by_day.entry(day).or_default().push(at);
        }
    }
    for day in days {
        let of_day = by_day.remove(&day.date).unwrap_or_default();
        let places = grid::open_places(day);
        let Some(apart) = apart(places, &of_day, videos) else {
            let message = format!(
                "the schedule has {places} open places and the list {} talks; they have no times",
                of_day.len(),
            );
            report.warn("schedule-mismatch", &day.place, message);
            continue;
        };
        let (placed, others): (Vec<usize>, Vec<usize>) =
            of_day.into_iter().partition(|at| !apart.contains(&videos[*at].kind.as_str()));
        for at in others {
            let video = &videos[at].draft;
            let message =
                format!("`{}` has no place in the schedule, and no time", video.talk.title);
            report.warn("not-in-schedule", &video.place, message);
        }
        for (at, slot) in placed.into_iter().zip(slots(day)) {
            videos[at].draft.talk.slots.extend(slot.cloned());
        }
    }
}

/// The kinds without which the talks of a day are as many as its places: none at best.
fn apart(places: usize, of_day: &[usize], videos: &[Video]) -> Option<&'static [&'static str]> {
    let without = |apart: &&[&str]| {
        let placed = of_day.iter().filter(|at| !apart.contains(&videos[**at].kind.as_str()));
        placed.count() == places
    };
    (0..=APART.len()).map(|kinds| &APART[..kinds]).find(without)
}

/// The times of all open places, one for each.
fn slots(day: &Day) -> impl Iterator<Item = Option<&Slot>> {
    day.open.iter().flat_map(|(places, slot)| std::iter::repeat_n(slot.as_ref(), *places))
}
