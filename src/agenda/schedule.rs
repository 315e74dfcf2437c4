//! Weighted interval scheduling: the heaviest set of showings that one person can sit through. Knows
//! numbers alone.
//!
//! Without repeats the answer is exact in one pass: showings in the order of their ends, the best
//! sum up to each from the best before it. Two best sums are kept, one over all rooms (from which
//! one must walk) and one for each room (in which one stays), so that walking costs no more than a
//! second look.
//!
//! A talk given several times may be taken once. The pass ignores that, so what it finds is an upper
//! bound; where it took a talk twice, the search goes on with each of its showings alone
//! (branch and bound). With few repeats that is exact; a programme of repeats would take exponential
//! time, so that after [`PASSES_MAX`] passes the best found so far is given, which is never lighter
//! than taking the heaviest showing that fits, again and again.

use std::collections::HashSet;

/// Passes over the showings at most. One over a thousand takes some ten microseconds, so that a plan
/// is made in a few milliseconds even where every pass is needed.
const PASSES_MAX: usize = 400;
/// No showing before this one.
const NONE: usize = usize::MAX;

/// A showing that could be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Which talk: of the candidates of one, at most one is taken.
    pub(super) talk: usize,
    /// Start in seconds.
    pub(super) start_s: i64,
    /// End in seconds; not before the start.
    pub(super) end_s: i64,
    /// Which room; no way is walked within one.
    pub(super) room: usize,
    /// What it is worth, more than 0.
    pub(super) weight: u64,
}

/// What to take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Solution {
    /// Places of the candidates, by time.
    pub(super) chosen: Vec<usize>,
    /// What they are worth together.
    pub(super) weight: u64,
    /// Whether nothing better exists.
    pub(super) is_best: bool,
}

impl Candidate {
    /// Whether one person can be at both, with time to walk between two rooms.
    pub(super) fn fits(&self, other: &Self, walking_s: i64) -> bool {
        let walk = if self.room == other.room { 0 } else { walking_s };
        self.end_s + walk <= other.start_s || other.end_s + walk <= self.start_s
    }
}

/// The heaviest candidates that fit together.
pub(super) fn schedule(candidates: &[Candidate], walking_s: i64) -> Solution {
    let passes = Passes::new(candidates, walking_s);
    let best = greedy(candidates, walking_s);
    let mut search = Search { passes, best, passes_left: PASSES_MAX };
    search.best.is_best = true;
    search.run(&mut vec![false; candidates.len()]);
    search.best
}

/// The heaviest that fits, again and again.
pub(super) fn greedy(candidates: &[Candidate], walking_s: i64) -> Solution {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(candidates[at].weight), candidates[at].start_s, at));
    let mut chosen: Vec<usize> = Vec::new();
    for at in order {
        let candidate = &candidates[at];
        let fits = |&other: &usize| {
            let other = &candidates[other];
            other.talk != candidate.talk && candidate.fits(other, walking_s)
        };
        if chosen.iter().all(fits) {
            chosen.push(at);
        }
    }
    chosen.sort_by_key(|&at| (candidates[at].end_s, candidates[at].start_s, at));
    let weight = chosen.iter().map(|&at| candidates[at].weight).sum();
    Solution { chosen, weight, is_best: false }
}

/// Branch and bound over the talks that a pass took twice.
struct Search<'a> {
    passes: Passes<'a>,
    best: Solution,
    passes_left: usize,
}

impl Search<'_> {
    fn run(&mut self, blocked: &mut Vec<bool>) {
        if self.passes_left == 0 {
            self.best.is_best = false;
            return;
        }
        self.passes_left -= 1;
        let (chosen, weight) = self.passes.run(blocked);
        if weight <= self.best.weight {
            return;
        }
        match self.passes.taken_twice(&chosen) {
            None => self.best = Solution { chosen, weight, is_best: self.best.is_best },
            Some(talk) => self.branch(talk, &chosen, blocked),
        }
    }

    /// Tries each showing of a talk alone, those that were wanted first.
    fn branch(&mut self, talk: usize, wanted: &[usize], blocked: &mut Vec<bool>) {
        let candidates = self.passes.candidates;
        let mut showings: Vec<usize> = (0..candidates.len())
            .filter(|&at| candidates[at].talk == talk && !blocked[at])
            .collect();
        showings.sort_by_key(|at| !wanted.contains(at));
        showings.iter().for_each(|&at| blocked[at] = true);
        for &kept in &showings {
            blocked[kept] = false;
            self.run(blocked);
            blocked[kept] = true;
        }
        showings.iter().for_each(|&at| blocked[at] = false);
    }
}

/// The showings in the order of their ends, with how far each may look back.
struct Passes<'a> {
    candidates: &'a [Candidate],
    /// Places of candidates, by end.
    order: Vec<usize>,
    /// For each in order, how many of all before it leave time to walk.
    before: Vec<usize>,
    /// For each in order, how many of its room before it have ended.
    before_in_room: Vec<usize>,
    rooms: usize,
}

/// The best sum so far, and the showing in order with which it ends.
type Best = (u64, usize);

impl<'a> Passes<'a> {
    fn new(candidates: &'a [Candidate], walking_s: i64) -> Self {
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|&at| (candidates[at].end_s, candidates[at].start_s, at));
        let rooms = candidates.iter().map(|it| it.room + 1).max().unwrap_or(0);
        let ends: Vec<i64> = order.iter().map(|&at| candidates[at].end_s).collect();
        let mut ends_in_room: Vec<Vec<i64>> = vec![Vec::new(); rooms];
        let (mut before, mut before_in_room) = (Vec::new(), Vec::new());
        for (place, &at) in order.iter().enumerate() {
            let Candidate { start_s, end_s, room, .. } = candidates[at];
            let ended = |ends: &[i64], by_s: i64| ends.partition_point(|&end| end <= by_s);
            // One without length ends when it starts, and does not come before itself.
            before.push(ended(&ends[..place], start_s - walking_s));
            before_in_room.push(ended(&ends_in_room[room], start_s));
            ends_in_room[room].push(end_s);
        }
        Self { candidates, order, before, before_in_room, rooms }
    }

    /// The heaviest chain of showings that are not blocked, a talk as often as it likes.
    fn run(&self, blocked: &[bool]) -> (Vec<usize>, u64) {
        let mut all: Vec<Best> = vec![(0, NONE)];
        let mut by_room: Vec<Vec<Best>> = vec![vec![(0, NONE)]; self.rooms];
        let mut previous = vec![NONE; self.order.len()];
        for (place, &at) in self.order.iter().enumerate() {
            let Candidate { room, weight, .. } = self.candidates[at];
            let walked = all[self.before[place]];
            let stayed = by_room[room][self.before_in_room[place]];
            let from = if stayed.0 > walked.0 { stayed } else { walked };
            previous[place] = from.1;
            let sum = if blocked[at] { 0 } else { from.0 + weight };
            for bests in [&mut all, &mut by_room[room]] {
                let last = bests.last().copied().unwrap_or((0, NONE));
                bests.push(if sum > last.0 { (sum, place) } else { last });
            }
        }
        let (weight, mut place) = all.last().copied().unwrap_or((0, NONE));
        let mut chosen = Vec::new();
        while place != NONE {
            chosen.push(self.order[place]);
            place = previous[place];
        }
        chosen.reverse();
        (chosen, weight)
    }

    /// A talk of which more than one showing was taken.
    fn taken_twice(&self, chosen: &[usize]) -> Option<usize> {
        let mut seen = HashSet::new();
        chosen.iter().map(|&at| self.candidates[at].talk).find(|talk| !seen.insert(*talk))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Starts, lengths, rooms and talks that collide often.
    fn few(count: usize) -> impl Strategy<Value = Vec<Candidate>> {
        let one = (0..6_usize, 0..40_i64, 0..9_i64, 0..3_usize, 1..50_u64);
        prop::collection::vec(one, 0..count).prop_map(|list| {
            let candidate = |(talk, start_s, length, room, weight)| Candidate {
                talk,
                start_s,
                end_s: start_s + length,
                room,
                weight,
            };
            list.into_iter().map(candidate).collect()
        })
    }

    fn is_possible(candidates: &[Candidate], chosen: &[usize], walking_s: i64) -> bool {
        chosen.iter().enumerate().all(|(nth, &a)| {
            chosen[..nth].iter().all(|&b| {
                let (a, b) = (&candidates[a], &candidates[b]);
                a.talk != b.talk && a.fits(b, walking_s)
            })
        })
    }

    /// Every subset, one after the other.
    fn brute_force(candidates: &[Candidate], walking_s: i64) -> u64 {
        let subsets = 0..1_u32 << candidates.len();
        let possible = subsets.filter_map(|bits| {
            let chosen: Vec<usize> =
                (0..candidates.len()).filter(|at| bits & (1 << at) != 0).collect();
            is_possible(candidates, &chosen, walking_s)
                .then(|| chosen.iter().map(|&at| candidates[at].weight).sum())
        });
        possible.max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_other_choice_is_worth_more(candidates in few(11), walking_s in 0..6_i64) {
            let solution = schedule(&candidates, walking_s);
            prop_assert!(solution.is_best);
            prop_assert!(is_possible(&candidates, &solution.chosen, walking_s));
            prop_assert_eq!(solution.weight, brute_force(&candidates, walking_s));
        }

        #[test]
        fn it_is_possible_and_no_worse_than_greed(candidates in few(80), walking_s in 0..6_i64) {
            let solution = schedule(&candidates, walking_s);
            let sum: u64 = solution.chosen.iter().map(|&at| candidates[at].weight).sum();
            prop_assert_eq!(solution.weight, sum);
            prop_assert!(is_possible(&candidates, &solution.chosen, walking_s));
            prop_assert!(solution.weight >= greedy(&candidates, walking_s).weight);
        }
    }

    #[test]
    fn one_long_talk_gives_way_to_two_that_are_worth_more() {
        let candidate =
            |talk, start_s, end_s, room, weight| Candidate { talk, start_s, end_s, room, weight };
        let candidates =
            [candidate(0, 0, 60, 0, 5), candidate(1, 0, 30, 1, 3), candidate(2, 30, 60, 1, 3)];
        assert_eq!(schedule(&candidates, 5).chosen, [1, 2]);
        let apart = [candidates[0], candidates[1], Candidate { room: 2, ..candidates[2] }];
        assert_eq!(schedule(&apart, 5).chosen, [0]);
        assert_eq!(schedule(&apart, 0).chosen, [1, 2]);
    }

    #[test]
    fn a_programme_of_repeats_is_given_up_in_time_and_still_planned() {
        let repeats = (0..300).map(|nth: usize| Candidate {
            talk: nth % 60,
            start_s: (nth as i64 * 37) % 1000,
            end_s: (nth as i64 * 37) % 1000 + 30,
            room: nth % 7,
            weight: 10 + nth as u64 % 9,
        });
        let candidates: Vec<_> = repeats.collect();
        let solution = schedule(&candidates, 5);
        assert!(is_possible(&candidates, &solution.chosen, 5));
        assert!(solution.weight >= greedy(&candidates, 5).weight);
    }
}
