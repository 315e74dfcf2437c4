//! Evaluation from files to figures, on a judged set small enough to check by hand.

use std::fs;
use std::path::{Path, PathBuf};

use hallway::eval::{
    AnswersOptions, EvalError, RetrievalOptions, RetrievalReport, answers, retrieval,
};
use hallway::search::Mode;

use crate::support::repository;

fn mini() -> PathBuf {
    repository("tests/fixtures/eval/mini")
}

fn keyword(dir: &Path) -> RetrievalOptions {
    RetrievalOptions {
        dir: dir.to_owned(),
        modes: vec![Mode::Keyword],
        ..RetrievalOptions::default()
    }
}

fn measure(options: &RetrievalOptions) -> RetrievalReport {
    retrieval(options, None, &|_, _, _| {}).unwrap().remove(0)
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let report = measure(&keyword(&mini()));
    // `bees` finds its only talk first; `gardens` has two relevant talks and finds one; `volcano`
    // is judged and finds nothing; `unjudged` does not count.
    assert_eq!((report.queries, report.documents, report.without_results), (3, 5, 1));
    let gardens = 1.0 / (1.0 + 1.0 / 3f64.log2());
    assert!(is_near(report.ndcg_at_10, (1.0 + gardens) / 3.0), "{report:?}");
    assert!(is_near(report.mrr_at_10, 2.0 / 3.0), "{report:?}");
    assert!(is_near(report.recall_at_10, 0.5), "{report:?}");
}

#[test]
fn only_the_fields_and_documents_asked_for_are_indexed() {
    let people = RetrievalOptions { fields: "speakers".parse().unwrap(), ..keyword(&mini()) };
    assert!(is_near(measure(&people).recall_at_10, 0.0));
    let folder = tempfile::tempdir().unwrap();
    let ids = folder.path().join("ids.txt");
    fs::write(&ids, "d1\nd2\n").unwrap();
    let some = RetrievalOptions { doc_ids: Some(ids.clone()), ..keyword(&mini()) };
    assert_eq!(measure(&some).documents, 2);
    fs::write(&ids, "nowhere\n").unwrap();
    assert!(matches!(retrieval(&some, None, &|_, _, _| {}), Err(EvalError::Empty { .. })));
}

#[test]
fn a_run_file_lists_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("out.run");
    measure(&RetrievalOptions { run: Some(run.clone()), ..keyword(&mini()) });
    let text = fs::read_to_string(run).unwrap();
    let first: Vec<&str> = text.lines().next().unwrap().split(' ').collect();
    assert_eq!(first[..3], ["bees", "d1", "1"]);
    assert!(text.lines().all(|line| line.split(' ').count() == 4), "{text}");
}

#[test]
fn a_broken_set_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let set = folder.path().join("set");
    fs::create_dir(&set).unwrap();
    let refuse = || retrieval(&keyword(&set), None, &|_, _, _| {}).unwrap_err();
    let nothing = refuse();
    assert!(nothing.to_string().starts_with("cannot open"), "{nothing}");
    fs::write(set.join("qrels.tsv"), "q d 1\n").unwrap();
    fs::write(set.join("queries.jsonl"), "{\"_id\":\"q\",\"text\":\"t\"}\n{\n").unwrap();
    let line = refuse();
    assert!(line.to_string().contains("queries.jsonl`, line 2"), "{line}");
    fs::write(set.join("queries.jsonl"), "{\"_id\":\"q\",\"text\":\"t\"}\n").unwrap();
    let corpus = refuse();
    assert!(matches!(corpus, EvalError::NoCorpus { .. }), "{corpus}");
    let semantic = RetrievalOptions { modes: vec![Mode::Semantic], ..keyword(&mini()) };
    assert!(matches!(retrieval(&semantic, None, &|_, _, _| {}), Err(EvalError::NoModel)));
}

#[test]
fn answers_are_scored_against_the_corpus_beside_the_questions() {
    let options = AnswersOptions { file: mini().join("answers.jsonl"), corpus: None };
    let report = answers(&options, None, &|_, _, _| {}).unwrap();
    assert_eq!((report.answerable, report.unanswerable), (2, 1));
    assert_eq!(report.talk_at_1, Some(1.0), "{report:?}");
    assert_eq!(report.sentence_at_1, Some(1.0), "{report:?}");
    assert_eq!(report.declined_rightly, Some(1.0), "{report:?}");
}
