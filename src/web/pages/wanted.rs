//! What an address asks of search: read, checked, and written back with something changed. Shared
//! by the page and the API.

use serde::Deserialize;

use crate::search::{Ending, Field, Filter, Mode, Request, Typed, read};
use crate::web::errors::VisitorError;
use crate::web::{links, query};

/// The parameters as given; those of filters may be repeated.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct SearchQuery {
    pairs: Vec<(String, String)>,
}

/// The same, checked.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// What was typed; it may hold filters of its own.
    pub query: Option<String>,
    pub ending: Ending,
    pub mode: Mode,
    /// The filters of parameters.
    pub filter: Filter,
    pub page: usize,
}

impl SearchQuery {
    /// The last value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let same = |(it, _): &&(String, String)| it == name;
        self.pairs.iter().rfind(same).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter says yes.
    ///
    /// # Errors
    /// It says something else than yes or no.
    pub(crate) fn is_set(&self, name: &'static str) -> Result<bool, VisitorError> {
        match self.value(name) {
            None | Some("" | "0" | "no" | "false") => Ok(false),
            Some("1" | "yes" | "true") => Ok(true),
            Some(_) => Err(VisitorError::bad_query(name, "say `1` or `0`".into())),
        }
    }

    /// Checks every value.
    ///
    /// # Errors
    /// A value that cannot be used.
    pub(crate) fn check(&self) -> Result<Wanted, VisitorError> {
        Ok(Wanted {
            query: query::text("q", self.value("q").map(str::to_owned))?,
            ending: if self.is_set("typing")? { Ending::Typing } else { Ending::Whole },
            mode: query::mode(self.value("mode"))?,
            filter: self.filter()?,
            page: query::page(self.value("page"))?,
        })
    }

    fn filter(&self) -> Result<Filter, VisitorError> {
        let mut filter = Filter::default();
        for (name, value) in &self.pairs {
            let Some(field) = Field::ALL.into_iter().find(|field| field.word() == name) else {
                continue;
            };
            let value = Some(value.clone());
            let value = match field {
                Field::Kind => query::kind(value)?,
                Field::Year => {
                    query::number::<i16>("year", value.as_deref())?.map(|year| year.to_string())
                }
                _ => query::filter(field.word(), value)?,
            };
            filter = filter.with_any(field, value);
        }
        Ok(filter)
    }
}

impl Wanted {
    /// What was typed, as it is understood.
    pub(crate) fn typed(&self) -> Typed {
        read(self.query.as_deref().unwrap_or_default())
    }

    /// Whether anything is asked for.
    pub(crate) fn is_any(&self) -> bool {
        self.query.is_some() || !self.filter.is_empty()
    }

    /// What the engine is asked.
    pub(crate) fn request(&self, limit: usize) -> Request {
        Request {
            query: self.query.clone().unwrap_or_default(),
            mode: self.mode,
            limit,
            offset: (self.page - 1) * limit,
            filter: self.filter.clone(),
        }
    }

    /// The address of this search.
    pub(crate) fn url(&self) -> String {
        let mode = (self.mode != Mode::Hybrid).then(|| query::mode_word(self.mode));
        let page = (self.page > 1).then(|| self.page.to_string());
        let mut parameters = vec![("q", self.query.as_deref()), ("mode", mode)];
        let filters = self.filter.wanted();
        parameters.extend(filters.map(|(field, value)| (field.word(), Some(value))));
        parameters.push(("page", page.as_deref()));
        links::with_query("/search", &parameters)
    }

    /// The first page of this search with its filters changed, typed ones too.
    #[must_use]
    pub(crate) fn changed(&self, change: impl Fn(Filter) -> Filter) -> Self {
        let mut typed = self.typed();
        let changed = change(typed.filter.clone());
        // A query that does not change is left as it was typed.
        let query = if changed == typed.filter {
            self.query.clone()
        } else {
            typed.filter = changed;
            Some(typed.to_string()).filter(|query| !query.is_empty())
        };
        Self { query, filter: change(self.filter.clone()), page: 1, ..self.clone() }
    }

    /// The first page with one more filter.
    #[must_use]
    pub(crate) fn with(self, field: Field, value: &str) -> Self {
        Self { filter: self.filter.with(field, value), page: 1, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(pairs: &[(&str, &str)]) -> Result<Wanted, VisitorError> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        SearchQuery { pairs }.check()
    }

    #[test]
    fn an_address_keeps_what_was_chosen_and_leaves_out_what_goes_without_saying() {
        let mut search = wanted(&[("q", "rag"), ("track", ""), ("event", " ")]).unwrap();
        assert_eq!(search.url(), "/search?q=rag");
        search.mode = Mode::Semantic;
        let search = search.with(Field::Year, "2024").with(Field::Track, "A & B");
        assert_eq!(search.url(), "/search?q=rag&mode=semantic&year=2024&track=A%20%26%20B");
        assert_eq!(search.changed(|_| Filter::default()).url(), "/search?q=rag&mode=semantic");
    }

    #[test]
    fn a_filter_is_taken_back_wherever_it_was_said() {
        let search = wanted(&[("q", "-x  track:web rag"), ("track", "web"), ("track", "b")]);
        let without = search.unwrap().changed(|filter| filter.without(Field::Track, "Web"));
        assert_eq!(without.url(), "/search?q=-x%20rag&track=b");
        let alone = wanted(&[("q", "track:web")]).unwrap();
        assert_eq!(alone.changed(|filter| filter.cleared(Field::Track)).url(), "/search");
    }

    #[test]
    fn values_are_checked() {
        for bad in [("year", "soon"), ("kind", "opera"), ("page", "0"), ("typing", "maybe")] {
            assert!(wanted(&[bad]).is_err(), "{bad:?}");
        }
        assert_eq!(wanted(&[("typing", "1")]).unwrap().ending, Ending::Typing);
    }
}
