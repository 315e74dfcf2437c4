//! `POST /api/v1/events/{event}/import`: the one address that changes records. Asks for a token
//! before it reads a byte of the body.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::app::{AppError, Archive, ImportOptions, ImportReport, SourceFile, Write};
use crate::ingest::merge::{Coverage, MergeOptions, Removals};
use crate::ingest::{Format, Input, MAX_FILE_BYTES, ParseOptions};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::visit::Visit;

/// What the command line says with options. Flags count when they are `1` or `true`.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportQuery {
    file: Option<String>,
    timezone: Option<String>,
    format: Option<String>,
    dry_run: Option<String>,
    partial: Option<String>,
    allow_removals: Option<String>,
}

/// Takes a schedule file or zip in and answers with the same report as the command line.
pub(crate) async fn import(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<String>,
    query: web::Query<ImportQuery>,
    payload: web::Payload,
) -> Result<HttpResponse, VisitorError> {
    let organiser = authorise(&visit, &request).await?;
    let query = query.into_inner();
    let parse = parse_options(path.into_inner(), &query)?;
    let options = import_options(&query);
    let body = payload.to_bytes_limited(MAX_FILE_BYTES).await;
    let body = body
        .map_err(|_| VisitorError::TooLarge { limit: MAX_FILE_BYTES })?
        .map_err(|error| VisitorError::bad_query("body", error.to_string()))?;
    let file = Input::new(query.file.as_deref().unwrap_or("upload"), body.to_vec());
    let report = visit.archive(move |archive| take_in(archive, file, &parse, options)).await?;
    tracing::info!(organiser, event = report.event, added = report.added, "imported over HTTP");
    visit.json(Policy::Never, &report)
}

/// The name of the token the request carries.
async fn authorise(visit: &Visit, request: &HttpRequest) -> Result<String, VisitorError> {
    let header = request.headers().get(header::AUTHORIZATION);
    let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or(VisitorError::NoToken)?.trim().to_owned();
    let name = visit.archive(move |archive| archive.check_token(&token)).await?;
    name.ok_or(VisitorError::NoToken)
}

fn parse_options(event: String, query: &ImportQuery) -> Result<ParseOptions, VisitorError> {
    let format =
        match query.format.as_deref() {
            None | Some("") => None,
            Some(word) => Some(Format::from_word(word).ok_or_else(|| {
                VisitorError::bad_query("format", format!("`{word}` is no format"))
            })?),
        };
    Ok(ParseOptions {
        event: Some(event),
        timezone: query.timezone.clone(),
        format,
        ..ParseOptions::default()
    })
}

fn import_options(query: &ImportQuery) -> ImportOptions {
    let is_set = |flag: &Option<String>| matches!(flag.as_deref(), Some("1" | "true"));
    let coverage = if is_set(&query.partial) { Coverage::Partial } else { Coverage::Full };
    let removals =
        if is_set(&query.allow_removals) { Removals::Allowed } else { Removals::Guarded };
    let write = if is_set(&query.dry_run) { Write::DryRun } else { Write::Apply };
    ImportOptions { write, merge: MergeOptions { coverage, removals } }
}

fn take_in(
    archive: &Archive,
    file: Input,
    parse: &ParseOptions,
    options: ImportOptions,
) -> Result<ImportReport, AppError> {
    let files = [file];
    let parsed = archive.parse(&files, parse)?;
    let source = SourceFile::of_group(&files[0].name, &files);
    archive.import(&parsed, &source, options)
}
