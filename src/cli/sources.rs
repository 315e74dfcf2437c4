//! Paths to the files of imports: folders are walked, files that belong together are grouped.
//! Judges no content.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::CliError;
use crate::ingest::{self, Input};

/// Folders below the one that was named: pyvideo keeps its records two levels down.
const MAX_DEPTH: usize = 6;

/// One import: the files of one event, under the path that people know them by.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) files: Vec<Input>,
}

/// What a file was like when it was looked at; another stamp means that it was written.
pub(super) type Stamp = (PathBuf, Option<SystemTime>, u64);

/// Reads everything that the paths hold.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Source>, CliError> {
    let mut sources = Vec::new();
    let mut loose = Vec::new();
    for path in paths {
        if path.is_dir() {
            sources.extend(read_folder(path)?);
        } else {
            loose.push(Input::new(&path.to_string_lossy(), read_file(path)?));
        }
    }
    let named = |files: Vec<Input>| {
        let path = files.first().map(|file| PathBuf::from(&file.name)).unwrap_or_default();
        Source { path, files: files.into_iter().map(without_folders).collect() }
    };
    sources.extend(ingest::group(loose).into_iter().map(named));
    Ok(sources)
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

/// The imports of a folder. A folder that holds one event keeps the folder's name.
fn read_folder(folder: &Path) -> Result<Vec<Source>, CliError> {
    let mut files = Vec::new();
    for path in list(folder)? {
        let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        // Whatever else lies in a folder was not named by anybody.
        let bytes = read_file(&path)?;
        if ingest::is_readable(&below, &bytes) {
            files.push(Input { name: below, bytes });
        }
    }
    if files.is_empty() {
        return Err(CliError::NoSchedule { path: folder.to_owned() });
    }
    let groups = ingest::group(files);
    let is_one = groups.len() == 1;
    let named = |files: Vec<Input>| {
        let first = files.first().map(|file| folder.join(&file.name));
        let path = if is_one { folder.to_owned() } else { first.unwrap_or_default() };
        Source { path, files }
    };
    Ok(groups.into_iter().map(named).collect())
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
