//! Talks that are near another, from every edition, each with the reason. Ranks no queries.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use half::f16;

use super::scan::cosines;
use super::{Corpus, Engine, Filter, Mode, Request};
use crate::compute::cpu::cosine_of_rows;
use crate::domain::{Document, PassageKind, RecordKey, RecordKind};
use crate::text::{fold, is_common_word, is_stop_word, stem, words};

/// Two documents more alike than this are the same talk given twice.
const SAME_TALK: f32 = 0.95;
/// Titles of the same people that share this much of their words are one talk with a new name.
const SAME_TITLE_SHARE: f32 = 0.75;
/// Talks further apart are not related, unless people are on stage at both: about the mean cosine
/// of two talks of one conference.
const NEAR_MIN: f32 = 0.25;
/// Words named in a reason.
const WORDS_MAX: usize = 3;
/// A word that more than every tenth document has (an idf of ln 10) says little about any two.
const RARE_IDF: f32 = 2.3;
/// Hits looked at where there are no vectors; those beyond share a common word alone.
const BY_TITLE_MAX: usize = 50;
/// Sentences of a talk compared for the closest pair; no abstract has more.
const SENTENCES_MAX: usize = 60;

/// A talk near another.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The talk.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// Cosine of the two talks, or where there are no vectors the share of the title's words.
    pub score: f32,
    /// What they have in common, the most telling first; never empty.
    pub reasons: Vec<Reason>,
}

/// What two talks have in common.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Reason {
    /// People on stage at both.
    Speakers {
        /// Their names, as the talk asked about prints them.
        names: Vec<String>,
    },
    /// Rare words that both have.
    Words {
        /// As the talk asked about writes them.
        words: Vec<String>,
    },
    /// The two sentences that are nearest in meaning.
    Sentences {
        /// Of the talk asked about.
        here: String,
        /// Of the other.
        there: String,
    },
    /// Nothing that can be quoted: the two are near as a whole.
    Meaning,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Speakers { names } if names.len() == 1 => write!(f, "same speaker: {}", names[0]),
            Self::Speakers { names } => write!(f, "same speakers: {}", names.join(", ")),
            Self::Words { words } => write!(f, "both about {}", words.join(", ")),
            Self::Sentences { there, .. } => write!(f, "closest sentence: “{there}”"),
            Self::Meaning => f.write_str("near in meaning as a whole"),
        }
    }
}

impl Engine {
    /// Talks about the same, nearest first: by vectors, or by the words of the title where there
    /// are none. Leaves out the talk itself, and those that are it under another id or title.
    pub fn related(&self, key: &RecordKey, limit: usize) -> Vec<Related> {
        let corpus = self.corpus();
        let Some(origin) = corpus.find(key) else { return Vec::new() };
        let (near, near_min): (Box<dyn Iterator<Item = _>>, _) = match corpus.whole_vector(origin) {
            Some(vector) => (Box::new(by_meaning(corpus, &vector)), NEAR_MIN),
            None => (Box::new(self.by_title(origin).into_iter()), 0.0),
        };
        let mut kept = vec![origin];
        let mut found = Vec::new();
        for (place, score) in near {
            if found.len() >= limit {
                break;
            }
            let (here, there) = (&corpus.documents()[origin], &corpus.documents()[place]);
            let is_near = score >= near_min || !shared_speakers(here, there).is_empty();
            let is_related = there.key.kind == RecordKind::Talk && is_near;
            if is_related && kept.iter().all(|&other| !is_same_talk(corpus, other, place)) {
                kept.push(place);
                found.push(self.relate(origin, place, score));
            }
        }
        found
    }

    /// Places of documents that have words of the title, best first.
    fn by_title(&self, origin: usize) -> Vec<(usize, f32)> {
        let request = Request {
            query: self.corpus().documents()[origin].title.clone(),
            mode: Mode::Keyword,
            limit: BY_TITLE_MAX,
            offset: 0,
            filter: Filter::default(),
        };
        let hits = self.search(&request).map(|response| response.hits).unwrap_or_default();
        hits.iter().filter_map(|hit| Some((self.corpus().find(&hit.key)?, hit.score))).collect()
    }

    fn relate(&self, origin: usize, place: usize, score: f32) -> Related {
        let documents = self.corpus().documents();
        let document = &documents[place];
        Related {
            key: document.key.clone(),
            title: document.title.clone(),
            score,
            reasons: self.reasons(origin, place),
        }
    }

    fn reasons(&self, origin: usize, place: usize) -> Vec<Reason> {
        let documents = self.corpus().documents();
        let (here, there) = (&documents[origin], &documents[place]);
        let mut reasons = Vec::new();
        let names = shared_speakers(here, there);
        if !names.is_empty() {
            reasons.push(Reason::Speakers { names });
        }
        let words = self.shared_words(here, there);
        if words.is_empty() {
            reasons.extend(closest_sentences(self.corpus(), origin, place));
        } else {
            reasons.push(Reason::Words { words });
        }
        if reasons.is_empty() {
            reasons.push(Reason::Meaning);
        }
        reasons
    }

    /// The rare words and phrases that both have, the rarest and most frequent first. No word
    /// comes twice.
    fn shared_words(&self, here: &Document, there: &Document) -> Vec<String> {
        let (ours, theirs) = (content_words(here), content_words(there));
        let mut shared: Vec<(f32, &Stems, &String)> = Vec::new();
        for (stems, (shown, count)) in &ours {
            let Some((_, other)) = theirs.get(stems) else { continue };
            let idf: f32 = stems.iter().map(|stem| self.idf(stem)).sum();
            let weight = idf * (1.0 + (*count.min(other) as f32).ln());
            if idf >= RARE_IDF {
                shared.push((weight, stems, shown));
            }
        }
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut chosen: Vec<(&Stems, &String)> = Vec::new();
        for (_, stems, shown) in shared {
            let is_new =
                |(other, _): &(&Stems, &String)| stems.iter().all(|it| !other.contains(it));
            if chosen.len() < WORDS_MAX && chosen.iter().all(is_new) {
                chosen.push((stems, shown));
            }
        }
        chosen.into_iter().map(|(_, shown)| shown.clone()).collect()
    }
}

/// Places of all documents with a vector, nearest first, ties by key. A heap gives them one by one:
/// few are looked at, and only those are brought in order.
fn by_meaning<'a>(
    corpus: &'a Corpus,
    vector: &[f32],
) -> impl Iterator<Item = (usize, f32)> + use<'a> {
    let all: Vec<usize> = (0..corpus.documents().len()).collect();
    let cosines = cosines(corpus, vector, &all);
    let near = |(place, cosine): (usize, Option<f32>)| {
        Some(Near { cosine: cosine?, key: &corpus.documents()[place].key, place })
    };
    let mut heap: BinaryHeap<Near<'_>> = all.into_iter().zip(cosines).filter_map(near).collect();
    std::iter::from_fn(move || heap.pop().map(|near| (near.place, near.cosine)))
}

/// A document and how near it is; the greatest is the nearest, of equal ones that with the first
/// key.
struct Near<'a> {
    cosine: f32,
    key: &'a RecordKey,
    place: usize,
}

impl Ord for Near<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cosine.total_cmp(&other.cosine).then_with(|| other.key.cmp(self.key))
    }
}

impl PartialOrd for Near<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Near<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Near<'_> {}

/// Whether two documents are one talk: the same title, nearly the same text, or the same people
/// with nearly the same title.
fn is_same_talk(corpus: &Corpus, a: usize, b: usize) -> bool {
    let (one, other) = (&corpus.documents()[a], &corpus.documents()[b]);
    let vectors = corpus.whole_row(a).zip(corpus.whole_row(b));
    a == b
        || vectors.and_then(|(a, b)| cosine_of_rows(a, b)).is_some_and(|it| it > SAME_TALK)
        || fold(&one.title) == fold(&other.title)
        || (is_near_title(&one.title, &other.title) && !shared_speakers(one, other).is_empty())
}

/// Whether two titles share nearly all of their words, and all of their numbers: `Part 1` and
/// `Part 2` are two talks.
fn is_near_title(a: &str, b: &str) -> bool {
    let stems = |title: &str| -> HashSet<String> {
        words(title).iter().map(|word| stem(&word.folded)).collect()
    };
    let (a, b) = (stems(a), stems(b));
    let is_number = |word: &String| word.chars().all(|c| c.is_ascii_digit());
    let shared = a.intersection(&b).count() as f32;
    let all = a.union(&b).count() as f32;
    all > 0.0
        && shared / all >= SAME_TITLE_SHARE
        && a.symmetric_difference(&b).all(|word| !is_number(word))
}

/// Who is on stage at both, as the first prints the names.
fn shared_speakers(here: &Document, there: &Document) -> Vec<String> {
    let others: HashSet<String> = there.speakers.iter().map(|name| fold(name)).collect();
    let is_shared = |name: &&String| !name.is_empty() && others.contains(&fold(name));
    here.speakers.iter().filter(is_shared).cloned().collect()
}

/// The stems of a word, or of two neighbouring ones.
type Stems = Vec<String>;

/// The words of title and text that may say what a talk is about, and the pairs of neighbours among
/// them, by stem: as first written, and how often.
fn content_words(document: &Document) -> HashMap<Stems, (String, usize)> {
    let mut found: HashMap<Stems, (String, usize)> = HashMap::new();
    for text in [&document.title, &document.text] {
        let mut before: Option<(String, Range<usize>)> = None;
        for word in words(text) {
            let letters = word.folded.chars().filter(|c| c.is_alphabetic()).count();
            if letters < 2 || is_stop_word(&word.folded) || is_common_word(&word.folded) {
                before = None;
                continue;
            }
            let stem = stem(&word.folded);
            let mut note = |stems: Stems, range: Range<usize>| {
                let shown = || (text.get(range).unwrap_or_default().to_owned(), 0);
                found.entry(stems).or_insert_with(shown).1 += 1;
            };
            if let Some((last, range)) = before
                && matches!(text.get(range.end..word.range.start), Some(" " | "-"))
            {
                note(vec![last, stem.clone()], range.start..word.range.end);
            }
            note(vec![stem.clone()], word.range.clone());
            before = Some((stem, word.range));
        }
    }
    found
}

/// The pair of sentences nearest in meaning; `None` without vectors or without sentences.
fn closest_sentences(corpus: &Corpus, origin: usize, place: usize) -> Option<Reason> {
    let (ours, theirs) = (sentences(corpus, origin), sentences(corpus, place));
    let pairs = ours.iter().flat_map(|here| theirs.iter().map(move |there| (here, there)));
    let nearest =
        pairs.filter_map(|(here, there)| Some((cosine_of_rows(here.1, there.1)?, here.0, there.0)));
    let order = |pair: &(f32, usize, usize)| (Reverse(pair.1), Reverse(pair.2));
    let best = nearest.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| order(a).cmp(&order(b))))?;
    let text = |document: usize, passage: usize| corpus.passages(document)[passage].input.clone();
    Some(Reason::Sentences { here: text(origin, best.1), there: text(place, best.2) })
}

/// The sentences of a document with their vectors.
fn sentences(corpus: &Corpus, document: usize) -> Vec<(usize, &[f16])> {
    let passages = corpus.passages(document).iter().enumerate();
    passages
        .filter(|(_, passage)| passage.kind == PassageKind::Sentence)
        .filter_map(|(place, _)| Some((place, corpus.row(document, place)?)))
        .take(SENTENCES_MAX)
        .collect()
}
