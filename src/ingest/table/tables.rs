//! Which tables of some files hold the programme, which hold people, and which are left aside.

use std::collections::HashSet;

use super::field::Field;
use super::header::{self, Content, Header};
use super::map::ColumnMap;
use super::record::Record;
use super::sheet::Sheet;
use super::{csv, workbook};
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::{IngestError, Input};

/// Most columns that are named in an error.
const MAX_NAMED: usize = 30;

/// A table with its header.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) sheet: Sheet,
    pub(super) header: Header,
    /// What stands before a row of it in a warning; empty where it is the only one.
    pub(super) label: String,
}

/// The tables of an import.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) programmes: Vec<Table>,
    pub(super) people: Vec<Table>,
}

impl Table {
    fn of(sheet: Sheet, map: &ColumnMap) -> Option<Self> {
        let header = header::find(&sheet, map)?;
        Some(Self { sheet, header, label: String::new() })
    }

    /// The rows below the header.
    pub(super) fn records(&self) -> impl Iterator<Item = Record<'_>> + Clone {
        let (header, table) = (&self.header, self.label.as_str());
        let rows = self.sheet.rows.iter().skip(header.at + 1);
        rows.map(move |row| Record { header, row, table })
    }

    /// How much a table looks like a programme.
    fn rank(&self) -> (bool, usize, usize) {
        let fields: HashSet<Field> = self.header.columns.iter().map(|it| it.field).collect();
        let has_time = self.header.columns.iter().any(|column| column.field.is_time());
        (has_time, fields.len(), self.sheet.rows.len())
    }
}

/// Reads the tables of the files, and sorts them.
///
/// # Errors
///
/// A file cannot be read, none holds sessions, or a column named by hand is in none.
pub(super) fn read(
    files: &[Input],
    map: &ColumnMap,
    report: &mut Report,
) -> Result<Tables, IngestError> {
    let mut tables = Tables::default();
    let mut others = Vec::new();
    for file in files {
        for table in tables_of(file, map, report)? {
            match table.header.content {
                Content::Programme => tables.programmes.push(table),
                Content::People => tables.people.push(table),
                Content::Other => others.push(table),
            }
        }
    }
    let all = || tables.programmes.iter().chain(&tables.people).chain(&others);
    check_map(map, all())?;
    if tables.programmes.is_empty() {
        return Err(no_title(all().max_by_key(|table| table.rank())));
    }
    for table in &others {
        let message = "no column of it can be taken for the title; left out";
        report.warn("table-left-out", table.sheet.label(), message);
    }
    let is_alone = tables.programmes.len() == 1;
    for table in tables.programmes.iter_mut().filter(|_| !is_alone) {
        table.label = format!("{}, ", table.sheet.label());
    }
    Ok(tables)
}

fn tables_of(
    file: &Input,
    map: &ColumnMap,
    report: &mut Report,
) -> Result<Vec<Table>, IngestError> {
    if file.bytes.starts_with(b"PK") {
        let sheets = workbook::read(&file.bytes, &file.name)?;
        let tables = sheets.into_iter().filter_map(|sheet| Table::of(sheet, map)).collect();
        return Ok(chosen(tables, report));
    }
    let sheet = csv::read(file.text()?, &file.name, report)?;
    Ok(Table::of(sheet, map).into_iter().collect())
}

/// The tables of a workbook that count: the one that looks most like a programme, those with the
/// same columns beside it (a sheet for each day), and people. Hidden sheets count where there is
/// nothing else.
fn chosen(mut tables: Vec<Table>, report: &mut Report) -> Vec<Table> {
    let is_programme = |table: &Table| table.header.content == Content::Programme;
    if tables.iter().any(|table| is_programme(table) && !table.sheet.is_hidden) {
        tables.retain(|table| !table.sheet.is_hidden);
    }
    let ranked = tables.iter().enumerate().filter(|(_, table)| is_programme(table)).rev();
    let Some((best, _)) = ranked.max_by_key(|(_, table)| table.rank()) else { return tables };
    let names = tables.get(best).map(tight_names).unwrap_or_default();
    let mut known = tables.get(best).map(sessions).unwrap_or_default();
    let mut kept = Vec::with_capacity(tables.len());
    for (at, table) in tables.into_iter().enumerate() {
        let left_out = if at == best || !is_programme(&table) {
            None
        } else if tight_names(&table) != names {
            Some("it has other columns than the sheet that looks most like a programme; left out")
        } else if repeats(&table, &mut known) {
            Some("most of it stands on another sheet too; left out")
        } else {
            None
        };
        match left_out {
            Some(message) => report.warn("table-left-out", table.sheet.label(), message),
            // A sheet of notes in a workbook is nothing to wonder at.
            None if table.header.content == Content::Other => {}
            None => kept.push(table),
        }
    }
    kept
}

fn tight_names(table: &Table) -> Vec<String> {
    let names = table.header.names.iter().map(|name| super::heading::tight(name));
    names.filter(|name| !name.is_empty()).collect()
}

/// What tells the sessions of a table apart.
fn sessions(table: &Table) -> HashSet<String> {
    let fields = [Field::Id, Field::Code, Field::Title, Field::Start, Field::Date, Field::Room];
    let key = |record: Record<'_>| fields.map(|field| record.first(field)).join("\n");
    table.records().map(key).collect()
}

/// Whether most sessions of a table are known already; they are known from now on.
fn repeats(table: &Table, known: &mut HashSet<String>) -> bool {
    let own = sessions(table);
    let again = own.intersection(known).count();
    let repeats = 2 * again > own.len();
    if !repeats {
        known.extend(own);
    }
    repeats
}

/// Refuses a column named by hand that no table has.
fn check_map<'a>(
    map: &ColumnMap,
    tables: impl Iterator<Item = &'a Table> + Clone,
) -> Result<(), IngestError> {
    for (column, field) in &map.pairs {
        if let Err(error) = super::map::target(field) {
            return Err(IngestError::Malformed { what: "column map", message: error.to_string() });
        }
        let wanted = super::heading::tight(column);
        let mut names = tables.clone().flat_map(|table| &table.header.names);
        if !names.any(|name| super::heading::tight(name) == wanted) {
            let columns = columns(tables.clone().flat_map(|table| &table.header.names));
            let message = format!("no column is called `{}`; {columns}", clip(column, 60));
            return Err(IngestError::Malformed { what: "table", message });
        }
    }
    Ok(())
}

/// The error that a table holds no sessions, with what to do.
fn no_title(best: Option<&Table>) -> IngestError {
    let Some(table) = best else { return IngestError::Empty };
    let columns = columns(table.header.names.iter());
    let message = match table.header.content {
        Content::People => format!("it holds people but no sessions; {columns}"),
        _ => format!(
            "no column can be taken for the title; {columns}; say which one it is with `--map COLUMN=title`"
        ),
    };
    IngestError::Malformed { what: "table", message }
}

fn columns<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<String> =
        names.filter(|name| !name.is_empty()).map(|name| format!("`{}`", clip(name, 40))).collect();
    let shown = names.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX_NAMED) {
        0 => format!("the columns are {shown}"),
        more => format!("the columns are {shown} and {more} more"),
    }
}
