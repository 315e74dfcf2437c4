//! What binary files are, by their first bytes and, for zip files, the names in them.

use std::io::{Cursor, Read};

use zip::ZipArchive;

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

/// The first bytes of the media type of `OpenDocument` spreadsheets and their templates.
const ODS_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Tells documents of office programs from other zip files by the names in the zip's directory:
/// programs write their parts in any order.
fn zip(bytes: &[u8]) -> &'static str {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return broken_zip(bytes) };
    let holds = |name: &str| archive.file_names().flatten().any(|known| known.starts_with(name));
    if holds("xl/workbook.bin") {
        "a binary Excel workbook (save it as .xlsx)"
    } else if holds("xl/workbook") {
        "an Excel workbook"
    } else if holds("word/document") {
        "a Word document"
    } else if holds("ppt/presentation") {
        "a PowerPoint presentation"
    } else if holds("content.xml") {
        open_document(archive)
    } else {
        PLAIN_ZIP
    }
}

/// What an `OpenDocument` file says it is.
fn open_document(mut archive: ZipArchive<Cursor<&[u8]>>) -> &'static str {
    let mut kind = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        // Longer than any media type; what is cut off or is no text is no spreadsheet.
        let _ = part.take(100).read_to_string(&mut kind);
    }
    match kind.trim() {
        kind if kind.starts_with(ODS_TYPE) => "an OpenDocument spreadsheet",
        kind if kind.starts_with("application/vnd.oasis.opendocument") => "an OpenDocument file",
        _ => PLAIN_ZIP,
    }
}

/// What a zip file is that breaks off, by the names stored near its start.
fn broken_zip(bytes: &[u8]) -> &'static str {
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
