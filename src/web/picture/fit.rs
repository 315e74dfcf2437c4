//! Breaks a text into lines that fit a box, as large as it can be set. Draws nothing.

use unicode_segmentation::UnicodeSegmentation;

use super::face::Weight;

/// Stands for what was cut off.
const CUT: char = '…';

/// Where a text has to go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) width: f32,
    pub(super) height: f32,
    /// The distance of two lines, for a size of 1.
    pub(super) leading: f32,
    pub(super) weight: Weight,
}

/// A text broken into lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    pub(super) lines: Vec<String>,
    pub(super) size: f32,
}

impl Frame {
    /// The text in the largest of the sizes, which come largest first, in which it fits without
    /// breaking a word; else in the smallest, with words broken and the end cut as need be.
    pub(super) fn fit(&self, text: &str, sizes: &[f32]) -> Fitted {
        let whole = sizes.iter().find_map(|&size| {
            let lines = self.wrap(text, size);
            let fits = lines.len() <= self.lines_at(size);
            let is_whole = text.split_whitespace().all(|word| self.width(word, size) <= self.width);
            (fits && is_whole).then_some(Fitted { lines, size })
        });
        whole.unwrap_or_else(|| {
            let size = sizes.last().copied().unwrap_or(1.0);
            self.cut(self.wrap(text, size), size)
        })
    }

    /// The text on one line, cut where it is too long.
    pub(super) fn one_line(&self, text: &str, size: f32) -> String {
        let one = Self { height: size * self.leading, ..*self };
        one.cut(one.wrap(text, size), size).lines.pop().unwrap_or_default()
    }

    fn lines_at(&self, size: f32) -> usize {
        ((self.height / (size * self.leading)).floor() as usize).max(1)
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        self.weight.face().width_em(text) * size
    }

    /// Lines filled word by word; a word wider than a line is broken where it has to be.
    fn wrap(&self, text: &str, size: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let joined = lines.last().map(|line| format!("{line} {word}"));
            match joined.filter(|joined| self.width(joined, size) <= self.width) {
                Some(joined) => {
                    lines.pop();
                    lines.push(joined);
                }
                None => lines.extend(self.break_word(word, size)),
            }
        }
        lines
    }

    /// A word in pieces that each fit on a line.
    fn break_word(&self, word: &str, size: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for letter in word.graphemes(true) {
            let piece = pieces.last().map_or("", String::as_str);
            let longer = format!("{piece}{letter}");
            if piece.is_empty() || self.width(&longer, size) <= self.width {
                pieces.pop();
                pieces.push(longer);
            } else {
                pieces.push(letter.to_owned());
            }
        }
        pieces
    }

    /// As many lines as there is room for, the last with a mark where more would follow.
    fn cut(&self, mut lines: Vec<String>, size: f32) -> Fitted {
        let room = self.lines_at(size);
        if lines.len() > room {
            lines.truncate(room);
            if let Some(last) = lines.last_mut() {
                *last = self.marked(last, size);
            }
        }
        Fitted { lines, size }
    }

    /// A line that ends with the mark, shortened to make room for it.
    fn marked(&self, line: &str, size: f32) -> String {
        let ends = line.grapheme_indices(true).map(|(at, _)| at).chain([line.len()]);
        let marked = ends.map(|end| format!("{}{CUT}", line[..end].trim_end()));
        let marked: Vec<String> = marked.collect();
        let fits = |marked: &String| self.width(marked, size) <= self.width;
        marked.into_iter().rfind(fits).unwrap_or_else(|| CUT.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZES: [f32; 3] = [70.0, 50.0, 40.0];

    fn frame() -> Frame {
        Frame { width: 700.0, height: 220.0, leading: 1.1, weight: Weight::Bold }
    }

    #[test]
    fn short_titles_are_large_and_long_ones_small() {
        let short = frame().fit("Hinges that last", &SIZES);
        assert_eq!((short.size, short.lines.len()), (70.0, 1));
        let long = frame().fit(&"seven words make a line of text ".repeat(2), &SIZES);
        assert_eq!(long.size, 50.0);
        assert!(!long.lines.concat().contains(CUT));
        let endless = frame().fit(&"word ".repeat(200), &SIZES);
        assert_eq!(endless.size, 40.0);
        assert!(endless.lines.last().unwrap().ends_with("word…"));
    }

    #[test]
    fn a_line_without_a_space_is_broken_and_one_line_stays_one() {
        let broken = frame().fit(&"x".repeat(90), &SIZES);
        assert!(broken.lines.len() > 1 && broken.lines.concat() == "x".repeat(90));
        assert_eq!(frame().one_line("Ada Byron", 30.0), "Ada Byron");
        assert!(frame().one_line(&"Ada Byron, ".repeat(30), 30.0).ends_with(CUT));
        assert_eq!(frame().one_line("  ", 30.0), "");
    }

    proptest! {
        #[test]
        fn whatever_the_title_it_stays_inside(
            title in prop::collection::vec(
                prop_oneof![
                    "[a-z]{1,14}", "\\PC{0,20}", "[漢字仮名]{1,40}", "(👩‍👩‍👧|🎉){1,9}", "W{1,80}",
                ], 0..30,
            )
        ) {
            let frame = frame();
            let fitted = frame.fit(&title.join(" "), &SIZES);
            let height = fitted.lines.len() as f32 * fitted.size * frame.leading;
            prop_assert!(height <= frame.height);
            for line in &fitted.lines {
                // One letter may be wider than any box; none of a font is.
                prop_assert!(
                    frame.width(line, fitted.size) <= frame.width || line.graphemes(true).count() == 1
                );
            }
        }
    }
}
