//! What the record of one session states of one fact, in a sentence made of its fields.

use super::language;
use super::question::{Fact, Question};
use super::record::{self, event_days, joined, length, people, quoted};
use crate::domain::{Event, LinkKind, State, Talk};
use crate::text;

/// A sentence made of fields, and whether the record holds what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// The sentence.
    pub(super) text: String,
    /// Whether the record holds the fact.
    pub(super) is_known: bool,
}

impl Statement {
    pub(super) fn known(text: String) -> Self {
        Self { text, is_known: true }
    }

    pub(super) fn unknown(text: String) -> Self {
        Self { text, is_known: false }
    }
}

/// What the record of a talk states of `fact`.
pub(super) fn talk_statement(
    event: &Event,
    talk: &Talk,
    fact: Fact,
    question: &Question,
) -> Statement {
    let title = quoted(&text::line(&talk.title));
    match fact {
        Fact::Who => who(event, talk, &title),
        Fact::When => when(event, talk, &title, question),
        Fact::Where => place(event, talk, &title, question),
        Fact::Length => talk_length(talk, &title),
        Fact::Kind => Statement::known(format!("{title} is a {}.", kind_label(talk))),
        Fact::Video => link(talk, LinkKind::Video, "recording", &title),
        Fact::Slides => link(talk, LinkKind::Slides, "link to slides", &title),
        Fact::Language => spoken(talk, &title),
        Fact::Track => track(talk, &title),
        Fact::State => takes_place(talk, &title),
    }
}

fn who(event: &Event, talk: &Talk, title: &str) -> Statement {
    let event = text::line(&event.name);
    if talk.speakers.is_empty() {
        return Statement::unknown(format!("The record of {title} at {event} names nobody."));
    }
    let verb = record::stage_verb(talk.kind);
    Statement::known(format!("{} {verb} {title} at {event}.", people(&talk.speakers)))
}

fn when(event: &Event, talk: &Talk, title: &str, question: &Question) -> Statement {
    let asks_for_recording = question
        .words
        .iter()
        .any(|word| matches!(word.as_str(), "published" | "uploaded" | "posted"));
    if asks_for_recording && let Some(day) = talk.published {
        return Statement::known(format!("The recording of {title} was published on {day}."));
    }
    if !talk.slots.is_empty() {
        return Statement::known(showings(talk, title));
    }
    let days = event_days(event).map(|days| format!(" ({days})")).unwrap_or_default();
    let published = talk.published.map(|day| format!("; its recording was published on {day}"));
    Statement::unknown(format!(
        "The record has no time for {title} at {}{days}{}.",
        text::line(&event.name),
        published.unwrap_or_default()
    ))
}

/// Title and showings, and whether they take place as planned.
fn showings(talk: &Talk, title: &str) -> String {
    let slots: Vec<String> = talk.slots.iter().map(record::slot).collect();
    let slots = slots.join("; ");
    match talk.state {
        State::Cancelled => format!("{title} is cancelled; it was planned for {slots}."),
        State::Withdrawn => {
            format!("{title} is no longer in the programme; it was planned for {slots}.")
        }
        State::Moved => format!("{title}, moved: {slots}."),
        State::Scheduled | State::Unknown => format!("{title}: {slots}."),
    }
}

fn place(event: &Event, talk: &Talk, title: &str, question: &Question) -> Statement {
    if talk.slots.iter().any(|slot| slot.room.is_some()) {
        return Statement::known(showings(talk, title));
    }
    let name = text::line(&event.name);
    let asks_for_room =
        question.words.iter().any(|word| matches!(word.as_str(), "room" | "hall" | "stage"));
    match event.location.as_deref().map(text::line) {
        Some(location) if asks_for_room => Statement::unknown(format!(
            "The record names no room for {title}; {name} was held in {location}."
        )),
        Some(location) => {
            Statement::known(format!("{title} was part of {name} in {location}; no room is named."))
        }
        None => Statement::unknown(format!("The record names no place for {title} at {name}.")),
    }
}

fn talk_length(talk: &Talk, title: &str) -> Statement {
    let planned = talk.slots.first().map(|slot| slot.start.duration_until(slot.end).as_secs());
    let planned = planned.and_then(|seconds| u32::try_from(seconds).ok());
    match (talk.duration_s, planned) {
        (Some(seconds), _) => Statement::known(format!("{title} is {} long.", length(seconds))),
        (None, Some(seconds)) => {
            Statement::known(format!("{title} is planned to take {}.", length(seconds)))
        }
        _ => Statement::unknown(format!("The record has no length for {title}.")),
    }
}

fn kind_label(talk: &Talk) -> &'static str {
    match talk.kind {
        crate::domain::Kind::Lightning => "lightning talk",
        crate::domain::Kind::Fireside => "fireside chat",
        kind => kind.as_str(),
    }
}

fn link(talk: &Talk, kind: LinkKind, noun: &str, title: &str) -> Statement {
    let url = talk.link(kind).map(|link| link.url.as_str());
    match url.filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        Some(url) => Statement::known(format!("{title}: {}", text::line(url))),
        None => Statement::unknown(format!("The record has no {noun} of {title}.")),
    }
}

/// `“T” is in English and German.`
fn spoken(talk: &Talk, title: &str) -> Statement {
    let named =
        |tag: &String| language::name(tag).map_or_else(|| quoted(&text::line(tag)), str::to_owned);
    let mut names: Vec<String> = talk.languages.iter().map(named).collect();
    names.dedup();
    match names.is_empty() {
        true => Statement::unknown(format!("The record states no language for {title}.")),
        false => Statement::known(format!("{title} is in {}.", joined(&names))),
    }
}

fn track(talk: &Talk, title: &str) -> Statement {
    match talk.track.as_deref().map(text::line).filter(|track| !track.is_empty()) {
        Some(track) => Statement::known(format!("{title} is in the track {}.", quoted(&track))),
        None => Statement::unknown(format!("The record states no track for {title}.")),
    }
}

fn takes_place(talk: &Talk, title: &str) -> Statement {
    let slots: Vec<String> = talk.slots.iter().map(record::slot).collect();
    let slots = if slots.is_empty() { String::new() } else { format!(": {}", slots.join("; ")) };
    Statement::known(match talk.state {
        State::Cancelled => format!("{title} is cancelled{slots}."),
        State::Withdrawn => format!("{title} is no longer in the programme{slots}."),
        State::Moved => format!("{title} takes place, and was moved{slots}."),
        State::Scheduled | State::Unknown => format!("{title} is in the programme{slots}."),
    })
}
