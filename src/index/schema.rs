//! Which fields a document has in the index, and how much a word counts in each.

use sha2::{Digest, Sha256};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::analyse::{EXACT, STEMMED};
use crate::domain::{Document, RecordKey};

/// Grows with every change of fields or analysers, so that an older index is rebuilt.
pub(super) const VERSION: u32 = 4;

/// A record in the index: the first 8 bytes of the SHA-256 of its key. Short enough for a column,
/// so that a search reads no stored text; two of a million records collide once in 37 million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub(super) u64);

impl RecordId {
    /// The id of a key.
    pub fn of(key: &RecordKey) -> Self {
        let digest = Sha256::digest(key.to_string());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first))
    }
}

/// A part of a document that words are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Speakers,
    Affiliations,
    Topics,
    Track,
    Text,
    Speech,
}

impl Part {
    pub(super) const ALL: [Self; 7] = [
        Self::Title,
        Self::Speakers,
        Self::Affiliations,
        Self::Topics,
        Self::Track,
        Self::Text,
        Self::Speech,
    ];

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Speakers => "speakers",
            Self::Affiliations => "affiliations",
            Self::Topics => "topics",
            Self::Track => "track",
            Self::Text => "text",
            Self::Speech => "speech",
        }
    }

    /// How much a word counts here, the abstract being 1. The order is that of voctoweb, which
    /// serves the CCC's archive: persons and title before tags before the description. The title's
    /// weight is tuned: 1 loses on topics, 3 loses on whole questions. What was said counts little,
    /// because in an hour much is mentioned; a first choice, there is no judged set with transcripts.
    pub(super) fn boost(self) -> f32 {
        match self {
            Self::Title => 1.5,
            Self::Speakers => 2.0,
            Self::Affiliations => 1.0,
            Self::Topics => 1.5,
            Self::Track => 0.5,
            Self::Text => 1.0,
            Self::Speech => 0.3,
        }
    }

    /// Whether every document has it, so that its words belong to the best there can be. Few talks
    /// have a transcript, and those without one are no worse.
    pub(super) fn is_expected(self) -> bool {
        self != Self::Speech
    }

    /// Whether a longer text dilutes a word. Labels (names, topics) are lists, where length says
    /// nothing, and many documents have none, nor a transcript, which would spoil the average
    /// length.
    pub(super) fn has_length(self) -> bool {
        matches!(self, Self::Title | Self::Text)
    }

    /// What a document has for this part.
    pub(super) fn values(self, document: &Document) -> Vec<&str> {
        match self {
            Self::Title => vec![document.title.as_str()],
            Self::Speakers => document.speakers.iter().map(String::as_str).collect(),
            Self::Affiliations => document.affiliations.iter().map(String::as_str).collect(),
            Self::Topics => document.topics.iter().map(String::as_str).collect(),
            Self::Track => document.track.iter().map(String::as_str).collect(),
            Self::Text => vec![document.text.as_str()],
            Self::Speech => document.speech.iter().map(|speech| speech.text.as_str()).collect(),
        }
    }
}

/// A part as indexed: once stemmed, once as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartFields {
    pub(super) part: Part,
    pub(super) stemmed: Field,
    pub(super) exact: Field,
}

/// The fields of the schema.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// [`RecordId`]: the term deletes go by, and a column.
    pub(super) id: Field,
    /// Hash of everything indexed, to tell what changed: a column too, since it is read of every
    /// document at every start.
    pub(super) fingerprint: Field,
    pub(super) parts: [PartFields; 7],
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            id: schema.add_u64_field("id", INDEXED | FAST),
            fingerprint: schema.add_u64_field("fingerprint", FAST),
            parts: Part::ALL.map(|part| add_part(&mut schema, part)),
        };
        (schema.build(), fields)
    }
}

fn add_part(schema: &mut SchemaBuilder, part: Part) -> PartFields {
    let mut add = |name: &str, analyser| schema.add_text_field(name, text_options(part, analyser));
    let exact_name = format!("{}_exact", part.name());
    PartFields { part, stemmed: add(part.name(), STEMMED), exact: add(&exact_name, EXACT) }
}

fn text_options(part: Part, analyser: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(analyser)
        .set_fieldnorms(part.has_length())
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_the_whole_key() {
        let keys = [
            RecordKey::talk("a", "1"),
            RecordKey::talk("a", "2"),
            RecordKey::talk("b", "1"),
            RecordKey::announcement("a", "1"),
        ];
        let ids: std::collections::HashSet<_> = keys.iter().map(RecordId::of).collect();
        assert_eq!(ids.len(), keys.len());
    }
}
