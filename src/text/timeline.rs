//! The words of a transcript as one text, and the moment of each of its characters. Cuts nothing.

use crate::domain::Cue;

/// The joined text of a transcript's cues with what is known of its times.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    text: String,
    pieces: Vec<Piece>,
    /// Moments that are stated, in order of both place and time. Between two of them speech is
    /// taken to run evenly.
    moments: Vec<Moment>,
}

/// Where a cue stands in the text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    /// The same place in characters.
    chars: usize,
    /// The silence before it, where both times are stated.
    pause_ms: Option<u32>,
}

/// A place in the text whose time is stated.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: usize,
    /// The same place in characters: speech in another script is no slower.
    chars: usize,
    ms: u32,
}

impl Timeline {
    /// Joins cues by spaces, and by line breaks where another person begins.
    pub(super) fn new(cues: &[Cue]) -> Self {
        let mut timeline = Self::default();
        let mut before: Option<&Cue> = None;
        let mut end_ms = None;
        let mut chars = 0;
        let cues = cues.iter().zip(ends(cues)).filter(|(cue, _)| !cue.text.trim().is_empty());
        for (cue, cue_end_ms) in cues {
            if let Some(before) = before {
                timeline.text.push(if before.speaker == cue.speaker { ' ' } else { '\n' });
                chars += 1;
            }
            let pause_ms = cue.start_ms.zip(end_ms).map(|(start, end)| start.saturating_sub(end));
            timeline.pieces.push(Piece { at: timeline.text.len(), chars, pause_ms });
            timeline.state(chars, cue.start_ms);
            // Breaks within a cue are of the screen, not of the speech.
            timeline.text.extend(cue.text.chars().map(|c| if c.is_control() { ' ' } else { c }));
            chars += cue.text.chars().count();
            timeline.state(chars, cue_end_ms);
            (before, end_ms) = (Some(cue), cue_end_ms);
        }
        timeline
    }

    fn state(&mut self, chars: usize, ms: Option<u32>) {
        let latest = self.moments.last().map_or(0, |moment| moment.ms);
        let at = self.text.len();
        self.moments.extend(ms.map(|ms| Moment { at, chars, ms: ms.max(latest) }));
    }

    /// The words.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The words, for keeps.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// When what stands at a byte begins; `None` before the first time that is stated.
    pub(super) fn begins_ms(&self, at: usize) -> Option<u32> {
        self.between(self.moments.partition_point(|moment| moment.at <= at), at)
    }

    /// When what stands before a byte ends; `None` where no time is stated before.
    pub(super) fn ends_ms(&self, at: usize) -> Option<u32> {
        self.between(self.moments.partition_point(|moment| moment.at < at), at)
    }

    /// The time of a byte that lies before the moment at `after` and not before the one above.
    fn between(&self, after: usize, at: usize) -> Option<u32> {
        let before = self.moments[..after].last()?;
        let Some(after) = self.moments.get(after).filter(|after| after.chars > before.chars) else {
            return Some(before.ms);
        };
        let passed = self.chars(at).saturating_sub(before.chars) as u64;
        let share = passed * u64::from(after.ms - before.ms);
        let passed_ms = share / (after.chars - before.chars) as u64;
        // A byte behind the moment cannot be asked for, and a sum beyond cannot come out.
        Some(u32::try_from(passed_ms).map_or(after.ms, |ms| before.ms.saturating_add(ms)))
    }

    /// A byte's place in characters.
    fn chars(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces[..after].last();
        piece.map_or(0, |piece| piece.chars + self.text[piece.at..at].chars().count())
    }

    /// How long nobody spoke before a byte, in milliseconds; `None` where no cue begins there or
    /// its times are not known.
    pub(super) fn pause_ms(&self, at: usize) -> Option<u32> {
        let place = self.pieces.binary_search_by_key(&at, |piece| piece.at).ok()?;
        self.pieces[place].pause_ms
    }
}

/// When the speech of each cue ends, where known: a caption that stays on the screen while the
/// next is being said ends where that begins.
fn ends(cues: &[Cue]) -> Vec<Option<u32>> {
    let mut next_ms = u32::MAX;
    let mut ends: Vec<Option<u32>> = Vec::with_capacity(cues.len());
    for cue in cues.iter().rev() {
        ends.push(cue.start_ms.and(cue.end_ms).map(|end| end.min(next_ms)));
        next_ms = cue.start_ms.unwrap_or(next_ms);
    }
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start_ms: Option<u32>, end_ms: Option<u32>, text: &str) -> Cue {
        Cue { start_ms, end_ms, text: text.into(), ..Cue::default() }
    }

    #[test]
    fn times_run_evenly_through_a_cue() {
        let timeline =
            Timeline::new(&[cue(Some(1000), Some(2000), "éééé xxxxx"), cue(None, None, "")]);
        assert_eq!(timeline.begins_ms(0), Some(1000));
        assert_eq!(timeline.begins_ms("éééé ".len()), Some(1500));
        assert_eq!(timeline.ends_ms(timeline.text().len()), Some(2000));
    }

    #[test]
    fn a_cue_that_overlaps_the_next_ends_where_that_begins() {
        let timeline = Timeline::new(&[
            cue(Some(0), Some(4000), "ab cd"),
            cue(Some(2000), Some(6000), "ef gh"),
        ]);
        assert_eq!(timeline.text(), "ab cd ef gh");
        assert_eq!(timeline.begins_ms(3), Some(1200));
        assert_eq!(timeline.ends_ms(5), Some(2000));
        assert_eq!(timeline.begins_ms(6), Some(2000));
        assert_eq!(timeline.pause_ms(6), Some(0));
    }

    #[test]
    fn paragraphs_without_times_lie_between_those_with() {
        let cues = [
            cue(None, None, "head"),
            cue(Some(1000), None, "abcd"),
            cue(None, None, "efgh"),
            cue(Some(2000), None, "ijkl"),
        ];
        let timeline = Timeline::new(&cues);
        assert_eq!(timeline.begins_ms(0), None);
        assert_eq!(timeline.begins_ms(5), Some(1000));
        assert_eq!(timeline.begins_ms(10), Some(1500));
        assert_eq!(timeline.begins_ms(17), Some(2000));
        assert_eq!((timeline.pause_ms(10), timeline.pause_ms(11)), (None, None));
    }

    #[test]
    fn another_speaker_begins_a_line() {
        let named = |speaker: &str, text: &str| Cue {
            speaker: Some(speaker.into()),
            ..cue(None, None, text)
        };
        let timeline =
            Timeline::new(&[named("A", "one"), named("A", "two\nlines"), named("B", "three")]);
        assert_eq!(timeline.text(), "one two lines\nthree");
    }
}
