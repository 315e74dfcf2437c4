//! Names in short: a title of a word or two, a surname. They are meant only where nothing else in
//! the question is left to be understood.

use std::collections::BTreeMap;
use std::ops::Range;

use super::candidates::bundles;
use super::titles::{lists, titles};
use super::{Candidate, Spots, Thing, may_hold, runs, words_of};
use crate::answer::question::Question;
use crate::domain::{Catalog, EventBundle, SpeakerProfile};

/// The short names that explain what is left of the question.
pub(super) fn candidates<'a>(
    spots: &Spots<'a>,
    question: &Question,
    catalog: &'a Catalog,
    event: Option<&str>,
) -> Vec<Candidate<'a>> {
    let bundles: Vec<&EventBundle> = bundles(catalog, event).collect();
    let named = bundles.iter().flat_map(|bundle| words_of(&bundle.event.name)).collect::<Vec<_>>();
    let left = spots.residue(&named);
    let titled = || short_titles(spots, question, &bundles, &left);
    let actors = actors(spots, question, &left);
    let people = || surnames(question, catalog, &actors);
    if is_on_stage(spots, question) {
        let people = people();
        return if people.is_empty() { titled() } else { people };
    }
    let titled = titled();
    if titled.is_empty() && !left.is_empty() { people() } else { titled }
}

/// Places where a person's name may stand: among the words left that are no topic, and where one
/// acts, even under a name that is a frame word elsewhere (`talks by Long`).
fn actors(spots: &Spots<'_>, question: &Question, left: &[usize]) -> Vec<usize> {
    const BEFORE: [&str; 3] = ["by", "does", "is"];
    const AFTER: [&str; 6] = ["speak", "speaks", "speaking", "give", "giving", "present"];
    let topic = spots.topic();
    let word = |at: usize| question.words.get(at).map_or("", String::as_str);
    let acts = |at: &usize| {
        let before = at.checked_sub(1).map_or("", word);
        let is_name = !crate::text::is_stop_word(word(*at)) && !AFTER.contains(&word(*at));
        let is_last = at + 1 == question.words.len();
        is_name
            && (before == "by" && is_last
                || BEFORE.contains(&before) && AFTER.contains(&word(at + 1)))
    };
    let acting = (0..question.words.len()).filter(acts);
    let mut places: Vec<usize> = left.iter().copied().chain(acting).collect();
    places.retain(|at| !topic.contains(at));
    places
}

/// Whether the question speaks of somebody doing something.
fn is_on_stage(spots: &Spots<'_>, question: &Question) -> bool {
    let is_verb = |word: &String| {
        matches!(
            word.as_str(),
            "speak"
                | "speaks"
                | "speaking"
                | "present"
                | "presents"
                | "presenting"
                | "by"
                | "give"
                | "giving"
        )
    };
    let has_owner = question.words.iter().any(|word| word.ends_with("'s") && word != "what's");
    has_owner || spots.rest.iter().any(is_verb)
}

/// Titles that hold every word left. With nothing left, a title of mere frame words (`Opening`) that
/// stands where a name does.
fn short_titles<'a>(
    spots: &Spots<'a>,
    question: &Question,
    bundles: &[&'a EventBundle],
    left: &[usize],
) -> Vec<Candidate<'a>> {
    if !spots.titled.is_empty() || lists(&question.words) {
        return Vec::new();
    }
    let is_meant = |range: &Range<usize>| match left.is_empty() {
        false => left.iter().all(|at| range.contains(at)),
        true => spots.people.is_empty() && is_named_outright(question, range),
    };
    let mut found = titles(question, bundles);
    found.retain(|it| is_meant(&it.range));
    let longest = found.iter().map(|it| it.range.len()).max().unwrap_or(0);
    found.retain(|it| it.range.len() == longest);
    found
}

/// Whether the words stand right after `is`, `give` and the like, and are more than a bare noun.
fn is_named_outright(question: &Question, range: &Range<usize>) -> bool {
    #[rustfmt::skip]
    const NOUNS: [&str; 20] = [
        "talk", "session", "keynote", "workshop", "panel", "day", "time", "room", "talks",
        "sessions", "keynotes", "workshops", "panels", "first", "last", "next", "speaker",
        "speakers", "recording", "video",
    ];
    let words = &question.words[range.clone()];
    let before = range.start.checked_sub(1).map(|at| question.words[at].as_str());
    let before = match before {
        Some("the" | "talk" | "session" | "called" | "titled") | None => before,
        Some("is" | "does" | "gives" | "presents" | "of" | "for" | "in" | "gave" | "hosts") => {
            before
        }
        _ => return false,
    };
    let is_noun =
        words.iter().all(|word| NOUNS.contains(&word.as_str()) || crate::text::is_stop_word(word));
    before.is_some() && !is_noun && super::telling(words) > 0
}

/// People by the last words of their names, where no other has them.
fn surnames<'a>(question: &Question, catalog: &'a Catalog, left: &[usize]) -> Vec<Candidate<'a>> {
    let mut whole: BTreeMap<(usize, usize), Vec<&SpeakerProfile>> = BTreeMap::new();
    let mut parts: BTreeMap<(usize, usize), Vec<&SpeakerProfile>> = BTreeMap::new();
    for person in catalog.speakers() {
        let last = person.name.rsplit(char::is_whitespace).next().unwrap_or_default();
        if !may_hold(&question.words, last) && !may_hold(&question.words, &person.name) {
            continue;
        }
        let words = words_of(&person.name);
        for from in 0..words.len() {
            let list = if from == 0 { &mut whole } else { &mut parts };
            for range in runs(&question.words, &words[from..]) {
                list.entry((range.start, range.end)).or_default().push(person);
            }
        }
    }
    parts.retain(|range, _| !whole.contains_key(range));
    let found = whole.into_iter().chain(parts);
    let mut found: Vec<Candidate<'a>> = found
        .filter(|((start, end), people)| {
            people.len() == 1 && (*start..*end).any(|at| left.contains(&at))
        })
        .flat_map(|((start, end), people)| {
            let range = start..end;
            people
                .into_iter()
                .map(move |it| Candidate { range: range.clone(), thing: Thing::Person(it) })
        })
        .collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.range.len()));
    found
}
