//! A table as rows of text cells, whatever kind of file it came from, and how large it may be.
//! Knows nothing of what the cells mean.

use crate::ingest::IngestError;

/// Most rows of a table; the largest programme seen has 1,400.
const MAX_ROWS: usize = 200_000;
/// Most columns of a table; exports with a column for every question have about 150.
const MAX_COLUMNS: usize = 500;
/// Longest cell, in bytes; the longest abstract seen has 20 kB.
const MAX_CELL_BYTES: usize = 1 << 20;
/// Most cells of a table: 40 columns in each row that is allowed, as our own export needs 30.
const MAX_CELLS: usize = 40 * MAX_ROWS;
/// Most bytes of text in a table, as much as a CSV file may have. A cell of a workbook can point
/// at a text that others point at too, so that a small file can hold a very large table.
const MAX_TEXT_BYTES: usize = crate::ingest::MAX_FILE_BYTES;

/// Most notes of a table.
const MAX_NOTES: usize = 100;

/// A table as it stands in a CSV file or on a sheet of a workbook.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// The file's name.
    pub(super) file: String,
    /// The sheet's name; empty in files without sheets.
    pub(super) name: String,
    /// Whether the workbook hides the sheet.
    pub(super) is_hidden: bool,
    /// The rows in which something stands, from the top.
    pub(super) rows: Vec<Row>,
    /// What could not be read as text: row, and a sentence.
    pub(super) notes: Vec<(usize, String)>,
    cells: usize,
    bytes: usize,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number as a spreadsheet shows it, from 1.
    pub(super) number: usize,
    cells: Vec<String>,
}

impl Row {
    /// The text of a cell as it is; empty where there is none.
    pub(super) fn raw(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// The text of a cell without white space around it; empty where there is none.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.raw(column).trim()
    }

    /// All cells up to the last in which something stands, trimmed.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| cell.trim())
    }
}

impl Sheet {
    /// A table without rows.
    pub(super) fn new(file: &str, name: &str) -> Self {
        Self { file: file.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// Puts a text into a cell; rows come from the top. White space alone makes no cell.
    ///
    /// # Errors
    ///
    /// The table gets too large, or its rows are not in order.
    pub(super) fn put(
        &mut self,
        number: usize,
        column: usize,
        text: &str,
    ) -> Result<(), IngestError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.check(number, column, text)?;
        let last = self.rows.last().map_or(0, |row| row.number);
        if number > last {
            self.rows.push(Row { number, cells: Vec::new() });
        } else if number < last {
            let message = format!("row {number} stands after row {last}");
            return Err(IngestError::Malformed { what: "workbook", message });
        }
        let Some(row) = self.rows.last_mut() else { return Ok(()) };
        if row.cells.len() <= column {
            self.cells += column + 1 - row.cells.len();
            row.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = row.cells.get_mut(column) {
            self.bytes += text.len();
            *cell = unescaped(text).to_owned();
        }
        Ok(())
    }

    /// Repeats the text of a cell in the empty cells below it, down to a row, as a spreadsheet
    /// shows cells that were merged.
    ///
    /// # Errors
    ///
    /// The table gets too large.
    pub(super) fn fill_down(
        &mut self,
        column: usize,
        from: usize,
        to: usize,
    ) -> Result<(), IngestError> {
        let at = self.rows.partition_point(|row| row.number < from);
        let Some(first) = self.rows.get(at).filter(|row| row.number == from) else { return Ok(()) };
        let text = first.raw(column).to_owned();
        let below = self.rows.get_mut(at + 1..).unwrap_or_default();
        let mut filled = 0;
        for row in below.iter_mut().take_while(|row| row.number <= to && !text.is_empty()) {
            filled += 1;
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column).filter(|cell| cell.is_empty()) {
                cell.clone_from(&text);
            }
        }
        self.cells += filled * (column + 1);
        self.bytes += filled * text.len();
        self.check(to, column, "")
    }

    /// Notes what could not be read, for the first of such cells.
    pub(super) fn note(&mut self, number: usize, message: String) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push((number, message));
        }
    }

    fn check(&self, number: usize, column: usize, text: &str) -> Result<(), IngestError> {
        let beyond = |what, limit| Err(IngestError::Limit { what, limit, line: number });
        if self.rows.len() >= MAX_ROWS {
            return beyond("the number of rows", MAX_ROWS);
        }
        if column >= MAX_COLUMNS {
            return beyond("the number of columns", MAX_COLUMNS);
        }
        if text.len() > MAX_CELL_BYTES {
            return beyond("the text of a cell, in bytes,", MAX_CELL_BYTES);
        }
        if self.cells > MAX_CELLS {
            return beyond("the number of cells", MAX_CELLS);
        }
        if self.bytes > MAX_TEXT_BYTES {
            return beyond("the text of the table, in bytes,", MAX_TEXT_BYTES);
        }
        Ok(())
    }

    /// How warnings name the table beside others: its sheet, else its file.
    pub(super) fn label(&self) -> String {
        if self.name.is_empty() { self.file.clone() } else { format!("sheet `{}`", self.name) }
    }
}

/// Refuses sheets that are too large together.
///
/// # Errors
///
/// They have more cells or text than one may have.
pub(super) fn check_all(sheets: &[Sheet]) -> Result<(), IngestError> {
    let cells: usize = sheets.iter().map(|sheet| sheet.cells).sum();
    let bytes: usize = sheets.iter().map(|sheet| sheet.bytes).sum();
    let beyond = |what, limit| Err(IngestError::Limit { what, limit, line: 1 });
    if cells > MAX_CELLS {
        return beyond("the number of cells of all sheets", MAX_CELLS);
    }
    if bytes > MAX_TEXT_BYTES {
        return beyond("the text of all sheets, in bytes,", MAX_TEXT_BYTES);
    }
    Ok(())
}

/// What a spreadsheet would run as a formula (OWASP, CSV injection); exports write an apostrophe
/// before it.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The text without the apostrophe that an export put before it. One that stands before anything
/// else belongs to the text.
fn unescaped(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA_STARTS) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(usize, usize, &str)]) -> Sheet {
        let mut sheet = Sheet::new("a.csv", "");
        for (row, column, text) in cells {
            sheet.put(*row, *column, text).unwrap();
        }
        sheet
    }

    #[test]
    fn empty_cells_and_rows_are_not_kept() {
        let sheet = sheet(&[(1, 0, "a"), (1, 3, " "), (2, 0, "\t"), (5, 2, " c ")]);
        let numbers: Vec<_> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 5]);
        assert_eq!(sheet.rows[1].cells().collect::<Vec<_>>(), ["", "", "c"]);
        assert_eq!((sheet.rows[1].raw(2), sheet.rows[1].cell(9)), (" c ", ""));
    }

    #[test]
    fn the_apostrophe_of_an_export_is_taken_off() {
        for (written, meant) in
            [("'=1+1", "=1+1"), ("''=1", "'=1"), ("'tis", "'tis"), ("-1", "-1"), ("''x", "''x")]
        {
            assert_eq!(sheet(&[(1, 0, written)]).rows[0].raw(0), meant);
        }
    }

    #[test]
    fn merged_cells_show_their_text_in_every_row() {
        let mut sheet =
            sheet(&[(2, 0, "Day 1"), (2, 1, "a"), (3, 1, "b"), (5, 0, "x"), (6, 1, "c")]);
        sheet.fill_down(0, 2, 5).unwrap();
        sheet.fill_down(0, 4, 9).unwrap();
        let first: Vec<_> = sheet.rows.iter().map(|row| row.raw(0)).collect();
        assert_eq!(first, ["Day 1", "Day 1", "x", ""]);
    }

    #[test]
    fn tables_have_limits() {
        let mut sheet = Sheet::new("", "");
        assert!(sheet.put(1, MAX_COLUMNS, "x").is_err());
        assert!(sheet.put(1, 0, &"x".repeat(MAX_CELL_BYTES + 1)).is_err());
        sheet.put(7, 0, "x").unwrap();
        assert!(matches!(sheet.put(6, 0, "x"), Err(IngestError::Malformed { .. })));
        let large = "x".repeat(MAX_CELL_BYTES);
        let refused = (8..90).find_map(|row| sheet.put(row, 0, &large).err());
        assert!(matches!(refused, Some(IngestError::Limit { .. })));
    }
}
