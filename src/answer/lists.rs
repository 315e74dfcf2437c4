//! Questions that list or count records: by person, company, kind, topic and event.

use jiff::Timestamp;

use super::evidence::{self, Search, Weighed};
use super::question::{Noun, Question};
use super::record::{Record, counted, joined, quoted};
use super::scope::Scope;
use super::{Citation, Findings, Outcome, Reply, Signals, names};
use crate::domain::{Catalog, EventBundle, Kind, SpeakerProfile, State, Talk};
use crate::search::{Engine, SearchError};
use crate::text;

/// Records named in a statement and cited; the rest is counted.
const LISTED: usize = 10;
/// A record this near in meaning is about the topic, though it has other words for it.
const ABOUT_COSINE: f32 = 0.5;
/// Found in the fields, not guessed.
const SURE: f32 = 0.9;

/// Which records are meant.
struct Selection<'a> {
    records: Vec<Record<'a>>,
    /// How they were chosen, to be said after the noun: ` by people of ibm`.
    phrase: String,
}

/// Answers `how many …`.
pub(super) fn count(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    scope: &Scope,
    noun: Noun,
) -> Result<Findings, SearchError> {
    tell(engine, catalog, question, scope, noun, Topic::Mentioned)
}

/// Answers `which …`.
pub(super) fn list(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    scope: &Scope,
    noun: Noun,
) -> Result<Findings, SearchError> {
    tell(engine, catalog, question, scope, noun, Topic::About)
}

/// When a record has the topic asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// It holds every word of it: what can be counted.
    Mentioned,
    /// The same, or it is near in meaning.
    About,
}

fn tell(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    scope: &Scope,
    noun: Noun,
    topic: Topic,
) -> Result<Findings, SearchError> {
    match noun {
        Noun::Events => Ok(events(catalog, scope)),
        Noun::Speakers => Ok(speakers(catalog, question, scope)),
        _ => {
            let selection = select(engine, catalog, question, scope, noun, topic)?;
            Ok(findings(&selection, noun_word(noun), &scope.phrase(catalog)))
        }
    }
}

fn noun_word(noun: Noun) -> &'static str {
    match noun {
        Noun::Kind(kind) => kind,
        Noun::Announcements => "announcement",
        Noun::Speakers => "speaker",
        Noun::Events => "event",
        Noun::Talks => "session",
    }
}

/// The records of the scope by kind, person, company and topic.
fn select<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    scope: &Scope,
    noun: Noun,
    topic: Topic,
) -> Result<Selection<'a>, SearchError> {
    let people = names::people(catalog, question);
    let company = names::company(catalog, question).filter(|_| people.is_empty());
    let mut topic_question = question.clone();
    topic_question.forget(&people.iter().flat_map(|it| names::words(&it.name)).collect::<Vec<_>>());
    topic_question.forget(company.as_deref().unwrap_or_default());
    let mut records = records(catalog, scope, noun);
    records.retain(|record| people.iter().all(|person| person.talks.contains(&record.key())));
    if let Some(company) = &company {
        records.retain(|record| record.people().iter().any(|it| names::is_of(it, company)));
    }
    if !topic_question.terms.is_empty() {
        records = with_topic(engine, catalog, &topic_question, scope, records, topic)?;
    }
    Ok(Selection { records, phrase: phrase(&people, company.as_deref(), &topic_question) })
}

/// How the records were chosen, in words.
fn phrase(people: &[&SpeakerProfile], company: Option<&[String]>, topic: &Question) -> String {
    let mut phrase = String::new();
    if !people.is_empty() {
        let names: Vec<String> = people.iter().map(|it| text::line(&it.name)).collect();
        phrase += &format!(" with {}", joined(&names));
    }
    if let Some(company) = company {
        phrase += &format!(" with people of {}", quoted(&company.join(" ")));
    }
    if !topic.terms.is_empty() {
        phrase += &format!(" on {}", quoted(&topic.subject()));
    }
    phrase
}

/// All records of a noun within the scope, newest event first.
fn records<'a>(catalog: &'a Catalog, scope: &Scope, noun: Noun) -> Vec<Record<'a>> {
    let bundles = catalog.bundles().iter().filter(|it| scope.holds(&it.event.slug));
    bundles.flat_map(|bundle| records_of(bundle, noun)).collect()
}

fn records_of(bundle: &EventBundle, noun: Noun) -> Vec<Record<'_>> {
    let event = &bundle.event;
    if noun == Noun::Announcements {
        return bundle.announcements.iter().map(|it| Record::Announcement(event, it)).collect();
    }
    let kind = match noun {
        Noun::Kind(word) => Kind::from_word(word),
        _ => None,
    };
    let is_meant = |talk: &&Talk| is_offered(talk) && kind.is_none_or(|kind| talk.kind == kind);
    bundle.talks.iter().filter(is_meant).map(|talk| Record::Talk(event, talk)).collect()
}

fn is_offered(talk: &Talk) -> bool {
    talk.kind.is_session() && talk.state != State::Withdrawn
}

/// Those of `records` that have the topic: in the order of search where it found them.
pub(super) fn with_topic<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    scope: &Scope,
    records: Vec<Record<'a>>,
    topic: Topic,
) -> Result<Vec<Record<'a>>, SearchError> {
    let weighed = evidence::weigh(engine, question);
    let subject = question.subject();
    let search = Search { query: &subject, scope, kind: None };
    let found = evidence::find(engine, catalog, question, &weighed, &search)?;
    let is_known = weighed.iter().all(|it| !it.is_unknown_name());
    let about = found.iter().filter(|it| {
        it.coverage > 0.999 || (topic == Topic::About && is_known && it.cosine() >= ABOUT_COSINE)
    });
    let mut chosen: Vec<Record<'a>> = Vec::new();
    for record in about.map(|it| it.record) {
        if records.iter().any(|it| it.key() == record.key()) {
            chosen.push(record);
        }
    }
    let rest = records.into_iter().filter(|it| mentions(engine, *it, &weighed));
    for record in rest {
        if chosen.iter().all(|it| it.key() != record.key()) {
            chosen.push(record);
        }
    }
    Ok(chosen)
}

/// Whether a record holds every word of the topic.
fn mentions(engine: &Engine, record: Record<'_>, weighed: &[Weighed]) -> bool {
    let Some(place) = engine.corpus().find(&record.key()) else { return false };
    let stems = evidence::stems(&engine.corpus().documents()[place], record.event());
    weighed.iter().all(|it| stems.contains(&it.term.stem))
}

fn findings(selection: &Selection<'_>, noun: &str, scope: &str) -> Findings {
    let Selection { records, phrase } = selection;
    if records.is_empty() {
        return Findings::nothing(format!("The records hold no {noun}{phrase}{scope}."));
    }
    let titles: Vec<String> = records.iter().take(LISTED).map(|it| quoted(&it.title())).collect();
    let rest = records.len() - titles.len();
    let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
    let count = counted(records.len(), noun);
    let text = format!("{count}{phrase}{scope}: {}{more}.", titles.join("; "));
    let citations = records.iter().take(LISTED).map(|it| it.citation()).collect();
    answered(text, citations)
}

fn answered(text: String, citations: Vec<Citation>) -> Findings {
    let ranking = citations.iter().map(|it| it.key.clone()).collect();
    let reply = Reply { outcome: Outcome::Answer, text, confidence: SURE, citations };
    Findings::new(reply, ranking, Signals::default())
}

/// The people of the scope, of one company where the question names one.
fn speakers(catalog: &Catalog, question: &Question, scope: &Scope) -> Findings {
    let company = names::company(catalog, question);
    let mut people: Vec<String> = Vec::new();
    let mut citations: Vec<Citation> = Vec::new();
    for record in records(catalog, scope, Noun::Talks) {
        for person in record.people() {
            let name = text::line(&person.name);
            let is_meant = company.as_deref().is_none_or(|company| names::is_of(person, company));
            if is_meant && !people.contains(&name) {
                people.push(name);
                citations.push(record.citation());
            }
        }
    }
    let of = company.map(|it| format!(" of {}", quoted(&it.join(" ")))).unwrap_or_default();
    let scope = scope.phrase(catalog);
    if people.is_empty() {
        return Findings::nothing(format!("The records hold no speaker{of}{scope}."));
    }
    let count = counted(people.len(), "speaker");
    let rest = people.len().saturating_sub(LISTED);
    people.truncate(LISTED);
    citations.dedup_by(|a, b| a.key == b.key);
    citations.truncate(LISTED);
    let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
    answered(format!("{count}{of}{scope}: {}{more}.", people.join("; ")), citations)
}

/// The events of the scope, each cited by its first session.
fn events(catalog: &Catalog, scope: &Scope) -> Findings {
    let bundles = catalog.bundles().iter().filter(|it| scope.holds(&it.event.slug));
    let mut lines = Vec::new();
    let mut citations = Vec::new();
    for bundle in bundles {
        let records = records_of(bundle, Noun::Talks);
        let count = counted(records.len(), "session");
        let line = format!("{} ({count})", text::line(&bundle.event.name));
        citations.extend(records.first().map(|it| it.citation_of(line.clone())));
        lines.push(line);
    }
    if citations.is_empty() {
        return Findings::nothing("There are no events in the records.");
    }
    answered(format!("{}: {}.", counted(lines.len(), "event"), joined(&lines)), citations)
}

/// What is on at `now`, in every event's own zone.
pub(super) fn now(catalog: &Catalog, scope: &Scope, now: Timestamp) -> Findings {
    let bundles = catalog.bundles().iter().filter(|it| scope.holds(&it.event.slug));
    let running: Vec<Record<'_>> = bundles.flat_map(|bundle| running(bundle, now)).collect();
    if running.is_empty() {
        return Findings::nothing("By these records no session is on now.");
    }
    let titles: Vec<String> = running.iter().map(|it| it.statement()).collect();
    let citations = running.iter().take(LISTED).map(|it| it.citation()).collect();
    answered(format!("On now: {}.", titles.join(". ")), citations)
}

fn running(bundle: &EventBundle, now: Timestamp) -> Vec<Record<'_>> {
    let Some(zone) = &bundle.event.timezone else { return Vec::new() };
    let Ok(zoned) = now.in_tz(zone) else { return Vec::new() };
    let wall = zoned.datetime();
    let is_on = |talk: &&Talk| {
        is_offered(talk)
            && talk.state != State::Cancelled
            && talk.slots.iter().any(|slot| slot.start <= wall && wall < slot.end)
    };
    bundle.talks.iter().filter(is_on).map(|talk| Record::Talk(&bundle.event, talk)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Event, Slot};

    #[test]
    fn what_is_on_is_told_in_the_events_own_zone() {
        let day = date(2026, 6, 1);
        let slot = Slot::new(day.at(10, 0, 0, 0), day.at(11, 0, 0, 0));
        let talk = Talk { title: "Bees".into(), slots: vec![slot], ..Talk::default() };
        let zone = Some("Asia/Tokyo".into());
        let event = Event { slug: "e".into(), timezone: zone, ..Event::default() };
        let bundle = EventBundle { event, talks: vec![talk], announcements: Vec::new() };
        let catalog = Catalog::new(vec![bundle], text::slugify);
        let outcome =
            |time: &str| now(&catalog, &Scope::Everything, time.parse().unwrap()).reply.outcome;
        assert_eq!(outcome("2026-06-01T01:30:00Z"), Outcome::Answer);
        assert_eq!(outcome("2026-06-01T02:00:00Z"), Outcome::NotFound);
        assert_eq!(outcome("2026-06-01T10:30:00Z"), Outcome::NotFound);
    }
}
