//! `/e/{event}/offline.json`: sends the pack of an event, and has it made where there is none yet.

use std::io::Read as _;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, rt, web};
use flate2::read::GzDecoder;

use super::build;
use super::draw::Audience;
use super::kept::{Key, Packed, Standing};
use crate::web::cache::{self, Policy};
use crate::web::errors::VisitorError;
use crate::web::pages::event::get_event;
use crate::web::visit::{VARY, Visit};

/// How long a request waits while a pack is made; then it is told to come back.
const WAIT_MAX: Duration = Duration::from_secs(50);
/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Compressed size in bytes, for the button that offers the pack.
const SIZE_HEADER: &str = "hallway-size";
/// Size in bytes before compression, for the progress of fetching it.
const RAW_SIZE_HEADER: &str = "hallway-raw-size";
/// The state of the records that the pack holds for, even where its content is as before.
const GENERATION_HEADER: &str = "hallway-generation";

/// `/e/{event}/offline.json`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    get_event(&visit, &slug)?;
    let key = Key {
        event: slug,
        records: visit.snapshot.records,
        viewer: visit.viewer.mark(),
        base_url: visit.base_url().trim_end_matches('/').to_owned(),
    };
    let packed = find(&visit, &key).await?;
    Ok(respond(&visit.request, &packed, key.records.generation))
}

async fn find(visit: &Visit, key: &Key) -> Result<Arc<Packed>, VisitorError> {
    let asked = Instant::now();
    while asked.elapsed() < WAIT_MAX {
        match visit.site.packs.ask(key) {
            Standing::Ready(packed) => return Ok(packed),
            Standing::Failed => return Err(VisitorError::internal("a pack could not be made")),
            Standing::Yours => make(visit, key)?,
            Standing::Waiting => {}
        }
        rt::time::sleep(LOOK_EVERY).await;
    }
    Err(VisitorError::Busy)
}

/// Makes a pack on a thread of its own, which takes turns with the visitors page by page.
fn make(visit: &Visit, key: &Key) -> Result<(), VisitorError> {
    let audience = Audience {
        site: visit.site.clone(),
        snapshot: visit.snapshot.clone(),
        viewer: visit.viewer.clone(),
        base_url: key.base_url.clone(),
    };
    let slug = key.event.clone();
    let job = move || {
        let site = audience.site.clone();
        let _answer = HandIn(site.clone());
        match build::pack(&audience, &slug) {
            Ok(packed) => site.packs.hand_in(Some(packed)),
            Err(error) => tracing::error!(event = slug, %error, "no pack"),
        }
    };
    let spawned = thread::Builder::new().name("offline-pack".into()).spawn(job);
    if spawned.is_err() {
        visit.site.packs.hand_in(None);
    }
    spawned.map(drop).map_err(VisitorError::internal)
}

/// Hands in nothing when the thread ends without a pack, whatever the reason, so that nobody waits
/// for one that will not come.
struct HandIn(web::Data<crate::web::site::Site>);

impl Drop for HandIn {
    fn drop(&mut self) {
        self.0.packs.hand_in(None);
    }
}

fn respond(request: &HttpRequest, packed: &Packed, generation: u64) -> HttpResponse {
    let tag = format!("W/\"{}\"", packed.tag);
    if cache::holds(request, &tag) {
        return with_headers(HttpResponse::NotModified(), packed, tag, generation).finish();
    }
    let mut response = with_headers(HttpResponse::Ok(), packed, tag, generation);
    response.insert_header((header::CONTENT_TYPE, "application/json"));
    match cache::takes_gzip(request) {
        true => {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
            response.body(packed.body.clone())
        }
        false => response.body(unpack(packed)),
    }
}

fn with_headers(
    mut response: HttpResponseBuilder,
    packed: &Packed,
    tag: String,
    generation: u64,
) -> HttpResponseBuilder {
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, Policy::Records.header()))
        .insert_header((header::VARY, VARY))
        .insert_header((SIZE_HEADER, packed.body.len()))
        .insert_header((RAW_SIZE_HEADER, packed.raw_size))
        .insert_header((GENERATION_HEADER, generation));
    response
}

/// For the few programs that take no compression: a pack that we made can be unpacked.
fn unpack(packed: &Packed) -> Vec<u8> {
    let mut raw = Vec::with_capacity(packed.raw_size);
    let read = GzDecoder::new(packed.body.as_ref()).read_to_end(&mut raw);
    if let Err(error) = read {
        tracing::error!(%error, "a pack does not unpack");
    }
    raw
}
