//! What a summary can be of, as people name it, and how the name is found in the records.

use jiff::civil::Date;

use super::{AppError, Snapshot};
use crate::domain::{Catalog, EventBundle, RecordKey, Talk};
use crate::summary::{self, Selection, SummarySentence};
use crate::text;

/// Something a summary can be made of, named as a person would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A talk, by id or slug.
    Talk {
        /// Its event; needed when several events have a talk of that id.
        event: Option<String>,
        /// Id or slug.
        id: String,
    },
    /// A programme day.
    Day {
        /// The event; needed when several have talks on that day.
        event: Option<String>,
        /// The day.
        day: Date,
    },
    /// A track.
    Track {
        /// The event; needed when several have a track of that name.
        event: Option<String>,
        /// The track's name.
        track: String,
    },
    /// A person, by slug or name.
    Speaker {
        /// Slug or name.
        name: String,
    },
    /// A whole event.
    Event {
        /// Its slug.
        slug: String,
    },
}

pub(super) fn summarise(
    snapshot: &Snapshot,
    subject: &Subject,
) -> Result<Vec<SummarySentence>, AppError> {
    let (catalog, corpus) = (&snapshot.catalog, snapshot.engine.corpus());
    if let Subject::Talk { event, id } = subject {
        let key = find_talk(catalog, event.as_deref(), id)?;
        let hash = summary::hash_of(corpus, "talk", std::iter::once(&key));
        let make = || summary::talk(corpus, &key).unwrap_or_default();
        return Ok(snapshot.kept.sentences.get_or_make(hash, make).to_vec());
    }
    let Some(selection) = select(catalog, subject)? else { return Ok(Vec::new()) };
    let hash = selection.hash(corpus);
    Ok(snapshot.kept.sentences.get_or_make(hash, || selection.quote(corpus)).to_vec())
}

/// The talks that the digest of anything but a talk is made of.
fn select(catalog: &Catalog, subject: &Subject) -> Result<Option<Selection>, AppError> {
    match subject {
        Subject::Talk { .. } => Ok(None),
        Subject::Day { event, day } => {
            let has_day = |bundle: &EventBundle| bundle.talks.iter().any(|talk| is_on(talk, *day));
            let slug = find_one(catalog, event.as_deref(), "day", &day.to_string(), has_day)?;
            Ok(summary::day(catalog, slug, *day))
        }
        Subject::Track { event, track } => {
            let has_track = |bundle: &EventBundle| bundle.talks.iter().any(|t| is_in(t, track));
            let slug = find_one(catalog, event.as_deref(), "track", track, has_track)?;
            Ok(summary::track(catalog, slug, track))
        }
        Subject::Speaker { name } => {
            let found = summary::speaker(catalog, &text::slugify(name));
            found.map(Some).ok_or_else(|| unknown_speaker(catalog, name))
        }
        Subject::Event { slug } => {
            Ok(summary::event(catalog, &get_event(catalog, slug)?.event.slug))
        }
    }
}

fn is_on(talk: &Talk, day: Date) -> bool {
    talk.slots.iter().any(|slot| slot.programme_day() == day)
}

fn is_in(talk: &Talk, track: &str) -> bool {
    talk.track.as_deref().is_some_and(|name| text::fold(name) == text::fold(track))
}

pub(super) fn get_event<'a>(catalog: &'a Catalog, slug: &str) -> Result<&'a EventBundle, AppError> {
    catalog.find_event(slug).ok_or_else(|| {
        let known = catalog.bundles().iter().map(|bundle| bundle.event.slug.clone()).collect();
        AppError::UnknownEvent { slug: slug.to_owned(), known }
    })
}

/// The talk with this id or slug, in the named event or in the only one that has it.
pub(super) fn find_talk(
    catalog: &Catalog,
    event: Option<&str>,
    id: &str,
) -> Result<RecordKey, AppError> {
    let (event, id) = match (event, id.split_once('/')) {
        (None, Some((event, id))) if catalog.find_event(event).is_some() => (Some(event), id),
        _ => (event, id),
    };
    let named = |talk: &Talk| talk.id == id || talk.slug == id;
    let slug = find_one(catalog, event, "talk", id, |bundle| bundle.talks.iter().any(named))?;
    let bundle = get_event(catalog, slug)?;
    // An id goes before another talk's slug of the same letters.
    let by_id = bundle.talks.iter().find(|talk| talk.id == id);
    let talk = by_id.or_else(|| bundle.talks.iter().find(|talk| named(talk)));
    talk.map(Talk::key).ok_or_else(|| unknown(catalog, "talk", id, event))
}

/// The slug of the one event that has what is looked for.
fn find_one<'a>(
    catalog: &'a Catalog,
    event: Option<&str>,
    what: &'static str,
    name: &str,
    has: impl Fn(&EventBundle) -> bool,
) -> Result<&'a str, AppError> {
    if let Some(slug) = event {
        let bundle = get_event(catalog, slug)?;
        let found = has(bundle).then_some(bundle.event.slug.as_str());
        return found.ok_or_else(|| unknown(catalog, what, name, event));
    }
    let slugs: Vec<&str> = catalog
        .bundles()
        .iter()
        .filter(|bundle| has(bundle))
        .map(|bundle| bundle.event.slug.as_str())
        .collect();
    match slugs.as_slice() {
        [] => Err(unknown(catalog, what, name, event)),
        [only] => Ok(only),
        several => Err(AppError::Ambiguous {
            name: name.to_owned(),
            events: several.iter().map(|&slug| slug.to_owned()).collect(),
        }),
    }
}

fn unknown(catalog: &Catalog, what: &'static str, name: &str, event: Option<&str>) -> AppError {
    let talks = catalog.talks().filter(|talk| event.is_none_or(|slug| talk.event == slug));
    let known = match what {
        "talk" => talks.map(|talk| talk.slug.clone()).collect(),
        "track" => talks.filter_map(|talk| talk.track.clone()).collect(),
        _ => Vec::new(),
    };
    AppError::Unknown { what, name: name.to_owned(), event: event.map(str::to_owned), known }
}

fn unknown_speaker(catalog: &Catalog, name: &str) -> AppError {
    AppError::Unknown {
        what: "speaker",
        name: name.to_owned(),
        event: None,
        known: catalog.speakers().map(|speaker| speaker.name.clone()).collect(),
    }
}
