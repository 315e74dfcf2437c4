//! Which time zone a calendar is in, and which one each of its times names; refuses to guess.

use std::collections::HashMap;

use super::calendar::{Calendar, Component};
use crate::ingest::report::Report;
use crate::ingest::zone::{self, Zone};
use crate::ingest::{IngestError, ParseOptions};

/// IANA names for the zones of Windows, `name=zone` a line (Unicode CLDR, `windowsZones`, the
/// zone for the whole world).
const WINDOWS_ZONES: &str = include_str!("windows_zones.txt");

/// Names under which UTC stands in calendars. A calendar in UTC says nothing of its venue.
const UTC_NAMES: [&str; 7] =
    ["utc", "etc/utc", "gmt", "etc/gmt", "z", "zulu", "coordinated universal time"];

/// The zones that a calendar's times name, by the name it has for them.
#[derive(Debug, Default)]
pub(super) struct Zones {
    known: HashMap<String, Option<Zone>>,
}

impl Zones {
    /// Finds the zones of all entries.
    pub(super) fn of(calendar: &Calendar, report: &mut Report) -> Self {
        let mut zones = Self::default();
        for id in calendar.entries.iter().flat_map(zone_ids) {
            if zones.known.contains_key(id) {
                continue;
            }
            let found = find(id).or_else(|| find(&declared_location(calendar, id)?));
            if found.is_none() {
                let message =
                    format!("the zone `{id}` is not known; its times are read as wall time");
                report.warn("unknown-timezone", "calendar", message);
            }
            zones.known.insert(id.to_owned(), found);
        }
        zones
    }

    /// The zone a calendar has this name for.
    pub(super) fn get(&self, id: &str) -> Option<&Zone> {
        self.known.get(id)?.as_ref()
    }

    /// The zone that all times with one share.
    fn common(&self) -> Option<&Zone> {
        let mut found = self.known.values().flatten().filter(|zone| !is_utc(&zone.name));
        let first = found.next()?;
        found.all(|zone| zone.name == first.name).then_some(first)
    }
}

/// The zone of the event: the given one, else the one that the calendar states unless it is UTC,
/// else the one that all its entries share.
///
/// # Errors
///
/// Nothing names a zone, or what does is in no time zone database.
pub(super) fn of_event(
    calendar: &Calendar,
    zones: &Zones,
    event: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<Zone, IngestError> {
    let names = ["X-WR-TIMEZONE", "VTIMEZONE", "TZID"];
    let stated = names.map(|name| calendar.head.line_of(name));
    let mut stated = stated.into_iter().filter(|name| !name.is_empty() && !is_utc(name)).peekable();
    let unknown = stated.peek().cloned();
    let declared = stated.find_map(|name| find(&name)).or_else(|| zones.common().cloned());
    let declared = declared.map(|zone| zone.name).or(unknown);
    zone::need(declared.as_deref(), event, options, report)
}

/// The zone of a property, by its parameter or by a line of its own in the entry.
pub(super) fn zone_of<'a>(entry: &'a Component, name: &str) -> Option<&'a str> {
    let own = entry.properties.iter().find(|it| it.name == name)?.parameter("TZID");
    own.or_else(|| Some(entry.properties.iter().find(|it| it.name == "TZID")?.value.trim()))
        .map(|id| id.trim_matches('"'))
        .filter(|id| !id.is_empty())
}

fn zone_ids(entry: &Component) -> impl Iterator<Item = &str> {
    ["DTSTART", "DTEND"].into_iter().filter_map(|name| zone_of(entry, name))
}

/// What a calendar's own zone is called elsewhere (`X-LIC-LOCATION`).
fn declared_location(calendar: &Calendar, id: &str) -> Option<String> {
    let zone = calendar.zones.iter().find(|zone| zone.line_of("TZID") == id)?;
    Some(zone.line_of("X-LIC-LOCATION")).filter(|name| !name.is_empty())
}

/// The zone with this name: IANA's, Windows', or one with a prefix of the program that wrote it
/// (`/freeassociation.sourceforge.net/Europe/Berlin`).
fn find(name: &str) -> Option<Zone> {
    let name = name.trim().trim_matches('"');
    if let Some(zone) = zone::find(name).ok().or_else(|| zone::find(windows(name)?).ok()) {
        return Some(zone);
    }
    let slashes = name.match_indices('/').take(8);
    slashes.filter_map(|(at, _)| name.get(at + 1..)).find_map(|rest| zone::find(rest).ok())
}

fn windows(name: &str) -> Option<&'static str> {
    let mut zones = WINDOWS_ZONES.lines().filter_map(|line| line.split_once('='));
    zones.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, zone)| zone)
}

fn is_utc(name: &str) -> bool {
    UTC_NAMES.contains(&name.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::calendar::sort;
    use super::super::lines::properties;
    use super::*;

    fn of(text: &str, given: Option<&str>) -> (Result<String, IngestError>, Vec<String>) {
        let mut report = Report::default();
        let calendar = sort(properties(text), &mut report);
        let zones = Zones::of(&calendar, &mut report);
        let options =
            ParseOptions { timezone: given.map(str::to_owned), ..ParseOptions::default() };
        let zone = of_event(&calendar, &zones, "e", &options, &mut report).map(|zone| zone.name);
        (zone, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    const UTC: &str = "X-WR-TIMEZONE:UTC\nBEGIN:VEVENT\nDTSTART:20240101T100000Z\nEND:VEVENT";
    const PARIS: &str = "BEGIN:VEVENT\nDTSTART;TZID=Europe/Paris:20240101T100000\nEND:VEVENT\n";

    #[test]
    fn a_calendar_in_utc_says_nothing_of_the_venue() {
        assert_eq!(of(UTC, None).0, Err(IngestError::NoTimezone { event: "e".into() }));
        assert_eq!(of(UTC, Some("Europe/Paris")), (Ok("Europe/Paris".into()), vec![]));
        assert_eq!(of(UTC, Some("UTC")).0, Ok("UTC".into()));
    }

    #[test]
    fn the_zone_that_all_entries_share_is_the_events() {
        assert_eq!(of(PARIS, None).0, Ok("Europe/Paris".into()));
        assert_eq!(of(&format!("{UTC}\n{PARIS}"), None).0, Ok("Europe/Paris".into()));
        let two = format!("{PARIS}{}", PARIS.replace("Paris", "Rome"));
        assert!(of(&two, None).0.is_err());
        assert_eq!(
            of(&format!("X-WR-TIMEZONE:Europe/Rome\n{two}"), None).0,
            Ok("Europe/Rome".into())
        );
        let given = of(PARIS, Some("Europe/Rome"));
        assert_eq!(given, (Ok("Europe/Rome".into()), vec!["timezone-overridden".to_owned()]));
    }

    #[test]
    fn zones_are_known_under_the_names_of_other_programs() {
        for (id, name) in [
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("\"w. europe standard time\"", "Europe/Berlin"),
            ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
            ("/mozilla.org/20070129_1/America/Argentina/Salta", "America/Argentina/Salta"),
            ("Europe-Brussels", "Europe/Brussels"),
        ] {
            assert_eq!(of(&PARIS.replace("Europe/Paris", id), None).0, Ok(name.into()), "{id}");
        }
        let stray = "BEGIN:VEVENT\nTZID:Europe-Brussels\nDTSTART:20240203T093000\nEND:VEVENT";
        assert_eq!(of(stray, None), (Ok("Europe/Brussels".into()), vec![]));
        assert_eq!(of("VTIMEZONE: Europe/Rome", None).0, Ok("Europe/Rome".into()));
        let own = format!(
            "BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:Europe/Paris\nEND:VTIMEZONE\n{}",
            PARIS.replace("Europe/Paris", "Mine")
        );
        assert_eq!(of(&own, None), (Ok("Europe/Paris".into()), vec![]));
        let unknown = of(&PARIS.replace("Europe/Paris", "Mars"), Some("UTC"));
        assert_eq!(unknown.1, ["unknown-timezone"]);
    }
}
