//! Tables: CSV, XLSX and ODS of any system and by hand. Headers are guessed, or given with
//! `--map`; cells are hostile text, and no formula is run.

mod alike;
mod columns;
mod companion;
mod csv;
mod field;
mod header;
mod heading;
mod learn;
mod map;
mod own;
mod programme;
mod record;
mod rows;
mod sheet;
mod speakers;
mod standing;
mod tables;
mod tally;
mod timetable;
mod told;
mod when;
mod workbook;

use std::collections::BTreeSet;

pub use map::{ColumnMap, ColumnMapError};

use super::records::{clip, is_slug};
use super::report::Report;
use super::{Format, IngestError, Input, ParseOptions, settle};
use crate::domain::{Event, EventBundle};
use crate::text;
use field::Field;
use header::Content;
use programme::Programme;
use record::Record;
use tables::{Table, Tables};

/// Longest header of a column, in bytes; questions of a form have up to 100.
const MAX_HEADER_BYTES: usize = 120;

/// Reads the tables of an event: sessions, in one table or several, and people beside them.
///
/// # Errors
///
/// A file cannot be read, no column can be taken for the title, the dates cannot be told, or a
/// needed zone or event is missing.
pub(super) fn parse(
    _format: Format,
    files: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let tables = tables::read(files, &options.columns, report)?;
    let (event, only) = event(&tables, options)?;
    let is_wanted = |record: Record<'_>| {
        only.as_ref().is_none_or(|slug| text::slugify(record.first(Field::Event)) == *slug)
    };
    let programmes: Vec<Programme<'_>> =
        tables.programmes.iter().map(|table| Programme::of(table, is_wanted)).collect();
    tables.programmes.iter().for_each(|table| warn_of_table(table, report));
    let (mut drafts, zone) = programme::read(&programmes, &event, options, report)?;
    if !programmes.iter().all(Programme::is_own) {
        drafts = alike::join_speakers(drafts);
        warn_of_no_ids(&alike::name_by_title(&mut drafts), drafts.len(), report);
    }
    if !tables.people.is_empty() {
        let people = companion::people(tables.people.iter().flat_map(Table::records));
        companion::join(&mut drafts, &people, report);
    }
    if drafts.is_empty() {
        report.warn("no-sessions", "table", "the table holds no session");
    }
    Ok(settle::bundle(event, zone, drafts, report))
}

/// Whether the cells of a row head the columns of a table: short ones of which a title and another
/// are known, or three.
pub(super) fn is_header<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> bool {
    if cells.clone().any(|cell| cell.len() > MAX_HEADER_BYTES) {
        return false;
    }
    let headings = cells.clone().map(heading::heading);
    let has_title = headings.clone().any(|found| found.may_be_title());
    let known = headings.filter(heading::Heading::is_known).count();
    (has_title && cells.count() > 1) || known > 2
}

/// Whether a CSV file holds people that belong to the sessions of another file.
pub(super) fn is_companion(file: &Input) -> bool {
    let Ok(text) = file.text() else { return false };
    let Ok(sheet) = csv::read(text, &file.name, &mut Report::default()) else { return false };
    let header = header::find(&sheet, &ColumnMap::default());
    header.is_some_and(|header| header.content == Content::People)
}

/// The event of the tables, and its slug in a column of events where only some rows are of it.
fn event(tables: &Tables, options: &ParseOptions) -> Result<(Event, Option<String>), IngestError> {
    let records = || tables.programmes.iter().flat_map(Table::records);
    let stated: BTreeSet<&str> =
        records().map(|it| it.first(Field::Event)).filter(|event| !event.is_empty()).collect();
    let slugs: BTreeSet<String> = stated.iter().map(|event| text::slugify(event)).collect();
    let only = options.event.clone().filter(|slug| slugs.len() > 1 && slugs.contains(slug));
    if slugs.len() > 1 && only.is_none() {
        let shown: Vec<String> =
            slugs.iter().take(10).map(|slug| format!("`{}`", clip(slug, 40))).collect();
        let message = format!(
            "it holds the sessions of several events; pass `--event` with one of {}",
            shown.join(", "),
        );
        return Err(IngestError::Malformed { what: "table", message });
    }
    let is_it = |event: &str| only.as_ref().is_none_or(|slug| text::slugify(event) == *slug);
    let short = stated.into_iter().find(|event| is_it(event)).unwrap_or_default();
    let named = records().filter(|record| is_it(record.first(Field::Event)));
    let name = named.map(|it| it.first(Field::EventName)).find(|name| !name.is_empty());
    let name = name.or(Some(short).filter(|short| !is_slug(short))).unwrap_or_default();
    Ok((settle::event(short, name, options)?, only))
}

/// Tells what of a table is not kept, and which of two columns counts.
fn warn_of_table(table: &Table, report: &mut Report) {
    for (row, note) in &table.sheet.notes {
        report.warn("formula-error", format!("{}row {row}", table.label), note);
    }
    let header_row = table.sheet.rows.get(table.header.at).map_or(1, |row| row.number);
    let place = format!("{}row {header_row}", table.label);
    if !table.header.unused.is_empty() {
        let names: Vec<String> =
            table.header.unused.iter().map(|name| format!("`{}`", clip(name, 40))).collect();
        let message = format!("nothing is kept of the columns {}", names.join(", "));
        report.warn("unknown-column", &place, message);
    }
    for field in table.header.columns.iter().map(|it| it.field).collect::<BTreeSet<_>>() {
        let differ = |record: Record<'_>| {
            let mut cells = record.all(field).map(|(_, cell)| cell);
            let first = cells.next();
            cells.any(|cell| Some(cell) != first)
        };
        if !field.adds_up()
            && table.header.of(field).nth(1).is_some()
            && table.records().any(differ)
        {
            let names: Vec<String> =
                table.header.of(field).map(|it| format!("`{}`", clip(&it.name, 40))).collect();
            let message = format!(
                "{} all hold the field `{}`; in each row the first that says something counts",
                names.join(", "),
                field.as_str(),
            );
            report.warn("same-field", &place, message);
        }
    }
}

/// Tells once of rows that have no id.
fn warn_of_no_ids(places: &[String], all: usize, report: &mut Report) {
    let Some(first) = places.first() else { return };
    let place = match places.len() - 1 {
        _ if places.len() == all => "table".to_owned(),
        0 => first.clone(),
        more => format!("{first} and {more} more"),
    };
    let message = "no id is stated; known by the title, so that a new title makes a new talk";
    report.warn("missing-id", place, message);
}

#[cfg(test)]
mod tests;
