//! Titles that stand in a question, whole or by a part that no other title has.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Candidate, Thing, may_hold, runs, telling, words_of};
use crate::answer::frame;
use crate::answer::question::Question;
use crate::domain::{Event, EventBundle, Talk};
use crate::text;

/// A title named by so many words is meant, whatever else the question says.
const LONG_TITLE_WORDS: usize = 3;

/// Whether these words can be nothing but a title: many, or in quotation marks.
pub(super) fn is_telling(question: &Question, range: &Range<usize>) -> bool {
    let words = &question.words[range.clone()];
    let typed = text::words(&question.text);
    let sign =
        |at: Option<char>| at.is_some_and(|c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»'));
    let is_quoted = typed.get(range.start).zip(typed.get(range.end - 1)).is_some_and(|(a, b)| {
        sign(question.text[..a.range.start].chars().next_back())
            && sign(
                question.text[b.range.end..]
                    .trim_start_matches(['.', '!', '?', ')'])
                    .chars()
                    .next(),
            )
    });
    is_quoted
        || (words.len() >= LONG_TITLE_WORDS && telling(words) >= 2)
        || (words.len() >= 2 && is_whole_subject(question, range))
}

/// Whether all words beside these are frame, and these are not.
fn is_whole_subject(question: &Question, range: &Range<usize>) -> bool {
    let is_plain = |word: &String| text::is_stop_word(word) || frame::is_frame(word);
    let (before, rest) = question.words.split_at(range.start);
    let (title, after) = rest.split_at(range.len());
    !lists(&question.words)
        && before.iter().chain(after).all(is_plain)
        && !title.iter().all(is_plain)
        && title.iter().filter(|word| !text::is_stop_word(word)).count() >= 2
}

/// Whether the question asks for a list, whose noun may be a title of a session, too.
pub(super) fn lists(words: &[String]) -> bool {
    #[rustfmt::skip]
    const FACTS: [&str; 11] = [
        "time", "room", "day", "language", "track", "kind", "hall", "date", "is", "was", "does",
    ];
    let is_plural = |word: &String| {
        #[rustfmt::skip]
        let nouns = ["talks", "sessions", "workshops", "keynotes", "panels", "tutorials"];
        nouns.contains(&word.as_str())
    };
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let asks = match word(0) {
        "which" | "what" | "in" | "on" | "at" => {
            !FACTS.contains(&word(1)) && !FACTS.contains(&word(2))
        }
        "how" => word(1) == "many",
        "list" | "show" | "all" | "any" | "are" | "give" | "find" | "tell" => true,
        first => is_plural(&first.to_owned()),
    };
    asks && words.iter().any(is_plural)
}

/// Talks whose title, or a part of it that no other title has, stands in the question.
pub(super) fn titles<'a>(question: &Question, bundles: &[&'a EventBundle]) -> Vec<Candidate<'a>> {
    let mut whole: BTreeMap<(usize, usize), Vec<(&Event, &Talk)>> = BTreeMap::new();
    let mut parts: BTreeMap<(usize, usize), Vec<(&Event, &Talk)>> = BTreeMap::new();
    for bundle in bundles {
        for talk in &bundle.talks {
            for (part, is_whole) in title_parts(&talk.title) {
                if !may_hold(&question.words, part) {
                    continue;
                }
                let list = if is_whole { &mut whole } else { &mut parts };
                for range in runs(&question.words, &words_of(part)) {
                    list.entry((range.start, range.end)).or_default().push((&bundle.event, talk));
                }
            }
        }
    }
    parts.retain(|range, talks| !whole.contains_key(range) && is_one_title(talks));
    let found = whole.into_iter().chain(parts);
    found
        .flat_map(|((start, end), talks)| {
            talks.into_iter().map(move |(event, talk)| Candidate {
                range: start..end,
                thing: Thing::Title(event, talk),
            })
        })
        .collect()
}

fn is_one_title(talks: &[(&Event, &Talk)]) -> bool {
    let titles: BTreeSet<String> = talks.iter().map(|(_, talk)| text::fold(&talk.title)).collect();
    titles.len() == 1
}

/// A title as a whole, and its parts between colons, dashes and the like: each, and from the
/// first or to the last of them.
fn title_parts(title: &str) -> Vec<(&str, bool)> {
    let mut cuts: Vec<(usize, usize)> = title
        .char_indices()
        .filter(|(at, c)| is_joint(title, *at, *c))
        .map(|(at, c)| (at, at + c.len_utf8()))
        .take(6)
        .collect();
    cuts.insert(0, (0, 0));
    cuts.push((title.len(), title.len()));
    let mut parts = vec![(title, true)];
    for (from, &(_, start)) in cuts.iter().enumerate() {
        for &(end, _) in &cuts[from + 1..] {
            if let Some(part) = title.get(start..end).filter(|it| it.len() < title.len()) {
                parts.push((part, false));
            }
        }
    }
    parts.retain(|(part, is_whole)| *is_whole || part.chars().any(char::is_alphanumeric));
    parts
}

fn is_joint(title: &str, at: usize, c: char) -> bool {
    let is_spaced = || {
        title[..at].ends_with(char::is_whitespace)
            || title[at + c.len_utf8()..].starts_with(char::is_whitespace)
    };
    match c {
        ';' | '|' | '–' | '—' | '(' | ')' | '[' | ']' | '?' | '!' => true,
        ':' | '-' | '.' | '/' => is_spaced(),
        _ => false,
    }
}
