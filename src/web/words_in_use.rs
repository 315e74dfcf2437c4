//! Checks that every text for people has its translations and that no translation is left over.
//! Reads templates, scripts and sources as text; translates nothing.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::language::Language;
use super::translate::{Dictionary, texts_of_file, texts_of_pages};

/// Calls whose every literal is a text for people.
const TEXTS: [&str; 4] = ["spoken::text(", "words::count(", "Spoken::Count(", "Figure::new("];
/// Calls that begin with a text for people, if it is a literal.
const FIRST_IS_TEXT: [&str; 2] = ["text_with(", "Spoken::Text("];
/// Calls with the name of a parameter and a text for people, which is the one with spaces.
const REFUSALS: [&str; 2] = ["bad_query(", "bad_value("];

/// Functions and constants whose literals are texts for people, but for those that are matched.
const ITEMS: [(&str, &str); 18] = [
    ("config/site.rs", "const DEFAULT_TAGLINE"),
    ("web/words.rs", "const WORDS"),
    ("web/words.rs", "fn kind("),
    ("web/words.rs", "fn state_notice("),
    ("web/words.rs", "fn state_mark("),
    ("web/words.rs", "fn field("),
    ("web/words.rs", "fn search_field("),
    ("web/words.rs", "fn lacking("),
    ("web/words.rs", "fn mode("),
    ("web/words.rs", "fn outcome("),
    ("web/errors.rs", "fn title("),
    ("web/errors.rs", "fn advice("),
    ("web/pages/changes.rs", "let mark ="),
    ("web/pages/facets.rs", "fn label("),
    ("web/pages/grouping.rs", "const THE_REST"),
    ("web/pages/grouping.rs", "fn label("),
    ("web/pages/why.rs", "fn label("),
    ("web/pages/why.rs", "fn part("),
];

/// Words that are the same in every language: a record's or a program's own.
const UNTRANSLATED: [&str; 1] = ["{reason}"];

/// A string literal: where its text lies between the quotation marks, and what it says.
struct Literal {
    place: Range<usize>,
    text: String,
}

/// A source of Rust without its tests.
struct Source {
    path: String,
    /// The source with the inside of literals and comments blanked, every byte in its place.
    blank: String,
    literals: Vec<Literal>,
}

impl Source {
    fn new(path: String, whole: &str) -> Self {
        let text = whole.split("#[cfg(test)]\nmod tests").next().unwrap_or(whole);
        let mut blank = text.as_bytes().to_vec();
        let mut literals = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let (hidden, next) = if rest.starts_with("//") {
                let end = at + rest.find('\n').unwrap_or(rest.len());
                (at..end, end)
            } else if rest.starts_with("r#\"") {
                let end = at + rest.find("\"#").unwrap_or(rest.len());
                (at + 3..end, (end + 2).min(text.len()))
            } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
                (at..at + 3, at + 3)
            } else if let Some(inner) = rest.strip_prefix('"') {
                let end = at + 1 + end_of_literal(inner);
                let text = unescaped(&text[at + 1..end]);
                literals.push(Literal { place: at + 1..end, text });
                (at + 1..end, end + 1)
            } else {
                (at..at, at + rest.chars().next().map_or(1, char::len_utf8))
            };
            blank[hidden].fill(b' ');
            at = next;
        }
        let blank = String::from_utf8(blank).unwrap();
        Self { path, blank, literals }
    }

    fn literals_in(&self, range: Range<usize>) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(move |it| range.contains(&it.place.start))
    }

    /// The places between the brackets of every call.
    fn calls(&self, opening: &str) -> impl Iterator<Item = Range<usize>> {
        let starts = self.blank.match_indices(opening).map(|(at, it)| at + it.len());
        starts.map(|start| start..end_of_brackets(&self.blank, start, b'(', b')'))
    }

    /// The texts for people that stand in calls.
    fn texts_of_calls(&self) -> Vec<String> {
        let mut texts: Vec<&Literal> = Vec::new();
        for range in TEXTS.iter().flat_map(|call| self.calls(call)) {
            texts.extend(self.literals_in(range));
        }
        for range in FIRST_IS_TEXT.iter().flat_map(|call| self.calls(call)) {
            let gap = |it: &&Literal| self.blank[range.start..it.place.start - 1].trim().is_empty();
            texts.extend(self.literals_in(range.clone()).next().filter(gap));
        }
        for range in REFUSALS.iter().flat_map(|call| self.calls(call)) {
            let is_built = |it: &&Literal| self.blank[..it.place.start].ends_with("format!(\"");
            let said = self.literals_in(range).filter(|it| it.text.contains(' '));
            texts.extend(said.filter(|it| !is_built(it)));
        }
        texts.into_iter().map(|literal| literal.text.clone()).collect()
    }

    /// What the errors say that are declared here.
    fn texts_of_errors(&self) -> Vec<String> {
        let said = self.calls("#[error(").flat_map(|range| self.literals_in(range));
        said.map(|literal| literal.text.clone()).collect()
    }

    /// The literals of a function or constant that are not matched against.
    fn texts_of_item(&self, item: &str) -> Vec<String> {
        let start = self.blank.find(item);
        let start = start.unwrap_or_else(|| panic!("no `{item}` in {}", self.path));
        let end = match item.starts_with("fn ") {
            true => {
                let open = start + self.blank[start..].find('{').unwrap() + 1;
                end_of_brackets(&self.blank, open, b'{', b'}')
            }
            false => start + self.blank[start..].find(";\n").unwrap(),
        };
        let is_matched = |it: &&Literal| {
            let after = self.blank[it.place.end + 1..].trim_start();
            after.starts_with("=>") || after.starts_with('|')
        };
        let said = self.literals_in(start..end).filter(|it| !is_matched(it));
        said.map(|literal| literal.text.clone()).collect()
    }
}

fn end_of_literal(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

fn end_of_brackets(text: &str, start: usize, open: u8, close: u8) -> usize {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        depth += i32::from(byte == open) - i32::from(byte == close);
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// What a literal says; only the escapes that texts for people have.
fn unescaped(literal: &str) -> String {
    let mut parts = literal.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    let joined = parts.fold(first, |text, part| text + part.trim_start());
    joined.replace("\\\"", "\"").replace("\\u{a0}", "\u{a0}")
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file below a folder with an extension, and its text.
fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn sources() -> Vec<Source> {
    let root = repository("src");
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    let all = files(&root, "rs").into_iter();
    let others = all.filter(|(path, _)| !path.ends_with("web/words_in_use.rs"));
    others.map(|(path, text)| Source::new(name(&path), &text)).collect()
}

/// The texts that templates hand to the filter `tr` as they stand.
fn texts_of_templates() -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for (_, source) in files(&repository("templates"), "html") {
        for (at, _) in source.match_indices("\"|tr") {
            let start = source[..at].rfind('"').unwrap() + 1;
            texts.insert(source[start..at].to_owned());
        }
    }
    texts
}

/// The texts for people in the sources; programs are spoken to in English.
fn texts_of_sources(sources: &[Source]) -> BTreeSet<String> {
    let is_for_people =
        |source: &&Source| source.path.starts_with("web/") && !source.path.starts_with("web/api/");
    let called = sources.iter().filter(is_for_people);
    let mut texts: BTreeSet<String> = called.flat_map(Source::texts_of_calls).collect();
    let find = |file: &str| sources.iter().find(|source| source.path == file).unwrap();
    for (file, item) in ITEMS {
        texts.extend(find(file).texts_of_item(item));
    }
    texts.extend(find("web/errors.rs").texts_of_errors());
    texts.retain(|text| !UNTRANSLATED.contains(&text.as_str()));
    texts
}

#[test]
fn every_text_for_people_has_its_translations() {
    let german = Dictionary::load(Language::De).unwrap();
    let mut texts = texts_of_templates();
    texts.extend(texts_of_sources(&sources()));
    texts.retain(|text| !german.has(text));
    assert!(texts.is_empty(), "not in src/web/words: {texts:#?}");
}

#[test]
fn every_translation_is_of_a_text_that_is_in_use() {
    let mut known = texts_of_templates();
    for source in sources() {
        known.extend(source.literals.into_iter().map(|literal| literal.text));
    }
    let mut left_over = texts_of_pages();
    left_over.retain(|text| !known.contains(text));
    assert!(left_over.is_empty(), "used by no page: {left_over:#?}");
}

#[test]
fn every_translation_for_scripts_is_of_a_text_that_one_uses() {
    let scripts: String =
        files(&repository("static/js"), "js").into_iter().map(|(_, text)| text).collect();
    let is_used = |text: &String| {
        ['"', '\'', '`'].iter().any(|mark| scripts.contains(&format!("{mark}{text}{mark}")))
    };
    let mut left_over = texts_of_file("script.toml");
    left_over.retain(|text| !is_used(text));
    assert!(left_over.is_empty(), "used by no script: {left_over:#?}");
}

#[test]
fn texts_are_found_where_they_stand() {
    let source = Source::new(
        "x.rs".into(),
        r#"
        fn title() { match it { "a" => "A (b", _ => "C" } } // spoken::text("no")
        spoken::text("one \
            line"); Spoken::Text("two {x}", vec![("x", y)]); words::count(n(1), "3", "4");
        Spoken::Text(reason, vec![("value", value)]);
        bad_query("q", "say it".into()); bad_query("q", format!("`{it}` is not it"));
        "#,
    );
    assert_eq!(source.texts_of_item("fn title("), ["A (b", "C"]);
    assert_eq!(source.texts_of_calls(), ["one line", "3", "4", "two {x}", "say it"]);
}
