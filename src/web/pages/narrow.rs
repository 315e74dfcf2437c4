//! Ways to narrow and widen a search, as links: filters that hold, values to choose with what each
//! would leave, and what to say of a value that no record has. Counts nothing itself.

use minijinja::Value;
use serde::Serialize;

use super::wanted::Wanted;
use crate::domain::{Catalog, Kind};
use crate::search::{Facet, FacetValue, Field, Filter, UnknownValue};
use crate::web::spoken::Spoken;
use crate::web::words;

/// Values shown of a field at once; the others unfold.
const SHOWN_MAX: usize = 5;

/// A filter that holds, and one that leaves out.
const HOLDS: &str = "{field}: {value}";
const IS_LEFT_OUT: &str = "not {field}: {value}";

/// A field with the values that its hits have.
#[derive(Debug, Serialize)]
pub(crate) struct FacetView {
    pub label: &'static str,
    pub choices: Vec<Choice>,
    /// Further ones, folded away.
    pub more: Vec<Choice>,
}

/// A value; following the link of a current one takes it back.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    pub label: Value,
    pub count: usize,
    pub url: String,
    pub current: bool,
}

/// A filter that holds; following its link takes it back.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    /// `Kind: Keynote`.
    pub text: Value,
    pub url: String,
}

/// A filter value that nothing has.
#[derive(Debug, Serialize)]
pub(crate) struct Unknown {
    /// `No session has the speaker`, before the value.
    pub lacking: &'static str,
    pub value: String,
    pub nearest: Vec<Nearest>,
}

/// A value like one that nothing has, as a link.
#[derive(Debug, Serialize)]
pub(crate) struct Nearest {
    pub text: Value,
    pub url: String,
}

/// The fields that give a choice.
pub(crate) fn facets(wanted: &Wanted, facets: &[Facet]) -> Vec<FacetView> {
    let gives_choice =
        |facet: &&Facet| facet.values.len() > 1 || facet.values.iter().any(|value| value.chosen);
    facets.iter().filter(gives_choice).map(|facet| view(wanted, facet)).collect()
}

fn view(wanted: &Wanted, facet: &Facet) -> FacetView {
    let choices = facet.values.iter().map(|value| choice(wanted, facet.field, value));
    let mut choices: Vec<_> = choices.collect();
    // A fold for a single value would take as much room as the value.
    let shown = if choices.len() == SHOWN_MAX + 1 { choices.len() } else { SHOWN_MAX };
    let more = choices.split_off(shown.min(choices.len()));
    FacetView { label: words::search_field(facet.field), choices, more }
}

fn choice(wanted: &Wanted, field: Field, value: &FacetValue) -> Choice {
    let without = wanted.changed(|filter| filter.cleared(field));
    let target = if value.chosen { without } else { without.with(field, &value.value) };
    Choice {
        label: label(field, &value.value, &value.label).value(),
        count: value.count,
        url: target.url(),
        current: value.chosen,
    }
}

/// Each filter that holds, as a link to the search without it.
pub(crate) fn active(catalog: &Catalog, wanted: &Wanted, filter: &Filter) -> Vec<Held> {
    let link = |text: &'static str, (field, value): (Field, &str), rest: Wanted| {
        let value = match field {
            Field::Event => catalog.find_event(value).map_or(value, |it| it.event.name.as_str()),
            _ => value,
        };
        let name = Spoken::Text(words::search_field(field), Vec::new());
        let values = vec![("field", name), ("value", label(field, value, value))];
        Held { text: Spoken::Text(text, values).value(), url: rest.url() }
    };
    let held = filter.wanted().map(|pair @ (field, value)| {
        link(HOLDS, pair, wanted.changed(|filter| filter.without(field, value)))
    });
    let left_out = filter.excluded().map(|pair @ (field, value)| {
        link(IS_LEFT_OUT, pair, wanted.changed(|filter| filter.allowing(field, value)))
    });
    held.chain(left_out).collect()
}

/// What to say of values that no record has, with the nearest as links.
pub(crate) fn unknown(wanted: &Wanted, unknown: &[UnknownValue]) -> Vec<Unknown> {
    let view = |it: &UnknownValue| {
        let without = wanted.changed(|filter| filter.without(it.field, &it.value));
        let link = |value: &String| Nearest {
            text: label(it.field, value, value).value(),
            url: without.clone().with(it.field, value).url(),
        };
        Unknown {
            lacking: words::lacking(it.field),
            value: it.value.clone(),
            nearest: it.nearest.iter().map(link).collect(),
        }
    };
    unknown.iter().map(view).collect()
}

/// A value as visitors read it.
fn label(field: Field, value: &str, label: &str) -> Spoken {
    let kind = || match Kind::from_word(value) {
        Some(kind) => Spoken::Text(words::kind(kind).one, Vec::new()),
        None if value == words::ANNOUNCEMENT.word => {
            Spoken::Text(words::ANNOUNCEMENT.one, Vec::new())
        }
        None => Spoken::Record(value.to_owned()),
    };
    match field {
        Field::Kind => kind(),
        Field::Has => Spoken::Phrase(label.to_owned()),
        _ => Spoken::Record(label.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Ending, Mode};

    fn wanted(query: &str, filter: Filter) -> Wanted {
        let (ending, mode) = (Ending::Whole, Mode::Hybrid);
        Wanted { query: Some(query.into()), ending, mode, filter, page: 3 }
    }

    #[test]
    fn a_choice_replaces_what_was_chosen_and_a_chosen_one_is_taken_back() {
        let value = |value: &str, chosen| FacetValue {
            value: value.into(),
            label: value.into(),
            count: 3,
            chosen,
        };
        let values = (0..9).map(|n| value(&format!("t{n}"), n == 0)).collect();
        let facet = Facet { field: Field::Track, values };
        let search = wanted("rag track:t0", Filter::of(Field::Year, "2024"));
        let views = facets(&search, &[facet]);
        assert_eq!((views[0].choices.len(), views[0].more.len()), (SHOWN_MAX, 4));
        let urls = views[0].choices.iter().map(|choice| choice.url.as_str()).collect::<Vec<_>>();
        assert_eq!(urls[..2], ["/search?q=rag&year=2024", "/search?q=rag&year=2024&track=t1"]);
    }

    #[test]
    fn a_field_with_one_value_gives_no_choice() {
        let one = FacetValue { value: "a".into(), label: "a".into(), count: 1, chosen: false };
        let facet = Facet { field: Field::Room, values: vec![one] };
        assert!(facets(&wanted("x", Filter::default()), &[facet]).is_empty());
    }

    #[test]
    fn every_filter_that_holds_can_be_taken_back() {
        let search = wanted("rag -track:web", Filter::of(Field::Kind, "keynote"));
        let all = search.typed().filter.joined(&search.filter);
        let links = active(&Catalog::default(), &search, &all);
        let told: Vec<_> = links.iter().map(|link| (link.text.to_string(), &*link.url)).collect();
        assert_eq!(
            told,
            [
                ("Kind: Keynote".to_owned(), "/search?q=rag%20-track%3Aweb"),
                ("not Track: web".to_owned(), "/search?q=rag&kind=keynote"),
            ]
        );
    }

    #[test]
    fn a_value_that_nothing_has_is_replaced_by_the_nearest() {
        let search = wanted("rag track:kernal", Filter::default());
        let nearest = vec!["Kernel".into()];
        let told = [UnknownValue { field: Field::Track, value: "kernal".into(), nearest }];
        assert_eq!(unknown(&search, &told)[0].nearest[0].url, "/search?q=rag&track=Kernel");
    }
}
