//! Searches, questions and summaries over the shipped conferences, and a start without changes.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use hallway::app::{App, Quiet, Subject};
use hallway::config::{Config, Sources};
use hallway::search::{Filter, Mode, Request};

static DATA_DIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    folder.keep()
});

static APP: LazyLock<App> = LazyLock::new(open);

fn open() -> App {
    let sources = Sources {
        file: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")),
        variables: Vec::new(),
        working_dir: PathBuf::from("."),
    };
    let mut config = Config::load_from(&sources).expect("the shipped configuration is valid");
    config.data_dir.clone_from(&DATA_DIR);
    App::open(config, &Quiet).expect("the shipped conferences load")
}

/// Queries in turn, so that the cache of query vectors does not answer for the model.
const QUERIES: [&str; 4] = [
    "running models in the browser",
    "who decides what open source AI means",
    "vector database for retrieval",
    "kubernetes gpu scheduling",
];

#[divan::bench(args = [Mode::Hybrid, Mode::Keyword, Mode::Semantic])]
fn search(bencher: Bencher, mode: Mode) {
    let snapshot = APP.snapshot();
    let mut turn = 0usize;
    bencher
        .with_inputs(|| {
            turn += 1;
            Request {
                query: format!("{} {turn}", QUERIES[turn % QUERIES.len()]),
                mode,
                limit: 10,
                offset: 0,
                filter: Filter::default(),
            }
        })
        .bench_local_values(|request| snapshot.search(&request));
}

#[divan::bench(args = ["How open is a model?", "Who announced WebGPU support for containers?"])]
fn ask(bencher: Bencher, question: &str) {
    let snapshot = APP.snapshot();
    bencher.bench(|| snapshot.ask(divan::black_box(question), None));
}

#[divan::bench]
fn summary_of_an_event(bencher: Bencher) {
    let snapshot = APP.snapshot();
    let subject = Subject::Event { slug: "aidev-europe-2024".into() };
    bencher.bench(|| snapshot.summarise(divan::black_box(&subject)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn second_start(bencher: Bencher) {
    LazyLock::force(&APP);
    bencher.bench(|| drop(open()));
}
