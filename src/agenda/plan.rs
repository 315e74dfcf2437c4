//! "Build my agenda": from how much each talk is liked to the best day without clashes, each choice
//! with what it beat. Measures no closeness itself.
//!
//! A talk weighs what its closeness is above the floor, so that one talk about the very thing goes
//! before two that are barely near, and below the floor there is a hole instead of junk. Must-see
//! talks weigh more than all others together, which places those with several times where they
//! leave the most; two that cannot both be seen are both kept, and told.

use std::collections::{HashMap, HashSet};

use super::hints::Twins;
use super::schedule::{Candidate, schedule};
use super::showings::{is_same, showings};
use super::{Because, Close, Hint, Interests, Likes, Wishes, takes_place};
use crate::domain::{EventBundle, Showing, Talk};
use crate::search::Engine;

/// Steps of a weight: closeness has six digits, beyond which nothing is meant.
const STEPS: f32 = 1_000_000.0;
/// Seconds of a minute.
const MINUTE_S: i64 = 60;

/// What to go to.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// By time.
    pub choices: Vec<Choice<'a>>,
    /// Must-see talks that are given at once: each pair in order of time.
    pub clashing_pins: Vec<(&'a Talk, &'a Talk)>,
    /// Must-see talks that do not take place, or have no time.
    pub lost_pins: Vec<&'a Talk>,
    /// Whether no other plan is worth more; so many repeats may hide one.
    pub is_best: bool,
    /// Whether words alone decided, because there is no model.
    pub by_words: bool,
}

/// A talk to go to.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// When and where.
    pub showing: Showing<'a>,
    /// How close it is, and to what.
    pub close: Close,
    /// The closest talk that cannot be seen because of it.
    pub runner_up: Option<RunnerUp<'a>>,
}

/// A talk left out.
#[derive(Debug, Clone)]
pub struct RunnerUp<'a> {
    /// When and where.
    pub showing: Showing<'a>,
    /// How close it is, and to what.
    pub close: Close,
    /// How to see it all the same.
    pub hint: Option<Hint<'a>>,
}

/// Plans an event for somebody with these interests.
pub fn plan<'a>(
    engine: &Engine,
    bundle: &'a EventBundle,
    interests: &Interests,
    wishes: &Wishes,
) -> Plan<'a> {
    choose(bundle, &Likes::of(engine, bundle, interests), wishes)
}

/// Plans an event for somebody who likes these talks.
pub fn choose<'a>(bundle: &'a EventBundle, likes: &Likes, wishes: &Wishes) -> Plan<'a> {
    let all = showings(&bundle.event, bundle.talks.iter().filter(|talk| takes_place(talk)));
    let twins = Twins::of(&all);
    let pins: HashSet<&str> = wishes.pins.iter().map(String::as_str).collect();
    let board = Board::new(&all, &twins, likes, wishes, &pins);
    let (chosen, is_best) = board.solve();
    let chosen: Vec<Showing<'a>> = chosen.into_iter().map(|at| board.seats[at].showing).collect();
    let choices = chosen.iter().map(|showing| Choice {
        showing: *showing,
        close: board.close(showing.talk),
        runner_up: board.runner_up(showing, &chosen, &twins),
    });
    Plan {
        choices: choices.collect(),
        clashing_pins: clashing(&chosen, &pins),
        lost_pins: lost(bundle, &chosen, &pins),
        is_best,
        by_words: likes.by_words,
    }
}

/// A showing that could be taken.
struct Seat<'a> {
    showing: Showing<'a>,
    candidate: Candidate,
    is_pin: bool,
}

/// Everything that could be taken, in numbers.
struct Board<'a, 'l> {
    seats: Vec<Seat<'a>>,
    likes: &'l Likes,
    walking_s: i64,
}

impl<'a, 'l> Board<'a, 'l> {
    fn new(
        all: &[Showing<'a>],
        twins: &Twins<'a>,
        likes: &'l Likes,
        wishes: &Wishes,
        pins: &HashSet<&str>,
    ) -> Self {
        let mut rooms: HashMap<Option<&str>, usize> = HashMap::new();
        let mut seats = Vec::new();
        for showing in all {
            let is_pin = pins.contains(showing.talk.id.as_str());
            let close = likes.by_talk.get(&showing.talk.id);
            let weight = close.map_or(0, |close| (close.strength * STEPS) as u64);
            if !is_pin && (weight == 0 || !wishes.admit(showing)) {
                continue;
            }
            let next = rooms.len();
            let room = *rooms.entry(showing.room()).or_insert(next);
            let (start_s, end_s) = (showing.start.as_second(), showing.end.as_second());
            let talk = twins.number(showing.talk).unwrap_or(usize::MAX);
            let candidate = Candidate { talk, start_s, end_s, room, weight };
            seats.push(Seat { showing: *showing, candidate, is_pin });
        }
        separate_pins(&mut seats);
        Self { seats, likes, walking_s: i64::from(wishes.walking_min) * MINUTE_S }
    }

    /// Places of the seats to take, by time, and whether nothing better exists.
    fn solve(&self) -> (Vec<usize>, bool) {
        // A talk of each pin at most, so that the sum fits.
        let more_than_all: u64 =
            1 + self.seats.iter().map(|seat| seat.candidate.weight).sum::<u64>();
        let weight = |seat: &Seat<'_>| match seat.is_pin {
            true => seat.candidate.weight + more_than_all,
            false => seat.candidate.weight,
        };
        let weighed = self.seats.iter().map(|it| Candidate { weight: weight(it), ..it.candidate });
        let weighed: Vec<Candidate> = weighed.collect();
        let free = schedule(&weighed, self.walking_s);
        let forced = self.forced_pins(&free.chosen);
        if forced.is_empty() {
            return (free.chosen, free.is_best);
        }
        self.solve_around(&free.chosen, &forced)
    }

    /// The pins that do not fit with the others, each at the time that disturbs fewest of them.
    fn forced_pins(&self, chosen: &[usize]) -> Vec<usize> {
        let pins = || (0..self.seats.len()).filter(|&at| self.seats[at].is_pin);
        let mut taken: Vec<usize> =
            chosen.iter().copied().filter(|&at| self.seats[at].is_pin).collect();
        let mut forced = Vec::new();
        for at in pins() {
            let talk = self.seats[at].candidate.talk;
            if taken.iter().any(|&other| self.seats[other].candidate.talk == talk) {
                continue;
            }
            let own = pins().filter(|&other| self.seats[other].candidate.talk == talk);
            let disturbed =
                |own: &usize| taken.iter().filter(|&&other| !self.fits(*own, other)).count();
            if let Some(least) = own.min_by_key(disturbed) {
                taken.push(least);
                forced.push(least);
            }
        }
        forced
    }

    /// The best plan in which all of these pins stay where they are.
    fn solve_around(&self, chosen: &[usize], forced: &[usize]) -> (Vec<usize>, bool) {
        let pins = chosen.iter().filter(|&&at| self.seats[at].is_pin).chain(forced);
        let mut taken: Vec<usize> = pins.copied().collect();
        let is_open = |&at: &usize| {
            let seat = &self.seats[at];
            let is_other = |&pin: &usize| self.seats[pin].candidate.talk != seat.candidate.talk;
            !seat.is_pin && taken.iter().all(|pin| is_other(pin) && self.fits(at, *pin))
        };
        let open: Vec<usize> = (0..self.seats.len()).filter(is_open).collect();
        let candidates: Vec<Candidate> = open.iter().map(|&at| self.seats[at].candidate).collect();
        let rest = schedule(&candidates, self.walking_s);
        taken.extend(rest.chosen.into_iter().map(|at| open[at]));
        taken.sort_by_key(|&at| (self.seats[at].showing.start, self.seats[at].showing.end));
        (taken, rest.is_best)
    }

    fn fits(&self, one: usize, other: usize) -> bool {
        self.seats[one].candidate.fits(&self.seats[other].candidate, self.walking_s)
    }

    fn close(&self, talk: &Talk) -> Close {
        let known = self.likes.by_talk.get(&talk.id).cloned();
        known.unwrap_or(Close { strength: 1.0, because: Because::Chosen })
    }

    /// The closest seat that was free but for this one.
    fn runner_up(
        &self,
        chosen: &Showing<'a>,
        all: &[Showing<'a>],
        twins: &Twins<'a>,
    ) -> Option<RunnerUp<'a>> {
        let own = self.seat(chosen)?;
        let number = |showing: &Showing<'a>| twins.number(showing.talk);
        let seen: HashSet<Option<usize>> = all.iter().map(number).collect();
        let beaten = self.seats.iter().filter(|seat| {
            !own.candidate.fits(&seat.candidate, self.walking_s)
                && !seen.contains(&number(&seat.showing))
        });
        let best = beaten.max_by_key(|seat| {
            (seat.candidate.weight, std::cmp::Reverse(seat.candidate.start_s))
        })?;
        Some(RunnerUp {
            showing: best.showing,
            close: self.close(best.showing.talk),
            hint: twins.hint(&best.showing, all),
        })
    }

    fn seat(&self, showing: &Showing<'a>) -> Option<&Seat<'a>> {
        self.seats.iter().find(|seat| is_same(&seat.showing, showing))
    }
}

/// Twins of a pin are other talks to whoever pinned that one: each pin is a talk of its own, and
/// what is not pinned of it is not offered again.
fn separate_pins(seats: &mut Vec<Seat<'_>>) {
    let pinned: HashSet<usize> =
        seats.iter().filter(|seat| seat.is_pin).map(|seat| seat.candidate.talk).collect();
    seats.retain(|seat| seat.is_pin || !pinned.contains(&seat.candidate.talk));
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let first = seats.iter().map(|seat| seat.candidate.talk + 1).max().unwrap_or(0);
    for seat in seats.iter_mut().filter(|seat| seat.is_pin) {
        let next = first + numbers.len();
        seat.candidate.talk = *numbers.entry(seat.showing.talk.id.clone()).or_insert(next);
    }
}

/// The pins among the chosen that are given at once.
fn clashing<'a>(chosen: &[Showing<'a>], pins: &HashSet<&str>) -> Vec<(&'a Talk, &'a Talk)> {
    let pinned: Vec<_> = chosen.iter().filter(|it| pins.contains(it.talk.id.as_str())).collect();
    let mut pairs = Vec::new();
    for (nth, one) in pinned.iter().enumerate() {
        let later = pinned[nth + 1..].iter().filter(|other| other.overlaps(one));
        pairs.extend(later.map(|other| (one.talk, other.talk)));
    }
    pairs
}

/// The pins that are not among the chosen.
fn lost<'a>(
    bundle: &'a EventBundle,
    chosen: &[Showing<'a>],
    pins: &HashSet<&str>,
) -> Vec<&'a Talk> {
    let is_chosen = |talk: &Talk| chosen.iter().any(|showing| showing.talk.id == talk.id);
    let wanted = bundle.talks.iter().filter(|talk| pins.contains(talk.id.as_str()));
    wanted.filter(|talk| !is_chosen(talk)).collect()
}

#[cfg(test)]
mod tests;
