//! Lengths of slots: impossible, unlikely, or other than planned.

use super::Code;
use super::finding::{Report, Spot, Value};
use super::programme::Programme;
use crate::domain::{Slot, Talk};

/// The shortest session that is believed, in seconds: lightning talks of 3 minutes exist.
const MIN_SESSION_S: i64 = 3 * 60;
/// The longest session that is believed, in seconds: assemblies of 12 hours exist.
const MAX_SESSION_S: i64 = 12 * 3600;
/// By how much a planned length and a slot may differ, in seconds: rounding to minutes.
const TOLERANCE_S: u64 = 60;

/// Reports odd lengths.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    for entry in &programme.entries {
        let length = |slot: &Slot| {
            (programme.clock.end(slot).as_second())
                .saturating_sub(programme.clock.start(slot).as_second())
        };
        for slot in &entry.talk.slots {
            if let Some(message) = oddity(entry.talk, length(slot)) {
                report.add(Code::OddDuration, [entry.talk], Spot::slot(slot), message);
            }
        }
        plan(entry.talk, length, report);
    }
}

/// What is odd about a slot of this many seconds. Breaks and services may be moments or days.
fn oddity(talk: &Talk, length_s: i64) -> Option<String> {
    let title = Value(&talk.title);
    let shown = duration(length_s.unsigned_abs());
    match length_s {
        ..0 => Some(format!("{title} ends {shown} before it starts")),
        _ if !talk.kind.is_session() => None,
        0 => Some(format!("{title} has no length: it ends when it starts")),
        1..MIN_SESSION_S => Some(format!("{title} lasts only {shown}")),
        MIN_SESSION_S..=MAX_SESSION_S => None,
        _ => Some(format!("{title} lasts {shown}")),
    }
}

/// Holds the planned length against the slots. Where a recording is published, the length is the
/// recording's.
fn plan(talk: &Talk, length: impl Fn(&Slot) -> i64, report: &mut Report) {
    let (Some(planned_s), None) = (talk.duration_s, talk.published) else { return };
    let fits = |length_s: i64| length_s.abs_diff(planned_s.into()) <= TOLERANCE_S;
    let lengths: Vec<i64> = talk.slots.iter().map(length).filter(|s| *s > 0).collect();
    let Some(first) = lengths.first() else { return };
    if lengths.iter().any(|length_s| fits(*length_s)) {
        return;
    }
    let (planned, slot) = (duration(planned_s.into()), duration(first.unsigned_abs()));
    let message =
        format!("{} is planned for {planned}, but its slot has {slot}", Value(&talk.title));
    report.add(Code::DurationMismatch, [talk], Spot::talk(talk), message);
}

/// `45 min`, `1 h 30 min`, `40 s`.
fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::domain::{Kind, Slot};
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn lengths_that_cannot_be_are_reported() {
        let long = Slot::new(date(2024, 6, 1).at(9, 0, 0, 0), date(2024, 6, 1).at(21, 30, 0, 0));
        let mut assembly = talk("e", "Assembly");
        assembly.0.slots.push(long);
        let bundle = event(vec![
            talk("a", "Backwards").at("10:00", "09:30", "A"),
            talk("b", "Moment").at("11:00", "11:00", "A"),
            talk("c", "Flash").at("12:00", "12:02", "A"),
            talk("d", "Doors").kind(Kind::Service).at("09:00", "09:00", "A"),
            assembly,
            talk("f", "Quick").at("13:00", "13:03", "A"),
        ]);
        insta::assert_snapshot!(messages(&bundle, "odd-duration").join("\n"), @r"
        `Assembly` lasts 12 h 30 min
        `Backwards` ends 30 min before it starts
        `Moment` has no length: it ends when it starts
        `Flash` lasts only 2 min
        ");
    }

    #[test]
    fn a_plan_is_held_against_the_slots_unless_a_recording_is_published() {
        let mut planned = talk("a", "Wicks").at("10:00", "10:50", "A");
        planned.0.duration_s = Some(45 * 60);
        assert_eq!(
            messages(&event(vec![planned.clone()]), "duration-mismatch"),
            ["`Wicks` is planned for 45 min, but its slot has 50 min"]
        );
        let again = planned.clone().at("12:00", "12:46", "A");
        assert!(coded(&event(vec![again]), "duration-mismatch").is_empty());
        planned.0.published = Some(date(2024, 7, 1));
        assert!(coded(&event(vec![planned]), "duration-mismatch").is_empty());
    }

    #[test]
    fn a_night_when_clocks_go_back_has_its_hour() {
        let night = date(2024, 10, 27);
        let mut talk = talk("a", "Stars").on(night, "01:30", "01:15", "A");
        talk.0.slots[0].end_repeated = true;
        assert!(coded(&event(vec![talk]), "odd-duration").is_empty());
    }
}
