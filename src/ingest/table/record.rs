//! A row of a table by the fields of its columns; decides nothing about what they mean.

use super::field::Field;
use super::header::{Column, Header};
use super::sheet::Row;
use crate::ingest::records::clip;

/// What people write into a cell that they leave open.
const OPEN_WORDS: [&str; 14] =
    ["tba", "tbd", "tbc", "tbc.", "tba.", "n/a", "na", "none", "null", "-", "--", "–", "—", "?"];

/// A row with the header of its table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) header: &'a Header,
    pub(super) row: &'a Row,
    /// What stands before the row in a warning, where there are several tables.
    pub(super) table: &'a str,
}

impl<'a> Record<'a> {
    /// The columns of a field in which something stands in this row, with their cells.
    pub(super) fn all(self, field: Field) -> impl Iterator<Item = (&'a Column, &'a str)> {
        let cells = self.header.of(field).map(move |column| (column, self.row.cell(column.at)));
        cells.filter(|(_, cell)| is_said(cell))
    }

    /// The first cell of a field in which something stands.
    pub(super) fn first(self, field: Field) -> &'a str {
        self.all(field).next().map(|(_, cell)| cell).unwrap_or_default()
    }

    /// The first cell of a field with the white space around it.
    pub(super) fn raw(self, field: Field) -> &'a str {
        let cells = self.header.of(field).map(|column| self.row.raw(column.at));
        cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// The first cell of a field, if something stands in it.
    pub(super) fn some(self, field: Field) -> Option<String> {
        self.all(field).next().map(|(_, cell)| cell.to_owned())
    }

    /// Where the row stands, for warnings, with the id of its session.
    pub(super) fn place(self) -> String {
        let row = format!("{}row {}", self.table, self.row.number);
        let ids = [Field::Guid, Field::Code, Field::Id].map(|field| self.first(field));
        match ids.into_iter().find(|id| !id.is_empty()) {
            Some(id) => format!("{row} (`{}`)", clip(id, 80)),
            None => row,
        }
    }
}

/// Whether a cell says something: it is neither empty nor left open.
pub(super) fn is_said(cell: &str) -> bool {
    !cell.is_empty() && (cell.len() > 4 || !OPEN_WORDS.contains(&&*cell.to_lowercase()))
}

/// Rows by number, as a warning names them: `rows 2, 3 and 14 more`.
pub(super) fn rows_named(rows: &[usize]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = rows.iter().take(SHOWN).map(usize::to_string).collect();
    let word = if rows.len() == 1 { "row" } else { "rows" };
    match rows.len().saturating_sub(SHOWN) {
        0 => format!("{word} {}", shown.join(", ")),
        more => format!("{word} {} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_left_open_say_nothing() {
        for open in ["", "TBA", "n/a", "-", "–"] {
            assert!(!is_said(open), "{open}");
        }
        assert!(is_said("Nan") && is_said("0") && is_said("None of us"));
    }

    #[test]
    fn rows_are_named_but_not_all_of_many() {
        assert_eq!(rows_named(&[7]), "row 7");
        assert_eq!(rows_named(&[1, 2]), "rows 1, 2");
        assert_eq!(
            rows_named(&(1..=10).collect::<Vec<_>>()),
            "rows 1, 2, 3, 4, 5, 6, 7, 8 and 2 more"
        );
    }
}
