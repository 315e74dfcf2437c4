//! `OpenDocument` spreadsheets to sheets of text. Repeated rows and cells are repeated only where
//! something stands in them: files state a million empty rows, and hostile ones a million full ones.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::number::{clock, plain};
use super::{MAX_SHEETS, malformed, package};
use crate::ingest::IngestError;
use crate::ingest::table::sheet::{Sheet, check_all};

/// Longest text of a cell, in bytes, as in other tables.
const MAX_CELL_BYTES: usize = 1 << 20;

/// The sheets of a workbook, in its order.
///
/// # Errors
///
/// It breaks off, is malformed, or is too large.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, IngestError> {
    package::check(bytes)?;
    let content = package::text(bytes, "content.xml")?;
    let mut reader = Content { xml: Reader::from_str(&content), hidden: HashSet::new() };
    reader.xml.config_mut().expand_empty_elements = true;
    reader.sheets(file)
}

struct Content<'a> {
    xml: Reader<&'a [u8]>,
    /// Styles that hide a sheet.
    hidden: HashSet<String>,
}

/// A cell with how often it stands in its row.
struct Cell {
    column: usize,
    times: usize,
    text: String,
    /// How many rows it was merged over.
    rows: usize,
}

impl<'a> Content<'a> {
    fn next(&mut self) -> Result<Event<'a>, IngestError> {
        self.xml.read_event().map_err(malformed)
    }

    fn sheets(&mut self, file: &str) -> Result<Vec<Sheet>, IngestError> {
        let mut sheets = Vec::new();
        let mut style = String::new();
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "style" => style = attribute(&tag, "name")?,
                    "table-properties" if attribute(&tag, "display")? == "false" => {
                        self.hidden.insert(style.clone());
                    }
                    "table" if sheets.len() < MAX_SHEETS => {
                        sheets.push(self.sheet(&tag, file)?);
                        check_all(&sheets)?;
                    }
                    _ => {}
                },
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    fn sheet(&mut self, tag: &BytesStart<'_>, file: &str) -> Result<Sheet, IngestError> {
        let mut sheet = Sheet::new(file, &attribute(tag, "name")?);
        sheet.is_hidden = self.hidden.contains(&attribute(tag, "style-name")?);
        let mut number = 1;
        let mut merged: Vec<(usize, usize, usize)> = Vec::new();
        loop {
            match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "table-row" => {
                    let times = count(&tag, "number-rows-repeated")?;
                    let cells = self.row()?;
                    for row in number..number + if cells.is_empty() { 0 } else { times } {
                        put(&mut sheet, row, &cells)?;
                    }
                    let over = cells.iter().filter(|cell| cell.rows > 1);
                    merged.extend(over.map(|cell| (cell.column, number, number + cell.rows - 1)));
                    number = number.saturating_add(times);
                }
                Event::End(tag) if tag.local_name().as_ref() == "table" => break,
                Event::Eof => return Err(malformed("the table breaks off")),
                _ => {}
            }
        }
        for (column, from, to) in merged {
            sheet.fill_down(column, from, to)?;
        }
        Ok(sheet)
    }

    /// The cells of a row in which something stands.
    fn row(&mut self) -> Result<Vec<Cell>, IngestError> {
        let mut cells = Vec::new();
        let mut column = 0_usize;
        loop {
            match self.next()? {
                Event::Start(tag) if is_cell(tag.local_name().as_ref()) => {
                    let times = count(&tag, "number-columns-repeated")?;
                    let rows = count(&tag, "number-rows-spanned")?;
                    let text = self.cell(&tag)?;
                    if !text.trim().is_empty() {
                        cells.push(Cell { column, times, text, rows });
                    }
                    column = column.saturating_add(times);
                }
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(cells),
                Event::Eof => return Err(malformed("a row breaks off")),
                _ => {}
            }
        }
    }

    /// What a cell shows: its date, time or number where it is one, else its paragraphs.
    fn cell(&mut self, tag: &BytesStart<'_>) -> Result<String, IngestError> {
        let kind = attribute(tag, "value-type")?;
        let value = match kind.as_str() {
            "date" => attribute(tag, "date-value")?,
            "time" => time(&attribute(tag, "time-value")?).unwrap_or_default(),
            "float" => attribute(tag, "value")?.parse().map(plain).unwrap_or_default(),
            "boolean" => attribute(tag, "boolean-value")?,
            _ => String::new(),
        };
        let shown = self.paragraphs(tag.local_name().as_ref())?;
        Ok(if value.is_empty() { shown } else { value })
    }

    /// The text up to the end of a cell, a line for each paragraph, without its comments.
    fn paragraphs(&mut self, cell: &str) -> Result<String, IngestError> {
        let mut text = String::new();
        let mut comments = 0_usize;
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "annotation" => comments += 1,
                    "p" if comments == 0 && !text.is_empty() => text.push('\n'),
                    "line-break" if comments == 0 => text.push('\n'),
                    "s" | "tab" if comments == 0 => text.push(' '),
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "annotation" => {
                    comments = comments.saturating_sub(1);
                }
                Event::End(tag) if tag.local_name().as_ref() == cell => return Ok(text),
                Event::Text(piece) if comments == 0 => text.push_str(&piece.xml10_content()),
                Event::CData(piece) if comments == 0 => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(entity) if comments == 0 => text.push_str(&resolved(&entity)),
                Event::Eof => return Err(malformed("a cell breaks off")),
                _ => {}
            }
            if text.len() > MAX_CELL_BYTES {
                let what = "the text of a cell, in bytes,";
                return Err(IngestError::Limit { what, limit: MAX_CELL_BYTES, line: 1 });
            }
        }
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "table-cell" | "covered-table-cell")
}

fn put(sheet: &mut Sheet, row: usize, cells: &[Cell]) -> Result<(), IngestError> {
    for cell in cells {
        for column in cell.column..cell.column.saturating_add(cell.times) {
            sheet.put(row, column, &cell.text)?;
        }
    }
    Ok(())
}

/// A time of day or a length (`PT10H30M00S`) as a clock shows it.
fn time(iso: &str) -> Option<String> {
    let span: jiff::Span = iso.parse().ok()?;
    let seconds =
        span.total((jiff::Unit::Second, jiff::SpanRelativeTo::days_are_24_hours())).ok()?;
    Some(clock(seconds.round() as u64))
}

/// An attribute by its name without prefix; empty when it is absent.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<String, IngestError> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(malformed)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            return Ok(value.map_err(malformed)?.into_owned());
        }
    }
    Ok(String::new())
}

/// How often something is repeated; once when it is not said.
fn count(tag: &BytesStart<'_>, name: &str) -> Result<usize, IngestError> {
    let stated = attribute(tag, name)?;
    if stated.is_empty() { Ok(1) } else { stated.parse().map_err(malformed) }
}

/// The text of an entity; one that is not of XML stays as it is written.
fn resolved(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = entity;
    let known = quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
    known.unwrap_or_else(|| format!("&{name};"))
}
