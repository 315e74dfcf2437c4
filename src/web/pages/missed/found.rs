//! What was missed: which showings, in which order, and the sentence that stands for each. The heavy
//! part of the page; knows no words.

use std::collections::HashMap;

use jiff::Timestamp;

use super::asked::Asked;
use crate::agenda::{Close, Likes};
use crate::app::Snapshot;
use crate::domain::{Clock, EventBundle, RecordKey, Showing, State};
use crate::summary::{self, SummarySentence};

/// Lines of a page: what somebody reads in some minutes.
pub(crate) const PAGE_LINES: usize = 40;
/// Cancelled and moved talks told at most; the change log has them all.
const CHANGED_MAX: usize = 50;

/// A part of what was missed.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Cancelled and moved talks of the time asked for.
    pub(crate) changed: Vec<Line>,
    /// The talks of this page.
    pub(crate) given: Vec<Line>,
    /// Talks on all pages.
    pub(crate) total: usize,
    /// Whether words alone decided what is close to an interest.
    pub(crate) by_words: bool,
}

/// A showing with what is said of it.
#[derive(Debug)]
pub(crate) struct Line {
    talk: RecordKey,
    start: Timestamp,
    /// The sentence that stands for the talk.
    pub(crate) sentence: Option<SummarySentence>,
    /// What makes it interesting, where that was asked for.
    pub(crate) close: Option<Close>,
}

impl Found {
    /// Looks for what was asked for.
    pub(crate) fn of(snapshot: &Snapshot, slug: &str, asked: &Asked) -> Self {
        let Some((bundle, window)) = snapshot.catalog.find_event(slug).zip(asked.window) else {
            return Self::default();
        };
        let mut showings = summary::given_between(bundle, window.since, window.until);
        showings.retain(|showing| window.day.is_none_or(|day| showing.day == day));
        let is_changed =
            |it: &&Showing<'_>| matches!(it.talk.state, State::Cancelled | State::Moved);
        let changed = showings.iter().filter(is_changed).take(CHANGED_MAX);
        let changed = changed.map(|showing| Line::new(showing, None)).collect();
        let given: Vec<Showing<'_>> = showings.into_iter().filter(Showing::takes_place).collect();
        let (mut lines, by_words) = match asked.is_about() {
            true => closest(snapshot, bundle, asked, &given),
            false => (by_track(&given), false),
        };
        let total = lines.len();
        let first = PAGE_LINES * (asked.page - 1);
        let mut given: Vec<Line> = lines.drain(first.min(total)..).take(PAGE_LINES).collect();
        for line in &mut given {
            line.sentence = snapshot.best_sentence(&line.talk);
        }
        Self { changed, given, total, by_words }
    }
}

impl Line {
    fn new(showing: &Showing<'_>, close: Option<Close>) -> Self {
        Self { talk: showing.talk.key(), start: showing.start, sentence: None, close }
    }

    /// The showing among those of its event.
    pub(crate) fn showing<'a>(&self, bundle: &'a EventBundle) -> Option<Showing<'a>> {
        let clock = Clock::of(&bundle.event);
        let talk = bundle.talks.iter().find(|talk| talk.id == self.talk.id)?;
        let mut own = talk.slots.iter().map(|slot| Showing::new(&clock, talk, slot));
        own.find(|showing| showing.start == self.start)
    }
}

/// The showings that are close to the interests, the closest first.
fn closest(
    snapshot: &Snapshot,
    bundle: &EventBundle,
    asked: &Asked,
    given: &[Showing<'_>],
) -> (Vec<Line>, bool) {
    let likes = Likes::of(&snapshot.engine, bundle, &asked.interests);
    let close =
        |it: &Showing<'_>| Some(Line::new(it, Some(likes.by_talk.get(&it.talk.id)?.clone())));
    let mut lines: Vec<Line> = given.iter().filter_map(close).collect();
    let strength = |line: &Line| line.close.as_ref().map_or(0.0, |close| close.strength);
    lines.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    (lines, likes.by_words)
}

/// The showings by track, in the order in which the tracks begin; those without one last.
fn by_track(given: &[Showing<'_>]) -> Vec<Line> {
    let mut order: HashMap<&str, usize> = HashMap::new();
    for (place, showing) in given.iter().enumerate() {
        if let Some(track) = showing.talk.track.as_deref() {
            order.entry(track).or_insert(place);
        }
    }
    let place = |it: &&Showing<'_>| {
        it.talk.track.as_deref().and_then(|track| order.get(track).copied()).unwrap_or(usize::MAX)
    };
    let mut sorted: Vec<&Showing<'_>> = given.iter().collect();
    sorted.sort_by_key(place);
    sorted.into_iter().map(|showing| Line::new(showing, None)).collect()
}
