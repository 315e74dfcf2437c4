//! One request with the records as they were when it came in: what every handler works with.

use std::cell::{Cell, OnceCell};
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev, web};
use jiff::Timestamp;
use serde::Serialize;

use super::answers::Answer;
use super::cache::{self, Policy};
use super::errors::VisitorError;
use super::forms::Form;
use super::gate::Asker;
use super::notices;
use super::offline::Pinned;
use super::render::{Around, Page};
use super::site::Site;
use super::viewer::Viewer;
use crate::app::{AppError, Archive, Snapshot};
use crate::domain::{Catalog, Talk};
use crate::text::ContentHash;

/// The request headers that make an answer another one: its language, time zone and compression.
pub(super) const VARY: &str = "Accept-Language, Cookie, Accept-Encoding";

/// A request and the snapshot it is answered from.
pub(crate) struct Visit {
    pub site: web::Data<Site>,
    pub request: HttpRequest,
    pub snapshot: Arc<Snapshot>,
    pub viewer: Viewer,
    /// When the request came in.
    pub now: Timestamp,
    /// What the answer depends on beside records and address.
    mark: String,
    /// A hash of all that the answer depends on, once it was asked for.
    fingerprint: OnceCell<ContentHash>,
    /// Whether the answer is kept for others: what [`Visit::ready`] looked for and did not find.
    keeps: Cell<bool>,
    /// Whether a pack is being made, of a snapshot that may be older than the newest.
    is_pinned: bool,
}

impl Visit {
    /// The records.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.snapshot.catalog
    }

    /// The talk with this id.
    ///
    /// # Errors
    /// There is no such event, or no such talk in it.
    pub(crate) fn talk(&self, event: &str, id: &str) -> Result<&Talk, VisitorError> {
        if self.catalog().find_event(event).is_none() {
            return Err(VisitorError::NoSuchEvent { slug: event.to_owned() });
        }
        let missing = || VisitorError::NoSuchTalk { event: event.to_owned(), talk: id.to_owned() };
        self.catalog().find_talk(event, id).ok_or_else(missing)
    }

    /// The same visit for an answer that also depends on something else, such as the minute.
    pub(crate) fn at(self, mark: &str) -> Self {
        Self { mark: mark.to_owned(), fingerprint: OnceCell::new(), ..self }
    }

    /// The same visit for an answer that tells of this moment: it holds for a minute.
    pub(crate) fn at_this_minute(self) -> Self {
        let minute = minute_mark(self.now);
        self.at(&minute)
    }

    /// The address asked for.
    pub(crate) fn address(&self) -> &str {
        self.request.uri().path_and_query().map_or("/", |address| address.as_str())
    }

    /// "You have this already", when the visitor does; ask before any costly work.
    pub(crate) fn unchanged(&self, policy: Policy) -> Option<HttpResponse> {
        let tag = self.tag();
        cache::holds(&self.request, &tag).then(|| {
            HttpResponse::NotModified()
                .insert_header((header::ETAG, tag))
                .insert_header((header::VARY, VARY))
                .insert_header((header::CACHE_CONTROL, policy.header()))
                .finish()
        })
    }

    /// What answers a request without work: "you have this already", or an answer kept of an earlier
    /// request. Where there is none, the one that [`Visit::page`] or [`Visit::json`] then makes is
    /// kept, so whoever asks promises that the answer depends on nothing but the records, the
    /// address, the mark ([`Visit::at`]) and who looks, and that it is no secret of somebody.
    pub(crate) async fn ready(&self, policy: Policy) -> Option<HttpResponse> {
        if let Some(unchanged) = self.unchanged(policy) {
            return Some(unchanged);
        }
        let Some(kept) = self.site.answers.find(self.fingerprint()) else {
            // A pack asks for every page of an event once: it would push out what visitors ask for.
            self.keeps.set(!self.is_pinned);
            return None;
        };
        if !cache::takes_gzip(&self.request) {
            return Some(self.send(&kept, kept.body.clone()));
        }
        let packed = match kept.gzip.clone() {
            Some(packed) => packed,
            None => self.compress(&kept).await?,
        };
        let mut response = self.send(&kept, packed);
        let gzip = header::HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        Some(response)
    }

    /// Draws a page.
    ///
    /// # Errors
    /// The template does not fit the page: ours to mend.
    pub(crate) fn page<P: Page>(
        &self,
        policy: Policy,
        page: &P,
    ) -> Result<HttpResponse, VisitorError> {
        let notices = notices::of(&self.request, self.catalog(), self.now);
        let mut around = Around::of(&self.request, &self.viewer).with_notices(notices);
        around.base = Some(self.base_url());
        if let Some(bundle) = notices::event_of(&self.request, self.catalog()) {
            around.look = self.site.brands.look(&bundle.event.slug);
            around.event = Some(bundle.event.slug.clone());
        }
        let drawn = self.site.renderer.draw(page, &around);
        let html = drawn.map_err(VisitorError::internal)?;
        Ok(self.finish(policy, "text/html; charset=utf-8", html))
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON: ours to mend.
    pub(crate) fn json<T: Serialize>(
        &self,
        policy: Policy,
        value: &T,
    ) -> Result<HttpResponse, VisitorError> {
        let body = serde_json::to_string(value).map_err(VisitorError::internal)?;
        Ok(self.finish(policy, "application/json", body))
    }

    /// A body with its media type, tag and policy.
    pub(crate) fn respond(
        &self,
        policy: Policy,
        media_type: &'static str,
        body: impl Into<web::Bytes>,
    ) -> HttpResponse {
        let body = body.into();
        self.send(&Answer { policy, media_type, body: body.clone(), gzip: None }, body)
    }

    /// Runs heavy work off the request threads, when the queue has room and it is its turn. It is not
    /// begun for a connection that was closed while it waited.
    ///
    /// # Errors
    /// The queue is full, or the work panicked.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Snapshot) -> T + Send + 'static,
    ) -> Result<T, VisitorError> {
        let ticket = self.site.gate.enter().ok_or(VisitorError::Busy)?;
        let snapshot = self.snapshot.clone();
        let asker = Asker::default();
        let watch = asker.watch();
        let done = web::block(move || ticket.run(&watch, || job(&snapshot))).await;
        drop(asker);
        // Nobody reads the answer where there is none.
        done.map_err(VisitorError::internal)?.ok_or(VisitorError::Busy)
    }

    /// Runs work on the database off the request threads.
    ///
    /// # Errors
    /// The work failed, or panicked.
    pub(crate) async fn archive<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Archive) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, VisitorError> {
        let site = self.site.clone();
        let done = web::block(move || job(site.app.archive())).await;
        Ok(done.map_err(VisitorError::internal)??)
    }

    /// The site's own address, for links in files that leave it: as configured, or as asked for.
    pub(crate) fn base_url(&self) -> String {
        if let Some(base) = &self.site.app.config().server.base_url {
            return base.as_str().to_owned();
        }
        let connection = self.request.connection_info();
        format!("{}://{}", connection.scheme(), connection.host())
    }

    /// Sends an answer, and keeps it if it was looked for.
    fn finish(&self, policy: Policy, media_type: &'static str, body: String) -> HttpResponse {
        // No spare room behind the text: an answer that is kept is counted by its length.
        let body = web::Bytes::from(body.into_bytes().into_boxed_slice());
        let answer = Answer { policy, media_type, body, gzip: None };
        let response = self.send(&answer, answer.body.clone());
        if self.keeps.take() && policy != Policy::Never {
            self.keep(answer);
        }
        response
    }

    /// An answer in one of its forms, with tag and policy.
    fn send(&self, answer: &Answer, body: web::Bytes) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, answer.media_type))
            .insert_header((header::ETAG, self.tag()))
            .insert_header((header::VARY, VARY))
            .insert_header((header::CACHE_CONTROL, answer.policy.header()))
            .body(body)
    }

    fn keep(&self, answer: Answer) {
        let (key, records) = (*self.fingerprint(), self.snapshot.records);
        let newest = || self.site.app.snapshot().records;
        self.site.answers.keep(records, newest, key, Arc::new(answer));
    }

    /// Compresses a kept answer for good, off the request threads; `None` where that fails.
    async fn compress(&self, kept: &Arc<Answer>) -> Option<web::Bytes> {
        let plain = kept.clone();
        let packed = web::block(move || plain.compressed()).await.ok()?.ok()?;
        let bytes = packed.gzip.clone();
        self.keep(packed);
        bytes
    }

    fn tag(&self) -> String {
        cache::tag(self.fingerprint())
    }

    fn fingerprint(&self) -> &ContentHash {
        self.fingerprint.get_or_init(|| {
            let notices = notices::mark(&self.request, self.catalog(), self.now);
            let viewer = self.viewer.mark();
            // A page and its data have one address, and must not pass for each other.
            let form = Form::of(self.request.head()).word();
            let edition = format!("{} {viewer} {} {form} {notices}", self.site.edition, self.mark);
            cache::fingerprint(&self.request, &edition, self.snapshot.records)
        })
    }
}

/// The mark ([`Visit::at`]) of an answer that tells of a moment: the minute, because times are told
/// to the minute, so that until the next one the answer stays the same.
pub(crate) fn minute_mark(now: Timestamp) -> String {
    (now.as_second() / 60).to_string()
}

/// The address has another name now, for good.
pub(crate) fn moved(address: &str) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, address)).finish()
}

impl FromRequest for Visit {
    type Error = VisitorError;
    type Future = Ready<Result<Self, VisitorError>>;

    fn from_request(request: &HttpRequest, _payload: &mut dev::Payload) -> Self::Future {
        let Some(site) = request.app_data::<web::Data<Site>>().cloned() else {
            return ready(Err(VisitorError::internal("the site is not part of the application")));
        };
        let pinned = request.extensions().get::<Pinned>().map(|it| it.0.clone());
        let is_pinned = pinned.is_some();
        let snapshot = pinned.unwrap_or_else(|| site.app.snapshot());
        ready(Ok(Self {
            request: request.clone(),
            snapshot,
            viewer: Viewer::of(request),
            now: Timestamp::now(),
            mark: String::new(),
            fingerprint: OnceCell::new(),
            keeps: Cell::new(false),
            is_pinned,
            site,
        }))
    }
}
