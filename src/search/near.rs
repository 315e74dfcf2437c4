//! Near words for people who mistyped a name: shared letter triples, no index and no model.

use std::collections::HashSet;

/// Below this share of common triples a name is no longer like the other.
const LIKENESS_MIN: f32 = 0.3;

/// The candidates most like `word`, best first; each candidate is a text and what it stands for.
pub fn near<'a, T>(
    word: &str,
    candidates: impl Iterator<Item = (&'a str, T)>,
    limit: usize,
) -> Vec<T> {
    let wanted = triples(word);
    let mut scored: Vec<(f32, T)> = candidates
        .map(|(text, value)| (likeness(&wanted, &triples(text)), value))
        .filter(|(score, _)| *score >= LIKENESS_MIN)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.truncate(limit);
    scored.into_iter().map(|(_, value)| value).collect()
}

/// Sorensen-Dice coefficient of two sets of triples (Dice 1945), 0 to 1.
fn likeness(a: &HashSet<[char; 3]>, b: &HashSet<[char; 3]>) -> f32 {
    let total = a.len() + b.len();
    if total == 0 {
        return 0.0;
    }
    let common = a.intersection(b).count();
    2.0 * common as f32 / total as f32
}

/// Every three letters in a row of the folded text, with a space at either end.
fn triples(text: &str) -> HashSet<[char; 3]> {
    let mut letters = vec![' '];
    letters.extend(text.chars().flat_map(char::to_lowercase).map(|letter| match letter {
        '-' | '_' => ' ',
        other => other,
    }));
    letters.push(' ');
    letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near_names(word: &str) -> Vec<&'static str> {
        let names = ["soumith-chintala", "ibrahim-haddad", "justin-cormack"];
        near(word, names.into_iter().map(|name| (name, name)), 2)
    }

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_finds_none() {
        assert_eq!(near_names("soumit-chintalla"), ["soumith-chintala"]);
        assert_eq!(near_names("Ibrahim Hadad"), ["ibrahim-haddad"]);
        assert!(near_names("zzzz").is_empty());
        assert!(near_names("").is_empty());
    }
}
