//! Chosen talks of an event at each of their times. Chooses nothing.

use crate::domain::{Clock, Event, Showing, State, Talk};

/// Whether somebody can go to a talk: it was neither cancelled nor taken out of the programme.
pub fn takes_place(talk: &Talk) -> bool {
    !matches!(talk.state, State::Cancelled | State::Withdrawn)
}

/// Talks of an event at every time they have, in the order given and then of their times.
pub(super) fn showings<'a>(
    event: &Event,
    talks: impl IntoIterator<Item = &'a Talk>,
) -> Vec<Showing<'a>> {
    let clock = Clock::of(event);
    let of_talk = |talk: &'a Talk| talk.slots.iter().map(move |slot| (talk, slot));
    let pairs = talks.into_iter().flat_map(of_talk);
    pairs.map(|(talk, slot)| Showing::new(&clock, talk, slot)).collect()
}

/// Whether two are the same talk at the same of its times.
pub(super) fn is_same(a: &Showing<'_>, b: &Showing<'_>) -> bool {
    std::ptr::eq(a.slot, b.slot)
}
