//! Lists of people in a field that holds nothing else: a cell of a table, a line of a description.

use std::collections::HashSet;

use super::list::{Custom, Doubt, MAX_LIST_BYTES, people};
use super::parts::{Before, Part, parts, unlabelled, without_role};
use super::shape::{Look, could_be_name, is_given_name, look, tells_position_or_organisation};
use crate::domain::Appearance;

/// The people of a field: parted by `;`, `|` or line ends, by `&`, `and` or commas where all parts
/// look like names, each with a company in brackets, behind a dash or behind a comma. A text that
/// cannot be parted is one name.
pub(in crate::ingest) fn names(list: &str) -> Vec<Appearance> {
    let rows = list.split([';', '|', '\n', '\r']).map(str::trim).filter(|row| !row.is_empty());
    let mut seen = HashSet::new();
    let people = rows.flat_map(row).filter(|person| !person.name.is_empty());
    people.filter(|it| seen.insert((it.name.clone(), it.affiliation.clone()))).collect()
}

/// The people of a row without semicolons.
fn row(row: &str) -> Vec<Appearance> {
    let row = unlabelled(row);
    let parts = if row.len() > MAX_LIST_BYTES { Vec::new() } else { parts(row) };
    if parts.len() < 2 {
        return vec![person(row)];
    }
    if let Some(name) = family_first(&parts) {
        return vec![person(&name)];
    }
    let none = HashSet::new();
    let looks: Vec<Look> = parts.iter().map(|part| look(name_of(&part.text), &none)).collect();
    let all = |fits: fn(&Look) -> bool| looks.iter().all(fits);
    let is_pair = parts.len() == 2 && parts.iter().any(|part| part.before == Before::Comma);
    let is_list = match looks.last() {
        // `Ada Moor, Red Hat` is a company; `Ada Moor, Jan Smit` is not.
        Some(last) if is_pair => *last == Look::Known && all(|look| *look != Look::Other),
        _ => all(|look| look.is_full()) || all(|look| *look == Look::Single),
    };
    if is_list || (!is_pair && parts.iter().all(is_small_name)) {
        return parts.iter().map(|part| person(&part.text)).collect();
    }
    let custom = Custom { small_words: &none, companies: &none, doubt: Doubt::For };
    people(row, custom).unwrap_or_else(|| vec![person(row)])
}

/// Whether a part can be a full name in small letters (`amanda casari`).
fn is_small_name(part: &Part<'_>) -> bool {
    let name = name_of(&part.text);
    name.contains(' ') && could_be_name(name) && !tells_position_or_organisation(name)
}

/// `Byron, Ada` as `Ada Byron`.
fn family_first(parts: &[Part<'_>]) -> Option<String> {
    let [family, given] = parts else { return None };
    let is_one_word = |part: &Part<'_>| !part.text.contains(' ');
    let turned = given.before == Before::Comma
        && is_one_word(family)
        && is_given_name(&given.text)
        && !is_given_name(&family.text);
    turned.then(|| format!("{} {}", given.text, family.text))
}

/// One person, with what stands in brackets or behind a dash as the company.
fn person(text: &str) -> Appearance {
    let text = without_role(text);
    let name = name_of(&text);
    if name.is_empty() {
        return Appearance { name: text, ..Appearance::default() };
    }
    let rest = text.get(name.len()..).unwrap_or_default();
    let company = rest.trim_matches([' ', '(', ')', '[', ']', '-', '–', '—', '<', '>']);
    let is_company = !company.is_empty() && !company.contains('@');
    let affiliation = is_company.then(|| company.to_owned());
    Appearance { name: name.to_owned(), affiliation, id: None }
}

/// The name before a bracket or a dash.
fn name_of(text: &str) -> &str {
    let ends = [" (", " [", " <", " - ", " – ", " — "];
    let end = ends.iter().filter_map(|mark| text.find(mark)).min();
    end.and_then(|end| text.get(..end)).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(list: &str) -> Vec<(String, String)> {
        let person = |it: Appearance| (it.name, it.affiliation.unwrap_or_default());
        names(list).into_iter().map(person).collect()
    }

    fn of(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn every_separator_of_real_tables_parts_people() {
        let both = of(&[("Ada Byron", ""), ("Charles Babbage", "")]);
        for list in [
            "Ada Byron; Charles Babbage",
            "Ada Byron | Charles Babbage",
            "Ada Byron\nCharles Babbage\r\n",
            "Ada Byron, Charles Babbage",
            "Ada Byron & Charles Babbage",
            "Ada Byron and Charles Babbage; Ada Byron",
            "Speakers: Ada Byron, and Charles Babbage",
        ] {
            assert_eq!(read(list), both, "{list}");
        }
        assert_eq!(read("amanda casari, Alan Rubin, J. Rosenbaum").len(), 3);
        assert_eq!(read(" \n"), []);
    }

    #[test]
    fn companies_are_told_from_names() {
        let mill = of(&[("Ada Byron", "Mill"), ("Charles Babbage", "Engine, Inc.")]);
        assert_eq!(read("Ada Byron (Mill), Charles Babbage (Engine, Inc.)"), mill);
        assert_eq!(read("Ada Byron, Mill; Charles Babbage, Engine, Inc."), mill);
        assert_eq!(read("Ada Byron, Mill & Charles Babbage, Engine, Inc."), mill);
        let short = "Ada Byron, Mill & Charles Babbage, Wheel";
        assert_eq!(read(short)[1], ("Charles Babbage".to_owned(), "Wheel".to_owned()));
        assert_eq!(read("Abigail, Chris, Lorena").len(), 3);
        assert_eq!(read("Ada Byron - Mill\nCharles Babbage – Engine, Inc."), mill);
        assert_eq!(read("Babbage, Charles"), of(&[("Charles Babbage", "")]));
        assert_eq!(read("Ada Byron <ada@mill.example>"), of(&[("Ada Byron", "")]));
        assert_eq!(read("The Mill Team"), of(&[("The Mill Team", "")]));
    }

    proptest! {
        #[test]
        fn any_text_gives_names_that_are_not_empty(text in "\\PC{0,80}|[ A-Ca-c,;&()\n-]{0,40}") {
            prop_assert!(names(&text).iter().all(|person| !person.name.is_empty()));
        }
    }
}
