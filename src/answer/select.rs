//! The sessions that the names, days and hours of a question choose, each with the showings that
//! are meant, and the choice in words. Answers nothing itself.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use super::question::{Noun, Question};
use super::record::{Record, joined, quoted};
use super::scope::Scope;
use super::spot::Spots;
use super::when::{self, Calendar, Hours};
use super::{language, lists, names};
use crate::domain::{Catalog, EventBundle, Kind, Slot, State, Talk};
use crate::search::{Engine, SearchError};
use crate::text;

/// What a question is answered from, and what it names.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 'q> {
    pub(super) engine: &'q Engine,
    pub(super) catalog: &'a Catalog,
    pub(super) question: &'q Question,
    pub(super) spots: &'q Spots<'a>,
    pub(super) scope: &'q Scope,
    pub(super) now: Timestamp,
    /// Places of the words that are a topic.
    pub(super) topic: &'q [usize],
}

/// Which entries of a programme are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entries {
    /// Sessions.
    Sessions,
    /// Sessions, pauses, opening hours and the like.
    All,
    /// Sessions of one kind.
    Of(Kind),
}

/// A session and those of its showings that are meant, earliest first.
#[derive(Debug, Clone)]
pub(super) struct Shown<'a> {
    pub(super) bundle: &'a EventBundle,
    pub(super) talk: &'a Talk,
    pub(super) slots: Vec<&'a Slot>,
}

impl<'a> Shown<'a> {
    pub(super) fn record(&self) -> Record<'a> {
        Record::Talk(&self.bundle.event, self.talk)
    }
}

/// Today in an event's own zone; `None` when its zone is not known.
pub(super) fn wall_clock(bundle: &EventBundle, now: Timestamp) -> Option<jiff::civil::DateTime> {
    let zone = bundle.event.timezone.as_deref()?;
    now.in_tz(zone).ok().map(|zoned| zoned.datetime())
}

/// The days on which an event has sessions, in order.
pub(super) fn programme_days(bundle: &EventBundle) -> Vec<Date> {
    let talks = bundle.talks.iter().filter(|talk| is_in(talk, Entries::Sessions));
    let days: BTreeSet<Date> =
        talks.flat_map(|talk| &talk.slots).map(Slot::programme_day).collect();
    days.into_iter().collect()
}

fn is_in(talk: &Talk, entries: Entries) -> bool {
    talk.state != State::Withdrawn
        && match entries {
            Entries::Sessions => talk.kind.is_session(),
            Entries::All => true,
            Entries::Of(kind) => talk.kind == kind,
        }
}

impl<'a> Asked<'a, '_> {
    /// The events of the scope.
    pub(super) fn bundles(&self) -> impl Iterator<Item = &'a EventBundle> {
        let scope = self.scope;
        let bundles = self.catalog.bundles().iter().map(|bundle| &**bundle);
        bundles.filter(move |bundle| scope.holds(&bundle.event.slug))
    }

    /// The days meant of an event.
    pub(super) fn dates(&self, bundle: &EventBundle) -> Vec<Date> {
        let days = programme_days(bundle);
        let today = wall_clock(bundle, self.now).map(|now| now.date());
        self.spots.when.dates(Calendar { days: &days, today })
    }

    /// The sessions chosen by all that is named, in the order of their beginning; by topic, those
    /// that search finds first come first.
    pub(super) fn select(&self, entries: Entries) -> Result<Vec<Shown<'a>>, SearchError> {
        let mut shown: Vec<Shown<'a>> = Vec::new();
        for bundle in self.bundles() {
            let dates = self.dates(bundle);
            let talks = bundle.talks.iter().filter(|talk| is_in(talk, entries));
            let mut of_event: Vec<Shown<'a>> =
                talks.filter_map(|talk| self.shown(bundle, talk, &dates)).collect();
            of_event.sort_by_key(|it| {
                let first = it.slots.first();
                (first.is_none(), first.map(|slot| (slot.start, slot.room.as_deref())))
            });
            shown.extend(of_event);
        }
        if self.topic.is_empty() { Ok(shown) } else { self.with_topic(shown) }
    }

    /// A talk with the showings meant; `None` when it is not meant.
    fn shown(&self, bundle: &'a EventBundle, talk: &'a Talk, dates: &[Date]) -> Option<Shown<'a>> {
        let spots = self.spots;
        let is_by = spots.people.iter().all(|person| person.talks.contains(&talk.key()));
        let is_of_company = spots
            .company
            .as_ref()
            .is_none_or(|company| talk.speakers.iter().any(|it| names::is_of(it, company)));
        let is_in_track = spots.tracks.is_empty()
            || talk.track.as_deref().is_some_and(|track| spots.tracks.contains(&track));
        let is_spoken = spots.languages.is_empty()
            || talk
                .languages
                .iter()
                .any(|tag| spots.languages.iter().any(|it| language::is(tag, it)));
        if !(is_by && is_of_company && is_in_track && is_spoken) {
            return None;
        }
        let has_when = !spots.when.is_empty();
        let is_meant =
            |slot: &&Slot| spots.is_in_room(slot) && (!has_when || spots.when.holds(slot, dates));
        let mut slots: Vec<&Slot> = talk.slots.iter().filter(is_meant).collect();
        slots.sort_by_key(|slot| slot.start);
        let is_placed = has_when || !spots.rooms.is_empty();
        (!is_placed || !slots.is_empty()).then_some(Shown { bundle, talk, slots })
    }

    /// Those of the topic: by track, tag or title where one is called so, else by what they hold.
    fn with_topic(&self, shown: Vec<Shown<'a>>) -> Result<Vec<Shown<'a>>, SearchError> {
        let topic = self.question.about(self.topic);
        let phrase: Vec<String> =
            self.topic.iter().filter_map(|at| self.question.words.get(*at)).cloned().collect();
        let labels: Vec<&Talk> = self.bundles().flat_map(|it| &it.talks).collect();
        if labels.iter().any(|talk| is_labelled(talk, &phrase)) {
            let is_meant = |it: &Shown<'_>| {
                is_labelled(it.talk, &phrase) || holds(&names::words(&it.talk.title), &phrase)
            };
            return Ok(shown.into_iter().filter(is_meant).collect());
        }
        let records = shown.iter().map(Shown::record).collect();
        let found = lists::with_topic(
            self.engine,
            self.catalog,
            &topic,
            self.scope,
            records,
            lists::Topic::About,
        )?;
        let order: HashMap<_, usize> = (0..).zip(&found).map(|(at, it)| (it.key(), at)).collect();
        let mut chosen: Vec<(usize, Shown<'a>)> =
            shown.into_iter().filter_map(|it| Some((*order.get(&it.talk.key())?, it))).collect();
        chosen.sort_by_key(|(at, _)| *at);
        Ok(chosen.into_iter().map(|(_, it)| it).collect())
    }

    /// The choice in words, to follow the noun: ` with Ada in “Hall 1” on Saturday 2024-02-03`.
    pub(super) fn phrase(&self) -> String {
        let spots = self.spots;
        let lines = |names: &[&str]| {
            joined(&names.iter().map(|name| quoted(&text::line(name))).collect::<Vec<_>>())
        };
        let mut phrase = String::new();
        if !spots.people.is_empty() {
            let names: Vec<String> = spots.people.iter().map(|it| text::line(&it.name)).collect();
            phrase += &format!(" with {}", joined(&names));
        }
        if let Some(company) = &spots.company {
            phrase += &format!(" with people of {}", quoted(&company.join(" ")));
        }
        if !self.topic.is_empty() {
            phrase += &format!(" on {}", quoted(&self.question.about(self.topic).subject()));
        }
        if !spots.languages.is_empty() {
            let names: Vec<String> = spots
                .languages
                .iter()
                .filter_map(|it| language::name(it))
                .map(Into::into)
                .collect();
            phrase += &format!(" in {}", joined(&names));
        }
        if !spots.tracks.is_empty() {
            phrase += &format!(" in the track {}", lines(&spots.tracks));
        }
        if !spots.rooms.is_empty() {
            phrase += &format!(" in {}", lines(&spots.rooms));
        }
        phrase + &self.time_phrase()
    }

    /// Hours and days in words.
    fn time_phrase(&self) -> String {
        let hours = self.spots.when.hours.map(Hours::phrase).unwrap_or_default();
        let mut dates: Vec<Date> = self.bundles().flat_map(|it| self.dates(it)).collect();
        dates.sort_unstable();
        dates.dedup();
        let is_some = self.bundles().any(|it| self.dates(it).len() < programme_days(it).len());
        let is_told = !self.spots.when.is_empty()
            && (!self.spots.when.days.is_empty() || is_some)
            && dates.len() <= 4;
        if dates.is_empty() && !self.spots.when.days.is_empty() {
            return hours + " on the day asked for";
        }
        if is_told { hours + &when::days_phrase(&dates) } else { hours }
    }
}

/// Whether a talk's track or one of its tags is called so.
fn is_labelled(talk: &Talk, phrase: &[String]) -> bool {
    let is_so = |label: &str| {
        let mut words = names::words(label);
        let is_plain = |word: &String| matches!(word.as_str(), "track" | "devroom");
        words.retain(|word| !is_plain(word) && !text::is_stop_word(word));
        let wanted = phrase.iter().filter(|word| !matches!(word.as_str(), "track" | "devroom"));
        !words.is_empty() && words.iter().eq(wanted)
    };
    talk.track.as_deref().is_some_and(is_so) || talk.topics.iter().any(|topic| is_so(topic))
}

fn holds(words: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
}

/// The entries a noun lists.
pub(super) fn entries(noun: Noun, kind: Option<Kind>) -> Entries {
    match (noun, kind) {
        (_, Some(kind)) => Entries::Of(kind),
        (Noun::Kind(word), None) => Kind::from_word(word).map_or(Entries::Sessions, Entries::Of),
        _ => Entries::Sessions,
    }
}
