//! How many hits each value of a field would leave, over all hits of a query. Works on columns of
//! numbers alone.

use serde::Serialize;

use super::columns::{Column, Columns};
use super::filter::{Field, Filter};
use super::select::Selection;

/// Values shown of a field; the rest is reached by typing. The values chosen are always among them.
const VALUES_MAX: usize = 12;
/// The fields that people narrow by. Languages, levels and recordings can be typed.
const FIELDS: [Field; 8] = [
    Field::Event,
    Field::Year,
    Field::Track,
    Field::Room,
    Field::Day,
    Field::Kind,
    Field::Speaker,
    Field::Topic,
];

/// A field and the values that its hits have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// Its values, most hits first; days and years in their order.
    pub values: Vec<FacetValue>,
}

/// A value and what choosing it would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// What a filter says.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Hits with this value that pass the filters of all other fields.
    pub count: usize,
    /// Whether the filter wants it.
    pub chosen: bool,
}

/// Counts the values of `documents`, all hits of a query before anything was wanted of a field.
pub(super) fn count(columns: &Columns, filter: &Filter, documents: &[usize]) -> Vec<Facet> {
    let selection = Selection::new(columns, filter);
    let mut counts: Vec<Vec<usize>> =
        FIELDS.iter().map(|&field| vec![0; columns.values(Column::Plain(field)).len()]).collect();
    for &document in documents {
        let mut failed = selection.failed(columns, document);
        let (first, second) = (failed.next(), failed.next());
        if second.is_some() {
            continue;
        }
        // What fails by one field alone still counts for the choices of that field.
        let counted = FIELDS.iter().zip(&mut counts);
        for (&field, counts) in counted.filter(|(field, _)| first.is_none_or(|it| it == **field)) {
            for &id in columns.ids(Column::Plain(field), document) {
                counts[id as usize] += 1;
            }
        }
    }
    let facets = FIELDS.iter().zip(counts);
    let facets = facets.map(|(&field, counts)| facet(columns, &selection, field, &counts));
    facets.filter(|facet| !facet.values.is_empty()).collect()
}

fn facet(columns: &Columns, selection: &Selection, field: Field, counts: &[usize]) -> Facet {
    let column = Column::Plain(field);
    let all = columns.values(column);
    let label = |id: u32| all[id as usize].label.as_str();
    let counted = (0u32..).zip(counts.iter().copied());
    let counted = counted.map(|(id, count)| (selection.wants(field, column, id), count, id));
    let mut shown: Vec<_> = counted.filter(|&(chosen, count, _)| chosen || count > 0).collect();
    let order = |a: &(bool, usize, u32), b: &(bool, usize, u32)| {
        (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| label(a.2).cmp(label(b.2)))
    };
    let chosen = shown.iter().filter(|(chosen, ..)| *chosen).count();
    let kept = VALUES_MAX.max(chosen);
    // Of thousands of speakers a dozen is shown: only those are sorted and copied.
    if kept < shown.len() {
        shown.select_nth_unstable_by(kept, order);
        shown.truncate(kept);
    }
    shown.sort_unstable_by(order);
    let value = |(chosen, count, id): (bool, usize, u32)| {
        let value = &all[id as usize];
        FacetValue { value: value.key.clone(), label: value.label.clone(), count, chosen }
    };
    let mut values: Vec<_> = shown.into_iter().map(value).collect();
    match field {
        Field::Day => values.sort_by(|a, b| a.value.cmp(&b.value)),
        Field::Year => values.sort_by(|a, b| b.value.cmp(&a.value)),
        _ => {}
    }
    Facet { field, values }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::corpus::tests::talk;

    fn counted(filter: &Filter) -> Vec<Facet> {
        let tracks = ["Web", "Web", "Kernel", "Kernel"];
        let documents = tracks.iter().enumerate().map(|(n, track)| {
            let document = talk(&n.to_string(), "T", "", ["Ada", "Bo"][n % 2]);
            crate::domain::Document { track: Some((*track).into()), ..document }
        });
        let columns = Columns::new(&documents.collect::<Vec<_>>(), None);
        count(&columns, filter, &[0, 1, 2])
    }

    fn values(facets: &[Facet], field: Field) -> Vec<(&str, usize, bool)> {
        let facet = facets.iter().find(|facet| facet.field == field).unwrap();
        facet.values.iter().map(|it| (it.value.as_str(), it.count, it.chosen)).collect()
    }

    #[test]
    fn a_field_counts_as_if_nothing_were_chosen_of_it() {
        let facets = counted(&Filter::of(Field::Track, "web"));
        assert_eq!(values(&facets, Field::Track), [("Web", 2, true), ("Kernel", 1, false)]);
        assert_eq!(values(&facets, Field::Speaker), [("Ada", 1, false), ("Bo", 1, false)]);
        let none = counted(&Filter::default());
        assert_eq!(values(&none, Field::Speaker), [("Ada", 2, false), ("Bo", 1, false)]);
        assert!(none.iter().all(|facet| facet.field != Field::Room));
    }

    #[test]
    fn two_filters_each_narrow_the_other() {
        let filter = Filter::of(Field::Track, "kernel").with(Field::Speaker, "bo");
        let facets = counted(&filter);
        assert_eq!(values(&facets, Field::Track), [("Kernel", 0, true), ("Web", 1, false)]);
        assert_eq!(values(&facets, Field::Speaker), [("Bo", 0, true), ("Ada", 1, false)]);
        assert!(facets.iter().all(|facet| facet.field != Field::Kind));
    }
}
