//! Foreign JSON as it really comes: a number where a text is wanted, one text in several
//! languages, an id that is a number or a text. Reads values; knows no format.

use serde_json::{Map, Value};

use super::IngestError;
use super::records::clip;
use super::report::Report;

/// What a key that is absent holds.
static NOTHING: Value = Value::Null;
/// Language taken of a text in several: the one most readers share.
const FIRST_LANGUAGE: &str = "en";
/// Keys under which records keep an id that people can find again, best first.
const ID_KEYS: [&str; 4] = ["guid", "code", "id", "key"];
/// Most items of one list that are told one by one; a broken list is one fault, not thousands.
const MAX_TOLD: usize = 20;
/// Longest id or key in the place of a warning, in characters.
const MAX_LABEL_CHARS: usize = 80;

/// Reads a document.
///
/// # Errors
///
/// The text is not JSON, or nested deeper than 128 levels.
pub(super) fn document(text: &str) -> Result<Value, IngestError> {
    serde_json::from_str(text).map_err(|error| IngestError::Json { message: error.to_string() })
}

/// What stands under a key; null where there is none, or no object.
pub(super) fn field<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&NOTHING)
}

/// What stands under the first of these keys that holds anything but null.
pub(super) fn first<'a>(value: &'a Value, keys: &[&str]) -> &'a Value {
    let mut found = keys.iter().map(|key| field(value, key));
    found.find(|value| !value.is_null()).unwrap_or(&NOTHING)
}

/// A trimmed text with `\n` for line ends: of a text, a number, a text in several languages
/// (English, else the first that says anything), or a list of these with commas between. Empty
/// for anything else.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let words = items.iter().map(plain_text).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(", ")
        }
        _ => plain_text(value),
    }
}

/// As [`text`], on one line with single spaces.
pub(super) fn line(value: &Value) -> String {
    one_line(&text(value))
}

/// The name of something: itself where it is a [`text`], else the `name` or `title` of an object.
pub(super) fn name(value: &Value) -> String {
    let named = first(value, &["name", "title"]);
    line(if named.is_null() { value } else { named })
}

/// An id as text, whether it is written as text or as a number; empty for anything else.
pub(super) fn id(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The items of a list; none for anything else.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Whether this is `true`, or a word or number for it.
pub(super) fn flag(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(word) => matches!(word.trim(), "true" | "True" | "yes" | "1"),
        Value::Number(number) => number.as_u64() == Some(1),
        _ => false,
    }
}

/// A whole number that is not negative, written as number or text.
pub(super) fn count(value: &Value) -> Option<u32> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.and_then(|number| u32::try_from(number).ok())
}

/// An object of a list, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Record<'a> {
    /// The object.
    pub(super) value: &'a Value,
    /// Its path in the file.
    pub(super) path: String,
    /// Its path with its id, for warnings.
    pub(super) place: String,
}

impl<'a> Record<'a> {
    /// An object at a path.
    pub(super) fn new(value: &'a Value, path: &str) -> Self {
        Self { value, path: path.to_owned(), place: labelled(path, value) }
    }

    /// What stands under a key; null where there is none.
    pub(super) fn get(&self, key: &str) -> &'a Value {
        field(self.value, key)
    }

    /// What stands under the first of these keys that holds anything.
    pub(super) fn first(&self, keys: &[&str]) -> &'a Value {
        first(self.value, keys)
    }

    /// The [`text`] under a key.
    pub(super) fn text(&self, key: &str) -> String {
        text(self.get(key))
    }

    /// The [`line()`] under a key.
    pub(super) fn line(&self, key: &str) -> String {
        line(self.get(key))
    }

    /// The [`id`] under a key.
    pub(super) fn id(&self, key: &str) -> String {
        id(self.get(key))
    }

    /// The objects in the list under a key.
    pub(super) fn records(&self, key: &str, report: &mut Report) -> Vec<Self> {
        records(self.get(key), &format!("{}.{key}", self.path), report)
    }
}

/// The objects of a list, or of an object that holds them by key. Null is an empty list; what is
/// no object is told and left out.
pub(super) fn records<'a>(value: &'a Value, path: &str, report: &mut Report) -> Vec<Record<'a>> {
    let mut records = Vec::new();
    let mut odd = 0;
    let mut sort = |item: &'a Value, place: &dyn Fn() -> String| {
        if item.is_object() {
            records.push(Record::new(item, &place()));
        } else {
            odd += 1;
            if odd <= MAX_TOLD {
                report.warn("bad-record", place(), "left out: an object is wanted here");
            }
        }
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| sort(item, &|| format!("{path}[{n}]")));
        }
        Value::Object(items) => {
            let place = |key: &str| format!("{path}.{}", clip(key, MAX_LABEL_CHARS));
            items.iter().for_each(|(key, item)| sort(item, &|| place(key)));
        }
        Value::Null => {}
        _ => report.warn("bad-list", path, "left out: a list is wanted here"),
    }
    if odd > MAX_TOLD {
        let message = format!("{} more were left out for the same reason", odd - MAX_TOLD);
        report.warn("bad-record", path, message);
    }
    records
}

/// The path with the record's id, when it has one.
fn labelled(path: &str, value: &Value) -> String {
    let ids = ID_KEYS.iter().map(|key| id(field(value, key)));
    match ids.into_iter().find(|id| !id.is_empty()) {
        Some(id) => format!("{path} (`{}`)", clip(&id, MAX_LABEL_CHARS)),
        None => path.to_owned(),
    }
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => unix_lines(text),
        Value::Number(number) => number.to_string(),
        Value::Object(languages) => unix_lines(localised(languages).unwrap_or_default()),
        _ => String::new(),
    }
}

/// The text of an object whose keys are language tags.
fn localised(languages: &Map<String, Value>) -> Option<&str> {
    let said = || {
        languages
            .iter()
            .filter_map(|(tag, text)| Some((tag, text.as_str()?)))
            .filter(|(tag, text)| is_language(tag) && !text.trim().is_empty())
    };
    let first = said().find(|(tag, _)| tag.split(['-', '_']).next() == Some(FIRST_LANGUAGE));
    first.or_else(|| said().next()).map(|(_, text)| text)
}

/// Whether this may be a language tag such as `en`, `de-formal` or `pt_BR`.
fn is_language(tag: &str) -> bool {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase())
}

fn unix_lines(text: &str) -> String {
    let text = text.trim();
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A text on one line, with single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) mod tests;
