//! Questions about the programme whose names have been found: answers them from the fields of the
//! records chosen, and cites each.

use jiff::Timestamp;

use super::asked::{self, Ask};
use super::question::{Noun, Question};
use super::record::{self, counted, people, quoted};
use super::scope::Scope;
use super::select::{Asked, Entries, Shown, entries};
use super::spot::Spots;
use super::{Citation, Findings, Outcome, Reply, Signals, moment, names, strangers};
use crate::domain::{Catalog, State};
use crate::search::{Engine, SearchError};
use crate::text;

/// Sessions named in a statement; the rest is counted.
pub(super) const LISTED: usize = 10;
/// Sessions cited by a list: what a reader may page through. A count needs fewer to be checked.
pub(super) const CITED: usize = 50;
/// People named in a statement.
const PEOPLE: usize = 20;
/// Found in the fields, not guessed.
const SURE: f32 = 0.95;

/// Answers a question about the programme; `None` when it is not one.
pub(super) fn answer(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    spots: &Spots<'_>,
    scope: &Scope,
    now: Timestamp,
) -> Result<Option<Findings>, SearchError> {
    let residue = spots.residue(&scope.words(catalog));
    let ask = asked::ask(spots, !residue.is_empty(), &question.form);
    let mut topic = spots.topic();
    topic.extend(residue.into_iter().filter(|at| !topic.contains(at)).collect::<Vec<_>>());
    topic.sort_unstable();
    let asked = Asked { engine, catalog, question, spots, scope, now, topic: &topic };
    if let Some(findings) = strangers::answer(&asked)? {
        return Ok(Some(findings));
    }
    ask.map_or(Ok(None), |ask| asked.answer(&ask))
}

impl<'a> Asked<'a, '_> {
    fn answer(&self, ask: &Ask) -> Result<Option<Findings>, SearchError> {
        let kind = asked::kind(self.spots);
        match ask {
            Ask::Facts(facts) => self.facts(facts),
            Ask::Count(Noun::Speakers) | Ask::List(Noun::Speakers) => {
                self.speakers(entries(Noun::Talks, kind)).map(Some)
            }
            Ask::Count(Noun::Announcements | Noun::Events) => Ok(None),
            Ask::List(Noun::Announcements | Noun::Events) => Ok(None),
            Ask::Count(noun) => {
                let noun = if kind.is_some() { Noun::Talks } else { *noun };
                self.list(entries(noun, kind), LISTED).map(Some)
            }
            Ask::List(noun) => {
                let noun = if kind.is_some() { Noun::Talks } else { *noun };
                self.list(entries(noun, kind), CITED).map(Some)
            }
            Ask::On => self.on().map(Some),
            Ask::Now => moment::now(self, self.entries()).map(Some),
            Ask::Next => moment::next(self, self.entries()).map(Some),
            Ask::First => {
                moment::by_day(self, |it| moment::first(it, entries(Noun::Talks, kind))).map(Some)
            }
            Ask::Last => {
                moment::by_day(self, |it| moment::last(it, entries(Noun::Talks, kind))).map(Some)
            }
            Ask::Starts => moment::by_day(self, moment::starts).map(Some),
            Ask::Ends => moment::by_day(self, moment::ends).map(Some),
            Ask::Rooms => self.labels("room").map(Some),
            Ask::Tracks => self.labels("track").map(Some),
            Ask::TrackPlace => self.track_place().map(Some),
            Ask::Profile => {
                Ok(self.spots.people.first().map(|it| names::profile(self.catalog, it)))
            }
        }
    }

    /// In a room, all that is listed there; elsewhere sessions alone.
    fn entries(&self) -> Entries {
        let is_of_sessions = ["talk", "talks", "session", "sessions", "who", "speaking"]
            .iter()
            .any(|word| self.spots.has(word));
        match asked::kind(self.spots) {
            Some(kind) => Entries::Of(kind),
            None if !is_of_sessions && !self.spots.rooms.is_empty() => Entries::All,
            None => Entries::Sessions,
        }
    }

    /// What is on, pauses too where there is nothing else.
    fn on(&self) -> Result<Findings, SearchError> {
        let shown = self.select(self.entries())?;
        if shown.is_empty() {
            self.list(Entries::All, CITED)
        } else {
            Ok(self.told(shown, self.entries(), CITED))
        }
    }

    fn list(&self, entries: Entries, cited: usize) -> Result<Findings, SearchError> {
        let shown = self.select(entries)?;
        let has_place = !self.spots.when.is_empty() || !self.spots.rooms.is_empty();
        let elsewhere = match shown.is_empty() && has_place {
            true => self.elsewhere()?,
            false => None,
        };
        Ok(elsewhere.unwrap_or_else(|| self.told(shown, entries, cited)))
    }

    /// Counts and names the sessions chosen; cancelled ones are told apart.
    fn told(&self, shown: Vec<Shown<'a>>, entries: Entries, cited: usize) -> Findings {
        let noun = noun(entries);
        let phrase = self.phrase() + &self.scope.phrase(self.catalog);
        let (cancelled, shown): (Vec<_>, Vec<_>) =
            shown.into_iter().partition(|it| it.talk.state == State::Cancelled);
        let called_off = cancelled_phrase(&cancelled);
        if shown.is_empty() && cancelled.is_empty() {
            return Findings::nothing(format!("The records hold no {noun}{phrase}."));
        }
        let items: Vec<String> = shown.iter().take(LISTED).map(item).collect();
        let rest = shown.len() - items.len();
        let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
        let list =
            if items.is_empty() { String::new() } else { format!(": {}{more}", items.join("; ")) };
        let text =
            format!("{}{phrase}{list}.{called_off}{}", counted(shown.len(), noun), zone(&shown));
        let cited = shown.iter().chain(&cancelled).take(cited).map(|it| it.record().citation());
        answered(text, cited.collect())
    }

    /// The people of the sessions chosen.
    fn speakers(&self, entries: Entries) -> Result<Findings, SearchError> {
        let shown = self.select(entries)?;
        let phrase = self.phrase() + &self.scope.phrase(self.catalog);
        let mut named: Vec<(String, String)> = Vec::new();
        let mut cited: Vec<Citation> = Vec::new();
        for it in shown.iter().filter(|it| it.talk.state != State::Cancelled) {
            for person in &it.talk.speakers {
                let company = self.spots.company.as_ref();
                let is_meant = company.is_none_or(|company| names::is_of(person, company));
                let name = text::line(&person.name);
                if is_meant && named.iter().all(|(it, _)| *it != name) {
                    named.push((name, people(std::slice::from_ref(person))));
                    cited.push(it.record().citation());
                }
            }
        }
        if named.is_empty() && !shown.is_empty() {
            let titles: Vec<String> = shown.iter().take(LISTED).map(item).collect();
            let text = format!("The records name nobody{phrase}: {}.", titles.join("; "));
            return Ok(answered(text, citations(&shown, LISTED)));
        }
        if named.is_empty() {
            return Ok(Findings::nothing(format!("The records hold no speaker{phrase}.")));
        }
        let names: Vec<String> = named.iter().take(PEOPLE).map(|(_, it)| it.clone()).collect();
        let rest = named.len() - names.len();
        let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
        let text =
            format!("{}{phrase}: {}{more}.", counted(named.len(), "speaker"), names.join("; "));
        cited.dedup_by(|a, b| a.key == b.key);
        cited.truncate(CITED);
        Ok(answered(text, cited))
    }
}

/// The noun of a count.
pub(super) fn noun(entries: Entries) -> &'static str {
    match entries {
        Entries::Sessions => "session",
        Entries::All => "item",
        Entries::Of(crate::domain::Kind::Lightning) => "lightning talk",
        Entries::Of(kind) => kind.as_str(),
    }
}

/// ` 1 is cancelled: “T”.`
fn cancelled_phrase(cancelled: &[Shown<'_>]) -> String {
    if cancelled.is_empty() {
        return String::new();
    }
    let titles: Vec<String> =
        cancelled.iter().take(LISTED).map(|it| quoted(&it.record().title())).collect();
    let verb = if cancelled.len() == 1 { "is" } else { "are" };
    format!(" {} more {verb} cancelled: {}.", cancelled.len(), titles.join("; "))
}

/// `“Title” (Saturday 2024-02-03, 10:00 to 10:30, Room 1)`.
pub(super) fn item(shown: &Shown<'_>) -> String {
    let title = quoted(&shown.record().title());
    let slots: Vec<String> = shown.slots.iter().take(LISTED).map(|it| record::slot(it)).collect();
    if slots.is_empty() { title } else { format!("{title} ({})", slots.join("; ")) }
}

/// As [`item`], with the people.
pub(super) fn line(shown: &Shown<'_>) -> String {
    let by = match shown.talk.speakers.is_empty() {
        true => String::new(),
        false => format!(" with {}", people(&shown.talk.speakers)),
    };
    let title = quoted(&shown.record().title());
    let slots: Vec<String> = shown.slots.iter().map(|it| record::slot(it)).collect();
    format!("{title}{by} ({})", slots.join("; "))
}

/// The zone of the times of these sessions, as a sentence.
pub(super) fn zone(shown: &[Shown<'_>]) -> String {
    let first = shown.iter().find(|it| !it.slots.is_empty());
    first.map(|it| record::zone(&it.bundle.event)).unwrap_or_default()
}

pub(super) fn citations(shown: &[Shown<'_>], count: usize) -> Vec<Citation> {
    shown.iter().take(count).map(|it| it.record().citation()).collect()
}

pub(super) fn answered(text: String, citations: Vec<Citation>) -> Findings {
    let ranking = citations.iter().map(|it| it.key.clone()).collect();
    let reply = Reply { outcome: Outcome::Answer, text, confidence: SURE, citations };
    Findings::new(reply, ranking, Signals::default())
}
