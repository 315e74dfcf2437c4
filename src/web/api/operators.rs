//! For those who run the site: is it well, and how busy.

use actix_web::{HttpResponse, http::header, web};
use serde::Serialize;

use crate::embed::Health as ModelHealth;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::metrics;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    talks: usize,
    documents: usize,
    vectors: usize,
    generation: u64,
    model: ModelHealth,
}

/// `/healthz`: 200 while the database can be read, else 500. A model that is degraded is no reason to
/// take the site away: `model` says so.
pub(crate) async fn health(visit: Visit) -> Result<HttpResponse, VisitorError> {
    let app = visit.site.app.clone();
    let model = app.embedder().health();
    let checked = web::block(move || app.archive().generation().map_err(|error| error.to_string()));
    checked.await.map_err(VisitorError::internal)?.map_err(VisitorError::internal)?;
    let corpus = visit.snapshot.engine.corpus();
    let health = Health {
        status: "ok",
        talks: visit.catalog().talks().count(),
        documents: corpus.documents().len(),
        vectors: corpus.vector_count(),
        generation: visit.snapshot.records.generation,
        model,
    };
    let cache = (header::CACHE_CONTROL, Policy::Never.header());
    Ok(HttpResponse::Ok().insert_header(cache).json(health))
}

/// `/metrics`, in Prometheus' text form.
pub(crate) async fn figures(visit: Visit) -> Result<HttpResponse, VisitorError> {
    let catalog = visit.catalog();
    let records = [
        ("event", catalog.bundles().len()),
        ("talk", catalog.talks().count()),
        ("speaker", catalog.speakers().count()),
        ("announcement", catalog.announcements().count()),
    ];
    for (sort, number) in records {
        ::metrics::gauge!("hallway_records", "sort" => sort).set(number as f64);
    }
    ::metrics::gauge!("hallway_generation").set(visit.snapshot.records.generation as f64);
    visit.site.app.embedder().record_figures();
    ::metrics::gauge!("hallway_queue_jobs").set(visit.site.gate.admitted() as f64);
    ::metrics::gauge!("hallway_kept_answer_bytes").set(visit.site.kept_bytes() as f64);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, Policy::Never.header()))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics::render()))
}
