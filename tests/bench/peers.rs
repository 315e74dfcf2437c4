//! One round of Hallway over the inputs that its peers get too, as a line of JSON: what
//! `tests/bench/run` calls with `HALLWAY_BENCH_INPUTS`. Judges nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use hallway::compute::cpu::{CpuDevice, Precision, peak_operations_per_s};
use hallway::compute::{Batch, Device};
use hallway::embed::{DeviceChoice, Embedder, Running, open_weights};
use serde::Deserialize;
use serde_json::json;

/// Names the file of inputs, and says that a round is wanted instead of the benchmarks.
const INPUTS: &str = "HALLWAY_BENCH_INPUTS";
/// What a round measures: token ids in `f32` or `int8`, `texts` (the embedder as the site runs it,
/// tokenising included) or the processor's `peak`.
const SUBJECT: &str = "HALLWAY_BENCH_SUBJECT";

#[derive(Deserialize)]
struct Set {
    passages: Vec<Passage>,
    packed: Vec<Vec<usize>>,
    repeats: Repeats,
}

#[derive(Deserialize)]
struct Passage {
    text: String,
    ids: Vec<u32>,
}

/// How often a set runs before and while it is timed.
#[derive(Deserialize)]
struct Repeats {
    warm: usize,
    timed: usize,
}

/// The file of inputs, when this process was started for a round.
pub(crate) fn inputs() -> Option<PathBuf> {
    std::env::var_os(INPUTS).map(PathBuf::from)
}

/// Runs one round and prints its line.
pub(crate) fn round(inputs: &Path) {
    let bytes = std::fs::read(inputs).expect("the inputs can be read");
    let sets: BTreeMap<String, Set> = serde_json::from_slice(&bytes).expect("the inputs are valid");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    let subject = std::env::var(SUBJECT).unwrap_or_default();
    let report = match subject.as_str() {
        "peak" => json!({ "gflops": peak_operations_per_s() / 1e9 }),
        "texts" => texts(&folder, &sets),
        "f32" => ids(&folder, &sets, Precision::F32),
        "int8" => ids(&folder, &sets, Precision::Int8),
        other => {
            eprintln!("{SUBJECT} is `{other}`: neither f32, int8, texts nor peak");
            std::process::exit(2);
        }
    };
    println!("{report}");
}

/// Token ids to vectors, on the device itself.
fn ids(folder: &Path, sets: &BTreeMap<String, Set>, precision: Precision) -> serde_json::Value {
    let weights = open_weights(folder).expect("the shipped model opens");
    let device = CpuDevice::new(weights, precision);
    let measured = sets.iter().map(|(name, set)| {
        let groups = set.packed.iter().map(|group| {
            let ids: Vec<&[u32]> = group.iter().map(|&i| &set.passages[i].ids[..]).collect();
            Batch::new(&ids).expect("no passage is empty")
        });
        let groups: Vec<Batch> = groups.collect();
        let embed = |batch: &Batch| device.forward(batch).expect("the processor computes");
        let first = embed(&groups[0]);
        let vectors = rows(&first, set.packed[0].len());
        (name.clone(), json!({ "ms": times(&set.repeats, &groups, embed), "vectors": vectors }))
    });
    measured.collect()
}

/// Texts to vectors, as indexing and searching ask for them.
fn texts(folder: &Path, sets: &BTreeMap<String, Set>) -> serde_json::Value {
    let running = Running { precision: Precision::Int8, ..DeviceChoice::Cpu.into() };
    let embedder = Embedder::open(folder, running).expect("the shipped model opens");
    let measured = sets.iter().map(|(name, set)| {
        let groups: Vec<Vec<&str>> = match name.as_str() {
            "short" => set.passages.iter().map(|passage| vec![&*passage.text]).collect(),
            _ => vec![set.passages.iter().map(|passage| &*passage.text).collect()],
        };
        let embed = |texts: &Vec<&str>| match texts[..] {
            [query] => vec![embedder.embed_query(query).expect("a query embeds")],
            _ => embedder.embed_passages(texts, &|_| ()).expect("passages embed"),
        };
        let mut measured = json!({ "ms": times(&set.repeats, &groups, embed) });
        // The peers give the vectors of their first group, which is in the order of lengths.
        if name == "short" {
            measured["vectors"] = json!(embed(&groups[0]));
        }
        (name.clone(), measured)
    });
    measured.collect()
}

/// Milliseconds of each timed run over all groups.
fn times<G, V>(repeats: &Repeats, groups: &[G], embed: impl Fn(&G) -> V) -> Vec<f64> {
    let run = || {
        let started = Instant::now();
        for group in groups {
            divan::black_box(embed(divan::black_box(group)));
        }
        started.elapsed().as_secs_f64() * 1_000.0
    };
    for _ in 0..repeats.warm {
        run();
    }
    (0..repeats.timed).map(|_| run()).collect()
}

fn rows(values: &[f32], count: usize) -> Vec<&[f32]> {
    values.chunks_exact(values.len() / count).collect()
}
