//! What visitors take away: an event, or a part of it, as a calendar or another file.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::cache::Policy;
use super::errors::VisitorError;
use super::pages::event::get_event;
use super::pairs::Pairs;
use super::visit::Visit;
use super::{links, query};
use crate::agenda::shared_talks;
use crate::domain::{EventBundle, Kind};
use crate::export::{self, Filter, Format};
use crate::text;

/// Which part of the event, if not all.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PartQuery {
    track: Option<String>,
    room: Option<String>,
    day: Option<jiff::civil::Date>,
    speaker: Option<String>,
    kind: Option<String>,
}

/// `/e/{event}/schedule.ics`
pub(crate) async fn calendar(
    visit: Visit,
    path: web::Path<String>,
    part: web::Query<PartQuery>,
) -> Result<HttpResponse, VisitorError> {
    file(&visit, &path, Format::Ics, &part.into_inner().filter()?)
}

/// `/e/{event}/t/{talk}/talk.ics`
pub(crate) async fn talk_calendar(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let (event, talk) = path.into_inner();
    let filter = Filter { talk: Some(talk.clone()), ..Filter::default() };
    if visit.catalog().find_talk_by_slug(&event, &talk).is_none() {
        return Err(VisitorError::NoSuchTalk { event, talk });
    }
    file(&visit, &event, Format::Ics, &filter)
}

/// `/e/{event}/agenda.ics?talks=KEY,KEY`
pub(crate) async fn agenda(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    let (talks, _) = shared_talks(bundle, &query.listed("talks"));
    let ids: Vec<String> = talks.iter().map(|talk| talk.id.clone()).collect();
    if ids.is_empty() {
        let reason = "none of these is a talk of this event".to_owned();
        return Err(VisitorError::bad_query("talks", reason));
    }
    let source = format!("{}{}", visit.base_url(), visit.request.uri());
    let calendar = agenda_calendar(&visit, bundle, &ids, &source)?;
    let mut response = visit.respond(Policy::Query, Format::Ics.media_type(), calendar);
    attach(&mut response, &format!("{slug}-agenda"), Format::Ics);
    Ok(response)
}

/// `/agendas/{token}.ics`: what calendars subscribe to. Talks that the event no longer has are not
/// in it, cancelled ones are, as cancelled.
pub(crate) async fn agenda_feed(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let token = path.into_inner();
    let secret = token.clone();
    let agenda = visit.archive(move |archive| archive.read_agenda(&secret)).await?;
    let agenda = agenda.ok_or(VisitorError::NoSuchAgenda)?;
    let visit = visit.at(&agenda.updated_at.to_string());
    let bundle = get_event(&visit, &agenda.event)?;
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let source = format!("{}{}", visit.base_url(), links::agenda_feed(&token));
    let calendar = agenda_calendar(&visit, bundle, &agenda.talks, &source)?;
    Ok(visit.respond(Policy::Query, Format::Ics.media_type(), calendar))
}

/// Talks of an event as a calendar of their own.
fn agenda_calendar(
    visit: &Visit,
    bundle: &EventBundle,
    ids: &[String],
    source: &str,
) -> Result<Vec<u8>, VisitorError> {
    let mut part = export::select_talks(bundle, ids);
    part.event.name = format!("My agenda: {}", bundle.event.name);
    let context = export::Context {
        revisions: visit.snapshot.revisions.get(&bundle.event.slug).map(Arc::as_ref),
        whole: Some(bundle),
        source: Some(source),
        ..export::Context::at(jiff::Timestamp::now())
    };
    export::export(&part, Format::Ics, &context)
        .map_err(|error| VisitorError::bad_query("talks", error.to_string()))
}

/// `/e/{event}/export/{format}`
pub(crate) async fn export(
    visit: Visit,
    path: web::Path<(String, String)>,
    part: web::Query<PartQuery>,
) -> Result<HttpResponse, VisitorError> {
    let format = Format::from_word(&path.1).ok_or(VisitorError::NoSuchPage)?;
    file(&visit, &path.0, format, &part.into_inner().filter()?)
}

impl PartQuery {
    /// What of an event is asked for.
    ///
    /// # Errors
    /// A part that there cannot be.
    pub(crate) fn filter(self) -> Result<Filter, VisitorError> {
        let kind = query::kind(self.kind)?;
        Ok(Filter {
            talk: None,
            track: query::filter("track", self.track)?,
            room: query::filter("room", self.room)?,
            day: self.day,
            speaker: query::filter("speaker", self.speaker)?,
            kind: kind.as_deref().and_then(Kind::from_word),
        })
    }
}

/// An event, or a part of it, as a file with a name.
fn file(
    visit: &Visit,
    slug: &str,
    format: Format,
    filter: &Filter,
) -> Result<HttpResponse, VisitorError> {
    let found = visit.catalog().find_event(slug);
    let bundle = found.ok_or_else(|| VisitorError::NoSuchEvent { slug: slug.to_owned() })?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let source = format!("{}{}", visit.base_url(), visit.request.uri());
    let context = export::Context {
        revisions: visit.snapshot.revisions.get(slug).map(Arc::as_ref),
        whole: Some(bundle),
        source: Some(&source),
        ..export::Context::at(jiff::Timestamp::now())
    };
    let bytes = export::export(&export::select(bundle, filter), format, &context)
        .map_err(|error| VisitorError::bad_query("format", error.to_string()))?;
    let mut response = visit.respond(Policy::Records, format.media_type(), bytes);
    attach(&mut response, filter.talk.as_deref().unwrap_or(slug), format);
    Ok(response)
}

/// Names the file that a browser saves.
fn attach(response: &mut HttpResponse, name: &str, format: Format) {
    let name = format!("attachment; filename=\"{}.{}\"", text::slugify(name), extension(format));
    if let Ok(value) = header::HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Ics => "ics",
        Format::FrabXml => "xml",
        Format::FrabJson | Format::Json | Format::Pyvideo => "json",
        Format::Csv => "csv",
    }
}
