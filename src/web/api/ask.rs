//! Questions as JSON, in the shape that the command gives too.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::answer::{Outcome, Reply};
use crate::domain::Catalog;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pages::ask::{self as page, AskQuery};
use crate::web::visit::Visit;
use crate::web::{links, query};

#[derive(Serialize)]
struct Answered<'a> {
    question: &'a str,
    outcome: Outcome,
    answered: bool,
    answer: &'a str,
    confidence: f32,
    citations: Vec<Cited<'a>>,
}

#[derive(Serialize)]
struct Cited<'a> {
    id: &'a str,
    event: &'a str,
    title: &'a str,
    sentence: &'a str,
    start_s: Option<f32>,
    page: String,
}

/// `/api/v1/ask`
pub(crate) async fn ask(
    visit: Visit,
    given: web::Query<AskQuery>,
) -> Result<HttpResponse, VisitorError> {
    let given = given.into_inner();
    let missing = || VisitorError::bad_query("q", "say what you want to know".into());
    let question = query::text("q", given.q)?.ok_or_else(missing)?;
    let event = query::filter("event", given.event)?;
    if let Some(slug) = event.clone().filter(|slug| visit.catalog().find_event(slug).is_none()) {
        return Err(VisitorError::NoSuchEvent { slug });
    }
    let visit = visit.at_this_minute();
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let found = page::ask(&visit, question.clone(), event).await?;
    let policy = Policy::Query.or_never_if(found.by_words);
    visit.json(policy, &Answered::new(visit.catalog(), &question, &found.reply))
}

impl<'a> Answered<'a> {
    fn new(catalog: &Catalog, question: &'a str, reply: &'a Reply) -> Self {
        let citations = reply.citations.iter().map(|citation| Cited {
            id: &citation.key.id,
            event: &citation.key.event,
            title: &citation.title,
            sentence: &citation.sentence,
            start_s: citation.start_s,
            page: links::record(catalog, &citation.key),
        });
        Self {
            question,
            outcome: reply.outcome,
            answered: reply.outcome == Outcome::Answer,
            answer: &reply.text,
            confidence: reply.confidence,
            citations: citations.collect(),
        }
    }
}
