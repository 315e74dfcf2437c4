//! Runs the site on a listener until it is told to stop, and keeps it up to date with the database.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::{self, signal};
use actix_web::{HttpServer, web};

use super::metrics;
use super::routes::application;
use super::site::{Site, SiteError};
use crate::app::App;

/// How often the database is asked whether another process changed it: soon enough that an import
/// shows while its author still looks, rare enough that one small query a time is nothing.
const REFRESH_EVERY: Duration = Duration::from_secs(2);

/// How often vectors that no record needs are looked for: they come with changes of texts, which are
/// tens a day.
const FORGET_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long open requests may go on after the signal to stop; none takes longer in health.
const SHUTDOWN_TIMEOUT_S: u64 = 10;

/// Why the site could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The site cannot be shown.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The listener or the threads behind it.
    #[error("the web server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// Serves until SIGINT or SIGTERM, then finishes open requests and returns. Blocks this thread. The
/// application takes no more texts afterwards.
///
/// # Errors
/// A template does not compile, or the listener cannot be used.
pub fn serve(app: Arc<App>, listener: TcpListener) -> Result<(), ServeError> {
    rt::System::new().block_on(run(app, listener))
}

/// The same, for a thread that already runs an actix system.
///
/// # Errors
/// As [`serve`].
pub async fn run(app: Arc<App>, listener: TcpListener) -> Result<(), ServeError> {
    let workers = app.config().server.workers;
    let embedding = app.clone();
    let site = web::Data::new(Site::new(app.clone())?);
    let beside = [
        rt::spawn(follow_changes(app.clone())),
        rt::spawn(forget_unneeded(app)),
        rt::spawn(metrics::tidy()),
    ];
    let served = HttpServer::new(move || application(site.clone()))
        .workers(workers)
        // Who closes a connection reads no answer: its request ends, and with it what waits for it.
        .h1_allow_half_closed(false)
        .shutdown_timeout(SHUTDOWN_TIMEOUT_S)
        .shutdown_signal(stop_signal())
        .listen_auto_h2c(listener)?
        .run()
        .await;
    beside.iter().for_each(rt::task::JoinHandle::abort);
    // A snapshot that is being made would go on embedding talks for minutes.
    embedding.embedder().close();
    Ok(served?)
}

/// Resolves at SIGINT or SIGTERM. The framework's own handler would cut requests short at SIGINT.
#[cfg(unix)]
async fn stop_signal() {
    use std::future::poll_fn;
    use std::task::Poll;

    use signal::unix::{SignalKind, signal};

    let streams = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let (Ok(mut interrupt), Ok(mut terminate)) = streams else {
        tracing::warn!("signals cannot be caught; the process ends without finishing requests");
        return std::future::pending().await;
    };
    poll_fn(|context| {
        let stop =
            interrupt.poll_recv(context).is_ready() || terminate.poll_recv(context).is_ready();
        if stop { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
async fn stop_signal() {
    if signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

/// Asks the application again and again whether the records changed; logs a failure once, until
/// it is another or over.
async fn follow_changes(app: Arc<App>) {
    let mut reported = None;
    loop {
        rt::time::sleep(REFRESH_EVERY).await;
        let app = app.clone();
        let outcome = match web::block(move || app.refresh()).await {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match outcome {
            Ok(changed) => {
                if changed {
                    tracing::info!("the records changed; pages show the new ones");
                }
                reported = None;
            }
            Err(reason) if reported.as_ref() != Some(&reason) => {
                tracing::error!(reason, "cannot follow changes of the records");
                reported = Some(reason);
            }
            Err(_) => {}
        }
    }
}

/// Removes what grew useless since the day before. Whatever goes wrong, there is another day.
async fn forget_unneeded(app: Arc<App>) {
    loop {
        let app = app.clone();
        match web::block(move || app.forget_unneeded()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(rows)) => tracing::info!(rows, "vectors that no record needs were removed"),
            Ok(Err(error)) => tracing::warn!(%error, "vectors that no record needs stay"),
            Err(error) => tracing::warn!(%error, "vectors that no record needs stay"),
        }
        rt::time::sleep(FORGET_EVERY).await;
    }
}
