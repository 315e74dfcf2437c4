//! One entry of a calendar to one draft of a talk; which drafts are the same talk is decided
//! elsewhere.

use std::collections::HashSet;

use super::calendar::Component;
use super::own::{self, OwnHead};
use super::speakers::Source;
use super::when::{Clocks, When, when};
use super::{ids, value, words};
use crate::domain::{Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::words as common;
use crate::text;

/// What all entries of a calendar have in common.
pub(super) struct Common<'a> {
    pub(super) clocks: Clocks<'a>,
    pub(super) speakers: &'a Source,
    pub(super) uids: &'a ids::Uids,
    /// Whether every title begins with a type in brackets.
    pub(super) titles_have_types: bool,
}

/// A draft of an entry that another program wrote.
pub(super) fn draft(entry: &Component, common: &Common<'_>, report: &mut Report) -> Draft {
    let place = entry.place();
    let when = when(entry, &text::line(&entry.line_of("LOCATION")), common.clocks, report);
    let printed = title(entry, &place, report);
    let (marked, titled) = common::state(&printed);
    let typed = words::type_before(titled).filter(|_| common.titles_have_types);
    let (type_word, title) = typed.unwrap_or(("", titled));
    let categories: Vec<String> = entry
        .all("CATEGORIES")
        .chain(entry.all("CATEGORY"))
        .flat_map(|property| value::list(&property.value))
        .collect();
    let description = description(entry);
    let talk = Talk {
        kind: kind(&when, &categories, type_word, title),
        state: if marked == State::Cancelled {
            marked
        } else {
            words::state(&entry.line_of("STATUS"))
        },
        title: title.to_owned(),
        subtitle: Some(entry.line_of("SUBTITLE")).filter(|text| !text.is_empty()),
        languages: languages(entry),
        speakers: common.speakers.stated(entry, &description),
        links: links(entry, &place, report),
        // Pentabarf has the track in an element of its own.
        track: Some(entry.line_of("TRACK")).filter(|text| !text.is_empty()),
        abstract_text: description,
        ..Talk::default()
    };
    let talk = timed(filed(talk, categories), when);
    let (guid, code) = common.uids.ids(entry);
    Draft { talk, guid, code, number: entry.line_of("EVENT-ID"), place, ..Draft::default() }
}

/// The kind of an entry; one of whole days is no session.
fn kind(when: &When, categories: &[String], type_word: &str, title: &str) -> Kind {
    match when {
        When::Days => Kind::Service,
        When::At { seconds, .. } => words::kind(categories, type_word, title, *seconds),
        When::Unknown => words::kind(categories, type_word, title, None),
    }
}

/// A draft of an entry of our own export.
pub(super) fn own_draft(
    entry: &Component,
    event: &str,
    head: &OwnHead,
    clocks: Clocks<'_>,
    report: &mut Report,
) -> Draft {
    let place = entry.place();
    let location = entry.line_of("LOCATION");
    let mut when = when(entry, head.room(&location), clocks, report);
    if let (When::At { slot, .. }, Some(day)) = (&mut when, own::day(entry)) {
        slot.day = Some(day);
    }
    let optional = |name: &str| Some(entry.line_of(name)).filter(|text| !text.is_empty());
    let speakers = own::speakers(entry);
    let talk = Talk {
        kind: own::kind(entry),
        state: own::state(entry).unwrap_or_else(|| words::state(&entry.line_of("STATUS"))),
        title: title(entry, &place, report),
        source_title: optional("X-HALLWAY-SOURCE-TITLE"),
        subtitle: optional("X-HALLWAY-SUBTITLE"),
        languages: own::languages(entry).unwrap_or_else(|| languages(entry)),
        track: own::categories(entry, "TRACK").into_iter().next(),
        topics: own::categories(entry, "TOPIC"),
        abstract_text: own::description(entry, &speakers),
        speakers,
        links: own::links(entry),
        ..Talk::default()
    };
    let own_id = own::id(entry, event);
    Draft { talk: timed(talk, when), own_id, guid: entry.line_of("UID"), place, ..Draft::default() }
}

/// The title as printed; an entry without one is kept and told.
fn title(entry: &Component, place: &str, report: &mut Report) -> String {
    let stated = [entry.line_of("TITLE"), entry.line_of("SUMMARY")];
    let title = stated.into_iter().find(|title| !title.is_empty()).unwrap_or_default();
    // Sched leaves the entities of its pages in.
    let title = if title.contains('&') && title.contains(';') { text::line(&title) } else { title };
    if title.is_empty() {
        report.warn("missing-title", place, "an entry without a title is kept as `Untitled`");
        return "Untitled".to_owned();
    }
    title
}

/// The description, or its HTML form where there is no other.
fn description(entry: &Component) -> String {
    let texts = ["DESCRIPTION", "STYLED-DESCRIPTION", "X-ALT-DESC"].map(|name| entry.text(name));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn languages(entry: &Component) -> Vec<String> {
    let stated = [entry.line_of("LANGUAGE-CODE"), entry.line_of("LANGUAGE")];
    let stated = stated.into_iter().find(|language| !language.is_empty());
    let by_parameter = || entry.get("SUMMARY")?.parameter("LANGUAGE").map(str::to_owned);
    stated.or_else(by_parameter).map(|it| common::languages(&it)).unwrap_or_default()
}

/// Puts the first category that tells no kind to the track, and the others to the topics.
fn filed(mut talk: Talk, categories: Vec<String>) -> Talk {
    let mut names = categories.into_iter().filter(|name| words::told_kind(name).is_none());
    talk.track = talk.track.or_else(|| names.next());
    let mut seen: HashSet<String> = talk.track.iter().map(|track| track.to_lowercase()).collect();
    talk.topics =
        names.map(|name| name.to_lowercase()).filter(|it| seen.insert(it.clone())).collect();
    talk
}

/// Gives the talk its slot and its length.
fn timed(mut talk: Talk, when: When) -> Talk {
    if let When::At { slot, seconds } = when {
        talk.duration_s = seconds;
        talk.slots.push(*slot);
    }
    talk
}

/// The links of an entry: its page, recordings or streams, and files.
fn links(entry: &Component, place: &str, report: &mut Report) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for property in &entry.properties {
        let kind = match property.name.as_str() {
            "URL" => LinkKind::Page,
            "CONFERENCE" => LinkKind::Video,
            "ATTACH" if property.parameter("ENCODING").is_none() => LinkKind::Other,
            _ => continue,
        };
        let href = value::line(&property.value);
        if href.is_empty() {
            continue;
        }
        let title =
            property.parameter("LABEL").or(property.parameter("FILENAME")).unwrap_or_default();
        let kind = if kind == LinkKind::Other { common::link_kind("", title, &href) } else { kind };
        match common::link(kind, &href, title, "") {
            Some(link) if !seen.insert(link.url.clone()) => {}
            Some(link) => links.push(link),
            None => {
                let message = format!("`{}` is no web address; left out", clip(&href, 80));
                report.warn("bad-link", place, message);
            }
        }
    }
    links
}
