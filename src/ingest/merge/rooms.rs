//! Rooms that got another name: told once, and not as a move of every talk in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{EventBundle, Talk};

/// Fewest showings that must agree before a room counts as renamed: one talk alone was moved.
const MIN_SHOWINGS: usize = 2;

/// New names by old ones. A room is renamed when the file knows the old name no more and the
/// stored event not the new one, and every showing that kept its time went from one to the other.
pub(super) fn renamed(
    old: &EventBundle,
    file: &EventBundle,
    pairs: &[Option<usize>],
) -> BTreeMap<String, String> {
    let (before, after) = (rooms(&old.talks), rooms(&file.talks));
    let mut moves: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (talk, pair) in file.talks.iter().zip(pairs) {
        let Some(stored) = pair.map(|at| &old.talks[at]) else { continue };
        for (from, to) in same_times(stored, talk) {
            *moves.entry(from).or_default().entry(to).or_default() += 1;
        }
    }
    let came_from = |to: &str| moves.values().filter(|targets| targets.contains_key(to)).count();
    let mut names = BTreeMap::new();
    for (from, targets) in &moves {
        let [(to, showings)] = targets.iter().collect::<Vec<_>>()[..] else { continue };
        let is_new = !after.contains(from) && !before.contains(to) && came_from(to) == 1;
        if is_new && *showings >= MIN_SHOWINGS {
            names.insert((*from).to_owned(), (*to).to_owned());
        }
    }
    names
}

/// A stored talk with its rooms under their new names.
pub(super) fn under_new_names(talk: &Talk, names: &BTreeMap<String, String>) -> Talk {
    let mut talk = talk.clone();
    for room in talk.slots.iter_mut().filter_map(|slot| slot.room.as_mut()) {
        if let Some(name) = names.get(room) {
            room.clone_from(name);
        }
    }
    talk
}

fn rooms(talks: &[Talk]) -> BTreeSet<&str> {
    talks.iter().flat_map(|talk| &talk.slots).filter_map(|slot| slot.room.as_deref()).collect()
}

/// The rooms of showings that kept their time, before and after.
fn same_times<'a>(stored: &'a Talk, file: &'a Talk) -> impl Iterator<Item = (&'a str, &'a str)> {
    stored.slots.iter().zip(&file.slots).filter_map(|(before, after)| {
        let rooms = (before.room.as_deref()?, after.room.as_deref()?);
        (before.start == after.start).then_some(rooms)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Slot;

    fn event(rooms: &[&str]) -> EventBundle {
        let talk = |(hour, room): (i8, &&str)| {
            let start = date(2024, 6, 19).at(hour, 0, 0, 0);
            let slot = Slot { room: Some((*room).to_owned()), ..Slot::new(start, start) };
            Talk { id: hour.to_string(), slots: vec![slot], ..Talk::default() }
        };
        EventBundle { talks: (0..).zip(rooms).map(talk).collect(), ..EventBundle::default() }
    }

    fn found(before: &[&str], after: &[&str]) -> Vec<(String, String)> {
        let pairs: Vec<_> = (0..after.len()).map(Some).collect();
        renamed(&event(before), &event(after), &pairs).into_iter().collect()
    }

    #[test]
    fn a_room_is_renamed_when_all_of_it_went_to_a_new_name() {
        let one = |from: &str, to: &str| vec![(from.to_owned(), to.to_owned())];
        assert_eq!(found(&["A", "A", "B"], &["Hall", "Hall", "B"]), one("A", "Hall"));
        // One talk alone was moved; so were talks into a room there was; so were some of a room.
        assert_eq!(found(&["A", "B", "B"], &["Hall", "B", "B"]), []);
        assert_eq!(found(&["A", "A", "B"], &["B", "B", "B"]), []);
        assert_eq!(found(&["A", "A", "A"], &["Hall", "Hall", "A"]), []);
        // Two rooms that became one were not renamed.
        assert_eq!(found(&["A", "A", "B", "B"], &["C", "C", "C", "C"]), []);
    }
}
