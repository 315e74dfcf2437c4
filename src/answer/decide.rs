//! Answer, closest passages or nothing: one small decision on a few documented signals.

use super::Outcome;
use super::evidence::{Candidate, Weighed};
use super::reading::Reading;
use super::record::quoted;
use crate::search::TokenMatch;

/// What the decision is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Signals {
    /// Cosine of the question and the record quoted; `None` without a model.
    pub cosine: Option<f32>,
    /// Cosine of the question and the sentence quoted.
    pub sentence_cosine: f32,
    /// How near the question's words come to words of the record quoted, weighted by rarity; `None`
    /// without token vectors.
    pub tokens: Option<f32>,
    /// The same for the sentence quoted.
    pub sentence_tokens: f32,
    /// How near the weightier half of the question's words come at least to words of the record.
    pub weakest: f32,
    /// What the record scored above the next.
    pub lead: f32,
    /// Cosine of the question and the nearest moment of the record's transcript, where it has one.
    pub spoken: Option<f32>,
    /// Share of the question's words, by rarity, that the record quoted holds.
    pub coverage: f32,
    /// Names in the question that no record holds.
    pub unknown_names: usize,
    /// Other words of the question that no record holds and no list of English words.
    pub unknown_words: usize,
    /// Names in the question that the record quoted lacks.
    pub missing_names: usize,
    /// Words of the question that say what it is about.
    pub terms: usize,
    /// Whether the question asks by a measure (`fastest`, `cost`) that the sentence quoted lacks.
    pub unmet_measure: bool,
}

/// The outcome with its certainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    pub(super) outcome: Outcome,
    pub(super) confidence: f32,
}

/// A logistic model of "this record answers", fitted and rounded on 270 questions about 2,611 talks of
/// other conferences: 130 that one of them answers, 60 that name a person, product or number which
/// none mentions, 40 on other subjects, 40 that the right talk does not say. The last cannot be told
/// from the first by any of these. No weight rewards a question for sharing few or many words.
mod weight {
    pub(super) const BIAS: f32 = -1.5;
    pub(super) const TOKENS: f32 = 3.0;
    pub(super) const WEAKEST: f32 = 4.0;
    pub(super) const LEAD: f32 = 3.0;
    pub(super) const MISSING_NAME: f32 = -5.0;
    pub(super) const UNKNOWN_WORD: f32 = -4.0;
}

/// What tells the subject from others, fitted on the same questions: below zero one of 20 off the
/// subject is kept and one of 33 on it is lost.
mod subject {
    pub(super) const BIAS: f32 = -13.1;
    pub(super) const COSINE: f32 = 9.2;
    pub(super) const TOKENS: f32 = 20.5;
}

/// The same for a model without token vectors; set by hand on questions about the shipped talks.
mod plain_weight {
    pub(super) const BIAS: f32 = -4.0;
    pub(super) const COSINE: f32 = 7.0;
    pub(super) const SENTENCE: f32 = 3.0;
    pub(super) const COVERAGE: f32 = 2.0;
}

/// Above this probability the sentence is given as the answer.
const ANSWER: f32 = 0.5;
/// Below this cosine and this share of its words a question is about something else altogether, where
/// there are no token vectors.
const OFF_TOPIC_COSINE: f32 = 0.3;
/// See [`OFF_TOPIC_COSINE`].
const OFF_TOPIC_COVERAGE: f32 = 0.35;

/// Gathers the signals for the record and the sentence quoted.
pub(super) fn signals(
    weighed: &[Weighed],
    found: &[Candidate<'_>],
    quoted: Option<&Reading>,
) -> Signals {
    match quoted {
        Some(reading) => of_record(weighed, &found[reading.candidate], reading.nearest),
        None => Signals::default(),
    }
}

/// The same for a record of which a field is told.
pub(super) fn of_record(
    weighed: &[Weighed],
    candidate: &Candidate<'_>,
    sentence_cosine: f32,
) -> Signals {
    Signals {
        cosine: candidate.hit.parts.semantic,
        sentence_cosine,
        tokens: candidate.hit.parts.tokens,
        spoken: candidate.hit.parts.spoken,
        sentence_tokens: 0.0,
        weakest: weakest(&candidate.hit.matches),
        lead: 0.0,
        coverage: candidate.coverage,
        unknown_names: weighed.iter().filter(|it| it.is_unknown_name()).count(),
        unknown_words: weighed.iter().filter(|it| it.is_unknown_word()).count(),
        missing_names: candidate.missing_names(weighed).len(),
        terms: weighed.len(),
        unmet_measure: false,
    }
}

/// The least similarity among the weightier half of the question's words; 0 without token vectors.
fn weakest(matches: &[TokenMatch]) -> f32 {
    let weightier = matches.iter().take(matches.len().div_ceil(2));
    weightier.map(|found| found.similarity).reduce(f32::min).unwrap_or_default()
}

/// Decides. A name that no record holds is never answered about, and a measure only by a sentence
/// that speaks of it.
pub(super) fn decide(signals: &Signals) -> Decision {
    let support = support(signals);
    if signals.terms == 0 || is_off_topic(signals) {
        return Decision { outcome: Outcome::NotFound, confidence: 1.0 - support };
    }
    if support >= ANSWER && signals.unknown_names == 0 && !signals.unmet_measure {
        return Decision { outcome: Outcome::Answer, confidence: support };
    }
    Decision { outcome: Outcome::Closest, confidence: 1.0 - support.min(ANSWER) }
}

/// Decides how to decline, when it is known that no record answers.
pub(super) fn decline(signals: &Signals) -> Decision {
    match decide(signals) {
        Decision { outcome: Outcome::Answer, confidence } => {
            Decision { outcome: Outcome::Closest, confidence: 1.0 - confidence }
        }
        declined => declined,
    }
}

/// Whether nothing at hand is about it.
fn is_off_topic(signals: &Signals) -> bool {
    match (signals.cosine, signals.tokens) {
        (Some(cosine), Some(tokens)) => {
            // Token matching knows only what is written: a question on what was said goes by cosines.
            let is_said = signals.spoken.is_some() && !is_far(signals);
            !is_said && subject::BIAS + subject::COSINE * cosine + subject::TOKENS * tokens < 0.0
        }
        (Some(_), None) => is_far(signals),
        (None, _) => signals.coverage < OFF_TOPIC_COVERAGE,
    }
}

/// Whether neither a cosine nor the words bring the question near.
fn is_far(signals: &Signals) -> bool {
    let cosines = signals.cosine.into_iter().chain(signals.spoken);
    cosines.fold(signals.sentence_cosine, f32::max) < OFF_TOPIC_COSINE
        && signals.coverage < OFF_TOPIC_COVERAGE
}

/// How probable it is, from 0 to 1, that the sentence quoted answers.
fn support(signals: &Signals) -> f32 {
    let any = |count: usize| f32::from(u8::from(count > 0));
    let names = weight::MISSING_NAME * any(signals.missing_names + signals.unknown_names)
        + weight::UNKNOWN_WORD * any(signals.unknown_words);
    let sum = match (signals.cosine, signals.tokens) {
        (_, Some(tokens)) => {
            weight::BIAS
                + weight::TOKENS * tokens
                + weight::WEAKEST * signals.weakest
                + weight::LEAD * signals.lead
        }
        (Some(cosine), None) => {
            plain_weight::BIAS
                + plain_weight::COSINE * cosine
                + plain_weight::SENTENCE * signals.sentence_cosine
                + plain_weight::COVERAGE * signals.coverage
        }
        // Words alone cannot tell a passing mention from an answer: nearly all must be there.
        (None, None) => 8.0 * (signals.coverage - 0.8),
    };
    1.0 / (1.0 + (-sum - names).exp())
}

/// What to say in place of an answer.
pub(super) fn apology(outcome: Outcome, weighed: &[Weighed]) -> String {
    let unknown = weighed.iter().find(|it| it.is_unknown_name() || it.is_unknown_word());
    match (outcome, unknown) {
        (Outcome::NotFound, _) => "Nothing in these sessions is about that.".to_owned(),
        (_, Some(unknown)) => format!(
            "No record mentions {}; these passages come closest.",
            quoted(&unknown.term.typed)
        ),
        _ => "No session seems to say that; these passages come closest.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn strong() -> Signals {
        Signals {
            cosine: Some(0.8),
            sentence_cosine: 0.8,
            tokens: Some(0.8),
            weakest: 0.6,
            coverage: 1.0,
            terms: 3,
            ..Signals::default()
        }
    }

    #[test]
    fn a_near_record_answers_unless_a_name_is_unknown() {
        assert_eq!(decide(&strong()).outcome, Outcome::Answer);
        let unknown = Signals { unknown_names: 1, ..strong() };
        assert_eq!(decide(&unknown).outcome, Outcome::Closest);
        assert_eq!(decline(&strong()).outcome, Outcome::Closest);
    }

    #[test]
    fn nothing_asked_and_nothing_near_are_not_found() {
        assert_eq!(decide(&Signals { terms: 0, ..strong() }).outcome, Outcome::NotFound);
        let far = Signals {
            cosine: Some(0.1),
            sentence_cosine: 0.1,
            tokens: Some(0.35),
            coverage: 0.1,
            ..strong()
        };
        assert_eq!(decide(&far).outcome, Outcome::NotFound);
        let words_alone = Signals { cosine: None, tokens: None, coverage: 0.7, ..strong() };
        assert_eq!(decide(&words_alone).outcome, Outcome::Closest);
    }

    proptest! {
        #[test]
        fn confidence_is_a_share_and_support_grows_with_token_matching(
            tokens in 0.0..1.0f32,
            more in 0.0..0.5f32,
            lead in 0.0..1.0f32,
            missing_names in 0usize..4,
        ) {
            let signals = Signals { tokens: Some(tokens), lead, missing_names, ..strong() };
            prop_assert!((0.0..=1.0).contains(&decide(&signals).confidence));
            let nearer = Signals { tokens: Some(tokens + more), ..signals };
            prop_assert!(support(&nearer) >= support(&signals));
        }
    }
}
