//! Excel workbooks to sheets of text; the grammar of the files is known to `calamine`.

use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::DateTime;

use super::number::{clock, moment, plain};
use super::{MAX_SHEETS, malformed, package};
use crate::ingest::IngestError;
use crate::ingest::table::sheet::{Sheet, check_all};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Most merged regions of a sheet that are looked at.
const MAX_REGIONS: usize = 10_000;
const SECONDS_A_DAY: f64 = 86_400.0;

/// The sheets of a workbook, in its order.
///
/// # Errors
///
/// It breaks off, is malformed, or is too large.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, IngestError> {
    package::check(bytes)?;
    // Some malformed references (a row 0) end in a panic there, where overflows are checked.
    let read = catch_unwind(|| sheets(bytes, file));
    read.unwrap_or_else(|_| Err(malformed("a reference in it is wrong")))
}

fn sheets(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, IngestError> {
    let mut book: Book = Xlsx::new(Cursor::new(bytes)).map_err(malformed)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<(String, bool)> = sheets
        .take(MAX_SHEETS)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut read = Vec::with_capacity(sheets.len());
    for (name, is_hidden) in sheets {
        let mut sheet = Sheet::new(file, &name);
        sheet.is_hidden = is_hidden;
        match cells(&mut book, &name, &mut sheet) {
            Ok(()) => {}
            Err(Broken::Limit(error)) => return Err(error),
            // A sheet of another sort that says it is one of cells.
            Err(Broken::Book(XlsxError::NotAWorksheet(_))) => continue,
            Err(Broken::Book(error)) => return Err(malformed(error)),
        }
        merged(&mut book, &name, &mut sheet)?;
        read.push(sheet);
        check_all(&read)?;
    }
    Ok(read)
}

enum Broken {
    Book(XlsxError),
    Limit(IngestError),
}

impl From<XlsxError> for Broken {
    fn from(error: XlsxError) -> Self {
        Self::Book(error)
    }
}

fn cells(book: &mut Book<'_>, name: &str, sheet: &mut Sheet) -> Result<(), Broken> {
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize + 1, column as usize);
        if let DataRef::Error(error) = cell.get_value() {
            sheet.note(row, format!("a formula ends in `{error}`; read as an empty cell"));
            continue;
        }
        let text = text(cell.get_value());
        sheet.put(row, column, text.as_ref()).map_err(Broken::Limit)?;
    }
    Ok(())
}

/// What a cell shows.
fn text<'a>(value: &'a DataRef<'a>) -> std::borrow::Cow<'a, str> {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.as_str().into()
        }
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Int(value) => value.to_string().into(),
        DataRef::Float(value) => plain(*value).into(),
        DataRef::Bool(value) => value.to_string().into(),
        DataRef::DateTime(value) => date_time(value).into(),
        DataRef::Error(_) | DataRef::Empty => "".into(),
    }
}

/// A day, a time of day, both, or a length.
fn date_time(value: &ExcelDateTime) -> String {
    let days = value.as_f64();
    if value.is_duration() || (0.0..1.0).contains(&days) {
        // What is no length becomes the shortest or the longest.
        return clock((days * SECONDS_A_DAY).round() as u64);
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let part = |value: u8| i8::try_from(value).unwrap_or(-1);
    let wall = DateTime::new(
        i16::try_from(year).unwrap_or(-1),
        part(month),
        part(day),
        part(hour),
        part(minute),
        part(second),
        i32::from(milli) * 1_000_000,
    );
    wall.map_or_else(|_| plain(days), moment)
}

/// Repeats merged cells downwards: a day or a time that stands once beside several sessions.
/// Cells merged sideways are titles over a table, or what takes place in all rooms.
fn merged(book: &mut Book<'_>, name: &str, sheet: &mut Sheet) -> Result<(), IngestError> {
    // What is written wrongly after the cells costs only the merging.
    let Ok(regions) = book.merge_cells_by_sheet_name(name) else { return Ok(()) };
    for region in regions.iter().take(MAX_REGIONS).filter(|region| region.end.0 > region.start.0) {
        let (from, to) = (region.start.0 as usize + 1, region.end.0 as usize + 1);
        sheet.fill_down(region.start.1 as usize, from, to)?;
    }
    Ok(())
}
