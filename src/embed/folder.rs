//! Reads a model's files by name, from a folder or from inside a package (a wheel or other zip).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

use super::EmbedError;

/// The largest file read out of a package: four times the largest small model there is (bge-base,
/// 440 MB); keeps a hostile zip from filling the memory.
const PACKAGE_FILE_LIMIT_BYTES: u64 = 2 << 30;

/// The file that says where in a package the model lies.
const WEIGHTS_FILE: &str = "model.safetensors";

/// A place that holds the files of one model.
pub(super) enum Folder {
    /// A folder on disk.
    Directory(PathBuf),
    /// A zip archive, and the path inside it under which the model's files lie.
    Package {
        path: PathBuf,
        /// Ends with `/`, or is empty.
        prefix: String,
    },
}

/// The bytes of a file: mapped from disk, or read out of a package.
pub(super) enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

impl Folder {
    /// Opens a folder, or a package with exactly one model in it.
    pub(super) fn open(path: &Path) -> Result<Self, EmbedError> {
        if path.is_dir() {
            return Ok(Self::Directory(path.to_owned()));
        }
        if !path.exists() {
            return Err(EmbedError::NotFound(path.to_owned()));
        }
        let archive = open_package(path)?;
        let found: Vec<String> = archive
            .file_names()
            .filter_map(|name| Some(name.ok()?.strip_suffix(WEIGHTS_FILE)?.to_owned()))
            .collect();
        match found.as_slice() {
            [prefix] => Ok(Self::Package { path: path.to_owned(), prefix: prefix.clone() }),
            [] => Err(EmbedError::MissingFile {
                folder: path.to_owned(),
                file: WEIGHTS_FILE.to_owned(),
            }),
            several => Err(EmbedError::Unsupported {
                folder: path.to_owned(),
                reason: format!(
                    "the package holds {} models; unpack the one you want",
                    several.len()
                ),
            }),
        }
    }

    /// Where a file of the model lies, for messages.
    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        match self {
            Self::Directory(folder) => folder.join(name),
            Self::Package { path, prefix } => path.join(prefix).join(name),
        }
    }

    /// The folder or package itself.
    pub(super) fn root(&self) -> &Path {
        match self {
            Self::Directory(path) | Self::Package { path, .. } => path,
        }
    }

    /// The file with this name, if the model has it.
    pub(super) fn find(&self, name: &str) -> Result<Option<Bytes>, EmbedError> {
        match self {
            Self::Directory(folder) => map_file(&folder.join(name)),
            Self::Package { path, prefix } => read_entry(path, &format!("{prefix}{name}")),
        }
    }

    /// The file with this name.
    pub(super) fn get(&self, name: &str) -> Result<Bytes, EmbedError> {
        self.find(name)?.ok_or_else(|| EmbedError::MissingFile {
            folder: self.root().to_owned(),
            file: name.to_owned(),
        })
    }

    /// The JSON file with this name, if the model has it.
    pub(super) fn find_json<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<T>, EmbedError> {
        let Some(bytes) = self.find(name)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| EmbedError::Corrupt {
            path: self.path_of(name),
            reason: error.to_string(),
        })
    }
}

fn map_file(path: &Path) -> Result<Option<Bytes>, EmbedError> {
    let read_error = |source| EmbedError::Read { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read_error(error)),
    };
    if file.metadata().map_err(read_error)?.len() == 0 {
        return Ok(Some(Bytes::Owned(Vec::new())));
    }
    // SAFETY: the map is read-only and dropped once the model is loaded. Whoever truncates a model
    // file under a starting program can crash it, as with every mapped file; nothing is corrupted.
    let map = unsafe { Mmap::map(&file) }.map_err(read_error)?;
    Ok(Some(Bytes::Mapped(map)))
}

type Package = zip::ZipArchive<std::io::BufReader<File>>;

fn open_package(path: &Path) -> Result<Package, EmbedError> {
    let file =
        File::open(path).map_err(|source| EmbedError::Read { path: path.to_owned(), source })?;
    zip::ZipArchive::new(std::io::BufReader::new(file)).map_err(|error| EmbedError::Corrupt {
        path: path.to_owned(),
        reason: format!("neither a folder nor a package ({error})"),
    })
}

fn read_entry(path: &Path, name: &str) -> Result<Option<Bytes>, EmbedError> {
    let mut package = open_package(path)?;
    let entry = match package.by_name(name) {
        Ok(entry) => entry,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => {
            return Err(EmbedError::Corrupt { path: path.join(name), reason: error.to_string() });
        }
    };
    let mut bytes = Vec::new();
    entry
        .take(PACKAGE_FILE_LIMIT_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|source| EmbedError::Read { path: path.join(name), source })?;
    Ok(Some(Bytes::Owned(bytes)))
}
