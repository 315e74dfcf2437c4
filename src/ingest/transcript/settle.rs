//! Judges the times of captions and makes cues of them: what cannot be right is left unknown.

use super::MAX_CUE_CHARS;
use super::draft::{Draft, place};
use crate::domain::Cue;
use crate::ingest::Report;

/// The cues, in the order of the file, with start times that never go back. Captions without words
/// are no cues. Where a time cannot be right, the words stay and the time is left out.
pub(super) fn settle(mut drafts: Vec<Draft>, report: &mut Report) -> Vec<Cue> {
    drafts.retain(|draft| !draft.lines.is_empty());
    for draft in &mut drafts {
        check_end(draft, report);
    }
    drop_times_that_go_back(&mut drafts, report);
    drafts.into_iter().map(|draft| cue(draft, report)).collect()
}

fn check_end(draft: &mut Draft, report: &mut Report) {
    let Some(end) = draft.end_ms else { return };
    let Some(start) = draft.start_ms else {
        draft.end_ms = None;
        return;
    };
    if end < start {
        draft.end_ms = None;
        let message =
            format!("ends at {} s, before it begins at {} s", seconds(end), seconds(start));
        report.warn("ends-before-start", place(draft.line), message);
    }
}

/// Keeps as many times as can be true together. One caption with a time far ahead then costs its
/// own time, and not those of all that follow.
fn drop_times_that_go_back(drafts: &mut [Draft], report: &mut Report) {
    let timed: Vec<(usize, u32)> = drafts
        .iter()
        .enumerate()
        .filter_map(|(place, draft)| draft.start_ms.map(|start| (place, start)))
        .collect();
    let starts: Vec<u32> = timed.iter().map(|&(_, start)| start).collect();
    for (&(at, start), is_kept) in timed.iter().zip(longest_ascent(&starts)) {
        if is_kept {
            continue;
        }
        let draft = &mut drafts[at];
        (draft.start_ms, draft.end_ms) = (None, None);
        let message =
            format!("{} s is out of order; the words are kept without it", seconds(start));
        report.warn("time-out-of-order", place(draft.line), message);
    }
}

/// Which values to keep so that they never fall and as many as possible stay (patience sorting).
fn longest_ascent(values: &[u32]) -> Vec<bool> {
    // The place of the smallest value that ends an ascent of each length.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (place, &value) in values.iter().enumerate() {
        let length = tails.partition_point(|&tail| values[tail] <= value);
        before.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        match tails.get_mut(length) {
            Some(tail) => *tail = place,
            None => tails.push(place),
        }
    }
    let mut is_kept = vec![false; values.len()];
    let mut next = tails.last().copied();
    while let Some(place) = next {
        is_kept[place] = true;
        next = before[place];
    }
    is_kept
}

fn cue(draft: Draft, report: &mut Report) -> Cue {
    let text = clip(draft.text(), draft.line, report);
    let (start_ms, end_ms) = (draft.start_ms, draft.end_ms);
    let speaker = match draft.speakers.as_slice() {
        [] => None,
        [speaker] => Some(speaker.clone()),
        several => {
            let message = format!("{} share a caption; kept without a name", several.join(" and "));
            report.warn("several-speakers", place(draft.line), message);
            None
        }
    };
    Cue { start_ms, end_ms, speaker, text }
}

fn clip(mut text: String, line: usize, report: &mut Report) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_CUE_CHARS) {
        let lost = text[end..].chars().count();
        text.truncate(end);
        let message = format!("{lost} characters beyond {MAX_CUE_CHARS} are cut off");
        report.warn("text-clipped", place(line), message);
    }
    text
}

fn seconds(ms: u32) -> f64 {
    f64::from(ms) / 1000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(start: u32, end: u32) -> Draft {
        let lines = vec!["words".to_owned()];
        Draft { line: 9, start_ms: Some(start), end_ms: Some(end), lines, ..Draft::default() }
    }

    fn settled(drafts: Vec<Draft>) -> (Vec<Cue>, Vec<String>) {
        let mut report = Report::default();
        let cues = settle(drafts, &mut report);
        (cues, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn a_time_far_ahead_costs_itself_alone() {
        let drafts = vec![draft(0, 1), draft(900_000, 900_001), draft(2, 3), draft(2, 4)];
        let (cues, codes) = settled(drafts);
        let starts: Vec<_> = cues.iter().map(|cue| cue.start_ms).collect();
        assert_eq!(starts, [Some(0), None, Some(2), Some(2)]);
        assert_eq!(codes, ["time-out-of-order"]);
    }

    #[test]
    fn an_end_before_the_start_is_unknown() {
        let (cues, codes) = settled(vec![draft(5, 3)]);
        assert_eq!((cues[0].start_ms, cues[0].end_ms), (Some(5), None));
        assert_eq!(codes, ["ends-before-start"]);
    }

    #[test]
    fn a_caption_of_two_speakers_is_given_to_neither_and_a_long_one_is_clipped() {
        let mut two = draft(0, 1);
        two.speakers = vec!["Ada".into(), "Bo".into()];
        let mut long = draft(1, 2);
        long.lines = vec!["é".repeat(MAX_CUE_CHARS + 7)];
        let (cues, codes) = settled(vec![two, long]);
        assert_eq!(cues[0].speaker, None);
        assert_eq!(cues[1].text.chars().count(), MAX_CUE_CHARS);
        assert_eq!(codes, ["several-speakers", "text-clipped"]);
    }

    proptest! {
        #[test]
        fn what_is_kept_never_falls_and_nothing_kept_is_lost(
            values in prop::collection::vec(0u32..20, 0..40),
        ) {
            let is_kept = longest_ascent(&values);
            let kept: Vec<u32> =
                values.iter().zip(&is_kept).filter(|it| *it.1).map(|it| *it.0).collect();
            prop_assert!(kept.is_sorted());
            // Quadratic, but plainly right.
            let mut best = vec![0usize; values.len()];
            for (place, value) in values.iter().enumerate() {
                let shorter = (0..place).filter(|&i| values[i] <= *value).map(|i| best[i]).max();
                best[place] = shorter.unwrap_or(0) + 1;
            }
            prop_assert_eq!(kept.len(), best.into_iter().max().unwrap_or(0));
        }
    }
}
