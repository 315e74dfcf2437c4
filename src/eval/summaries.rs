//! How near summaries come to those of people, against the first sentences of the text and against
//! sentences drawn at random, all of one length.
//!
//! The length is set once a set: the median number of words of its references. Each summary takes
//! whole sentences in its own order of preference, those that bring it nearer to the length.

use std::path::PathBuf;

use serde::Serialize;

use super::metrics::SplitMix64;
use super::rouge::{Rouge, rouge, word_count};
use super::summary_sets::{Item, SummarySet, TextKind, read};
use super::{Estimate, EvalError, estimate};
use crate::summary;

/// Draws whose scores are averaged, so that chance is not compared with.
const RANDOM_DRAWS: usize = 10;

/// What was measured, a report for each set.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SummariesReport {
    /// The sets of all files, in order.
    pub sets: Vec<SetReport>,
}

/// One set of texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetReport {
    /// The file's name and what of it this is.
    pub name: String,
    /// Words that every summary is to have, as nearly as whole sentences allow.
    pub words: usize,
    /// All texts, those of the odd lines (on which choices were made), and those of the even lines.
    pub parts: Vec<PartReport>,
}

/// Some of the texts of a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartReport {
    /// `all`, `development` (odd lines) or `test` (even lines).
    pub part: &'static str,
    /// Number of texts.
    pub texts: usize,
    /// Hallway's own summaries, the lead, and random sentences.
    pub systems: Vec<SystemReport>,
    /// Hallway's summaries less each of the others, text by text.
    pub differences: Vec<SystemReport>,
}

/// F1 shares of one way of choosing, with their intervals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemReport {
    /// `hallway`, `lead` or `random`.
    pub system: &'static str,
    /// Of words.
    pub rouge_1: Estimate,
    /// Of pairs of words.
    pub rouge_2: Estimate,
    /// Of common subsequences, over whole summaries.
    pub rouge_l: Estimate,
    /// Words of a summary on average.
    pub words: f64,
    /// Sentences of a summary on average.
    pub sentences: f64,
}

/// Reads the sets of some files and scores the summaries of their texts.
///
/// # Errors
/// A file cannot be read, a line of it is wrong, or it holds no text with a summary.
pub fn summaries(files: &[PathBuf]) -> Result<SummariesReport, EvalError> {
    let mut sets = Vec::new();
    for file in files {
        sets.extend(read(file)?.iter().map(score_set));
    }
    Ok(SummariesReport { sets })
}

fn score_set(set: &SummarySet) -> SetReport {
    let words = median_words(&set.items);
    let scored: Vec<(usize, [Scored; 3])> =
        set.items.iter().map(|item| (item.line, score_item(item, words))).collect();
    let part = |part, wanted: fn(usize) -> bool| {
        let chosen = scored.iter().filter(|(line, _)| wanted(*line));
        part_report(part, &chosen.map(|(_, scores)| *scores).collect::<Vec<_>>())
    };
    let parts = vec![
        part("all", |_| true),
        part("development", |line| line % 2 == 1),
        part("test", |line| line % 2 == 0),
    ];
    SetReport { name: set.name.clone(), words, parts }
}

fn median_words(items: &[Item]) -> usize {
    let words = |item: &Item| item.reference.iter().map(|it| word_count(it)).sum::<usize>();
    let mut counts: Vec<usize> = items.iter().map(words).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

/// The scores and size of a summary, or the mean of some.
#[derive(Debug, Clone, Copy, Default)]
struct Scored {
    rouge: Rouge,
    words: f64,
    sentences: f64,
}

/// The names of what [`score_item`] compares, in its order.
const SYSTEMS: [&str; 3] = ["hallway", "lead", "random"];

fn score_item(item: &Item, words: usize) -> [Scored; 3] {
    let texts: Vec<&str> = item.sentences.iter().map(String::as_str).collect();
    let counts: Vec<usize> = texts.iter().map(|text| word_count(text)).collect();
    let reference: Vec<&str> = item.reference.iter().map(String::as_str).collect();
    let score = |order: &[usize]| {
        let chosen = fill(order, &counts, words);
        let sentences: Vec<&str> = chosen.iter().map(|&place| texts[place]).collect();
        Scored {
            rouge: rouge(&sentences, &reference),
            words: chosen.iter().map(|&place| counts[place]).sum::<usize>() as f64,
            sentences: chosen.len() as f64,
        }
    };
    let order = match item.kind {
        TextKind::Written => summary::written_order(&item.title, &texts),
        TextKind::Spoken => summary::spoken_order(&texts),
    };
    let lead: Vec<usize> = (0..texts.len()).collect();
    let mut random = SplitMix64::new(item.line as u64);
    let draws: Vec<Scored> =
        (0..RANDOM_DRAWS).map(|_| score(&shuffled(&lead, &mut random))).collect();
    [score(&order), score(&lead), mean(&draws)]
}

/// The first places of an order that each bring the sum of words nearer to what is wanted, in the
/// text's order. A sentence too long for that is passed over, so that all lengths come out alike.
fn fill(order: &[usize], counts: &[usize], wanted: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut words = 0;
    for &place in order {
        let with = words + counts[place];
        if chosen.is_empty() || with.abs_diff(wanted) < words.abs_diff(wanted) {
            chosen.push(place);
            words = with;
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Fisher and Yates's shuffle.
fn shuffled(places: &[usize], random: &mut SplitMix64) -> Vec<usize> {
    let mut places = places.to_vec();
    for last in (1..places.len()).rev() {
        places.swap(last, random.below(last + 1));
    }
    places
}

fn mean(scores: &[Scored]) -> Scored {
    let count = scores.len().max(1) as f64;
    let of = |value: fn(&Scored) -> f64| scores.iter().map(value).sum::<f64>() / count;
    Scored {
        rouge: Rouge {
            one: of(|it| it.rouge.one),
            two: of(|it| it.rouge.two),
            long: of(|it| it.rouge.long),
        },
        words: of(|it| it.words),
        sentences: of(|it| it.sentences),
    }
}

fn part_report(part: &'static str, scores: &[[Scored; 3]]) -> PartReport {
    let column = |at: usize| scores.iter().map(|it| it[at]).collect::<Vec<_>>();
    let systems = SYSTEMS.iter().enumerate().map(|(at, name)| report(name, &column(at)));
    let against = |(at, name): (usize, &&'static str)| {
        let less: Vec<Scored> = scores.iter().map(|it| difference(&it[0], &it[at])).collect();
        report(name, &less)
    };
    PartReport {
        part,
        texts: scores.len(),
        systems: systems.collect(),
        differences: SYSTEMS.iter().enumerate().skip(1).map(against).collect(),
    }
}

fn difference(ours: &Scored, other: &Scored) -> Scored {
    Scored {
        rouge: Rouge {
            one: ours.rouge.one - other.rouge.one,
            two: ours.rouge.two - other.rouge.two,
            long: ours.rouge.long - other.rouge.long,
        },
        words: ours.words - other.words,
        sentences: ours.sentences - other.sentences,
    }
}

fn report(system: &'static str, scores: &[Scored]) -> SystemReport {
    let of = |value: fn(&Scored) -> f64| estimate(&scores.iter().map(value).collect::<Vec<_>>());
    let size = mean(scores);
    SystemReport {
        system,
        rouge_1: of(|it| it.rouge.one),
        rouge_2: of(|it| it.rouge.two),
        rouge_l: of(|it| it.rouge.long),
        words: size.words,
        sentences: size.sentences,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_are_taken_while_they_bring_the_length_nearer() {
        assert_eq!(fill(&[2, 0, 1], &[10, 10, 10], 19), [0, 2]);
        assert_eq!(fill(&[0, 1], &[30, 5], 12), [0]);
        assert_eq!(fill(&[0, 1, 2], &[5, 30, 5], 12), [0, 2]);
        assert!(fill(&[], &[], 12).is_empty());
    }

    proptest! {
        #[test]
        fn a_shuffle_keeps_every_place(count in 0usize..40, seed: u64) {
            let places: Vec<usize> = (0..count).collect();
            let mut turned = shuffled(&places, &mut SplitMix64::new(seed));
            turned.sort_unstable();
            prop_assert_eq!(turned, places);
        }
    }
}
