//! Talks for the archives: real ones where they lie beside the repository, else the shipped ones, and
//! each again and again with other words in it. The same at every run.

use std::collections::{BTreeMap, HashMap};

use hallway::domain::{Appearance, Event, EventBundle, Talk};
use hallway::text::{is_stop_word, plain, sentences, slugify, words};
use jiff::civil::Date;
use serde::Deserialize;

use super::repository;

/// 2,999 talks of pyvideo, one a line.
const REAL_TALKS: &str = "../shared/data/talks/talks.jsonl";
/// Sentences kept of an abstract, in turn, so that a talk has about five passages with its whole.
const SENTENCES_KEPT: [usize; 2] = [4, 5];
/// A sentence of fewer words is no passage.
const SENTENCE_WORDS_MIN: usize = 3;
/// Of so many words one is another in a copy.
const CHANGED_ONE_IN: u64 = 4;
/// Shorter words are left as they are.
const CHANGED_BYTES_MIN: usize = 4;

/// A talk as the file has it.
#[derive(Clone, Deserialize)]
struct Source {
    title: String,
    #[serde(rename = "abstract")]
    text: String,
    speakers: Vec<String>,
    event: String,
    date: Option<Date>,
    tags: Vec<String>,
}

/// Where the talks come from, and the events of so many of them.
pub(super) struct Made {
    pub(super) origin: &'static str,
    pub(super) bundles: Vec<EventBundle>,
}

/// So many talks in the events they were given at; the copies in further editions of them.
pub(super) fn make(talks: usize) -> Made {
    let (origin, sources) = sources();
    let mut events: BTreeMap<(usize, String), EventBundle> = BTreeMap::new();
    let others = Others::of(&sources);
    for number in 0..talks {
        let edition = number / sources.len();
        let source = others.changed(&sources[number % sources.len()], number, edition);
        let place = (edition, source.event.clone());
        let bundle = events.entry(place).or_insert_with(|| event(&source, edition));
        let slug = &bundle.event.slug;
        bundle.talks.push(talk(&source, slug, number));
    }
    Made { origin, bundles: events.into_values().collect() }
}

/// A text of the same length in bytes with other words, so that vectors of its tokens can be those of
/// the one it came from.
pub(super) fn reworded(text: &str, others: &Others, seed: u64) -> String {
    others.reword(text, seed)
}

/// The words that may stand for another: those of all talks by their length.
pub(super) struct Others {
    by_length: HashMap<usize, Vec<String>>,
}

impl Others {
    /// The words of the talks there are.
    pub(super) fn known() -> Self {
        Self::of(&sources().1)
    }

    fn of(sources: &[Source]) -> Self {
        let mut by_length: HashMap<usize, Vec<String>> = HashMap::new();
        for source in sources.iter().step_by(3) {
            for word in words(&source.text) {
                let text = &source.text[word.range];
                if is_changeable(text) {
                    by_length.entry(text.len()).or_default().push(text.to_owned());
                }
            }
        }
        Self { by_length }
    }

    fn changed(&self, source: &Source, number: usize, edition: usize) -> Source {
        if edition == 0 {
            return source.clone();
        }
        let seed = number as u64 + 1;
        Source {
            title: self.reword(&source.title, seed),
            text: self.reword(&source.text, seed.wrapping_mul(31)),
            ..source.clone()
        }
    }

    fn reword(&self, text: &str, seed: u64) -> String {
        let mut random = Random(seed);
        let mut changed = text.to_owned();
        for word in words(text) {
            let old = &text[word.range.clone()];
            let same_length = self.by_length.get(&old.len()).map_or(&[][..], Vec::as_slice);
            if is_changeable(old) && !same_length.is_empty() && random.below(CHANGED_ONE_IN) == 0 {
                let new = &same_length[random.below(same_length.len() as u64) as usize];
                changed.replace_range(word.range, new);
            }
        }
        changed
    }
}

/// Lower-case words of plain letters, which say something.
fn is_changeable(word: &str) -> bool {
    word.len() >= CHANGED_BYTES_MIN
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !is_stop_word(word)
}

/// A linear congruential generator (Knuth's constants): the same numbers on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    /// A number below this one.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}

fn sources() -> (&'static str, Vec<Source>) {
    match std::fs::read_to_string(repository().join(REAL_TALKS)) {
        Ok(lines) => {
            let read = |line: &str| serde_json::from_str(line).expect("a line is a talk");
            ("2,999 talks of pyvideo", lines.lines().map(read).map(shortened).collect())
        }
        Err(_) => ("the shipped talks", shipped().into_iter().map(shortened).collect()),
    }
}

fn shipped() -> Vec<Source> {
    let mut sources = Vec::new();
    for file in ["aidev-2023.json", "aidev-europe-2024.json", "aidev-europe-2025.json"] {
        let bytes = std::fs::read(repository().join("data").join(file));
        let bytes = bytes.expect("the shipped conferences can be read");
        let bundle: EventBundle = serde_json::from_slice(&bytes).expect("they are valid");
        sources.extend(bundle.talks.into_iter().map(|talk| Source {
            title: talk.title,
            text: format!("{}\n\n{}", talk.abstract_text, talk.description),
            speakers: talk.speakers.into_iter().map(|person| person.name).collect(),
            event: bundle.event.name.clone(),
            date: bundle.event.starts_on,
            tags: talk.topics,
        }));
    }
    sources
}

/// The talk with the first sentences of its abstract alone.
fn shortened(source: Source) -> Source {
    let text = plain(&source.text);
    let keep = SENTENCES_KEPT[source.title.len() % SENTENCES_KEPT.len()];
    let is_passage =
        |it: &std::ops::Range<usize>| words(&text[it.clone()]).len() >= SENTENCE_WORDS_MIN;
    let end = sentences(&text)
        .into_iter()
        .filter(is_passage)
        .nth(keep - 1)
        .map_or(text.len(), |it| it.end);
    Source { text: text[..end].to_owned(), ..source }
}

fn event(source: &Source, edition: usize) -> EventBundle {
    let name = match edition {
        0 => source.event.clone(),
        _ => format!("{} edition {}", source.event, edition + 1),
    };
    let starts_on = source.date;
    let event = Event { slug: slugify(&name), name, starts_on, ..Event::default() };
    EventBundle { event, ..EventBundle::default() }
}

fn talk(source: &Source, event: &str, number: usize) -> Talk {
    let person = |name: &String| Appearance { name: name.clone(), ..Appearance::default() };
    Talk {
        id: number.to_string(),
        event: event.to_owned(),
        slug: format!("talk-{number}"),
        title: source.title.clone(),
        abstract_text: source.text.clone(),
        speakers: source.speakers.iter().map(person).collect(),
        topics: source.tags.clone(),
        ..Talk::default()
    }
}
