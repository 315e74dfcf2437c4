//! Vectors for passages: from the database where the same words were embedded before, else from
//! the model. Each slice is stored as soon as it is made, so that a start that is cut off resumes.
//! Where there are many, they lie in a mapped file that is made from the database.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use half::f16;
use rayon::prelude::*;

use super::{AppError, Progress, Stage};
use crate::compute::cpu::halved;
use crate::domain::{Passage, PassageKind};
use crate::embed::EmbeddingService;
use crate::search::{SharedRows, Vectors};
use crate::store::{Store, VectorFile, VectorFileError};
use crate::text::{ContentHash, content_hash};

/// The file's name in the data directory.
const FILE_NAME: &str = "vectors.f16";
/// Passages embedded between two writes: a few seconds of work on two cores.
const SLICE_PASSAGES: usize = 512;
/// Rows that a file lacks and that are worth writing it anew; fewer come from the database in about
/// 20 ms (50,000 take 200), and are held in memory.
pub(super) const FILE_ANEW_FROM: usize = 4096;

/// The file of vectors of a data directory, kept mapped from one state of the records to the next.
pub(super) struct VectorCache {
    path: PathBuf,
    file_anew_from: usize,
    mapped: Mutex<Option<(String, Arc<VectorFile>)>>,
}

impl VectorCache {
    /// That of a data directory. Touches nothing.
    pub(super) fn new(data_dir: &Path) -> Self {
        let path = data_dir.join(FILE_NAME);
        Self { path, file_anew_from: FILE_ANEW_FROM, mapped: Mutex::default() }
    }

    /// The file, if there is one that fits the model and is whole.
    fn mapped(&self, model: &str, dim: usize) -> Option<Arc<VectorFile>> {
        let mut mapped = self.mapped.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = mapped.as_ref().filter(|(of, _)| of == model) {
            return Some(Arc::clone(file));
        }
        let file = self.open(model, dim)?;
        *mapped = Some((model.to_owned(), Arc::clone(&file)));
        Some(file)
    }

    fn open(&self, model: &str, dim: usize) -> Option<Arc<VectorFile>> {
        match VectorFile::open(&self.path, model, dim) {
            Ok(file) => Some(Arc::new(file)),
            Err(VectorFileError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(path = %self.path.display(), %error, "a file of vectors is not used");
                None
            }
        }
    }

    /// Writes the rows, each wording once, and maps them. Without a file search works as well, in
    /// more memory.
    fn renew(
        &self,
        model: &str,
        dim: usize,
        rows: &[(ContentHash, &[f16])],
    ) -> Option<Arc<VectorFile>> {
        if let Err(error) = VectorFile::write(&self.path, model, dim, rows) {
            tracing::warn!(path = %self.path.display(), %error, "vectors cannot be put in a file");
            return None;
        }
        let file = self.open(model, dim)?;
        let mut mapped = self.mapped.lock().unwrap_or_else(PoisonError::into_inner);
        *mapped = Some((model.to_owned(), Arc::clone(&file)));
        Some(file)
    }
}

/// What makes vectors, where the database has none.
pub(super) trait Model {
    fn id(&self) -> &str;
    fn dim(&self) -> usize;
    fn embed(
        &self,
        texts: &[&str],
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, AppError>;
}

impl Model for EmbeddingService {
    fn id(&self) -> &str {
        self.model_id()
    }

    fn dim(&self) -> usize {
        EmbeddingService::dim(self)
    }

    fn embed(
        &self,
        texts: &[&str],
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Vec<f32>>, AppError> {
        Ok(self.embed_passages(texts, done)?)
    }
}

/// The vectors of all passages, document after document.
pub(super) fn ensure(
    store: &Store,
    cache: &VectorCache,
    model: &impl Model,
    passages: &[Arc<[Passage]>],
    progress: &dyn Progress,
) -> Result<Vectors, AppError> {
    let dim = model.dim();
    let all: Vec<&Passage> = passages.iter().flat_map(|list| list.iter()).collect();
    let hashes: Vec<ContentHash> = all.par_iter().map(|it| content_hash(&it.input)).collect();
    let file = cache.mapped(model.id(), dim);
    let rows = Rows::new(file.as_deref(), &all, &hashes);
    let added = make(store, model, &rows.added_texts(&all), &rows.added, progress)?;
    if added.len() / dim.max(1) < cache.file_anew_from {
        return rows.vectors(dim, file, added);
    }
    let filed = rows.all(dim, file.as_deref(), &added);
    if let Some(renewed) = cache.renew(model.id(), dim, &filed) {
        let in_file = Rows::new(Some(&*renewed), &all, &hashes);
        // Another process may have put a file of its own, of other records, in this one's place.
        if in_file.added.is_empty() {
            drop(added);
            return in_file.vectors(dim, Some(renewed), Vec::new());
        }
    }
    rows.vectors(dim, file, added)
}

/// Which row each passage has: one of the file, or one besides it, numbered on from the file's.
struct Rows {
    places: Vec<u32>,
    /// The hashes of the rows besides the file, in order.
    added: Vec<ContentHash>,
    /// A passage with the words of each of them.
    first_passages: Vec<usize>,
    filed: usize,
    /// Every row that is in use with its hash, in the order in which a new file shall have them.
    in_use: Vec<(ContentHash, u32)>,
}

impl Rows {
    /// Wholes come first, then windows: they are what is scanned, and lie side by side in a file.
    fn new(file: Option<&VectorFile>, passages: &[&Passage], hashes: &[ContentHash]) -> Self {
        let filed = file.map_or(0, VectorFile::rows);
        let mut rows = Self {
            places: vec![0; hashes.len()],
            added: Vec::new(),
            first_passages: Vec::new(),
            filed,
            in_use: Vec::new(),
        };
        let mut known: HashMap<&ContentHash, u32> = HashMap::with_capacity(hashes.len());
        for kind in [PassageKind::Whole, PassageKind::Window, PassageKind::Sentence] {
            let of_kind = (0..hashes.len()).filter(|&at| passages[at].kind == kind);
            for at in of_kind {
                let hash = &hashes[at];
                rows.places[at] = *known.entry(hash).or_insert_with(|| {
                    let row = file.and_then(|file| file.place(hash));
                    let row = row.unwrap_or_else(|| rows_add(&mut rows.added, filed, hash));
                    if row as usize >= filed {
                        rows.first_passages.push(at);
                    }
                    rows.in_use.push((*hash, row));
                    row
                });
            }
        }
        rows
    }

    fn added_texts<'a>(&self, passages: &[&'a Passage]) -> Vec<&'a str> {
        self.first_passages.iter().map(|&at| passages[at].input.as_str()).collect()
    }

    /// Every row in use, with its values.
    fn all<'a>(
        &self,
        dim: usize,
        file: Option<&'a VectorFile>,
        added: &'a [f16],
    ) -> Vec<(ContentHash, &'a [f16])> {
        let filed: &[f16] = file.map_or(&[], AsRef::as_ref);
        let values = |row: usize| match row.checked_sub(self.filed) {
            None => &filed[row * dim..(row + 1) * dim],
            Some(row) => &added[row * dim..(row + 1) * dim],
        };
        self.in_use.iter().map(|&(hash, row)| (hash, values(row as usize))).collect()
    }

    fn vectors(
        self,
        dim: usize,
        file: Option<Arc<VectorFile>>,
        added: Vec<f16>,
    ) -> Result<Vectors, AppError> {
        let shared: SharedRows = match file {
            Some(file) => file,
            None => Arc::new(Vec::new()),
        };
        Ok(Vectors::of_rows(dim, shared, added, self.places)?)
    }
}

fn rows_add(added: &mut Vec<ContentHash>, filed: usize, hash: &ContentHash) -> u32 {
    added.push(*hash);
    (filed + added.len() - 1) as u32
}

/// The rows of some texts, each text once: from the database, or from the model and then stored.
fn make(
    store: &Store,
    model: &impl Model,
    texts: &[&str],
    hashes: &[ContentHash],
    progress: &dyn Progress,
) -> Result<Vec<f16>, AppError> {
    let dim = model.dim();
    let mut values = vec![f16::ZERO; hashes.len() * dim];
    let mut is_made = vec![false; hashes.len()];
    store.for_each_vector(model.id(), hashes, |place, numbers| {
        is_made[place] = put(&mut values, dim, place, numbers);
    })?;
    let missing: Vec<usize> = (0..hashes.len()).filter(|&place| !is_made[place]).collect();
    progress.begin(Stage::Embedding, missing.len());
    for (slice, done) in missing.chunks(SLICE_PASSAGES).zip((0..).step_by(SLICE_PASSAGES)) {
        let wanted: Vec<&str> = slice.iter().map(|&place| texts[place]).collect();
        let made = model.embed(&wanted, &|count| progress.advance(done + count))?;
        let keyed: Vec<(ContentHash, Vec<f32>)> =
            slice.iter().map(|&place| hashes[place]).zip(made).collect();
        store.save_vectors(model.id(), &keyed)?;
        for (&place, (_, numbers)) in slice.iter().zip(&keyed) {
            put(&mut values, dim, place, numbers);
        }
    }
    progress.finish();
    Ok(values)
}

/// Puts a vector into its row, if it has the right length.
fn put(values: &mut [f16], dim: usize, place: usize, numbers: &[f32]) -> bool {
    let fits = numbers.len() == dim;
    if fits {
        values[place * dim..(place + 1) * dim].copy_from_slice(&halved(numbers));
    }
    fits
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::super::Quiet;
    use super::*;

    /// Makes a vector of a text's length and last byte, and counts the texts.
    #[derive(Default)]
    struct Counting(Cell<usize>);

    impl Model for Counting {
        fn id(&self) -> &str {
            "counting"
        }

        fn dim(&self) -> usize {
            2
        }

        fn embed(
            &self,
            texts: &[&str],
            _: &(dyn Fn(usize) + Sync),
        ) -> Result<Vec<Vec<f32>>, AppError> {
            self.0.set(self.0.get() + texts.len());
            Ok(texts.iter().map(|text| expected(text)).collect())
        }
    }

    fn expected(text: &str) -> Vec<f32> {
        vec![text.len() as f32, f32::from(*text.as_bytes().last().unwrap())]
    }

    /// Documents with a whole and sentences.
    fn passages(texts: &[&[&str]]) -> Vec<Arc<[Passage]>> {
        let passage = |(place, text): (usize, &&str)| Passage {
            kind: if place == 0 { PassageKind::Whole } else { PassageKind::Sentence },
            range: 0..text.len(),
            input: (*text).to_owned(),
        };
        texts.iter().map(|list| list.iter().enumerate().map(passage).collect()).collect()
    }

    struct Data {
        dir: tempfile::TempDir,
        store: Store,
        model: Counting,
    }

    impl Data {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let store = Store::open(dir.path()).unwrap();
            Self { dir, store, model: Counting::default() }
        }

        fn path(&self) -> PathBuf {
            self.dir.path().join(FILE_NAME)
        }

        fn cache(&self, file_anew_from: usize) -> VectorCache {
            VectorCache { file_anew_from, ..VectorCache::new(self.dir.path()) }
        }

        /// Makes sure that every passage has its vector.
        fn check(&self, cache: &VectorCache, texts: &[&[&str]]) {
            let lists = passages(texts);
            let vectors = ensure(&self.store, cache, &self.model, &lists, &Quiet).unwrap();
            let documents = texts.iter().map(|_| Arc::new(document())).collect();
            let corpus = crate::search::Corpus::shared(documents, lists, Some(vectors)).unwrap();
            for (document, list) in texts.iter().enumerate() {
                for (passage, text) in list.iter().enumerate() {
                    assert_eq!(corpus.vector(document, passage), Some(expected(text)), "{text}");
                }
            }
        }
    }

    fn document() -> crate::domain::Document {
        crate::domain::Document {
            key: crate::domain::RecordKey::talk("event", "id"),
            title: String::new(),
            text: String::new(),
            speakers: Vec::new(),
            affiliations: Vec::new(),
            topics: Vec::new(),
            track: None,
            rooms: Vec::new(),
            kind: String::new(),
            year: None,
            speech: None,
        }
    }

    const TALKS: [&[&str]; 3] = [&["a talk", "one", "two"], &["another", "one"], &["third", "3"]];
    const CHANGED: [&[&str]; 3] = [&["a talk", "one", "two"], &["a new one", "one"], &["third"]];

    #[test]
    fn a_wording_is_embedded_once_and_never_again() {
        let data = Data::new();
        data.check(&data.cache(100), &TALKS);
        assert_eq!(data.model.0.get(), 6);
        data.check(&data.cache(100), &TALKS);
        assert_eq!(data.model.0.get(), 6);
        assert!(!data.path().exists(), "few vectors need no file");
    }

    #[test]
    fn many_vectors_lie_in_a_file_and_new_ones_beside_it() {
        let data = Data::new();
        let cache = data.cache(3);
        data.check(&cache, &TALKS);
        let file = VectorFile::open(&data.path(), "counting", 2).unwrap();
        // Wholes first.
        let row = |text: &str| file.place(&content_hash(text));
        assert_eq!(["a talk", "another", "third", "one"].map(row), [0, 1, 2, 3].map(Some));
        let written = fs::read(data.path()).unwrap();
        data.check(&cache, &CHANGED);
        assert_eq!(data.model.0.get(), 7);
        data.check(&data.cache(3), &CHANGED);
        assert_eq!(fs::read(data.path()).unwrap(), written);
        // More new ones than are worth holding in memory.
        data.check(&data.cache(1), &CHANGED);
        let file = VectorFile::open(&data.path(), "counting", 2).unwrap();
        assert_eq!((file.rows(), data.model.0.get()), (5, 7));
    }

    #[test]
    fn a_damaged_or_deleted_file_is_made_again_from_the_database() {
        let data = Data::new();
        data.check(&data.cache(3), &TALKS);
        let whole = fs::read(data.path()).unwrap();
        for damaged in [&whole[..whole.len() / 2], &[], b"something else"] {
            fs::write(data.path(), damaged).unwrap();
            data.check(&data.cache(3), &TALKS);
            assert_eq!(fs::read(data.path()).unwrap(), whole);
        }
        fs::remove_file(data.path()).unwrap();
        data.check(&data.cache(3), &TALKS);
        assert_eq!((fs::read(data.path()).unwrap(), data.model.0.get()), (whole, 6));
    }

    #[test]
    fn without_room_for_a_file_vectors_are_held_in_memory() {
        let data = Data::new();
        fs::create_dir(data.path()).unwrap();
        data.check(&data.cache(1), &TALKS);
        assert!(data.path().is_dir());
    }
}
