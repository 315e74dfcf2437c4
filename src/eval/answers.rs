//! How well questions are answered, and how well those without an answer are declined.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use super::engine::{self, Cut};
use super::judged::{self, Question};
use super::{EvalError, OnProgress, Step, corpus, retrieval};
use crate::answer::{self, Citation, Outcome, Signals};
use crate::domain::Catalog;
use crate::embed::Embedder;
use crate::search::Engine;
use crate::text;

/// How deep `talk@10` looks.
const TALK_DEPTH: usize = 10;
/// How many cited sentences `sentence@3` looks at.
const SENTENCE_DEPTH: usize = 3;

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct AnswersOptions {
    /// The questions, one JSON object a line.
    pub file: PathBuf,
    /// The records they are about: `corpus.jsonl` or `talks.jsonl`; by default the `corpus.jsonl`
    /// in the folder of `file` or the one above.
    pub corpus: Option<PathBuf>,
}

/// What was measured. Shares are `None` where there is no question to take a share of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AnswersReport {
    /// Questions that a record answers.
    pub answerable: usize,
    /// Questions that none does.
    pub unanswerable: usize,
    /// Share of the answerable ones whose first record is a right one.
    #[serde(rename = "talk@1")]
    pub talk_at_1: Option<f64>,
    /// Share of the answerable ones with a right record among the first ten.
    #[serde(rename = "talk@10")]
    pub talk_at_10: Option<f64>,
    /// Share of the questions with a marked sentence whose first cited sentence holds it or is
    /// held by it.
    #[serde(rename = "sentence@1")]
    pub sentence_at_1: Option<f64>,
    /// The same for the first three cited sentences.
    #[serde(rename = "sentence@3")]
    pub sentence_at_3: Option<f64>,
    /// Share of the unanswerable ones that got no answer.
    pub declined_rightly: Option<f64>,
    /// Share of the answerable ones that got no answer.
    pub declined_wrongly: Option<f64>,
    /// What each sort of question got, for those that state their sort.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, Outcomes>,
    /// What each question got, in the file's order.
    #[serde(skip)]
    pub verdicts: Vec<Verdict>,
}

/// How many questions of a sort got which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    /// Answers, quoted or from the record.
    pub answer: usize,
    /// The closest passages.
    pub closest: usize,
    /// Nothing.
    pub not_found: usize,
}

/// What one question got.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The question's id.
    pub id: String,
    /// What sort of question it is.
    pub kind: Option<String>,
    /// Whether a record answers it.
    pub answerable: bool,
    /// The outcome.
    pub outcome: Outcome,
    /// The text given.
    pub text: String,
    /// How sure the reply was of its outcome.
    pub confidence: f32,
    /// Rank of the first right record, from 1.
    pub talk_rank: Option<usize>,
    /// Rank of the first right sentence among those cited, from 1; `None` when none is, or when
    /// the question has no marked sentence.
    pub sentence_rank: Option<usize>,
    /// Whether the question has a marked sentence.
    pub has_sentence: bool,
    /// What the decision was made of.
    pub signals: Signals,
}

/// The corpus that belongs to a file of questions: in its folder, or in the one above.
pub fn find_corpus(file: &Path) -> Option<PathBuf> {
    let folder = file.canonicalize().ok()?;
    judged::find_corpus(folder.parent()?)
}

/// Reads questions and their corpus, answers and scores them.
///
/// # Errors
/// When a file cannot be read, a line of one is wrong (the error names it), there is no corpus, or
/// the model, the index or the search fails.
pub fn answers(
    options: &AnswersOptions,
    embedder: Option<Arc<Embedder>>,
    on_progress: OnProgress<'_>,
) -> Result<AnswersReport, EvalError> {
    let questions = judged::read_questions(&options.file)?;
    let folder = options.file.parent().unwrap_or(Path::new(".")).to_owned();
    let path = options.corpus.clone().or_else(|| find_corpus(&options.file));
    let path = path.ok_or(EvalError::NoCorpus { dir: folder.clone() })?;
    let rows = corpus::read_rows(&path)?;
    let catalog =
        Catalog::new(vec![corpus::bundle(&rows, &retrieval::set_name(&folder))], text::slugify);
    let documents = text::documents(&catalog);
    let engine = engine::build(documents, Cut::Sentences, embedder, on_progress)?;
    score_answers(&questions, &engine, &catalog, on_progress)
}

/// Answers `questions` from the records at hand and scores what comes back.
///
/// # Errors
/// When the search fails.
pub fn score_answers(
    questions: &[Question],
    engine: &Engine,
    catalog: &Catalog,
    on_progress: OnProgress<'_>,
) -> Result<AnswersReport, EvalError> {
    let done = AtomicUsize::new(0);
    let verdicts = questions
        .par_iter()
        .map(|question| {
            let verdict = judge(question, engine, catalog)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            on_progress(Step::Asking, done, questions.len());
            Ok(verdict)
        })
        .collect::<Result<Vec<Verdict>, EvalError>>()?;
    Ok(report(verdicts))
}

fn judge(question: &Question, engine: &Engine, catalog: &Catalog) -> Result<Verdict, EvalError> {
    let event = question.event.as_deref();
    let findings = answer::investigate(engine, catalog, &question.question, event)?;
    let is_right =
        |id: &String| question.talk_id.as_ref() == Some(id) || question.also.contains(id);
    let marked = question.answer_sentence.as_deref().filter(|it| !it.trim().is_empty());
    Ok(Verdict {
        id: question.id.clone(),
        kind: question.kind.clone(),
        answerable: question.talk_id.is_some(),
        outcome: findings.reply.outcome,
        confidence: findings.reply.confidence,
        talk_rank: findings.ranking.iter().position(|key| is_right(&key.id)).map(|at| at + 1),
        sentence_rank: marked.and_then(|it| rank_of(it, &findings.reply.citations)),
        has_sentence: marked.is_some(),
        signals: findings.signals,
        text: findings.reply.text,
    })
}

/// Writes what each question got, one JSON object a line.
///
/// # Errors
/// When the file cannot be written.
pub fn write_verdicts(path: &Path, verdicts: &[Verdict]) -> Result<(), EvalError> {
    let line = |verdict| serde_json::to_string(verdict).map(|line| line + "\n");
    let lines: Result<String, serde_json::Error> = verdicts.iter().map(line).collect();
    lines
        .map_err(std::io::Error::from)
        .and_then(|lines| std::fs::write(path, lines))
        .map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })
}

/// The place, from 1, of the first citation that holds the marked sentence or is held by it.
fn rank_of(marked: &str, citations: &[Citation]) -> Option<usize> {
    let marked = text::fold(marked);
    let holds = |citation: &Citation| {
        let cited = text::fold(&citation.sentence);
        !cited.is_empty() && (cited.contains(&marked) || marked.contains(&cited))
    };
    citations.iter().position(holds).map(|at| at + 1)
}

fn report(verdicts: Vec<Verdict>) -> AnswersReport {
    let (answerable, unanswerable): (Vec<&Verdict>, Vec<&Verdict>) =
        verdicts.iter().partition(|verdict| verdict.answerable);
    let marked: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.has_sentence).collect();
    let is_declined = |verdict: &Verdict| verdict.outcome != Outcome::Answer;
    let within = |rank: Option<usize>, depth| rank.is_some_and(|rank| rank <= depth);
    AnswersReport {
        answerable: answerable.len(),
        unanswerable: unanswerable.len(),
        talk_at_1: share(&answerable, |it| within(it.talk_rank, 1)),
        talk_at_10: share(&answerable, |it| within(it.talk_rank, TALK_DEPTH)),
        sentence_at_1: share(&marked, |it| within(it.sentence_rank, 1)),
        sentence_at_3: share(&marked, |it| within(it.sentence_rank, SENTENCE_DEPTH)),
        declined_rightly: share(&unanswerable, is_declined),
        declined_wrongly: share(&answerable, is_declined),
        kinds: kinds(&verdicts),
        verdicts,
    }
}

fn kinds(verdicts: &[Verdict]) -> BTreeMap<String, Outcomes> {
    let mut kinds: BTreeMap<String, Outcomes> = BTreeMap::new();
    for verdict in verdicts {
        let Some(kind) = &verdict.kind else { continue };
        let outcomes = kinds.entry(kind.clone()).or_default();
        match verdict.outcome {
            Outcome::Answer => outcomes.answer += 1,
            Outcome::Closest => outcomes.closest += 1,
            Outcome::NotFound => outcomes.not_found += 1,
        }
    }
    kinds
}

/// Share of `verdicts` for which `holds`.
fn share(verdicts: &[&Verdict], holds: impl Fn(&Verdict) -> bool) -> Option<f64> {
    let right = verdicts.iter().filter(|verdict| holds(verdict)).count();
    (!verdicts.is_empty()).then(|| right as f64 / verdicts.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RecordKey;

    fn citation(sentence: &str) -> Citation {
        let key = RecordKey::talk("e", "1");
        Citation { key, title: String::new(), sentence: sentence.into(), start_s: None }
    }

    #[test]
    fn a_sentence_is_right_when_it_holds_or_is_held_by_the_marked_one() {
        let citations = [citation("Else."), citation("It ran. It  SAVED half."), citation("ran")];
        assert_eq!(rank_of("It saved half.", &citations), Some(2));
        assert_eq!(rank_of("It ran for a day", &citations), Some(3));
        assert_eq!(rank_of("Nothing like it", &citations), None);
        assert_eq!(rank_of("anything", &[citation("  ")]), None);
    }

    #[test]
    fn shares_are_taken_of_the_questions_they_are_about() {
        let verdict = |answerable, outcome, talk_rank, sentence_rank| Verdict {
            id: String::new(),
            kind: Some("plain".into()),
            answerable,
            outcome,
            text: String::new(),
            confidence: 0.5,
            talk_rank,
            sentence_rank,
            has_sentence: answerable,
            signals: Signals::default(),
        };
        let report = report(vec![
            verdict(true, Outcome::Answer, Some(1), Some(3)),
            verdict(true, Outcome::Closest, Some(4), None),
            verdict(false, Outcome::NotFound, None, None),
            verdict(false, Outcome::Answer, None, None),
        ]);
        assert_eq!((report.answerable, report.unanswerable), (2, 2));
        assert_eq!((report.talk_at_1, report.talk_at_10), (Some(0.5), Some(1.0)));
        assert_eq!((report.sentence_at_1, report.sentence_at_3), (Some(0.0), Some(0.5)));
        assert_eq!((report.declined_rightly, report.declined_wrongly), (Some(0.5), Some(0.5)));
        let outcomes = Outcomes { answer: 2, closest: 1, not_found: 1 };
        assert_eq!(report.kinds, BTreeMap::from([("plain".to_owned(), outcomes)]));
    }

    #[test]
    fn without_unanswerable_questions_there_is_no_share_of_them() {
        assert_eq!(report(Vec::new()).declined_rightly, None);
    }
}
