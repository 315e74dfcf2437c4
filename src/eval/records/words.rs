//! Days, times and questions in the words that people use for them.

use jiff::civil::{Date, Time};

use super::book::Book;
use super::random::Random;

/// A day in one of several wordings, to follow `on`.
pub(super) fn day(book: &Book<'_>, day: Date, random: &mut Random) -> String {
    let of_weekday = book.days.iter().filter(|it| it.weekday() == day.weekday()).count();
    let number = book.days.iter().position(|it| *it == day).map_or(0, |at| at + 1);
    match random.below(7) {
        0 | 1 if of_weekday == 1 => day.strftime("%A").to_string(),
        2 => day.strftime("%b %-d").to_string(),
        3 => day.strftime("%-d %B").to_string(),
        4 => format!("day {number}"),
        5 => day.strftime("%B %-d").to_string(),
        _ => day.to_string(),
    }
}

/// A time in one of several wordings, to follow `at`.
pub(super) fn time(time: Time, random: &mut Random) -> String {
    let is_full = time.minute() == 0;
    match random.below(5) {
        0 if is_full => time.strftime("%-I%P").to_string(),
        1 if is_full => time.strftime("%-I %P").to_string(),
        0 => time.strftime("%-I:%M%P").to_string(),
        1 => time.strftime("%-I:%M %p").to_string(),
        2 if is_full && time.hour() == 12 => "noon".to_owned(),
        _ => time.strftime("%H:%M").to_string(),
    }
}

/// A wording with its places filled; two in five are in lower case and without the question mark.
pub(super) fn fill(wordings: &[&str], values: &[(&str, &str)], random: &mut Random) -> String {
    let mut text = random.pick(wordings).copied().unwrap_or_default().to_owned();
    for (name, value) in values {
        text = text.replace(name, value);
    }
    match random.chance(40) {
        true => text.trim_end_matches('?').to_lowercase(),
        false => text,
    }
}
