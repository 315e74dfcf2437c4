//! Texts that share nearly all of their words, without comparing all pairs: two sets with so much
//! in common share one of their rarest words (prefix filtering; Chaudhuri, Ganti and Kaushik 2006).

use std::cmp::Ordering;
use std::collections::HashMap;

/// Share of the words of both that is in both, from which on texts are alike: 4 of 5.
const ALIKE: (usize, usize) = (4, 5);

/// Texts with fewer distinct words are alike by chance.
const MIN_WORDS: usize = 8;

/// Texts that one text is compared with for each of its rare words, the nearest in length. Without
/// a limit, thousands of texts from one mould would give all pairs; each still meets its neighbours.
const MAX_CANDIDATES: usize = 16;

/// Texts as sets of numbered words.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// A number for each word, in the order they are met.
    numbers: HashMap<String, u32>,
    /// In how many texts each word stands.
    counts: Vec<u32>,
    /// The distinct words of each text.
    sets: Vec<Vec<u32>>,
}

impl Texts {
    /// Adds a text by its words, in any order.
    pub(super) fn add(&mut self, words: impl Iterator<Item = String>) {
        let mut set = Vec::new();
        for word in words {
            let next = self.counts.len() as u32;
            let number = *self.numbers.entry(word).or_insert(next);
            if number == next {
                self.counts.push(0);
            }
            set.push(number);
        }
        set.sort_unstable();
        set.dedup();
        for number in &set {
            self.counts[*number as usize] += 1;
        }
        self.sets.push(set);
    }

    /// Pairs of texts by the order they were added in: those with the same words, each with the
    /// one before, and those that are alike. Texts of less than eight distinct words are in none.
    pub(super) fn alike(mut self) -> Vec<(usize, usize)> {
        self.rank();
        let mut pairs = Vec::new();
        let mut latest: HashMap<&[u32], usize> = HashMap::new();
        let mut firsts = Vec::new();
        for (at, set) in self.sets.iter().enumerate().filter(|(_, set)| set.len() >= MIN_WORDS) {
            match latest.insert(set, at) {
                Some(same) => pairs.push((same, at)),
                None => firsts.push(at),
            }
        }
        firsts.sort_by_key(|at| (self.sets[*at].len(), *at));
        pairs.extend(pairs_by_rare_words(&firsts, &self.sets));
        pairs
    }

    /// Numbers the words anew, rarest first.
    fn rank(&mut self) {
        let mut by_count: Vec<usize> = (0..self.counts.len()).collect();
        by_count.sort_by_key(|number| self.counts[*number]);
        let mut ranks = vec![0; by_count.len()];
        for (number, rank) in by_count.into_iter().zip(0_u32..) {
            ranks[number] = rank;
        }
        for set in &mut self.sets {
            set.iter_mut().for_each(|number| *number = ranks[*number as usize]);
            set.sort_unstable();
        }
    }
}

/// Pairs that are alike among texts in order of their length.
fn pairs_by_rare_words(order: &[usize], sets: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    let mut met = vec![usize::MAX; sets.len()];
    for &at in order {
        let set = &sets[at];
        for word in rarest(set) {
            let found = holders.entry(*word).or_default();
            for &other in found.iter().rev().take(MAX_CANDIDATES) {
                if std::mem::replace(&mut met[other], at) != at && are_alike(set, &sets[other]) {
                    pairs.push((other.min(at), other.max(at)));
                }
            }
            found.push(at);
        }
    }
    pairs
}

/// The words of which a text shares at least one with every text it is alike: those that can be
/// missing, and one more.
fn rarest(set: &[u32]) -> &[u32] {
    let shared = (set.len() * ALIKE.0).div_ceil(ALIKE.1);
    set.get(..=set.len().saturating_sub(shared)).unwrap_or(set)
}

/// Whether the words in both are at least 4 of 5 of the words in either (Jaccard).
fn are_alike(a: &[u32], b: &[u32]) -> bool {
    // `both / (a + b - both) >= 4 / 5`, solved for `both`.
    let needed = ((a.len() + b.len()) * ALIKE.0).div_ceil(ALIKE.0 + ALIKE.1);
    let spare = |set: &[u32]| set.len().checked_sub(needed);
    spare(a).zip(spare(b)).is_some_and(|(a_spare, b_spare)| share(a, a_spare, b, b_spare))
}

/// Whether two rising lists are equal but for so many numbers that only one of them has. Most
/// lists differ in their first numbers, the rarest words, so that the answer comes soon.
fn share(mut a: &[u32], mut a_spare: usize, mut b: &[u32], mut b_spare: usize) -> bool {
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        let spare = match x.cmp(y) {
            Ordering::Less => {
                a = a_rest;
                &mut a_spare
            }
            Ordering::Greater => {
                b = b_rest;
                &mut b_spare
            }
            Ordering::Equal => {
                (a, b) = (a_rest, b_rest);
                continue;
            }
        };
        match spare.checked_sub(1) {
            Some(left) => *spare = left,
            None => return false,
        }
    }
    a.len() <= a_spare && b.len() <= b_spare
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn alike<T: AsRef<str>>(texts: &[T]) -> Vec<(usize, usize)> {
        let mut all = Texts::default();
        for text in texts {
            all.add(text.as_ref().split_whitespace().map(str::to_owned));
        }
        all.alike()
    }

    #[test]
    fn texts_that_share_four_of_five_words_are_alike() {
        let nine = "a wick is a pump of oil for the flame";
        let texts = [nine, "a wick is a pump of wax for the flame", "a wick is one", nine];
        // Eight of ten words are shared.
        assert_eq!(alike(&texts), [(0, 3), (0, 1)]);
    }

    #[test]
    fn thousands_of_texts_from_one_mould_are_linked_in_linear_time() {
        let mould = |n: usize| format!("n{n} w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12");
        let texts: Vec<_> = (0..5_000).map(mould).collect();
        let pairs = alike(&texts);
        assert!(pairs.len() < 5_000 * 2 * MAX_CANDIDATES);
        let linked: BTreeSet<_> = pairs.into_iter().flat_map(|(a, b)| [a, b]).collect();
        assert_eq!(linked.len(), 5_000);
    }

    proptest! {
        #[test]
        fn every_pair_that_is_alike_is_found(
            texts in prop::collection::vec(prop::collection::vec(0_u8..14, 6..16), 0..12),
        ) {
            let joined = |words: &Vec<u8>| words.iter().map(|it| format!("{it} ")).collect::<String>();
            let found: BTreeSet<_> =
                alike(&texts.iter().map(joined).collect::<Vec<_>>()).into_iter().collect();
            let sets: Vec<BTreeSet<&u8>> =
                texts.iter().map(|words| words.iter().collect()).collect();
            for (b, later) in sets.iter().enumerate() {
                for sooner in &sets[..b] {
                    let both = sooner.intersection(later).count();
                    let is_alike = both * 5 >= sooner.union(later).count() * 4;
                    let counts = sooner.len().min(later.len()) >= MIN_WORDS;
                    let first = |set| sets.iter().position(|other| other == set);
                    // Of equal texts only the first is compared with others.
                    if is_alike && counts && sooner != later {
                        let pair = (first(sooner).unwrap(), first(later).unwrap());
                        let pair = (pair.0.min(pair.1), pair.0.max(pair.1));
                        prop_assert!(found.contains(&pair), "{:?} {:?}", pair, found);
                    }
                }
            }
        }
    }
}
