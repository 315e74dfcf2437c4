//! Summaries as JSON: `of=talk&id=…&event=…`, in the shape that the command gives too.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::app::{AppError, Subject};
use crate::summary::SummarySentence;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::query;
use crate::web::visit::Visit;

/// What to sum up.
#[derive(Debug, Deserialize)]
pub(crate) struct SummaryQuery {
    of: Option<String>,
    id: Option<String>,
    event: Option<String>,
}

#[derive(Serialize)]
struct Summary<'a> {
    of: String,
    sentences: Vec<Sentence<'a>>,
}

#[derive(Serialize)]
struct Sentence<'a> {
    text: &'a str,
    id: &'a str,
    start_s: Option<f32>,
}

/// `/api/v1/summary`
pub(crate) async fn summarise(
    visit: Visit,
    given: web::Query<SummaryQuery>,
) -> Result<HttpResponse, VisitorError> {
    let given = given.into_inner();
    let id = query::filter("id", given.id)?;
    let id = id.ok_or_else(|| VisitorError::bad_query("id", "say of which one".into()))?;
    let event = query::filter("event", given.event)?;
    let kind = given.of.unwrap_or_default();
    let subject = subject(&kind, id.clone(), event)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let found = visit.work(move |snapshot| snapshot.summarise(&subject)).await?;
    let sentences = found.map_err(|error| refused(error, &id))?;
    let sentences = sentences.iter().map(Sentence::new).collect();
    visit.json(Policy::Records, &Summary { of: format!("{kind}:{id}"), sentences })
}

fn subject(kind: &str, id: String, event: Option<String>) -> Result<Subject, VisitorError> {
    Ok(match kind {
        "talk" => Subject::Talk { event, id },
        "track" => Subject::Track { event, track: id },
        "speaker" => Subject::Speaker { name: id },
        "event" => Subject::Event { slug: id },
        "day" => {
            let refused =
                |_| VisitorError::bad_query("id", "say a day such as `2024-06-19`".into());
            Subject::Day { event, day: id.parse().map_err(refused)? }
        }
        _ => {
            let reason = "say `talk`, `day`, `track`, `speaker` or `event`";
            return Err(VisitorError::bad_query("of", reason.into()));
        }
    })
}

/// An unknown name is the visitor's slip; everything else is ours.
fn refused(error: AppError, id: &str) -> VisitorError {
    match error {
        AppError::UnknownEvent { slug, .. } => VisitorError::NoSuchEvent { slug },
        AppError::Unknown { what: "speaker", .. } => {
            VisitorError::NoSuchSpeaker { slug: id.to_owned() }
        }
        AppError::Unknown { what: "talk", event, .. } => VisitorError::NoSuchTalk {
            event: event.unwrap_or_else(|| "any event".into()),
            talk: id.to_owned(),
        },
        AppError::Unknown { .. } | AppError::Ambiguous { .. } => {
            VisitorError::bad_query("id", error.to_string())
        }
        other => VisitorError::internal(other),
    }
}

impl<'a> Sentence<'a> {
    fn new(sentence: &'a SummarySentence) -> Self {
        Self { text: &sentence.text, id: &sentence.key.id, start_s: sentence.start_s }
    }
}
