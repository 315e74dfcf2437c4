//! What records say of themselves, by column: for each document a few small numbers instead of
//! texts, so that filters and counts over every hit stay cheap. Ranks nothing.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::Corpus;
use super::columns_of::{Source, synonym};
use super::filter::Field;
use crate::domain::{Catalog, Document, RecordKey};
use crate::text::{event_keys, fold, stem, words};

/// A column: most are a field; a day can be named in three ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// The field's own values.
    Plain(Field),
    /// Weekdays, a part of [`Field::Day`].
    Weekday,
    /// Which day of its event, from 1, a part of [`Field::Day`].
    DayNumber,
}

impl Column {
    /// How many there are.
    const COUNT: usize = Field::ALL.len() + 2;

    /// Its place among the columns.
    fn place(self) -> usize {
        match self {
            Self::Plain(field) => field as usize,
            Self::Weekday => Field::ALL.len(),
            Self::DayNumber => Field::ALL.len() + 1,
        }
    }

    /// The columns in which a field's values are looked up.
    pub(super) fn of(field: Field) -> Vec<Self> {
        match field {
            Field::Day => vec![Self::Plain(field), Self::Weekday, Self::DayNumber],
            _ => vec![Self::Plain(field)],
        }
    }
}

/// The columns of all documents.
#[derive(Debug)]
pub(super) struct Columns {
    /// By [`Column::place`].
    tables: [Table; Column::COUNT],
}

/// The values of one column and which documents have them.
#[derive(Debug, Default)]
struct Table {
    values: Vec<Arc<Value>>,
    /// The ids of each document's values, one list after the other.
    ids: Vec<u32>,
    /// Where each document's list ends.
    ends: Vec<usize>,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// What a filter says: a slug, a date, a name.
    pub(super) key: String,
    /// What people read.
    pub(super) label: String,
    /// Both, folded.
    folded: [String; 2],
    /// Stems of the words in key and label, by which it is found too.
    stems: Vec<String>,
}

impl Columns {
    /// Reads every document's values; the catalog, where there is one, knows more of them: names
    /// of events, days, languages, links.
    pub(super) fn new<D: Borrow<Document>>(documents: &[D], catalog: Option<&Catalog>) -> Self {
        Self::read(documents, Source::new(catalog), Default::default())
    }

    /// The columns after a change. Values that there were already are shared: what they cost is
    /// finding their stems.
    pub(super) fn renewed(&self, documents: &[Arc<Document>], catalog: &Catalog) -> Self {
        let mut known: [Known; Column::COUNT] = Default::default();
        for (known, table) in known.iter_mut().zip(&self.tables) {
            let by_key = |value: &Arc<Value>| (value.key.clone(), Arc::clone(value));
            known.before = table.values.iter().map(by_key).collect();
        }
        Self::read(documents, Source::new(Some(catalog)), known)
    }

    fn read<D: Borrow<Document>>(
        documents: &[D],
        source: Source<'_>,
        mut known: [Known; Column::COUNT],
    ) -> Self {
        let mut tables: [Table; Column::COUNT] = Default::default();
        // An event without a session is an event too: its slug means no other.
        let events = Column::Plain(Field::Event).place();
        for (slug, name) in source.events() {
            tables[events].value(&mut known[events], slug, name);
        }
        for document in documents {
            for (column, key, label) in source.values(document.borrow()) {
                let place = column.place();
                tables[place].add(&mut known[place], &key, &label);
            }
            for table in &mut tables {
                table.ends.push(table.ids.len());
            }
        }
        Self { tables }
    }

    /// Whether these columns, made of one state of the records, are those of another too: the same
    /// events, and at each place a document that says the same of itself.
    pub(super) fn are_of(
        &self,
        before: &Corpus,
        before_catalog: &Catalog,
        now: &Corpus,
        now_catalog: &Catalog,
    ) -> bool {
        let (old, new) = (before.documents(), now.documents());
        let changed = changed_events(before_catalog, now_catalog);
        let sources = [before_catalog, now_catalog].map(|it| Source::of_events(it, &changed));
        let [old_source, new_source] = &sources;
        // None but these are looked at, where there are ten thousand.
        let is_shared = |place: usize| Arc::ptr_eq(&old[place], &new[place]);
        let same = |place: usize| {
            is_shared(place) || old_source.values(&old[place]) == new_source.values(&new[place])
        };
        // A record may say more than its document, as who has slides: of a changed event all are
        // compared, which takes less than making their values.
        let says_the_same = |key: RecordKey| {
            let is_shared = now.find(&key).is_some_and(is_shared);
            !is_shared || old_source.says_the_same(new_source, &key)
        };
        let bundles = now_catalog.bundles().iter();
        let mut changed = bundles.filter(|it| changed.contains(it.event.slug.as_str()));
        old.len() == new.len()
            && old_source.events().eq(new_source.events())
            && (0..new.len()).all(same)
            && changed.all(|bundle| event_keys(bundle).all(says_the_same))
    }

    /// A column's values.
    pub(super) fn values(&self, column: Column) -> &[Arc<Value>] {
        &self.tables[column.place()].values
    }

    /// Places in [`Columns::values`] of what a document has in a column.
    pub(super) fn ids(&self, column: Column, document: usize) -> &[u32] {
        self.tables[column.place()].ids_of(document)
    }

    /// The values of a field that a typed one means, by column: the very same, or else those that
    /// have its words one after the other.
    pub(super) fn find(&self, field: Field, typed: &str) -> Vec<(Column, u32)> {
        let typed = synonym(field, typed);
        let (folded, stems) = (fold(&typed), stems(&typed));
        let same = |value: &Value| value.folded.contains(&folded);
        let holds = |value: &Value| {
            !stems.is_empty() && value.stems.windows(stems.len()).any(|part| *part == stems[..])
        };
        let found = self.matching(field, same);
        if found.is_empty() { self.matching(field, holds) } else { found }
    }

    fn matching(&self, field: Field, is_meant: impl Fn(&Value) -> bool) -> Vec<(Column, u32)> {
        let in_column = |column| {
            let numbered = (0u32..).zip(self.values(column));
            numbered.filter(|(_, value)| is_meant(value)).map(move |(id, _)| (column, id))
        };
        Column::of(field).into_iter().flat_map(in_column).collect()
    }
}

/// The slugs of the events whose records two states do not share.
fn changed_events<'a>(before: &'a Catalog, now: &'a Catalog) -> HashSet<&'a str> {
    let shared: HashSet<_> = before.bundles().iter().map(Arc::as_ptr).collect();
    let changed = now.bundles().iter().filter(|bundle| !shared.contains(&Arc::as_ptr(bundle)));
    changed.map(|bundle| bundle.event.slug.as_str()).collect()
}

/// The places of the values that a column has so far.
#[derive(Debug, Default)]
struct Known {
    by_fold: HashMap<String, u32>,
    /// By the key as it is written: most come again as they are, and folding takes longer.
    as_written: HashMap<String, u32>,
    /// The values of the columns before, by key.
    before: HashMap<String, Arc<Value>>,
}

impl Table {
    /// The place of a value, a new one if need be.
    fn value(&mut self, known: &mut Known, key: &str, label: &str) -> u32 {
        if let Some(&id) = known.as_written.get(key) {
            return id;
        }
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let id = *known.by_fold.entry(fold(key)).or_insert(next);
        known.as_written.insert(key.to_owned(), id);
        if id == next {
            let before = known.before.get(key).filter(|value| value.label == label);
            self.values.push(before.cloned().unwrap_or_else(|| Arc::new(Value::new(key, label))));
        }
        id
    }

    /// Gives the document that is being added a value.
    fn add(&mut self, known: &mut Known, key: &str, label: &str) {
        let id = self.value(known, key, label);
        let first = self.ends.last().copied().unwrap_or(0);
        if !self.ids.get(first..).unwrap_or_default().contains(&id) {
            self.ids.push(id);
        }
    }

    fn ids_of(&self, document: usize) -> &[u32] {
        let Some(&end) = self.ends.get(document) else { return &[] };
        let start = document.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.ids.get(Range { start, end }).unwrap_or_default()
    }
}

impl Value {
    fn new(key: &str, label: &str) -> Self {
        let mut stems = stems(key);
        if fold(key) != fold(label) {
            // An empty word between keeps a phrase from reaching from one into the other.
            stems.push(String::new());
            stems.extend(self::stems(label));
        }
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            folded: [fold(key), fold(label)],
            stems,
        }
    }
}

/// The stems of a text's words, hyphens and underscores parting them.
fn stems(text: &str) -> Vec<String> {
    let apart = text.replace(['-', '_', '/'], " ");
    words(&apart).into_iter().map(|word| stem(&word.folded)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::corpus::tests::talk;

    fn columns() -> Columns {
        let mut documents = vec![
            talk("1", "A", "", "Ada Byron"),
            talk("2", "B", "", "Grace Hopper"),
            talk("3", "C", "", "Ada Yonath"),
        ];
        documents[0].track = Some("Web & Mobile".into());
        documents[1].track = Some("Web".into());
        documents[2].topics = vec!["beginner".into(), "rag".into(), "RAG".into()];
        Columns::new(&documents, None)
    }

    fn meant(field: Field, typed: &str) -> Vec<String> {
        let columns = columns();
        let value = |(column, id): (Column, u32)| columns.values(column)[id as usize].key.clone();
        columns.find(field, typed).into_iter().map(value).collect()
    }

    #[test]
    fn the_very_value_is_meant_before_those_that_hold_its_words() {
        assert_eq!(meant(Field::Track, "WEB"), ["Web"]);
        assert_eq!(meant(Field::Track, "mobile"), ["Web & Mobile"]);
        assert_eq!(meant(Field::Speaker, "ada"), ["Ada Byron", "Ada Yonath"]);
        assert_eq!(meant(Field::Speaker, "byron ada"), [""; 0]);
        assert_eq!(meant(Field::Kind, "talks"), ["talk"]);
        assert_eq!(meant(Field::Level, "beginners"), ["beginner"]);
        assert_eq!(meant(Field::Event, "--"), [""; 0]);
    }

    #[test]
    fn renewed_columns_are_those_of_the_documents_there_are_now() {
        let before = columns();
        let document = |id: &str, speaker: &str| Arc::new(talk(id, "T", "", speaker));
        let documents = [document("1", "Grace Hopper"), document("4", "Li Wei")];
        let catalog = Catalog::default();
        let renewed = before.renewed(&documents, &catalog);
        let whole = Columns::new(&documents, Some(&catalog));
        for field in Field::ALL {
            let column = Column::Plain(field);
            assert_eq!(renewed.values(column), whole.values(column));
            assert!((0..2).all(|it| renewed.ids(column, it) == whole.ids(column, it)));
        }
        assert!(renewed.find(Field::Speaker, "ada").is_empty());
    }

    #[test]
    fn every_column_has_a_place_of_its_own() {
        let all = Field::ALL.into_iter().map(Column::Plain);
        let places: Vec<_> =
            all.chain([Column::Weekday, Column::DayNumber]).map(Column::place).collect();
        assert_eq!(places, (0..Column::COUNT).collect::<Vec<_>>());
    }

    #[test]
    fn a_document_has_each_value_once_and_strangers_have_none() {
        let columns = columns();
        assert_eq!(columns.ids(Column::Plain(Field::Topic), 2).len(), 2);
        assert_eq!(columns.ids(Column::Plain(Field::Track), 2), [0u32; 0]);
        assert_eq!(columns.ids(Column::Plain(Field::Speaker), 1), [1]);
        assert_eq!(columns.ids(Column::Plain(Field::Speaker), 3), [0u32; 0]);
        assert!(Columns::new::<Document>(&[], None).values(Column::Weekday).is_empty());
    }
}
