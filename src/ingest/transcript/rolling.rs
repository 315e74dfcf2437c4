//! Rolling captions, in which every line comes back in the next caption, to each line once.
//!
//! YouTube's automatic captions show two lines: the lower one is being said, the upper one is what
//! was said before; between two such captions stands one of 10 ms with the finished line alone.
//! Live captions of television roll three lines in the same way, or grow a line word by word.

use super::draft::{Draft, place};
use crate::ingest::Report;

/// A caption this short, in milliseconds, is not meant to be read: YouTube's last 10.
const FILLER_MS: u32 = 50;

/// A file rolls when at least this many captions do, and one in `ONE_IN`: a sentence that is said
/// twice looks the same, but not again and again.
const MIN_ROLLING: usize = 2;
const ONE_IN: usize = 3;

/// Leaves each line in the caption in which it is new. A file that does not roll stays as it is.
pub(super) fn collapse(drafts: Vec<Draft>, report: &mut Report) -> Vec<Draft> {
    let is_said = |draft: &Draft| !draft.lines.is_empty();
    let rolling = drafts
        .iter()
        .filter(|draft| is_said(draft))
        .zip(drafts.iter().filter(|draft| is_said(draft)).skip(1))
        .filter(|(before, draft)| rolls(before, draft))
        .count();
    if rolling < MIN_ROLLING || rolling * ONE_IN < drafts.len() {
        return drafts;
    }
    let total = drafts.len();
    let line = drafts.first().map_or(1, |draft| draft.line);
    let kept = new_lines(drafts);
    let message = format!("rolling captions: {total} became {}, each line once", kept.len());
    report.warn("rolling-captions", place(line), message);
    kept
}

/// Whether a caption carries lines of the one before along, and is not just said again.
fn rolls(before: &Draft, draft: &Draft) -> bool {
    let carried = carried(&before.lines, &draft.lines);
    let has_more = carried.count < draft.lines.len() || carried.grows;
    carried.count > 0 && (has_more || is_filler(draft))
}

fn is_filler(draft: &Draft) -> bool {
    let length = draft.end_ms.zip(draft.start_ms).map(|(end, start)| end.saturating_sub(start));
    length.is_some_and(|length| length <= FILLER_MS)
}

/// What of a caption the one before had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Carried {
    /// Its first lines that were the last ones there.
    count: usize,
    /// The last of them has more words now.
    grows: bool,
}

/// The most lines that end the one list and begin the other.
fn carried(before: &[String], lines: &[String]) -> Carried {
    for count in (1..=before.len().min(lines.len())).rev() {
        let (old, new) = (&before[before.len() - count..], &lines[..count]);
        let (Some((last, others)), Some((new_last, new_others))) =
            (old.split_last(), new.split_last())
        else {
            continue;
        };
        if others == new_others && (last == new_last || grows(last, new_last)) {
            return Carried { count, grows: last != new_last };
        }
    }
    Carried { count: 0, grows: false }
}

/// Whether a line is another with words added.
fn grows(line: &str, longer: &str) -> bool {
    longer.strip_prefix(line).is_some_and(|more| more.starts_with(' '))
}

/// The captions with their new lines only; those without any go.
fn new_lines(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::new();
    let mut shown: Vec<String> = Vec::new();
    for mut draft in drafts {
        if draft.lines.is_empty() {
            continue;
        }
        let carried = carried(&shown, &draft.lines);
        shown.clone_from(&draft.lines);
        if carried.grows
            && let Some(last) = kept.last_mut()
        {
            last.end_ms = draft.end_ms.or(last.end_ms);
            last.lines.pop();
            last.lines.extend(draft.lines.get(carried.count - 1).cloned());
        }
        draft.lines.drain(..carried.count);
        if !draft.lines.is_empty() {
            kept.push(draft);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(start_ms: u32, end_ms: u32, lines: &[&str]) -> Draft {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        Draft { line: 1, start_ms: Some(start_ms), end_ms: Some(end_ms), lines, ..Draft::default() }
    }

    fn collapsed(drafts: &[Draft]) -> (Vec<(u32, u32, String)>, usize) {
        let mut report = Report::default();
        let kept = collapse(drafts.to_vec(), &mut report);
        let times = |draft: &Draft| (draft.start_ms.unwrap(), draft.end_ms.unwrap(), draft.text());
        (kept.iter().map(times).collect(), report.warnings.len())
    }

    fn line(start: u32, end: u32, text: &str) -> (u32, u32, String) {
        (start, end, text.to_owned())
    }

    #[test]
    fn two_lines_with_fillers_become_each_line_once() {
        let drafts = [
            draft(240, 2389, &["hello everyone"]),
            draft(2389, 2399, &["hello everyone"]),
            draft(2399, 4470, &["hello everyone", "to the talk"]),
            draft(4470, 4480, &["to the talk"]),
            draft(4480, 6000, &["to the talk", "to the talk"]),
            draft(6000, 6010, &["to the talk"]),
        ];
        let lines = [
            line(240, 2389, "hello everyone"),
            line(2399, 4470, "to the talk"),
            line(4480, 6000, "to the talk"),
        ];
        assert_eq!(collapsed(&drafts), (lines.to_vec(), 1));
    }

    #[test]
    fn three_lines_roll_as_well_as_two_without_fillers() {
        let drafts = [
            draft(0, 1, &["a"]),
            draft(1, 2, &["a", "b"]),
            draft(2, 3, &["a", "b", "c"]),
            draft(3, 4, &["b", "c", "d"]),
        ];
        let expected = [line(0, 1, "a"), line(1, 2, "b"), line(2, 3, "c"), line(3, 4, "d")];
        assert_eq!(collapsed(&drafts), (expected.to_vec(), 1));
    }

    #[test]
    fn lines_that_grow_are_kept_when_they_are_whole() {
        let drafts = [
            draft(0, 100, &["so"]),
            draft(100, 200, &["so here"]),
            draft(200, 300, &["so here we are"]),
            draft(300, 400, &["so here we are", "again"]),
        ];
        let expected = [line(0, 300, "so here we are"), line(300, 400, "again")];
        assert_eq!(collapsed(&drafts), (expected.to_vec(), 1));
    }

    #[test]
    fn a_speaker_may_say_a_thing_twice() {
        let drafts = [
            draft(0, 1000, &["Yes."]),
            draft(1000, 2000, &["Yes."]),
            draft(2000, 3000, &["Yes.", "I do."]),
            draft(3000, 4000, &["Thank you."]),
            draft(4000, 5000, &["Thank you."]),
            draft(5000, 6000, &["Bye."]),
        ];
        let (kept, warnings) = collapsed(&drafts);
        assert_eq!((kept.len(), warnings), (6, 0));
    }
}
