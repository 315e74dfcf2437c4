//! The people of a row: lists in one cell, numbered columns, first and last names, and where they
//! work.

use super::field::Field;
use super::record::{Record, is_said};
use crate::domain::Appearance;
use crate::ingest::people;

/// What stands for a person who is not known yet, folded.
const NOBODY: [&str; 5] = ["speaker tba", "speaker tbd", "nn", "n.n.", "tba tba"];

/// The people of a row, each name once.
pub(super) fn speakers(record: Record<'_>) -> Vec<Appearance> {
    let mut found: Vec<Appearance> = Vec::new();
    for (column, cell) in record.all(Field::Speakers) {
        let mut people = if column.number == 0 { listed(cell) } else { vec![one(cell)] };
        add_ids(&mut people, &cells(record, Field::SpeakerIds, column.number));
        add_affiliations(&mut people, &cells(record, Field::Affiliation, column.number));
        found.extend(people);
    }
    found.extend(by_parts(record));
    let mut people: Vec<Appearance> = Vec::with_capacity(found.len());
    for person in found.into_iter().filter(|person| is_somebody(&person.name)) {
        if !people.iter().any(|known| known.name == person.name) {
            people.push(person);
        }
    }
    people
}

/// People of a list; `7:Ada|8:Bob` is the CCC video team's form with their ids.
fn listed(cell: &str) -> Vec<Appearance> {
    let with_ids: Option<Vec<(&str, &str)>> =
        cell.split('|').map(|part| part.split_once(':').filter(|(id, _)| is_number(id))).collect();
    match with_ids {
        Some(parts) => parts
            .into_iter()
            .flat_map(|(id, name)| {
                let people = people::names(name).into_iter();
                people.map(|person| Appearance { id: Some(id.trim().to_owned()), ..person })
            })
            .collect(),
        None => people::names(cell),
    }
}

/// The one person of a numbered column, where a comma parts the name from what they are.
fn one(cell: &str) -> Appearance {
    let mut people = people::names(cell);
    if people.len() == 1
        && let Some(person) = people.pop()
    {
        return person;
    }
    let (name, rest) = cell.split_once(',').unwrap_or((cell, ""));
    let affiliation = Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    Appearance { name: name.trim().to_owned(), affiliation, id: None }
}

/// People whose names stand in two columns.
fn by_parts(record: Record<'_>) -> Vec<Appearance> {
    let parts = record.all(Field::FirstName).chain(record.all(Field::LastName));
    let mut numbers: Vec<u32> = parts.map(|(column, _)| column.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut found = Vec::new();
    for number in numbers {
        let part = |field| cells(record, field, number).concat();
        let name = format!("{} {}", part(Field::FirstName), part(Field::LastName));
        let mut person = vec![Appearance { name: name.trim().to_owned(), ..Appearance::default() }];
        add_affiliations(&mut person, &cells(record, Field::Affiliation, number));
        found.append(&mut person);
    }
    found
}

/// The cells of a field whose columns have this number.
fn cells<'a>(record: Record<'a>, field: Field, number: u32) -> Vec<&'a str> {
    let numbered = record.all(field).filter(|(column, _)| column.number == number);
    numbered.map(|(_, cell)| cell).collect()
}

/// Gives people their companies where it is plain which is whose: a list as long as theirs, or one
/// company for all. What a name brings with it stays.
fn add_affiliations(people: &mut [Appearance], cells: &[&str]) {
    let cell = cells.join("; ");
    if !is_said(&cell) {
        return;
    }
    let mut lists = [&[';', '|', '\n'][..], &[',']]
        .map(|separators| cell.split(separators).map(str::trim).collect::<Vec<&str>>())
        .into_iter();
    let companies = match lists.find(|list| list.len() == people.len()) {
        Some(list) if people.len() > 1 => list,
        _ if people.len() == 1 || !cell.contains([';', '|', '\n', ',']) => {
            vec![cell.as_str(); people.len()]
        }
        _ => return,
    };
    for (person, company) in people.iter_mut().zip(companies).filter(|(_, it)| is_said(it)) {
        person.affiliation.get_or_insert_with(|| company.to_owned());
    }
}

/// Gives people their ids, where there are as many.
fn add_ids(people: &mut [Appearance], cells: &[&str]) {
    let cell = cells.join(";");
    let ids: Vec<&str> = cell
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .filter(|id| !id.is_empty())
        .collect();
    if ids.len() == people.len() {
        for (person, id) in people.iter_mut().zip(ids) {
            person.id = Some(id.to_owned());
        }
    }
}

fn is_somebody(name: &str) -> bool {
    let folded = crate::text::fold(name);
    is_said(name) && !NOBODY.contains(&folded.as_str())
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
