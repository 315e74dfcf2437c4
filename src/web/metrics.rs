//! Figures for operators: requests and their time by route pattern; never a query or an address.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::rt;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::embed::EmbeddingService;

/// Upper bounds in seconds of the one table all durations are counted in: a page takes about a
/// millisecond, a search some tens, and a second is already a complaint.
const DURATION_BUCKETS_S: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// The same for the model: a query that meets nobody waits a microsecond, a batch of bulk work runs for
/// half a second.
const MODEL_BUCKETS_S: [f64; 12] =
    [1e-6, 1e-5, 1e-4, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 2.5];

/// Upper bounds for what goes through the model together: tokens, and texts (a query has about ten
/// tokens, and 256 are a batch of queries).
const BATCH_BUCKETS: [f64; 10] =
    [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 1_024.0, 4_096.0, 32_768.0];

/// How often measured times are put into their buckets: between, each takes eight bytes, and nobody
/// may ever ask for the figures.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// The figures of this process in Prometheus' text form.
pub(crate) fn render() -> String {
    let handle = handle();
    handle.run_upkeep();
    handle.render()
}

/// Starts counting; a second call changes nothing.
pub(crate) fn start() {
    let _started = handle();
}

/// Puts measured times into their buckets again and again, so that they take no more memory.
pub(crate) async fn tidy() {
    loop {
        rt::time::sleep(TIDY_EVERY).await;
        handle().run_upkeep();
    }
}

/// Counts a request and its time under the pattern of its route.
pub(crate) async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let method = request.method().as_str().to_owned();
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let status = response.status().as_u16().to_string();
    metrics::counter!(
        "hallway_http_requests_total",
        "method" => method, "route" => route.clone(), "status" => status
    )
    .increment(1);
    metrics::histogram!("hallway_http_request_duration_seconds", "route" => route)
        .record(began.elapsed().as_secs_f64());
    Ok(response)
}

/// One recorder a process, because the `metrics` macros know one. When another library already
/// installed its own, ours counts nothing, and `/metrics` is empty rather than the site down.
fn handle() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = with_buckets(PrometheusBuilder::new())
            .expect("no table of buckets is empty")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed; /metrics stays empty");
        }
        describe();
        handle
    })
}

fn with_buckets(builder: PrometheusBuilder) -> Result<PrometheusBuilder, BuildError> {
    let of = |part: &str| Matcher::Prefix(format!("hallway_embedding_{part}"));
    builder
        .set_buckets(&DURATION_BUCKETS_S)?
        .set_buckets_for_metric(of("batch_"), &BATCH_BUCKETS)?
        .set_buckets_for_metric(of("wait_"), &MODEL_BUCKETS_S)?
        .set_buckets_for_metric(of("run_"), &MODEL_BUCKETS_S)
}

fn describe() {
    EmbeddingService::describe_figures();
    metrics::describe_counter!("hallway_http_requests_total", "Requests by route and status.");
    metrics::describe_histogram!(
        "hallway_http_request_duration_seconds",
        metrics::Unit::Seconds,
        "Time to answer a request, by route."
    );
    metrics::describe_gauge!("hallway_queue_jobs", "Searches and questions waiting or running.");
    metrics::describe_gauge!("hallway_kept_answer_bytes", "Memory taken by finished answers.");
    metrics::describe_gauge!("hallway_records", "Records served, by sort.");
    metrics::describe_gauge!("hallway_generation", "Version of the records served.");
}
