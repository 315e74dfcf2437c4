//! Doubts about days and time zones: none, an unknown one, hours that clocks skip or repeat, days
//! outside the event, and nights that are likely a mistake about UTC.

use jiff::civil::DateTime;

use super::Code;
use super::finding::{Report, Spot, Value};
use super::programme::{Entry, Programme};
use crate::domain::{Kind, NoZone, Reading, Slot};

/// The hour before which sessions are rare everywhere.
const MORNING_HOUR: i8 = 6;
/// Slots from which on a majority says something.
const MIN_SLOTS: usize = 3;
/// Talks outside the event's days from which on, when they are most, the days are in doubt.
const MIN_TALKS_OUTSIDE: usize = 5;

/// Reports doubts about days and zones.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    zone(programme, report);
    clock_changes(programme, report);
    event_days(programme, report);
    odd_hours(programme, report);
}

fn zone(programme: &Programme<'_>, report: &mut Report) {
    let has_times = programme.bundle.talks.iter().any(|talk| !talk.slots.is_empty());
    match programme.clock.name() {
        Err(NoZone::Missing) if has_times => {
            let message = "the talks have times, but the event names no time zone";
            report.add(Code::MissingZone, [], Spot::event(), message);
        }
        Err(NoZone::Unknown) => {
            let name = programme.bundle.event.timezone.as_deref().unwrap_or_default();
            let message = format!("{} is no time zone in the database", Value(name));
            report.add(Code::UnknownZone, [], Spot::event(), message);
        }
        Err(NoZone::Missing) | Ok(_) => {}
    }
}

fn clock_changes(programme: &Programme<'_>, report: &mut Report) {
    for entry in &programme.entries {
        for slot in &entry.talk.slots {
            for (verb, wall, turn) in ends(slot) {
                let title = Value(&entry.talk.title);
                let at = wall.strftime("%Y-%m-%d %H:%M");
                let (code, rest) = match programme.clock.reading(wall) {
                    Reading::Plain => continue,
                    Reading::Skipped => (Code::SkippedHour, "which the clocks skip".to_owned()),
                    Reading::Repeated => {
                        (Code::RepeatedHour, format!("which comes twice; it is read as the {turn}"))
                    }
                };
                let message = format!("{title} {verb} at {at}, {rest}");
                report.add(code, [entry.talk], Spot::slot(slot), message);
            }
        }
    }
}

/// Start and end of a slot, and which of two equal times each is.
fn ends(slot: &Slot) -> [(&'static str, DateTime, &'static str); 2] {
    let turn = |repeated| if repeated { "second" } else { "first" };
    [("starts", slot.start, turn(slot.start_repeated)), ("ends", slot.end, turn(slot.end_repeated))]
}

fn event_days(programme: &Programme<'_>, report: &mut Report) {
    let (first, last) = (programme.bundle.event.starts_on, programme.bundle.event.ends_on);
    let outside = |slot: &Slot| {
        let day = slot.programme_day();
        first.is_some_and(|first| day < first) || last.is_some_and(|last| day > last)
    };
    // Registration and building up begin before the event does.
    let counted =
        |entry: &&Entry<'_>| entry.talk.kind != Kind::Service && !entry.talk.slots.is_empty();
    let entries: Vec<_> = programme.entries.iter().filter(counted).collect();
    let strays: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry.talk, entry.talk.slots.iter().find(|slot| outside(slot))?)))
        .collect();
    let day =
        |date: Option<jiff::civil::Date>| date.map_or("?".to_owned(), |date| date.to_string());
    let days = format!("the event's days ({} to {})", day(first), day(last));
    if strays.len() >= MIN_TALKS_OUTSIDE && 2 * strays.len() > entries.len() {
        let message = format!("{} of {} talks lie outside {days}", strays.len(), entries.len());
        let talks = strays.iter().map(|(talk, _)| *talk);
        return report.add(Code::OutsideEventDays, talks, Spot::event(), message);
    }
    for (talk, slot) in strays {
        let (title, day) = (Value(&talk.title), slot.programme_day());
        let message = format!("{title} is on {day}, outside {days}");
        report.add(Code::OutsideEventDays, [talk], Spot::slot(slot), message);
    }
}

fn odd_hours(programme: &Programme<'_>, report: &mut Report) {
    let slots = || programme.sessions().flat_map(|entry| &entry.talk.slots);
    let by_night = slots().filter(|slot| slot.start.hour() < MORNING_HOUR).count();
    let all = slots().count();
    if all >= MIN_SLOTS && 2 * by_night > all {
        let message = format!(
            "{by_night} of {all} slots start between 00:00 and 06:00; are their times UTC?"
        );
        report.add(Code::OddHours, [], Spot::event(), message);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::domain::Kind;
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn times_without_a_zone_and_zones_that_are_none_are_errors() {
        let mut bundle = event(vec![talk("a", "Wicks").at("10:00", "11:00", "A")]);
        bundle.event.timezone = None;
        assert_eq!(
            messages(&bundle, "missing-zone"),
            ["the talks have times, but the event names no time zone"]
        );
        bundle.event.timezone = Some("Middle/Earth".into());
        assert_eq!(
            messages(&bundle, "unknown-zone"),
            ["`Middle/Earth` is no time zone in the database"]
        );
        let mut archive = event(vec![talk("a", "Wicks")]);
        archive.event.timezone = None;
        assert!(coded(&archive, "missing-zone").is_empty());
    }

    #[test]
    fn hours_that_clocks_skip_or_repeat_are_told_apart() {
        let spring = talk("a", "Spring").on(date(2024, 3, 31), "01:30", "02:30", "A");
        let mut autumn = talk("b", "Autumn").on(date(2024, 10, 27), "01:15", "01:45", "A");
        autumn.0.slots[0].end_repeated = true;
        let mut bundle = event(vec![spring, autumn]);
        (bundle.event.starts_on, bundle.event.ends_on) = (None, None);
        assert_eq!(
            messages(&bundle, "skipped-hour"),
            ["`Spring` starts at 2024-03-31 01:30, which the clocks skip"]
        );
        assert_eq!(
            messages(&bundle, "repeated-hour"),
            [
                "`Autumn` ends at 2024-10-27 01:45, which comes twice; it is read as the second",
                "`Autumn` starts at 2024-10-27 01:15, which comes twice; it is read as the first"
            ]
        );
    }

    #[test]
    fn a_talk_outside_the_days_is_reported_by_its_programme_day() {
        let mut late = talk("a", "Late").on(date(2024, 6, 3), "00:30", "01:00", "A");
        late.0.slots[0].day = Some(date(2024, 6, 2));
        let stray = talk("b", "Stray").on(date(2024, 6, 3), "10:00", "11:00", "A");
        let doors =
            talk("c", "Doors").kind(Kind::Service).on(date(2024, 5, 31), "18:00", "20:00", "A");
        assert_eq!(
            messages(&event(vec![late, stray, doors]), "outside-event-days"),
            ["`Stray` is on 2024-06-03, outside the event's days (2024-06-01 to 2024-06-02)"]
        );
    }

    #[test]
    fn days_of_last_year_are_one_finding() {
        let talks = (0..6).map(|n| {
            talk(&n.to_string(), &format!("Talk {n}")).on(date(2025, 6, 1), "10:00", "11:00", "A")
        });
        let found = coded(&event(talks.collect()), "outside-event-days");
        assert_eq!((found.len(), found[0].talks.len()), (1, 6));
    }

    #[test]
    fn a_programme_by_night_is_doubted_and_a_party_is_not() {
        let by = |hours: [&str; 3]| {
            let talk = |hour: &&str| {
                talk(hour, hour).at(&format!("{hour}:00"), &format!("{hour}:30"), hour)
            };
            event(hours.iter().map(talk).collect())
        };
        assert_eq!(messages(&by(["02", "03", "10"]), "odd-hours").len(), 1);
        assert!(messages(&by(["02", "11", "10"]), "odd-hours").is_empty());
    }
}
