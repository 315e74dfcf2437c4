//! What was said in a talk, in parts: where each begins, its best sentence and its own words. Cuts
//! where the subject changes; makes up no headings.

use std::ops::Range;

use super::SummarySentence;
use super::naming::{Rules, Text, name_groups};
use super::score::{common_words, is_clear};
use super::talk::{SPOKEN_MAX, quote, seconds};
use super::terms::Lexicon;
use super::unit::{Unit, dot, mean_direction};
use crate::domain::{Document, RecordKey, Speech, SpokenSentence};
use crate::search::Corpus;
use crate::text::{ContentHash, content_hash};

/// Windows of a part on average, of some half a minute each: three minutes in a short talk, seven in
/// a long one, so that an outline has about ten parts.
const MEAN_WINDOWS: Range<usize> = 6..15;
/// Parts of a speech of usual length.
const PARTS: usize = 10;
/// A term describes a part when at least this share of its sentences has it.
const TERM_SHARE_MIN: f32 = 0.05;
/// Windows compared on either side of a possible cut.
const SIDE_WINDOWS: usize = 3;
/// Windows looked at: some eight hours.
const WINDOWS_MAX: usize = 1000;
/// Words that describe a part.
const TERMS_MAX: usize = 3;
/// A sentence that is longer, in characters, is no heading unless all are.
const HEADING_CHARS_MAX: usize = 240;

/// A part of what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// When it begins, in seconds from the start of the recording, where known.
    pub start_s: Option<f32>,
    /// When it ends, where known.
    pub end_s: Option<f32>,
    /// The sentence that has most of what the part says.
    pub sentence: SummarySentence,
    /// Up to three terms that this part has and the others have not.
    pub terms: Vec<String>,
}

/// The parts of a talk's transcript in order (`TextTiling`, Hearst 1997, over the vectors of its
/// windows, or their words). Empty without a transcript, and for one that is too short to have
/// parts; `None` when there is no such record.
pub fn outline(corpus: &Corpus, key: &RecordKey) -> Option<Vec<Part>> {
    let document = corpus.find(key)?;
    let source = &corpus.documents()[document];
    let Some(speech) = &source.speech else { return Some(Vec::new()) };
    let windows = corpus.windows(document);
    let windows = windows.start..windows.end.min(windows.start + WINDOWS_MAX);
    let passages = &corpus.passages(document)[windows.clone()];
    let units: Vec<Unit<'_>> =
        windows.map(|place| Unit::of_passage(corpus, document, place)).collect();
    // A window begins with the last sentence of the one before: what is new begins behind it.
    let ends: Vec<usize> = passages.iter().map(|passage| passage.range.end).collect();
    let begins = |window: usize| window.checked_sub(1).map_or(0, |before| ends[before]);
    let spans = cuts(&units).into_iter().map(|span| begins(span.start)..begins(span.end));
    let sentences: Vec<&[SpokenSentence]> =
        spans.map(|span| sentences_from(speech, &span)).filter(|it| !it.is_empty()).collect();
    if sentences.len() < 2 { Some(Vec::new()) } else { Some(parts(source, speech, &sentences)) }
}

/// The hash of all that an outline is made of; `None` without a transcript.
pub fn outline_hash(corpus: &Corpus, key: &RecordKey) -> Option<ContentHash> {
    let source = &corpus.documents()[corpus.find(key)?];
    let speech = source.speech.as_ref()?;
    let (key, dim) = (&source.key, corpus.dim());
    Some(content_hash(format!("outline\n{key:?}\n{dim:?}\n{}\n{}", source.title, speech.text)))
}

/// The sentences that begin within some bytes.
fn sentences_from<'a>(speech: &'a Speech, span: &Range<usize>) -> &'a [SpokenSentence] {
    let place = |at: usize| speech.sentences.partition_point(|it| it.range.start < at);
    speech.sentences.get(place(span.start)..place(span.end)).unwrap_or_default()
}

fn parts<'a>(source: &Document, speech: &'a Speech, sentences: &[&[SpokenSentence]]) -> Vec<Part> {
    let text = |it: &SpokenSentence| &speech.text[it.range.clone()];
    let texts: Vec<Vec<&'a str>> =
        sentences.iter().map(|part| part.iter().take(SPOKEN_MAX).map(text).collect()).collect();
    let bodies = |part: &Vec<&'a str>| part.iter().map(|body| Text { title: "", body }).collect();
    let bodies: Vec<Vec<Text<'_>>> = texts.iter().map(bodies).collect();
    let names = name_groups(
        &bodies,
        &Rules { limit: TERMS_MAX, share_min: TERM_SHARE_MIN, ..Rules::default() },
    );
    let part = |((sentences, texts), terms): ((&&[SpokenSentence], &Vec<&str>), Vec<String>)| {
        let best = heading(texts);
        let quoted = quote(source, texts.get(best)?);
        let start_s = |it: &SpokenSentence| it.start_ms.map(seconds);
        Some(Part {
            start_s: start_s(sentences.first()?),
            end_s: sentences.last()?.end_ms.map(seconds),
            sentence: SummarySentence { start_s: start_s(sentences.get(best)?), ..quoted },
            terms,
        })
    };
    sentences.iter().zip(&texts).zip(names).filter_map(part).collect()
}

/// The place of the sentence with the words that most of the part's sentences have.
fn heading(texts: &[&str]) -> usize {
    let mut lexicon = Lexicon::default();
    let terms: Vec<Vec<u32>> = texts.iter().map(|text| lexicon.terms(text)).collect();
    let scores = common_words(&terms, lexicon.len());
    let fits = |at: usize| is_clear(texts[at]) && texts[at].chars().count() <= HEADING_CHARS_MAX;
    let rank = |at: usize| (fits(at), scores[at]);
    let better = |a: usize, b: usize| {
        let (a, b) = (rank(a), rank(b));
        (b.0, b.1) > (a.0, a.1)
    };
    (0..texts.len()).reduce(|best, next| if better(best, next) { next } else { best }).unwrap_or(0)
}

/// Windows in parts: cut at the deepest dips of likeness, no part shorter or longer than wanted
/// but the last.
fn cuts(units: &[Unit<'_>]) -> Vec<Range<usize>> {
    let depths = depths(units);
    let mean = (units.len() / PARTS).clamp(MEAN_WINDOWS.start, MEAN_WINDOWS.end - 1);
    let shortest = mean.div_ceil(2);
    let mut order: Vec<usize> = (1..units.len()).collect();
    order.sort_by(|&a, &b| depths[b].total_cmp(&depths[a]).then(a.cmp(&b)));
    let wanted = units.len().div_ceil(mean).saturating_sub(1);
    let mut chosen = vec![0, units.len()];
    for cut in order.iter().copied().take_while(|&cut| depths[cut] > 0.0) {
        if chosen.len() >= wanted + 2 {
            break;
        }
        if chosen.iter().all(|&other| cut.abs_diff(other) >= shortest) {
            chosen.push(cut);
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen.windows(2).flat_map(|pair| shortened(pair[0]..pair[1], shortest, &depths)).collect()
}

/// A part cut where it dips most until no piece is longer than four of the shortest.
fn shortened(part: Range<usize>, shortest: usize, depths: &[f32]) -> Vec<Range<usize>> {
    let mut left = vec![part];
    let mut done = Vec::new();
    while let Some(part) = left.pop() {
        let inner = part.start + shortest..part.end.saturating_sub(shortest) + 1;
        let deepest = inner.reduce(|best, at| if depths[at] > depths[best] { at } else { best });
        match deepest {
            Some(cut) if part.len() > 4 * shortest => {
                left.push(cut..part.end);
                left.push(part.start..cut);
            }
            _ => done.push(part),
        }
    }
    done
}

/// How far likeness falls before each window, against the highest points on either side.
fn depths(units: &[Unit<'_>]) -> Vec<f32> {
    let likeness: Vec<f32> = (0..units.len())
        .map(|at| {
            let before = mean_direction(&units[at.saturating_sub(SIDE_WINDOWS)..at]);
            let after = mean_direction(&units[at..(at + SIDE_WINDOWS).min(units.len())]);
            dot(&before, &after)
        })
        .collect();
    let peak = |side: &mut dyn Iterator<Item = usize>, from: f32| {
        let mut top = from;
        for at in side {
            if likeness[at] < top {
                break;
            }
            top = likeness[at];
        }
        top
    };
    let depth = |at: usize| {
        let here = likeness[at];
        let left = peak(&mut (1..at).rev(), here);
        let right = peak(&mut (at + 1..units.len()), here);
        left + right - 2.0 * here
    };
    (0..units.len()).map(|at| if at == 0 { 0.0 } else { depth(at) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(vectors: &[[f32; 2]]) -> Vec<Unit<'_>> {
        vectors.iter().map(|vector| Unit::new("", Some(vector))).collect()
    }

    #[test]
    fn a_speech_is_cut_where_its_subject_changes() {
        let vectors: Vec<[f32; 2]> =
            (0..16).map(|at| if at < 9 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
        assert_eq!(cuts(&units(&vectors)), [0..9, 9..16]);
    }

    #[test]
    fn long_parts_are_cut_even_where_nothing_changes() {
        let vectors = vec![[1.0, 0.0]; 40];
        let cuts = cuts(&units(&vectors));
        assert!(cuts.len() > 2 && cuts.iter().all(|part| part.len() <= 12), "{cuts:?}");
    }

    proptest! {
        #[test]
        fn parts_follow_each_other_and_hold_all(
            angles in prop::collection::vec(0.0f32..3.0, 0..90)
        ) {
            let vectors: Vec<[f32; 2]> = angles.iter().map(|it| [it.cos(), it.sin()]).collect();
            let cuts = cuts(&units(&vectors));
            let mut end = 0;
            for part in &cuts {
                prop_assert!(part.start == end && part.len() <= 28);
                end = part.end;
            }
            prop_assert_eq!(end, vectors.len());
        }
    }
}
