//! Reads days out of a question's words: dates, weekdays, `day 2`, `tomorrow`. Only reads; which
//! days of a programme they are is said in `when`.

use jiff::civil::{Date, Weekday};

use super::hours::{Reader, part};
use super::when::{Day, Hours, Part};

/// The days of the week by their English names, folded.
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const ORDINALS: [&str; 7] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];

const NUMBERS: [&str; 7] = ["one", "two", "three", "four", "five", "six", "seven"];

impl Reader<'_> {
    /// A day that begins at this word: how many words it takes.
    pub(super) fn day(&mut self, at: usize) -> Option<usize> {
        let (days, length) = self
            .written_date(at)
            .or_else(|| self.spoken_date(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.numbered(at))
            .or_else(|| self.relative(at))?;
        // `Saturday, 3 February` is one day, and the date says which.
        let is_date = matches!(days.as_slice(), [Day::Date { .. }]);
        let follows = at.checked_sub(1).is_some_and(|before| self.used.contains(&before));
        if is_date && follows && matches!(self.when.days.last(), Some(Day::Weekday(_))) {
            self.when.days.pop();
        }
        self.when.days.extend(days);
        Some(length)
    }

    /// `2024-02-03`.
    fn written_date(&self, at: usize) -> Option<(Vec<Day>, usize)> {
        let is_parted = |sign| self.is_parted_by(at, sign) && self.is_parted_by(at + 1, sign);
        let joined = [self.word(at), self.word(at + 1), self.word(at + 2)];
        let (parts, length): (Vec<&str>, usize) = match is_parted("-") || is_parted("/") {
            true => (joined.to_vec(), 3),
            false => (self.word(at).rsplit('.').collect(), 1),
        };
        let [year, month, day] = parts.as_slice() else { return None };
        if year.len() != 4 {
            return None;
        }
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        let year = Some(date.year());
        Some((vec![Day::Date { year, month: date.month(), day: date.day() }], length))
    }

    /// `Feb 3`, `3 February 2024`, `the 3rd of February`.
    fn spoken_date(&self, at: usize) -> Option<(Vec<Day>, usize)> {
        let (month, day, length) = match (month(self.word(at)), day_number(self.word(at))) {
            (Some(month), _) => (month, day_number(self.word(at + 1))?, 2),
            (None, Some(day)) => {
                let of = usize::from(self.word(at + 1) == "of");
                (month(self.word(at + 1 + of))?, day, 2 + of)
            }
            (None, None) => return None,
        };
        let year = self.word(at + length).parse().ok().filter(|it| (1900..2200).contains(it));
        let length = length + usize::from(year.is_some());
        Some((vec![Day::Date { year, month, day }], length))
    }

    /// `Saturday`, `Saturdays`; `Sat` only where it can be nothing else.
    fn weekday(&self, at: usize) -> Option<(Vec<Day>, usize)> {
        let word = self.word(at);
        let is_day_like = || matches!(self.before(at), "on" | "this" | "and" | "next" | "the");
        let is_named = |name: &&str| {
            word == *name
                || word.strip_suffix('s') == Some(name)
                || (is_day_like() && matches!(word.len(), 3 | 4) && name.starts_with(word))
        };
        if matches!(word, "weekend") {
            let days = [Weekday::Saturday, Weekday::Sunday].map(Day::Weekday);
            return Some((days.to_vec(), 1));
        }
        let found = WEEKDAYS.iter().find(|(name, _)| is_named(name))?;
        Some((vec![Day::Weekday(found.1)], 1))
    }

    /// `day 2`, `day two`, `the second day`, `the last day`.
    fn numbered(&self, at: usize) -> Option<(Vec<Day>, usize)> {
        let (word, next) = (self.word(at), self.word(at + 1));
        if word == "day" {
            let number = next.parse().ok().or_else(|| place(&NUMBERS, next))?;
            return Some((vec![Day::Nth(number)], 2));
        }
        if next != "day" {
            return None;
        }
        match word {
            "last" | "final" => Some((vec![Day::Last], 2)),
            "opening" => Some((vec![Day::Nth(1)], 2)),
            _ => {
                let number = day_number(word).filter(|_| !word.bytes().all(|b| b.is_ascii_digit()));
                let number = number.and_then(|it| usize::try_from(it).ok());
                Some((vec![Day::Nth(number.or_else(|| place(&ORDINALS, word))?)], 2))
            }
        }
    }

    /// `today`, `tomorrow`, `tonight`, `this afternoon`.
    fn relative(&mut self, at: usize) -> Option<(Vec<Day>, usize)> {
        let today = vec![Day::FromToday(0)];
        match self.word(at) {
            "today" => Some((today, 1)),
            "tomorrow" => Some((vec![Day::FromToday(1)], 1)),
            "yesterday" => Some((vec![Day::FromToday(-1)], 1)),
            "tonight" => {
                self.when.hours.get_or_insert(Hours::Part(Part::Evening));
                Some((today, 1))
            }
            "this" if part(self.word(at + 1)).is_some() => Some((today, 1)),
            _ => None,
        }
    }
}

fn month(word: &str) -> Option<i8> {
    let is_named = |name: &&str| {
        *name == word
            || (word.len() == 3 && name.starts_with(word))
            || (word == "sept" && *name == "september")
    };
    let at = MONTHS.iter().position(is_named)?;
    i8::try_from(at + 1).ok()
}

/// `3`, `3rd`.
fn day_number(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    digits.unwrap_or(word).parse().ok().filter(|day| (1..=31).contains(day))
}

fn place(list: &[&str], word: &str) -> Option<usize> {
    list.iter().position(|it| *it == word).map(|at| at + 1)
}
