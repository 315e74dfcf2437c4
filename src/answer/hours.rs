//! Reads times of day out of a question's words: `14:30`, `2 pm`, `after 5pm`, `Saturday morning`;
//! days are read in `days`. Only reads; what they hold is said in `when`.

use jiff::civil::Time;

use super::days::WEEKDAYS;
use super::when::{Hours, Part, When};
use crate::text::Word;

/// Reads all that `words` say of days and hours; gives the places of the words that do.
pub(super) fn read(
    text: &str,
    words: &[Word],
    is_taken: &dyn Fn(usize) -> bool,
) -> (When, Vec<usize>) {
    let mut reader = Reader { text, words, is_taken, when: When::default(), used: Vec::new() };
    let mut at = 0;
    while at < words.len() {
        let length = reader.day(at).or_else(|| reader.hours(at)).unwrap_or(0);
        reader.used.extend(at..at + length);
        at += length.max(1);
    }
    (reader.when, reader.used)
}

/// The words of a question, and what has been read of them.
pub(super) struct Reader<'a> {
    text: &'a str,
    words: &'a [Word],
    is_taken: &'a dyn Fn(usize) -> bool,
    pub(super) when: When,
    pub(super) used: Vec<usize>,
}

impl Reader<'_> {
    /// The word at a place, without the mark of the possessive; empty when there is none to read.
    pub(super) fn word(&self, at: usize) -> &str {
        let word = self.words.get(at).filter(|_| !(self.is_taken)(at));
        let word = word.map_or("", |word| word.folded.as_str());
        word.strip_suffix("'s").unwrap_or(word)
    }

    pub(super) fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// Whether the words at `at` and after it are parted by this sign alone.
    pub(super) fn is_parted_by(&self, at: usize, sign: &str) -> bool {
        let pair = self.words.get(at).zip(self.words.get(at + 1));
        pair.is_some_and(|(a, b)| self.text.get(a.range.end..b.range.start) == Some(sign))
    }

    /// Hours that begin at this word: how many words they take.
    fn hours(&mut self, at: usize) -> Option<usize> {
        if let Some(part) = part(self.word(at)).filter(|_| self.is_part_of_a_day(at)) {
            self.when.hours.get_or_insert(Hours::Part(part));
            return Some(1);
        }
        if self.when.hours.is_some() {
            return None;
        }
        let (time, length) = self.time(at)?;
        let joint = at + length;
        let to = matches!(self.word(joint), "to" | "and" | "until" | "till");
        let is_dash = self.is_parted_by(joint - 1, "-") || self.is_parted_by(joint - 1, "–");
        let is_range = to && matches!(self.before(at), "between" | "from") || is_dash;
        let second = joint + usize::from(!is_dash);
        if let Some((until, more)) = self.time(second).filter(|_| is_range) {
            self.when.hours = Some(Hours::Between(time, until));
            return Some(second + more - at);
        }
        self.when.hours = Some(self.related(at, time));
        Some(length)
    }

    /// A part of the day, and no word of a topic (`night vision`).
    fn is_part_of_a_day(&self, at: usize) -> bool {
        let before = self.before(at);
        let is_after_day =
            at.checked_sub(1).is_some_and(|at| self.used.contains(&at)) || before == "this";
        let ends = self.words.len() == at + 1
            || matches!(self.word(at + 1), "in" | "at" | "of" | "on" | "talks" | "sessions" | "");
        is_after_day || (ends && matches!(before, "the" | "at" | "every" | "in"))
    }

    /// What the words before a time make of it.
    fn related(&self, at: usize, time: Time) -> Hours {
        let before = match self.before(at) {
            "than" | "from" | "exactly" => self.before(at.saturating_sub(1)),
            word => word,
        };
        match (before, self.before(at)) {
            ("after" | "from" | "since" | "later", _) | (_, "from") => Hours::From(time),
            ("before" | "until" | "till" | "by" | "earlier", _) => Hours::Until(time),
            ("at", _) if is_start(self.before(at.saturating_sub(1))) => Hours::StartsAt(time),
            (word, _) if is_start(word) => Hours::StartsAt(time),
            _ => Hours::At(time),
        }
    }

    /// A time of day that begins at this word, and how many words it takes.
    fn time(&self, at: usize) -> Option<(Time, usize)> {
        let word = self.word(at);
        match word {
            "noon" | "midday" => return Some((Time::constant(12, 0, 0, 0), 1)),
            "midnight" => return Some((Time::midnight(), 1)),
            _ => {}
        }
        if self.is_parted_by(at, ":") {
            let (minutes, half) = split_half(self.word(at + 1));
            let (half, more) = half.map_or_else(|| self.half_after(at + 1), |it| (Some(it), 0));
            let is_minutes = minutes.len() == 2;
            return clock(word, minutes, half).filter(|_| is_minutes).map(|it| (it, 2 + more));
        }
        let (digits, half) = split_half(word);
        let (hour, minutes) = digits.split_once(['.', 'h']).unwrap_or((digits, ""));
        let minutes = if minutes.is_empty() { "00" } else { minutes };
        let is_hour_word = digits.contains('h');
        let (half, more) = half.map_or_else(|| self.half_after(at), |it| (Some(it), 0));
        let is_told = half.is_some() || is_hour_word || self.word(at + 1) == "o'clock";
        let is_bare = is_time_preposition(self.before(at)) && self.is_bare_time(at);
        if !is_told && !is_bare {
            return None;
        }
        let more = more + usize::from(self.word(at + 1) == "o'clock");
        let time = clock(hour, minutes, half)?;
        // Nobody asks for the talks at 2 in the night.
        let is_early = !is_told && (1..7).contains(&time.hour()) && digits.len() == 1;
        let time =
            if is_early { Time::new(time.hour() + 12, time.minute(), 0, 0).ok()? } else { time };
        Some((time, 1 + more))
    }

    /// Whether a bare number after `at` is a time: nothing is counted by it.
    fn is_bare_time(&self, at: usize) -> bool {
        matches!(
            self.word(at + 1),
            "" | "on"
                | "in"
                | "at"
                | "and"
                | "to"
                | "until"
                | "till"
                | "today"
                | "tomorrow"
                | "this"
        ) || WEEKDAYS.iter().any(|(name, _)| *name == self.word(at + 1))
    }

    /// `am` or `pm` in a word of its own.
    fn half_after(&self, at: usize) -> (Option<Half>, usize) {
        match self.word(at + 1) {
            "am" | "a.m" => (Some(Half::Am), 1),
            "pm" | "p.m" => (Some(Half::Pm), 1),
            _ => (None, 0),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// `30pm` to `30` and the half of the day.
fn split_half(word: &str) -> (&str, Option<Half>) {
    let am = word.strip_suffix("am").map(|digits| (digits, Some(Half::Am)));
    let pm = word.strip_suffix("pm").map(|digits| (digits, Some(Half::Pm)));
    am.or(pm)
        .filter(|(digits, _)| digits.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or((word, None))
}

fn clock(hour: &str, minutes: &str, half: Option<Half>) -> Option<Time> {
    let is_short = hour.len() <= 2 && minutes.len() <= 2;
    let hour: i8 = hour.parse().ok().filter(|_| is_short)?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Am) => hour % 12,
        Some(Half::Pm) => hour % 12 + 12,
    };
    Time::new(hour, minutes.parse().ok()?, 0, 0).ok()
}

fn is_time_preposition(word: &str) -> bool {
    matches!(
        word,
        "at" | "after"
            | "before"
            | "until"
            | "till"
            | "since"
            | "by"
            | "than"
            | "between"
            | "to"
            | "and"
    )
}

fn is_start(word: &str) -> bool {
    matches!(word, "start" | "starts" | "starting" | "begin" | "begins" | "beginning")
}

/// The part of the day that a word names.
pub(super) fn part(word: &str) -> Option<Part> {
    match word {
        "morning" | "mornings" => Some(Part::Morning),
        "afternoon" | "afternoons" => Some(Part::Afternoon),
        "evening" | "evenings" => Some(Part::Evening),
        "night" | "nights" => Some(Part::Night),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, time};
    use proptest::prelude::*;

    use super::super::when::Day;
    use super::*;
    use crate::text;

    fn when(question: &str) -> When {
        read(question, &text::words(question), &|_| false).0
    }

    fn hours(question: &str) -> Option<Hours> {
        when(question).hours
    }

    #[test]
    fn times_are_read_in_every_common_writing() {
        let half_past = Some(Hours::At(time(14, 30, 0, 0)));
        for text in [
            "on at 14:30",
            "at 2:30 pm",
            "at 2:30pm",
            "at 2.30pm",
            "14h30",
            "at 14.30",
            "2:30 p.m.",
        ] {
            assert_eq!(hours(text), half_past, "{text}");
        }
        assert_eq!(hours("at 2pm"), Some(Hours::At(time(14, 0, 0, 0))));
        assert_eq!(hours("at 10 on Saturday"), Some(Hours::At(time(10, 0, 0, 0))));
        assert_eq!(hours("at 2 on Saturday"), Some(Hours::At(time(14, 0, 0, 0))));
        assert_eq!(hours("at noon"), Some(Hours::At(time(12, 0, 0, 0))));
        assert_eq!(hours("12 am"), Some(Hours::At(time(0, 0, 0, 0))));
        assert_eq!(hours("after 5pm"), Some(Hours::From(time(17, 0, 0, 0))));
        assert_eq!(hours("later than 17:00"), Some(Hours::From(time(17, 0, 0, 0))));
        assert_eq!(hours("before 10:00"), Some(Hours::Until(time(10, 0, 0, 0))));
        assert_eq!(hours("which start at 10:00"), Some(Hours::StartsAt(time(10, 0, 0, 0))));
        let range = Some(Hours::Between(time(10, 0, 0, 0), time(12, 0, 0, 0)));
        for text in
            ["between 10 and 12", "from 10:00 to 12:00", "10:00-12:00", "between 10am and noon"]
        {
            assert_eq!(hours(text), range, "{text}");
        }
        for text in ["python 3.12", "the 429 errors", "running at 30 fps", "25:00", "at 8 GPUs"] {
            assert_eq!(hours(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_every_common_writing() {
        let third = Day::Date { year: None, month: 2, day: 3 };
        for text in ["on Feb 3", "3 February", "February 3rd", "the 3rd of february"] {
            assert_eq!(when(text).days, [third], "{text}");
        }
        let full = Day::Date { year: Some(2024), month: 2, day: 3 };
        for text in ["2024-02-03", "3 February 2024", "03.02.2024", "Feb 3, 2024"] {
            assert_eq!(when(text).days, [full], "{text}");
        }
        assert_eq!(when("on Saturday, 3 February 2024").days, [full]);
        assert_eq!(when("on day 2").days, [Day::Nth(2)]);
        assert_eq!(when("on the second day").days, [Day::Nth(2)]);
        assert_eq!(when("on the last day").days, [Day::Last]);
        assert_eq!(when("on sat").days, [Day::Weekday(Weekday::Saturday)]);
        assert_eq!(when("sun microsystems").days, []);
        assert_eq!(when("tomorrow").days, [Day::FromToday(1)]);
        let morning = when("saturday's morning talks");
        assert_eq!(morning.days, [Day::Weekday(Weekday::Saturday)]);
        assert_eq!(morning.hours, Some(Hours::Part(Part::Morning)));
        assert_eq!(when("this afternoon").days, [Day::FromToday(0)]);
        assert_eq!(when("tonight").hours, Some(Hours::Part(Part::Evening)));
        assert!(when("a talk on night vision").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,80}|[0-9apm:.\\- ]{0,40}") {
            let words = text::words(&text);
            let (_, used) = read(&text, &words, &|_| false);
            prop_assert!(used.iter().all(|&at| at < words.len() + 8));
        }
    }
}
