//! Paths to the files of imports: folders are walked, schedules and transcripts told apart, files
//! that belong together grouped. Reads no records.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::CliError;
use crate::ingest::{self, Input, MAX_FILE_BYTES};

/// Folders below the one that was named: pyvideo keeps its records two levels down.
const MAX_DEPTH: usize = 6;

/// One import: the files of one event, under the path that people know them by.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) files: Vec<Input>,
}

/// A file that holds what was said in a talk.
#[derive(Debug)]
pub(super) struct TranscriptSource {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// Everything that the paths of an import hold.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) schedules: Vec<Source>,
    pub(super) transcripts: Vec<TranscriptSource>,
}

/// What a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Schedules; all else is refused, or passed over in a folder.
    Schedules,
    /// Schedules and transcripts, told apart by what is in them.
    Both,
    /// Transcripts, whatever is in them.
    Transcripts,
}

/// What a file was like when it was looked at; another stamp means that it was written.
pub(super) type Stamp = (PathBuf, Option<SystemTime>, u64);

/// Reads everything that the paths hold.
pub(super) fn read(paths: &[PathBuf], wanted: Wanted) -> Result<Sources, CliError> {
    let mut sources = Sources::default();
    let mut loose = Vec::new();
    for path in paths {
        if path.is_dir() {
            let folder = read_folder(path, wanted)?;
            sources.schedules.extend(folder.schedules);
            sources.transcripts.extend(folder.transcripts);
            continue;
        }
        let (path, bytes) = (path.clone(), read_file(path)?);
        match wanted.kind(&path, &bytes) {
            Kind::Captions => sources.transcripts.push(TranscriptSource { path, bytes }),
            Kind::Text if ingest::detect(&bytes).is_err() => {
                sources.transcripts.push(TranscriptSource { path, bytes });
            }
            // What is neither is read as a schedule, for the error that says what it is.
            _ => loose.push(Input::new(&path.to_string_lossy(), bytes)),
        }
    }
    let named = |files: Vec<Input>| {
        let path = files.first().map(|file| PathBuf::from(&file.name)).unwrap_or_default();
        Source { path, files: files.into_iter().map(without_folders).collect() }
    };
    sources.schedules.extend(ingest::group(loose).into_iter().map(named));
    Ok(sources)
}

/// What a file may be.
enum Kind {
    Schedule,
    /// Surely a transcript.
    Captions,
    /// Paragraphs, by its name.
    Text,
    Other,
}

impl Wanted {
    fn kind(self, path: &Path, bytes: &[u8]) -> Kind {
        let name = path.to_string_lossy();
        let is_captions = || ingest::detect_transcript(bytes).is_some();
        match self {
            Self::Transcripts => Kind::Captions,
            Self::Both if is_captions() => Kind::Captions,
            _ if ingest::is_readable(&name, bytes) => Kind::Schedule,
            Self::Both if ingest::is_text_name(&name) => Kind::Text,
            _ => Kind::Other,
        }
    }
}

/// What the files of these paths are like now.
pub(super) fn stamps(paths: &[PathBuf]) -> Result<Vec<Stamp>, CliError> {
    let mut stamps = Vec::new();
    for path in paths {
        let files = if path.is_dir() { list(path)? } else { vec![path.clone()] };
        for file in files {
            let unreadable = |source| CliError::Read { path: file.clone(), source };
            let about = fs::metadata(&file).map_err(unreadable)?;
            stamps.push((file.clone(), about.modified().ok(), about.len()));
        }
    }
    Ok(stamps)
}

/// The imports of a folder. Texts are transcripts where there are no schedules, beside which stand
/// notes. A folder that holds one event keeps the folder's name.
fn read_folder(folder: &Path, wanted: Wanted) -> Result<Sources, CliError> {
    let (mut files, mut transcripts, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for path in list(folder)? {
        // Whatever else lies in a folder was not named by anybody: recordings, say.
        if fs::metadata(&path).is_ok_and(|about| about.len() > MAX_FILE_BYTES as u64) {
            continue;
        }
        let below = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        let bytes = read_file(&path)?;
        match wanted.kind(&below, &bytes) {
            Kind::Schedule => files.push(Input::new(&below.to_string_lossy(), bytes)),
            Kind::Captions => transcripts.push(TranscriptSource { path, bytes }),
            Kind::Text => texts.push(TranscriptSource { path, bytes }),
            Kind::Other => {}
        }
    }
    if files.is_empty() {
        transcripts.append(&mut texts);
    }
    if files.is_empty() && transcripts.is_empty() {
        return Err(CliError::NoSchedule { path: folder.to_owned() });
    }
    Ok(Sources { schedules: grouped(folder, files), transcripts })
}

fn grouped(folder: &Path, files: Vec<Input>) -> Vec<Source> {
    let groups = ingest::group(files);
    let is_one = groups.len() == 1;
    let named = |files: Vec<Input>| {
        let first = files.first().map(|file| folder.join(&file.name));
        let path = if is_one { folder.to_owned() } else { first.unwrap_or_default() };
        Source { path, files }
    };
    groups.into_iter().map(named).collect()
}

/// The files below a folder, by name; nothing hidden.
fn list(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let unreadable = |source| CliError::Read { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let is_hidden =
                path.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'));
            match path.is_dir() {
                _ if is_hidden => {}
                true if depth < MAX_DEPTH => folders.push((path, depth + 1)),
                true => {}
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source })
}

fn without_folders(file: Input) -> Input {
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Input { name, ..file }
}
