//! Why a hit stands where it does: the words met, and the parts of its score and how they add up.
//! Asks the index and the ranking again; decides nothing.

use std::collections::HashMap;

use serde::Serialize;

use super::engine::Engine;
use super::query::{Ending, parse_as};
use super::rank::Fusion;
use super::{Hit, Mode, Request, ScoreParts, SearchError, TokenMatch};
use crate::index::{Explanation, RecordId};

/// Words told of; the rest of a long query weighs little.
const NEAR_MAX: usize = 8;

/// Where a signal is kept among the parts of a score.
type Place = fn(&mut ScoreParts) -> &mut Option<f32>;

/// The signals, in the order in which people are told of them. A further one is a line here.
const SIGNALS: [(&str, Place); 4] = [
    ("meaning", |parts| &mut parts.semantic),
    ("tokens", |parts| &mut parts.tokens),
    ("words", |parts| &mut parts.keyword),
    ("spoken", |parts| &mut parts.spoken),
];

/// What put a hit in its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// The hit's score: the sum of what the signals add.
    pub score: f32,
    /// The signals that ran.
    pub signals: Vec<Addend>,
    /// How near the query is to the name of one of the speakers, 0 to 1, where that is more than
    /// the words give; it then stands in for them.
    pub name: Option<f32>,
    /// The words of the query with the nearest of the record in their contexts, most weighty first.
    pub near: Vec<TokenMatch>,
    /// The words behind the keyword score.
    pub keyword: Explanation,
}

/// One signal of a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Addend {
    /// `meaning`, `tokens`, `words` or `spoken`.
    pub signal: &'static str,
    /// The signal: a share of the best keyword score, or a cosine.
    pub value: f32,
    /// What it adds to the score.
    pub adds: f32,
}

impl Engine {
    /// Explains hits that this request found, ranked by `mode` in the end.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn why(
        &self,
        request: &Request,
        ending: Ending,
        mode: Mode,
        hits: &[Hit],
    ) -> Result<Vec<Why>, SearchError> {
        let query = parse_as(&request.query, &request.filter, ending);
        let ids: Vec<_> = hits.iter().map(|hit| RecordId::of(&hit.key)).collect();
        let (words, named) = match mode {
            Mode::Semantic => (vec![Explanation::default(); hits.len()], HashMap::new()),
            Mode::Keyword | Mode::Hybrid => {
                (self.index.explain(&query.index, &ids)?, self.names.matches(&query.meaning))
            }
        };
        let likest = named.values().copied().fold(0.0, f32::max);
        let fusion = Fusion::new(mode).with_name(likest);
        let explain = |(hit, keyword): (&Hit, Explanation)| {
            let share = keyword.share();
            let place = self.corpus().find(&hit.key);
            let name = place.and_then(|place| named.get(&place)).copied();
            let name = name.filter(|&it| it > share);
            let near = hit.matches.iter().take(NEAR_MAX).cloned().collect();
            Why { score: hit.score, signals: signals(fusion, hit.parts), name, near, keyword }
        };
        Ok(hits.iter().zip(words).map(explain).collect())
    }
}

/// What each signal adds when it joins those before it: together exactly the score.
fn signals(fusion: Fusion, mut parts: ScoreParts) -> Vec<Addend> {
    let mut joined = ScoreParts::default();
    let mut before = fusion.rank(0, joined).score;
    let mut addends = Vec::new();
    for (signal, place) in SIGNALS {
        let value = *place(&mut parts);
        *place(&mut joined) = value;
        let score = fusion.rank(0, joined).score;
        addends.extend(value.map(|value| Addend { signal, value, adds: score - before }));
        before = score;
    }
    addends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_signals_add_is_the_score() {
        let parts = ScoreParts {
            keyword: Some(0.4),
            semantic: Some(0.5),
            spoken: Some(0.7),
            tokens: Some(0.6),
        };
        for mode in [Mode::Hybrid, Mode::Keyword, Mode::Semantic] {
            let fusion = Fusion::new(mode).with_name(0.7);
            let told = signals(fusion, parts);
            let sum: f32 = told.iter().map(|it| it.adds).sum();
            assert!((sum - fusion.rank(0, parts).score).abs() < 1e-6, "{mode:?}");
            assert_eq!(told.iter().map(|it| it.value).collect::<Vec<_>>(), [0.5, 0.6, 0.4, 0.7]);
        }
        assert!(signals(Fusion::new(Mode::Hybrid), ScoreParts::default()).is_empty());
    }
}
