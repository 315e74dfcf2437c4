//! How much a visitor would like each talk of an event, from what interests them and the talks they
//! like already. Plans nothing.

use std::collections::HashMap;

use crate::domain::{EventBundle, RecordKey, Talk};
use crate::search::{Engine, Pole, Signal};

use super::takes_place;

/// What somebody likes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interests {
    /// In their own words, each a thing of its own.
    pub texts: Vec<String>,
    /// Talks of the event, by id.
    pub talks: Vec<String>,
}

/// What makes a talk likeable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// It is one of those they like, or must see.
    Chosen,
    /// It is close to the interest with this place.
    Text(usize),
    /// It is close to the liked talk with this place.
    Talk(usize),
}

/// How near is near, in words that people use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// It may be of interest.
    Near,
    /// It is about the same field.
    Close,
    /// It is about the very thing.
    VeryClose,
}

/// How much one talk is liked.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// From just above 0, where it begins to be worth a seat, to 1.
    pub strength: f32,
    /// What it is nearest to.
    pub because: Because,
}

/// The talks worth a seat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Likes {
    /// By the talk's id; talks too far from everything are not here.
    pub by_talk: HashMap<String, Close>,
    /// Whether words alone decided, because there is no model.
    pub by_words: bool,
}

/// Where a signal begins to mean something, and where it means the very thing.
#[derive(Debug, Clone, Copy)]
struct Scale {
    floor: f32,
    full: f32,
}

/// An interest against a talk. Measured on 38C3 (1,007 talks) with the shipped model: the nearest
/// talks to what the congress lacks (football results, sourdough, Kubernetes) reach 0.30 to 0.38, the
/// tenth nearest to what it has (privacy, soldering, reverse engineering) 0.52 to 0.65, and a talk
/// about the very thing 0.75 or more.
const TEXT: Scale = Scale { floor: 0.42, full: 0.75 };
/// The same without token vectors, where the cosine of whole texts says less. No set measures it.
const TEXT_AS_A_WHOLE: Scale = Scale { floor: 0.22, full: 0.45 };
/// A liked talk against another: of the pairs of 38C3, one in fifty is above 0.39; the nearest
/// neighbour of most talks lies at 0.42 to 0.59.
const TALK: Scale = Scale { floor: 0.40, full: 0.65 };
/// The share of an interest's words, all of which are rarely in one talk.
const WORDS: Scale = Scale { floor: 0.30, full: 0.90 };

impl Scale {
    /// 0 at the floor, 1 where it is full.
    fn strength(self, score: f32) -> f32 {
        ((score - self.floor) / (self.full - self.floor)).min(1.0)
    }
}

impl Close {
    /// How near that is in a word.
    pub fn nearness(&self) -> Nearness {
        match self.strength {
            strength if strength >= 2.0 / 3.0 => Nearness::VeryClose,
            strength if strength >= 1.0 / 3.0 => Nearness::Close,
            _ => Nearness::Near,
        }
    }
}

impl Likes {
    /// Weighs the talks of an event that take place: each by what it is nearest to.
    pub fn of(engine: &Engine, bundle: &EventBundle, interests: &Interests) -> Self {
        let is_offered = |talk: &&Talk| talk.kind.is_session() && takes_place(talk);
        let talks: Vec<&Talk> = bundle.talks.iter().filter(is_offered).collect();
        let keys: Vec<RecordKey> = talks.iter().map(|talk| talk.key()).collect();
        let mut likes = Self::default();
        let event = &bundle.event.slug;
        for (place, text) in interests.texts.iter().enumerate() {
            let pole = Pole::Text { text, event };
            likes.take(engine, &talks, &keys, &pole, &Because::Text(place));
        }
        for (place, id) in interests.talks.iter().enumerate() {
            let key = RecordKey::talk(event, id);
            likes.take(engine, &talks, &keys, &Pole::Talk(&key), &Because::Talk(place));
        }
        for id in &interests.talks {
            let close = Close { strength: 1.0, because: Because::Chosen };
            likes.by_talk.insert(id.clone(), close);
        }
        likes
    }

    fn take(
        &mut self,
        engine: &Engine,
        talks: &[&Talk],
        keys: &[RecordKey],
        pole: &Pole<'_>,
        because: &Because,
    ) {
        let (scores, signal) = engine.closeness(pole, keys);
        self.by_words |= signal == Signal::Words;
        let scale = match (signal, pole) {
            (Signal::Words, _) => WORDS,
            (Signal::Tokens, _) => TEXT,
            (Signal::Vectors, Pole::Text { .. }) => TEXT_AS_A_WHOLE,
            (Signal::Vectors, Pole::Talk(_)) => TALK,
        };
        for (talk, score) in talks.iter().zip(scores) {
            let strength = scale.strength(score.unwrap_or(f32::MIN));
            let known = self.by_talk.get(&talk.id).map_or(0.0, |close| close.strength);
            if strength > known {
                let close = Close { strength, because: because.clone() };
                self.by_talk.insert(talk.id.clone(), close);
            }
        }
    }
}
