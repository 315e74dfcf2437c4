//! Names that stand in a question in full: of titles, people, rooms, tracks, companies and
//! languages. Which of them is meant where several share words is said in `spot`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::titles::{is_telling, titles};
use super::{Candidate, Thing, may_hold, runs, telling, words_of};
use crate::answer::question::Question;
use crate::answer::{frame, language, names};
use crate::domain::{Catalog, EventBundle};
use crate::text;

/// Questions of so few words may begin with a room (`janson saturday morning`).
const FRAGMENT_WORDS: usize = 6;
/// No name of a room has more words than this.
const ROOM_WORDS: usize = 14;

/// All names in full, of the records of one event or of all.
pub(super) fn all<'a>(
    question: &Question,
    catalog: &'a Catalog,
    event: Option<&str>,
) -> Vec<Candidate<'a>> {
    let bundles: Vec<&EventBundle> = bundles(catalog, event).collect();
    let mut found: Vec<Candidate<'a>> = titles(question, &bundles)
        .into_iter()
        .filter(|it| is_telling(question, &it.range))
        .collect();
    found.extend(people(question, catalog));
    found.extend(rooms(question, &bundles));
    found.extend(tracks(question, &bundles));
    found.extend(companies(question, &bundles));
    found.extend(languages(question));
    found
}

/// The events asked about.
pub(super) fn bundles<'a>(
    catalog: &'a Catalog,
    event: Option<&str>,
) -> impl Iterator<Item = &'a EventBundle> {
    let is_asked = move |bundle: &&EventBundle| event.is_none_or(|it| it == bundle.event.slug);
    catalog.bundles().iter().map(|bundle| &**bundle).filter(is_asked)
}

/// People whose whole name, of two words or more, stands in the question.
fn people<'a>(question: &Question, catalog: &'a Catalog) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    for person in catalog.speakers() {
        let plain = person.name.split('(').next().unwrap_or_default();
        for name in [person.name.as_str(), plain] {
            if !may_hold(&question.words, name) {
                continue;
            }
            let words = words_of(name);
            let ranges = runs(&question.words, &words).into_iter().filter(|_| words.len() > 1);
            let is_whole = name == person.name;
            found.extend(
                ranges.map(|range| (is_whole, Candidate { range, thing: Thing::Person(person) })),
            );
        }
    }
    whole_first(found)
}

/// Rooms by their names, or a part of it: letters and digits alone are compared.
fn rooms<'a>(question: &Question, bundles: &[&'a EventBundle]) -> Vec<Candidate<'a>> {
    let squeezed: Vec<String> = question.words.iter().map(|word| squeezed(word)).collect();
    let mut found = Vec::new();
    for bundle in bundles {
        let location = words_of(bundle.event.location.as_deref().unwrap_or_default());
        let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
        let rooms: BTreeSet<&str> = slots.filter_map(|slot| slot.room.as_deref()).collect();
        for room in rooms {
            for part in room_parts(room) {
                let is_place = words_of(part).iter().all(|word| location.contains(word));
                for range in squeezed_runs(&squeezed, &self::squeezed(part)) {
                    if !is_place && is_room(question, &range, part) {
                        found.push((part == room, Candidate { range, thing: Thing::Room(room) }));
                    }
                }
            }
        }
    }
    whole_first(found)
}

/// Without parts of names where the same words are the whole name of something.
fn whole_first(found: Vec<(bool, Candidate<'_>)>) -> Vec<Candidate<'_>> {
    let whole: Vec<Range<usize>> =
        found.iter().filter(|(is_whole, _)| *is_whole).map(|(_, it)| it.range.clone()).collect();
    let found = found.into_iter();
    found
        .filter(|(is_whole, it)| *is_whole || !whole.contains(&it.range))
        .map(|(_, it)| it)
        .collect()
}

/// A room's name as a whole, and what stands before, within and after brackets and bars.
fn room_parts(room: &str) -> Vec<&str> {
    let parts = room.split(['(', ')', '|', ',', '[', ']']).flat_map(|part| part.split(" - "));
    let parts = parts.map(str::trim).filter(|part| part.chars().count() > 1);
    let mut all: Vec<&str> = parts.filter(|part| *part != room).collect();
    all.push(room);
    all
}

fn squeezed(text: &str) -> String {
    let folded = text::fold(text);
    folded.strip_suffix("'s").unwrap_or(&folded).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The places where words, signs left out, make up `name`.
fn squeezed_runs(words: &[String], name: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if name.is_empty() {
        return found;
    }
    for start in 0..words.len() {
        let mut rest = name;
        for (end, word) in words.iter().enumerate().skip(start).take(ROOM_WORDS) {
            let Some(after) = rest.strip_prefix(word.as_str()).filter(|_| !word.is_empty()) else {
                break;
            };
            rest = after;
            if rest.is_empty() {
                found.push(start..end + 1);
                break;
            }
        }
    }
    found
}

/// Whether words that spell a room's name mean it: several or with a number, or where a room stands.
fn is_room(question: &Question, range: &Range<usize>, name: &str) -> bool {
    const BEFORE: [&str; 8] = ["in", "at", "room", "hall", "stage", "for", "of", "from"];
    let has_cue = is_after(question, range, &BEFORE)
        || is_before(question, range, &["room", "hall", "stage", "programme", "schedule"]);
    let opens = range.start == 0 && question.words.len() <= FRAGMENT_WORDS;
    let has_number = name.chars().any(|c| c.is_ascii_digit()) && name.chars().count() > 2;
    has_cue || opens || has_number || telling(&question.words[range.clone()]) > 1
}

/// Whether one of `words` stands before the range, an article aside.
fn is_after(question: &Question, range: &Range<usize>, words: &[&str]) -> bool {
    let before = |back: usize| range.start.checked_sub(back).map(|at| question.words[at].as_str());
    match before(1) {
        Some("the") => before(2).is_some_and(|word| words.contains(&word)),
        Some(word) => words.contains(&word),
        None => false,
    }
}

fn is_before(question: &Question, range: &Range<usize>, words: &[&str]) -> bool {
    question.words.get(range.end).is_some_and(|word| words.contains(&word.as_str()))
}

const TRACK_NOUNS: [&str; 4] = ["track", "devroom", "tracks", "devrooms"];

/// Tracks by their names, with or without the word `track` or `devroom`.
fn tracks<'a>(question: &Question, bundles: &[&'a EventBundle]) -> Vec<Candidate<'a>> {
    let talks = bundles.iter().flat_map(|bundle| &bundle.talks);
    let tracks: BTreeSet<&str> = talks.filter_map(|talk| talk.track.as_deref()).collect();
    let mut found = Vec::new();
    for track in tracks.into_iter().filter(|track| may_hold(&question.words, track)) {
        let words = words_of(track);
        let core: Vec<String> =
            words.iter().filter(|it| !TRACK_NOUNS.contains(&it.as_str())).cloned().collect();
        for range in runs(&question.words, &words) {
            if words != core || is_track(question, &range) {
                found.push(Candidate {
                    range: with_noun(question, range),
                    thing: Thing::Track(track),
                });
            }
        }
        if words != core {
            let ranges = runs(&question.words, &core).into_iter();
            let ranges = ranges.filter(|range| is_track(question, range));
            found.extend(ranges.map(|range| Candidate {
                range: with_noun(question, range),
                thing: Thing::Track(track),
            }));
        }
    }
    found
}

/// Whether words that spell a track's name mean it.
fn is_track(question: &Question, range: &Range<usize>) -> bool {
    let is_near_noun =
        is_before(question, range, &TRACK_NOUNS) || is_after(question, range, &TRACK_NOUNS);
    let has_name = question.words[range.clone()].iter().any(|word| !frame::is_frame(word));
    is_near_noun || (has_name && is_after(question, range, &["in", "from", "of"]))
}

/// The range with the word `track` before or after it: so it wins over other things of its name.
fn with_noun(question: &Question, range: Range<usize>) -> Range<usize> {
    if is_before(question, &range, &TRACK_NOUNS) {
        return range.start..range.end + 1;
    }
    let before = range.start.checked_sub(1);
    match before.filter(|&at| TRACK_NOUNS.contains(&question.words[at].as_str())) {
        Some(start) => start..range.end,
        None => range,
    }
}

/// Companies that act or have people.
fn companies<'a>(question: &Question, bundles: &[&'a EventBundle]) -> Vec<Candidate<'a>> {
    const BEFORE: [&str; 13] =
        ["by", "from", "at", "of", "for", "did", "does", "do", "has", "have", "with", "is", "are"];
    #[rustfmt::skip]
    const AFTER: [&str; 13] = [
        "give", "gave", "giving", "gives", "present", "presented", "presenting", "presents",
        "people", "speakers", "employees", "speak", "talks",
    ];
    let talks = bundles.iter().flat_map(|bundle| &bundle.talks);
    let people = talks.flat_map(|talk| &talk.speakers);
    let affiliations: BTreeSet<&str> =
        people.filter_map(|person| person.affiliation.as_deref()).collect();
    let mut found = Vec::new();
    for name in affiliations.into_iter().filter(|name| may_hold(&question.words, name)) {
        let Some(words) = names::company_words(name) else { continue };
        for range in runs(&question.words, &words) {
            if is_after(question, &range, &BEFORE) || is_before(question, &range, &AFTER) {
                found.push(Candidate { range, thing: Thing::Company(words.clone()) });
            }
        }
    }
    found
}

/// Languages, as `in German` or `German talks`.
fn languages<'a>(question: &Question) -> Vec<Candidate<'a>> {
    let named = question.words.iter().enumerate();
    named
        .filter_map(|(at, word)| {
            let range = at..at + 1;
            let is_meant = is_after(question, &range, &["in"])
                || is_before(question, &range, &["talks", "sessions", "talk", "language"]);
            let tag = language::tag(word).filter(|_| is_meant)?;
            Some(Candidate { range, thing: Thing::Language(tag) })
        })
        .collect()
}
