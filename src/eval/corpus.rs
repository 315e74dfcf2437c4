//! Reads the documents of a judged set and makes records of them, so that an evaluation goes the
//! same way through the program as an imported schedule.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;

use super::EvalError;
use super::judged::read_json_lines;
use crate::domain::{Appearance, Document, Event, EventBundle, Talk};
use crate::text;

/// Which fields of a document may be indexed. All of them unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(BTreeSet<Field>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Title,
    Text,
    Speakers,
}

impl Default for Fields {
    fn default() -> Self {
        Self(BTreeSet::from([Field::Title, Field::Text, Field::Speakers]))
    }
}

impl FromStr for Fields {
    type Err = EvalError;

    /// Reads a list such as `title,text`.
    fn from_str(list: &str) -> Result<Self, EvalError> {
        list.split(',')
            .map(|word| match word.trim() {
                "title" => Ok(Field::Title),
                "text" => Ok(Field::Text),
                "speakers" => Ok(Field::Speakers),
                other => Err(EvalError::UnknownField(other.to_owned())),
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// A line of `corpus.jsonl` (BEIR) or `talks.jsonl` (one talk with `id`, `abstract`, `speakers`).
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    #[serde(alias = "_id")]
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default, rename = "abstract")]
    abstract_text: Option<String>,
    #[serde(default)]
    speakers: Vec<Person>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    speakers: Vec<Person>,
}

/// A speaker is a bare name or an object with an affiliation.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Person {
    Name(String),
    Full { name: String, affiliation: Option<String> },
}

impl Person {
    fn to_appearance(&self) -> Appearance {
        let (name, affiliation) = match self {
            Self::Name(name) => (name, None),
            Self::Full { name, affiliation } => (name, affiliation.clone()),
        };
        Appearance { name: name.clone(), affiliation, id: None }
    }
}

impl Row {
    fn to_talk(&self, event: &str, fields: &Fields) -> Talk {
        let may = |field| fields.0.contains(&field);
        let keep = |field, value: Option<&String>| {
            value.filter(|_| may(field)).cloned().unwrap_or_default()
        };
        let people = self.speakers.iter().chain(&self.metadata.speakers);
        Talk {
            id: self.id.clone(),
            event: event.to_owned(),
            slug: self.id.clone(),
            title: keep(Field::Title, self.title.as_ref()),
            abstract_text: keep(Field::Text, self.text.as_ref().or(self.abstract_text.as_ref())),
            speakers: people.filter(|_| may(Field::Speakers)).map(Person::to_appearance).collect(),
            ..Talk::default()
        }
    }
}

/// Reads a corpus.
pub(super) fn read_rows(path: &Path) -> Result<Vec<Row>, EvalError> {
    let rows: Vec<Row> = read_json_lines(path)?;
    if rows.is_empty() {
        return Err(EvalError::Empty { path: path.to_owned(), wanted: "document" });
    }
    let mut seen = HashSet::new();
    match rows.iter().find(|row| !seen.insert(row.id.as_str())) {
        Some(row) => Err(EvalError::RepeatedId { path: path.to_owned(), id: row.id.clone() }),
        None => Ok(rows),
    }
}

/// The documents of `rows` as search sees them, `only` those asked for, with `fields` alone.
pub(super) fn documents(
    rows: &[Row],
    set: &str,
    fields: &Fields,
    only: Option<&HashSet<String>>,
) -> Vec<Document> {
    let event = event(set);
    rows.iter()
        .filter(|row| only.is_none_or(|ids| ids.contains(&row.id)))
        .map(|row| text::talk_document(&event, &row.to_talk(&event.slug, fields)))
        .collect()
}

/// All of `rows` as one event, for the records that answers are read from.
pub(super) fn bundle(rows: &[Row], set: &str) -> EventBundle {
    let event = event(set);
    let talks = rows.iter().map(|row| row.to_talk(&event.slug, &Fields::default())).collect();
    EventBundle { event, talks, announcements: Vec::new() }
}

/// The event that stands for a judged set.
fn event(set: &str) -> Event {
    Event { slug: text::slugify(set), name: set.to_owned(), ..Event::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str) -> Row {
        serde_json::from_str(line).unwrap()
    }

    #[test]
    fn both_shapes_of_a_corpus_give_the_same_talk() {
        let beir = row(r#"{"_id":"1","title":"T","text":"A.","metadata":{"speakers":["Ada"]}}"#);
        let talks = row(r#"{"id":"1","title":"T","abstract":"A.","speakers":[{"name":"Ada"}]}"#);
        let fields = Fields::default();
        assert_eq!(beir.to_talk("set", &fields), talks.to_talk("set", &fields));
        assert_eq!(beir.to_talk("set", &fields).speakers[0].name, "Ada");
    }

    #[test]
    fn only_the_fields_asked_for_are_kept() {
        let row = row(r#"{"_id":"1","title":"T","text":"A.","metadata":{"speakers":["Ada"]}}"#);
        let talk = row.to_talk("set", &"text".parse().unwrap());
        assert_eq!((talk.title.as_str(), talk.abstract_text.as_str()), ("", "A."));
        assert!(talk.speakers.is_empty());
        let unknown = "title,tags".parse::<Fields>().unwrap_err();
        assert!(unknown.to_string().contains("`tags`"));
    }

    #[test]
    fn a_corpus_with_an_id_twice_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.jsonl");
        std::fs::write(&path, "{\"_id\":\"a\"}\n{\"_id\":\"a\"}\n").unwrap();
        assert!(matches!(read_rows(&path), Err(EvalError::RepeatedId { .. })));
    }
}
