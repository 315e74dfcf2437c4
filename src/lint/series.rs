//! What is one session given several times, and what only looks like it. Reports nothing.

use std::collections::HashSet;

use super::programme::Entry;
use crate::domain::{Slot, Talk};

/// Titles that sessions of different people share without being one, folded.
const COMMON_TITLES: [&str; 25] = [
    "ama",
    "ask me anything",
    "bof",
    "closing",
    "closing remarks",
    "demo",
    "discussion",
    "fireside chat",
    "hands on",
    "intro",
    "introduction",
    "keynote",
    "lightning talk",
    "lightning talks",
    "meetup",
    "open discussion",
    "opening",
    "opening remarks",
    "outro",
    "panel",
    "panel discussion",
    "q a",
    "tutorial",
    "welcome",
    "workshop",
];

/// Words that number the sessions of a series, folded.
const SERIES_WORDS: [&str; 34] = [
    "day",
    "tag",
    "part",
    "teil",
    "session",
    "round",
    "runde",
    "episode",
    "volume",
    "vol",
    "edition",
    "again",
    "early",
    "late",
    "morning",
    "afternoon",
    "evening",
    "night",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "german",
    "english",
];

/// Words of sessions that begin and end a day: they tell of the same things, and are two.
const BEGINNINGS: [&str; 4] = ["opening", "welcome", "intro", "introduction"];
const ENDINGS: [&str; 4] = ["closing", "outro", "goodbye", "farewell"];

/// Roman numbers of the parts of a series, folded.
const ROMAN_NUMBERS: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

/// Whether two sessions are one that the same people give at several times or places.
pub(super) fn is_repeat(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let same_title = a.title == b.title || series_title(&a.title) == series_title(&b.title);
    same_title && a.speakers == b.speakers && differ_in_slot(a.talk, b.talk)
}

/// Whether both are scheduled, and nowhere at the same time in the same room.
fn differ_in_slot(a: &Talk, b: &Talk) -> bool {
    let place = |slot: &Slot| (slot.start, slot.start_repeated, slot.room.clone());
    let places: HashSet<_> = a.slots.iter().map(place).collect();
    !a.slots.is_empty()
        && !b.slots.is_empty()
        && !b.slots.iter().any(|slot| places.contains(&place(slot)))
}

/// A folded title without what numbers the parts of a series: `Day 2a`, `Teil II`, `(1.1)`.
fn series_title(title: &str) -> String {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let words = title
        .split(' ')
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'));
    let kept: Vec<&str> = words
        .filter(|word| !word.is_empty() && !is_number(word))
        .filter(|word| !SERIES_WORDS.contains(word) && !ROMAN_NUMBERS.contains(word))
        .collect();
    kept.join(" ")
}

/// Whether a folded title says too little to know a session by.
pub(super) fn is_common(title: &str) -> bool {
    COMMON_TITLES.contains(&title)
}

/// Whether one session begins what the other ends.
pub(super) fn begin_and_end(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let holds = |it: &Entry<'_>, words: &[&str]| it.title.split(' ').any(|it| words.contains(&it));
    (holds(a, &BEGINNINGS) && holds(b, &ENDINGS)) || (holds(b, &BEGINNINGS) && holds(a, &ENDINGS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_series_have_one_title() {
        for title in
            ["wicks day 1", "wicks tag 2a", "wicks ii", "wicks 1.1", "wicks day1", "wicks 15 30"]
        {
            assert_eq!(series_title(title), "wicks", "{title}");
        }
        assert_eq!(series_title("day 1"), "");
        assert_eq!(series_title("daylight in 3 parts"), "daylight in parts");
    }

    #[test]
    fn lists_of_words_are_folded() {
        let all = COMMON_TITLES.iter().chain(&SERIES_WORDS).chain(&BEGINNINGS).chain(&ENDINGS);
        for word in all.chain(&ROMAN_NUMBERS) {
            assert_eq!(*word, crate::text::fold(word));
        }
    }
}
