//! A filter against the records at hand: which values it means, which documents pass, and what to
//! say of a value that no record has. Counts nothing.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::columns::{Column, Columns};
use super::filter::{Field, Filter};
use super::near::near;

/// Values offered in the place of one that no record has.
const NEAREST_MAX: usize = 3;
/// Values that are explained: a person mistypes one, and each is compared with every name.
const EXPLAINED_MAX: usize = 4;
/// A field with no more values than this is known by some of them; of a hundred speakers, three
/// say nothing.
const NAMED_MAX: usize = 12;

/// A filter value that no record has, and those most like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownValue {
    /// The field.
    pub field: Field,
    /// What was asked for.
    pub value: String,
    /// Values that records have and that look like it, nearest first; some of the field's where
    /// none does.
    pub nearest: Vec<String>,
}

/// A filter read against the columns.
#[derive(Debug, Default)]
pub(super) struct Selection {
    wanted: Vec<(Field, Meant)>,
    excluded: Vec<Meant>,
}

/// The values meant of one field, by column.
type Meant = HashMap<Column, HashSet<u32>>;

impl Selection {
    /// Looks a filter's values up. A field of which no value is known lets nothing through.
    pub(super) fn new(columns: &Columns, filter: &Filter) -> Self {
        let of_field = |field| (field, meant(columns, field, filter.values(field)));
        let has_values = |field: &Field| !filter.values(*field).is_empty();
        let wanted = Field::ALL.into_iter().filter(has_values).map(of_field).collect();
        let left_out = |(field, value): (Field, &str)| meant(columns, field, &[value.to_owned()]);
        Self { wanted, excluded: filter.excluded().map(left_out).collect() }
    }

    /// Whether a document passes.
    pub(super) fn admits(&self, columns: &Columns, document: usize) -> bool {
        self.is_allowed(columns, document) && self.failed(columns, document).next().is_none()
    }

    /// Whether a document has nothing that is left out.
    pub(super) fn is_allowed(&self, columns: &Columns, document: usize) -> bool {
        !self.excluded.iter().any(|meant| has(columns, document, meant))
    }

    /// The fields by which a document does not pass.
    pub(super) fn failed(&self, columns: &Columns, document: usize) -> impl Iterator<Item = Field> {
        let failed = self.wanted.iter().filter(move |(_, meant)| !has(columns, document, meant));
        failed.map(|(field, _)| *field)
    }

    /// Whether a value is among those wanted.
    pub(super) fn wants(&self, field: Field, column: Column, id: u32) -> bool {
        let meant = self.wanted.iter().find(|(it, _)| *it == field).map(|(_, meant)| meant);
        meant.and_then(|meant| meant.get(&column)).is_some_and(|ids| ids.contains(&id))
    }
}

/// The filter's values that no record has.
pub(super) fn unknown(columns: &Columns, filter: &Filter) -> Vec<UnknownValue> {
    let is_unknown = |(field, value): &(Field, &str)| columns.find(*field, value).is_empty();
    let explain = |(field, value): (Field, &str)| UnknownValue {
        field,
        value: value.to_owned(),
        nearest: nearest(columns, field, value),
    };
    let all = filter.wanted().chain(filter.excluded());
    all.filter(is_unknown).take(EXPLAINED_MAX).map(explain).collect()
}

fn nearest(columns: &Columns, field: Field, value: &str) -> Vec<String> {
    let values = columns.values(Column::Plain(field));
    let by_key = values.iter().map(|it| (it.key.as_str(), &it.key));
    let by_label = values.iter().map(|it| (it.label.as_str(), &it.key));
    let mut like = near(value, by_key.chain(by_label), 2 * NEAREST_MAX);
    if like.is_empty() && values.len() <= NAMED_MAX {
        like = values.iter().map(|it| &it.key).collect();
    }
    let mut distinct: Vec<String> = Vec::new();
    for key in like {
        if distinct.len() < NEAREST_MAX && !distinct.contains(key) {
            distinct.push(key.clone());
        }
    }
    distinct
}

fn meant(columns: &Columns, field: Field, values: &[String]) -> Meant {
    let mut meant = Meant::new();
    for (column, id) in values.iter().flat_map(|value| columns.find(field, value)) {
        meant.entry(column).or_default().insert(id);
    }
    meant
}

fn has(columns: &Columns, document: usize, meant: &Meant) -> bool {
    let in_column = |(&column, ids): (&Column, &HashSet<u32>)| {
        columns.ids(column, document).iter().any(|id| ids.contains(id))
    };
    meant.iter().any(in_column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::corpus::tests::talk;

    fn columns() -> Columns {
        let speakers = ["Ada Byron", "Grace Hopper", "Ada Yonath"];
        let documents = speakers.iter().enumerate().map(|(n, speaker)| {
            let track = ["Web", "Kernel", "Kernel"][n];
            let document = talk(&n.to_string(), "T", "", speaker);
            crate::domain::Document { track: Some(track.into()), ..document }
        });
        Columns::new(&documents.collect::<Vec<_>>(), None)
    }

    fn admitted(filter: &Filter) -> Vec<usize> {
        let columns = columns();
        let selection = Selection::new(&columns, filter);
        (0..3).filter(|&place| selection.admits(&columns, place)).collect()
    }

    #[test]
    fn values_of_a_field_are_alternatives_and_fields_all_hold() {
        let ada = Filter::of(Field::Speaker, "ada");
        assert_eq!(admitted(&Filter::default()), [0, 1, 2]);
        assert_eq!(admitted(&ada), [0, 2]);
        assert_eq!(admitted(&ada.clone().with(Field::Speaker, "grace hopper")), [0, 1, 2]);
        assert_eq!(admitted(&ada.clone().with(Field::Track, "kernel")), [2]);
        assert_eq!(admitted(&ada.excluding(Field::Track, "kernel")), [0]);
    }

    #[test]
    fn a_value_nothing_has_lets_nothing_through_and_is_explained() {
        let filter = Filter::of(Field::Track, "Kernal").with(Field::Room, "x");
        assert_eq!(admitted(&filter), [0usize; 0]);
        let unknown = unknown(&columns(), &filter);
        assert_eq!(
            (unknown[0].field, unknown[0].nearest.as_slice()),
            (Field::Track, &["Kernel".to_owned()][..])
        );
        assert_eq!((unknown[1].field, unknown[1].nearest.len()), (Field::Room, 0));
        assert_eq!(admitted(&Filter::default().excluding(Field::Track, "none")), [0, 1, 2]);
    }
}
