//! Summaries as JSON: `of=talk&id=…&event=…`, or `event=…&since=…`, in the shapes that the command
//! gives too.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::{AppError, MissedView, PartView, Snapshot, Subject};
use crate::summary::{Part, SummarySentence};
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
    since: Option<String>,
}

#[derive(Serialize)]
struct Summary<'a> {
    of: String,
    sentences: Vec<Sentence<'a>>,
    /// Of a talk with a transcript alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outline: Vec<PartView<'a>>,
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
    if let Some(since) = query::filter("since", given.since)? {
        let event = query::filter("event", given.event)?;
        let event = event.ok_or_else(|| VisitorError::bad_query("event", "say which".into()))?;
        return missed(visit, event, since).await;
    }
    let id = query::filter("id", given.id)?;
    let id = id.ok_or_else(|| VisitorError::bad_query("id", "say of which one".into()))?;
    let event = query::filter("event", given.event)?;
    let kind = given.of.unwrap_or_default();
    let subject = subject(&kind, id.clone(), event)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let found = visit.work(move |snapshot| Found::new(snapshot, &subject)).await?;
    let found = found.map_err(|error| refused(error, &id))?;
    let sentences = found.sentences.iter().map(Sentence::new).collect();
    let outline = found.outline.iter().map(PartView::new).collect();
    visit.json(Policy::Records, &Summary { of: format!("{kind}:{id}"), sentences, outline })
}

/// `?event=…&since=…`: what was given of an event until now. Nobody may keep it: it grows with the
/// time, which the tag of a page does not know.
async fn missed(visit: Visit, event: String, since: String) -> Result<HttpResponse, VisitorError> {
    let (slug, typed) = (event.clone(), since.clone());
    let now = Timestamp::now();
    let work = move |snapshot: &Snapshot| {
        let since = snapshot.moment(&slug, &typed, now)?;
        let missed = since.map(|since| snapshot.missed(&slug, since, now)).transpose()?;
        Ok(since.zip(missed))
    };
    let found = visit.work(work).await?.map_err(|error| refused(error, &event))?;
    let Some((since, missed)) = found else {
        let reason = "say a time such as `2024-06-19T14:00`";
        return Err(VisitorError::bad_query("since", reason.into()));
    };
    visit.json(Policy::Never, &MissedView::new(&event, since, now, &missed))
}

/// What the records say of a subject.
struct Found {
    sentences: Vec<SummarySentence>,
    outline: Vec<Part>,
}

impl Found {
    fn new(snapshot: &Snapshot, subject: &Subject) -> Result<Self, AppError> {
        let sentences = snapshot.summarise(subject)?;
        let Subject::Talk { event, id } = subject else {
            return Ok(Self { sentences, outline: Vec::new() });
        };
        let key = snapshot.find_talk(event.as_deref(), id)?;
        Ok(Self { sentences, outline: snapshot.outline(&key).to_vec() })
    }
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
