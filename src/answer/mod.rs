//! A question to an answer from the record, to quoted sentences, or to an honest no.
//!
//! Facts (who, when, where, how long, how many, which) are read from the records by rule; all else
//! is answered with sentences of the records, word for word. No sentence is ever made up: the
//! statements are templates over record fields.

mod asked;
mod days;
mod decide;
mod evidence;
mod facts;
mod frame;
mod hours;
mod labels;
mod language;
mod lists;
mod measure;
mod moment;
mod names;
mod passage;
mod programme;
mod question;
mod reading;
mod record;
mod scope;
mod select;
mod session;
mod spot;
mod statement;
mod strangers;
mod wanted;
mod when;

pub use decide::Signals;

use std::rc::Rc;

use crate::domain::{Catalog, RecordKey};
use crate::search::{Engine, SearchError};
use question::{Fact, Form, Question};
use scope::Scope;
use spot::Spots;

/// The three outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Answered, from the record or by a quoted sentence.
    Answer,
    /// No session says it; the citations are the closest passages.
    Closest,
    /// Nothing in these sessions is about it.
    NotFound,
}

/// What a question got.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Which of the three.
    pub outcome: Outcome,
    /// The sentence to show first: a statement made of record fields, or a quoted sentence.
    pub text: String,
    /// 0 to 1: how sure the reply is of its outcome.
    pub confidence: f32,
    /// Where it stands. Never empty for an answer.
    pub citations: Vec<Citation>,
}

/// A sentence and the record it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// The record.
    pub key: RecordKey,
    /// Its title.
    pub title: String,
    /// The sentence, word for word; for answers from fields, what the record states.
    pub sentence: String,
    /// Seconds into the recording, when known.
    pub start_s: Option<f32>,
}

/// A reply with what led to it, for evaluation and for people who ask why.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The reply.
    pub reply: Reply,
    /// The records it was looked for in, best first; those cited come before the others.
    pub ranking: Vec<RecordKey>,
    /// What the decision was made of.
    pub signals: Signals,
    /// Whether words alone led to it, because the model did not run.
    pub by_words: bool,
}

impl Findings {
    fn new(reply: Reply, ranking: Vec<RecordKey>, signals: Signals) -> Self {
        Self { reply, ranking, signals, by_words: false }
    }

    /// Nothing found, with a sentence that says so.
    fn nothing(text: impl Into<String>) -> Self {
        let reply = Reply {
            outcome: Outcome::NotFound,
            text: text.into(),
            confidence: 1.0,
            citations: Vec::new(),
        };
        Self::new(reply, Vec::new(), Signals::default())
    }
}

/// Answers `question` from the records, within one event (its slug) or all of them.
///
/// Works without a model too, by words alone, and then declines more often.
///
/// # Errors
/// The full-text index cannot be read.
pub fn answer(
    engine: &Engine,
    catalog: &Catalog,
    question: &str,
    event: Option<&str>,
) -> Result<Reply, SearchError> {
    investigate(engine, catalog, question, event).map(|findings| findings.reply)
}

/// As [`answer`], with what led to the reply.
///
/// # Errors
/// The full-text index cannot be read.
pub fn investigate(
    engine: &Engine,
    catalog: &Catalog,
    question: &str,
    event: Option<&str>,
) -> Result<Findings, SearchError> {
    investigate_at(engine, catalog, question, event, jiff::Timestamp::now())
}

/// As [`investigate`], asked at the moment `now`.
///
/// # Errors
/// The full-text index cannot be read.
pub fn investigate_at(
    engine: &Engine,
    catalog: &Catalog,
    question: &str,
    event: Option<&str>,
    now: jiff::Timestamp,
) -> Result<Findings, SearchError> {
    let question = Question::read(question);
    let is_by_words = Rc::clone(&question.is_by_words);
    let findings = find(engine, catalog, question, event, now)?;
    Ok(Findings { by_words: is_by_words.get(), ..findings })
}

fn find(
    engine: &Engine,
    catalog: &Catalog,
    mut question: Question,
    event: Option<&str>,
    now: jiff::Timestamp,
) -> Result<Findings, SearchError> {
    let spots = Spots::find(&question, catalog, event);
    let scope = Scope::find(&question, &spots.words(), catalog, event);
    if question.words.is_empty() {
        return Ok(Findings::nothing(
            "Ask a question about the sessions, their speakers or their topics.",
        ));
    }
    if let Scope::Unknown(name) = &scope {
        return Ok(Findings::nothing(format!("There are no records of `{name}`.")));
    }
    if let Some(findings) = programme::answer(engine, catalog, &question, &spots, &scope, now)? {
        return Ok(findings);
    }
    question.forget(&scope.words(catalog));
    match question.form.clone() {
        Form::Now => Ok(lists::now(catalog, &scope, now)),
        Form::Count(noun) => lists::count(engine, catalog, &question, &scope, noun),
        Form::List(noun) => lists::list(engine, catalog, &question, &scope, noun),
        Form::Facts(asked) => facts::answer(engine, catalog, &question, &scope, &asked),
        Form::Passage if question.terms.is_empty() && question.words[0] == "where" => {
            Ok(facts::event_facts(catalog, &scope, &[Fact::Where]))
        }
        Form::Passage => match names::who_is(catalog, &question) {
            Some(findings) => Ok(findings),
            None => passage::answer(engine, catalog, &question, &scope),
        },
    }
}

/// The sentences that come closest to a question, best first, of one record or of all: what is
/// quoted, before it is decided whether it answers.
///
/// # Errors
/// The full-text index cannot be read.
pub fn closest_sentences(
    engine: &Engine,
    catalog: &Catalog,
    question: &str,
    within: Option<&RecordKey>,
) -> Result<Vec<Citation>, SearchError> {
    let question = Question::read(question).into_passage();
    passage::sentences(engine, catalog, &question, within)
}
