//! Opening an index: in memory, or in a directory that is rebuilt when it is damaged or of another
//! version. Removes only files that an index consists of.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::directory::{Directory, DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::{IndexSettings, ReloadPolicy};

use super::schema::{Fields, VERSION};
use super::write::BUSY_WAIT;
use super::{Index, IndexError, analyse};

/// Holds [`VERSION`]; written last, so that a half-made index is not taken for a whole one.
const VERSION_FILE: &str = "hallway-index-version";
/// Files by which Tantivy recognises a directory as an index.
const INDEX_FILES: [&str; 3] = ["meta.json", ".managed.json", VERSION_FILE];

impl Index {
    /// Opens the index in a directory, making or rebuilding it where it is absent, damaged or of
    /// another version; a rebuilt index is empty until [`Index::sync`].
    ///
    /// # Errors
    /// [`IndexError::Busy`] when it has to be rebuilt while another process writes it,
    /// [`IndexError::Directory`] when the directory cannot be used.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(dir).map_err(|source| directory_error(dir, source))?;
        match load(dir) {
            Ok(index) => return Ok(index),
            Err(Unusable::Absent) => {}
            Err(Unusable::Stale(reason)) => {
                tracing::warn!(dir = %dir.display(), reason, "the index is rebuilt");
            }
        }
        rebuild(dir)
    }

    /// An index that lives as long as the process.
    ///
    /// # Errors
    /// Tantivy cannot start its reader.
    pub fn in_memory() -> Result<Self, IndexError> {
        let (schema, fields) = Fields::build();
        wrap(tantivy::Index::create_in_ram(schema), fields, None)
    }
}

/// Why a directory does not hold an index to use.
enum Unusable {
    Absent,
    Stale(String),
}

fn stale(error: impl ToString) -> Unusable {
    Unusable::Stale(error.to_string())
}

fn load(dir: &Path) -> Result<Index, Unusable> {
    if !INDEX_FILES.iter().any(|name| dir.join(name).exists()) {
        return Err(Unusable::Absent);
    }
    let version = fs::read_to_string(dir.join(VERSION_FILE)).map_err(stale)?;
    if version.trim() != VERSION.to_string() {
        return Err(Unusable::Stale(format!("its version is `{}`", version.trim())));
    }
    let inner = tantivy::Index::open_in_dir(dir).map_err(stale)?;
    let (schema, fields) = Fields::build();
    if inner.schema() != schema {
        return Err(stale("its fields differ"));
    }
    // An archive's index is some megabytes: reading it once costs milliseconds, whereas a damaged
    // file found in the middle of a search would make Tantivy panic.
    let damaged = inner.validate_checksum().map_err(stale)?;
    if let Some(file) = damaged.iter().next() {
        return Err(Unusable::Stale(format!("`{}` is damaged", file.display())));
    }
    wrap(inner, fields, Some(dir)).map_err(stale)
}

fn rebuild(dir: &Path) -> Result<Index, IndexError> {
    let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
    let _lock = lock(&directory, dir)?;
    clear(dir).map_err(|source| directory_error(dir, source))?;
    let (schema, fields) = Fields::build();
    let inner = tantivy::Index::create(directory, schema, IndexSettings::default())?;
    fs::write(dir.join(VERSION_FILE), VERSION.to_string())
        .map_err(|source| directory_error(dir, source))?;
    wrap(inner, fields, Some(dir))
}

fn wrap(inner: tantivy::Index, fields: Fields, dir: Option<&Path>) -> Result<Index, IndexError> {
    analyse::register(inner.tokenizers());
    // Reloaded by hand, so that index and vectors change together.
    let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let (dir, left) = (dir.map(Path::to_path_buf), Mutex::new(None));
    Ok(Index { inner, reader, fields, dir, busy_wait: BUSY_WAIT, left })
}

fn lock(directory: &MmapDirectory, dir: &Path) -> Result<DirectoryLock, IndexError> {
    use tantivy::directory::error::LockError;
    directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|error| match error {
        LockError::LockBusy => IndexError::Busy { path: dir.to_path_buf() },
        LockError::IoError(source) => IndexError::Directory { path: dir.to_path_buf(), source },
    })
}

/// Removes the files of an index. Lock files stay: removing one that is held would break it.
fn clear(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && is_index_file(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Segment files are named by 32 hexadecimal digits.
fn is_index_file(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let is_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_segment || INDEX_FILES.contains(&name)
}

fn directory_error(dir: &Path, source: io::Error) -> IndexError {
    IndexError::Directory { path: dir.to_path_buf(), source: Arc::new(source) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{Document, RecordKey};

    fn documents() -> Vec<Document> {
        let document = |id: &str| Document {
            key: RecordKey::talk("event", id),
            title: format!("Talk {id}"),
            text: "About engines.".into(),
            speakers: vec!["Ada Byron".into()],
            affiliations: Vec::new(),
            topics: Vec::new(),
            track: None,
            rooms: Vec::new(),
            kind: "talk".into(),
            year: Some(1843),
            speech: None,
        };
        vec![document("1"), document("2")]
    }

    fn filled(dir: &Path) {
        let report = Index::open(dir).unwrap().sync(&documents()).unwrap();
        assert_eq!(report.added, 2);
    }

    #[test]
    fn an_index_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path());
        let index = Index::open(dir.path()).unwrap();
        assert_eq!(index.document_count(), 2);
        assert!(index.sync(&documents()).unwrap().is_empty());
    }

    #[test]
    fn another_version_is_rebuilt_and_foreign_files_stay() {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path());
        fs::write(dir.path().join(VERSION_FILE), "0").unwrap();
        fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(Index::open(dir.path()).unwrap().document_count(), 0);
        assert!(dir.path().join("notes.txt").exists());
        filled(dir.path());
    }

    #[test]
    fn any_damaged_file_means_a_rebuilt_index_not_a_failure() {
        let source = tempfile::tempdir().unwrap();
        filled(source.path());
        for entry in fs::read_dir(source.path()).unwrap() {
            let name = entry.unwrap().file_name();
            if !is_index_file(&name.to_string_lossy()) {
                continue;
            }
            let copy = tempfile::tempdir().unwrap();
            for file in fs::read_dir(source.path()).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
            }
            let mut bytes = fs::read(copy.path().join(&name)).unwrap();
            bytes.truncate(bytes.len() / 2);
            fs::write(copy.path().join(&name), bytes).unwrap();
            let index = Index::open(copy.path()).unwrap();
            index.sync(&documents()).unwrap();
            assert_eq!(index.document_count(), 2, "{name:?}");
        }
    }

    #[test]
    fn a_held_lock_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        let directory = MmapDirectory::open(dir.path()).unwrap();
        let _held = lock(&directory, dir.path()).unwrap();
        index.busy_wait = Duration::from_millis(40);
        assert!(matches!(index.sync(&documents()), Err(IndexError::Busy { .. })));
        fs::write(dir.path().join(VERSION_FILE), "0").unwrap();
        assert!(matches!(Index::open(dir.path()), Err(IndexError::Busy { .. })));
    }
}
