//! Speakers' names that are not one person's name: several people, an affiliation, a placeholder.

use std::collections::{BTreeMap, HashSet};

use super::Code;
use super::finding::{Report, Spot, Value};
use super::placeholder::is_placeholder;
use super::programme::{Programme, push_once};
use crate::domain::Talk;
use crate::text;

/// Signs and words between two people. A slash is as often an alias (`DJ Ann / Annie`).
const JOINTS: [&str; 5] = [" & ", " and ", " und ", " + ", " et "];

/// Words of groups, folded: their names may hold an `and`, and they may be in two places.
const GROUP_WORDS: [&str; 23] = [
    "al",
    "all",
    "band",
    "collective",
    "committee",
    "community",
    "co",
    "crew",
    "e.v",
    "everyone",
    "friends",
    "group",
    "guests",
    "members",
    "more",
    "orga",
    "organisers",
    "organizers",
    "others",
    "staff",
    "team",
    "the",
    "volunteers",
];

/// Words of companies and institutions, folded.
const COMPANY_WORDS: [&str; 20] = [
    "ag",
    "bv",
    "co",
    "corp",
    "corporation",
    "ev",
    "foundation",
    "gmbh",
    "group",
    "inc",
    "institute",
    "lab",
    "labs",
    "llc",
    "ltd",
    "oy",
    "project",
    "sa",
    "univ",
    "university",
];

/// What may follow a name after a comma, folded and without dots.
const TITLES_AFTER: [&str; 16] = [
    "bsc", "cissp", "dr", "esq", "ii", "iii", "iv", "jd", "jr", "ma", "mba", "md", "msc", "phd",
    "prof", "sr",
];

/// The longest name looked at, in bytes: a longer one is a text, and no name.
const MAX_NAME_BYTES: usize = 200;

/// Reports names that hold more, or less, than a person.
pub(super) fn check(programme: &Programme<'_>, report: &mut Report) {
    let affiliations = affiliations(programme);
    for (name, talks) in names(programme) {
        let spot = || Spot::named(format!("speaker {}", Value(name)));
        if is_placeholder(name) {
            let message = format!("the name {} only holds a place", Value(name));
            report.add(Code::PlaceholderSpeaker, talks, spot(), message);
        } else if is_several(name) {
            let message = format!("{} looks like several people", Value(name));
            report.add(Code::JoinedNames, talks, spot(), message);
        } else if let Some(rest) = beside_name(name, &affiliations) {
            let message = format!("{} holds {} beside the name", Value(name), Value(rest));
            report.add(Code::NameWithAffiliation, talks, spot(), message);
        }
    }
}

/// Whether a folded name is that of a group.
pub(super) fn is_collective(folded: &str) -> bool {
    folded.split_whitespace().map(bare).any(|word| GROUP_WORDS.contains(&word))
}

/// Every name as printed, with its talks, each once.
fn names<'a>(programme: &Programme<'a>) -> BTreeMap<&'a str, Vec<&'a Talk>> {
    let mut names: BTreeMap<&str, Vec<&Talk>> = BTreeMap::new();
    for talk in programme.entries.iter().map(|entry| entry.talk) {
        for speaker in &talk.speakers {
            let talks = names.entry(&speaker.name).or_default();
            push_once(talks, talk);
        }
    }
    names
}

/// The affiliations stated anywhere in the event, folded.
fn affiliations(programme: &Programme<'_>) -> HashSet<String> {
    let speakers = programme.entries.iter().flat_map(|entry| &entry.talk.speakers);
    speakers.filter_map(|speaker| speaker.affiliation.as_deref()).map(text::fold).collect()
}

/// Whether a name joins names of people, brackets aside.
fn is_several(name: &str) -> bool {
    if name.len() > MAX_NAME_BYTES {
        return false;
    }
    let outside = name.split(['(', '[']).next().unwrap_or_default();
    let parts = || outside.split(", ");
    if parts().count() > 2 && parts().all(is_full) {
        return true;
    }
    JOINTS.iter().any(|joint| {
        outside.split_once(joint).is_some_and(|(before, after)| {
            [before, after]
                .into_iter()
                .all(|side| looks_like_a_person(side.trim_matches([' ', ','])))
        })
    })
}

/// Whether a side of a joint begins with a capital and is no group.
fn looks_like_a_person(side: &str) -> bool {
    side.starts_with(char::is_uppercase) && !is_collective(&text::fold(side))
}

/// What a name holds beside the name, after a sign or in brackets.
fn beside_name<'a>(name: &'a str, affiliations: &HashSet<String>) -> Option<&'a str> {
    if name.len() > MAX_NAME_BYTES {
        return None;
    }
    if let Some((before, rest)) = name.split_once('(') {
        let inner = rest.split(')').next().unwrap_or_default().trim();
        return (is_full(before) && is_affiliation(inner, affiliations)).then_some(inner);
    }
    if let Some((before, rest)) = name.split_once(", ") {
        let is_title =
            |part: &str| TITLES_AFTER.contains(&text::fold(part).replace(['.', ' '], "").as_str());
        // `Ada B., Moor`: the last name comes last.
        let is_turned = before.ends_with('.') || rest.split(',').all(is_title);
        return (is_full(before) && !is_turned).then_some(rest.trim());
    }
    [" @ ", " | ", " - ", " – ", " — "].iter().find_map(|sign| {
        let (before, rest) = name.split_once(sign)?;
        // The name in another script is no affiliation.
        let is_other_script = !rest.contains(|c: char| c.is_ascii_alphabetic());
        (is_full(before) && !is_other_script).then_some(rest.trim())
    })
}

/// Whether a text is a first and a last name: what follows one word is as likely the rest of it.
fn is_full(name: &str) -> bool {
    name.split_whitespace().count() >= 2 && name.starts_with(char::is_uppercase)
}

/// Whether brackets hold an affiliation, and no nickname, pronoun or remark.
fn is_affiliation(inner: &str, affiliations: &HashSet<String>) -> bool {
    let folded = text::fold(inner);
    let has_company_word =
        folded.split_whitespace().map(bare).any(|it| COMPANY_WORDS.contains(&it));
    let words = inner.split_whitespace();
    let is_proper = |word: &str| word.len() > 2 && word.starts_with(char::is_uppercase);
    let is_phrase = words.clone().count() > 1 && words.clone().all(is_proper);
    affiliations.contains(&folded) || has_company_word || (is_phrase && !inner.contains(['/', ':']))
}

/// A word without signs at its ends.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lint::samples::{coded, event, messages, talk};

    #[test]
    fn names_that_join_people_are_told() {
        for name in [
            "Ada Byron & Jan Smit",
            "Munir & Jot",
            "Tom O’Connor and Hugh Wells",
            "Ann, Bob und Zoe für die Königin",
            "Dr Ann Moor, Dr Jan Smit, and Dr Ben Hill",
            "Lin & Chris Barn (Robot club)",
            "Ada Byron, Jan Smit, Ann Moor",
        ] {
            assert!(is_several(name), "{name}");
        }
        for name in [
            "Ada and friends",
            "Alexander Andersson",
            "The crew and the captain",
            "alex / Al",
            "Rosa & the Band",
            "Ada Byron (Wick & Co)",
            "Jan Smit and others",
            "Undine Rand",
        ] {
            assert!(!is_several(name), "{name}");
        }
    }

    #[test]
    fn affiliations_in_names_are_told_and_nicknames_are_not() {
        let known = HashSet::from(["wick".to_owned()]);
        for (name, rest) in [
            ("Ada Byron (Wick)", Some("Wick")),
            ("Ada Byron (Rill Data)", Some("Rill Data")),
            ("Ada Byron (Lamp GmbH)", Some("Lamp GmbH")),
            ("Ada Byron, Acme", Some("Acme")),
            ("Ada Byron @ Acme", Some("Acme")),
            ("Ada Byron - RC2014", Some("RC2014")),
            ("Ada Byron (they/them)", None),
            ("Ada Byron (She / Her)", None),
            ("Ada Byron (zvr)", None),
            ("Ada Byron @ada", None),
            ("Ada Byron, Ph.D.", None),
            ("Ada Byron, MD, MBA", None),
            ("Byron, Ada", None),
            ("Ada B. C., Moor", None),
            ("van der Berg, Jan", None),
            ("Bogdan Petrov - Бого", None),
            ("Ada Byron-Moor", None),
        ] {
            assert_eq!(beside_name(name, &known), rest, "{name}");
        }
    }

    #[test]
    fn a_name_is_reported_once_with_all_its_talks() {
        let bundle = event(vec![
            talk("a", "Oil").by(&["TBA"]),
            talk("b", "Brass").by(&["TBA", "Ann Moor & Jan Smit"]),
        ]);
        let found = coded(&bundle, "placeholder-speaker");
        assert_eq!((found.len(), found[0].talks.len()), (1, 2));
        assert_eq!(found[0].place, "speaker `TBA`");
        assert_eq!(
            messages(&bundle, "joined-names"),
            ["`Ann Moor & Jan Smit` looks like several people"]
        );
    }

    proptest! {
        #[test]
        fn any_name_is_judged(name in "\\PC{0,60}|[A-Za-z,()@&| -]{0,60}") {
            let _ = (is_several(&name), beside_name(&name, &HashSet::new()));
        }
    }
}
