//! Replaces files of a model folder: all are written beside their places first, then each is moved
//! there. Knows nothing of what is in them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::EmbedError;

/// What is to become of a file.
pub(super) struct NewFile {
    /// Its name within the folder.
    pub(super) name: &'static str,
    /// What it is to hold; with `None` there is to be no such file.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Makes the folder, if there is none, and replaces these files in their order. None is moved to
/// its place before all are written, so that a full disk changes nothing.
///
/// # Errors
/// The folder or a file in it cannot be written.
pub(super) fn replace_all(folder: &Path, files: &[NewFile]) -> Result<(), EmbedError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| EmbedError::Write { path: folder.to_owned(), source })?;
    if let Err(error) = files.iter().try_for_each(|file| file.write_beside(folder)) {
        files.iter().for_each(|file| file.give_up(folder));
        return Err(error);
    }
    files.iter().try_for_each(|file| file.settle(folder))
}

impl NewFile {
    fn beside(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.{}.new", self.name, std::process::id()))
    }

    fn write_beside(&self, folder: &Path) -> Result<(), EmbedError> {
        let Some(bytes) = &self.bytes else { return Ok(()) };
        let path = self.beside(folder);
        std::fs::write(&path, bytes).map_err(|source| EmbedError::Write { path, source })
    }

    fn settle(&self, folder: &Path) -> Result<(), EmbedError> {
        let path = folder.join(self.name);
        let settled = match self.bytes {
            Some(_) => std::fs::rename(self.beside(folder), &path),
            None => remove_if_there(&path),
        };
        settled.map_err(|source| EmbedError::Write { path, source })
    }

    /// Removes what was written beside the place. That it cannot be is no news: the error that led
    /// here is told.
    fn give_up(&self, folder: &Path) {
        std::fs::remove_file(self.beside(folder)).ok();
    }
}

fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &'static str, bytes: &[u8]) -> NewFile {
        NewFile { name, bytes: Some(bytes.to_vec()) }
    }

    fn count(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn files_are_replaced_or_removed_and_nothing_is_left_beside_them() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("new");
        let gone = || NewFile { name: "b", bytes: None };
        replace_all(&folder, &[file("a", b"1"), gone()]).unwrap();
        replace_all(&folder, &[file("a", b"2"), file("b", b"3")]).unwrap();
        assert_eq!(std::fs::read(folder.join("a")).unwrap(), b"2");
        assert_eq!(count(&folder), 2);
        replace_all(&folder, &[gone()]).unwrap();
        assert_eq!(count(&folder), 1);
    }

    #[test]
    fn where_one_file_cannot_be_written_all_stay_as_they_were() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        std::fs::write(folder.join("a"), b"1").unwrap();
        let blocked = file("b", b"2");
        std::fs::create_dir(blocked.beside(folder)).unwrap();
        let error = replace_all(folder, &[file("a", b"3"), blocked]).unwrap_err();
        assert!(matches!(error, EmbedError::Write { .. }), "{error}");
        assert_eq!(std::fs::read(folder.join("a")).unwrap(), b"1");
        assert_eq!(count(folder), 2, "the file and what blocks the other");
    }
}
