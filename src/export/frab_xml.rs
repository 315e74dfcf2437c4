//! frab / c3voc `schedule.xml`, valid against the schema at <https://c3voc.de/schedule/schema.xsd>
//! for an event with at least one time; the ids of talks that are no UUIDs ride along in a
//! processing instruction, which other readers pass over.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesPI, BytesStart, BytesText, Event};

use super::grid::{self, Day, Grid, Room, Showing};
use super::{Context, ExportError, grid::is_web};
use crate::domain::{Appearance, EventBundle, Link, LinkKind, Talk};

/// Target of the instruction that keeps a talk's id; the importer knows it.
const OWN_ID_TARGET: &str = "hallway-talk";

type Xml = Writer<Vec<u8>>;
type Written = std::io::Result<()>;

/// Writes the programme.
pub(super) fn write(bundle: &EventBundle, context: &Context<'_>) -> Result<Vec<u8>, ExportError> {
    let grid = grid::lay_out(bundle, context)?;
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    inside(&mut xml, tag("schedule", &[]), |xml| {
        let made_by = [("name", "hallway"), ("version", env!("CARGO_PKG_VERSION"))];
        xml.write_event(Event::Empty(tag("generator", &made_by)))?;
        element(xml, "version", &grid::version(context.now))?;
        inside(xml, tag("conference", &[]), |xml| conference(xml, bundle, &grid))?;
        for (nth, day) in grid.days.iter().enumerate() {
            write_day(xml, day, nth + 1, &bundle.event.slug)?;
        }
        Ok(())
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn conference(xml: &mut Xml, bundle: &EventBundle, grid: &Grid<'_>) -> Written {
    let event = &bundle.event;
    element(xml, "acronym", &grid::acronym(&event.slug))?;
    element(xml, "title", &event.name)?;
    if let Some((first, last)) = grid::days_of(bundle, grid) {
        element(xml, "start", &first.to_string())?;
        element(xml, "end", &last.to_string())?;
    }
    element(xml, "days", &grid.days.len().to_string())?;
    element(xml, "timeslot_duration", "00:05")?;
    if let Some(url) = event.url.as_deref().filter(|url| is_web(url)) {
        element(xml, "url", url)?;
    }
    if let Some(zone) = &event.timezone {
        element(xml, "time_zone_name", zone)?;
    }
    for track in &grid.tracks {
        xml.write_event(Event::Empty(tag("track", &[("name", &clean(track))])))?;
    }
    Ok(())
}

fn write_day(xml: &mut Xml, day: &Day<'_>, index: usize, event: &str) -> Written {
    let attributes = [
        ("index", index.to_string()),
        ("date", day.date.to_string()),
        ("start", grid::date_time(&day.start)),
        ("end", grid::date_time(&day.end)),
    ];
    let attributes = attributes.each_ref().map(|(name, value)| (*name, value.as_str()));
    inside(xml, tag("day", &attributes), |xml| {
        day.rooms.iter().try_for_each(|room| write_room(xml, room, event))
    })
}

fn write_room(xml: &mut Xml, room: &Room<'_>, event: &str) -> Written {
    inside(xml, tag("room", &[("name", &clean(room.name))]), |xml| {
        room.showings.iter().try_for_each(|showing| write_showing(xml, showing, event))
    })
}

fn write_showing(xml: &mut Xml, showing: &Showing<'_>, event: &str) -> Written {
    let talk = showing.talk;
    let number = showing.number.to_string();
    let start = tag("event", &[("guid", &showing.guid), ("id", &number)]);
    inside(xml, start, |xml| {
        if showing.guid != talk.id || talk.slots.len() > 1 {
            let own_id = format!("{OWN_ID_TARGET} {}", percent_encoded(&talk.id));
            xml.write_event(Event::PI(BytesPI::new(own_id)))?;
        }
        element(xml, "date", &grid::date_time(&showing.start))?;
        element(xml, "start", &showing.start.strftime("%H:%M").to_string())?;
        element(xml, "duration", &grid::length(&showing.start, &showing.end))?;
        element(xml, "room", showing.room)?;
        element(xml, "title", &grid::marked_title(talk))?;
        element(xml, "subtitle", talk.subtitle.as_deref().unwrap_or_default())?;
        // The talk's slug alone would repeat in each of its slots, which the schema forbids.
        if talk.slots.len() == 1 && talk.slug.len() >= 4 && event.len() >= 4 {
            element(xml, "slug", &format!("{}-{}", event.replace('-', "_"), talk.slug))?;
        }
        element(xml, "track", talk.track.as_deref().unwrap_or_default())?;
        element(xml, "type", talk.kind.as_str())?;
        element(xml, "language", &talk.languages.join(", "))?;
        element(xml, "abstract", &talk.abstract_text)?;
        element(xml, "description", &talk.description)?;
        inside(xml, tag("persons", &[]), |xml| {
            talk.speakers.iter().try_for_each(|speaker| write_person(xml, speaker))
        })?;
        write_links(xml, talk)
    })
}

fn write_person(xml: &mut Xml, speaker: &Appearance) -> Written {
    let id = speaker.id.as_deref().unwrap_or_default();
    let start = if grid::is_uuid(id) {
        tag("person", &[("guid", id)])
    } else if id.parse::<i64>().is_ok() {
        tag("person", &[("id", id)])
    } else {
        tag("person", &[])
    };
    leaf(xml, start, &speaker.name)
}

/// The talk's page and its feedback form have elements of their own; only the first of each.
fn write_links(xml: &mut Xml, talk: &Talk) -> Written {
    let own = [(LinkKind::Page, "url"), (LinkKind::Feedback, "feedback_url")];
    let own = own.map(|(kind, name)| (talk.link(kind).filter(|link| is_web(&link.url)), name));
    for (link, name) in own {
        if let Some(link) = link {
            element(xml, name, &link.url)?;
        }
    }
    let rest = talk.links.iter().filter(|link| {
        is_web(&link.url) && !own.iter().any(|(taken, _)| taken.is_some_and(|it| it == *link))
    });
    let (slides, other): (Vec<&Link>, Vec<&Link>) =
        rest.partition(|link| link.kind == LinkKind::Slides);
    let write = |xml: &mut Xml, name: &str, link: &Link| {
        let start = tag(name, &[("href", &link.url), ("type", link.kind.as_str())]);
        leaf(xml, start, link.title.as_deref().unwrap_or_default())
    };
    inside(xml, tag("links", &[]), |xml| {
        other.iter().try_for_each(|link| write(xml, "link", link))
    })?;
    inside(xml, tag("attachments", &[]), |xml| {
        slides.iter().try_for_each(|link| write(xml, "attachment", link))
    })
}

/// A start tag; attribute values are escaped by the writer.
fn tag<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

/// An element with children.
fn inside(
    xml: &mut Xml,
    start: BytesStart<'_>,
    write: impl FnOnce(&mut Xml) -> Written,
) -> Written {
    let end = start.to_end().into_owned();
    xml.write_event(Event::Start(start))?;
    write(xml)?;
    xml.write_event(Event::End(end))
}

/// An element with text and no attributes.
fn element(xml: &mut Xml, name: &str, text: &str) -> Written {
    leaf(xml, tag(name, &[]), text)
}

fn leaf(xml: &mut Xml, start: BytesStart<'_>, text: &str) -> Written {
    if text.is_empty() {
        return xml.write_event(Event::Empty(start));
    }
    inside(xml, start, |xml| xml.write_event(Event::Text(BytesText::new(&clean(text)))))
}

/// A text without what XML cannot hold (XML 1.0, section 2.2), its line ends as `\n`.
fn clean(text: &str) -> String {
    let fit = |c: &char| match *c {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => c >= ' ',
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(fit).collect()
}

/// Percent-encoding of all but the unreserved characters (RFC 3986, section 2.3).
pub(super) fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
