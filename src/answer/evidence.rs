//! The records a question may be about, each with what speaks for it: nearness in meaning, the
//! share of the question's words it holds, and the names it lacks.

use std::collections::HashSet;

use super::question::{Question, Term};
use super::record::Record;
use super::scope::Scope;
use crate::domain::{Catalog, Document, Event, RecordKey, RecordKind};
use crate::search::{Engine, Field, Filter, Hit, Mode, Request, ScoreParts, SearchError};
use crate::text;

/// Records looked at for one question; answers come from the first ten, but a scope of several
/// events thins the list.
const CANDIDATES: usize = 30;

/// A word written as a name is ordinary only among the most frequent (`America`, `Monday`); below,
/// products have taken them (`Mojo`, `Flask`).
const ORDINARY_NAMES: usize = 12_000;

/// A word of the record this near to a name is another form of it. Of 24 names that a right record
/// lacks 8 come so near, mostly plurals and possessives; of 60 that no record has, one.
const SAME_NAME: f32 = 0.75;

/// A record found, and what speaks for it.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    /// The record.
    pub(super) record: Record<'a>,
    /// Its place in the corpus.
    pub(super) document: usize,
    /// What search gave it.
    pub(super) hit: Hit,
    /// Stems of all its words, its event's name included.
    pub(super) stems: HashSet<String>,
    /// Share, by rarity, of the question's words that it holds.
    pub(super) coverage: f32,
    /// The question spells its title out.
    pub(super) is_named: bool,
}

impl Candidate<'_> {
    /// Cosine of question and record; 0 without a model.
    pub(super) fn cosine(&self) -> f32 {
        self.hit.parts.semantic.unwrap_or(0.0)
    }

    /// Whether the record holds every word of a name.
    pub(super) fn names(&self, name: &str) -> bool {
        stems_of(name).all(|stem| self.stems.contains(&stem))
    }

    /// Names in the question that the record lacks.
    pub(super) fn missing_names<'t>(&self, weighed: &'t [Weighed]) -> Vec<&'t Weighed> {
        let is_missing =
            |it: &&Weighed| !self.stems.contains(&it.term.stem) && !self.comes_near(&it.term);
        weighed.iter().filter(|it| it.term.looks_like_name).filter(is_missing).collect()
    }

    /// Whether the record has another form of a name (`GPU` for `GPUs`). One with a digit is met by
    /// itself alone: `3.11` is near to `3.12`.
    fn comes_near(&self, term: &Term) -> bool {
        let is_term = |typed: &str| text::fold(typed) == term.folded;
        !term.folded.contains(|c: char| c.is_ascii_digit())
            && self.hit.matches.iter().any(|it| it.similarity >= SAME_NAME && is_term(&it.query))
    }
}

/// A term with its rarity.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    /// The term.
    pub(super) term: Term,
    /// Its inverse document frequency.
    pub(super) idf: f32,
    /// No document holds it.
    pub(super) is_unknown: bool,
}

impl Weighed {
    /// A name that no record holds.
    pub(super) fn is_unknown_name(&self) -> bool {
        let is_ordinary = self.rank().is_some_and(|rank| rank < ORDINARY_NAMES);
        self.is_unknown && self.term.looks_like_name && !is_ordinary
    }

    /// A word that no record holds and no list of English words: a name in lower case, or a rare
    /// word.
    pub(super) fn is_unknown_word(&self) -> bool {
        self.is_unknown && !self.is_unknown_name() && self.rank().is_none()
    }

    fn rank(&self) -> Option<usize> {
        text::ordinary_rank(&self.term.stem)
    }
}

/// The question's terms with their rarity in the corpus.
pub(super) fn weigh(engine: &Engine, question: &Question) -> Vec<Weighed> {
    // BM25's idf of a word in no document; a word in one document is well below it.
    let highest = ((engine.corpus().documents().len() as f32 + 0.5) / 0.5).ln_1p();
    question
        .terms
        .iter()
        .map(|term| {
            let idf = engine.idf(&term.stem);
            Weighed { term: term.clone(), idf, is_unknown: idf > highest - 0.05 }
        })
        .collect()
}

/// Share of the terms, by rarity, whose stems are in `stems`; 1 without terms.
pub(super) fn coverage(weighed: &[Weighed], stems: &HashSet<String>) -> f32 {
    let total: f32 = weighed.iter().map(|it| it.idf).sum();
    if total <= 0.0 {
        return 1.0;
    }
    let held = weighed.iter().filter(|it| stems.contains(&it.term.stem));
    held.fold(0.0, |sum, it| sum + it.idf) / total
}

/// Searches for `query` within `scope`, best first; `kind` narrows to talks or announcements.
pub(super) fn find<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    weighed: &[Weighed],
    search: &Search<'_>,
) -> Result<Vec<Candidate<'a>>, SearchError> {
    let announcements = search.kind == Some(RecordKind::Announcement);
    let request = Request {
        query: search.query.to_owned(),
        mode: Mode::Hybrid,
        limit: CANDIDATES,
        offset: 0,
        filter: Filter::default()
            .with_any(Field::Event, search.scope.only())
            .with_any(Field::Kind, announcements.then_some("announcement")),
    };
    let response = engine.search(&request)?;
    if response.degraded.is_some() {
        question.is_by_words.set(true);
    }
    let mut found = Vec::new();
    for hit in response.hits {
        if !search.scope.holds(&hit.key.event) || search.kind.is_some_and(|it| it != hit.key.kind) {
            continue;
        }
        found.extend(of_hit(engine, catalog, question, weighed, hit));
    }
    Ok(found)
}

/// One record, whether or not search would find it.
pub(super) fn candidate<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    weighed: &[Weighed],
    key: &RecordKey,
) -> Option<Candidate<'a>> {
    let hit = Hit {
        key: key.clone(),
        title: String::new(),
        score: 0.0,
        parts: ScoreParts::default(),
        passage: String::new(),
        highlights: Vec::new(),
        matches: Vec::new(),
        start_s: None,
    };
    of_hit(engine, catalog, question, weighed, hit)
}

fn of_hit<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    weighed: &[Weighed],
    hit: Hit,
) -> Option<Candidate<'a>> {
    let record = Record::find(catalog, &hit.key)?;
    let document = engine.corpus().find(&hit.key)?;
    let stems = stems(&engine.corpus().documents()[document], record.event());
    let coverage = coverage(weighed, &stems);
    let is_named = is_named(question, &record.title());
    Some(Candidate { record, document, hit, stems, coverage, is_named })
}

/// What to search for, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    /// The words.
    pub(super) query: &'a str,
    /// The events.
    pub(super) scope: &'a Scope,
    /// Talks or announcements alone.
    pub(super) kind: Option<RecordKind>,
}

/// Stems of every word of a document and of its event's name, year and place.
pub(super) fn stems(document: &Document, event: &Event) -> HashSet<String> {
    let year = event.year().map(|year| year.to_string());
    let lists = [&document.speakers, &document.affiliations, &document.topics, &document.rooms];
    let texts = [document.title.as_str(), &document.text, &document.kind, &event.name]
        .into_iter()
        .chain(lists.into_iter().flatten().map(String::as_str))
        .chain(document.track.as_deref())
        .chain(event.location.as_deref())
        .chain(event.series.as_deref())
        .chain(year.as_deref());
    texts.flat_map(stems_of).collect()
}

/// Stems of the words of a text.
pub(super) fn stems_of(text: &str) -> impl Iterator<Item = String> {
    text::words(text).into_iter().map(|word| text::stem(&word.folded))
}

/// Whether the question spells out a title, or the part of it before or after a colon, of two
/// words or more that say something.
fn is_named(question: &Question, title: &str) -> bool {
    let parts = title.split([':', ';', '-', '–', '|', '?', '!']).chain([title]);
    parts.map(text::words).any(|words| {
        let words: Vec<String> = words.into_iter().map(|word| word.folded).collect();
        let telling = words.iter().filter(|word| !text::is_stop_word(word)).count();
        words.len() >= 3 && telling >= 2 && question.holds(&words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(folded: &str, idf: f32) -> Weighed {
        let term = Term {
            typed: folded.into(),
            folded: folded.into(),
            stem: folded.into(),
            looks_like_name: false,
        };
        Weighed { term, idf, is_unknown: false }
    }

    #[test]
    fn coverage_weighs_words_by_rarity() {
        let terms = [weighed("rust", 3.0), weighed("model", 1.0)];
        let holds = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        assert!((coverage(&terms, &holds(&["rust"])) - 0.75).abs() < 1e-6);
        assert!((coverage(&terms, &holds(&[])) - 0.0).abs() < 1e-6);
        assert!((coverage(&[], &holds(&[])) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn ordinary_words_are_no_names_even_when_no_record_holds_them() {
        let unknown = |word: &str| Weighed { is_unknown: true, ..weighed(word, 5.0) };
        assert!(unknown("zentavox").is_unknown_word() && !unknown("zentavox").is_unknown_name());
        assert!(!unknown("garden").is_unknown_word());
        let written_as_name = |word: &str| {
            let mut weighed = unknown(word);
            weighed.term.looks_like_name = true;
            weighed
        };
        assert!(written_as_name("mojo").is_unknown_name());
        assert!(!written_as_name("america").is_unknown_name());
        assert!(!weighed("zentavox", 5.0).is_unknown_word());
    }

    #[test]
    fn a_title_is_named_by_its_telling_part() {
        let question = Question::read("When is the art of production quality retrieval on?");
        assert!(is_named(&question, "The Art of Production Quality Retrieval"));
        let question = Question::read("Who gave ai penetration testing in practice?");
        assert!(is_named(&question, "Lightning Talk: AI Penetration Testing"));
        assert!(!is_named(&question, "Testing: a talk"));
    }
}
