//! Reads judged sets: queries, judgements and questions. Says in which line a file is wrong.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::EvalError;

/// The grades of each judged query: query id to document id to grade. Only queries with a relevant
/// document (grade above 0) are kept, as a measure is not defined for the others.
pub(super) type Judgements = BTreeMap<String, HashMap<String, f64>>;

/// One query of a BEIR set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Query {
    #[serde(rename = "_id", alias = "id")]
    pub(super) id: String,
    pub(super) text: String,
}

/// One question with what a right answer to it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Its id within the file.
    #[serde(alias = "query_id", alias = "_id")]
    pub id: String,
    /// The question as a person would type it.
    pub question: String,
    /// The talk or announcement that answers it; `None`: no record does.
    pub talk_id: Option<String>,
    /// Other records that are right too.
    #[serde(default)]
    pub also: Vec<String>,
    /// The sentence that answers it, word for word.
    #[serde(default)]
    pub answer_sentence: Option<String>,
    /// The event the question is asked within.
    #[serde(default)]
    pub event: Option<String>,
    /// What sort of question it is (`near-name`), for figures by sort.
    #[serde(default)]
    pub kind: Option<String>,
}

/// Reads `queries.jsonl` of a folder in BEIR layout.
pub(super) fn read_queries(dir: &Path) -> Result<Vec<Query>, EvalError> {
    read_json_lines(&dir.join("queries.jsonl"))
}

/// Reads the questions of a file, one JSON object a line.
///
/// # Errors
/// When the file cannot be read, a line is no question, or the file holds none.
pub fn read_questions(path: &Path) -> Result<Vec<Question>, EvalError> {
    let questions: Vec<Question> = read_json_lines(path)?;
    if questions.is_empty() {
        return Err(EvalError::Empty { path: path.to_owned(), wanted: "question" });
    }
    Ok(questions)
}

/// Reads the judgements of a folder: `qrels/test.tsv`, else `qrels.tsv`.
pub(super) fn read_judgements(dir: &Path) -> Result<Judgements, EvalError> {
    let nested = dir.join("qrels").join("test.tsv");
    let path = if nested.is_file() { nested } else { dir.join("qrels.tsv") };
    let judgements = parse_judgements(&path, &read(&path)?)?;
    if judgements.is_empty() {
        return Err(EvalError::Empty { path, wanted: "judgement above 0" });
    }
    Ok(judgements)
}

/// BEIR's three columns, with or without a header, or TREC's four (the second is not used).
fn parse_judgements(path: &Path, text: &str) -> Result<Judgements, EvalError> {
    let mut judgements = Judgements::new();
    for (number, line) in numbered_lines(text) {
        let bad = |reason: String| EvalError::BadLine { path: path.to_owned(), number, reason };
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (query, document, grade) = match columns[..] {
            [query, document, grade] | [query, _, document, grade] => (query, document, grade),
            _ => return Err(bad(format!("{} columns where 3 or 4 are wanted", columns.len()))),
        };
        match grade.parse::<f64>() {
            Ok(grade) if grade.is_finite() => {
                let grades = judgements.entry(query.to_owned()).or_default();
                grades.insert(document.to_owned(), grade);
            }
            _ if number == 1 => {}
            _ => return Err(bad(format!("the grade `{grade}` is no number"))),
        }
    }
    judgements.retain(|_, grades| grades.values().any(|&grade| grade > 0.0));
    Ok(judgements)
}

/// Reads a list of document ids, one a line.
pub(super) fn read_ids(path: &Path) -> Result<HashSet<String>, EvalError> {
    let ids: HashSet<String> =
        numbered_lines(&read(path)?).map(|(_, line)| line.trim().to_owned()).collect();
    if ids.is_empty() {
        return Err(EvalError::Empty { path: path.to_owned(), wanted: "document id" });
    }
    Ok(ids)
}

/// Reads one JSON value a line; blank lines are passed over.
pub(super) fn read_json_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvalError> {
    numbered_lines(&read(path)?)
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| EvalError::BadLine {
                path: path.to_owned(),
                number,
                reason: error.to_string(),
            })
        })
        .collect()
}

/// The corpus of a judged set: in its folder, or in the one above.
pub(super) fn find_corpus(dir: &Path) -> Option<PathBuf> {
    let above = dir.canonicalize().ok()?.parent().map(Path::to_owned);
    [Some(dir.to_owned()), above]
        .into_iter()
        .flatten()
        .map(|folder| folder.join("corpus.jsonl"))
        .find(|path| path.is_file())
}

fn read(path: &Path) -> Result<String, EvalError> {
    fs::read_to_string(path)
        .map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })
}

/// Lines that hold something, with their numbers from 1; a byte order mark is no part of the first.
fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgements(text: &str) -> Result<Judgements, EvalError> {
        parse_judgements(Path::new("qrels.tsv"), text)
    }

    #[test]
    fn a_header_no_header_and_trec_columns_read_the_same() {
        let plain = judgements("q1\td1\t1\nq1\td2\t0\n").unwrap();
        assert_eq!(plain["q1"].len(), 2);
        assert_eq!(judgements("query-id\tcorpus-id\tscore\r\nq1 d1 1\r\nq1 d2 0").unwrap(), plain);
        assert_eq!(judgements("\u{feff}q1 0 d1 1\n\nq1 0 d2 0\n").unwrap(), plain);
    }

    #[test]
    fn queries_without_a_relevant_document_are_left_out() {
        assert!(judgements("q1 d1 0\nq1 d2 -1\n").unwrap().is_empty());
    }

    #[test]
    fn an_error_names_the_line() {
        let columns = judgements("q1 d1 1\nq2 d1\n").unwrap_err().to_string();
        assert_eq!(columns, "`qrels.tsv`, line 2: 2 columns where 3 or 4 are wanted");
        let grade = judgements("q d s\nq1 d1 1\n\nq2 d1 yes\n").unwrap_err().to_string();
        assert_eq!(grade, "`qrels.tsv`, line 4: the grade `yes` is no number");
        assert!(judgements("q d s\nq1 d1 nan\n").is_err());
    }

    #[test]
    fn a_question_reads_under_either_name_of_its_id() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("questions.jsonl");
        let lines = concat!(
            r#"{"query_id":"a","question":"q?","talk_id":"t","answer_sentence":"s."}"#,
            "\n",
            r#"{"id":"b","question":"r?","talk_id":null,"also":["u"],"origin":"x"}"#,
        );
        fs::write(&path, lines).unwrap();
        let questions = read_questions(&path).unwrap();
        assert_eq!((questions[0].id.as_str(), questions[1].id.as_str()), ("a", "b"));
        assert_eq!(questions[1].talk_id, None);
        fs::write(&path, "{\"id\":\"a\"}\n").unwrap();
        assert!(read_questions(&path).unwrap_err().to_string().contains("line 1"));
        fs::write(&path, "\n").unwrap();
        assert!(matches!(read_questions(&path), Err(EvalError::Empty { .. })));
    }
}
