//! Refuses files that look broken or belong elsewhere, before anything is changed.

use super::{Coverage, MergeOptions, Removals};
use crate::domain::{EventBundle, State, Talk};
use crate::text;

/// The share of stored talks that may vanish in one import. Merged schedules lose a quarter of
/// their talks when one source fails for ten minutes, and get them back (36C3 did).
pub const MAX_VANISHED_PERCENT: usize = 20;

/// A file that was not merged. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// So many talks are missing that the file is more likely broken.
    #[error(
        "{vanished} of the {stored} talks of `{event}` are missing in this file; pass `--allow-removals` if they are really gone, or `--partial` if the file holds only a part"
    )]
    TooManyVanished {
        /// The event's slug.
        event: String,
        /// Talks the file does not hold.
        vanished: usize,
        /// Talks in the stored programme.
        stored: usize,
    },
    /// A full file without a talk.
    #[error(
        "the file holds no talk, and `{event}` has {stored}; nothing was changed (pass `--partial` to take only what else it holds)"
    )]
    NoTalks {
        /// The event's slug.
        event: String,
        /// Talks in the stored programme.
        stored: usize,
    },
    /// Another name and hardly a talk in common.
    #[error(
        "the file is of `{found}` and has hardly a talk in common with `{stored}`, stored under `{event}`; import it under a slug of its own"
    )]
    OtherEvent {
        /// The event's slug.
        event: String,
        /// The name of the stored event.
        stored: String,
        /// The name in the file.
        found: String,
    },
}

/// Whether a talk counts as part of the programme.
pub(super) fn is_in_programme(talk: &Talk) -> bool {
    !matches!(talk.state, State::Withdrawn | State::Cancelled)
}

/// Checks a file against what is stored.
pub(super) fn check(
    old: &EventBundle,
    file: &EventBundle,
    pairs: &[Option<usize>],
    options: MergeOptions,
) -> Result<(), GuardError> {
    let event = || old.event.slug.clone();
    let stored = old.talks.iter().filter(|talk| is_in_programme(talk)).count();
    let is_full = options.coverage == Coverage::Full;
    if is_full && file.talks.is_empty() && stored > 0 {
        return Err(GuardError::NoTalks { event: event(), stored });
    }
    if is_other_event(old, file, pairs) {
        return Err(GuardError::OtherEvent {
            event: event(),
            stored: old.event.name.clone(),
            found: file.event.name.clone(),
        });
    }
    let met: std::collections::HashSet<usize> = pairs.iter().flatten().copied().collect();
    let vanished = old
        .talks
        .iter()
        .enumerate()
        .filter(|(at, talk)| !met.contains(at) && is_in_programme(talk))
        .count();
    let too_many = vanished * 100 > stored * MAX_VANISHED_PERCENT;
    if is_full && options.removals == Removals::Guarded && too_many {
        return Err(GuardError::TooManyVanished { event: event(), vanished, stored });
    }
    Ok(())
}

/// Whether the name is another and fewer than a fifth of the talks are known: every edition of a
/// series has its `Welcome`, `Lunch` and closing words.
fn is_other_event(old: &EventBundle, file: &EventBundle, pairs: &[Option<usize>]) -> bool {
    let named = !old.event.name.is_empty() && !file.event.name.is_empty();
    let both_hold_talks = !old.talks.is_empty() && !file.talks.is_empty();
    named
        && both_hold_talks
        && text::fold(&old.event.name) != text::fold(&file.event.name)
        && pairs.iter().flatten().count() * 5 < old.talks.len().min(file.talks.len())
}
