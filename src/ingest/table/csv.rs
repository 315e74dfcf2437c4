//! CSV in all its dialects to rows of text: which delimiter it has, and where each row stands.

use ::csv::{Reader, ReaderBuilder, StringRecord};

use super::heading;
use super::sheet::Sheet;
use crate::ingest::IngestError;
use crate::ingest::report::Report;

/// What may stand between two cells, likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// How much of a file is looked at to tell its delimiter, in bytes.
const SNIFFED_BYTES: usize = 256 << 10;
/// How many rows are looked at to tell the delimiter: the header may stand below a title.
const SNIFFED_ROWS: usize = 30;

/// Reads the rows of a file.
///
/// # Errors
///
/// The table is too large.
pub(super) fn read(text: &str, file: &str, report: &mut Report) -> Result<Sheet, IngestError> {
    let (stated, body) = stated_delimiter(text);
    let delimiter = stated.unwrap_or_else(|| sniff(body));
    let mut sheet = Sheet::new(file, "");
    let mut reader = reader(body, delimiter);
    let mut record = StringRecord::new();
    let mut number = usize::from(stated.is_some());
    let mut begin = 0;
    while reader.read_record(&mut record).unwrap_or(false) {
        number += 1 + blank_lines(body, begin);
        for (column, cell) in record.iter().enumerate() {
            sheet.put(number, column, cell)?;
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(body.len());
        if end >= body.len() {
            warn_of_open_quote(body.get(begin..).unwrap_or_default(), &record, number, report);
        }
        begin = end;
    }
    Ok(sheet)
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// A first line `sep=;` by which Excel is told the delimiter, and the text after it.
fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text) };
    let (line, body) = rest.split_once('\n').unwrap_or((rest, ""));
    match line.trim_end_matches('\r').as_bytes() {
        [byte] if byte.is_ascii_punctuation() || *byte == b'\t' => (Some(*byte), body),
        _ => (None, text),
    }
}

/// The delimiter with which most headers are known; failing that, with which most rows have
/// the same number of cells.
fn sniff(text: &str) -> u8 {
    let end = text.floor_char_boundary(SNIFFED_BYTES);
    let head = text.get(..end).unwrap_or(text);
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| {
        let rows: Vec<StringRecord> =
            reader(head, *delimiter).records().flatten().take(SNIFFED_ROWS).collect();
        let known = rows.iter().map(|row| heading::known(row.iter())).max();
        let alike = rows.iter().map(|row| rows_like(&rows, row)).max();
        (known, alike)
    });
    best.unwrap_or(b',')
}

/// How many rows have as many cells as this one, and how many cells it has; none for one cell.
fn rows_like(rows: &[StringRecord], row: &StringRecord) -> (usize, usize) {
    let alike = rows.iter().filter(|other| other.len() == row.len()).count();
    if row.len() < 2 { (0, 0) } else { (alike, row.len()) }
}

/// How many empty lines stand at this place, where a row begins: the reader passes over them, a
/// spreadsheet numbers them.
fn blank_lines(text: &str, begin: usize) -> usize {
    let rest = text.get(begin..).unwrap_or_default();
    let before = text.get(..begin).unwrap_or_default();
    // The second half of the line end before.
    let rest = if before.ends_with('\r') { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let blank = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let (mut lines, mut last) = (0, 0);
    for byte in blank {
        lines += usize::from(!(byte == b'\n' && last == b'\r'));
        last = byte;
    }
    lines
}

/// A quote that is never closed takes the rest of the file into one cell; that is told.
fn warn_of_open_quote(source: &str, record: &StringRecord, number: usize, report: &mut Report) {
    let is_open = source.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    if is_open && record.iter().next_back().is_some_and(|cell| cell.contains('\n')) {
        report.warn(
            "unclosed-quote",
            format!("row {number}"),
            "a quote is opened and never closed, so that all that follows is one cell",
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> (Vec<(usize, Vec<String>)>, usize) {
        let mut report = Report::default();
        let sheet = read(text, "a.csv", &mut report).unwrap();
        let rows = sheet.rows.iter();
        let rows = rows.map(|row| (row.number, row.cells().map(str::to_owned).collect()));
        (rows.collect(), report.warnings.len())
    }

    #[test]
    fn delimiters_are_told_by_the_headers() {
        for (text, cells) in [
            ("Title,Start;End,Room\na,b,c\n", ["Title", "Start;End", "Room"]),
            ("Titel;Raum, Saal;Start\na;b;c\n", ["Titel", "Raum, Saal", "Start"]),
            ("Title\tStart, local\tRoom\n", ["Title", "Start, local", "Room"]),
            ("Title|Start|Room\n", ["Title", "Start", "Room"]),
            ("sep=;\r\nx;y,y;z\r\n", ["x", "y,y", "z"]),
            ("My conf, 2024\nTitle;Start;Room\n", ["Title", "Start", "Room"]),
        ] {
            let (rows, _) = rows(text);
            assert!(rows.iter().any(|(_, row)| row == &cells), "{text}: {rows:?}");
        }
        assert_eq!(sniff("a;b\nc;d\ne;f,g\n"), b';');
        assert_eq!(sniff("one"), b',');
    }

    #[test]
    fn rows_have_the_numbers_a_spreadsheet_shows() {
        let text = "Title,Room\r\n\r\n\"a\r\nb\r\n\r\nc\",R\r\n,,\r\n\r\n\r\nd,R\r\n";
        let (found, warnings) = rows(text);
        let numbers: Vec<_> =
            found.iter().map(|(number, row)| (*number, row[0].as_str())).collect();
        assert_eq!(numbers, [(1, "Title"), (3, "a\r\nb\r\n\r\nc"), (7, "d")]);
        assert_eq!(warnings, 0);
        let unix: Vec<_> = rows("a,b\n\n\nc,d\ne,f").0.iter().map(|row| row.0).collect();
        assert_eq!(unix, [1, 4, 5]);
        assert_eq!(rows("sep=,\na,b\n").0[0].0, 2);
        assert_eq!(rows("\n\na,b\r\rc,d").0.iter().map(|row| row.0).collect::<Vec<_>>(), [3, 5]);
    }

    #[test]
    fn quotes_hold_anything_and_an_open_one_is_told() {
        let (found, warnings) = rows("Title,Room\n\"a \"\"b\"\", c\",12\"\n");
        assert_eq!(
            (found[1].1.as_slice(), warnings),
            (&["a \"b\", c".to_owned(), "12\"".into()][..], 0)
        );
        assert_eq!(rows("Title,Room\nx,\"open\ny,z\n").1, 1);
    }

    proptest! {
        #[test]
        fn any_text_is_rows_in_order(text in "[a,;|\"\t\r\n ']{0,60}") {
            let (found, _) = rows(&text);
            prop_assert!(found.is_sorted_by(|a, b| a.0 < b.0));
        }
    }
}
