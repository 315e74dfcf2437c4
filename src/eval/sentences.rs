//! How well the sentence that answers is found, in its paragraph and among all, over questions with
//! marked answers in `SQuAD` format, against BM25 on sentences.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::engine::{self, Cut};
use super::metrics::estimate;
use super::{EvalError, OnProgress};
use crate::answer;
use crate::domain::{Catalog, Document, Event, EventBundle, RecordKey, Talk};
use crate::embed::Embedder;
use crate::search::{Engine, Filter, Mode, Request};
use crate::text;

/// The one event that holds every paragraph.
const EVENT: &str = "paragraphs";

/// What was measured: shares of the questions whose first sentence holds the marked answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentencesReport {
    /// Questions.
    pub questions: usize,
    /// Paragraphs.
    pub paragraphs: usize,
    /// Given the right paragraph.
    pub within: Share,
    /// The same by BM25 on sentences.
    pub within_by_words: Share,
    /// Over all paragraphs.
    pub overall: Share,
    /// The same by BM25 on sentences.
    pub overall_by_words: Share,
}

/// A share with its 95 % bootstrap interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// The share, 0 to 1.
    pub share: f64,
    /// Lower and upper end.
    pub interval: [f64; 2],
}

#[derive(Deserialize)]
struct Articles {
    data: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    context: String,
    qas: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    question: String,
    answers: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    text: String,
    /// In characters of the context.
    answer_start: usize,
}

/// A question with the place of its paragraph and the sentence that holds the answer.
struct Item {
    question: String,
    paragraph: usize,
    sentence: String,
}

/// Reads a file in `SQuAD` format and measures.
///
/// # Errors
/// When the file cannot be read or is of another format, or the model, the index or the search
/// fails.
pub fn sentences(
    file: &Path,
    embedder: Option<Arc<Embedder>>,
    on_progress: OnProgress<'_>,
) -> Result<SentencesReport, EvalError> {
    let paragraphs = read(file)?;
    let items = items(&paragraphs);
    let catalog = catalog(&paragraphs);
    let documents = text::documents(&catalog);
    let reader = engine::build(documents, Cut::Sentences, embedder, on_progress)?;
    let by_words = engine::build(single_sentences(&paragraphs), Cut::Whole, None, on_progress)?;
    let judge = |item: &Item| judge(item, &reader, &by_words, &catalog);
    let found: Vec<[bool; 4]> = items.par_iter().map(judge).collect::<Result<_, _>>()?;
    let share = |column: usize| share(found.iter().map(|row| row[column]));
    Ok(SentencesReport {
        questions: items.len(),
        paragraphs: paragraphs.len(),
        within: share(0),
        within_by_words: share(1),
        overall: share(2),
        overall_by_words: share(3),
    })
}

fn read(file: &Path) -> Result<Vec<Paragraph>, EvalError> {
    let unreadable = |source| EvalError::Unreadable { path: file.to_owned(), source };
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let articles: Articles =
        serde_json::from_slice(&bytes).map_err(|error| EvalError::BadLine {
            path: file.to_owned(),
            number: error.line(),
            reason: error.to_string(),
        })?;
    let paragraphs: Vec<Paragraph> =
        articles.data.into_iter().flat_map(|article| article.paragraphs).collect();
    match paragraphs.is_empty() {
        true => Err(EvalError::Empty { path: file.to_owned(), wanted: "paragraph" }),
        false => Ok(paragraphs),
    }
}

/// The questions whose marked answer lies within one sentence.
fn items(paragraphs: &[Paragraph]) -> Vec<Item> {
    let mut items = Vec::new();
    for (paragraph, it) in paragraphs.iter().enumerate() {
        for asked in &it.qas {
            let sentence =
                asked.answers.first().and_then(|marked| sentence_of(&it.context, marked));
            items.extend(sentence.map(|sentence| Item {
                question: asked.question.clone(),
                paragraph,
                sentence,
            }));
        }
    }
    items
}

fn sentence_of(context: &str, marked: &Marked) -> Option<String> {
    let start = context.char_indices().nth(marked.answer_start)?.0;
    let end = start + marked.text.len();
    let ranges = text::sentences(context);
    let range = ranges.into_iter().find(|range| range.start <= start && end <= range.end)?;
    Some(text::line(&context[range]))
}

fn catalog(paragraphs: &[Paragraph]) -> Catalog {
    let talk = |(place, paragraph): (usize, &Paragraph)| Talk {
        id: place.to_string(),
        event: EVENT.to_owned(),
        abstract_text: paragraph.context.clone(),
        ..Talk::default()
    };
    let event = Event { slug: EVENT.to_owned(), ..Event::default() };
    let talks = paragraphs.iter().enumerate().map(talk).collect();
    Catalog::new(vec![EventBundle { event, talks, announcements: Vec::new() }], text::slugify)
}

/// Every sentence as a document of its own: `paragraph/sentence`.
fn single_sentences(paragraphs: &[Paragraph]) -> Vec<Document> {
    let event = Event { slug: EVENT.to_owned(), ..Event::default() };
    let mut documents = Vec::new();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        for (number, range) in text::sentences(&paragraph.context).into_iter().enumerate() {
            let talk = Talk {
                id: format!("{place}/{number}"),
                event: EVENT.to_owned(),
                abstract_text: paragraph.context[range].to_owned(),
                ..Talk::default()
            };
            documents.push(text::talk_document(&event, &talk));
        }
    }
    documents
}

/// Whether the first sentence is right: within the paragraph, the same by words, over all, the same
/// by words.
fn judge(
    item: &Item,
    reader: &Engine,
    by_words: &Engine,
    catalog: &Catalog,
) -> Result<[bool; 4], EvalError> {
    let key = RecordKey::talk(EVENT, &item.paragraph.to_string());
    let first = |within: Option<&RecordKey>| -> Result<bool, EvalError> {
        let found = answer::closest_sentences(reader, catalog, &item.question, within)?;
        Ok(found.first().is_some_and(|it| same(&it.sentence, &item.sentence)))
    };
    let hits = by_words.search(&Request {
        query: item.question.replace(['"', '-'], " "),
        mode: Mode::Keyword,
        limit: usize::MAX,
        offset: 0,
        filter: Filter::default(),
    })?;
    let is_right = |id: &str| {
        by_words
            .corpus()
            .find(&RecordKey::talk(EVENT, id))
            .is_some_and(|at| same(&by_words.corpus().documents()[at].text, &item.sentence))
    };
    let prefix = format!("{}/", item.paragraph);
    let in_paragraph = hits.hits.iter().find(|hit| hit.key.id.starts_with(&prefix));
    Ok([
        first(Some(&key))?,
        in_paragraph.is_some_and(|hit| is_right(&hit.key.id)),
        first(None)?,
        hits.hits.first().is_some_and(|hit| is_right(&hit.key.id)),
    ])
}

/// Whether one holds the other: a sentence may be shown with its neighbour.
fn same(found: &str, wanted: &str) -> bool {
    let (found, wanted) = (text::fold(found), text::fold(wanted));
    found.contains(&wanted) || (!found.is_empty() && wanted.contains(&found))
}

fn share(found: impl Iterator<Item = bool>) -> Share {
    let values: Vec<f64> = found.map(|is_right| f64::from(u8::from(is_right))).collect();
    let estimate = estimate(&values);
    Share { share: estimate.mean, interval: [estimate.low, estimate.high] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"data":[{"paragraphs":[
        {"context":"Bees dance – daily. The dance of a bee tells where flowers are.","qas":[
            {"question":"What does the dance of a bee tell?","answers":[
                {"text":"where flowers are","answer_start":45}]}]},
        {"context":"Ships sail. A mast carries the sails of a ship.","qas":[]}]}]}"#;

    #[test]
    fn the_sentence_that_holds_the_answer_is_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("squad.json");
        std::fs::write(&path, FILE).unwrap();
        let report = sentences(&path, None, &|_, _, _| ()).unwrap();
        assert_eq!((report.questions, report.paragraphs), (1, 2));
        assert_eq!(report.within_by_words.share, 1.0);
        assert_eq!(report.overall.share, 1.0);
        std::fs::write(&path, r#"{"data":[]}"#).unwrap();
        assert!(sentences(&path, None, &|_, _, _| ()).is_err());
    }

    #[test]
    fn answers_that_cross_sentences_are_left_out() {
        let marked = |text: &str, answer_start| Marked { text: text.into(), answer_start };
        let context = "Ürsula ran. She won.";
        assert_eq!(sentence_of(context, &marked("won", 16)).as_deref(), Some("She won."));
        assert_eq!(sentence_of(context, &marked("ran. She", 7)), None);
        assert_eq!(sentence_of(context, &marked("x", 99)), None);
    }
}
