//! Two sessions in one room, and people in two sessions, at the same time. Placeholders of half a
//! day and more are in nobody's way (see [`Programme::showings`]).

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Report, Spot, Value};
use super::programme::{Programme, Showing};
use super::sweep::{Span, overlaps};
use super::{Code, names, placeholder, spelling};
use crate::domain::Talk;
use crate::text;

/// Names of places that hold any number of sessions at a time, folded.
const OPEN_PLACES: [&str; 10] = [
    "all",
    "anywhere",
    "elsewhere",
    "everywhere",
    "online",
    "other",
    "outside",
    "remote",
    "various",
    "virtual",
];

/// Overlapping pairs beyond which a name is an account that enters sessions for others: at 38C3
/// such names have 6 to 73, while nobody who speaks has more than 2.
const MAX_PAIRS_OF_A_PERSON: usize = 3;

/// Reports rooms and people that are taken twice.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    rooms(programme, report);
    people(programme, report);
}

fn rooms(programme: &Programme<'_>, report: &mut Report) {
    let mut by_room: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (id, showing) in programme.showings.iter().enumerate() {
        let Some(room) = showing.slot.room.as_deref() else { continue };
        let is_place = OPEN_PLACES.contains(&text::fold(room).as_str());
        if !is_place && !placeholder::is_placeholder(room) {
            by_room.entry(spelling::room_key(room)).or_default().push(id);
        }
    }
    for ids in by_room.into_values() {
        for (a, b) in pairs(programme, ids) {
            let (first, second) = (&programme.showings[a], &programme.showings[b]);
            if first.entry == second.entry || is_staggered(programme, first, second) {
                continue;
            }
            let message = format!("{} are there at the same time", both(programme, first, second));
            report.add(
                Code::RoomOverlap,
                talks(programme, [a, b]),
                Spot::slot(second.slot),
                message,
            );
        }
    }
}

fn people(programme: &Programme<'_>, report: &mut Report) {
    let mut double: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (name, ids) in showings_by_person(programme) {
        let clashing = pairs(programme, ids);
        let clashing: Vec<_> =
            clashing.into_iter().filter(|pair| is_clash(programme, name, *pair)).collect();
        if clashing.len() > MAX_PAIRS_OF_A_PERSON {
            report_account(programme, name, &clashing, report);
            continue;
        }
        for pair in clashing {
            double.entry(pair).or_default().push(name);
        }
    }
    for ((a, b), names) in double {
        let (first, second) = (&programme.showings[a], &programme.showings[b]);
        let people = names.iter().map(|it| Value(it).to_string()).collect::<Vec<_>>().join(", ");
        let verb = if names.len() == 1 { "is" } else { "are" };
        let message =
            format!("{people} {verb} in {} at the same time", both(programme, first, second));
        report.add(Code::DoubleBooked, talks(programme, [a, b]), Spot::slot(second.slot), message);
    }
}

/// The showings of each name that is a person's, the name as first printed.
fn showings_by_person<'a>(programme: &Programme<'a>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut printed: BTreeMap<String, &str> = BTreeMap::new();
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (id, showing) in programme.showings.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for speaker in &programme.entries[showing.entry].talk.speakers {
            let folded = text::fold(&speaker.name);
            let is_person = !placeholder::is_placeholder(&speaker.name)
                && !names::is_collective(&folded)
                && !folded.is_empty();
            if is_person && seen.insert(folded.clone()) {
                let name = printed.entry(folded).or_insert(&speaker.name);
                found.entry(name).or_default().push(id);
            }
        }
    }
    found
}

/// Whether a person cannot be in both showings. Showing one talk in two rooms from the same
/// minute on is a broadcast; staggered starts of one session in one room are a drop-in.
fn is_clash(programme: &Programme<'_>, name: &str, (a, b): (usize, usize)) -> bool {
    let (first, second) = (&programme.showings[a], &programme.showings[b]);
    if first.entry == second.entry {
        return first.start_s != second.start_s;
    }
    let same_room = first.slot.room == second.slot.room;
    !(same_room && is_staggered(programme, first, second))
        && spelling::may_be_one(name, talk(programme, first), talk(programme, second))
}

/// Whether both are the same session of the same people, begun again before it ends.
fn is_staggered(programme: &Programme<'_>, first: &Showing<'_>, second: &Showing<'_>) -> bool {
    let (a, b) = (&programme.entries[first.entry], &programme.entries[second.entry]);
    first.start_s != second.start_s && a.is_same_session(b)
}

fn report_account(
    programme: &Programme<'_>,
    name: &str,
    clashing: &[(usize, usize)],
    report: &mut Report,
) {
    let ids: BTreeSet<usize> = clashing.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let message = format!(
        "{} is in {} sessions that overlap; it looks like the account of a group",
        Value(name),
        ids.len()
    );
    let spot = Spot::named(format!("speaker {}", Value(name)));
    report.add(Code::BusyAccount, talks(programme, ids), spot, message);
}

fn pairs(programme: &Programme<'_>, ids: Vec<usize>) -> Vec<(usize, usize)> {
    let span = |id: usize| {
        let showing = &programme.showings[id];
        Span { id, start_s: showing.start_s, end_s: showing.end_s }
    };
    overlaps(ids.into_iter().map(span).collect())
}

fn talk<'a>(programme: &Programme<'a>, showing: &Showing<'_>) -> &'a Talk {
    programme.entries[showing.entry].talk
}

/// The talks of some showings, each once.
fn talks<'a>(
    programme: &Programme<'a>,
    showings: impl IntoIterator<Item = usize>,
) -> Vec<&'a Talk> {
    let mut entries: Vec<usize> =
        showings.into_iter().map(|id| programme.showings[id].entry).collect();
    let mut seen = BTreeSet::new();
    entries.retain(|entry| seen.insert(*entry));
    entries.into_iter().map(|entry| programme.entries[entry].talk).collect()
}

/// `` `A` (10:00 to 11:00) and `B` (10:30 to 11:30) ``
fn both(programme: &Programme<'_>, first: &Showing<'_>, second: &Showing<'_>) -> String {
    let one = |showing: &Showing<'_>| {
        let (start, end) = (showing.slot.start, showing.slot.end);
        let title = Value(&talk(programme, showing).title).to_string();
        format!("{title} ({} to {})", start.strftime("%H:%M"), end.strftime("%H:%M"))
    };
    format!("{} and {}", one(first), one(second))
}

#[cfg(test)]
mod tests {
    use crate::domain::{Kind, State};
    use crate::lint::samples::{coded, event, talk};

    #[test]
    fn two_sessions_in_one_room_are_reported_with_their_times() {
        let bundle = event(vec![
            talk("a", "Wicks").at("10:00", "11:00", "Pier"),
            talk("b", "Oil").at("10:30", "11:30", "pier "),
            talk("c", "Glass").at("11:30", "12:00", "Pier"),
        ]);
        let found = coded(&bundle, "room-overlap");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "2024-06-01 10:30, pier");
        assert_eq!(
            found[0].message,
            "`Wicks` (10:00 to 11:00) and `Oil` (10:30 to 11:30) are there at the same time"
        );
    }

    #[test]
    fn breaks_cancelled_talks_placeholders_and_open_places_are_in_nobodys_way() {
        let mut cancelled = talk("c", "Gone").at("10:00", "11:00", "Pier");
        cancelled.0.state = State::Cancelled;
        let bundle = event(vec![
            talk("a", "Wicks").at("10:00", "11:00", "Pier"),
            talk("b", "Coffee").kind(Kind::Break).at("10:00", "11:00", "Pier"),
            cancelled,
            talk("d", "Assembly").at("09:00", "15:00", "Pier"),
            talk("e", "Stream one").at("10:00", "11:00", "Online"),
            talk("f", "Stream two").at("10:00", "11:00", "Online"),
        ]);
        assert!(coded(&bundle, "room-overlap").is_empty());
    }

    #[test]
    fn a_drop_in_that_begins_again_before_it_ends_is_meant_so() {
        let bundle = event(vec![
            talk("a", "Have a go").by(&["Ann Smith"]).at("10:00", "11:30", "Forge"),
            talk("b", "Have a Go!").by(&["Ann Smith"]).at("10:30", "12:00", "Forge"),
        ]);
        assert!(coded(&bundle, "room-overlap").is_empty());
        assert!(coded(&bundle, "double-booked").is_empty());
    }

    #[test]
    fn a_person_in_two_places_is_reported_once_for_each_pair_of_talks() {
        let bundle = event(vec![
            talk("a", "Wicks").by(&["Ada Moor", "Jan Smit"]).at("10:00", "11:00", "Pier"),
            talk("b", "Oil").by(&["ada móor", "Jan Smit"]).at("10:30", "11:30", "Boat"),
            talk("c", "Glass").by(&["Ada Moor"]).at("11:30", "12:00", "Quay"),
        ]);
        let found = coded(&bundle, "double-booked");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("`Ada Moor`, `Jan Smit` are in `Wicks`"));
        assert_eq!(found[0].talks.len(), 2);
    }

    #[test]
    fn a_first_name_with_two_ids_is_two_people_and_a_shared_id_with_two_names_too() {
        let bundle = event(vec![
            talk("a", "Wicks").by_id("Eli", "1").at("10:00", "11:00", "Pier"),
            talk("b", "Oil").by_id("Eli", "2").at("10:00", "11:00", "Boat"),
            talk("c", "Glass").by_id("Ann Smith", "3").at("10:00", "11:00", "Quay"),
            talk("d", "Brass").by_id("Bob Jones", "3").at("10:00", "11:00", "Dock"),
        ]);
        assert!(coded(&bundle, "double-booked").is_empty());
    }

    #[test]
    fn a_talk_shown_in_two_rooms_at_once_is_a_broadcast_and_otherwise_a_clash() {
        let shown = |second: &str| {
            let talk = talk("a", "Wicks").by(&["Ada Moor"]).at("10:00", "11:00", "Pier");
            event(vec![talk.at(second, "11:30", "Boat")])
        };
        assert!(coded(&shown("10:00"), "double-booked").is_empty());
        let found = coded(&shown("10:30"), "double-booked");
        assert_eq!((found.len(), found[0].talks.len()), (1, 1));
    }

    #[test]
    fn a_name_with_many_overlaps_is_an_account() {
        let sample = |n: usize| talk(&n.to_string(), &format!("Session {n} of many"));
        let rooms = ["A", "B", "C", "D"];
        let talks = rooms.iter().enumerate();
        let talks = talks.map(|(n, room)| sample(n).by(&["kidspace"]).at("10:00", "11:00", room));
        let bundle = event(talks.collect());
        assert!(coded(&bundle, "double-booked").is_empty());
        assert_eq!(coded(&bundle, "busy-account")[0].talks.len(), 4);
    }
}
