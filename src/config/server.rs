//! `[server]`: the web server.

use std::num::NonZeroUsize;

use serde::Deserialize;

use super::values::{BaseUrl, BindAddress, Count};

const DEFAULT_BIND: &str = "127.0.0.1:8080";
/// Used when the system does not say how many cores there are.
const FALLBACK_WORKERS: usize = 2;
/// See config.toml: more at once only make each other slower.
const DEFAULT_MAX_CONCURRENT_SEARCHES: usize = 8;
/// See config.toml: the pages of an event of some hundred talks.
const DEFAULT_KEPT_ANSWERS_MB: usize = 32;
const BYTES_A_MB: usize = 1 << 20;

/// The web server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The address to listen on.
    pub bind: BindAddress,
    /// Threads that answer requests.
    pub workers: usize,
    /// Searches, questions and summaries that may run at the same time.
    pub max_concurrent_searches: usize,
    /// Memory for finished answers in bytes; 0 for none.
    pub kept_answers_bytes: usize,
    /// The address visitors use, for links in feeds; without it they are made from the request.
    pub base_url: Option<BaseUrl>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section of keys")]
pub(super) struct RawServer {
    bind: Option<BindAddress>,
    workers: Option<Count<256>>,
    max_concurrent_searches: Option<Count<1024>>,
    kept_answers_mb: Option<Count<4096, 0>>,
    base_url: Option<BaseUrl>,
}

impl RawServer {
    pub(super) fn complete(self) -> Server {
        let default_bind = || DEFAULT_BIND.parse().expect("the default is an address");
        let searches = self.max_concurrent_searches.map(Count::get);
        let kept_mb = self.kept_answers_mb.map_or(DEFAULT_KEPT_ANSWERS_MB, Count::get);
        Server {
            bind: self.bind.unwrap_or_else(default_bind),
            workers: self.workers.map_or_else(cores, Count::get),
            max_concurrent_searches: searches.unwrap_or(DEFAULT_MAX_CONCURRENT_SEARCHES),
            kept_answers_bytes: kept_mb * BYTES_A_MB,
            base_url: self.base_url,
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(FALLBACK_WORKERS, NonZeroUsize::get)
}
