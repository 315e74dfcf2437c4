//! The files of an import: what belongs together, and what is packed in a zip. Reads no disk.

use std::io::{Cursor, Read};

use super::{Format, IngestError, detect, table};

/// The largest file read, in bytes. The largest real programme seen has 4 MB.
pub const MAX_FILE_BYTES: usize = 64 << 20;
/// Most files of one import: a pyvideo folder has a file a talk, and the largest has 1,500.
const MAX_FILES: usize = 20_000;
/// Most bytes that come out of one zip file.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;

/// One file of an import, by the name it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// File name, with folders below the imported one (`videos/keynote.json`).
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Input {
    /// A file with this name and content.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes }
    }

    /// The content as text, without a byte-order mark.
    pub(super) fn text(&self) -> Result<&str, IngestError> {
        detect::text_of(&self.bytes)
    }
}

/// Sorts files into imports: those that hold one event together, and the others each alone. The
/// order of the first files is kept. What cannot be recognised stands alone, for its error.
pub fn group(files: Vec<Input>) -> Vec<Vec<Input>> {
    let companions = files.iter().filter(|file| is_companion(file)).count();
    let mut groups: Vec<(Option<Format>, Vec<Input>)> = Vec::new();
    for file in files {
        let format = detect(&file.bytes).ok().filter(|format| format.is_joint());
        let is_table = format == Some(Format::Csv);
        let same = groups.iter_mut().rev().find(|(known, _)| format.is_some() && *known == format);
        match same {
            Some((_, group)) if !is_table || belongs(group, &file, companions) => group.push(file),
            _ => groups.push((format, vec![file])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether a table belongs to those before it. A table of people joins the sessions beside it; one
/// such table alone joins all of them, as sessions come in a file for each day. Tables of sessions
/// alone may be those of several events.
fn belongs(group: &[Input], file: &Input, companions: usize) -> bool {
    let has_people = group.iter().any(is_companion);
    let has_sessions = !group.iter().all(is_companion);
    match companions {
        0 => false,
        1 => true,
        _ if is_companion(file) => !has_people,
        _ => !has_sessions,
    }
}

fn is_companion(file: &Input) -> bool {
    detect(&file.bytes) == Ok(Format::Csv) && table::is_companion(file)
}

/// Whether a file that was found in a folder is worth reading: by its name, and by its content.
pub fn is_readable(name: &str, bytes: &[u8]) -> bool {
    is_wanted(name) && detect(bytes).is_ok()
}

/// The files, with those inside of plain zip files in the place of the zip.
///
/// # Errors
///
/// There are too many files, or a zip cannot be read or holds too much.
pub(super) fn unpacked(files: &[Input]) -> Result<Vec<Input>, IngestError> {
    let mut unpacked = Vec::with_capacity(files.len());
    for file in files {
        if detect::is_plain_zip(&file.bytes) {
            unpacked.extend(unzip(&file.bytes)?);
        } else {
            unpacked.push(file.clone());
        }
    }
    if unpacked.len() > MAX_FILES {
        return Err(IngestError::Limit { what: "the number of files", limit: MAX_FILES, line: 1 });
    }
    Ok(unpacked)
}

/// The files of a zip that an importer may want: no folders, nothing hidden, no media.
fn unzip(bytes: &[u8]) -> Result<Vec<Input>, IngestError> {
    let broken = |error: zip::result::ZipError| IngestError::Zip { message: error.to_string() };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut files = Vec::new();
    let mut left = MAX_UNPACKED_BYTES;
    for place in 0..archive.len().min(MAX_FILES) {
        let entry = archive.by_index(place).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        if entry.is_dir() || !is_wanted(&name) {
            continue;
        }
        // Never trust the size an entry states: read one byte past what is allowed, and look.
        let mut content = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut content);
        read.map_err(|error| IngestError::Zip { message: error.to_string() })?;
        left = left.checked_sub(content.len() as u64).ok_or(IngestError::TooLarge {
            bytes: usize::try_from(MAX_UNPACKED_BYTES).unwrap_or(usize::MAX),
            limit: usize::try_from(MAX_UNPACKED_BYTES).unwrap_or(usize::MAX),
        })?;
        files.push(Input { name, bytes: content });
    }
    Ok(files)
}

/// Whether a file inside of a folder or zip may hold records.
fn is_wanted(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_hidden = name.split('/').any(|part| part.starts_with(['.', '_']));
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_record = match extension.as_deref() {
        None => true,
        Some(word) => RECORD_EXTENSIONS.contains(&word),
    };
    !is_hidden && is_record
}

/// Endings of files that may hold records; Open Event's have none.
const RECORD_EXTENSIONS: [&str; 12] =
    ["json", "jsonl", "ndjson", "yml", "yaml", "xml", "csv", "tsv", "ics", "xlsx", "ods", "xcal"];

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_zip_stands_for_the_records_in_it() {
        let bytes = zipped(&[
            ("e/event", b"{}"),
            ("e/sessions.json", b"[]"),
            ("e/.x", b""),
            ("e/a.png", b""),
        ]);
        let files = unpacked(&[Input::new("a.zip", bytes)]).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["e/event", "e/sessions.json"]);
        let broken = Input::new("b.zip", b"PK\x03\x04 and no more".to_vec());
        assert!(matches!(unpacked(&[broken]), Err(IngestError::Zip { .. })));
    }

    #[test]
    fn only_files_of_one_event_are_grouped() {
        let own = br#"{"event": {"slug": "a", "name": "A"}, "talks": []}"#.to_vec();
        let files = vec![
            Input::new("1", own.clone()),
            Input::new("2", own),
            Input::new("3", b"what?".to_vec()),
        ];
        assert_eq!(group(files).iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
    }

    #[test]
    fn tables_of_people_join_their_sessions() {
        let grouped = |files: &[&str]| -> Vec<String> {
            let file = |name: &&str| {
                let people = name.starts_with('p');
                let header = if people { "Name,Company\nAda,Mill\n" } else { "Title,Room\nT,R\n" };
                Input::new(name, header.into())
            };
            let names = |group: Vec<Input>| -> Vec<String> {
                group.into_iter().map(|file| file.name).collect()
            };
            let groups = group(files.iter().map(file).collect()).into_iter();
            groups.map(|group| names(group).join("+")).collect()
        };
        assert_eq!(grouped(&["a", "b"]), ["a", "b"]);
        assert_eq!(grouped(&["a", "b", "p"]), ["a+b+p"]);
        assert_eq!(grouped(&["p", "a", "b"]), ["p+a+b"]);
        assert_eq!(grouped(&["a", "p1", "b", "p2"]), ["a+p1", "b+p2"]);
        assert_eq!(grouped(&["p1", "a", "p2", "b"]), ["p1+a", "p2+b"]);
    }
}
