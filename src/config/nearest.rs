//! "Did you mean": the candidate that a mistyped word was probably meant to be.

/// The candidate closest to `word`, if it is close enough to be a slip: at most one edit in three
/// letters, and at least one for short words. A swap of neighbours counts as one edit, case as none.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(edits, candidate)| *edits <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of
/// neighbours, no part edited twice (Damerau 1964; the restricted form).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let events = ["aidev-2023", "aidev-europe-2024", "aidev-europe-2025"];
        assert_eq!(nearest("aidev-europ-2024", events), Some("aidev-europe-2024"));
        assert_eq!(nearest("AIDEV-2032", events), Some("aidev-2023"));
        assert_eq!(nearest("fosdem", events), None);
        assert_eq!(nearest("gup", ["auto", "cpu", "gpu"]), Some("gpu"));
    }

    #[test]
    fn known_distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("bnid", "bind"), 1);
    }

    proptest! {
        #[test]
        fn a_distance_is_symmetric_and_bounded(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            let edits = distance(&a, &b);
            prop_assert_eq!(edits, distance(&b, &a));
            prop_assert!(edits <= a.len().max(b.len()));
            prop_assert!(edits >= a.len().abs_diff(b.len()));
            prop_assert_eq!(edits == 0, a == b);
        }
    }
}
