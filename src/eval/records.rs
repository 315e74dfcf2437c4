//! How well questions about the programme are answered from its records: questions are generated
//! from a schedule, with answers worked out by plain code, and replies are held against them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::engine::{self, Cut};
use super::{EvalError, OnProgress, Step};
use crate::answer::{self, Citation, Outcome, Reply};
use crate::domain::{Catalog, EventBundle, State};
use crate::search::Engine;
use crate::text;

mod book;
mod forms;
mod random;
mod words;

use book::Book;
use forms::{Asked, FORMS};
use random::Random;

/// A list longer than this may be cut in the reply.
const LISTED: usize = 10;
/// How often a form is tried before it is given up for a schedule that has nothing for it.
const TRIES: usize = 20;
/// The moment at which questions are asked that do not say one: long before any event.
const LONG_AGO_S: i64 = 0;

/// What was measured of one schedule.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RecordsReport {
    /// The event's name.
    pub event: String,
    /// Questions asked.
    pub questions: usize,
    /// Those answered rightly.
    pub right: usize,
    /// The share answered rightly.
    pub share: f64,
    /// The same by form of question.
    pub forms: BTreeMap<String, FormScore>,
    /// What went wrong.
    pub wrong: Vec<WrongAnswer>,
}

/// What was measured of one form of question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FormScore {
    /// Questions asked.
    pub questions: usize,
    /// Those answered rightly.
    pub right: usize,
}

/// A question that was not answered rightly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongAnswer {
    /// Its form.
    pub form: String,
    /// The question.
    pub question: String,
    /// The records and values wanted.
    pub expected: String,
    /// What came back.
    pub got: String,
}

/// Asks `questions` questions about `bundle`, the same ones for the same `seed`, by words alone.
///
/// # Errors
/// When the search fails.
pub fn records(
    bundle: EventBundle,
    seed: u64,
    questions: usize,
    on_progress: OnProgress<'_>,
) -> Result<RecordsReport, EvalError> {
    let mut bundle = bundle;
    for talk in &mut bundle.talks {
        talk.event.clone_from(&bundle.event.slug);
    }
    let asked = generate(&bundle, seed, questions);
    let event = text::line(&bundle.event.name);
    let catalog = Catalog::new(vec![bundle], text::slugify);
    let engine = engine::build(text::documents(&catalog), Cut::Sentences, None, on_progress)?;
    let wrong = asked
        .par_iter()
        .map(|(form, asked)| judge(&engine, &catalog, form, asked))
        .collect::<Result<Vec<Option<WrongAnswer>>, EvalError>>()?;
    on_progress(Step::Asking, asked.len(), asked.len());
    Ok(report(event, &asked, wrong))
}

/// Questions spread evenly over the forms that the schedule has something for.
fn generate(bundle: &EventBundle, seed: u64, count: usize) -> Vec<(&'static str, Asked)> {
    let book = Book::of(bundle);
    let mut random = Random::new(seed);
    let mut asked: Vec<(&'static str, Asked)> = Vec::new();
    let mut met: BTreeSet<(String, Option<jiff::Timestamp>)> = BTreeSet::new();
    let mut idle = 0;
    while asked.len() < count && idle < FORMS.len() {
        for (form, make) in FORMS {
            let fresh = (0..TRIES)
                .filter_map(|_| make(&book, &mut random))
                .find(|it| !met.contains(&(it.question.clone(), it.now)));
            let Some(fresh) = fresh.filter(|_| asked.len() < count) else {
                idle += 1;
                continue;
            };
            idle = 0;
            met.insert((fresh.question.clone(), fresh.now));
            asked.push((form, fresh));
        }
    }
    asked
}

fn judge(
    engine: &Engine,
    catalog: &Catalog,
    form: &str,
    asked: &Asked,
) -> Result<Option<WrongAnswer>, EvalError> {
    let now = asked.now.or_else(|| jiff::Timestamp::from_second(LONG_AGO_S).ok());
    let now = now.unwrap_or_default();
    let reply = answer::investigate_at(engine, catalog, &asked.question, None, now)?.reply;
    if is_right(asked, &reply, catalog) {
        return Ok(None);
    }
    let cited: Vec<&str> = reply.citations.iter().map(|it| it.key.id.as_str()).collect();
    Ok(Some(WrongAnswer {
        form: form.to_owned(),
        question: asked.question.clone(),
        expected: format!("{:?} {:?}", asked.records, asked.values),
        got: format!("{:?} {} {cited:?}", reply.outcome, reply.text),
    }))
}

/// Whether the very records are cited (ten or more of them, of a long list) and every value stated.
/// A reply may name and cite cancelled sessions beside those that take place.
fn is_right(asked: &Asked, reply: &Reply, catalog: &Catalog) -> bool {
    if asked.records.is_empty() {
        return reply.outcome != Outcome::Answer || is_of_cancelled(reply, catalog);
    }
    let is_meant =
        |it: &&Citation| asked.records.contains(&it.key.id) || !is_cancelled(it, catalog);
    let cited = reply.citations.iter().filter(is_meant);
    let cited: BTreeSet<String> = cited.map(|it| it.key.id.clone()).collect();
    let are_cited = match asked.records.len() {
        0..=LISTED => cited == asked.records,
        _ => cited.len() >= LISTED && cited.is_subset(&asked.records),
    };
    let told = squeezed(&reply.text);
    are_cited && asked.values.iter().all(|value| told.contains(&squeezed(value)))
}

fn is_cancelled(citation: &Citation, catalog: &Catalog) -> bool {
    let talk = catalog.find_talk(&citation.key.event, &citation.key.id);
    talk.is_some_and(|talk| talk.state == State::Cancelled)
}

/// Whether a reply counts no session and names cancelled ones.
fn is_of_cancelled(reply: &Reply, catalog: &Catalog) -> bool {
    reply.text.starts_with("0 ") && reply.citations.iter().all(|it| is_cancelled(it, catalog))
}

/// A text without the signs and spaces that a statement may set otherwise, between bars so that
/// `3 sessions` is not found in `13 sessions`.
fn squeezed(text: &str) -> String {
    let words = text::line(text);
    let words = text::fold(&words);
    let parts: Vec<&str> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    format!("|{}|", parts.join("|"))
}

fn report(
    event: String,
    asked: &[(&'static str, Asked)],
    wrong: Vec<Option<WrongAnswer>>,
) -> RecordsReport {
    let mut forms: BTreeMap<String, FormScore> = BTreeMap::new();
    for ((form, _), wrong) in asked.iter().zip(&wrong) {
        let score = forms.entry((*form).to_owned()).or_default();
        score.questions += 1;
        score.right += usize::from(wrong.is_none());
    }
    let wrong: Vec<WrongAnswer> = wrong.into_iter().flatten().collect();
    let right = asked.len() - wrong.len();
    let share = if asked.is_empty() { 0.0 } else { right as f64 / asked.len() as f64 };
    RecordsReport { event, questions: asked.len(), right, share, forms, wrong }
}
