//! Whether a session that a system lists is part of the programme: systems list proposals that
//! were never accepted beside the talks. What is left out is counted, and told once.

use super::parts::LeftOut;
use super::records::clip;
use super::report::Report;
use crate::domain::State;
use crate::text;

/// Words for sessions that are announced.
const ACCEPTED: [&str; 6] =
    ["accepted", "confirmed", "delayed", "published", "rescheduled", "scheduled"];
/// Words for sessions that were announced and do not take place.
const CANCELLED: [&str; 3] = ["canceled", "cancelled", "withdrawn"];
/// Words for proposals, and for sessions that nobody is to see yet or any more.
const LEFT_OUT: [&str; 13] = [
    "accept queue",
    "decline queue",
    "declined",
    "deleted",
    "draft",
    "in evaluation",
    "nominated",
    "pending",
    "proposed",
    "rejected",
    "submitted",
    "waitlisted",
    "waiting list",
];

/// Counts what is left out while a file is read.
#[derive(Debug, Default)]
pub(super) struct Standing {
    left_out: LeftOut,
}

impl Standing {
    /// Whether a session takes place, from the word its system has for it; `None` when it is not
    /// part of the programme. A word nobody knows is told, and the session kept.
    pub(super) fn state(&mut self, word: &str, place: &str, report: &mut Report) -> Option<State> {
        let folded = text::fold(&word.replace(['_', '-'], " "));
        if LEFT_OUT.contains(&folded.as_str()) {
            self.leave_out(&folded);
            return None;
        }
        if CANCELLED.contains(&folded.as_str()) {
            return Some(State::Cancelled);
        }
        if !folded.is_empty() && !ACCEPTED.contains(&folded.as_str()) {
            let message = format!("`{}` is not a known state; kept as scheduled", clip(word, 40));
            report.warn("unknown-state", place, message);
        }
        Some(State::Scheduled)
    }

    /// Counts something that is no part of the programme for what the word says.
    pub(super) fn leave_out(&mut self, word: &str) {
        self.left_out.add(word);
    }

    /// Tells what was left out, in one warning.
    pub(super) fn tell(&self, place: &str, report: &mut Report) {
        // Every word is one of ours, so all may be named.
        self.left_out.tell_first(usize::MAX, place, report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_are_left_out_and_told_once() {
        let (mut standing, mut report) = (Standing::default(), Report::default());
        for (word, expected) in [
            ("Accepted", Some(State::Scheduled)),
            ("", Some(State::Scheduled)),
            ("CANCELED", Some(State::Cancelled)),
            ("withdrawn", Some(State::Cancelled)),
            ("Accept_Queue", None),
            ("rejected", None),
            ("Rejected", None),
        ] {
            assert_eq!(standing.state(word, "", &mut report), expected, "{word}");
        }
        assert!(report.warnings.is_empty());
        standing.tell("sessions", &mut report);
        assert_eq!(report.warnings.len(), 1);
        assert_eq!(
            report.warnings[0].message,
            "3 left out, not in the programme: 1 accept queue, 2 rejected"
        );
    }

    #[test]
    fn a_word_nobody_knows_is_told_and_the_session_kept() {
        let (mut standing, mut report) = (Standing::default(), Report::default());
        assert_eq!(standing.state("limbo", "x[1]", &mut report), Some(State::Scheduled));
        assert_eq!(report.warnings[0].code, "unknown-state");
        standing.tell("sessions", &mut report);
        assert_eq!(report.warnings.len(), 1);
    }
}
