//! What binary files are, by their first bytes; opens none of them.

use crate::ingest::Format;

/// First bytes of every zip file, and so of workbooks.
const ZIP: &[u8] = b"PK\x03\x04";

/// First bytes of files people mistake for schedules.
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
    (b"7z\xbc\xaf", "a 7z archive (unpack it first)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
    (b"\xfe\xff", "UTF-16 text (save it as UTF-8)"),
];

/// What a binary file is, by its first bytes.
pub(super) fn name(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(ZIP) {
        return Some(zip(bytes));
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// The format of a spreadsheet.
pub(super) fn workbook(bytes: &[u8]) -> Option<Format> {
    if !bytes.starts_with(ZIP) {
        return None;
    }
    match zip(bytes) {
        "an Excel workbook" => Some(Format::Xlsx),
        "an OpenDocument spreadsheet" => Some(Format::Ods),
        _ => None,
    }
}

/// Whether this is a zip of files, and not a document that happens to be packed as one.
pub(in crate::ingest) fn is_plain_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) && zip(bytes) == PLAIN_ZIP
}

/// A zip that is no document of an office program.
const PLAIN_ZIP: &str = "a zip archive without a schedule in it";

/// Tells spreadsheets from other zip files by the names stored near the start.
fn zip(bytes: &[u8]) -> &'static str {
    // Names of the first entries stand in the clear; 4 KiB reach past them in files of Office.
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if holds(b"xl/") {
        "an Excel workbook"
    } else if holds(b"opendocument.spreadsheet") {
        "an OpenDocument spreadsheet"
    } else if holds(b"word/") {
        "a Word document"
    } else {
        PLAIN_ZIP
    }
}
