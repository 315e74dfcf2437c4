//! Which talk of a file is which stored talk. A ladder of signs, the surest first; a sign that two
//! talks share tells nothing.

use std::collections::HashMap;

use crate::domain::Talk;
use crate::text;

/// What a rung of the ladder knows a talk by.
type Signs = fn(&Talk) -> Vec<String>;

/// The rungs below the talk's own id: ids in other formats, the number with something that agrees,
/// title with start and room, the title alone (moved), the showing and its speakers (renamed).
const LADDER: [Signs; 5] = [other_ids, numbers, places, titles, showings];

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
    for signs in LADDER {
        climb(stored, file, signs, &mut pairs, &mut free);
    }
    pairs
}

/// Pairs what one rung tells of the talks that are still alone.
fn climb(
    stored: &[Talk],
    file: &[Talk],
    signs: Signs,
    pairs: &mut [Option<usize>],
    free: &mut [bool],
) {
    let known = unique_signs(stored.iter().enumerate().filter(|(at, _)| free[*at]), signs);
    let alone = file.iter().enumerate().filter(|(at, _)| pairs[*at].is_none());
    let asked = unique_signs(alone, signs);
    let mut found: Vec<(usize, usize)> =
        asked.into_iter().filter_map(|(sign, at)| known.get(&sign).map(|to| (at, *to))).collect();
    // A talk with several signs may be met by each of them.
    found.sort_unstable();
    for (at, to) in found {
        if pairs[at].is_none() && std::mem::replace(&mut free[to], false) {
            pairs[at] = Some(to);
        }
    }
}

/// Signs that belong to one talk alone.
fn unique_signs<'a>(
    talks: impl Iterator<Item = (usize, &'a Talk)>,
    signs: Signs,
) -> HashMap<String, usize> {
    let mut owners: HashMap<String, Option<usize>> = HashMap::new();
    for (at, talk) in talks {
        for sign in signs(talk) {
            owners
                .entry(sign)
                .and_modify(|owner| *owner = owner.filter(|owner| *owner == at))
                .or_insert(Some(at));
        }
    }
    owners.into_iter().filter_map(|(sign, owner)| Some((sign, owner?))).collect()
}

/// The id and every other id but numbers, which are too easily the same by chance.
fn other_ids(talk: &Talk) -> Vec<String> {
    let others = talk.source_ids.iter().filter_map(|id| id.split_once(':'));
    let others = others.filter(|(scheme, _)| *scheme != "number").map(|(_, id)| id.to_owned());
    std::iter::once(talk.id.clone()).chain(others).collect()
}

/// Numbers together with the title or a start.
fn numbers(talk: &Talk) -> Vec<String> {
    let numbers = talk.source_ids.iter().filter_map(|id| id.strip_prefix("number:"));
    let numbers = numbers.chain(std::iter::once(talk.id.as_str()));
    let title = text::fold(&talk.title);
    let agreeing = talk.slots.iter().map(|slot| slot.start.to_string()).chain([title]);
    let agreeing: Vec<String> = agreeing.collect();
    numbers.flat_map(|id| agreeing.iter().map(move |it| format!("{id}\n{it}"))).collect()
}

/// Title with start and room; archive talks have only a title.
fn places(talk: &Talk) -> Vec<String> {
    let title = text::fold(&talk.title);
    if talk.slots.is_empty() {
        return vec![title];
    }
    let place = |slot: &crate::domain::Slot| {
        format!("{title}\n{}\n{}", slot.start, text::fold(slot.room.as_deref().unwrap_or_default()))
    };
    talk.slots.iter().map(place).collect()
}

fn titles(talk: &Talk) -> Vec<String> {
    vec![text::fold(&talk.title)]
}

/// Start, room and speakers of each showing; nothing for a talk without speakers.
fn showings(talk: &Talk) -> Vec<String> {
    if talk.speakers.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<String> =
        talk.speakers.iter().map(|speaker| text::fold(&speaker.name)).collect();
    names.sort();
    let names = names.join("\n");
    let showing = |slot: &crate::domain::Slot| {
        format!("{}\n{}\n{names}", slot.start, text::fold(slot.room.as_deref().unwrap_or_default()))
    };
    talk.slots.iter().map(showing).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Appearance, Slot};

    fn talk(id: &str, title: &str) -> Talk {
        Talk { id: id.into(), title: title.into(), ..Talk::default() }
    }

    fn shown(id: &str, title: &str, hour: i8, speaker: &str) -> Talk {
        let start = date(2024, 2, 3).at(hour, 0, 0, 0);
        let speakers = vec![Appearance { name: speaker.into(), ..Appearance::default() }];
        Talk { slots: vec![Slot::new(start, start)], speakers, ..talk(id, title) }
    }

    #[test]
    fn ids_go_first_then_titles_that_are_alone() {
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

    #[test]
    fn a_file_of_another_format_is_known_by_code_and_number() {
        let ids = ["code:ABCDEF".to_owned(), "number:17".to_owned()];
        let stored = [Talk { source_ids: ids.into(), ..talk("guid", "Before") }, talk("b", "B")];
        assert_eq!(pair(&stored, &[talk("ABCDEF", "After")]), [Some(0)]);
        assert_eq!(pair(&stored, &[talk("17", "Before")]), [Some(0)]);
        assert_eq!(pair(&stored, &[talk("17", "Other")]), [None]);
    }

    #[test]
    fn a_talk_that_moved_or_was_renamed_is_known_again() {
        let stored = [shown("1", "Bees", 9, "Ada"), shown("2", "Wasps", 10, "Bo")];
        let file = [shown("x", "Bees", 15, "Ada"), shown("y", "All about wasps", 10, "bo")];
        assert_eq!(pair(&stored, &file), [Some(0), Some(1)]);
        let others = [shown("y", "All about wasps", 10, "Cy")];
        assert_eq!(pair(&stored, &others), [None]);
    }
}
