//! The exact scan: the nearest of many vectors, without a model, and its products alone.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use half::f16;
use hallway::compute::cpu::{Scorer, halved};
use hallway::domain::{Document, Passage, PassageKind, RecordKey};
use hallway::index::Index;
use hallway::search::{
    Corpus, Engine, Filter, Mode, QueryEmbedError, QueryEmbedder, Request, Vectors,
};

const DIM: usize = 384;

/// Gives every text the first row of the matrix.
struct FixedVector(Vec<f32>);

impl QueryEmbedder for FixedVector {
    fn embed_query(&self, _: &str) -> Result<Vec<f32>, QueryEmbedError> {
        Ok(self.0.clone())
    }
}

/// Values that look random and are the same at every run, in rows of length 1.
fn rows(count: usize) -> Vec<f32> {
    let mut state = 1u64;
    let mut values: Vec<f32> = (0..count * DIM)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect();
    for row in values.chunks_exact_mut(DIM) {
        let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
        row.iter_mut().for_each(|value| *value /= length);
    }
    values
}

fn document(number: usize) -> Document {
    Document {
        key: RecordKey::talk("bench", &number.to_string()),
        title: format!("Talk {number}"),
        text: String::new(),
        speakers: Vec::new(),
        affiliations: Vec::new(),
        topics: Vec::new(),
        track: None,
        rooms: Vec::new(),
        kind: "talk".into(),
        year: None,
        speech: None,
    }
}

fn engine(count: usize) -> Engine {
    let values = rows(count);
    let first = values[..DIM].to_vec();
    let documents: Vec<Document> = (0..count).map(document).collect();
    let whole = |title: &String| {
        vec![Passage { kind: PassageKind::Whole, range: 0..0, input: title.clone() }]
    };
    let passages = documents.iter().map(|document| whole(&document.title)).collect();
    // Vectors alone rank: no document needs to be in it.
    let index = Index::in_memory().expect("an index in memory opens");
    let vectors = Vectors::new(DIM, values).expect("the rows are whole");
    let corpus = Corpus::new(documents, passages, Some(vectors)).expect("one row a passage");
    Engine::new(Arc::new(index), Some(Arc::new(FixedVector(first))), Arc::new(corpus))
}

/// On the calling thread, over half-precision rows one after the other.
#[divan::bench(args = [1_000, 50_000, 250_000])]
fn products_with(bencher: Bencher, count: usize) {
    let values = rows(count);
    let (query, kept) = (values[..DIM].to_vec(), halved(&values));
    drop(values);
    let mut cosines = vec![0.0; count];
    bencher.counter(BytesCount::of_many::<f16>(kept.len())).bench_local(|| {
        let scorer = Scorer::new(divan::black_box(&query));
        for (cosine, row) in cosines.iter_mut().zip(kept.chunks_exact(DIM)) {
            *cosine = scorer.cosine(row).unwrap_or_default();
        }
        divan::black_box(&mut cosines);
    });
}

/// A whole search by meaning: the scan on all cores, the floor, the ten best.
#[divan::bench(args = [1_000, 10_000, 50_000, 250_000])]
fn nearest_ten_of(bencher: Bencher, documents: usize) {
    let engine = engine(documents);
    let request = Request {
        query: "anything".into(),
        mode: Mode::Semantic,
        limit: 10,
        offset: 0,
        filter: Filter::default(),
    };
    bencher.bench(|| engine.search(divan::black_box(&request)));
}
