//! Values of calendar properties: escapes, lists, lengths. Pure functions over text.

use std::borrow::Cow;

/// The text of a value: `\n`, `\,`, `\;` and `\\` mean what they stand for; other backslashes stay,
/// for writers that do not escape.
pub(super) fn text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        let meant = match (c, rest.as_str().chars().next()) {
            ('\\', Some('n' | 'N')) => '\n',
            ('\\', Some(escaped @ ('\\' | ',' | ';' | ':' | '"'))) => escaped,
            (c, _) => {
                text.push(c);
                continue;
            }
        };
        text.push(meant);
        rest.next();
    }
    text.trim().to_owned()
}

/// A text on one line.
pub(super) fn line(value: &str) -> String {
    let text = text(value);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of a list parted by commas that are not escaped.
pub(super) fn list(value: &str) -> Vec<String> {
    let mut items = Vec::new();
    let (mut begin, mut escaped) = (0, false);
    for (at, c) in value.char_indices() {
        if c == ',' && !escaped {
            items.push(line(value.get(begin..at).unwrap_or_default()));
            begin = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    items.push(line(value.get(begin..).unwrap_or_default()));
    items.retain(|item| !item.is_empty());
    items
}

/// A text as a value, for readers that bring texts from elsewhere.
pub(in crate::ingest) fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(['\r', '\n'], "\\n");
    text.replace(',', "\\,").replace(';', "\\;")
}

/// A length in seconds: `PT1H30M`, `P1DT2H`, `P1W`, and the `013000` and `1:30:00` of Pentabarf.
pub(super) fn duration_s(value: &str) -> Option<u32> {
    let value = value.trim().trim_start_matches('+');
    match value.strip_prefix(['P', 'p']) {
        Some(period) => period_s(period),
        None => clock_s(value),
    }
}

/// The seconds of `1DT2H30M`, without the `P`.
fn period_s(period: &str) -> Option<u32> {
    let mut seconds = 0_u32;
    let mut digits = String::new();
    for c in period.chars() {
        let unit_s = match c.to_ascii_uppercase() {
            digit if digit.is_ascii_digit() => {
                digits.push(digit);
                continue;
            }
            'T' => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        let count: u32 = std::mem::take(&mut digits).parse().ok()?;
        seconds = seconds.checked_add(count.checked_mul(unit_s)?)?;
    }
    (digits.is_empty() && !period.is_empty()).then_some(seconds)
}

/// The seconds of `013000` or `1:30`.
fn clock_s(value: &str) -> Option<u32> {
    let clock: Cow<'_, str> = match value.len() {
        6 if value.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (hours, rest) = value.split_at(2);
            let (minutes, seconds) = rest.split_at(2);
            format!("{hours}:{minutes}:{seconds}").into()
        }
        _ => value.into(),
    };
    // `1:30:00:00` stands in a template of FOSDEM's that adds seconds to seconds.
    let clock = clock.strip_suffix(":00:00").filter(|it| it.contains(':')).unwrap_or(&clock);
    crate::ingest::time::duration_s(clock)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_mean_what_they_stand_for() {
        assert_eq!(text("a\\nb\\, c\\; &nbsp\\;d \\\\n C:\\dir"), "a\nb, c; &nbsp;d \\n C:\\dir");
        assert_eq!(line(" a\\n  b "), "a b");
        assert_eq!(list("A\\, B,C,, D\\\\,E"), ["A, B", "C", "D\\", "E"]);
    }

    #[test]
    fn lengths_are_read_in_every_spelling() {
        for (value, seconds) in [
            ("PT1H30M", Some(5400)),
            ("P1DT2H", Some(93_600)),
            ("P2W", Some(1_209_600)),
            ("PT0S", Some(0)),
            ("013000", Some(5400)),
            ("1:30:00", Some(5400)),
            ("01:30:00:00", Some(5400)),
            ("0:45", Some(2700)),
            ("P", None),
            ("PT5", None),
            ("-PT5M", None),
            ("P99999999999D", None),
            ("soon", None),
            ("01300é", None),
        ] {
            assert_eq!(duration_s(value), seconds, "{value}");
        }
    }

    proptest! {
        #[test]
        fn escaping_a_text_keeps_it(plain in "[a-z\\\\,;: \"n]{0,30}") {
            prop_assert_eq!(text(&escaped(&plain)), plain.trim());
        }

        #[test]
        fn any_value_is_read(value in "\\PC{0,40}") {
            let _ = (text(&value), list(&value), duration_s(&value));
        }
    }
}
