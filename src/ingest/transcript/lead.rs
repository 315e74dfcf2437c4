//! What stands at the beginning of a line of a plain transcript and is not said: a time, a name.

use super::clock;

/// The beginning of a line, and the words after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lead<'a> {
    /// In milliseconds from the start of the recording.
    pub(super) start_ms: Option<u32>,
    pub(super) end_ms: Option<u32>,
    pub(super) speaker: Option<&'a str>,
    pub(super) rest: &'a str,
    pub(super) sign: Sign,
}

/// How sure it is that a time or a name was meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sign {
    /// There is neither.
    #[default]
    None,
    /// A bare `12:34`, which may be a time of day that somebody talks about.
    BareTime,
    /// A bare `NAME:`, which may be any label.
    BareName,
    /// In brackets, or a name and a time together.
    Clear,
}

/// What the lines of a file have in common: one bare time is a time of day, many are a habit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habits {
    times: usize,
    names: usize,
}

/// Bare times and bare names from which on a file is taken to have them on purpose.
const MIN_TIMES: usize = 2;
const MIN_NAMES: usize = 3;

impl Habits {
    /// Takes a line into account.
    pub(super) fn note(&mut self, line: &str) {
        match read(line).sign {
            Sign::BareTime => self.times += 1,
            Sign::BareName => self.names += 1,
            Sign::None | Sign::Clear => {}
        }
    }

    /// The beginning of a line, if the file's habits speak for it.
    pub(super) fn lead<'a>(&self, line: &'a str) -> Lead<'a> {
        let lead = read(line);
        let is_meant = match lead.sign {
            Sign::None | Sign::Clear => true,
            Sign::BareTime => self.times >= MIN_TIMES,
            Sign::BareName => self.names >= MIN_NAMES,
        };
        if is_meant { lead } else { Lead { rest: line.trim(), ..Lead::default() } }
    }
}

fn read(line: &str) -> Lead<'_> {
    let line = line.trim();
    // `>>` marks a new speaker in captions written live.
    let said = line.trim_start_matches(['>', ' ']);
    time_first(line)
        .or_else(|| name_and_time(line))
        .or_else(|| name_first(said))
        .unwrap_or(Lead { rest: line, ..Lead::default() })
}

/// `[00:12:34] words`, `00:12:34 words`, `[00:01.000 --> 00:02.000] words`, and a name behind it.
fn time_first(line: &str) -> Option<Lead<'_>> {
    let (stamp, rest) = stamp(line)?;
    let (start_ms, end_ms, sign) = (Some(stamp.start_ms), stamp.end_ms, stamp.sign);
    let after = name_first(rest).filter(|_| sign == Sign::Clear);
    let (speaker, rest) = after.map_or((None, rest), |lead| (lead.speaker, lead.rest));
    Some(Lead { start_ms, end_ms, speaker, rest, sign })
}

/// `Ada (12:34): words`, `Ada: 00:12:34`, `Ada  0:12`.
fn name_and_time(line: &str) -> Option<Lead<'_>> {
    let lead = |name: &'_ str, stamp: &Stamp, rest| {
        let (start_ms, end_ms) = (Some(stamp.start_ms), stamp.end_ms);
        speaker(name).map(|_| Lead { start_ms, end_ms, speaker: None, rest, sign: Sign::Clear })
    };
    if let Some(at) = line.find(['(', '[']) {
        let (name, tail) = line.split_at(at);
        let (stamp, rest) = stamp(tail)?;
        return lead(name, &stamp, rest).map(|lead| Lead { speaker: speaker(name), ..lead });
    }
    let (name, tail) = line.rsplit_once(char::is_whitespace)?;
    let is_apart = name.ends_with(':') || name.ends_with(char::is_whitespace);
    let (stamp, rest) = stamp(tail).filter(|(_, rest)| is_apart && rest.is_empty())?;
    lead(name, &stamp, rest).map(|lead| Lead { speaker: speaker(name), ..lead })
}

/// `**Ada:** words`, `ADA: words`, and a time in brackets behind it.
fn name_first(line: &str) -> Option<Lead<'_>> {
    let (name, rest) = match line.strip_prefix("**") {
        Some(bold) => {
            let (name, rest) = bold.split_once("**")?;
            match name.strip_suffix(':') {
                Some(name) => (name, rest),
                None => (name, rest.strip_prefix(':')?),
            }
        }
        None => line.split_once(": ").filter(|(name, _)| is_loud(name))?,
    };
    let speaker = Some(speaker(name)?);
    let rest = rest.trim();
    let lead = Lead { speaker, rest, sign: Sign::BareName, ..Lead::default() };
    match stamp(rest) {
        Some((stamp, rest)) if stamp.sign == Sign::Clear => {
            let (start_ms, end_ms) = (Some(stamp.start_ms), stamp.end_ms);
            Some(Lead { start_ms, end_ms, rest, sign: Sign::Clear, ..lead })
        }
        _ => Some(lead),
    }
}

/// The longest name, in characters and words.
const MAX_NAME_CHARS: usize = 60;
const MAX_NAME_WORDS: usize = 6;

/// A name as it stands, without the colon and the marks of emphasis around it.
fn speaker(text: &str) -> Option<&str> {
    let name = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | ':' | '-' | '>'));
    let is_name = name.starts_with(char::is_alphabetic)
        && !name.starts_with(char::is_lowercase)
        && !name.contains([':', '?', '!', ';'])
        && name.chars().count() <= MAX_NAME_CHARS
        && name.split_whitespace().count() <= MAX_NAME_WORDS;
    is_name.then_some(name)
}

/// Whether a name is in capitals, as captions written live have them.
fn is_loud(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !name.contains(char::is_lowercase)
}

/// A time at the beginning of a text.
struct Stamp {
    start_ms: u32,
    end_ms: Option<u32>,
    sign: Sign,
}

/// A time in brackets (which Markdown may have escaped) or bare, and the text after it.
fn stamp(text: &str) -> Option<(Stamp, &str)> {
    let unescaped = text.strip_prefix('\\').unwrap_or(text);
    if let Some(open) = unescaped.strip_prefix(['[', '(']) {
        let (inner, rest) = open.split_once([']', ')'])?;
        let inner = inner.trim_end_matches('\\').trim();
        let (start, end) = inner.split_once("-->").map_or((inner, None), |it| (it.0, Some(it.1)));
        let end_ms = end.map(str::trim).and_then(clock::parse);
        let stamp = Stamp { start_ms: clock::parse(start.trim())?, end_ms, sign: Sign::Clear };
        return Some((stamp, after_stamp(rest)));
    }
    let length = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.' && c != ',');
    let (time, rest) = text.split_at(length.unwrap_or(text.len()));
    let is_whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let start_ms = clock::parse(time).filter(|_| is_whole)?;
    Some((Stamp { start_ms, end_ms: None, sign: Sign::BareTime }, after_stamp(rest)))
}

/// The words behind a time, without the sign that parts them.
fn after_stamp(rest: &str) -> &str {
    let rest = rest.trim();
    let parted = rest.strip_prefix([':', '-', '–', '—', '|']);
    parted.map_or(rest, str::trim_start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(line: &str) -> (Option<u32>, Option<&str>, &str) {
        let lead = read(line);
        (lead.start_ms.map(|ms| ms / 1000), lead.speaker, lead.rest)
    }

    #[test]
    fn times_are_read_in_every_place() {
        for line in ["[00:12:34] Words", "(12:34) Words", "12:34 Words", "\\[12:34\\] Words"] {
            assert_eq!(parts(line), (Some(754), None, "Words"), "{line}");
        }
        assert_eq!(parts("0:07"), (Some(7), None, ""));
        assert_eq!(parts("12:34 - Words"), (Some(754), None, "Words"));
        let lead = read("[00:00:01.000 --> 00:00:04.500]   Words");
        assert_eq!((lead.start_ms, lead.end_ms, lead.rest), (Some(1000), Some(4500), "Words"));
    }

    #[test]
    fn names_are_read_with_times_and_in_bold_or_capitals() {
        for line in ["Ada B. (12:34): Words", "Ada B. [12:34] Words", "[12:34] **Ada B.:** Words"] {
            assert_eq!(parts(line), (Some(754), Some("Ada B."), "Words"), "{line}");
        }
        assert_eq!(parts("**Ada:** \\[04:30\\] Words"), (Some(270), Some("Ada"), "Words"));
        assert_eq!(parts("Speaker 0: 00:00:04"), (Some(4), Some("Speaker 0"), ""));
        assert_eq!(parts("Speaker 1  0:03"), (Some(3), Some("Speaker 1"), ""));
        assert_eq!(parts("**Ada**: Words"), (None, Some("Ada"), "Words"));
        assert_eq!(parts(">> ADA BYRON: Words"), (None, Some("ADA BYRON"), "Words"));
    }

    #[test]
    fn words_are_no_times_and_no_names() {
        for line in
            ["Lunch is at 12:30", "Q: Why?", "He said: yes", "(see 3:4) x", "12:345", "10:30am on"]
        {
            assert_eq!(parts(line), (None, None, line));
        }
    }

    #[test]
    fn a_single_bare_time_or_name_is_said() {
        let mut habits = Habits::default();
        habits.note("12:30 is lunch");
        habits.note("URL: example.org");
        assert_eq!(habits.lead("12:30 is lunch").rest, "12:30 is lunch");
        assert_eq!(habits.lead("URL: example.org").speaker, None);
        assert_eq!(habits.lead("[12:30] is lunch").rest, "is lunch");
        habits.note("12:40 too");
        assert_eq!(habits.lead("12:30 is lunch").rest, "is lunch");
    }

    proptest! {
        #[test]
        fn the_words_are_the_end_of_the_line(
            line in "(\\[|\\]|\\(|\\)|12:34|:| |Ada|ADA|\\*\\*|\\\\|>>|-->|é|-){0,12}",
        ) {
            prop_assert!(line.contains(read(&line).rest));
        }
    }
}
