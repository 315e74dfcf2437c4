//! Workbooks: which sheets count, and cells with dates.

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook, Worksheet};

use super::*;

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book.save_to_buffer().unwrap()
}

fn read_book(bytes: Vec<u8>) -> Read {
    let mut report = Report::default();
    let files = [Input::new("a.xlsx", bytes)];
    let bundle = parse(Format::Xlsx, &files, &options(), &mut report).unwrap();
    let warnings = report.warnings.into_iter();
    (bundle.talks, warnings.map(|it| format!("{} {}", it.code, it.place)).collect())
}

#[test]
fn a_workbook_with_people_beside_its_sessions_is_read() {
    let sessions: &[&[&str]] = &[
        &[
            "Session Id",
            "Title",
            "Description",
            "Speakers",
            "Status",
            "Room",
            "Scheduled At",
            "Scheduled Duration",
        ],
        &[
            "1",
            "One",
            "About one",
            "Ada Byron, Charles Babbage",
            "Accepted",
            "Hall",
            "19 Jun 2024 10:00 AM",
            "45",
        ],
        &["2", "Two", "", "Ada Byron", "Declined", "", "", ""],
    ];
    let people: &[&[&str]] = &[
        &["Speaker Id", "FirstName", "LastName", "Email", "TagLine", "Bio", "Company"],
        &["a", "Ada", "Byron", "a@b.example", "", "", "Mill"],
    ];
    let notes: &[&[&str]] = &[&["Remember", "the", "milk"]];
    let (talks, warnings) =
        read_book(book(&[("Notes", notes), ("Sessions", sessions), ("Speakers", people)]));
    assert_eq!(
        shown(&talks),
        ["1 | One | 06-19 10:00 > 10:45 @ Hall | Ada Byron of Mill, Charles Babbage"]
    );
    assert_eq!(talks[0].speakers[0].id.as_deref(), Some("a"));
    assert_eq!(warnings, ["not-in-programme row 3 (`2`)"]);
}

#[test]
fn a_sheet_for_each_day_is_one_programme() {
    let header: &[&str] = &["Time", "Title", "Room"];
    let (talks, warnings) = read_book(book(&[
        (
            "Wed 19 June 2024",
            &[header, &["10:00 - 11:00", "A", "Hall"], &["23:30 - 00:30", "B", ""]],
        ),
        ("Thu 20 June 2024", &[header, &["10:00 - 11:00", "C", "Hall"], &["noon", "D", "Hall"]]),
        ("Copy", &[header, &["10:00 - 11:00", "A", "Hall"]]),
        ("Rooms", &[&["Room", "Title", "Seats"], &["Hall", "The hall", "90"]]),
    ]));
    let expected = [
        "a | A | 06-19 10:00 > 11:00 @ Hall | ",
        "b | B | 06-19 23:30 > 00:30 @ - | ",
        "c | C | 06-20 10:00 > 11:00 @ Hall | ",
        "d | D |  | ",
    ];
    assert_eq!(shown(&talks), expected);
    let expected = [
        "table-left-out sheet `Copy`",
        "table-left-out sheet `Rooms`",
        "bad-date sheet `Thu 20 June 2024`, row 3",
        "missing-id table",
    ];
    assert_eq!(warnings, expected);
}

#[test]
fn dates_and_times_of_cells_are_dates_and_times() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, &[&["Conference plan"], &[], &["Day", "Start", "End", "No", "Title"]]);
    let style = |format: &str| Style::new().set_num_format(format);
    let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    let day = at("2024-06-05");
    sheet.merge_range(3, 0, 4, 0, "", &style("dd/mm/yyyy")).unwrap();
    sheet.write_with_format(3, 0, day, &style("dd/mm/yyyy")).unwrap();
    for (row, start, end) in [(3, "09:00", "09:45"), (4, "23:00", "01:00")] {
        sheet.write_with_format(row, 1, at(start), &style("hh:mm")).unwrap();
        sheet.write_with_format(row, 2, at(end), &style("hh:mm")).unwrap();
        sheet.write(row, 3, row).unwrap();
        sheet.write(row, 4, format!("T{row}")).unwrap();
    }
    let (talks, warnings) = read_book(book.save_to_buffer().unwrap());
    let expected = ["3 | T3 | 06-05 09:00 > 09:45 @ - | ", "4 | T4 | 06-05 23:00 > 01:00 @ - | "];
    assert_eq!(shown(&talks), expected);
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn hidden_sheets_count_only_where_there_is_nothing_else() {
    let hidden = |and_open: bool| {
        let mut book = Workbook::new();
        let rows: &[&[&str]] = &[&["Title", "Room"], &["Secret", "A"]];
        let open: &[&[&str]] =
            if and_open { &[&["Title", "Room"], &["Open", "A"]] } else { &[&["x"]] };
        fill(book.add_worksheet(), open);
        fill(book.add_worksheet().set_hidden(true), rows);
        let (talks, _) = read_book(book.save_to_buffer().unwrap());
        talks[0].title.clone()
    };
    assert_eq!((hidden(true), hidden(false)), ("Open".into(), "Secret".into()));
}
