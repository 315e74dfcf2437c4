//! xCal: iCalendar as XML (RFC 6321), and the private dialect of Pentabarf, FOSDEM and pretalx,
//! whose elements hold plain text. Turns elements into properties; what they mean is read as in
//! iCalendar.

use super::frab::xml::{Element, Node, Source};
use super::ical::{Calendar, Component, Property, escaped, read};
use super::report::Report;
use super::{IngestError, ParseOptions};
use crate::domain::EventBundle;

/// Elements that only hold others.
const CONTAINERS: [&str; 4] = ["icalendar", "vcalendar", "properties", "components"];

/// What an open element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Container,
    Entry,
    Zone,
}

/// Reads a calendar.
///
/// # Errors
///
/// The XML is not well-formed or beyond the limits, or a needed zone or event name is missing.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    read(&calendar(text)?, options, report)
}

fn calendar(text: &str) -> Result<Calendar, IngestError> {
    let mut source = Source::new(text);
    let mut calendar = Calendar::default();
    let mut open: Vec<Inside> = Vec::new();
    loop {
        let element = match source.next()? {
            Node::Open(element) => element,
            Node::Close => {
                open.pop();
                continue;
            }
            Node::End => return Ok(calendar),
            Node::Text(_) | Node::Instruction(..) => continue,
        };
        let component = Component { line: element.line, ..Component::default() };
        match element.name.to_ascii_lowercase().as_str() {
            "vevent" => {
                calendar.entries.push(component);
                open.push(Inside::Entry);
            }
            "vtimezone" => {
                calendar.zones.push(component);
                open.push(Inside::Zone);
            }
            name if CONTAINERS.contains(&name) => open.push(Inside::Container),
            // Alarms, tasks and the rules of zones are of no use here.
            "valarm" | "vtodo" | "vjournal" | "vfreebusy" | "standard" | "daylight" => {
                source.skip()?;
            }
            _ => {
                let property = property(&mut source, &element)?;
                place(&mut calendar, &open).properties.push(property);
            }
        }
    }
}

/// The component that a property belongs to.
fn place<'a>(calendar: &'a mut Calendar, open: &[Inside]) -> &'a mut Component {
    let component = match open.iter().rev().find(|inside| **inside != Inside::Container) {
        Some(Inside::Entry) => calendar.entries.last_mut(),
        Some(Inside::Zone) => calendar.zones.last_mut(),
        _ => None,
    };
    component.unwrap_or(&mut calendar.head)
}

/// Reads a property to its end: parameters and values in elements of their own, or plain text.
fn property(source: &mut Source<'_>, element: &Element) -> Result<Property, IngestError> {
    let mut property = Property {
        name: element.name.to_ascii_uppercase(),
        line: element.line,
        ..Property::default()
    };
    let mut plain = String::new();
    let mut values: Vec<String> = Vec::new();
    loop {
        match source.next()? {
            Node::Open(child) if child.name.eq_ignore_ascii_case("parameters") => {
                property.parameters.append(&mut parameters(source)?);
            }
            Node::Open(_) => values.push(escaped(&source.text()?)),
            Node::Text(text) => plain.push_str(&text),
            Node::Instruction(..) => {}
            Node::Close | Node::End => break,
        }
    }
    if !plain.trim().is_empty() {
        // Text with elements in it is HTML that was not escaped; its text is enough.
        values.insert(0, escaped(plain.trim()));
    }
    property.value = values.join(",");
    Ok(property)
}

/// The parameters of a property.
fn parameters(source: &mut Source<'_>) -> Result<Vec<(String, String)>, IngestError> {
    let mut parameters = Vec::new();
    loop {
        match source.next()? {
            Node::Open(child) => {
                parameters.push((child.name.to_ascii_uppercase(), source.text()?));
            }
            Node::Close | Node::End => return Ok(parameters),
            Node::Text(_) | Node::Instruction(..) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Kind, Talk};

    const PENTABARF: &str = "<iCalendar xmlns:pentabarf='http://pentabarf.org'><vcalendar>\
        <version>2.0</version><prodid>-//Pentabarf//Schedule//EN</prodid>\
        <x-wr-calname>Harbour Days</x-wr-calname>\
        <vevent><method>PUBLISH</method><uid>4@hd@pentabarf.org</uid>\
        <pentabarf:event-id>4</pentabarf:event-id><pentabarf:title>Tides, again</pentabarf:title>\
        <pentabarf:subtitle>High &amp; low</pentabarf:subtitle>\
        <pentabarf:language>German</pentabarf:language>\
        <pentabarf:language-code>de</pentabarf:language-code>\
        <dtstart>20240203T093000</dtstart><duration>013000</duration>\
        <summary>Tides, again-High &amp; low</summary><description>One.\n\nTwo; three</description>\
        <category>Lecture</category><url>https://harbour.example/4</url>\
        <location>Pier, north</location><attendee>Ada Moor, Wick Works</attendee></vevent>\
        </vcalendar></iCalendar>";
    const RFC: &str = "<icalendar xmlns='urn:ietf:params:xml:ns:icalendar-2.0'><vcalendar>\
        <properties><x-wr-calname><text>Harbour Days</text></x-wr-calname></properties>\
        <components><vtimezone><properties><tzid><text>Europe/Paris</text></tzid></properties>\
        <components><standard><properties><tzname><text>CET</text></tzname></properties></standard>\
        </components></vtimezone><vevent><properties><uid><text>4</text></uid>\
        <dtstart><parameters><tzid><text>Europe/Paris</text></tzid></parameters>\
        <date-time>2024-02-03T09:30:00</date-time></dtstart>\
        <dtend><date-time>2024-02-03T10:00:00Z</date-time></dtend>\
        <summary><text>Tides, again</text></summary>\
        <categories><text>Keynote</text><text>A, B</text></categories>\
        <attendee><parameters><cn><text>Ada Moor</text></cn></parameters>\
        <cal-address>invalid:nomail</cal-address></attendee>\
        </properties><components><valarm><properties><summary><text>x</text></summary></properties>\
        </valarm></components></vevent></components></vcalendar></icalendar>";

    fn talk(text: &str, timezone: Option<&str>) -> (Talk, Vec<String>) {
        let timezone = timezone.map(str::to_owned);
        let options = ParseOptions { timezone, ..ParseOptions::default() };
        let mut report = Report::default();
        let mut bundle = parse(text, &options, &mut report).unwrap();
        assert_eq!((bundle.event.slug.as_str(), bundle.talks.len()), ("harbour-days", 1));
        (bundle.talks.remove(0), report.warnings.into_iter().map(|it| it.code).collect())
    }

    #[test]
    fn plain_elements_are_read_as_properties() {
        let (talk, codes) = talk(PENTABARF, Some("Europe/Brussels"));
        assert_eq!((talk.id.as_str(), codes), ("4@hd@pentabarf.org", vec![]));
        assert_eq!(talk.title, "Tides, again");
        assert_eq!(talk.subtitle.as_deref(), Some("High & low"));
        assert_eq!(talk.languages, ["de"]);
        assert_eq!(talk.source_ids, ["number:4"]);
        assert_eq!(talk.abstract_text, "One.\n\nTwo; three");
        assert_eq!(talk.track.as_deref(), Some("Lecture"));
        assert_eq!(talk.speakers[0].affiliation.as_deref(), Some("Wick Works"));
        let slot = &talk.slots[0];
        assert_eq!(slot.start, date(2024, 2, 3).at(9, 30, 0, 0));
        assert_eq!((slot.room.as_deref(), talk.duration_s), (Some("Pier, north"), Some(5400)));
    }

    #[test]
    fn typed_values_and_parameters_are_read() {
        let (talk, codes) = talk(RFC, None);
        assert_eq!((talk.title.as_str(), codes), ("Tides, again", vec![]));
        assert_eq!((talk.kind, talk.track.as_deref()), (Kind::Keynote, Some("A, B")));
        assert_eq!(talk.speakers[0].name, "Ada Moor");
        assert_eq!(talk.slots[0].end, date(2024, 2, 3).at(11, 0, 0, 0));
    }

    #[test]
    fn without_a_zone_the_times_mean_nothing() {
        let error = parse(PENTABARF, &ParseOptions::default(), &mut Report::default());
        assert_eq!(error, Err(IngestError::NoTimezone { event: "harbour-days".into() }));
        let broken = parse("<iCalendar><vevent>", &ParseOptions::default(), &mut Report::default());
        assert!(matches!(broken, Err(IngestError::Xml { .. })));
    }

    proptest! {
        #[test]
        fn mutated_files_never_panic(
            rfc in any::<bool>(),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..6),
        ) {
            let mut chars: Vec<char> = if rfc { RFC } else { PENTABARF }.chars().collect();
            for (at, with) in edits {
                let place = at.index(chars.len());
                chars[place] = with;
            }
            let text: String = chars.into_iter().collect();
            let _ = parse(&text, &ParseOptions::default(), &mut Report::default());
        }
    }
}
