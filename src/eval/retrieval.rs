//! How well search ranks a judged set in BEIR layout: nDCG, MRR and recall at ten.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::corpus::{self, Fields};
use super::engine::{self, Cut};
use super::judged::{self, Judgements, Query};
use super::metrics::{Estimate, QueryScores, estimate, score_query};
use super::{EvalError, OnProgress, Step};
use crate::embed::Embedder;
use crate::search::{Engine, Filter, Mode, Request};

/// Measures are taken over the first ten hits, as the field reports them.
const CUTOFF: usize = 10;
/// Hits a query written to a run file: as deep as the common re-rankers read.
const RUN_DEPTH: usize = 100;

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct RetrievalOptions {
    /// Folder with `queries.jsonl` and the judgements.
    pub dir: PathBuf,
    /// The corpus; by default `corpus.jsonl` in `dir` or the folder above.
    pub corpus: Option<PathBuf>,
    /// Which fields may be indexed.
    pub fields: Fields,
    /// A file with the ids of the documents that may be indexed, one a line; by default all.
    pub doc_ids: Option<PathBuf>,
    /// Which signals rank, one report each.
    pub modes: Vec<Mode>,
    /// Where to write the hits of the last mode, as `qid docid rank score` lines.
    pub run: Option<PathBuf>,
}

/// What was measured; means over all queries with a relevant document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RetrievalReport {
    /// Queries with a relevant document.
    pub queries: usize,
    /// Normalised discounted cumulative gain of the first ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg_at_10: f64,
    /// Mean reciprocal rank of the first relevant document among the first ten.
    #[serde(rename = "mrr@10")]
    pub mrr_at_10: f64,
    /// Share of the relevant documents among the first ten.
    #[serde(rename = "recall@10")]
    pub recall_at_10: f64,
    /// Wall time from the start to the end of this mode, embedding and indexing included.
    pub seconds: f64,
    /// 95 % bootstrap intervals over queries: lower and upper end.
    pub intervals: Intervals,
    /// Documents indexed.
    pub documents: usize,
    /// Queries that found nothing; they count as 0.
    pub without_results: usize,
    /// What ranked in the end.
    pub mode: Mode,
    /// Why that is not what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degraded: Option<String>,
}

/// The intervals of a [`RetrievalReport`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// Of nDCG.
    #[serde(rename = "ndcg@10")]
    pub ndcg_at_10: [f64; 2],
    /// Of the reciprocal rank.
    #[serde(rename = "mrr@10")]
    pub mrr_at_10: [f64; 2],
    /// Of recall.
    #[serde(rename = "recall@10")]
    pub recall_at_10: [f64; 2],
}

/// The hits of one query, best first.
struct Ranking {
    query: String,
    hits: Vec<(String, f32)>,
    mode: Mode,
    degraded: Option<String>,
}

/// Indexes and embeds the corpus once, runs every judged query in each mode and scores what comes
/// back: one report a mode, in their order.
///
/// # Errors
/// When a file cannot be read, a line of one is wrong (the error names it), a run file cannot be
/// written, or the model, the index or the search fails.
pub fn retrieval(
    options: &RetrievalOptions,
    embedder: Option<Arc<Embedder>>,
    on_progress: OnProgress<'_>,
) -> Result<Vec<RetrievalReport>, EvalError> {
    let started = Instant::now();
    if options.modes.contains(&Mode::Semantic) && embedder.is_none() {
        return Err(EvalError::NoModel);
    }
    let judgements = judged::read_judgements(&options.dir)?;
    let mut queries = judged::read_queries(&options.dir)?;
    queries.retain(|query| judgements.contains_key(&query.id));
    let documents = read_documents(options)?;
    let indexed = documents.len();
    let needs_model = options.modes.iter().any(|&mode| mode != Mode::Keyword);
    let embedder = embedder.filter(|_| needs_model);
    let engine = engine::build(documents, Cut::Whole, embedder, on_progress)?;
    let mut reports = Vec::with_capacity(options.modes.len());
    for &mode in &options.modes {
        let rankings = rank(&engine, &queries, mode, on_progress)?;
        if let Some(path) = &options.run {
            write_run(path, &rankings)?;
        }
        let seconds = started.elapsed().as_secs_f64();
        let report = report(&judgements, &rankings, mode);
        reports.push(RetrievalReport { documents: indexed, seconds, ..report });
    }
    Ok(reports)
}

fn read_documents(options: &RetrievalOptions) -> Result<Vec<crate::domain::Document>, EvalError> {
    let path = options.corpus.clone().or_else(|| judged::find_corpus(&options.dir));
    let path = path.ok_or_else(|| EvalError::NoCorpus { dir: options.dir.clone() })?;
    let rows = corpus::read_rows(&path)?;
    let only = options.doc_ids.as_deref().map(judged::read_ids).transpose()?;
    let documents =
        corpus::documents(&rows, &set_name(&options.dir), &options.fields, only.as_ref());
    match (documents.is_empty(), &options.doc_ids) {
        (true, Some(ids)) => {
            Err(EvalError::Empty { path: ids.clone(), wanted: "id of the corpus" })
        }
        _ => Ok(documents),
    }
}

/// The name of a judged set: that of its folder.
pub(super) fn set_name(dir: &Path) -> String {
    let full = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    full.file_name().map_or_else(|| "set".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn rank(
    engine: &Engine,
    queries: &[Query],
    mode: Mode,
    on_progress: OnProgress<'_>,
) -> Result<Vec<Ranking>, EvalError> {
    let done = AtomicUsize::new(0);
    queries
        .par_iter()
        .map(|query| {
            let ranking = rank_one(engine, query, mode)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            on_progress(Step::Asking, done, queries.len());
            Ok(ranking)
        })
        .collect()
}

fn rank_one(engine: &Engine, query: &Query, mode: Mode) -> Result<Ranking, EvalError> {
    let request = Request {
        query: query.text.clone(),
        mode,
        limit: RUN_DEPTH,
        offset: 0,
        filter: Filter::default(),
    };
    let response = engine.search(&request)?;
    Ok(Ranking {
        query: query.id.clone(),
        hits: response.hits.into_iter().map(|hit| (hit.key.id, hit.score)).collect(),
        mode: response.mode,
        degraded: response.degraded,
    })
}

fn write_run(path: &Path, rankings: &[Ranking]) -> Result<(), EvalError> {
    let mut lines = String::new();
    for ranking in rankings {
        for (rank, (document, score)) in (1..).zip(&ranking.hits) {
            writeln!(lines, "{} {document} {rank} {score:.6}", ranking.query)
                .expect("writing to a string cannot fail");
        }
    }
    fs::write(path, lines).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })
}

/// Scores every judged query; one that has no ranking, or an empty one, counts as 0.
fn report(judgements: &Judgements, rankings: &[Ranking], asked: Mode) -> RetrievalReport {
    let scores: Vec<QueryScores> = judgements
        .iter()
        .map(|(query, grades)| {
            let hits = rankings.iter().find(|it| it.query == *query).map_or(&[][..], |it| &it.hits);
            let ids: Vec<&str> = hits.iter().map(|(id, _)| id.as_str()).collect();
            score_query(&ids, grades, CUTOFF)
        })
        .collect();
    let measure =
        |pick: fn(&QueryScores) -> f64| estimate(&scores.iter().map(pick).collect::<Vec<f64>>());
    let (ndcg, mrr) = (measure(|it| it.ndcg), measure(|it| it.reciprocal_rank));
    let recall = measure(|it| it.recall);
    let interval = |of: Estimate| [of.low, of.high];
    let answered = rankings.iter().filter(|ranking| !ranking.hits.is_empty()).count();
    let degraded = rankings.iter().find(|ranking| ranking.degraded.is_some());
    RetrievalReport {
        queries: scores.len(),
        ndcg_at_10: ndcg.mean,
        mrr_at_10: mrr.mean,
        recall_at_10: recall.mean,
        seconds: 0.0,
        intervals: Intervals {
            ndcg_at_10: interval(ndcg),
            mrr_at_10: interval(mrr),
            recall_at_10: interval(recall),
        },
        documents: 0,
        without_results: scores.len() - answered,
        mode: degraded.or(rankings.first()).map_or(asked, |ranking| ranking.mode),
        degraded: degraded.and_then(|ranking| ranking.degraded.clone()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn ranking(query: &str, hits: &[&str]) -> Ranking {
        let hits = hits.iter().map(|id| ((*id).to_owned(), 1.0)).collect();
        Ranking { query: query.into(), hits, mode: Mode::Hybrid, degraded: None }
    }

    #[test]
    fn a_judged_query_without_results_counts_as_zero() {
        let relevant = HashMap::from([("a".to_owned(), 1.0)]);
        let judgements: Judgements =
            ["q1", "q2", "q3"].map(|id| (id.to_owned(), relevant.clone())).into();
        let rankings = [ranking("q1", &["a"]), ranking("q2", &[])];
        let report = report(&judgements, &rankings, Mode::Hybrid);
        assert_eq!((report.queries, report.without_results), (3, 2));
        assert!((report.ndcg_at_10 - 1.0 / 3.0).abs() < 1e-12);
        assert!(report.intervals.ndcg_at_10[0] <= report.ndcg_at_10);
    }

    #[test]
    fn the_report_has_the_names_of_the_contract() {
        let report = report(&Judgements::new(), &[], Mode::Keyword);
        let json = serde_json::to_value(report).unwrap();
        for name in ["queries", "ndcg@10", "mrr@10", "recall@10", "seconds", "intervals"] {
            assert!(json.get(name).is_some(), "{name} is missing");
        }
    }

    #[test]
    fn a_run_file_has_four_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.run");
        write_run(&path, &[ranking("q1", &["a", "b"])]).unwrap();
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text, "q1 a 1 1.000000\nq1 b 2 1.000000\n");
    }
}
