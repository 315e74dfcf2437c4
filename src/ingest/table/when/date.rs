//! A date at the start of some tokens, in the styles of three languages.

use jiff::civil::Date;

use super::scan::{RawDate, Wanted};
use super::token::{Token, mark, small, word};
use super::words;

/// A leap year: any day that is one in some year is one in it.
const LEAP_YEAR: i16 = 2024;

/// The date these tokens begin with, and how many it takes.
pub(super) fn date_at(tokens: &[Token], wanted: Wanted) -> Option<(RawDate, usize)> {
    year_first(tokens).or_else(|| numbers(tokens, wanted)).or_else(|| named(tokens))
}

/// `2024-06-19`, `2024/6/19`, `2024.06.19`, `20240619`.
fn year_first(tokens: &[Token]) -> Option<(RawDate, usize)> {
    let first = tokens.first()?;
    if let Some(digits) = first.of_length(8) {
        return Some((exact(digits / 10_000, digits / 100 % 100, digits % 100)?, 1));
    }
    let year = first.of_length(4)?;
    let parted = mark(tokens, 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    if mark(tokens, 3)? != parted {
        return None;
    }
    Some((exact(year, small(tokens, 2)?, small(tokens, 4)?)?, 5))
}

/// `19.06.2024`, `19.6.`, `06/19/2024`, `6/19`, `19-06-24`.
fn numbers(tokens: &[Token], wanted: Wanted) -> Option<(RawDate, usize)> {
    let parted = mark(tokens, 1).filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let (first, second) = (small(tokens, 0)?, small(tokens, 2)?);
    let goes_on = mark(tokens, 3) == Some(parted);
    let year = tokens.get(4).filter(|_| goes_on).and_then(year_of);
    match (parted, year) {
        ('.', Some(year)) => Some((exact(year, second, first)?, 5)),
        ('.', None) if goes_on => Some((yearless(second, first)?, 4)),
        ('.', None) if wanted == Wanted::Day => Some((yearless(second, first)?, 3)),
        ('/' | '-', Some(year)) => Some((unordered(first, second, Some(year))?, 5)),
        ('/', None) => Some((unordered(first, second, None)?, 3)),
        _ => None,
    }
}

/// `19 June 2024`, `19. Juni`, `June 19th, 2024`, `1er juin`, `19-Jun-24`.
fn named(tokens: &[Token]) -> Option<(RawDate, usize)> {
    if let Some(month) = word(tokens, 0).and_then(words::month) {
        let at = 1 + usize::from(mark(tokens, 1) == Some('.'));
        let day = small(tokens, at)?;
        // `June 19:30` is no date.
        if mark(tokens, at + 1) == Some(':') {
            return None;
        }
        return with_year(tokens, month, day, at + 1 + usize::from(is_ordinal(tokens, at + 1)));
    }
    let day = small(tokens, 0)?;
    let mut at = 1 + usize::from(is_ordinal(tokens, 1) || mark(tokens, 1) == Some('.'));
    at +=
        usize::from(mark(tokens, at) == Some('-') || matches!(word(tokens, at), Some("of" | "de")));
    let month = words::month(word(tokens, at)?)?;
    with_year(tokens, month, day, at + 1 + usize::from(mark(tokens, at + 1) == Some('.')))
}

fn is_ordinal(tokens: &[Token], at: usize) -> bool {
    matches!(word(tokens, at), Some("st" | "nd" | "rd" | "th" | "er"))
}

/// A date whose year, if it has one, stands at this place, perhaps behind a mark. Two digits are a
/// year only when they are marked as one: `19 June '24`, `19-Jun-24`.
fn with_year(tokens: &[Token], month: u32, day: u32, at: usize) -> Option<(RawDate, usize)> {
    let before = mark(tokens, at).filter(|mark| matches!(mark, ',' | '-' | '\''));
    let at_year = at + usize::from(before.is_some());
    let stated = tokens.get(at_year).filter(|_| mark(tokens, at_year + 1) != Some(':'));
    let is_marked = matches!(before, Some('-' | '\''));
    match stated.filter(|token| is_marked || token.small().is_none()).and_then(year_of) {
        Some(year) => Some((exact(year, month, day)?, at_year + 1)),
        None => Some((yearless(month, day)?, at)),
    }
}

/// A year of four digits, or of two in this century.
fn year_of(token: &Token) -> Option<u32> {
    let short = token.of_length(2).map(|year| 2000 + year);
    token.of_length(4).or(short).filter(|year| (1900..2200).contains(year))
}

fn exact(year: u32, month: u32, day: u32) -> Option<RawDate> {
    let year = i16::try_from(year).ok().filter(|year| (1900..2200).contains(year))?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    date.ok().map(RawDate::Exact)
}

fn yearless(month: u32, day: u32) -> Option<RawDate> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(LEAP_YEAR, month, day).ok().map(|_| RawDate::Yearless { month, day })
}

fn unordered(first: u32, second: u32, year: Option<u32>) -> Option<RawDate> {
    let (first, second) = (i8::try_from(first).ok()?, i8::try_from(second).ok()?);
    let year = year.and_then(|year| i16::try_from(year).ok());
    let fits = |month, day| Date::new(year.unwrap_or(LEAP_YEAR), month, day).is_ok();
    let is_date = fits(first, second) || fits(second, first);
    is_date.then_some(RawDate::Unordered { first, second, year })
}
