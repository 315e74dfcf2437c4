//! Which events a question is about: the one it is asked within, or those it names by series,
//! year or place. Knows no records but events.

use crate::domain::{Catalog, Event};
use crate::text;

use super::question::{Form, Question};

/// The events a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// Any.
    Everything,
    /// These, by slug; never empty.
    Events(Vec<String>),
    /// One that no record is of; what it was called.
    Unknown(String),
}

impl Scope {
    /// The scope of `question`, asked within `event` (a slug) or anywhere. `words` are those of the
    /// question that are not part of a title, a date or another name.
    pub(super) fn find(
        question: &Question,
        words: &[String],
        catalog: &Catalog,
        event: Option<&str>,
    ) -> Self {
        match event {
            Some(slug) if catalog.find_event(slug).is_some() => Self::Events(vec![slug.to_owned()]),
            Some(slug) => Self::Unknown(slug.to_owned()),
            None => named(question, words, catalog),
        }
    }

    /// Whether a record of this event is within the scope.
    pub(super) fn holds(&self, event: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Events(slugs) => slugs.iter().any(|slug| slug == event),
            Self::Unknown(_) => false,
        }
    }

    /// The only event of the scope, if it is one.
    pub(super) fn only(&self) -> Option<&str> {
        match self {
            Self::Events(slugs) if slugs.len() == 1 => Some(&slugs[0]),
            _ => None,
        }
    }

    /// The words that name the events of the scope, or the only event there is, folded: their
    /// series, years and places.
    pub(super) fn words(&self, catalog: &Catalog) -> Vec<String> {
        let only = catalog.bundles().first().filter(|_| catalog.bundles().len() == 1);
        let events: Vec<&Event> = match self {
            Self::Events(slugs) => slugs
                .iter()
                .filter_map(|slug| catalog.find_event(slug))
                .map(|it| &it.event)
                .collect(),
            _ => only.map(|bundle| &bundle.event).into_iter().collect(),
        };
        let mut words: Vec<String> = Vec::new();
        for event in events {
            let name = text::words(&event.name).into_iter().map(|word| word.folded);
            words.extend(
                name.chain(place_words(event)).chain(event.year().map(|it| it.to_string())),
            );
            words.extend(event.series.as_deref().map(squeezed));
            words.extend([squeezed(&event.name), squeezed(&event.slug)]);
        }
        words
    }

    /// The scope in words, to end a sentence with: ` at AI_dev 2023`.
    pub(super) fn phrase(&self, catalog: &Catalog) -> String {
        let Self::Events(slugs) = self else { return String::new() };
        let names: Vec<String> = slugs
            .iter()
            .filter_map(|slug| catalog.find_event(slug))
            .map(|bundle| text::line(&bundle.event.name))
            .collect();
        format!(" at {}", super::record::joined(&names))
    }
}

/// The events that the words of the question name.
fn named(question: &Question, words: &[String], catalog: &Catalog) -> Scope {
    let events: Vec<&Event> = catalog.bundles().iter().map(|bundle| &bundle.event).collect();
    let year = words.iter().find_map(|word| year(word));
    let series = events.iter().find(|event| names_series(words, event));
    let place = events.iter().find_map(|event| named_place(words, event));
    let is_named = series.is_some() || place.is_some();
    // A bare year within a question about content may be part of the content.
    if !is_named && (year.is_none() || question.form == Form::Passage) {
        return Scope::Everything;
    }
    let series_key = series.and_then(|event| event.series.clone());
    let fits = |event: &&Event| {
        (series_key.is_none() || event.series == series_key)
            && (year.is_none() || event.year() == year)
            && place.as_deref().is_none_or(|place| place_words(event).iter().any(|it| it == place))
            && region(words, event)
    };
    let slugs: Vec<String> =
        events.iter().filter(|event| fits(event)).map(|event| event.slug.clone()).collect();
    match (slugs.is_empty(), slugs.len() == events.len()) {
        (true, _) => Scope::Unknown(unknown_name(series_key.as_deref(), year, place)),
        (_, true) => Scope::Everything,
        _ => Scope::Events(slugs),
    }
}

fn unknown_name(series: Option<&str>, year: Option<i16>, place: Option<String>) -> String {
    let year = year.map(|year| year.to_string());
    [series.map(str::to_owned), place, year].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1900..2200).contains(year))
}

/// Whether a word, or two side by side, spell the event's series, whatever the signs between.
fn names_series(words: &[String], event: &Event) -> bool {
    let Some(series) = event.series.as_deref().map(squeezed).filter(|it| !it.is_empty()) else {
        return false;
    };
    words.iter().any(|word| squeezed(word) == series)
        || words.windows(2).any(|pair| squeezed(&pair.concat()) == series)
}

fn squeezed(text: &str) -> String {
    text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of the event's place that say where it is.
fn place_words(event: &Event) -> Vec<String> {
    let location = event.location.as_deref().unwrap_or_default();
    let words = text::words(location).into_iter().map(|word| word.folded);
    words.filter(|word| word.len() > 2 && !text::is_stop_word(word)).collect()
}

fn named_place(words: &[String], event: &Event) -> Option<String> {
    place_words(event).into_iter().find(|place| words.contains(place))
}

/// A region in the names of some editions (`Europe`): a question that says it means those.
fn region(words: &[String], event: &Event) -> bool {
    const REGIONS: [&str; 6] = ["europe", "asia", "america", "africa", "china", "japan"];
    let name = text::fold(&event.name);
    REGIONS
        .iter()
        .filter(|region| words.iter().any(|word| word == *region))
        .all(|region| name.contains(region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventBundle;

    fn catalog() -> Catalog {
        let event = |slug: &str, name: &str, place: Option<&str>| Event {
            slug: slug.into(),
            name: name.into(),
            series: Some("AI_dev".into()),
            location: place.map(Into::into),
            ..Event::default()
        };
        let events = [
            event("a23", "AI_dev 2023", None),
            event("a24", "AI_dev Europe 2024", Some("Paris")),
            event("a25", "AI_dev Europe 2025", Some("Amsterdam")),
        ];
        let bundles = events.map(|event| EventBundle { event, ..EventBundle::default() });
        Catalog::new(bundles.into(), text::slugify)
    }

    fn find(text: &str, event: Option<&str>) -> Scope {
        let question = Question::read(text);
        Scope::find(&question, &question.words, &catalog(), event)
    }

    fn scope(text: &str) -> Scope {
        find(text, None)
    }

    fn events(slugs: &[&str]) -> Scope {
        Scope::Events(slugs.iter().map(|slug| (*slug).to_owned()).collect())
    }

    #[test]
    fn series_year_region_and_place_name_events() {
        assert_eq!(scope("How many talks were at AI_dev Europe 2025?"), events(&["a25"]));
        assert_eq!(scope("which keynotes were in Paris"), events(&["a24"]));
        assert_eq!(scope("talks at AI dev 2023"), events(&["a23"]));
        assert_eq!(scope("how many talks in 2024"), events(&["a24"]));
        assert_eq!(scope("what was said at AI_dev Europe"), events(&["a25", "a24"]));
        assert_eq!(scope("what was said at AI_dev"), Scope::Everything);
    }

    #[test]
    fn an_edition_without_records_is_unknown_and_a_year_of_content_is_no_edition() {
        assert_eq!(scope("which talks were at AI_dev 2019"), Scope::Unknown("AI_dev 2019".into()));
        assert_eq!(scope("What did the OSI release in October 2021?"), Scope::Everything);
        assert_eq!(find("anything", Some("x")), Scope::Unknown("x".into()));
        assert_eq!(find("anything", Some("a23")), events(&["a23"]));
    }
}
