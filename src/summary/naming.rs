//! Names for groups of texts, made of their own words: what one group says often and the others
//! seldom. Groups nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::terms::is_empty_word;
use crate::text::{stem, words};

/// Words of a text looked at, so that one long text cannot take all the time.
const WORDS_MAX: usize = 2000;
/// A phrase takes the place of its words where this share of the texts with the rarer word has it.
const PHRASE_SHARE: f32 = 0.5;

/// Up to `limit` terms for each group, the most telling first, as they are most often written. A
/// term is a word or two neighbouring words. No two of a group share a word, and no group begins
/// with the same term as another before it.
///
/// The weight is that of class-based tf-idf (Grootendorst 2022, arXiv:2203.05794), counted by
/// texts instead of words, so that a text that repeats itself counts once, times the root of the
/// share of all texts with the term that are the group's.
pub(super) fn name_groups(groups: &[Vec<&str>], limit: usize) -> Vec<Vec<String>> {
    let mut spellings = Spellings::default();
    let counts: Vec<BTreeMap<Term, usize>> =
        groups.iter().map(|texts| count_texts(texts, &mut spellings)).collect();
    let mut totals: HashMap<&Term, usize> = HashMap::new();
    for (term, count) in counts.iter().flatten() {
        *totals.entry(term).or_default() += count;
    }
    let average = totals.values().sum::<usize>() as f32 / groups.len().max(1) as f32;
    let mut firsts = HashSet::new();
    let mut names = Vec::with_capacity(groups.len());
    for own in &counts {
        let terms = telling(own, &totals, average, limit, &firsts);
        firsts.extend(terms.first().map(|&term| term.clone()));
        names.push(terms.into_iter().map(|term| spellings.of(term)).collect());
    }
    names
}

/// Stems of one word or of two neighbouring ones.
type Term = Vec<String>;

/// In how many of the texts each term stands.
fn count_texts(texts: &[&str], spellings: &mut Spellings) -> BTreeMap<Term, usize> {
    let mut counts: BTreeMap<Term, usize> = BTreeMap::new();
    for text in texts {
        let mut seen = HashSet::new();
        for (term, shown) in terms(text) {
            spellings.note(&term, shown);
            if seen.insert(term.clone()) {
                *counts.entry(term).or_default() += 1;
            }
        }
    }
    counts
}

/// The words of a text that may name something, and the pairs of neighbours among them, each as
/// it is written.
fn terms(text: &str) -> Vec<(Term, &str)> {
    let words = words(text);
    let mut found = Vec::new();
    let mut before: Option<(String, usize, usize)> = None;
    for word in words.iter().take(WORDS_MAX) {
        if !can_name(&word.folded) {
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
    is_long && starts && !is_empty_word(folded) && COMMON.binary_search(&folded).is_err()
}

/// The heaviest terms of a group. Of equals the first by letters.
fn telling<'a>(
    own: &'a BTreeMap<Term, usize>,
    totals: &HashMap<&Term, usize>,
    average: f32,
    limit: usize,
    taken: &HashSet<Term>,
) -> Vec<&'a Term> {
    let weight = |(term, &count): (&Term, &usize)| {
        let total = totals.get(term).copied().unwrap_or(count).max(1) as f32;
        let count = count as f32;
        count * (1.0 + average / total).ln() * (count / total).sqrt()
    };
    let mut weighed: Vec<(f32, &Term)> =
        own.iter().map(|(term, count)| (weight((term, count)), term)).collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut chosen: Vec<&Term> = Vec::new();
    for (_, term) in weighed {
        if chosen.len() == limit {
            break;
        }
        let term = as_phrase(term, own);
        let is_new = |other: &&Term| other.iter().all(|stem| !term.contains(stem));
        let may_lead = !chosen.is_empty() || !taken.contains(term);
        if may_lead && chosen.iter().all(is_new) {
            chosen.push(term);
        }
    }
    chosen
}

/// The most frequent phrase that a word is mostly part of, or the word itself.
fn as_phrase<'a>(term: &'a Term, own: &'a BTreeMap<Term, usize>) -> &'a Term {
    let [word] = term.as_slice() else { return term };
    let count = |term: &Term| own.get(term).copied().unwrap_or(0);
    let holds = |phrase: &&Term| phrase.len() == 2 && phrase.contains(word);
    let is_usual = |phrase: &&Term| {
        let rarer = phrase.iter().map(|stem| count(&vec![stem.clone()])).min().unwrap_or(0);
        count(phrase) > 1 && count(phrase) as f32 >= PHRASE_SHARE * rarer.max(count(term)) as f32
    };
    let phrases = own.keys().filter(holds).filter(is_usual);
    phrases.max_by(|a, b| count(a).cmp(&count(b)).then_with(|| b.cmp(a))).unwrap_or(term)
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

/// Sorted. Words of abstracts in general, which name no subject: counted over 3,000 abstracts, each
/// stands in the texts of every topic.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "able", "across", "address", "allow", "allows", "along", "already", "amount", "another",
    "approach", "approaches", "around", "aspects", "attendees", "audience", "available", "based",
    "become", "best", "better", "beyond", "bring", "bringing", "build", "building", "built",
    "case", "cases", "challenge", "challenges", "come", "common", "complex", "concepts",
    "conference", "cover", "covers", "create", "creating", "critical", "current", "deep", "demo",
    "demonstrate", "different", "discover", "discuss", "discussion", "dive", "easy", "effective",
    "efficient", "enable", "enables", "enabling", "end", "ensure", "ensuring", "essential", "even",
    "every", "everyone", "example", "examples", "experience", "experiences", "explain", "explore",
    "explores", "exploring", "fast", "features", "field", "find", "first", "focus", "full",
    "future", "gain", "get", "getting", "give", "go", "good", "great", "growing", "hard", "help",
    "helps", "high", "highlight", "idea", "ideas", "impact", "important", "improve", "include",
    "including", "innovation", "innovative", "insights", "interested", "introduce", "introduction",
    "issues", "join", "journey", "keep", "key", "landscape", "large", "latest", "lead", "leading",
    "learn", "learned", "lessons", "let", "level", "leverage", "leveraging", "life", "look",
    "looking", "lot", "made", "main", "make", "makes", "making", "many", "meaningful", "means",
    "method", "methods", "minutes", "modern", "much", "multiple", "need", "needs", "never", "new",
    "next", "offer", "offers", "often", "one", "opportunities", "opportunity", "organizations",
    "overview", "panel", "part", "participants", "path", "people", "place", "point", "possible",
    "potential", "power", "powerful", "practical", "practices", "present", "presentation",
    "presents", "problem", "problems", "process", "project", "projects", "provide", "provides",
    "providing", "question", "questions", "quickly", "range", "rapid", "rapidly", "real", "recent",
    "result", "results", "role", "run", "running", "see", "seen", "session", "set", "several",
    "share", "show", "showcase", "significant", "simple", "since", "small", "solution",
    "solutions", "solve", "speaker", "speakers", "start", "started", "state", "step", "steps",
    "still", "strategies", "success", "successful", "support", "take", "talk", "talks", "teams",
    "techniques", "technologies", "technology", "things", "three", "time", "today", "together",
    "tool", "tools", "topic", "topics", "transform", "turn", "tutorial", "two", "understand",
    "understanding", "unique", "use", "used", "useful", "users", "using", "various", "want", "way",
    "ways", "within", "without", "work", "working", "works", "workshop", "world", "year", "years",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn groups_are_named_by_what_the_others_do_not_say() {
        let groups = vec![
            vec![
                "Vector search for models",
                "A vector search engine",
                "Vector search, fast models",
            ],
            vec!["Licences of models", "Open licences", "Which licence fits models?"],
        ];
        let names = name_groups(&groups, 2);
        assert_eq!(names[0][0], "vector search", "{names:?}");
        assert_eq!(names[1][0], "licences", "{names:?}");
    }

    #[test]
    fn no_two_groups_begin_with_one_name() {
        let groups = vec![vec!["rust compiler", "rust borrow"], vec!["rust macro", "rust async"]];
        let names = name_groups(&groups, 1);
        assert_ne!(names[0], names[1]);
    }

    #[test]
    fn common_words_are_sorted_for_the_search() {
        assert!(COMMON.is_sorted());
    }

    proptest! {
        #[test]
        fn names_are_written_in_the_texts(texts in prop::collection::vec("[a-dA-D -]{0,24}", 1..9)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (one, other) = texts.split_at(texts.len() / 2);
            let names = name_groups(&[one.to_vec(), other.to_vec()], 3);
            for (group, names) in [one, other].iter().zip(&names) {
                prop_assert!(names.len() <= 3);
                let all = texts.join("\n");
                prop_assert!(names.iter().all(|name| all.contains(name)), "{group:?} {names:?}");
            }
        }
    }
}
