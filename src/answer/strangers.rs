//! Questions about the talks of a person, or in a room, that no record names: says so, and names
//! the nearest person there is.

use super::evidence;
use super::programme::{answered, citations, item, zone};
use super::record::{joined, quoted};
use super::select::{Asked, Entries};
use super::spot::{Spots, WHEN};
use super::{Findings, Outcome};
use crate::domain::SpeakerProfile;
use crate::search::SearchError;
use crate::text;

/// Names have few words; a longer run is no name.
const NAME_WORDS: usize = 4;
/// Of a name's letters, one in so many may be wrong in the nearest one; two that have changed places
/// count as two.
const LETTERS_A_SLIP: usize = 4;

/// Says that nobody is called so, or no room, where the question is built as if somebody were.
pub(super) fn answer(asked: &Asked<'_, '_>) -> Result<Option<Findings>, SearchError> {
    if let Some(name) = person(asked) {
        return named_nobody(asked, &name).map(Some);
    }
    Ok(room(asked).map(|name| {
        Findings::nothing(format!("No record mentions a room {}.", quoted(&text::line(&name))))
    }))
}

/// The name of a person, where all words left are one: `talks by X`, `does X speak`, `X's talk`.
fn person(asked: &Asked<'_, '_>) -> Option<String> {
    const BEFORE: [&str; 7] = ["by", "does", "did", "is", "will", "do", "are"];
    #[rustfmt::skip]
    const AFTER: [&str; 10] = [
        "speak", "speaking", "give", "giving", "gave", "present", "presenting", "talk", "talking",
        "talks",
    ];
    let left = run(asked.topic)?;
    let words = &asked.question.words;
    let word = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", String::as_str);
    let (before, after) = (word(left.start.checked_sub(1)), word(Some(left.end)));
    let is_owner = word(left.end.checked_sub(1)).ends_with("'s") && AFTER.contains(&after);
    let is_author = before == "by"
        && words[..left.start]
            .iter()
            .any(|it| matches!(it.as_str(), "talk" | "talks" | "sessions"));
    let acts = BEFORE.contains(&before) && AFTER.contains(&after);
    let named = asked.question.about(asked.topic);
    let is_unknown = evidence::weigh(asked.engine, &named).iter().any(|it| it.is_unknown);
    let is_name = left.len() <= NAME_WORDS && (acts || is_author || is_owner) && is_unknown;
    is_name.then(|| typed(asked, left))
}

/// The name of a room, where all words left follow `in` and a time is named.
fn room(asked: &Asked<'_, '_>) -> Option<String> {
    let left = run(asked.topic)?;
    let word = |at: usize| asked.question.words.get(at).map_or("", String::as_str);
    let is_room = |word: &str| matches!(word, "in" | "room" | "hall" | "stage");
    let article = usize::from(left.start.checked_sub(1).is_some_and(|at| word(at) == "the"));
    let before = left.start.checked_sub(1 + article).map_or("", word);
    let has_noun = is_room(word(left.end)) && word(left.end) != "in";
    let left = left.start..left.end + usize::from(has_noun);
    let is_asked = asked.spots.has(WHEN) && is_room(before);
    let asks = asked.question.words.first().is_some_and(|it| it.starts_with("wh"));
    let is_long = left.len() > NAME_WORDS;
    (is_asked && asks && !is_long && asked.spots.rooms.is_empty()).then(|| typed(asked, left))
}

/// The places as one run, when they are one.
fn run(places: &[usize]) -> Option<std::ops::Range<usize>> {
    let (first, last) = places.first().zip(places.last())?;
    (last + 1 - first == places.len()).then(|| *first..last + 1)
}

/// The words as they were typed, without the mark of the possessive.
fn typed(asked: &Asked<'_, '_>, range: std::ops::Range<usize>) -> String {
    let words = text::words(&asked.question.text);
    let ends = words.get(range.start).zip(words.get(range.end - 1));
    let typed = ends.map_or("", |(a, b)| &asked.question.text[a.range.start..b.range.end]);
    typed.trim_end_matches("'s").trim_end_matches("’s").to_owned()
}

fn named_nobody(asked: &Asked<'_, '_>, name: &str) -> Result<Findings, SearchError> {
    let lead = format!("No record mentions {}.", quoted(&text::line(name)));
    let Some(person) = nearest(asked, name) else { return Ok(Findings::nothing(lead)) };
    let mut spots = Spots::default();
    spots.people.push(person);
    let shown = Asked { spots: &spots, topic: &[], ..*asked }.select(Entries::Sessions)?;
    if shown.is_empty() {
        return Ok(Findings::nothing(lead));
    }
    let items: Vec<String> = shown.iter().take(3).map(item).collect();
    let text = format!(
        "{lead} The nearest name is {}: {}.{}",
        quoted(&text::line(&person.name)),
        joined(&items),
        zone(&shown)
    );
    let mut findings = answered(text, citations(&shown, 3));
    findings.reply.outcome = Outcome::Closest;
    Ok(findings)
}

/// The person whose name differs by the fewest letters, when they are few.
fn nearest<'a>(asked: &Asked<'a, '_>, name: &str) -> Option<&'a SpeakerProfile> {
    let wanted: Vec<char> = text::fold(name).chars().collect();
    let allowed = wanted.len() / LETTERS_A_SLIP;
    let near = asked.catalog.speakers().filter_map(|person| {
        let other: Vec<char> = text::fold(&person.name).chars().collect();
        let is_near_length = other.len().abs_diff(wanted.len()) <= allowed;
        let slips = is_near_length.then(|| slips(&wanted, &other))?;
        (slips <= allowed).then_some((slips, person))
    });
    near.min_by_key(|(slips, _)| *slips).map(|(_, person)| person)
}

/// Letters to add, drop or change to make one name of the other (Levenshtein).
fn slips(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, other) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let here = (diagonal + usize::from(letter != other)).min(above + 1).min(left + 1);
            diagonal = above;
            if let Some(place) = row.get_mut(j) {
                *place = left;
            }
            left = here;
        }
        if let Some(place) = row.get_mut(b.len()) {
            *place = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_letters_added_dropped_or_changed() {
        let slips = |a: &str, b: &str| {
            super::slips(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
        };
        assert_eq!(slips("ada byron", "ada byron"), 0);
        assert_eq!(slips("ada bryon", "ada byron"), 2);
        assert_eq!(slips("ada", "adam"), 1);
        assert_eq!(slips("", "ada"), 3);
        assert_eq!(slips("kitten", "sitting"), 3);
    }

    #[test]
    fn places_side_by_side_are_a_run() {
        assert_eq!(run(&[2, 3, 4]), Some(2..5));
        assert_eq!((run(&[2, 4]), run(&[])), (None, None));
    }
}
