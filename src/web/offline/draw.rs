//! Draws pages by sending requests to the site's own table of addresses, in this process: a kept page
//! is what a visitor would have got, and no page is described twice.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{MessageBody, to_bytes};
use actix_web::cookie::Cookie;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::{App, HttpMessage, rt, test, web};

use super::Pinned;
use super::pages::{SHELL, shell};
use crate::app::Snapshot;
use crate::web::routes;
use crate::web::site::Site;
use crate::web::viewer::{LANGUAGE_COOKIE, Viewer, ZONE_COOKIE};

/// Pause before a page is asked for again when visitors fill the queue: they go first.
const BUSY_PAUSE: Duration = Duration::from_millis(200);
/// Times that one page is asked for; with the pause, a minute.
const ATTEMPTS_MAX: usize = 300;

/// For whom pages are drawn, and of what.
#[derive(Clone)]
pub(super) struct Audience {
    /// The site.
    pub site: web::Data<Site>,
    /// The records, the same for all pages.
    pub snapshot: Arc<Snapshot>,
    /// Language and time zone.
    pub viewer: Viewer,
    /// Scheme and host as visitors reach the site.
    pub base_url: String,
}

/// Draws the page of each address in turn; `take` gets the text of those that there are, with what
/// was given along with the address.
///
/// Blocks the thread: it must be no thread of a runtime.
pub(super) fn all<'a, T>(
    audience: &Audience,
    wanted: impl Iterator<Item = (&'a str, T)>,
    mut take: impl FnMut((&'a str, T), String),
) {
    rt::System::new().block_on(async {
        let site = App::new()
            .app_data(audience.site.clone())
            .service(web::resource(SHELL).route(web::get().to(shell)))
            .configure(routes::configure);
        // The framework keeps the way to send requests without a network among its test tools.
        let service = test::init_service(site).await;
        for (address, with) in wanted {
            let request = || {
                let request = request(audience, address).to_request();
                request.extensions_mut().insert(Pinned(audience.snapshot.clone()));
                request
            };
            if let Some(text) = one(&service, address, request).await {
                take((address, with), text);
            }
        }
    });
}

async fn one<S, R, B>(service: &S, address: &str, request: impl Fn() -> R) -> Option<String>
where
    S: Service<R, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    for _ in 0..ATTEMPTS_MAX {
        let response = service.call(request()).await.ok()?;
        match response.status() {
            StatusCode::OK => {
                let body = to_bytes(response.into_body()).await.ok()?;
                return String::from_utf8(body.to_vec()).ok();
            }
            StatusCode::SERVICE_UNAVAILABLE => rt::time::sleep(BUSY_PAUSE).await,
            status => {
                tracing::debug!(address, %status, "a page is not in the pack");
                return None;
            }
        }
    }
    None
}

fn request(audience: &Audience, address: &str) -> test::TestRequest {
    let (scheme, host) =
        audience.base_url.split_once("://").unwrap_or(("http", &audience.base_url));
    let language = Cookie::new(LANGUAGE_COOKIE, audience.viewer.language.tag());
    let request = test::TestRequest::with_uri(address)
        .insert_header((header::HOST, host))
        .insert_header(("x-forwarded-proto", scheme))
        .cookie(language);
    match &audience.viewer.zone {
        Some(zone) => request.cookie(Cookie::new(ZONE_COOKIE, zone.name.clone())),
        None => request,
    }
}
