//! Lines of text: wrapping, indenting, counting, cleaning.

use std::borrow::Cow;
use std::ops::Range;

use crate::text;

/// Columns that a line takes at most: comfortable to read, and narrower than most terminals.
pub(super) const WIDTH_COLUMNS: usize = 88;

/// Untrusted text as one line that is safe for a terminal.
pub(super) fn clean(source: &str) -> Cow<'_, str> {
    let text = text::strip_control(source);
    match text.contains(['\n', '\t']) {
        true => Cow::Owned(text.replace(['\n', '\t'], " ")),
        false => text,
    }
}

/// `1 talk`, `2 talks`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// Byte ranges of the lines that `text` is broken into, none wider than `columns` unless a single
/// word is. White space at the breaks is in no line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let word_width = word.chars().count();
        match lines.last_mut() {
            Some(line) if width + 1 + word_width <= columns => {
                line.end = start + word.len();
                width += 1 + word_width;
            }
            _ => {
                lines.push(start..start + word.len());
                width = word_width;
            }
        }
    }
    lines
}

/// The text wrapped, each line behind `indent`.
pub(super) fn indented(text: &str, indent: &str) -> String {
    let columns = WIDTH_COLUMNS.saturating_sub(indent.len());
    let lines = wrap(text, columns);
    lines.into_iter().map(|line| format!("{indent}{}\n", &text[line])).collect()
}

/// `1:02:03` or `2:03`: a place in a recording.
pub(super) fn clock(seconds: f32) -> String {
    // Negative and absurd values become 0 and the largest clock; both only come from bad files.
    let seconds = seconds as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_in_a_recording_read_as_a_player_shows_them() {
        assert_eq!(clock(62.9), "1:02");
        assert_eq!(clock(3723.0), "1:02:03");
        assert_eq!(clock(-1.0), "0:00");
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_word_and_the_width(text in "\\PC{0,80}", columns in 1_usize..30) {
            let lines = wrap(&text, columns);
            let kept: Vec<&str> =
                lines.iter().flat_map(|line| text[line.clone()].split_whitespace()).collect();
            prop_assert_eq!(kept, text.split_whitespace().collect::<Vec<_>>());
            for line in lines {
                let line = &text[line];
                let words = line.split_whitespace().count();
                let width: usize = line.split_whitespace().map(|word| word.chars().count() + 1).sum();
                prop_assert!(words == 1 || width - 1 <= columns);
            }
        }
    }
}
