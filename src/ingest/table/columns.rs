//! Which field a column holds whose header may mean several, from the other headers and from its
//! cells; finds no header.

use super::field::Field;
use super::header::{Column, Content};
use super::heading::{DAY_OR_LABEL, Heading, heading};
use super::map::ColumnMap;
use super::sheet::{Row, Sheet};
use super::when::{Wanted, scan};

/// How many cells of a column are looked at where its header leaves a doubt.
const MAX_LOOKED_AT: usize = 200;

/// A number under the name of a group: `Speakers` over `1`, `2`, `3`.
pub(super) fn under_group(above: Option<&Row>, place: usize, name: &str) -> Option<Heading> {
    let number = name.parse().ok().filter(|number| (1..100).contains(number))?;
    let cells: Vec<&str> = above?.cells().take(place + 1).collect();
    let group = cells.into_iter().rev().find(|cell| !cell.is_empty())?;
    let found = heading(group);
    found.field.filter(|field| field.adds_up())?;
    Some(Heading { number, ..found })
}

/// Gives the columns their field that may mean several, and says what the rows are.
pub(super) fn settle(
    sheet: &Sheet,
    at: usize,
    columns: &mut Vec<Column>,
    doubtful: &mut Vec<(usize, Heading)>,
    names: &[String],
    map: &ColumnMap,
) -> Content {
    let has = |columns: &[Column], field| columns.iter().any(|column| column.field == field);
    let by_hand = |column: &Column| column.field == Field::Title && map.names(&column.name);
    let is_people = !columns.iter().any(by_hand) && is_people(columns, doubtful);
    let name_of = |at: usize| names.get(at).cloned().unwrap_or_default();
    if is_people {
        columns.retain(|column| column.field != Field::Title);
    } else if !has(columns, Field::Title) {
        take_title(columns, doubtful, names);
    }
    for (place, found) in doubtful.drain(..) {
        let free = found.weak.iter().copied().filter(|field| *field != Field::Title);
        let mut field = free.into_iter().find(|field| !has(columns, *field));
        if found.key == DAY_OR_LABEL {
            field = Some(day_or_label(sheet, at, place));
        }
        let Some(field) = field.filter(|_| !is_event_of_many(sheet, at, place, field)) else {
            continue;
        };
        let (name, number) = (name_of(place), found.number);
        columns.push(Column { at: place, name, field, number, words: found.hints, hint: None });
    }
    columns.sort_by_key(|column| column.at);
    match (is_people, has(columns, Field::Title)) {
        (true, _) => Content::People,
        (false, true) => Content::Programme,
        (false, false) => Content::Other,
    }
}

/// Takes the title from the header that is likeliest to stand over titles.
fn take_title(columns: &mut Vec<Column>, doubtful: &mut Vec<(usize, Heading)>, names: &[String]) {
    let titles = doubtful.iter().enumerate().filter(|(_, (_, found))| found.may_be_title());
    let Some((best, _)) = titles.min_by_key(|(_, (_, found))| found.rank()) else { return };
    let (at, found) = doubtful.remove(best);
    let name = names.get(at).cloned().unwrap_or_default();
    let field = Field::Title;
    columns.push(Column { at, name, field, number: 0, words: found.hints, hint: None });
}

/// Whether the rows are people: names beside what one says of people, and nothing that only a
/// session has. `Title` is then that of the person.
fn is_people(columns: &[Column], doubtful: &[(usize, Heading)]) -> bool {
    const OF_SESSIONS: [Field; 11] = [
        Field::Abstract,
        Field::Start,
        Field::End,
        Field::Date,
        Field::Day,
        Field::Duration,
        Field::Room,
        Field::Track,
        Field::Kind,
        Field::Level,
        Field::Description,
    ];
    const OF_PEOPLE: [Field; 3] = [Field::Affiliation, Field::Biography, Field::SessionTitles];
    let has = |fields: &[Field]| columns.iter().any(|column| fields.contains(&column.field));
    let is_name = |found: &Heading| matches!(&*found.key, "name" | "nom" | "fullname");
    let may_be_titled = doubtful.iter().any(|(_, found)| found.may_be_title() && !is_name(found));
    let has_name = has(&[Field::FirstName, Field::LastName])
        || doubtful.iter().any(|(_, found)| is_name(found))
        || (has(&[Field::Speakers]) && !has(&[Field::Title]));
    has_name && !may_be_titled && has(&OF_PEOPLE) && !has(&OF_SESSIONS)
}

/// What `Tag` means here: days, if most of its cells are days.
fn day_or_label(sheet: &Sheet, at: usize, column: usize) -> Field {
    let cells = below(sheet, at, column);
    let days = cells.clone().filter(|cell| scan(cell, Wanted::Day).is_some()).count();
    if 2 * days > cells.count() { Field::Day } else { Field::Topics }
}

/// Whether a column of events holds so many that it is none: `Event` also heads sorts of sessions.
fn is_event_of_many(sheet: &Sheet, at: usize, column: usize, field: Option<Field>) -> bool {
    let mut cells = below(sheet, at, column);
    let first = cells.next();
    matches!(field, Some(Field::Event | Field::EventName)) && cells.any(|cell| Some(cell) != first)
}

fn below(sheet: &Sheet, at: usize, column: usize) -> impl Iterator<Item = &str> + Clone {
    let rows = sheet.rows.iter().skip(at + 1).take(MAX_LOOKED_AT);
    rows.map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
}
