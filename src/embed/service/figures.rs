//! What operators see of the service: counts and times, never a text. Measures nothing itself.
//!
//! The handles are looked up at each use: a recorder may be installed after the service has begun.

use std::time::Duration;

use super::queue::{Refusal, Report};

/// Queries that wait.
const WAITING: &str = "hallway_embedding_queue_jobs";
/// Texts that ran together.
const BATCH_TEXTS: &str = "hallway_embedding_batch_texts";
/// Their tokens.
const BATCH_TOKENS: &str = "hallway_embedding_batch_tokens";
/// How long the oldest of a batch waited.
const WAIT: &str = "hallway_embedding_wait_seconds";
/// How long a batch ran.
const RUN: &str = "hallway_embedding_run_seconds";
/// Queries whose vectors were at hand, and others.
const CACHE: &str = "hallway_embedding_cache_total";
/// Memory of the vectors at hand.
const CACHE_BYTES: &str = "hallway_embedding_cache_bytes";
/// Texts that were not run.
const REFUSED: &str = "hallway_embedding_refused_total";

/// A batch of queries was run.
pub(super) fn queries(report: &Report) {
    metrics::histogram!(BATCH_TEXTS, "work" => "query").record(report.jobs as f64);
    batch("query", report.tokens, report.waited, report.ran);
}

/// A batch of bulk work was run.
pub(super) fn bulk(tokens: usize, waited: Duration, ran: Duration) {
    batch("bulk", tokens, waited, ran);
}

fn batch(work: &'static str, tokens: usize, waited: Duration, ran: Duration) {
    metrics::histogram!(BATCH_TOKENS, "work" => work).record(tokens as f64);
    metrics::histogram!(WAIT, "work" => work).record(waited.as_secs_f64());
    metrics::histogram!(RUN, "work" => work).record(ran.as_secs_f64());
}

/// A query was answered from memory.
pub(super) fn hit() {
    metrics::counter!(CACHE, "outcome" => "hit").increment(1);
}

/// A query was not in memory.
pub(super) fn miss() {
    metrics::counter!(CACHE, "outcome" => "miss").increment(1);
}

/// A text was not run.
pub(super) fn refused(refusal: Refusal) {
    let reason = match refusal {
        Refusal::Full => "full",
        Refusal::Late => "late",
        Refusal::Closed => "closed",
        Refusal::Broken => "broken",
    };
    metrics::counter!(REFUSED, "reason" => reason).increment(1);
}

/// What there is now.
pub(super) fn now(waiting: usize, cache_bytes: usize) {
    metrics::gauge!(WAITING).set(waiting as f64);
    metrics::gauge!(CACHE_BYTES).set(cache_bytes as f64);
}

/// Says what each figure is, once a recorder is installed.
pub(super) fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_gauge!(WAITING, "Queries that wait for the model.");
    describe_histogram!(BATCH_TEXTS, "Queries that went through the model together.");
    describe_histogram!(BATCH_TOKENS, "Tokens of a batch, of queries or of bulk work.");
    describe_histogram!(WAIT, metrics::Unit::Seconds, "Time the oldest text of a batch waited.");
    describe_histogram!(RUN, metrics::Unit::Seconds, "Time a batch ran.");
    describe_counter!(CACHE, "Queries whose vectors were at hand (hit) or not (miss).");
    describe_gauge!(CACHE_BYTES, metrics::Unit::Bytes, "Memory of the vectors at hand.");
    describe_counter!(REFUSED, "Texts that the model did not run, by reason.");
}
