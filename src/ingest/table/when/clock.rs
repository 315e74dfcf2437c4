//! A time of day at the start of some tokens.

use super::scan::Wanted;
use super::token::{Token, mark, small, word};

/// Before noon or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

/// A time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Seconds since midnight; 86,400 for 24:00.
    pub(super) time_s: u32,
    /// Whether it says before or after noon.
    pub(super) half: Option<Half>,
    /// Whether it is a number without any sign of being a time.
    pub(super) is_bare: bool,
    /// How many tokens it takes.
    pub(super) used: usize,
}

/// The time these tokens begin with.
pub(super) fn clock_at(tokens: &[Token], wanted: Wanted) -> Option<Clock> {
    let (hour, minute, second, used) = numbers(tokens, wanted)?;
    let half = match word(tokens, used) {
        Some("am") => Some(Half::Am),
        Some("pm") => Some(Half::Pm),
        _ => None,
    };
    let is_midnight = (hour, minute, second) == (24, 0, 0);
    let is_time = minute < 60 && second < 60 && (hour < 24 || is_midnight);
    let after_half = used + usize::from(half.is_some());
    let after_word = after_half + usize::from(word(tokens, after_half) == Some("uhr"));
    is_time.then_some(Clock {
        time_s: hour * 3600 + minute * 60 + second,
        half,
        is_bare: after_word == 1,
        used: after_word,
    })
}

/// Hour, minute, second, and how many tokens they take: `10:00`, `10:00:30`, `10h30`, `10 Uhr 30`,
/// `10.30`, `1030`, `10`.
fn numbers(tokens: &[Token], wanted: Wanted) -> Option<(u32, u32, u32, usize)> {
    if let Some(digits) = tokens.first()?.of_length(4).filter(|_| wanted == Wanted::Time) {
        return Some((digits / 100, digits % 100, 0, 1));
    }
    let hour = small(tokens, 0)?;
    let minute = tokens.get(2).and_then(|token| token.of_length(2));
    match (tokens.get(1), minute) {
        (Some(Token::Mark(':')), Some(minute)) => Some(with_seconds(tokens, hour, minute)),
        (Some(Token::Mark('.')), Some(minute)) if wanted == Wanted::Time => {
            Some((hour, minute, 0, 3))
        }
        (Some(Token::Word(unit)), Some(minute)) if unit == "h" || unit == "uhr" => {
            Some((hour, minute, 0, 3))
        }
        (Some(Token::Word(unit)), _) if unit == "h" || unit == "uhr" => Some((hour, 0, 0, 2)),
        _ => Some((hour, 0, 0, 1)),
    }
}

fn with_seconds(tokens: &[Token], hour: u32, minute: u32) -> (u32, u32, u32, usize) {
    let second = tokens.get(4).filter(|_| mark(tokens, 3) == Some(':'));
    match second.and_then(|token| token.of_length(2)) {
        // Parts of a second, as databases write them.
        Some(second) if mark(tokens, 5) == Some('.') => (hour, minute, second, 7.min(tokens.len())),
        Some(second) => (hour, minute, second, 5),
        None => (hour, minute, 0, 3),
    }
}

/// Adds twelve hours to the two times of a range where it is said, or where only the end says it
/// for both (`9:00 - 10:30 AM`).
pub(super) fn settled(start: Option<Clock>, end: Option<Clock>) -> (Option<u32>, Option<u32>) {
    let end_s = end.map(|end| shifted(end.time_s, end.half));
    let start_s = start.map(|start| {
        let half = start.half.or(end.and_then(|end| end.half));
        let same = shifted(start.time_s, half);
        // `11:30 - 1:00 PM` begins before noon.
        let is_late = start.half.is_none() && end_s.is_some_and(|end_s| same > end_s);
        if is_late { start.time_s } else { same }
    });
    (start_s, end_s)
}

fn shifted(time_s: u32, half: Option<Half>) -> u32 {
    match (half, time_s / 3600) {
        (Some(Half::Am), 12) => time_s - 12 * 3600,
        (Some(Half::Pm), 0..=11) => time_s + 12 * 3600,
        _ => time_s,
    }
}
