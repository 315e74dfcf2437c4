//! Which sessions of a file are one talk shown several times, and what each talk is called.
//!
//! A talk's id is its guid, else its code, else its number, else its title; ids are opaque and
//! need not be of any form. Nothing is dropped: what shares an id by mistake is kept apart.

use std::collections::{HashMap, HashSet};

use super::draft::Draft;
use super::report::Report;
use crate::domain::{State, Talk};
use crate::text;

/// A sign that two sessions are one talk: a kind of id, its value, the folded title and the state.
/// The title guards against ids that two different talks share by mistake.
type Sign = (&'static str, String, String, State);

/// Joins sessions of the same submission and gives every talk its id.
pub(super) fn settle(drafts: Vec<Draft>, report: &mut Report) -> Vec<Talk> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut known: HashMap<Sign, usize> = HashMap::new();
    for draft in drafts {
        let signs = signs(&draft);
        let same = signs.iter().find_map(|sign| known.get(sign)).copied();
        if let Some(draft) = join(same.map(|i| &mut kept[i]), draft, report) {
            kept.push(draft);
        }
        let at = same.unwrap_or(kept.len() - 1);
        for sign in signs {
            known.entry(sign).or_insert(at);
        }
    }
    name(kept, report)
}

fn signs(draft: &Draft) -> Vec<Sign> {
    if !draft.own_id.is_empty() {
        return vec![("own", draft.own_id.clone(), String::new(), draft.talk.state)];
    }
    let title = text::fold(&draft.talk.title);
    draft
        .ids()
        .map(|(scheme, id)| (scheme, id.to_owned(), title.clone(), draft.talk.state))
        .collect()
}

/// Adds a draft's slot to the talk it is another showing of; gives it back when it is none.
fn join(same: Option<&mut Draft>, mut draft: Draft, report: &mut Report) -> Option<Draft> {
    let Some(first) = same else {
        draft.talk.source_ids = scheme_ids(&draft);
        return Some(draft);
    };
    let repeated = draft.talk.slots.iter().any(|slot| first.talk.slots.contains(slot))
        || draft.talk.slots.is_empty();
    if !repeated {
        for id in scheme_ids(&draft) {
            if !first.talk.source_ids.contains(&id) {
                first.talk.source_ids.push(id);
            }
        }
        first.talk.slots.append(&mut draft.talk.slots);
        first.talk.slots.sort();
        return None;
    }
    let same_text = first.talk.abstract_text == draft.talk.abstract_text
        && first.talk.speakers == draft.talk.speakers;
    if !same_text {
        draft.talk.source_ids = scheme_ids(&draft);
        return Some(draft);
    }
    report.warn("duplicate-session", draft.place, "stands twice in the file; kept once");
    None
}

/// The ids of a draft as a talk keeps them. Those beside our own id were made up by our export,
/// except for what its reader says are those of the talk.
fn scheme_ids(draft: &Draft) -> Vec<String> {
    if !draft.own_id.is_empty() {
        return draft.talk.source_ids.clone();
    }
    draft.ids().map(|(scheme, id)| format!("{scheme}:{id}")).collect()
}

/// Gives every talk its id; of those that share one, the later get their time added to it.
fn name(drafts: Vec<Draft>, report: &mut Report) -> Vec<Talk> {
    let mut taken = HashSet::new();
    let mut numbers = HashMap::new();
    let mut talks = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let own = Some(draft.own_id.as_str()).filter(|id| !id.is_empty());
        let wanted = own.or(draft.ids().next().map(|(_, id)| id)).map(str::to_owned);
        if wanted.is_none() {
            report.warn("missing-id", &draft.place, "no id is stated; known by its title");
        }
        let wanted = wanted.unwrap_or_else(|| text::slugify(&draft.talk.title));
        let id = free_id(&wanted, &draft.talk, &taken, &mut numbers);
        if id != wanted {
            let message = format!("the id `{wanted}` stands for another talk too; kept as `{id}`");
            report.warn("duplicate-id", draft.place, message);
        }
        taken.insert(id.clone());
        let mut talk = Talk { id, ..draft.talk };
        let Talk { id, source_ids, .. } = &mut talk;
        source_ids.retain(|known| known.split_once(':').is_none_or(|(_, value)| value != id));
        talks.push(talk);
    }
    talks
}

/// The wanted id, else with the start of the first slot, else with a number. The numbers given are
/// kept, so that a file in which all talks want one id is still read in linear time.
fn free_id(
    wanted: &str,
    talk: &Talk,
    taken: &HashSet<String>,
    numbers: &mut HashMap<String, usize>,
) -> String {
    let timed = talk.slots.first().map(|slot| format!("{wanted}@{}", slot.start));
    let named = std::iter::once(wanted.to_owned()).chain(timed);
    if let Some(id) = named.into_iter().find(|id| !taken.contains(id)) {
        return id;
    }
    let number = numbers.entry(wanted.to_owned()).or_insert(1);
    loop {
        *number += 1;
        let id = format!("{wanted}-{number}");
        if !taken.contains(&id) {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Slot;

    fn draft(guid: &str, code: &str, id: &str, title: &str, hour: i8) -> Draft {
        let start = date(2024, 1, 1).at(hour, 0, 0, 0);
        let slot = Slot::new(start, start);
        let talk = Talk { title: title.into(), slots: vec![slot], ..Talk::default() };
        Draft { talk, guid: guid.into(), code: code.into(), number: id.into(), ..Draft::default() }
    }

    fn settled(drafts: Vec<Draft>) -> (Vec<(String, usize)>, Vec<String>) {
        let mut report = Report::default();
        let talks = settle(drafts, &mut report);
        let talks = talks.into_iter().map(|talk| (talk.id, talk.slots.len())).collect();
        (talks, report.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn one_submission_in_several_slots_is_one_talk() {
        let (talks, warnings) = settled(vec![
            draft("g-1", "ABCDEF", "7", "Talk", 10),
            draft("g-2", "ABCDEF", "7", "Talk", 12),
            draft("g-3", "", "7", "talk ", 14),
            draft("g-4", "GHIJKL", "8", "Talk", 16),
        ]);
        assert_eq!(talks, [("g-1".to_owned(), 3), ("g-4".to_owned(), 1)]);
        assert!(warnings.is_empty());
    }

    #[test]
    fn different_talks_that_share_an_id_are_both_kept() {
        let (talks, warnings) =
            settled(vec![draft("g", "", "1", "One", 10), draft("g", "", "1", "Two", 12)]);
        let ids: Vec<_> = talks.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["g", "g@2024-01-01T12:00:00"]);
        assert_eq!(warnings, ["duplicate-id"]);
    }

    #[test]
    fn a_repeated_entry_is_kept_once_and_told() {
        let (talks, warnings) =
            settled(vec![draft("g", "", "", "One", 10), draft("g", "", "", "One", 10)]);
        assert_eq!((talks.len(), talks[0].1), (1, 1));
        assert_eq!(warnings, ["duplicate-session"]);
    }

    #[test]
    fn codes_numbers_and_titles_stand_in_for_a_guid() {
        let (talks, warnings) = settled(vec![
            draft("", "ABCDEF", "1", "One", 10),
            draft("", "", "2", "Two", 10),
            draft("", "", "", "Dritter Vortrag", 10),
        ]);
        let ids: Vec<_> = talks.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["ABCDEF", "2", "dritter-vortrag"]);
        assert_eq!(warnings, ["missing-id"]);
    }
}
