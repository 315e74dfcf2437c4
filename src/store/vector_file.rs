//! The vectors of one model as a file of half-precision rows that is mapped into memory. It is made
//! from the database and can be deleted at any time; whoever reads it finds out whether it is whole.
//!
//! ```text
//! header   128 bytes: see [`Header`]
//! keys     32 bytes a row: the hash of the words that the row was made from
//! values   `dim` half-precision values a row, in the same order
//! ```
//!
//! Numbers are in the order of bytes of the machine that wrote it; another takes it for damaged. A
//! file is written under another name and then renamed, and never changed afterwards: a mapping of
//! the one before stays whole, and no reader meets an end that moves.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytemuck::{Pod, Zeroable};
use flate2::Crc;
use half::f16;
use memmap2::Mmap;

use super::ContentHash;
use crate::text::content_hash;

/// The last byte is the version of the layout.
const MAGIC: [u8; 8] = *b"HWVECTR\x01";
const BYTE_ORDER: u64 = 0x0102_0304_0506_0708;
const HEADER_BYTES: usize = size_of::<Header>();
const KEY_BYTES: usize = size_of::<ContentHash>();
/// Bytes checked at a time: a piece that stays in a core's own cache.
const PIECE_BYTES: usize = 256 << 10;
/// Extension of a file in the making.
const UNFINISHED: &str = "tmp";
/// A file is made within seconds; an unfinished one of this age is nobody's any more.
const LEFT_AFTER: Duration = Duration::from_secs(3_600);

/// What the file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    byte_order: u64,
    dim: u64,
    rows: u64,
    /// SHA-256 of the model's id.
    model: ContentHash,
    /// CRC-32 of everything behind the header.
    body_crc: u32,
    /// CRC-32 of the header with 0 here.
    header_crc: u32,
    /// To a multiple of 64 bytes, so that values lie on the borders of cache lines where the number
    /// of rows is even.
    padding: [u64; 7],
}

impl Header {
    fn new(model: &str, dim: usize, rows: usize, body_crc: u32) -> Self {
        let header = Self {
            magic: MAGIC,
            byte_order: BYTE_ORDER,
            dim: dim as u64,
            rows: rows as u64,
            model: content_hash(model),
            body_crc,
            header_crc: 0,
            padding: [0; 7],
        };
        Self { header_crc: header.crc(), ..header }
    }

    fn crc(&self) -> u32 {
        let mut crc = Crc::new();
        crc.update(bytemuck::bytes_of(&Self { header_crc: 0, ..*self }));
        crc.sum()
    }

    /// The bytes of keys and values in the file; `None` if there is no such number.
    fn layout(&self) -> Option<(Range<usize>, Range<usize>)> {
        let rows = usize::try_from(self.rows).ok()?;
        let row_bytes = usize::try_from(self.dim).ok()?.checked_mul(size_of::<f16>())?;
        let keys = HEADER_BYTES..rows.checked_mul(KEY_BYTES)?.checked_add(HEADER_BYTES)?;
        let values = keys.end..rows.checked_mul(row_bytes)?.checked_add(keys.end)?;
        Some((keys, values))
    }
}

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub enum VectorFileError {
    /// The system's words; a file that is not there among them.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It holds the vectors of another model, or of another length.
    #[error("it holds the vectors of another model")]
    OtherModel,
    /// It is not such a file, of another version, cut short, or its checksum is wrong.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

/// The rows of a file, by the hash of the words that each was made from.
#[derive(Debug)]
pub struct VectorFile {
    map: Mmap,
    values: Range<usize>,
    rows: usize,
    places: HashMap<ContentHash, u32>,
}

impl VectorFile {
    /// Reads a file once to check it, and maps it.
    ///
    /// # Errors
    /// There is none, it cannot be read, or it is not what is wanted.
    pub fn open(path: &Path, model: &str, dim: usize) -> Result<Self, VectorFileError> {
        let mut file = File::open(path)?;
        let header = read_header(&mut file)?;
        if header.model != content_hash(model) || header.dim != dim as u64 {
            return Err(VectorFileError::OtherModel);
        }
        let Some((keys, values)) = header.layout() else {
            return Err(VectorFileError::Damaged("its size is no number"));
        };
        if file.metadata()?.len() != values.end as u64 {
            return Err(VectorFileError::Damaged("it is not as long as it says"));
        }
        if body_crc(&mut file)? != header.body_crc {
            return Err(VectorFileError::Damaged("its checksum is wrong"));
        }
        // SAFETY: no code of this program changes such a file: a new one takes its name, and this
        // one stays as it is until the last mapping goes. Whoever cuts it short by hand ends the
        // program with a signal, but cannot make it read what is not there.
        let map = unsafe { Mmap::map(&file)? };
        if map.len() != values.end {
            return Err(VectorFileError::Damaged("it is not as long as it was"));
        }
        let hashes: &[ContentHash] = map[keys].as_chunks().0;
        let rows = hashes.len();
        let places = hashes.iter().copied().zip(0..).collect();
        Ok(Self { map, values, rows, places })
    }

    /// Writes a file and puts it in the place of the one before.
    ///
    /// # Errors
    /// It cannot be written, or in the place of one that is in use: some systems refuse that. The
    /// one before stays.
    pub fn write(
        path: &Path,
        model: &str,
        dim: usize,
        rows: &[(ContentHash, &[f16])],
    ) -> io::Result<()> {
        remove_left(path);
        // Two processes may write at the same time, in containers even under one number.
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let own = format!("{}-{}.{UNFINISHED}", std::process::id(), since_1970.as_nanos());
        let own = path.with_extension(own);
        let written = write_whole(&own, model, dim, rows).and_then(|()| fs::rename(&own, path));
        if written.is_err() {
            fs::remove_file(&own).ok();
        }
        written
    }

    /// The row of a wording.
    pub fn place(&self, hash: &ContentHash) -> Option<u32> {
        self.places.get(hash).copied()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// All values, row after row.
impl AsRef<[f16]> for VectorFile {
    fn as_ref(&self) -> &[f16] {
        // A mapping begins with a page, and header and keys have a multiple of 32 bytes.
        bytemuck::try_cast_slice(&self.map[self.values.clone()]).unwrap_or_default()
    }
}

fn read_header(file: &mut File) -> Result<Header, VectorFileError> {
    let mut header = Header::zeroed();
    match file.read_exact(bytemuck::bytes_of_mut(&mut header)) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(VectorFileError::Damaged("it has no header"));
        }
        read => read?,
    }
    if header.magic != MAGIC || header.byte_order != BYTE_ORDER {
        return Err(VectorFileError::Damaged("it is of another kind or version"));
    }
    if header.header_crc != header.crc() {
        return Err(VectorFileError::Damaged("the checksum of its header is wrong"));
    }
    Ok(header)
}

/// Read, not mapped: pages that were only checked shall not count as memory of this program.
fn body_crc(file: &mut File) -> io::Result<u32> {
    let mut crc = Crc::new();
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(crc.sum()),
            read => crc.update(&piece[..read]),
        }
    }
}

/// Removes what programs that were ended while they wrote have left beside a file.
fn remove_left(path: &Path) {
    let (Some(dir), Some(stem)) = (path.parent(), path.file_stem()) else { return };
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten().map(|entry| entry.path()) {
        let is_ours = entry.extension().is_some_and(|it| it == UNFINISHED)
            && entry.file_stem().is_some_and(|it| Path::new(it).file_stem() == Some(stem));
        if is_ours && is_left(&entry) {
            fs::remove_file(&entry).ok();
        }
    }
}

fn is_left(file: &Path) -> bool {
    let changed = fs::metadata(file).and_then(|it| it.modified());
    changed.ok().and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFT_AFTER)
}

fn write_whole(
    path: &Path,
    model: &str,
    dim: usize,
    rows: &[(ContentHash, &[f16])],
) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(PIECE_BYTES, File::create_new(path)?);
    let mut crc = Crc::new();
    file.write_all(&[0; HEADER_BYTES])?;
    let keys = rows.iter().map(|(hash, _)| hash.as_slice());
    let values = rows.iter().map(|(_, row)| bytemuck::cast_slice::<f16, u8>(row));
    for bytes in keys.chain(values) {
        crc.update(bytes);
        file.write_all(bytes)?;
    }
    // The header last: before it, the file is one of no kind.
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytemuck::bytes_of(&Header::new(model, dim, rows.len(), crc.sum())))?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIM: usize = 3;

    fn row(number: u8) -> (ContentHash, [f16; DIM]) {
        ([number; 32], [0, 1, 2].map(|place| f16::from_f32(f32::from(number + place))))
    }

    fn write(path: &Path, numbers: &[u8]) {
        let rows: Vec<_> = numbers.iter().copied().map(row).collect();
        let rows: Vec<_> = rows.iter().map(|(hash, row)| (*hash, row.as_slice())).collect();
        VectorFile::write(path, "m", DIM, &rows).unwrap();
    }

    fn open(path: &Path) -> Result<VectorFile, VectorFileError> {
        VectorFile::open(path, "m", DIM)
    }

    #[test]
    fn rows_come_back_by_their_wording() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vectors");
        write(&path, &[4, 9, 7]);
        let file = open(&path).unwrap();
        assert_eq!([4, 9, 7, 5].map(|it| file.place(&[it; 32])), [Some(0), Some(1), Some(2), None]);
        assert_eq!(file.as_ref()[3..6], row(9).1);
        assert_eq!((file.rows(), file.as_ref().len()), (3, 9));
    }

    #[test]
    fn a_new_file_takes_the_place_of_one_that_is_still_mapped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vectors");
        write(&path, &[1, 2]);
        let before = open(&path).unwrap();
        write(&path, &[3]);
        assert_eq!(before.as_ref()[..3], row(1).1);
        assert_eq!(open(&path).unwrap().as_ref(), row(3).1);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        write(&path, &[]);
        assert_eq!(open(&path).unwrap().rows(), 0);
    }

    #[test]
    fn what_a_program_that_was_ended_left_is_removed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vectors.f16");
        for name in ["vectors.7-1.tmp", "other.7-1.tmp"] {
            fs::write(dir.path().join(name), b"half").unwrap();
            let long_ago = SystemTime::now() - 2 * LEFT_AFTER;
            let file = File::options().write(true).open(dir.path().join(name)).unwrap();
            file.set_modified(long_ago).unwrap();
        }
        fs::write(dir.path().join("vectors.7-2.tmp"), b"in the making").unwrap();
        write(&path, &[1]);
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["other.7-1.tmp", "vectors.7-2.tmp", "vectors.f16"]);
    }

    #[test]
    fn a_file_of_another_model_or_length_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vectors");
        assert!(matches!(open(&path), Err(VectorFileError::Io(_))));
        write(&path, &[1]);
        let other = VectorFile::open(&path, "n", DIM);
        assert!(matches!(other, Err(VectorFileError::OtherModel)));
        let wider = VectorFile::open(&path, "m", DIM + 1);
        assert!(matches!(wider, Err(VectorFileError::OtherModel)));
    }

    #[test]
    fn a_file_with_any_byte_changed_or_missing_or_added_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vectors");
        write(&path, &[1, 2]);
        let whole = fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x10;
            fs::write(&path, &bytes).unwrap();
            assert!(open(&path).is_err(), "byte {place}");
            fs::write(&path, &whole[..place]).unwrap();
            assert!(open(&path).is_err(), "{place} bytes");
        }
        fs::write(&path, [whole.as_slice(), &[0]].concat()).unwrap();
        assert!(open(&path).is_err());
        fs::write(&path, &whole).unwrap();
        assert!(open(&path).is_ok());
    }
}
