//! Chosen talks at the times at which one can go to them, with those they clash with.

use std::collections::HashMap;

use super::hints::Twins;
use super::schedule::{Candidate, schedule};
use super::showings::{is_same, showings};
use super::{Hint, takes_place};
use crate::domain::{EventBundle, Showing, Talk};

/// A chosen talk at the time at which to go to it.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The talk at that time.
    pub showing: Showing<'a>,
    /// Its other times.
    pub others: Vec<Showing<'a>>,
    /// The chosen talks that are given at the same time.
    pub clashes: Vec<&'a Talk>,
    /// What to do if it is the one that is missed; only where it clashes.
    pub hint: Option<Hint<'a>>,
}

/// Chosen talks of an event by time. Of a talk with several times, that one stands here which goes
/// best with the others, so that it clashes only where no time of it is free. What does not take
/// place stays, and clashes with nothing; talks without a time are left out.
pub fn entries<'a>(bundle: &'a EventBundle, chosen: &[&'a Talk]) -> Vec<Entry<'a>> {
    let going = showings(&bundle.event, chosen.iter().copied().filter(|talk| takes_place(talk)));
    let settled = settle(&going);
    let twins =
        Twins::of(&showings(&bundle.event, bundle.talks.iter().filter(|it| takes_place(it))));
    let mut entries: Vec<Entry<'a>> = settled
        .iter()
        .map(|showing| {
            let clashes: Vec<&Talk> = settled
                .iter()
                .filter(|other| other.talk.id != showing.talk.id && other.overlaps(showing))
                .map(|other| other.talk)
                .collect();
            let hint = (!clashes.is_empty()).then(|| twins.hint(showing, &settled)).flatten();
            let is_other =
                |it: &&Showing<'_>| it.talk.id == showing.talk.id && !is_same(it, showing);
            let others = going.iter().filter(is_other).copied().collect();
            Entry { showing: *showing, others, clashes, hint }
        })
        .collect();
    let off = chosen.iter().copied().filter(|talk| !takes_place(talk));
    for talk in off {
        // The first of its times alone: nobody needs to know when else it is not given.
        let first = showings(&bundle.event, [talk]).into_iter().next();
        let entry = |showing| Entry { showing, others: vec![], clashes: vec![], hint: None };
        entries.extend(first.map(entry));
    }
    entries.sort_by_key(|entry| (entry.showing.day, entry.showing.start, entry.showing.end));
    entries
}

/// One showing a talk: as many as can be without a clash, and the rest where they clash least.
pub(super) fn settle<'a>(showings: &[Showing<'a>]) -> Vec<Showing<'a>> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let candidates: Vec<Candidate> = showings
        .iter()
        .map(|showing| {
            let next = numbers.len();
            let talk = *numbers.entry(&showing.talk.id).or_insert(next);
            let (start_s, end_s) = (showing.start.as_second(), showing.end.as_second());
            // Whether two showings overlap does not depend on rooms, so all are one.
            Candidate { talk, start_s, end_s, room: 0, weight: 1 }
        })
        .collect();
    let best = schedule(&candidates, 0);
    let mut settled: Vec<Showing<'a>> = best.chosen.iter().map(|&at| showings[at]).collect();
    for &showing in showings {
        if settled.iter().any(|it| it.talk.id == showing.talk.id) {
            continue;
        }
        let own = showings.iter().filter(|it| it.talk.id == showing.talk.id);
        let clashes = |it: &&Showing<'_>| settled.iter().filter(|at| at.overlaps(it)).count();
        settled.extend(own.min_by_key(clashes).copied());
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::super::samples::{bundle, slot, talk};
    use super::*;
    use crate::domain::{Link, LinkKind, State};

    /// Ids with those they clash with.
    fn clashes(bundle: &EventBundle) -> Vec<(&str, Vec<&str>)> {
        let all: Vec<&Talk> = bundle.talks.iter().collect();
        entries(bundle, &all)
            .iter()
            .map(|it| {
                (it.showing.talk.id.as_str(), it.clashes.iter().map(|t| t.id.as_str()).collect())
            })
            .collect()
    }

    #[test]
    fn what_is_given_at_once_clashes_and_what_is_cancelled_does_not() {
        let mut talks = vec![
            talk("a", vec![slot(60, 90, "x")]),
            talk("b", vec![slot(80, 120, "y")]),
            talk("c", vec![slot(120, 150, "x")]),
            talk("d", vec![slot(60, 150, "z")]),
        ];
        talks[3].state = State::Cancelled;
        let expected = [("a", vec!["b"]), ("d", vec![]), ("b", vec!["a"]), ("c", vec![])];
        assert_eq!(clashes(&bundle(talks)), expected);
    }

    #[test]
    fn a_talk_given_twice_clashes_only_where_neither_time_is_free() {
        let twice = talk("t", vec![slot(60, 90, "x"), slot(200, 230, "x")]);
        let (a, b) = (talk("a", vec![slot(60, 90, "y")]), talk("b", vec![slot(210, 220, "y")]));
        let free = bundle(vec![twice.clone(), a.clone()]);
        assert_eq!(clashes(&free), [("a", vec![]), ("t", vec![])]);
        let both = bundle(vec![twice, a, b]);
        let found = clashes(&both);
        assert_eq!(found.iter().filter(|(_, others)| !others.is_empty()).count(), 2, "{found:?}");
    }

    #[test]
    fn a_clash_has_a_hint_where_there_is_a_way_out() {
        let video = |url: &str| Link { kind: LinkKind::Video, url: url.into(), title: None };
        let mut talks = vec![
            talk("recorded", vec![slot(60, 90, "x")]),
            talk("once", vec![slot(60, 90, "y")]),
            talk("workshop", vec![slot(60, 90, "z")]),
            talk("workshop-2", vec![slot(300, 330, "z")]),
        ];
        talks[0].links = vec![video("https://video.test/1")];
        talks[3].title = talks[2].title.clone();
        let bundle = bundle(talks);
        let chosen: Vec<&Talk> = bundle.talks[..3].iter().collect();
        let hint = |id: &str| {
            let all = entries(&bundle, &chosen);
            all.iter().find(|it| it.showing.talk.id == id).unwrap().hint
        };
        assert!(matches!(hint("recorded"), Some(Hint::Recorded { url: "https://video.test/1" })));
        assert!(hint("once").is_none());
        let Some(Hint::Repeated { showing, is_free: true }) = hint("workshop") else { panic!() };
        assert_eq!(showing.talk.id, "workshop-2");
    }
}
