//! Which talk of a file is which stored talk: by id, else by title, start and room.

use std::collections::HashMap;

use jiff::civil::DateTime;

use crate::domain::Talk;
use crate::text;

/// Title, start and room, folded; archive talks have only a title.
type Place = (String, Option<DateTime>, Option<String>);

/// For each talk of the file the stored one it is, each stored talk at most once.
pub(super) fn pair(stored: &[Talk], file: &[Talk]) -> Vec<Option<usize>> {
    let by_id: HashMap<&str, usize> =
        stored.iter().enumerate().rev().map(|(at, talk)| (talk.id.as_str(), at)).collect();
    let mut free = vec![true; stored.len()];
    let mut pairs: Vec<Option<usize>> = file
        .iter()
        .map(|talk| by_id.get(talk.id.as_str()).copied())
        .map(|at| at.filter(|at| std::mem::replace(&mut free[*at], false)))
        .collect();
    let known = unique_places(stored.iter().enumerate().filter(|(at, _)| free[*at]));
    let unpaired = file.iter().enumerate().filter(|(at, _)| pairs[*at].is_none());
    let asked: Vec<(Place, usize)> = unique_places(unpaired).into_iter().collect();
    let mut found: Vec<(usize, usize)> =
        asked.into_iter().filter_map(|(place, at)| known.get(&place).map(|to| (at, *to))).collect();
    // A talk in several slots may be met at each of them.
    found.sort_unstable();
    for (at, to) in found {
        if pairs[at].is_none() && std::mem::replace(&mut free[to], false) {
            pairs[at] = Some(to);
        }
    }
    pairs
}

/// Places that belong to one talk alone; one that two share tells nothing.
fn unique_places<'a>(talks: impl Iterator<Item = (usize, &'a Talk)>) -> HashMap<Place, usize> {
    let mut places: HashMap<Place, Option<usize>> = HashMap::new();
    for (at, talk) in talks {
        for place in places_of(talk) {
            places
                .entry(place)
                .and_modify(|owner| *owner = owner.filter(|owner| *owner == at))
                .or_insert(Some(at));
        }
    }
    places.into_iter().filter_map(|(place, owner)| Some((place, owner?))).collect()
}

fn places_of(talk: &Talk) -> Vec<Place> {
    let title = text::fold(&talk.title);
    if talk.slots.is_empty() {
        return vec![(title, None, None)];
    }
    talk.slots
        .iter()
        .map(|slot| (title.clone(), Some(slot.start), slot.room.as_deref().map(text::fold)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(id: &str, title: &str) -> Talk {
        Talk { id: id.into(), title: title.into(), ..Talk::default() }
    }

    #[test]
    fn ids_go_first_then_title_start_and_room() {
        let stored = [talk("1", "One"), talk("2", "Two"), talk("3", "Same"), talk("4", "Same")];
        let file = [talk("2", "One"), talk("x", "ONE "), talk("y", "Same"), talk("z", "New")];
        assert_eq!(pair(&stored, &file), [Some(1), Some(0), None, None]);
    }

    #[test]
    fn a_stored_talk_is_met_once() {
        let stored = [talk("1", "One")];
        let file = [talk("1", "One"), talk("1", "One")];
        assert_eq!(pair(&stored, &file), [Some(0), None]);
    }
}
