//! `/sw.js`: the service worker at the root of the site, so that it may answer for all of it.

use actix_web::HttpResponse;

use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::visit::Visit;

/// The worker among the scripts.
const SOURCE: &str = "js/sw.js";
/// How the worker names its parts.
const PARTS: &str = "\"/static/js/";

/// `/sw.js`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let source = visit.site.assets.text(SOURCE).ok_or(VisitorError::NoSuchPage)?;
    // Browsers take another text as a new worker: it must change with any file of the site.
    let parts = format!("\"{}", visit.site.assets.script_folder());
    let text = format!("{}// {}\n", source.replace(PARTS, &parts), visit.site.edition);
    let mut response = visit.respond(Policy::Records, "text/javascript; charset=utf-8", text);
    let name = actix_web::http::header::HeaderName::from_static("service-worker-allowed");
    response.headers_mut().insert(name, actix_web::http::header::HeaderValue::from_static("/"));
    Ok(response)
}
