//! Speakers that stand at the end of a title, as the Linux Foundation prints them: where the title
//! ends, and whether what follows are people at all.

use std::collections::HashSet;

use super::list::{Custom, Doubt, people};
use super::shape::{could_be_name, given_name_begins, tells_position_or_organisation};
use crate::domain::Appearance;
use crate::text;

/// A title without its speakers, and they.
pub(in crate::ingest) type Split = (String, Vec<Appearance>);

/// Most dashes at which a title may end; the most seen in a real one is four.
const MAX_DASHES: usize = 8;
/// Least number of titles with people in a file that has the custom.
const LEAST_TITLES: usize = 3;
/// Least share of titles with people among those that have a dash, as one part in so many.
const LEAST_SHARE: usize = 3;
/// What stands for speakers who are not known yet.
const UNKNOWN: [&str; 8] = [
    "tba",
    "tbc",
    "tbd",
    "speaker tba",
    "speakers tba",
    "speaker tbd",
    "to be announced",
    "speakers to be announced",
];

/// Splits the speakers off a title of which nothing but itself is known. `None` unless the end can
/// be nothing else: somebody with a usual given name or with a position, or several people.
pub(in crate::ingest) fn split_title(title: &str) -> Option<Split> {
    let none = HashSet::new();
    let custom = Custom { small_words: &none, companies: &none, doubt: Doubt::Against };
    split(title, custom, is_sure)
}

/// Splits the speakers off the titles of one file. Where many titles end in people, the others are
/// trusted to do so too, as far as no word of the end stands in small letters elsewhere in the
/// file's `texts`.
pub(in crate::ingest) fn split_titles<'a>(
    titles: &[&'a str],
    texts: impl Iterator<Item = &'a str>,
) -> Vec<Option<Split>> {
    let mut splits: Vec<Option<Split>> = titles.iter().map(|title| split_title(title)).collect();
    let dashed = titles.iter().filter(|title| dashes(title).next().is_some()).count();
    let sure = splits.iter().flatten().count();
    if sure < LEAST_TITLES || sure * LEAST_SHARE < dashed {
        return splits;
    }
    let small_words = small_words(titles.iter().copied().chain(texts));
    let companies = companies(&splits);
    let custom = Custom { small_words: &small_words, companies: &companies, doubt: Doubt::For };
    let employers = employers(&splits);
    let is_enough = |people: &[Appearance]| match people {
        [one] => one.affiliation.is_some() || !employers.contains(&text::fold(&one.name)),
        _ => true,
    };
    for (title, found) in titles.iter().zip(&mut splits) {
        if let Some(better) = split(title, custom, is_enough) {
            *found = Some(better);
        }
    }
    splits
}

/// Splits at the last dash of a title whose source always adds the names behind one, with commas
/// between them; a title without names ends in the dash.
pub(in crate::ingest) fn split_last(title: &str) -> Option<Split> {
    if let Some(bare) = title.trim_end().strip_suffix(" -") {
        return Some((bare.trim_end().to_owned(), Vec::new()));
    }
    let (head, tail) = dashes(title).next()?;
    let names: Vec<&str> = tail.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let fit = names.iter().all(|name| could_be_name(name));
    (fit && !names.is_empty()).then(|| {
        let people = names
            .iter()
            .map(|name| Appearance { name: (*name).to_owned(), ..Appearance::default() });
        (head.to_owned(), people.collect())
    })
}

/// The first split, from the last dash on, whose end is people.
fn split(
    title: &str,
    custom: Custom<'_>,
    is_enough: impl Fn(&[Appearance]) -> bool,
) -> Option<Split> {
    dashes(title).take(MAX_DASHES).find_map(|(head, tail)| {
        if UNKNOWN.contains(&text::fold(tail).as_str()) {
            return Some((head.to_owned(), Vec::new()));
        }
        let people = people(tail, custom).filter(|people| is_enough(people))?;
        Some((head.to_owned(), people))
    })
}

/// The two sides of each dash that could end a title, from the last one on. A hyphen inside of a
/// word is none.
fn dashes(title: &str) -> impl Iterator<Item = (&str, &str)> {
    title.char_indices().rev().filter_map(|(at, c)| {
        if !matches!(c, '-' | '–' | '—') {
            return None;
        }
        let (head, tail) = (title.get(..at)?, title.get(at + c.len_utf8()..)?);
        let parted = (head.ends_with(char::is_whitespace) && !tail.starts_with(['-', '–', '—']))
            || (tail.starts_with(char::is_whitespace) && head.ends_with(is_end_of_phrase));
        let head = head.trim_end().trim_end_matches(['-', '–', '—']).trim_end();
        (parted && !head.is_empty() && !tail.trim().is_empty()).then(|| (head, tail.trim()))
    })
}

/// Whether a character may end a title right before a dash (`What's next?- Ada`), or is a dash.
fn is_end_of_phrase(c: char) -> bool {
    matches!(c, '?' | '!' | '.' | '…' | ')' | '"' | '”' | '-' | '–')
}

/// The companies of the last in each list, folded: those before could be names (`Ada Moor, Jan
/// Smit & Mei Chen, Mill`).
fn companies(splits: &[Option<Split>]) -> HashSet<String> {
    let last = splits.iter().flatten().filter_map(|(_, people)| people.last());
    last.filter_map(|person| person.affiliation.as_deref()).map(text::fold).collect()
}

/// Where people work, folded: what stands alone behind a dash and is one of these is a sponsor.
fn employers(splits: &[Option<Split>]) -> HashSet<String> {
    let people = splits.iter().flatten().flat_map(|(_, people)| people);
    people.filter_map(|person| person.affiliation.as_deref()).map(text::fold).collect()
}

/// Whether people of which nothing else is known can be trusted to be people.
fn is_sure(people: &[Appearance]) -> bool {
    people.iter().any(|person| {
        let employed = person.affiliation.as_deref().is_some_and(tells_position_or_organisation);
        employed || given_name_begins(&person.name)
    })
}

/// Words that begin with a small letter somewhere, folded. Addresses are no words.
fn small_words<'a>(texts: impl Iterator<Item = &'a str>) -> HashSet<String> {
    let is_address = |token: &&str| token.contains(['@', '/', '_']) || has_inner_dot(token);
    let is_mark = |c: char| !c.is_alphanumeric() && c != '-' && c != '\'';
    let tokens = texts.flat_map(str::split_whitespace).filter(|token| !is_address(token));
    let mut words = HashSet::new();
    for word in tokens.flat_map(|token| token.split(is_mark)) {
        let is_small = word.starts_with(char::is_lowercase);
        if is_small && word.len() > 1 && !words.contains(word) {
            words.insert(text::fold(word));
        }
    }
    words
}

/// Whether a full stop stands between letters, as in `conf.example`.
fn has_inner_dot(token: &str) -> bool {
    token.trim_matches('.').contains('.')
}

#[cfg(test)]
mod tests;
