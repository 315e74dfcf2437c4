//! An event as the checks see it: the talks that take place, folded for comparison, and the times
//! that count in conflicts. Judges nothing.

use crate::domain::{Clock, EventBundle, Slot, State, Talk};
use crate::text;

/// Sessions this long, in seconds, are placeholders for a place or a day (assemblies, badge
/// pick-up, co-located events): 6 hours.
const PLACEHOLDER_S: i64 = 6 * 3600;

/// The event and what the checks share.
pub(super) struct Programme<'a> {
    /// What was handed in.
    pub(super) bundle: &'a EventBundle,
    /// Its time zone.
    pub(super) clock: Clock,
    /// The talks that take place, in the bundle's order.
    pub(super) entries: Vec<Entry<'a>>,
    /// The slots of sessions that can be in each other's way.
    pub(super) showings: Vec<Showing<'a>>,
}

/// A talk that takes place.
pub(super) struct Entry<'a> {
    /// The talk.
    pub(super) talk: &'a Talk,
    /// The words of its title, folded.
    pub(super) title: String,
    /// Its speakers, folded, in order of the alphabet.
    pub(super) speakers: Vec<String>,
}

/// A slot with its instants, in seconds since 1970; the end lies after the start.
pub(super) struct Showing<'a> {
    /// Place of the talk in [`Programme::entries`].
    pub(super) entry: usize,
    /// The slot.
    pub(super) slot: &'a Slot,
    pub(super) start_s: i64,
    pub(super) end_s: i64,
}

impl<'a> Programme<'a> {
    /// Prepares an event.
    pub(super) fn new(bundle: &'a EventBundle) -> Self {
        let clock = Clock::of(&bundle.event);
        let takes_place = |talk: &&Talk| matches!(talk.state, State::Scheduled | State::Moved);
        let entries: Vec<_> = bundle.talks.iter().filter(takes_place).map(Entry::new).collect();
        let showings = showings(&entries, &clock);
        Self { bundle, clock, entries, showings }
    }

    /// The entries that are sessions: no breaks, no services.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| entry.talk.kind.is_session())
    }
}

impl<'a> Entry<'a> {
    fn new(talk: &'a Talk) -> Self {
        let mut speakers: Vec<_> = talk.speakers.iter().map(|it| text::fold(&it.name)).collect();
        speakers.sort();
        speakers.dedup();
        Self { talk, title: title_key(&talk.title), speakers }
    }

    /// Whether two entries have the same title and the same people.
    pub(super) fn is_same_session(&self, other: &Entry<'_>) -> bool {
        self.title == other.title && self.speakers == other.speakers
    }
}

/// The words of a title without case, marks and punctuation; a title of signs alone as it is.
fn title_key(title: &str) -> String {
    let words: Vec<_> = text::words(title).into_iter().map(|word| word.folded).collect();
    if words.is_empty() { text::fold(title) } else { words.join(" ") }
}

fn showings<'a>(entries: &[Entry<'a>], clock: &Clock) -> Vec<Showing<'a>> {
    let mut showings = Vec::new();
    for (entry, it) in entries.iter().enumerate().filter(|(_, it)| it.talk.kind.is_session()) {
        showings.extend(it.talk.slots.iter().filter_map(|slot| {
            let (start_s, end_s) = (clock.start(slot).as_second(), clock.end(slot).as_second());
            let counts = (1..PLACEHOLDER_S).contains(&end_s.saturating_sub(start_s));
            counts.then_some(Showing { entry, slot, start_s, end_s })
        }));
    }
    showings
}

/// Adds a talk to a list, where it stands last already if at all.
pub(super) fn push_once<'a>(talks: &mut Vec<&'a Talk>, talk: &'a Talk) {
    if !talks.last().is_some_and(|last| std::ptr::eq(*last, talk)) {
        talks.push(talk);
    }
}
