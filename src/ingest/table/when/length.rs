//! Lengths as people write them: `0:45`, `45`, `45 min`, `1h 30m`, `1.5 hours`, `PT45M`.

use super::token::{Token, tokens};
use crate::ingest::time::duration_s;

/// Lengths beyond this are no lengths of a session, in seconds: two weeks.
const MAX_LENGTH_S: u32 = 14 * 86_400;
/// From here on `45:00` is minutes and seconds, in seconds.
const MAX_CLOCK_S: u32 = 24 * 3600;

/// What a number without a unit counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest::table) enum Unit {
    Seconds,
    #[default]
    Minutes,
    Hours,
}

impl Unit {
    fn seconds(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
        }
    }

    /// The unit with this word, folded.
    pub(in crate::ingest::table) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "s" | "sec" | "secs" | "second" | "seconds" | "sekunden" | "secondes" => Self::Seconds,
            "m" | "mn" | "min" | "mins" | "minute" | "minutes" | "minuten" | "'" => Self::Minutes,
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure"
            | "heures" => Self::Hours,
            _ => return None,
        })
    }
}

/// A length in seconds; `unit` is what a number alone counts.
pub(in crate::ingest::table) fn length_s(cell: &str, unit: Unit) -> Option<u32> {
    let cell = cell.trim();
    if let Some(seconds) = duration_s(cell) {
        let is_minutes = seconds > MAX_CLOCK_S && cell.matches(':').count() == 1;
        return Some(if is_minutes { seconds / 60 } else { seconds })
            .filter(|it| *it <= MAX_LENGTH_S);
    }
    if let Ok(number) = cell.replace(',', ".").parse::<f64>() {
        // A share of a day, as spreadsheets keep `0:45`.
        let is_share = cell.contains(['.', ',']) && number < 1.0 && unit == Unit::Minutes;
        return whole(number * if is_share { 86_400.0 } else { unit.seconds() });
    }
    in_words(cell)
}

/// Numbers with units, added up. A last number without a unit counts the next smaller one: `1h30`.
fn in_words(cell: &str) -> Option<u32> {
    let is_joint = |token: &Token| matches!(token, Token::Word(word) if JOINTS.contains(&&**word));
    let tokens: Vec<Token> = tokens(cell)?.into_iter().filter(|token| !is_joint(token)).collect();
    let mut rest = tokens.as_slice();
    let (mut sum, mut last) = (0.0, None);
    while !rest.is_empty() {
        let (number, after) = number_at(rest)?;
        let (unit, beyond) = unit_at(after).or_else(|| Some((smaller(last?)?, after)))?;
        sum += number * unit.seconds();
        last = Some(unit);
        rest = match beyond {
            [Token::Mark('.' | ','), beyond @ ..] => beyond,
            beyond => beyond,
        };
    }
    whole(sum)
}

/// Words between two numbers of a length, and the letters before one in ISO 8601.
const JOINTS: [&str; 4] = ["and", "und", "et", "pt"];

/// A number with or without a part behind a point or comma.
fn number_at(tokens: &[Token]) -> Option<(f64, &[Token])> {
    match tokens {
        [
            Token::Number(value, _),
            Token::Mark('.' | ','),
            Token::Number(part, digits),
            rest @ ..,
        ] => {
            let share = f64::from(*part) / 10_f64.powi(i32::try_from(*digits).ok()?);
            Some((f64::from(*value) + share, rest))
        }
        [Token::Number(value, _), rest @ ..] => Some((f64::from(*value), rest)),
        _ => None,
    }
}

fn unit_at(tokens: &[Token]) -> Option<(Unit, &[Token])> {
    match tokens {
        [Token::Word(word), rest @ ..] => Some((Unit::from_word(word)?, rest)),
        [Token::Mark('\''), rest @ ..] => Some((Unit::Minutes, rest)),
        _ => None,
    }
}

fn smaller(unit: Unit) -> Option<Unit> {
    match unit {
        Unit::Hours => Some(Unit::Minutes),
        Unit::Minutes => Some(Unit::Seconds),
        Unit::Seconds => None,
    }
}

/// Whole seconds, if they make a length.
fn whole(seconds: f64) -> Option<u32> {
    let is_length = (1.0..=f64::from(MAX_LENGTH_S)).contains(&seconds);
    is_length.then(|| seconds.round() as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_read_in_every_style() {
        for (cell, minutes) in [
            ("0:45", 45),
            ("00:45:00", 45),
            ("45", 45),
            ("45.0", 45),
            ("45 min", 45),
            ("45 min.", 45),
            ("45 Minuten", 45),
            ("45'", 45),
            ("45mn", 45),
            ("1h30", 90),
            ("1h 30m", 90),
            ("1 hour and 30 minutes", 90),
            ("1.5 hours", 90),
            ("1,5 Std.", 90),
            ("2h", 120),
            ("PT1H30M", 90),
            ("0.03125", 45),
            ("45:00", 45),
        ] {
            assert_eq!(length_s(cell, Unit::Minutes), Some(minutes * 60), "{cell}");
        }
        assert_eq!(length_s("1.5", Unit::Hours), Some(5400));
        assert_eq!(length_s("2700", Unit::Seconds), Some(2700));
        for none in
            ["", "long", "45 apples", "-45", "0", "99999999999", "NaN", "inf", "1h 2h x", "12"]
        {
            let unit = if none == "12" { Unit::Seconds } else { Unit::Minutes };
            assert_eq!(length_s(none, unit), (none == "12").then_some(12), "{none}");
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_a_length_or_is_not(cell in "\\PC{0,30}|[0-9hm:., ]{0,20}") {
            for unit in [Unit::Seconds, Unit::Minutes, Unit::Hours] {
                let _ = length_s(&cell, unit);
            }
        }
    }
}
