//! The grammar of a frab file: XML to raw records. Element names no dialect uses are passed over.

use super::raw::{RawConference, RawDay, RawEvent, RawLink, RawPerson, RawSchedule};
use super::xml::{Element, Node, Source};
use crate::ingest::IngestError;
use crate::ingest::report::Report;

/// Most sessions read; the largest real programme seen has 1,400.
const MAX_EVENTS: usize = 100_000;
/// Target of the processing instruction in which our own export keeps a talk's id, in
/// percent-encoding.
const OWN_ID_TARGET: &str = "hallway-talk";

/// Reads the whole file.
pub(super) fn schedule(text: &str, report: &mut Report) -> Result<RawSchedule, IngestError> {
    let mut source = Source::new(text);
    let mut schedule = RawSchedule::default();
    let mut events = 0;
    loop {
        match source.next()? {
            Node::Open(element) => match element.name.as_str() {
                // Its children are read by this same loop.
                "schedule" => {}
                "conference" => conference(&mut source, &mut schedule.conference)?,
                "day" => schedule.days.push(day(&mut source, element, &mut events)?),
                _ => source.skip()?,
            },
            Node::End => break,
            _ => {}
        }
    }
    if events == 0 {
        report.warn("no-sessions", "schedule", "the file holds no session");
    }
    Ok(schedule)
}

fn conference(source: &mut Source<'_>, conference: &mut RawConference) -> Result<(), IngestError> {
    loop {
        let element = match source.next()? {
            Node::Open(element) => element,
            Node::Close | Node::End => return Ok(()),
            _ => continue,
        };
        let field = match element.name.as_str() {
            "acronym" => &mut conference.acronym,
            "title" => &mut conference.title,
            "start" => &mut conference.start,
            "end" => &mut conference.end,
            "venue" => &mut conference.venue,
            "city" => &mut conference.city,
            "url" => &mut conference.url,
            "base_url" => &mut conference.base_url,
            "time_zone_name" => &mut conference.time_zone_name,
            "day_change" => &mut conference.day_change,
            _ => {
                source.skip()?;
                continue;
            }
        };
        *field = one_line(&source.text()?);
    }
}

fn day(
    source: &mut Source<'_>,
    mut element: Element,
    events: &mut usize,
) -> Result<RawDay, IngestError> {
    let mut day = RawDay {
        date: element.attribute("date"),
        start: element.attribute("start"),
        position: format!("line {}", element.line),
        events: Vec::new(),
    };
    let mut room = None;
    loop {
        match source.next()? {
            Node::Open(mut element) => match element.name.as_str() {
                "room" if room.is_none() => room = Some(one_line(&element.attribute("name"))),
                "event" => {
                    *events += 1;
                    if *events > MAX_EVENTS {
                        return Err(source.beyond("the number of sessions", MAX_EVENTS));
                    }
                    day.events.push(event(source, element, room.as_deref())?);
                }
                _ => source.skip()?,
            },
            Node::Close if room.is_some() => room = None,
            Node::Close | Node::End => return Ok(day),
            _ => {}
        }
    }
}

fn event(
    source: &mut Source<'_>,
    mut element: Element,
    room: Option<&str>,
) -> Result<RawEvent, IngestError> {
    let mut event = RawEvent {
        position: format!("line {}", element.line),
        guid: element.attribute("guid"),
        id: element.attribute("id"),
        code: element.attribute("code"),
        ..RawEvent::default()
    };
    loop {
        match source.next()? {
            Node::Open(child) => field(source, child, &mut event)?,
            Node::Instruction(target, content) if target == OWN_ID_TARGET => {
                event.own_id = percent_decoded(&content);
            }
            Node::Close | Node::End => break,
            _ => {}
        }
    }
    if event.room.is_empty() {
        event.room = room.unwrap_or_default().to_owned();
    }
    Ok(event)
}

/// Reads one child of a session into its field.
fn field(
    source: &mut Source<'_>,
    element: Element,
    event: &mut RawEvent,
) -> Result<(), IngestError> {
    let line = match element.name.as_str() {
        "abstract" => {
            event.abstract_text = source.text()?;
            return Ok(());
        }
        "description" => {
            event.description = source.text()?;
            return Ok(());
        }
        "persons" => return persons(source, &mut event.persons),
        "links" | "attachments" | "recording" => {
            return links(source, &element.name, &mut event.links);
        }
        "room" => &mut event.room,
        "title" => &mut event.title,
        "subtitle" => &mut event.subtitle,
        "type" => &mut event.kind,
        "date" => &mut event.date,
        "start" => &mut event.start,
        "duration" => &mut event.duration,
        "language" => &mut event.language,
        "track" => &mut event.track,
        "url" => &mut event.url,
        "feedback_url" => &mut event.feedback_url,
        "origin_url" => &mut event.origin_url,
        "video_download_url" => &mut event.video_download_url,
        _ => return source.skip(),
    };
    *line = one_line(&source.text()?);
    Ok(())
}

fn persons(source: &mut Source<'_>, persons: &mut Vec<RawPerson>) -> Result<(), IngestError> {
    loop {
        match source.next()? {
            Node::Open(mut element) if element.name == "person" => {
                let (id, guid) = (element.attribute("id"), element.attribute("guid"));
                persons.push(RawPerson { id, guid, name: one_line(&source.text()?) });
            }
            Node::Open(_) => source.skip()?,
            Node::Close | Node::End => return Ok(()),
            _ => {}
        }
    }
}

/// Reads the children of `links`, `attachments` or `recording`; attachments without a type are
/// slides more often than anything else, but only their name can tell.
fn links(source: &mut Source<'_>, list: &str, links: &mut Vec<RawLink>) -> Result<(), IngestError> {
    loop {
        match source.next()? {
            Node::Open(mut element) => {
                let (mut href, kind) = (element.attribute("href"), element.attribute("type"));
                let recording = list == "recording";
                if recording && !matches!(element.name.as_str(), "url" | "link") {
                    source.skip()?;
                    continue;
                }
                let mut title = one_line(&source.text()?);
                if href.is_empty() {
                    href = std::mem::take(&mut title);
                }
                let kind = if recording { "video".to_owned() } else { kind };
                if !href.is_empty() {
                    links.push(RawLink { href, kind, title });
                }
            }
            Node::Close | Node::End => return Ok(()),
            _ => {}
        }
    }
}

/// Undoes percent-encoding; what is none of it stays as it is.
pub(in crate::ingest) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = text_byte(tail).filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits at the start name.
fn text_byte(digits: &[u8]) -> Option<u8> {
    let pair = std::str::from_utf8(digits.get(..2)?).ok()?;
    pair.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(pair, 16).ok())?
}

/// A text on one line, with single spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_come_from_the_grid_when_the_session_has_none() {
        let xml = "<schedule><tracks><track>x</track></tracks><day date='2024-01-01' index='1'>\
            <room name='A'><event id='1'><title> T\n t </title><answers><a/></answers></event></room>\
            <room name='B'><event id='2'><room>B 2</room></event></room></day></schedule>";
        let schedule = schedule(xml, &mut Report::default()).unwrap();
        let events = &schedule.days[0].events;
        assert_eq!((events[0].room.as_str(), events[0].title.as_str()), ("A", "T t"));
        assert_eq!(events[1].room, "B 2");
    }

    #[test]
    fn persons_and_links_are_read_in_all_their_spellings() {
        let xml = "<schedule><day><room name='A'><event><persons><person guid='g'>Ada\nB</person>\
            </persons><links><link href='https://a'>A</link><link>https://b</link></links>\
            <recording><license/><optout>false</optout><url>https://v</url></recording>\
            <?hallway-talk my%20id%?></event></room></day></schedule>";
        let schedule = schedule(xml, &mut Report::default()).unwrap();
        let event = &schedule.days[0].events[0];
        assert_eq!(
            (event.persons[0].guid.as_str(), event.persons[0].name.as_str()),
            ("g", "Ada B")
        );
        let hrefs: Vec<_> = event.links.iter().map(|link| link.href.as_str()).collect();
        assert_eq!(hrefs, ["https://a", "https://b", "https://v"]);
        assert_eq!(event.links[2].kind, "video");
        assert_eq!(event.own_id, "my id%");
    }
}
