//! Workbooks of both kinds say the same, however they are written, and hostile ones do no harm.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as Style, Formula, Workbook};

use super::*;

fn rows(sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
    let rows = sheet.rows.iter();
    rows.map(|row| (row.number, row.cells().map(str::to_owned).collect())).collect()
}

/// A workbook with a date, a time, both, a length, numbers, a formula and merged cells.
fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let style = |format: &str| Style::new().set_num_format(format);
    let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    let sheet = book.add_worksheet().set_name("Programme").unwrap();
    let headers = ["Date", "Start", "Both", "Length", "No", "Title", "Sum"];
    for (column, header) in (0..).zip(headers) {
        sheet.write(0, column, header).unwrap();
    }
    sheet.write_with_format(2, 0, at("2024-06-19"), &style("yyyy-mm-dd")).unwrap();
    sheet.write_with_format(2, 1, at("10:30"), &style("hh:mm")).unwrap();
    sheet.write_with_format(2, 2, at("2024-06-19T10:30:00"), &style("d/m/yy hh:mm")).unwrap();
    sheet.write_with_format(2, 3, 1.25, &style("[h]:mm")).unwrap();
    sheet.write(2, 4, 7.0).unwrap();
    sheet.write(2, 5, "A & B\n\"two\"").unwrap();
    sheet.write_formula(2, 6, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(3, 5, "Below").unwrap();
    sheet.merge_range(3, 0, 4, 0, "Day", &Style::new()).unwrap();
    sheet.write(4, 5, "Merged").unwrap();
    sheet.write_formula(5, 6, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    book.add_worksheet().set_name("Secret").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
    book.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ods_of(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
         xmlns:text=\"x\" xmlns:style=\"s\"><office:automatic-styles><style:style style:name=\"off\">\
         <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    zipped(&[("mimetype", mime), ("content.xml", &content), ("META-INF/manifest.xml", "<m/>")])
}

const ODS: &str = r#"<table:table table:name="Programme"><table:table-row>
 <table:table-cell office:value-type="string"><text:p>Date</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><text:p>Start</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><text:p>Title</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2024-06-19" table:number-rows-spanned="2"><text:p>Wed</text:p></table:table-cell>
 <table:table-cell office:value-type="time" office:time-value="PT10H30M00S"><text:p>10:30</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><office:annotation><text:p>psst</text:p></office:annotation><text:p>A &amp; <text:span>B</text:span></text:p><text:p>two<text:s/>x</text:p></table:table-cell>
 <table:table-cell office:value-type="float" office:value="7"><text:p>7,0</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell/><table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048560"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table><table:table table:name="Secret" table:style-name="off"></table:table>"#;

#[test]
fn excel_cells_are_read_as_they_are_shown() {
    let sheets = read(&xlsx(), "a.xlsx").unwrap();
    let row =
        |number, cells: &[&str]| (number, cells.iter().map(|cell| (*cell).to_owned()).collect());
    let length = "30:00";
    let expected: [(usize, Vec<String>); 4] = [
        row(1, &["Date", "Start", "Both", "Length", "No", "Title", "Sum"]),
        row(3, &["2024-06-19", "10:30", "2024-06-19T10:30:00", length, "7", "A & B\n\"two\"", "2"]),
        row(4, &["Day", "", "", "", "", "Below"]),
        row(5, &["Day", "", "", "", "", "Merged"]),
    ];
    assert_eq!(rows(&sheets[0]), expected);
    assert_eq!(sheets[0].notes, [(6, "a formula ends in `#DIV/0!`; read as an empty cell".into())]);
    assert_eq!((sheets[1].name.as_str(), sheets[1].is_hidden), ("Secret", true));
}

#[test]
fn open_document_cells_are_read_as_they_are_shown() {
    let sheets = read(&ods_of(ODS), "a.ods").unwrap();
    let found = rows(&sheets[0]);
    assert_eq!(
        found[1],
        (4, ["2024-06-19", "10:30", "A & B\ntwo x", "7"].map(str::to_owned).into())
    );
    assert_eq!(found[2], (5, ["2024-06-19", "x", "x"].map(str::to_owned).into()));
    assert_eq!(found.len(), 3);
    assert!(!sheets[0].is_hidden && sheets[1].is_hidden);
}

#[test]
fn hostile_workbooks_are_refused() {
    let many = |rows, columns| {
        ods_of(&format!(
            "<table:table table:name='a'><table:table-row table:number-rows-repeated='{rows}'>\
             <table:table-cell table:number-columns-repeated='{columns}' \
             office:value-type='float' office:value='1'/></table:table-row></table:table>"
        ))
    };
    for bytes in [many("1000000", "1"), many("1", "16384"), many("200000", "400")] {
        assert!(matches!(read(&bytes, ""), Err(IngestError::Limit { .. })));
    }
    for open in [
        "<table:table><table:table-row><table:table-cell><office:annotation>",
        "<table:table><table:table-row>",
        "<table:table><table:table-row table:number-rows-repeated='-1'/></table:table>",
    ] {
        assert!(matches!(read(&ods_of(open), ""), Err(IngestError::Malformed { .. })), "{open}");
    }
    let sheet = xlsx();
    for end in [4, 100, sheet.len() / 2, sheet.len() - 1] {
        assert!(read(&sheet[..end], "").is_err());
    }
}

/// The parts of an Excel workbook, for changing them.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

proptest! {
    #[test]
    fn changed_workbooks_never_panic(
        is_ods in any::<bool>(),
        edits in proptest::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[0-9<>/\"A-Za-z=]{0,3}"), 1..4),
    ) {
        let mut parts = parts(&if is_ods { ods_of(ODS) } else { xlsx() });
        for (part, at, with) in edits {
            let part = part.index(parts.len());
            let content = &mut parts[part].1;
            if content.is_empty() {
                continue;
            }
            let from = at.index(content.len());
            let to = (from + with.len().max(1)).min(content.len());
            content.splice(from..to, with.bytes());
        }
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &parts {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        let _ = read(&zip.finish().unwrap().into_inner(), "a");
    }
}
