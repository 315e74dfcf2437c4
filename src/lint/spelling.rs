//! People and rooms that are spelt in two ways. Work grows with the letters, not with the pairs.

use std::collections::{BTreeMap, BTreeSet};

use super::Code;
use super::finding::{Report, Spot, Value};
use super::placeholder::is_placeholder;
use super::programme::{Programme, push_once};
use super::slips::{close_pairs, is_slip};
use crate::domain::Talk;
use crate::text;

/// Names with fewer letters differ by one letter too easily (`Jan`, `Jon`).
const MIN_LETTERS: usize = 8;

/// Reports names and rooms spelt in two ways.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    let people = people(programme);
    same_letters(&people, report);
    slips(&people, report);
    rooms(programme, report);
}

/// A room's name for comparison: no case, marks, spaces or hyphens, except between digits, where
/// they part numbers (`1-2` is not `12`).
pub(super) fn room_key(room: &str) -> String {
    let folded: Vec<char> = text::fold(room).chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(char::is_ascii_digit);
    let parts_numbers = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    let kept = folded
        .iter()
        .enumerate()
        .filter(|(at, c)| !matches!(c, ' ' | '-' | '_') || parts_numbers(*at));
    kept.map(|(_, c)| *c).collect()
}

/// Whether a name at two talks may be one person: a single word with another id at each is two
/// people of one first name.
pub(super) fn may_be_one(name: &str, a: &Talk, b: &Talk) -> bool {
    let folded = text::fold(name);
    let ids = |talk: &Talk| -> BTreeSet<String> {
        let same = talk.speakers.iter().filter(|it| text::fold(&it.name) == folded);
        same.filter_map(|it| it.id.clone()).collect()
    };
    folded.contains(' ') || may_be_one_id(&ids(a), &ids(b))
}

fn may_be_one_id<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}

/// A name as printed, with where it stands.
struct Person<'a> {
    name: &'a str,
    folded: String,
    ids: BTreeSet<&'a str>,
    talks: Vec<&'a Talk>,
}

/// Every name as printed, in the order of the alphabet.
fn people<'a>(programme: &Programme<'a>) -> Vec<Person<'a>> {
    let mut people: BTreeMap<&str, Person<'a>> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        for speaker in talk.speakers.iter().filter(|it| !is_placeholder(&it.name)) {
            let person = people.entry(&speaker.name).or_insert_with(|| Person {
                name: &speaker.name,
                folded: text::fold(&speaker.name),
                ids: BTreeSet::new(),
                talks: Vec::new(),
            });
            person.ids.extend(speaker.id.as_deref());
            push_once(&mut person.talks, talk);
        }
    }
    people.into_values().collect()
}

/// Names of the same letters in another dress: case, marks, spaces, points.
fn same_letters(people: &[Person<'_>], report: &mut Report) {
    let mut groups: BTreeMap<String, Vec<&Person<'_>>> = BTreeMap::new();
    for person in people {
        groups.entry(letters(&person.folded)).or_default().push(person);
    }
    for group in groups.into_values() {
        let is_word = group.iter().all(|person| !person.folded.contains(' '));
        // Of one word that is a first name, only those count that share an id or state none.
        let joins = |pair: &[&Person<'_>]| !is_word || may_be_one_id(&pair[0].ids, &pair[1].ids);
        if group.len() > 1 && group.windows(2).any(joins) {
            report_people(&group, "the same name", report);
        }
    }
}

fn letters(folded: &str) -> String {
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { folded.to_owned() } else { letters }
}

fn report_people(group: &[&Person<'_>], what: &str, report: &mut Report) {
    let names: Vec<String> = group.iter().map(|it| Value(it.name).to_string()).collect();
    let message = format!("{} are likely {what}", names.join(" and "));
    let spot = Spot::named(format!("speaker {}", names.first().map_or("", String::as_str)));
    let mut talks: Vec<&Talk> = group.iter().flat_map(|it| it.talks.iter().copied()).collect();
    talks.sort_by(|a, b| (&a.id, &a.title).cmp(&(&b.id, &b.title)));
    talks.dedup_by(|a, b| std::ptr::eq(*a, *b));
    report.add(Code::SpeakerSpelling, talks, spot, message);
}

/// Names that differ by one letter, or by two that changed places.
fn slips(people: &[Person<'_>], report: &mut Report) {
    let is_long =
        |it: &&Person<'_>| it.folded.chars().filter(|c| c.is_alphabetic()).count() >= MIN_LETTERS;
    let mut by_name: BTreeMap<&str, &Person<'_>> = BTreeMap::new();
    for person in people.iter().filter(is_long) {
        by_name.entry(&person.folded).or_insert(person);
    }
    let names: Vec<&str> = by_name.keys().copied().collect();
    for (a, b) in close_pairs(&names) {
        let (Some(first), Some(second)) = (by_name.get(a), by_name.get(b)) else { continue };
        let on_stage_together =
            first.talks.iter().any(|talk| second.talks.iter().any(|it| std::ptr::eq(*it, *talk)));
        if is_slip(a, b) && !on_stage_together {
            report_people(&[first, second], "one person", report);
        }
    }
}

fn rooms(programme: &Programme<'_>, report: &mut Report) {
    let mut spellings: BTreeMap<String, BTreeMap<&str, Vec<&Talk>>> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        for room in talk.slots.iter().filter_map(|slot| slot.room.as_deref()) {
            let rooms = spellings.entry(room_key(room)).or_default();
            let talks = rooms.entry(room).or_default();
            push_once(talks, talk);
        }
    }
    for rooms in spellings.into_values().filter(|rooms| rooms.len() > 1) {
        let count =
            |(room, talks): (&&str, &Vec<&Talk>)| format!("{} ({})", Value(room), talks.len());
        let names: Vec<String> = rooms.iter().map(count).collect();
        let message = format!("{} are likely one room (talks in brackets)", names.join(" and "));
        // The rarer spelling is likelier the slip; its talks are those to look at.
        let most = rooms.values().map(Vec::len).max().unwrap_or(0);
        let usual =
            rooms.iter().find(|(_, talks)| talks.len() == most).map_or("", |(room, _)| *room);
        let talks: Vec<&Talk> = rooms
            .iter()
            .filter(|(room, _)| **room != usual)
            .flat_map(|(_, talks)| talks.iter().copied())
            .collect();
        let spot = Spot::named(format!("room {}", Value(usual)));
        report.add(Code::RoomSpelling, talks, spot, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn one_person_in_two_dresses_is_told() {
        let bundle = event(vec![
            talk("a", "Oil").by(&["Jürgen Groß", "Philip Lander"]),
            talk("b", "Brass").by(&["Jurgen Gross"]),
            talk("c", "Wicks").by(&["Phillip Lander"]),
            talk("d", "Glass").by(&["Raketen Papa"]),
            talk("e", "Tin").by(&["raketen.papa"]),
        ]);
        assert_eq!(
            messages(&bundle, "speaker-spelling"),
            [
                "`Jurgen Gross` and `Jürgen Groß` are likely the same name",
                "`Philip Lander` and `Phillip Lander` are likely one person",
                "`Raketen Papa` and `raketen.papa` are likely the same name",
            ]
        );
        assert_eq!(coded(&bundle, "speaker-spelling")[0].talks.len(), 2);
    }

    #[test]
    fn people_who_share_most_letters_are_left_alone() {
        let bundle = event(vec![
            talk("a", "Oil").by(&["Daniel Lander", "Marten Lander"]).by_id("Anna", "1"),
            talk("b", "Brass").by(&["Daniela Lander", "Jan Meier"]).by_id("anna", "2"),
            talk("c", "Wicks").by(&["Jan Beier", "Lantern Crew 1", "Stage A Holder"]),
            talk("d", "Tin").by(&["Lantern Crew 2", "Stage B Holder"]),
            talk("e", "Glass").by(&["Martin Brander", "Marten Brander"]),
        ]);
        assert_eq!(messages(&bundle, "speaker-spelling"), [""; 0]);
    }

    #[test]
    fn a_room_in_two_spellings_is_told_with_the_talks_of_the_rarer() {
        let bundle = event(vec![
            talk("a", "Oil").at("10:00", "10:30", "Hall 1-2"),
            talk("b", "Brass").at("11:00", "11:30", "Hall 1-2"),
            talk("c", "Wicks").at("12:00", "12:30", "hall-1-2"),
            talk("d", "Tin").at("13:00", "13:30", "Hall 12"),
        ]);
        let found = coded(&bundle, "room-spelling");
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "`Hall 1-2` (2) and `hall-1-2` (1) are likely one room (talks in brackets)"
        );
        assert_eq!((found[0].talks.len(), found[0].talks[0].id.as_str()), (1, "c"));
    }

    #[test]
    fn overlaps_are_found_across_spellings_of_a_room() {
        let bundle = event(vec![
            talk("a", "Oil").at("10:00", "10:30", "Hall-A"),
            talk("b", "Brass").at("10:00", "10:30", "Hall A"),
        ]);
        assert_eq!(coded(&bundle, "room-overlap").len(), 1);
    }
}
