//! The figures: medians and percentiles of what the archives are asked.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hallway::app::{App, ImportOptions, Quiet, Snapshot, SourceFile, Write};
use hallway::domain::Catalog;
use hallway::index::Index;
use hallway::ingest::merge::MergeOptions;
use hallway::ingest::{ParseOptions, Parsed, parse};
use hallway::search::{Filter, Mode, Request};
use hallway::text::documents;

use super::{Line, config, process};

/// Queries, each another, so that no cache answers.
const QUERIES: usize = 200;
/// Queries before the measured ones.
const WARM_UP: usize = 20;
/// Starts of the program, and changed talks.
const REPEATS: usize = 5;
/// How the sentence ends that changes a talk, to be cut off again by the next run.
const SENTENCE_END: &str = " in this one. ";
/// Words of a title that make a query.
const QUERY_WORDS: usize = 5;

/// All figures of the ordinary archive.
pub(super) fn ordinary(data_dir: &Path) -> Vec<Line> {
    let mut lines = Vec::new();
    let before = process::memory("VmRSS").unwrap_or(0);
    lines.push(cold_start(data_dir));
    let started = Instant::now();
    let app = App::open(config(data_dir), &Quiet).expect("the archive opens");
    lines.push(Line::time("opening it in process", started.elapsed(), None));
    lines.extend(memory("after opening", Some(250.0)));
    lines.extend(searches(&app.snapshot(), [5.0, 20.0]));
    lines.extend(memory("after the searches", Some(250.0)));
    lines.extend(changed_talk(&app));
    lines.extend(memory("after the changes", None));
    lines.push(Line::memory("of it before opening", before, None));
    lines.extend(keyword_index(&app));
    lines
}

/// What searches of the large archive take.
pub(super) fn large(data_dir: &Path) -> Vec<Line> {
    let started = Instant::now();
    let app = App::open(config(data_dir), &Quiet).expect("the archive opens");
    let mut lines = vec![Line::time("opening it in process", started.elapsed(), None)];
    lines.extend(searches(&app.snapshot(), [15.0, f64::INFINITY]));
    lines.extend(memory("after the searches", None));
    lines
}

fn cold_start(data_dir: &Path) -> Line {
    let queries = ["training on many machines", "typed python", "maps of cities", "bayes", "tests"];
    let times = queries.iter().take(REPEATS).map(|query| process::search(data_dir, query));
    let what = format!("start of the program to its first hybrid answer, median of {REPEATS}");
    Line::time(what, percentile(times.collect(), 50), Some(1_000.0))
}

fn searches(snapshot: &Snapshot, targets: [f64; 2]) -> Vec<Line> {
    let queries = queries(&snapshot.catalog);
    let time = |query: &String| {
        let request = Request {
            query: query.clone(),
            mode: Mode::Hybrid,
            limit: 10,
            offset: 0,
            filter: Filter::default(),
        };
        let started = Instant::now();
        let response = snapshot.search(&request).expect("the archive can be searched");
        assert!(
            response.degraded.is_none() && !response.hits.is_empty(),
            "`{query}` finds nothing"
        );
        started.elapsed()
    };
    for query in &queries[..WARM_UP] {
        time(query);
    }
    let times: Vec<Duration> = queries[WARM_UP..].iter().map(time).collect();
    let line = |share, target: f64| {
        let what = format!("hybrid search, embedding included, p{share} of {QUERIES} queries");
        Line::time(what, percentile(times.clone(), share), target.is_finite().then_some(target))
    };
    vec![line(50, targets[0]), line(99, targets[1])]
}

/// The first words of titles all over the archive.
fn queries(catalog: &Catalog) -> Vec<String> {
    let wanted = QUERIES + WARM_UP;
    let talks: Vec<_> = catalog.talks().collect();
    let step = (talks.len() / wanted).max(1);
    let query = |number: usize| {
        let title = talks[number * step].title.split_whitespace().take(QUERY_WORDS);
        // A field, a phrase or a word left out would make it another kind of query.
        title.collect::<Vec<_>>().join(" ").replace([':', '"', '-', '“', '”'], " ")
    };
    (0..wanted).map(query).collect()
}

fn memory(when: &str, target_mb: Option<f64>) -> Vec<Line> {
    let line = |name: &str, target| {
        let bytes = process::memory(name)?;
        Some(Line::memory(format!("memory {when} ({name})"), bytes, target))
    };
    let shown = [("VmRSS", target_mb), ("RssAnon", None), ("VmHWM", None)];
    shown.into_iter().filter_map(|(name, target)| line(name, target)).collect()
}

/// One talk of the largest event changed: taken in, and found by what is new in it.
fn changed_talk(app: &App) -> Vec<Line> {
    let mut times: [Vec<Duration>; 3] = Default::default();
    for turn in 0..REPEATS {
        let (parsed, source, news) = changed(&app.snapshot().catalog, turn);
        assert!(!is_found(&app.snapshot(), &news), "`{news}` is there before it is written");
        let started = Instant::now();
        let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
        let report = app.archive().import(&parsed, &source, options).expect("it is taken in");
        assert_eq!(report.changed, 1);
        times[0].push(started.elapsed());
        let refreshing = Instant::now();
        assert!(app.refresh().expect("the archive can be read"));
        times[1].push(refreshing.elapsed());
        assert!(is_found(&app.snapshot(), &news), "`{news}` is not found");
        times[2].push(started.elapsed());
    }
    let [import, refresh, whole] = times.map(|times| percentile(times, 50));
    vec![
        Line::time("one changed talk, median of 5: compared and saved", import, None),
        Line::time("one changed talk: indexed, embedded, swapped in", refresh, Some(50.0)),
        Line::time("one changed talk: from the import to the search that finds it", whole, None),
    ]
}

/// The largest event with another first sentence in one of its talks, and a word of it that no
/// earlier run wrote: the archive is kept.
fn changed(catalog: &Catalog, turn: usize) -> (Parsed, SourceFile, String) {
    let largest = catalog.bundles().iter().max_by_key(|bundle| bundle.talks.len());
    let mut bundle = hallway::domain::EventBundle::clone(largest.expect("there is an event"));
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let word = format!("quokka{}", since_1970.as_millis());
    let talk = &mut bundle.talks[turn];
    let before = talk.abstract_text.rsplit(SENTENCE_END).next().unwrap_or_default();
    talk.abstract_text = format!("We count {word}{SENTENCE_END}{before}");
    let bytes = serde_json::to_vec(&bundle).expect("records are JSON");
    let parsed = parse(&bytes, "event.json", &ParseOptions::default()).expect("our own format");
    (parsed, SourceFile::new("event.json", &bytes), word)
}

fn is_found(snapshot: &Arc<Snapshot>, word: &str) -> bool {
    let request = Request {
        query: word.to_owned(),
        mode: Mode::Keyword,
        limit: 1,
        offset: 0,
        filter: Filter::default(),
    };
    snapshot.search(&request).is_ok_and(|response| response.total >= 1)
}

/// The keyword index of everything, into a new folder.
fn keyword_index(app: &App) -> Vec<Line> {
    let catalog = app.archive().catalog().expect("the archive can be read");
    let started = Instant::now();
    let documents = documents(&catalog);
    let made = started.elapsed();
    let mut times = Vec::new();
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let started = Instant::now();
        let index = Index::open(folder.path()).expect("an index opens");
        let report = index.sync(&documents).expect("an index takes documents");
        times.push(started.elapsed());
        assert_eq!(report.added, documents.len());
    }
    vec![
        Line::time("documents of all talks, made from their records", made, None),
        Line::time("full keyword index of them, median of 3", percentile(times, 50), Some(3_000.0)),
    ]
}

fn percentile(mut times: Vec<Duration>, share: usize) -> Duration {
    times.sort();
    times[(times.len() * share / 100).min(times.len() - 1)]
}
