//! A calendar as its parts: its own properties, the entries and the names of zones. A broken entry
//! costs only itself.

use super::lines::Property;
use super::value;
use crate::ingest::records::clip;
use crate::ingest::report::Report;

/// What a file holds.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Calendar {
    /// What stands outside of any entry.
    pub(in crate::ingest) head: Component,
    /// `VEVENT`s in the file's order.
    pub(in crate::ingest) entries: Vec<Component>,
    /// `VTIMEZONE`s.
    pub(in crate::ingest) zones: Vec<Component>,
}

/// Properties that stand together.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Component {
    pub(in crate::ingest) properties: Vec<Property>,
    /// The line it begins on.
    pub(in crate::ingest) line: usize,
}

impl Component {
    /// The first property of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The properties of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The text of the first property of this name; empty when it is absent.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).map(|property| value::text(&property.value)).unwrap_or_default()
    }

    /// The same on one line.
    pub(super) fn line_of(&self, name: &str) -> String {
        self.get(name).map(|property| value::line(&property.value)).unwrap_or_default()
    }

    /// Where it stands, for messages.
    pub(super) fn place(&self) -> String {
        let label = [self.line_of("UID"), self.line_of("SUMMARY")];
        let label = label.iter().find(|text| !text.is_empty()).map_or("no id", String::as_str);
        format!("line {} (`{}`)", self.line, clip(label, 80))
    }
}

/// Where a line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Head,
    Entry,
    Zone,
    /// A part of an entry or zone, or a component of no use here, by the depth of what is open.
    Other(usize),
}

/// Sorts the properties of a file.
pub(super) fn sort(properties: Vec<Property>, report: &mut Report) -> Calendar {
    let mut calendar = Calendar::default();
    let mut outer = Inside::Head;
    let mut inside = Inside::Head;
    let mut others = 0_usize;
    for property in properties {
        let kind = property.value.trim().to_ascii_uppercase();
        match (property.name.as_str(), kind.as_str()) {
            ("BEGIN", "VCALENDAR") | ("END", "VCALENDAR") => inside = Inside::Head,
            // An entry that begins within another: the first never ended.
            ("BEGIN", "VEVENT") => {
                warn_unended(inside, property.line, report);
                inside = Inside::Entry;
                calendar.entries.push(Component { line: property.line, ..Component::default() });
            }
            ("BEGIN", "VTIMEZONE") => {
                inside = Inside::Zone;
                calendar.zones.push(Component { line: property.line, ..Component::default() });
            }
            ("BEGIN", _) => {
                others += usize::from(inside == Inside::Head);
                (outer, inside) = deeper(outer, inside);
            }
            ("END", "VEVENT" | "VTIMEZONE") => inside = Inside::Head,
            ("END", _) => inside = shallower(outer, inside),
            _ => calendar.put(inside, property),
        }
    }
    if inside == Inside::Entry {
        let line = calendar.entries.last().map_or(1, |entry| entry.line);
        report.warn("broken-entry", format!("line {line}"), "the file breaks off in this entry");
    }
    if others > 0 {
        let message = format!("{others} entries are no events (tasks, notes) and were left out");
        report.warn("other-entries", "calendar", message);
    }
    calendar
}

fn warn_unended(inside: Inside, line: usize, report: &mut Report) {
    if inside == Inside::Entry {
        let message = "an entry begins before the last one ends; both are kept";
        report.warn("broken-entry", format!("line {line}"), message);
    }
}

fn deeper(outer: Inside, inside: Inside) -> (Inside, Inside) {
    match inside {
        Inside::Other(depth) => (outer, Inside::Other(depth + 1)),
        inside => (inside, Inside::Other(1)),
    }
}

fn shallower(outer: Inside, inside: Inside) -> Inside {
    match inside {
        Inside::Other(depth) if depth > 1 => Inside::Other(depth - 1),
        Inside::Other(_) => outer,
        inside => inside,
    }
}

impl Calendar {
    fn put(&mut self, inside: Inside, property: Property) {
        let component = match inside {
            Inside::Head => Some(&mut self.head),
            Inside::Entry => self.entries.last_mut(),
            Inside::Zone => self.zones.last_mut(),
            Inside::Other(_) => None,
        };
        if let Some(component) = component {
            component.properties.push(property);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::properties;
    use super::*;

    fn read(text: &str) -> (Calendar, Vec<String>) {
        let mut report = Report::default();
        let calendar = sort(properties(text), &mut report);
        (calendar, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn parts_of_entries_do_not_spill_into_them() {
        let (calendar, codes) = read(
            "BEGIN:VCALENDAR\nNAME:C\nBEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nTZNAME:S\n\
             END:STANDARD\nX-LIC-LOCATION:Europe/Paris\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\n\
             BEGIN:VALARM\nDESCRIPTION:alarm\nEND:VALARM\nSUMMARY:One\nEND:VEVENT\n\
             BEGIN:VTODO\nUID:9\nEND:VTODO\nEND:VCALENDAR",
        );
        assert_eq!(calendar.head.line_of("NAME"), "C");
        assert_eq!(calendar.entries.len(), 1);
        assert_eq!(calendar.entries[0].line_of("SUMMARY"), "One");
        assert_eq!(calendar.entries[0].get("DESCRIPTION"), None);
        assert_eq!(calendar.zones[0].line_of("X-LIC-LOCATION"), "Europe/Paris");
        assert_eq!(codes, ["other-entries"]);
    }

    #[test]
    fn an_entry_that_never_ends_costs_only_itself() {
        let (calendar, codes) = read("BEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\nSUMMARY:Tw");
        let ids: Vec<_> = calendar.entries.iter().map(|entry| entry.line_of("UID")).collect();
        assert_eq!(ids, ["1", "2"]);
        assert_eq!(codes, ["broken-entry", "broken-entry"]);
        assert_eq!(calendar.entries[1].place(), "line 3 (`2`)");
    }
}
