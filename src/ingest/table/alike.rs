//! Rows that say the same talk: one row for each speaker, and tables without ids. What shares a
//! title and differs otherwise stays apart.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::{Slot, Talk};
use crate::ingest::draft::Draft;
use crate::text::{self, ContentHash};

/// Most people that rows bring together; the largest panel seen has 12.
const MAX_SPEAKERS: usize = 200;

/// What two rows for two speakers of one session have in common.
type Key = (String, String, Vec<Slot>);

/// Joins rows that differ in their speakers alone.
pub(super) fn join_speakers(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    for draft in drafts {
        let ids: Vec<&str> = draft.ids().map(|(_, id)| id).collect();
        let key = (ids.join("\n"), text::fold(&draft.talk.title), draft.talk.slots.clone());
        // Rows with neither id nor time share no more than a title: two may be lightning talks.
        let is_placed = !ids.is_empty() || !draft.talk.slots.is_empty();
        let same = known.get(&key).filter(|_| is_placed).and_then(|at| kept.get_mut(*at));
        match same.filter(|same| adds_speakers(&same.talk, &draft.talk)) {
            Some(same) => same.talk.speakers.extend(draft.talk.speakers),
            None => {
                known.entry(key).or_insert(kept.len());
                kept.push(draft);
            }
        }
    }
    kept
}

/// Whether the second row only brings further people to the first.
fn adds_speakers(first: &Talk, second: &Talk) -> bool {
    let brings = second.speakers.iter().all(|person| !first.speakers.contains(person));
    brings
        && !second.speakers.is_empty()
        && first.speakers.len() < MAX_SPEAKERS
        && without_speakers(first) == without_speakers(second)
}

fn without_speakers(talk: &Talk) -> Talk {
    Talk { speakers: Vec::new(), ..talk.clone() }
}

/// Gives rows without an id one of their title, so that showings of one talk find together and the
/// talk is known again. Says where those rows stand.
pub(super) fn name_by_title(drafts: &mut [Draft]) -> Vec<String> {
    let mut known: HashMap<ContentHash, String> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut named = Vec::new();
    for draft in drafts.iter_mut().filter(|draft| draft.ids().next().is_none()) {
        let slug = text::slugify(&draft.talk.title);
        let id = known.entry(content(&draft.talk)).or_insert_with(|| {
            let count = counts.entry(slug.clone()).or_insert(1);
            let timed = draft.talk.slots.first().map(|slot| format!("{slug}@{}", slot.start));
            let numbered = (*count..).map(|n| format!("{slug}-{n}"));
            let mut wanted = std::iter::once(slug.clone()).chain(timed).chain(numbered);
            *count += 1;
            wanted.find(|id| taken.insert(id.clone())).unwrap_or(slug)
        });
        draft.number.clone_from(id);
        named.push(draft.place.clone());
    }
    named
}

/// A hash of all that a row says but its time.
fn content(talk: &Talk) -> ContentHash {
    let untimed = Talk { slots: Vec::new(), ..talk.clone() };
    text::content_hash(format!("{untimed:?}"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Appearance;

    fn draft(id: &str, title: &str, speaker: &str, hour: i8) -> Draft {
        let start = date(2024, 6, 19).at(hour, 0, 0, 0);
        let speakers = vec![Appearance { name: speaker.into(), ..Appearance::default() }];
        let slots = vec![Slot::new(start, start)];
        let talk = Talk { title: title.into(), speakers, slots, ..Talk::default() };
        Draft { talk, number: id.into(), ..Draft::default() }
    }

    #[test]
    fn a_row_for_each_speaker_is_one_talk() {
        let untimed = |speaker| {
            let mut draft = draft("", "T", speaker, 10);
            draft.talk.slots.clear();
            draft
        };
        let drafts = vec![
            draft("1", "T", "Ada", 10),
            draft("1", "T", "Bob", 10),
            draft("1", "T", "Bob", 11),
            draft("2", "T", "Cyd", 10),
            draft("1", "T", "Bob", 10),
            untimed("Ada"),
            untimed("Bob"),
        ];
        let joined = join_speakers(drafts);
        let counts: Vec<_> = joined.iter().map(|draft| draft.talk.speakers.len()).collect();
        assert_eq!(counts, [2, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn titles_stand_in_for_ids_and_differing_talks_stay_apart() {
        let mut drafts = vec![
            draft("", "Lightning talks", "Ada", 10),
            draft("", "Lightning talks", "Ada", 11),
            draft("", "Lightning talks", "Bob", 12),
            draft("", "Lightning talks", "Cyd", 12),
            draft("7", "Other", "Bob", 12),
        ];
        assert_eq!(name_by_title(&mut drafts).len(), 4);
        let ids: Vec<_> = drafts.iter().map(|draft| draft.number.as_str()).collect();
        let timed = "lightning-talks@2024-06-19T12:00:00";
        assert_eq!(ids, ["lightning-talks", "lightning-talks", timed, "lightning-talks-3", "7"]);
    }
}
