//! Names for groups of texts, made of their own words: what one group says often and the others
//! seldom. Groups nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::terms::is_empty_word;
use crate::text::{is_common_word, stem, words};

/// Words of a text looked at, so that one long text cannot take all the time.
const WORDS_MAX: usize = 2000;
/// A phrase takes the place of its words where this share of the texts with the rarer word has it.
const PHRASE_SHARE: f32 = 0.5;
/// A term that more of all texts have names no group: `AI` at a conference about it.
const COMMON_SHARE: f32 = 0.35;

/// A text to find names in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// Its title, whose words count twice; may be empty.
    pub(super) title: &'a str,
    /// The rest.
    pub(super) body: &'a str,
}

/// What may be a name.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Terms of a group at most.
    pub(super) limit: usize,
    /// A term names a group when at least this share of its texts has it.
    pub(super) share_min: f32,
    /// Folded words that are no names, besides those of every conference.
    pub(super) banned: HashSet<String>,
}

/// Some terms for each group, the most telling first, as they are most often written. A term is a
/// word or two neighbouring words that at least two texts of the group have. No two of a group
/// share a word, and no group begins with the same term as another before it. A group without such
/// terms has none.
///
/// The weight is that of class-based tf-idf (Grootendorst 2022, arXiv:2203.05794), counted by
/// texts instead of words, so that a text that repeats itself counts once, times the root of the
/// share of all texts with the term that are the group's.
pub(super) fn name_groups(groups: &[Vec<Text<'_>>], rules: &Rules) -> Vec<Vec<String>> {
    let mut spellings = Spellings::default();
    let counts: Vec<Counts> =
        groups.iter().map(|texts| count(texts, rules, &mut spellings)).collect();
    let all = Totals::of(groups, &counts);
    let mut firsts = HashSet::new();
    let mut names = Vec::with_capacity(groups.len());
    for (own, texts) in counts.iter().zip(groups) {
        let share_min = (rules.share_min * texts.len() as f32).ceil() as usize;
        let mut terms = telling(own, &all, share_min.max(2), rules.limit, &firsts);
        if terms.is_empty() {
            terms = telling(own, &all, 2, rules.limit, &firsts);
        }
        firsts.extend(terms.first().map(|&term| term.clone()));
        names.push(terms.into_iter().map(|term| spellings.of(term)).collect());
    }
    names
}

/// Stems of one word or of two neighbouring ones.
type Term = Vec<String>;
/// How often each term of a group counts.
type Counts = BTreeMap<Term, Count>;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Texts with the term.
    texts: usize,
    /// The same, and once more for each title with it.
    weighted: usize,
}

/// What is known of all groups together.
struct Totals<'a> {
    counts: HashMap<&'a Term, Count>,
    /// Weighted counts of a group on average.
    average: f32,
    /// Texts with a term from which on it is common.
    common: f32,
}

impl<'a> Totals<'a> {
    fn of(groups: &[Vec<Text<'_>>], counts: &'a [Counts]) -> Self {
        let mut totals: HashMap<&Term, Count> = HashMap::new();
        for (term, count) in counts.iter().flatten() {
            let total = totals.entry(term).or_default();
            total.texts += count.texts;
            total.weighted += count.weighted;
        }
        let sum: usize = totals.values().map(|count| count.weighted).sum();
        let texts: usize = groups.iter().map(Vec::len).sum();
        // Two groups are told apart by what half of the texts have.
        let share = if groups.len() > 2 { COMMON_SHARE } else { 1.0 };
        let average = sum as f32 / groups.len().max(1) as f32;
        Self { counts: totals, average, common: share * texts as f32 }
    }

    fn get(&self, term: &Term) -> Count {
        self.counts.get(term).copied().unwrap_or_default()
    }

    /// Whether most texts have the term, or each of its words.
    fn is_common(&self, term: &Term) -> bool {
        let many = |term: &Term| self.get(term).texts as f32 > self.common;
        many(term) || term.iter().all(|stem| many(&vec![stem.clone()]))
    }
}

fn count(texts: &[Text<'_>], rules: &Rules, spellings: &mut Spellings) -> Counts {
    let mut counts = Counts::new();
    for text in texts {
        let mut seen = HashSet::new();
        let mut titled = HashSet::new();
        for (term, shown) in terms(text.title, rules) {
            spellings.note(&term, shown);
            titled.insert(term.clone());
            seen.insert(term);
        }
        for (term, shown) in terms(text.body, rules) {
            spellings.note(&term, shown);
            seen.insert(term);
        }
        for term in seen {
            let in_title = usize::from(titled.contains(&term));
            let count = counts.entry(term).or_default();
            count.texts += 1;
            count.weighted += 1 + in_title;
        }
    }
    counts
}

/// The words of a text that may name something, and the pairs of neighbours among them, each as
/// it is written.
fn terms<'a>(text: &'a str, rules: &Rules) -> Vec<(Term, &'a str)> {
    let words = words(text);
    let mut found = Vec::new();
    let mut before: Option<(String, usize, usize)> = None;
    for word in words.iter().take(WORDS_MAX) {
        if !can_name(&word.folded) || rules.banned.contains(&word.folded) {
            before = None;
            continue;
        }
        let stem = stem(&word.folded);
        found.push((vec![stem.clone()], &text[word.range.clone()]));
        if let Some((last, start, end)) = &before
            && matches!(text.get(*end..word.range.start), Some(" " | "-"))
            && *last != stem
        {
            found.push((vec![last.clone(), stem.clone()], &text[*start..word.range.end]));
        }
        before = Some((stem, word.range.start, word.range.end));
    }
    found
}

fn can_name(folded: &str) -> bool {
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let is_long = letters >= 2 || matches!(folded, "c++" | "c#");
    let starts = folded.starts_with(|c: char| c.is_alphabetic() || c == '.');
    is_long && starts && !is_empty_word(folded) && !is_common_word(folded)
}

/// The heaviest terms that at least `texts_min` texts of a group have. Of equals the first by
/// letters.
fn telling<'a>(
    own: &'a Counts,
    all: &Totals<'_>,
    texts_min: usize,
    limit: usize,
    taken: &HashSet<Term>,
) -> Vec<&'a Term> {
    let weight = |term: &Term, count: usize| {
        let (count, total) = (count as f32, all.get(term).weighted.max(1) as f32);
        count * (1.0 + all.average / total).ln() * (count / total).sqrt()
    };
    let can = |term: &Term, count: &Count| count.texts >= texts_min && !all.is_common(term);
    let mut weighed: Vec<(f32, &Term)> = own
        .iter()
        .filter(|(term, count)| can(term, count))
        .map(|(term, count)| (weight(term, count.weighted), term))
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut chosen: Vec<&Term> = Vec::new();
    for (_, term) in weighed {
        if chosen.len() == limit {
            break;
        }
        let term = as_phrase(term, own, all);
        let is_new = |other: &&Term| other.iter().all(|stem| !term.contains(stem));
        let may_lead = !chosen.is_empty() || !taken.contains(term);
        if may_lead && chosen.iter().all(is_new) {
            chosen.push(term);
        }
    }
    chosen
}

/// The most frequent phrase that a word is mostly part of, or the word itself.
fn as_phrase<'a>(term: &'a Term, own: &'a Counts, all: &Totals<'_>) -> &'a Term {
    let [word] = term.as_slice() else { return term };
    let texts = |term: &Term| own.get(term).map_or(0, |count| count.texts);
    let holds = |phrase: &&Term| phrase.len() == 2 && phrase.contains(word);
    let is_usual = |phrase: &&Term| {
        let rarer = phrase.iter().map(|stem| texts(&vec![stem.clone()])).min().unwrap_or(0);
        let wanted = PHRASE_SHARE * rarer.max(texts(term)) as f32;
        texts(phrase) > 1 && texts(phrase) as f32 >= wanted && !all.is_common(phrase)
    };
    let phrases = own.keys().filter(holds).filter(is_usual);
    phrases.max_by(|a, b| texts(a).cmp(&texts(b)).then_with(|| b.cmp(a))).unwrap_or(term)
}

/// How terms are written, and how often each way.
#[derive(Debug, Default)]
struct Spellings {
    counts: HashMap<Term, BTreeMap<String, usize>>,
}

impl Spellings {
    fn note(&mut self, term: &Term, shown: &str) {
        let counts = self.counts.entry(term.clone()).or_default();
        *counts.entry(shown.to_owned()).or_default() += 1;
    }

    /// The most frequent way; of equals the one with fewer capitals.
    fn of(&self, term: &Term) -> String {
        let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
        let ways = self.counts.get(term).into_iter().flatten();
        let best = ways.max_by(|a, b| {
            a.1.cmp(b.1).then_with(|| capitals(b.0).cmp(&capitals(a.0))).then_with(|| b.0.cmp(a.0))
        });
        best.map_or_else(|| term.join(" "), |(shown, _)| shown.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts<'a>(bodies: &[&'a str]) -> Vec<Text<'a>> {
        bodies.iter().map(|body| Text { title: "", body }).collect()
    }

    fn named(groups: &[Vec<Text<'_>>], limit: usize) -> Vec<Vec<String>> {
        name_groups(groups, &Rules { limit, ..Rules::default() })
    }

    #[test]
    fn groups_are_named_by_what_the_others_do_not_say() {
        let search = ["Vector search for models", "A vector search engine", "Vector search models"];
        let licences = ["Licences of models", "Open licences", "Which licence fits models?"];
        let names = named(&[texts(&search), texts(&licences)], 2);
        assert_eq!(names[0][0], "Vector search", "{names:?}");
        assert_eq!(names[1][0], "licence", "{names:?}");
    }

    #[test]
    fn no_two_groups_begin_with_one_name() {
        let groups = [
            texts(&["rust compiler", "rust", "compiler"]),
            texts(&["rust macro", "rust", "macro"]),
        ];
        let names = named(&groups, 1);
        assert!(names[0] != names[1] && !names[1].is_empty(), "{names:?}");
    }

    #[test]
    fn banned_words_and_what_all_texts_say_name_nothing() {
        let groups = [
            texts(&["model, bees, ada", "model, bees, ada"]),
            texts(&["model, ants", "model, ants"]),
            texts(&["model, wasps", "model, wasps"]),
        ];
        let banned = HashSet::from(["ada".to_owned()]);
        let names = name_groups(&groups, &Rules { limit: 1, banned, ..Rules::default() });
        assert_eq!(names, [["bees"], ["ants"], ["wasps"]]);
    }

    proptest! {
        #[test]
        fn names_are_written_in_the_texts(texts in prop::collection::vec("[a-dA-D -]{0,24}", 1..9)) {
            let bodies: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (one, other) = bodies.split_at(bodies.len() / 2);
            for names in named(&[self::texts(one), self::texts(other)], 3) {
                prop_assert!(names.len() <= 3);
                let all = bodies.join("\n");
                prop_assert!(names.iter().all(|name| all.contains(name)), "{names:?}");
            }
        }
    }
}
