//! One raw session to one draft of a talk; which drafts are the same talk is decided elsewhere.

use super::raw::{RawDay, RawEvent, RawSchedule};
use super::time::{self, Span};
use crate::domain::{Appearance, Link, LinkKind, Slot, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::report::Report;
use crate::ingest::zone::Zone;
use crate::ingest::{time as times, words};

/// Every session of a file, in the file's order.
pub(super) fn drafts(schedule: RawSchedule, zone: &Zone, report: &mut Report) -> Vec<Draft> {
    let change = time::day_change(&schedule.conference.day_change);
    let mut drafts = Vec::new();
    for day in schedule.days {
        let filed_under = time::programme_day(&day, &[], zone, report);
        let spans: Vec<Option<Span>> = day
            .events
            .iter()
            .map(|event| time::span(event, filed_under, change, zone, report))
            .collect();
        drafts.extend(drafts_of_day(day, &spans, &schedule.conference.base_url, zone, report));
    }
    drafts
}

fn drafts_of_day(
    mut day: RawDay,
    spans: &[Option<Span>],
    base_url: &str,
    zone: &Zone,
    report: &mut Report,
) -> Vec<Draft> {
    let date = time::programme_day(&day, spans, zone, report);
    let events = std::mem::take(&mut day.events);
    let mut drafts = Vec::with_capacity(events.len());
    for (event, span) in events.into_iter().zip(spans) {
        let slot = span.as_ref().map(|span| slot(&event, span, date, report));
        let seconds = span.as_ref().and_then(|span| span.seconds);
        let mut draft = draft(event, base_url, report);
        draft.talk.slots.extend(slot);
        draft.talk.duration_s = seconds;
        drafts.push(draft);
    }
    drafts
}

/// The slot of a session, filed under the source's day where that is not the day it starts.
fn slot(
    event: &RawEvent,
    span: &Span,
    filed_under: Option<jiff::civil::Date>,
    report: &mut Report,
) -> Slot {
    let mut day = filed_under.filter(|day| *day != span.start.date());
    if let Some(date) = day.filter(|date| !time::is_near(*date, span.start.datetime())) {
        let message = format!("filed under {date}, but starts on {}", span.start.date());
        report.warn("day-mismatch", event.place(), message);
        day = None;
    }
    Slot { day, ..times::slot(&span.start, &span.end, &event.room, &event.place(), report) }
}

fn draft(event: RawEvent, base_url: &str, report: &mut Report) -> Draft {
    let place = event.place();
    let (marked, title) = words::state(&event.title);
    let state = if marked == State::Scheduled { event.state } else { marked };
    let mut title = title.to_owned();
    if title.is_empty() {
        report.warn("missing-title", &place, "a session without a title is kept as `Untitled`");
        title.push_str("Untitled");
    }
    let links = links(&event, base_url, &place, report);
    let speakers = speakers(&event, &place, report);
    let same_text = event.description == event.abstract_text;
    let talk = Talk {
        kind: words::kind(&event.kind, &title),
        state,
        title,
        subtitle: some(event.subtitle),
        languages: words::languages(&event.language),
        // What wafer writes where there is none.
        track: some(event.track).filter(|track| track != "No Track"),
        abstract_text: event.abstract_text,
        description: if same_text { String::new() } else { event.description },
        speakers,
        links,
        ..Talk::default()
    };
    Draft {
        talk,
        own_id: event.own_id,
        guid: event.guid,
        code: event.code,
        number: event.id,
        place,
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn speakers(event: &RawEvent, place: &str, report: &mut Report) -> Vec<Appearance> {
    let mut speakers: Vec<Appearance> = Vec::new();
    for person in &event.persons {
        if person.name.is_empty() {
            report.warn("missing-name", place, "a person without a name was left out");
            continue;
        }
        let id = [&person.guid, &person.id].into_iter().find(|id| !id.is_empty()).cloned();
        let speaker = Appearance { name: person.name.clone(), affiliation: None, id };
        if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    speakers
}

/// The links of a session, each address once, by kind and then in the file's order: systems list
/// attachments before links or after, and that is no difference.
fn links(event: &RawEvent, base_url: &str, place: &str, report: &mut Report) -> Vec<Link> {
    let origin = if event.url.is_empty() { LinkKind::Page } else { LinkKind::Other };
    let own = [
        (LinkKind::Page, event.url.as_str(), ""),
        (LinkKind::Feedback, event.feedback_url.as_str(), ""),
        (LinkKind::Video, event.video_download_url.as_str(), ""),
        (origin, event.origin_url.as_str(), ""),
    ];
    let listed = event.links.iter().map(|link| {
        let kind = words::link_kind(&link.kind, &link.title, &link.href);
        (kind, link.href.as_str(), link.title.as_str())
    });
    let mut links: Vec<Link> = Vec::new();
    for (kind, href, title) in own.into_iter().chain(listed).filter(|link| !link.1.is_empty()) {
        match words::link(kind, href, title, base_url) {
            Some(link) if links.iter().any(|known| known.url == link.url) => {}
            Some(link) => links.push(link),
            None => {
                let href = crate::ingest::records::clip(href, 80);
                report.warn("bad-link", place, format!("`{href}` is no web address; left out"));
            }
        }
    }
    let kinds = [LinkKind::Page, LinkKind::Feedback, LinkKind::Video, LinkKind::Slides];
    links.sort_by_key(|link| {
        kinds.iter().position(|kind| *kind == link.kind).unwrap_or(kinds.len())
    });
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;
    use crate::ingest::frab::raw::{RawLink, RawPerson};

    #[test]
    fn a_session_becomes_a_talk() {
        let link = |href: &str, title: &str| RawLink {
            href: href.into(),
            title: title.into(),
            ..RawLink::default()
        };
        let event = RawEvent {
            title: "[CANCELED] Big data".into(),
            kind: "lightningtalk".into(),
            track: "No Track".into(),
            abstract_text: "Same".into(),
            description: "Same".into(),
            url: "https://a.example/1".into(),
            feedback_url: "https://a.example/f".into(),
            links: vec![link("https://a.example/f", "Submit"), link("ftp://x", "")],
            persons: vec![RawPerson { name: "Ada".into(), id: "7".into(), ..RawPerson::default() }],
            ..RawEvent::default()
        };
        let mut report = Report::default();
        let talk = draft(event, "", &mut report).talk;
        assert_eq!((talk.state, talk.title.as_str()), (State::Cancelled, "Big data"));
        assert_eq!((talk.kind, talk.track), (Kind::Lightning, None));
        assert_eq!(talk.links.len(), 2);
        assert_eq!(talk.speakers[0].id.as_deref(), Some("7"));
        assert!(talk.description.is_empty());
        assert_eq!(report.warnings[0].code, "bad-link");
    }
}
