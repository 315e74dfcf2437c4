//! The site's own words in other languages. The English text is the key; the German and French
//! stand beside it in `words/*.toml`, so that a translator sees all three at once.

use std::collections::HashMap;

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::language::Language;

#[derive(RustEmbed)]
#[folder = "src/web/words/"]
struct Files;

/// One text in the languages that are not English.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    de: String,
    fr: String,
}

/// Every text of one file, by its English.
type Area = HashMap<String, Entry>;

/// Why the words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// A file of words that cannot be read.
    #[error("the words of `{file}` cannot be read: {reason}")]
    Unreadable {
        /// Its name.
        file: String,
        /// Why.
        reason: String,
    },
}

/// All texts of one language by their English; empty for English.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    texts: HashMap<String, String>,
}

impl Dictionary {
    /// The words of a language.
    ///
    /// # Errors
    /// A file of words is no TOML of the expected form.
    pub(crate) fn load(language: Language) -> Result<Self, WordsError> {
        let mut texts = HashMap::new();
        for file in Files::iter() {
            for (english, entry) in read(&file)? {
                match language {
                    Language::En => continue,
                    Language::De => texts.insert(english, entry.de),
                    Language::Fr => texts.insert(english, entry.fr),
                };
            }
        }
        Ok(Self { texts })
    }

    /// Whether a text is known.
    #[cfg(test)]
    pub(crate) fn has(&self, english: &str) -> bool {
        self.texts.contains_key(english)
    }

    /// A text in this language; its English where it is not known.
    pub(crate) fn get<'a>(&'a self, english: &'a str) -> &'a str {
        self.texts.get(english).map_or(english, String::as_str)
    }
}

/// Every file of words in one text, for the tag that changes when any of them does.
pub(crate) fn all_sources() -> String {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let texts = names.iter().filter_map(|name| Files::get(name));
    texts.map(|file| String::from_utf8_lossy(&file.data).into_owned()).collect()
}

/// The texts that scripts use, by their English; nothing for English.
///
/// # Errors
/// The file of their words is no TOML of the expected form.
pub(crate) fn script_words(language: Language) -> Result<Vec<(String, String)>, WordsError> {
    if language == Language::En {
        return Ok(Vec::new());
    }
    let in_language = |entry: Entry| if language == Language::De { entry.de } else { entry.fr };
    let area = read(SCRIPT_WORDS)?.into_iter();
    let mut texts: Vec<_> = area.map(|(english, entry)| (english, in_language(entry))).collect();
    texts.sort();
    Ok(texts)
}

/// The file of the words that scripts use; pages in other languages carry it.
const SCRIPT_WORDS: &str = "script.toml";

/// Puts values in the places of a text that name them: `{count} talks`.
pub(crate) fn fill<'a>(text: &str, value: impl Fn(&str) -> Option<String> + 'a) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| Some((value(name)?, after)));
        match named {
            Some((given, after)) => {
                filled.push_str(&given);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

fn read(file: &str) -> Result<Area, WordsError> {
    let unreadable = |reason: String| WordsError::Unreadable { file: file.to_owned(), reason };
    let Some(found) = Files::get(file) else { return Ok(Area::new()) };
    let text = String::from_utf8(found.data.into_owned())
        .map_err(|error| unreadable(error.to_string()))?;
    toml::from_str(&text).map_err(|error| unreadable(error.to_string()))
}

/// The texts of one file, by their English.
#[cfg(test)]
pub(crate) fn texts_of_file(file: &str) -> Vec<String> {
    read(file).unwrap().into_keys().collect()
}

/// The texts of every file but that of scripts, by their English.
#[cfg(test)]
pub(crate) fn texts_of_pages() -> Vec<String> {
    let files = Files::iter().filter(|file| file != SCRIPT_WORDS);
    files.flat_map(|file| texts_of_file(&file)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names in braces, which a translation must keep.
    fn names(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_translation_is_there_and_keeps_the_places_of_values() {
        let mut seen: HashMap<String, Entry> = HashMap::new();
        for file in Files::iter() {
            for (english, entry) in read(&file).unwrap() {
                for text in [&entry.de, &entry.fr] {
                    assert!(!text.trim().is_empty(), "`{english}` lacks a translation in {file}");
                    assert_eq!(names(&english), names(text), "`{english}` in {file}");
                }
                // Scripts carry their own copy of a text that pages have too; it must be the same.
                let known = seen.entry(english.clone()).or_insert_with(|| entry.clone());
                assert_eq!(*known, entry, "`{english}` is translated in two ways, once in {file}");
            }
        }
    }

    #[test]
    fn values_take_their_places_and_braces_without_one_stay() {
        let value = |name: &str| (name == "count").then(|| "3 {count}".to_owned());
        assert_eq!(fill("{count} talks {other} {", value), "3 {count} talks {other} {");
    }
}
