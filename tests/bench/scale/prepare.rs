//! Makes the archives and says how. Runs in a process of its own, so that what it takes in memory is
//! not measured.

use std::collections::HashMap;
use std::path::Path;

use hallway::app::{App, Archive, ImportOptions, Quiet, SourceFile, Write};
use hallway::domain::{Catalog, Document, EventBundle, Passage, PassageKind, TokenVectors};
use hallway::ingest::merge::MergeOptions;
use hallway::ingest::{ParseOptions, parse};
use hallway::store::Store;
use hallway::text::{ContentHash, content_hash, documents, passages, slugify};

use super::made::{Made, Others, Random, make, reworded};
use super::{TALKS, TALKS_LARGE, config};

/// The file that says how an archive was made; written last.
pub(super) const NOTE: &str = "made.txt";
/// How far a made-up vector lies from the one it came from: the cosine between the two is about 0.95.
const SPREAD: f32 = 0.3;
/// How far a made-up token's numbers lie from those they came from, of 127.
const TOKEN_SPREAD: u64 = 8;
/// Copies of each talk in the large archive, besides the talk.
const COPIES: usize = TALKS_LARGE / TALKS - 1;

/// 10,000 talks, every passage embedded by the model.
pub(super) fn ordinary(data_dir: &Path) {
    let Made { origin, bundles } = make(TALKS);
    save(data_dir, &bundles);
    let app = App::open(config(data_dir), &Quiet).expect("the archive opens");
    let count = app.snapshot().engine.corpus().vector_count();
    let note = format!(
        "{TALKS} talks with {count} passages: {origin}, repeated with changed words; every passage \
         embedded by the model."
    );
    std::fs::write(data_dir.join(NOTE), note).expect("the note can be written");
}

/// Five times as much: each talk of the ordinary archive four times more with other words, and the
/// vectors that it has with a little noise.
pub(super) fn large(data_dir: &Path, ordinary: &Path) {
    if !ordinary.join(NOTE).exists() {
        self::ordinary(ordinary);
    }
    let bundles = make(TALKS).bundles;
    let others = Others::known();
    save(data_dir, &bundles);
    let from = Store::open(ordinary).expect("the ordinary archive opens");
    let to = Store::open(data_dir).expect("the large archive opens");
    let copies = Copies { from, to, models: models(data_dir) };
    copies.add(&bundles, &bundles, 0);
    for copy in 1..=COPIES {
        let copied: Vec<EventBundle> =
            bundles.iter().map(|bundle| copied(bundle, &others, copy)).collect();
        save(data_dir, &copied);
        copies.add(&bundles, &copied, copy as u64);
    }
    drop(copies);
    let app = App::open(config(data_dir), &Quiet).expect("the archive opens");
    let count = app.snapshot().engine.corpus().vector_count();
    let note = format!(
        "{TALKS_LARGE} talks with {count} passages: those of the smaller archive four times more with \
         changed words; vectors of the copies are the originals' with noise, not the model's."
    );
    std::fs::write(data_dir.join(NOTE), note).expect("the note can be written");
}

/// Takes the events in as an import does, so that their versions and changes are there too.
fn save(data_dir: &Path, bundles: &[EventBundle]) {
    let archive = Archive::open(data_dir).expect("the archive's folder can be used");
    let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
    for bundle in bundles {
        let bytes = serde_json::to_vec(bundle).expect("records are JSON");
        let name = format!("{}.json", bundle.event.slug);
        let parsed = parse(&bytes, &name, &ParseOptions::default()).expect("our own format");
        let source = SourceFile::new(&name, &bytes);
        archive.import(&parsed, &source, options).expect("an event is taken in");
    }
}

fn copied(bundle: &EventBundle, others: &Others, copy: usize) -> EventBundle {
    let mut copied = bundle.clone();
    copied.event.slug = format!("{}-copy-{copy}", bundle.event.slug);
    copied.event.name = format!("{} copy {copy}", bundle.event.name);
    for (place, talk) in (0..).zip(&mut copied.talks) {
        let seed = (copy as u64) << 32 | place;
        talk.event.clone_from(&copied.event.slug);
        talk.title = reworded(&talk.title, others, seed);
        talk.abstract_text = reworded(&talk.abstract_text, others, seed ^ 0xABCD);
    }
    copied
}

/// The keys of vectors and token vectors.
fn models(data_dir: &Path) -> (String, String) {
    let config = config(data_dir);
    let embedder =
        hallway::embed::Embedder::open(&config.model.dir, hallway::embed::DeviceChoice::Cpu);
    let embedder = embedder.expect("the shipped model opens");
    let tokens = embedder.token_model_id().expect("the shipped model has token vectors");
    (embedder.model_id().to_owned(), tokens.to_owned())
}

/// Vectors of one archive for the texts of another.
struct Copies {
    from: Store,
    to: Store,
    models: (String, String),
}

impl Copies {
    /// Stores what the originals have for the copies of their talks, noise added.
    fn add(&self, originals: &[EventBundle], copies: &[EventBundle], seed: u64) {
        for (original, copy) in originals.iter().zip(copies) {
            let pairs = pairs(original, copy);
            let hashes: Vec<ContentHash> = pairs.iter().map(|pair| pair.original).collect();
            let vectors = self.from.find_vectors(&self.models.0, &hashes).expect("it can be read");
            let mut random = Random(seed);
            let made: Vec<(ContentHash, Vec<f32>)> = pairs
                .iter()
                .zip(vectors)
                .filter_map(|(pair, vector)| Some((pair.copy, shifted(vector?, seed, &mut random))))
                .collect();
            self.to.save_vectors(&self.models.0, &made).expect("it can be written");
            self.add_tokens(&pairs, seed);
        }
    }

    fn add_tokens(&self, pairs: &[Pair], seed: u64) {
        let wholes: Vec<&Pair> = pairs.iter().filter(|pair| pair.is_whole).collect();
        let hashes: Vec<ContentHash> = wholes.iter().map(|pair| pair.original).collect();
        let found = self.from.find_token_vectors(&self.models.1, &hashes).expect("it can be read");
        let mut random = Random(seed ^ 0x70CE);
        let made: Vec<(ContentHash, TokenVectors)> = wholes
            .iter()
            .zip(found)
            .filter_map(|(pair, tokens)| Some((pair.copy, shaken(tokens?, seed, &mut random))))
            .collect();
        let rows: Vec<(ContentHash, &TokenVectors)> =
            made.iter().map(|(hash, vectors)| (*hash, vectors)).collect();
        self.to.save_token_vectors(&self.models.1, &rows).expect("it can be written");
    }
}

/// A passage and the one it was made from.
struct Pair {
    original: ContentHash,
    copy: ContentHash,
    is_whole: bool,
}

/// The passages of two events whose talks have the same passages but for their words. Words of the
/// same length leave sentences where they were, but for the odd one, which the model is then asked for.
fn pairs(original: &EventBundle, copy: &EventBundle) -> Vec<Pair> {
    let lists = |bundle: &EventBundle| -> Vec<Vec<Passage>> {
        let catalog = Catalog::new(vec![bundle.clone()], slugify);
        documents(&catalog).iter().map(|it: &Document| passages(it)).collect()
    };
    let mut pairs: HashMap<ContentHash, Pair> = HashMap::new();
    for (originals, copies) in lists(original).into_iter().zip(lists(copy)) {
        for (one, two) in originals.iter().zip(&copies) {
            let pair = Pair {
                original: content_hash(&one.input),
                copy: content_hash(&two.input),
                is_whole: one.kind == PassageKind::Whole,
            };
            pairs.insert(pair.copy, pair);
        }
    }
    pairs.into_values().collect()
}

fn shifted(mut vector: Vec<f32>, seed: u64, random: &mut Random) -> Vec<f32> {
    if seed == 0 {
        return vector;
    }
    let scale = SPREAD / (vector.len() as f32).sqrt();
    for value in &mut vector {
        // Uniform within -√3 to √3: of variance 1.
        *value += scale * 1.732 * (random.below(2_001) as f32 / 1_000.0 - 1.0);
    }
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.iter_mut().for_each(|value| *value /= length);
    vector
}

fn shaken(mut vectors: TokenVectors, seed: u64, random: &mut Random) -> TokenVectors {
    if seed > 0 {
        for value in &mut vectors.values {
            let shift = random.below(2 * TOKEN_SPREAD + 1) as i16 - TOKEN_SPREAD as i16;
            *value = (i16::from(*value) + shift).clamp(-127, 127) as i8;
        }
    }
    vectors
}
