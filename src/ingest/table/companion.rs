//! A table of people beside a table of sessions: who works where, and who speaks at what where the
//! sessions do not say.

use std::collections::HashMap;

use super::field::Field;
use super::record::Record;
use super::rows::id_of;
use super::speakers::speakers;
use crate::domain::Appearance;
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::text;

/// Most commas of a title in a list of titles.
const MAX_COMMAS: usize = 6;
/// Most parts of a list of titles that are looked at.
const MAX_PARTS: usize = 200;
/// Most names in a warning.
const MAX_NAMED: usize = 10;

/// A person as the table states them.
pub(super) struct Person {
    who: Appearance,
    /// Titles of their sessions, folded and as one text: titles have commas of their own.
    titles: String,
}

/// The people of a table.
pub(super) fn people<'a>(records: impl Iterator<Item = Record<'a>>) -> Vec<Person> {
    records.filter_map(person).collect()
}

fn person(record: Record<'_>) -> Option<Person> {
    let mut who = speakers(record).into_iter().next()?;
    let ids = [Field::Code, Field::Id, Field::Guid, Field::SpeakerIds];
    let id = ids.into_iter().map(|field| id_of(record.first(field))).find(|id| !id.is_empty());
    who.id = id.map(str::to_owned).or(who.id);
    let titles: Vec<&str> = record.all(Field::SessionTitles).map(|(_, cell)| cell).collect();
    Some(Person { who, titles: text::fold(&titles.join("; ")) })
}

/// Gives the speakers of all sessions what the table knows of them.
pub(super) fn join(drafts: &mut [Draft], people: &[Person], report: &mut Report) {
    if drafts.iter().all(|draft| draft.talk.speakers.is_empty()) {
        assign(drafts, people);
    }
    let mut met = vec![false; people.len()];
    let by_id: HashMap<&str, usize> = each(people, |person| person.who.id.as_deref());
    let names: Vec<String> = people.iter().map(|person| text::fold(&person.who.name)).collect();
    let by_name: HashMap<&str, usize> =
        names.iter().enumerate().rev().map(|(at, name)| (name.as_str(), at)).collect();
    for speaker in drafts.iter_mut().flat_map(|draft| &mut draft.talk.speakers) {
        let folded = text::fold(&speaker.name);
        let by_its_id = speaker.id.as_deref().and_then(|id| by_id.get(id));
        let Some(at) = by_its_id.or_else(|| by_name.get(folded.as_str())).copied() else {
            continue;
        };
        let Some(person) = people.get(at) else { continue };
        speaker.affiliation = speaker.affiliation.take().or_else(|| person.who.affiliation.clone());
        speaker.id = speaker.id.take().or_else(|| person.who.id.clone());
        if let Some(met) = met.get_mut(at) {
            *met = true;
        }
    }
    warn_of_others(people, &met, report);
}

fn each<'a>(
    people: &'a [Person],
    key: fn(&'a Person) -> Option<&'a str>,
) -> HashMap<&'a str, usize> {
    let keyed = people.iter().enumerate().rev();
    keyed.filter_map(|(at, person)| Some((key(person)?, at))).collect()
}

/// Puts people on the sessions their own table names.
fn assign(drafts: &mut [Draft], people: &[Person]) {
    let titles = drafts.iter().enumerate().rev();
    let by_title: HashMap<String, usize> =
        titles.map(|(at, draft)| (text::fold(&draft.talk.title), at)).collect();
    for person in people {
        for at in titles_in(&person.titles).filter_map(|title| by_title.get(title)) {
            let Some(draft) = drafts.get_mut(*at) else { continue };
            if !draft.talk.speakers.contains(&person.who) {
                draft.talk.speakers.push(person.who.clone());
            }
        }
    }
}

/// What may be a title in a list of titles: a part between commas, or several that follow each
/// other, as titles have commas of their own.
fn titles_in(list: &str) -> impl Iterator<Item = &str> {
    const SEPARATORS: [char; 3] = [',', ';', '|'];
    let ends = || list.match_indices(SEPARATORS).map(|(at, _)| at).chain([list.len()]);
    let starts = std::iter::once(0).chain(list.match_indices(SEPARATORS).map(|(at, _)| at + 1));
    starts.take(MAX_PARTS).flat_map(move |start| {
        let following = ends().filter(move |end| *end >= start).take(MAX_COMMAS + 1);
        following.filter_map(move |end| list.get(start..end).map(str::trim))
    })
}

/// People who stand on no session; a name that is spelled in two ways is found out so.
fn warn_of_others(people: &[Person], met: &[bool], report: &mut Report) {
    let others = people.iter().zip(met).filter(|(_, met)| !**met).map(|(person, _)| person);
    let names: Vec<String> = others.map(|person| clip(&person.who.name, 60)).collect();
    if names.is_empty() {
        return;
    }
    let shown = names.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    report.warn(
        "no-session",
        "people",
        format!("of the table of people, these stand on no session: {shown}{more}"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_with_commas_are_found_in_a_list() {
        let found: Vec<&str> = titles_in("one, two, and three, four").collect();
        for title in ["one", "two, and three", "four", "one, two, and three, four"] {
            assert!(found.contains(&title), "{title}");
        }
        assert_eq!(titles_in("").collect::<Vec<_>>(), [""]);
    }
}
