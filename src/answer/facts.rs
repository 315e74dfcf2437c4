//! Questions for facts of one record (who, when, where, how long, which kind, where to watch):
//! finds the record and composes the answer from its fields.

use super::decide::{self, Signals};
use super::evidence::{self, Candidate, Search, Weighed};
use super::question::{Fact, Question};
use super::record::{Record, event_days, people, quoted};
use super::scope::Scope;
use super::statement::{Statement, talk_statement};
use super::{Citation, Findings, Outcome, Reply, passage};
use crate::domain::{Announcement, Catalog, Event, RecordKind};
use crate::search::{Engine, SearchError};
use crate::text;

/// How sure an answer is whose record the question names by its title.
const NAMED: f32 = 0.95;

/// Answers from the fields of the record that the question is about.
pub(super) fn answer(
    engine: &Engine,
    catalog: &Catalog,
    question: &Question,
    scope: &Scope,
    asked: &[Fact],
) -> Result<Findings, SearchError> {
    let subject = question.subject();
    if subject.is_empty() {
        return Ok(event_facts(catalog, scope, asked));
    }
    let weighed = evidence::weigh(engine, question);
    let found = candidates(engine, catalog, question, &weighed, scope, &subject)?;
    let Some(best) = best(&found) else {
        return Ok(Findings::nothing("Nothing in these sessions is about that."));
    };
    if !question.names_session && !found[best].is_named {
        return passage::answer(engine, catalog, &question.clone().into_passage(), scope);
    }
    let signals = decide::of_record(&weighed, &found[best], found[best].cosine());
    // That a talk is about something does not make its speakers announce it.
    let is_of_kind = !question.announces || found[best].hit.key.kind == RecordKind::Announcement;
    let is_supported = found[best].is_named || (is_of_kind && supports(&signals, &found[best]));
    if !is_supported {
        return Ok(passage::closest(engine, question, &weighed, &found, signals));
    }
    let ranking = std::iter::once(best).chain((0..found.len()).filter(|&at| at != best));
    let ranking = ranking.map(|at| found[at].hit.key.clone()).collect();
    let reply = reply(engine, question, &weighed, &found[best], asked, &signals);
    Ok(Findings::new(reply, ranking, signals))
}

/// Records that may be meant. Announcements come first where something was announced, and talks
/// alone where the question speaks of a talk.
fn candidates<'a>(
    engine: &Engine,
    catalog: &'a Catalog,
    question: &Question,
    weighed: &[Weighed],
    scope: &Scope,
    subject: &str,
) -> Result<Vec<Candidate<'a>>, SearchError> {
    let find = |kind| {
        let search = Search { query: subject, scope, kind };
        evidence::find(engine, catalog, question, weighed, &search)
    };
    if !question.announces {
        return find(Some(RecordKind::Talk));
    }
    let mut found = find(Some(RecordKind::Announcement))?;
    found.retain(|it| it.coverage >= SUPPORTING_COVERAGE);
    found.extend(find(Some(RecordKind::Talk))?);
    Ok(found)
}

/// The candidate whose title the question spells out, else the first.
fn best(found: &[Candidate<'_>]) -> Option<usize> {
    let named = found.iter().position(|candidate| candidate.is_named);
    named.or((!found.is_empty()).then_some(0))
}

/// A record that holds this share of the question's words is the one meant.
const SUPPORTING_COVERAGE: f32 = 0.6;
/// One that holds fewer must be this near in meaning.
const SUPPORTING_COSINE: f32 = 0.5;

/// Whether a record found by search is the one meant.
fn supports(signals: &Signals, candidate: &Candidate<'_>) -> bool {
    if signals.unknown_names + signals.unknown_words + signals.missing_names > 0 {
        return false;
    }
    match signals.cosine {
        Some(cosine) if cosine >= SUPPORTING_COSINE => true,
        Some(cosine) => candidate.coverage >= SUPPORTING_COVERAGE && cosine >= 0.25,
        None => candidate.coverage >= 0.99,
    }
}

fn reply(
    engine: &Engine,
    question: &Question,
    weighed: &[Weighed],
    candidate: &Candidate<'_>,
    asked: &[Fact],
    signals: &Signals,
) -> Reply {
    let statements: Vec<Statement> = match candidate.record {
        Record::Talk(event, talk) => {
            asked.iter().map(|&fact| talk_statement(event, talk, fact, question)).collect()
        }
        Record::Announcement(event, item) => announcement_statements(event, item, asked),
    };
    let is_answered = statements.iter().any(|it| it.is_known);
    let text = statements.into_iter().map(|it| it.text).collect::<Vec<_>>().join(" ");
    let confidence = match candidate.is_named {
        true => NAMED,
        false => signals.cosine.unwrap_or(0.0).max(candidate.coverage).clamp(0.0, NAMED),
    };
    Reply {
        outcome: if is_answered { Outcome::Answer } else { Outcome::Closest },
        text,
        confidence,
        citations: vec![citation(engine, question, weighed, candidate)],
    }
}

/// A talk is cited by what its record states, an announcement by its best sentence.
fn citation(
    engine: &Engine,
    question: &Question,
    weighed: &[Weighed],
    candidate: &Candidate<'_>,
) -> Citation {
    match candidate.record {
        Record::Talk(..) => candidate.record.citation(),
        Record::Announcement(..) => passage::best_sentence(engine, question, weighed, candidate),
    }
}

/// One sentence for who and when, and one for each fact that announcements do not have.
fn announcement_statements(event: &Event, item: &Announcement, asked: &[Fact]) -> Vec<Statement> {
    let name = text::line(&event.name);
    let asks_when = asked.contains(&Fact::When);
    let date = item.date_label().map(|date| text::line(&date)).filter(|_| asks_when);
    let date = date.map(|date| format!(", {date}"));
    let mut statements = Vec::new();
    if asked.contains(&Fact::Who) || asks_when {
        let is_known = match asked.contains(&Fact::Who) {
            true => !item.people.is_empty(),
            false => date.is_some(),
        };
        let by = match item.people.is_empty() {
            true => "It was announced".to_owned(),
            false => format!("{} announced it", people(&item.people)),
        };
        let text = format!("{by} at {name}{}.", date.unwrap_or_default());
        statements.push(Statement { text, is_known });
    }
    if asked.contains(&Fact::Where) {
        let location = event.location.as_deref().map(text::line);
        let in_place = location.as_ref().map(|it| format!(" in {it}")).unwrap_or_default();
        let text = format!("It was announced at {name}{in_place}.");
        statements.push(Statement { text, is_known: true });
    }
    if statements.is_empty() {
        let title = quoted(&text::line(&item.title));
        statements.push(Statement::unknown(format!("{title} is an announcement of {name}.")));
    }
    statements
}

/// When and where an event was, for questions that name nothing else.
pub(super) fn event_facts(catalog: &Catalog, scope: &Scope, asked: &[Fact]) -> Findings {
    let bundle = scope.only().and_then(|slug| catalog.find_event(slug));
    let Some((bundle, first)) = bundle.and_then(|it| it.talks.first().map(|talk| (it, talk)))
    else {
        return Findings::nothing("Say which talk or event you mean.");
    };
    let event = &bundle.event;
    let name = text::line(&event.name);
    let location = event.location.as_deref().map(text::line);
    let statement = match (asked.contains(&Fact::When), event_days(event), &location) {
        (true, Some(days), Some(location)) => format!("{name}: {days}, {location}."),
        (true, Some(days), None) => format!("{name}: {days}."),
        (false, _, Some(location)) => format!("{name} was held in {location}."),
        _ => String::new(),
    };
    let description = event.description.as_deref().map(text::line).unwrap_or_default();
    let known = if statement.is_empty() { description } else { statement };
    if known.is_empty() {
        return Findings::nothing(format!("The record of {name} does not say."));
    }
    let record = Record::Talk(event, first);
    let citation = Citation { title: name, ..record.citation_of(known.clone()) };
    let reply = Reply {
        outcome: Outcome::Answer,
        text: known,
        confidence: NAMED,
        citations: vec![citation],
    };
    Findings::new(reply, vec![record.key()], Signals::default())
}
