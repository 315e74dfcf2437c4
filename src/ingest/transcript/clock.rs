//! Times of a recording as files write them; knows nothing of the time of day.

/// A time (`01:02:03.456`, `02:03`, a comma for the point) in milliseconds. Hours may be left out,
/// minutes then go beyond 59; the fraction may have any number of digits.
pub(super) fn parse(text: &str) -> Option<u32> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, fraction),
        None => (text, "0"),
    };
    let mut parts = whole.split(':').map(number);
    let (first, second, third, rest) = (parts.next()??, parts.next()??, parts.next(), parts.next());
    if rest.is_some() {
        return None;
    }
    let (minutes, seconds) = match third {
        Some(seconds) => (first.checked_mul(60)?.checked_add(below_60(second)?)?, seconds?),
        None => (first, second),
    };
    let seconds = minutes.checked_mul(60)?.checked_add(below_60(seconds)?)?;
    seconds.checked_mul(1000)?.checked_add(thousandths(fraction)?)
}

/// A number of up to four digits: longer ones are no hours and no minutes of any recording.
fn number(digits: &str) -> Option<u32> {
    if (1..=4).contains(&digits.len()) && is_digits(digits) { digits.parse().ok() } else { None }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn below_60(number: u32) -> Option<u32> {
    (number < 60).then_some(number)
}

/// Digits after the point as thousandths, the rest cut off.
fn thousandths(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !is_digits(fraction) {
        return None;
    }
    let digits = fraction.bytes().chain([b'0'; 3]).take(3);
    Some(digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
}

/// The two times of a caption, each `None` when it cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) start_ms: Option<u32>,
    pub(super) end_ms: Option<u32>,
}

/// The times of a line such as `00:01.000 --> 00:02.000 align:start`; `None` when the line is no
/// such line. One that means to be, with a time that cannot be read, still is.
pub(super) fn timing(line: &str) -> Option<Times> {
    let (left, right) = line.split_once("-->")?;
    // Some files have the caption's number on the same line.
    let start = left.split_whitespace().next_back().unwrap_or_default();
    let end = right.split_whitespace().next().unwrap_or_default();
    let times = Times { start_ms: parse(start), end_ms: parse(end) };
    let is_meant = start.is_empty() || start.contains(':') && start.contains(is_digit);
    (times.start_ms.is_some() || is_meant).then_some(times)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_in_every_dialect() {
        for text in ["01:02:03.450", "1:02:03,450", "62:03.45", "0062:03,4500009"] {
            assert_eq!(parse(text), Some(3_723_450), "{text}");
        }
        assert_eq!(parse("00:00"), Some(0));
        assert_eq!(parse("9999:59:59"), None);
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in
            ["", ":", "12", "1:2:3:4", "00:61", "00:60:00", "-1:00", "1:00.", "1:00.x", "a:b"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_timing_line_may_have_settings_a_number_or_a_broken_time() {
        let times = |start_ms, end_ms| Some(Times { start_ms, end_ms });
        assert_eq!(timing("00:01.000 --> 00:02.000 align:start"), times(Some(1000), Some(2000)));
        assert_eq!(timing("7 00:00:01,000-->00:00:02,000"), times(Some(1000), Some(2000)));
        assert_eq!(timing("00:00:0x,000 --> 00:00:02,000"), times(None, Some(2000)));
        assert_eq!(timing("00:00:01,000 -->"), times(Some(1000), None));
        assert_eq!(timing("from a --> b"), None);
        assert_eq!(timing("00:01"), None);
    }

    proptest! {
        #[test]
        fn any_time_reads_back(ms in 0u32..100 * 3_600_000) {
            let (h, m, s) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
            prop_assert_eq!(parse(&format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000)), Some(ms));
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>(), near in "[0-9:.,> -]{0,30}") {
            for text in [text, near] {
                let _ = (parse(&text), timing(&text));
            }
        }
    }
}
