//! Names that differ by a slip of the pen. Pure; knows neither people nor talks.

use std::collections::{BTreeSet, HashMap};

/// Places of a name that are looked at: a longer name is a text, and each place costs a pass.
const MAX_CHARS: usize = 60;
/// Words with fewer letters are initials and particles: `Stage A`, `Stage B`.
const MIN_WORD_LETTERS: usize = 4;

/// Pairs of names one edit apart within their first 60 characters: a letter replaced, left out, or
/// two letters swapped. Of a crowd
/// that differs in one place, each is paired with the one before.
pub(super) fn close_pairs<'a>(names: &[&'a str]) -> BTreeSet<(&'a str, &'a str)> {
    let known: HashMap<&str, &'a str> = names.iter().map(|name| (*name, *name)).collect();
    let letters: Vec<Vec<char>> = names.iter().map(|name| name.chars().collect()).collect();
    let longest = letters.iter().map(Vec::len).max().unwrap_or(0);
    let mut pairs = BTreeSet::new();
    for at in 0..longest.min(MAX_CHARS) {
        let mut replaced: HashMap<String, &str> = HashMap::new();
        for (&name, letters) in names.iter().zip(&letters) {
            let Some(edits) = Edits::new(letters, at) else { continue };
            let partners = [
                replaced.insert(edits.replaced, name),
                known.get(edits.left_out.as_str()).copied(),
                known.get(edits.swapped.as_str()).copied(),
            ];
            let partners = partners.into_iter().flatten().filter(|partner| *partner != name);
            pairs.extend(partners.map(|it| (it.min(name), it.max(name))));
        }
    }
    pairs
}

/// What one edit at one place makes of a name.
struct Edits {
    /// With any letter in that place.
    replaced: String,
    left_out: String,
    /// With the next letter before it.
    swapped: String,
}

impl Edits {
    fn new(chars: &[char], at: usize) -> Option<Self> {
        let (head, [c, rest @ ..]) = chars.split_at_checked(at)? else { return None };
        let with = |middle: &[char], tail: &[char]| head.iter().chain(middle).chain(tail).collect();
        let swapped = match rest {
            [next, tail @ ..] => with(&[*next, *c], tail),
            [] => String::new(),
        };
        Some(Self { replaced: with(&['\0'], rest), left_out: with(&[], rest), swapped })
    }
}

/// Whether the letters in which two names differ are likely a slip of the pen: inside a word,
/// because first letters and endings tell people apart (`Meier` and `Beier`, `Daniel` and
/// `Daniela`), not in a short word, and no digit.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    [&a, &b].into_iter().all(|name| {
        let end = name.len().saturating_sub(tail).max(same);
        let is_letter = |c: &char| c.is_alphabetic();
        let before = name[..same].iter().rev().take_while(|c| is_letter(c)).count();
        let after = name[end..].iter().take_while(|c| is_letter(c)).count();
        let changed = &name[same..end];
        let letters = before + changed.len() + after;
        before > 0 && after > 0 && letters >= MIN_WORD_LETTERS && changed.iter().all(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_are_told_from_endings_initials_and_numbers() {
        for (a, b) in [
            ("philip lander", "phillip lander"),
            ("jan meier", "jan meyer"),
            ("micheal lander", "michael lander"),
            ("ada bryon-moor", "ada byron-moor"),
        ] {
            assert!(is_slip(a, b) && is_slip(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("daniel lander", "daniela lander"),
            ("mario lander", "maria lander"),
            ("jan meier", "jan beier"),
            ("stage a holder", "stage b holder"),
            ("lantern1x", "lantern2x"),
            ("jan lee smith", "jan loe smith"),
        ] {
            assert!(!is_slip(a, b) && !is_slip(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn a_crowd_of_like_names_gives_no_more_pairs_than_its_share() {
        let names: Vec<String> = (0..5_000).map(|n| format!("lantern{n:05}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(close_pairs(&names).len() <= 3 * 12 * names.len());
    }

    fn edits(a: &str, b: &str) -> bool {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
        let (rest_a, rest_b) = (&a[same..], &b[same..]);
        let after = |rest: &[char], n: usize| rest.get(n..).map(<[char]>::to_vec);
        after(rest_a, 1) == after(rest_b, 1)
            || after(rest_a, 1).as_deref() == Some(rest_b)
            || after(rest_b, 1).as_deref() == Some(rest_a)
            || (after(rest_a, 2).is_some()
                && after(rest_a, 2) == after(rest_b, 2)
                && rest_a[0] == rest_b[1]
                && rest_a[1] == rest_b[0])
    }

    proptest! {
        #[test]
        fn two_names_are_a_pair_when_one_edit_parts_them(a in "[ab]{1,6}", b in "[ab]{1,6}") {
            let names: Vec<&str> = BTreeSet::from([a.as_str(), b.as_str()]).into_iter().collect();
            prop_assert_eq!(close_pairs(&names).len() == 1, a != b && edits(&a, &b));
        }

        #[test]
        fn any_two_names_are_judged(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            prop_assert_eq!(is_slip(&a, &b), is_slip(&b, &a));
        }
    }
}
