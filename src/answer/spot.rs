//! Finds what a question names: titles, people, rooms, tracks, companies, languages, days and
//! times. Puts a mark in place of each, so that the words left are the frame of the question and
//! its topic. Decides nothing.

use super::names;
use super::question::Question;
use super::when::When;
use crate::domain::{Catalog, Event, Slot, SpeakerProfile, Talk};
use crate::text;

mod candidates;
mod titles;
mod weak;

/// Stands for a title among the words left.
pub(super) const TITLE: &str = "<title>";
/// Stands for a person.
pub(super) const PERSON: &str = "<person>";
/// Stands for a room.
pub(super) const ROOM: &str = "<room>";
/// Stands for a track.
pub(super) const TRACK: &str = "<track>";
/// Stands for a company.
pub(super) const COMPANY: &str = "<company>";
/// Stands for a language.
pub(super) const LANGUAGE: &str = "<language>";
/// Stands for days or hours.
pub(super) const WHEN: &str = "<when>";

/// What a question names.
#[derive(Debug, Clone, Default)]
pub(super) struct Spots<'a> {
    /// Talks with the title named, withdrawn ones last.
    pub(super) titled: Vec<(&'a Event, &'a Talk)>,
    /// People.
    pub(super) people: Vec<&'a SpeakerProfile>,
    /// Rooms, as the records write them.
    pub(super) rooms: Vec<&'a str>,
    /// Tracks, as the records write them.
    pub(super) tracks: Vec<&'a str>,
    /// The words of a company's name.
    pub(super) company: Option<Vec<String>>,
    /// Language tags; a session in any of them is meant.
    pub(super) languages: Vec<&'static str>,
    /// Days and hours.
    pub(super) when: When,
    /// The words left, with marks where something was named.
    pub(super) rest: Vec<String>,
    /// For each of `rest`, the word of the question it is; `None` for marks.
    places: Vec<Option<usize>>,
}

/// One thing that may be named by some words of the question.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    /// The first word and the one after the last.
    range: std::ops::Range<usize>,
    thing: Thing<'a>,
}

#[derive(Debug, Clone)]
enum Thing<'a> {
    Track(&'a str),
    Room(&'a str),
    Person(&'a SpeakerProfile),
    Company(Vec<String>),
    Language(&'static str),
    Title(&'a Event, &'a Talk),
}

impl Thing<'_> {
    fn mark(&self) -> &'static str {
        match self {
            Self::Track(_) => TRACK,
            Self::Room(_) => ROOM,
            Self::Person(_) => PERSON,
            Self::Company(_) => COMPANY,
            Self::Language(_) => LANGUAGE,
            Self::Title(..) => TITLE,
        }
    }

    /// Of names of one length, which is meant: smaller before greater.
    fn rank(&self) -> u8 {
        match self {
            Self::Track(_) => 0,
            Self::Room(_) => 1,
            Self::Person(_) => 2,
            Self::Title(..) => 3,
            Self::Company(_) => 4,
            Self::Language(_) => 5,
        }
    }
}

impl<'a> Spots<'a> {
    /// What `question` names, of the records of `event` (a slug) or of all.
    pub(super) fn find(question: &Question, catalog: &'a Catalog, event: Option<&str>) -> Self {
        let words = &question.words;
        let mut found = candidates::all(question, catalog, event);
        found
            .sort_by_key(|it| (std::cmp::Reverse(it.range.len()), it.thing.rank(), it.range.start));
        let mut marks: Vec<Option<&'static str>> = vec![None; words.len()];
        let mut spots = Self::default();
        let mut chosen: Vec<Candidate<'a>> = Vec::new();
        for candidate in found {
            spots.choose(candidate, &mut marks, &mut chosen);
        }
        spots.read_when(question, &mut marks);
        spots.leave(words, &marks);
        for candidate in weak::candidates(&spots, question, catalog, event) {
            spots.choose(candidate, &mut marks, &mut chosen);
        }
        spots.leave(words, &marks);
        spots.titled.sort_by_key(|(_, talk)| talk.state == crate::domain::State::Withdrawn);
        spots
    }

    /// Takes a candidate whose words are free, or that names the same words as one taken, of the
    /// same kind.
    fn choose(
        &mut self,
        candidate: Candidate<'a>,
        marks: &mut [Option<&'static str>],
        chosen: &mut Vec<Candidate<'a>>,
    ) {
        let mark = candidate.thing.mark();
        let is_same = |it: &Candidate<'_>| it.range == candidate.range && it.thing.mark() == mark;
        let Some(slots) = marks.get_mut(candidate.range.clone()) else { return };
        if slots.iter().any(Option::is_some) && !chosen.iter().any(is_same) {
            return;
        }
        slots.fill(Some(mark));
        match &candidate.thing {
            Thing::Track(name) => push_once(&mut self.tracks, *name),
            Thing::Room(name) => push_once(&mut self.rooms, *name),
            Thing::Person(person) => push_once(&mut self.people, *person),
            Thing::Company(company) => self.company = Some(company.clone()),
            Thing::Language(tag) => push_once(&mut self.languages, *tag),
            Thing::Title(event, talk) => self.titled.push((event, talk)),
        }
        chosen.push(candidate);
    }

    fn read_when(&mut self, question: &Question, marks: &mut [Option<&'static str>]) {
        let typed = text::words(&question.text);
        let (when, used) =
            When::read(&question.text, &typed, &|at| marks.get(at).is_some_and(Option::is_some));
        self.when = when;
        for at in used {
            if let Some(mark) = marks.get_mut(at) {
                *mark = Some(WHEN);
            }
        }
    }

    /// Writes down the words left; neighbours under one mark become one.
    fn leave(&mut self, words: &[String], marks: &[Option<&'static str>]) {
        self.rest.clear();
        self.places.clear();
        for (at, (word, mark)) in words.iter().zip(marks).enumerate() {
            match mark {
                Some(mark) if self.rest.last().is_some_and(|last| last == mark) => {}
                Some(mark) => {
                    self.rest.push((*mark).to_owned());
                    self.places.push(None);
                }
                None => {
                    self.rest.push(word.clone());
                    self.places.push(Some(at));
                }
            }
        }
    }

    /// The words left that are no marks.
    pub(super) fn words(&self) -> Vec<String> {
        self.rest.iter().filter(|word| !word.starts_with('<')).cloned().collect()
    }

    /// Whether a mark, or a word, is among the words left.
    pub(super) fn has(&self, word: &str) -> bool {
        self.rest.iter().any(|it| it == word)
    }

    /// The words left that are neither marks, nor `forgotten`, nor frame.
    pub(super) fn residue(&self, forgotten: &[String]) -> Vec<usize> {
        let places = self.rest.iter().zip(&self.places);
        let is_telling = |word: &String| {
            !text::is_stop_word(word) && !super::frame::is_frame(word) && !forgotten.contains(word)
        };
        places.filter(|(word, _)| is_telling(word)).filter_map(|(_, place)| *place).collect()
    }

    /// The words after `about` up to the next mark or verb: a topic, whatever words it is made of.
    pub(super) fn topic(&self) -> Vec<usize> {
        let opens = |word: &String| matches!(word.as_str(), "about" | "regarding" | "covering");
        let Some(start) = self.rest.iter().position(opens) else { return Vec::new() };
        let ends = |word: &str| {
            word.starts_with('<') || matches!(word, "are" | "is" | "were" | "was" | "there")
        };
        let words = self.rest.iter().zip(&self.places).skip(start + 1);
        words
            .take_while(|(word, _)| !ends(word))
            .filter(|(word, _)| !text::is_stop_word(word))
            .filter_map(|(_, place)| *place)
            .collect()
    }

    /// Whether a talk in this slot is in a room named, when one is.
    pub(super) fn is_in_room(&self, slot: &Slot) -> bool {
        let is_named = |room: &str| self.rooms.contains(&room);
        self.rooms.is_empty() || slot.room.as_deref().is_some_and(is_named)
    }
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The places where `phrase` stands among `words`; a possessive after it is no other word.
fn runs(words: &[String], phrase: &[String]) -> Vec<std::ops::Range<usize>> {
    let Some((last, first)) = phrase.split_last() else { return Vec::new() };
    let is_last = |word: &String| word == last || word.strip_suffix("'s") == Some(last);
    let stands = |window: &[String]| {
        window.split_last().is_some_and(|(end, start)| start == first && is_last(end))
    };
    let windows = words.windows(phrase.len()).enumerate();
    windows.filter(|(_, it)| stands(it)).map(|(at, _)| at..at + phrase.len()).collect()
}

/// Whether the question holds the first word of a name: quick, and true wherever it may be held.
fn may_hold(words: &[String], name: &str) -> bool {
    let mut parts = name.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let Some(first) = parts.next().filter(|_| name.is_ascii()) else { return true };
    let first = first.as_bytes();
    words.iter().any(|word| {
        word.as_bytes().get(..first.len()).is_some_and(|it| it.eq_ignore_ascii_case(first))
            || word.starts_with('.')
    })
}

/// The words of a name, folded.
fn words_of(name: &str) -> Vec<String> {
    names::words(name)
}

/// How many words of a phrase say something.
fn telling(words: &[String]) -> usize {
    words.iter().filter(|word| !text::is_stop_word(word)).count()
}
