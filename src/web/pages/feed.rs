//! An agenda kept for calendars: making one without a script, its page with the links, and
//! forgetting it. The secret is in the address alone.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, TextLink};
use super::event::get_event;
use crate::agenda::shared_talks;
use crate::text::share_key;
use crate::web::api::agendas;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page, Robots};
use crate::web::visit::Visit;
use crate::web::{links, spoken, words};

#[derive(Serialize)]
struct FeedPage {
    event: TextLink,
    holds: Value,
    feed: String,
    /// The same for programs that take such an address as "subscribe".
    webcal: String,
    agenda_url: String,
    forget_url: String,
}

/// `POST /e/{event}/agenda/subscribe` with `talks`, as share keys.
pub(crate) async fn subscribe(
    visit: Visit,
    path: web::Path<String>,
    form: web::Form<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let (talks, _) = shared_talks(get_event(&visit, &slug)?, &form.listed("talks"));
    let ids: Vec<String> = talks.iter().map(|talk| talk.id.clone()).collect();
    if ids.is_empty() {
        let reason = "none of these is a talk of this event".to_owned();
        return Err(VisitorError::bad_query("talks", reason));
    }
    let made = agendas::keep(&visit, slug, ids).await?;
    Ok(see(&links::kept_agenda(&made.token)))
}

/// `GET /agendas/{token}`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let token = path.into_inner();
    let secret = token.clone();
    let found = visit.archive(move |archive| archive.read_agenda(&secret)).await?;
    let agenda = found.ok_or(VisitorError::NoSuchAgenda)?;
    let bundle = get_event(&visit, &agenda.event)?;
    let feed = format!("{}{}", visit.base_url(), links::agenda_feed(&token));
    let address = feed.split_once("://").map_or(feed.as_str(), |(_, rest)| rest);
    let keys: Vec<String> = agenda.talks.iter().map(|id| share_key(&agenda.event, id)).collect();
    let page = FeedPage {
        event: cards::event_link(&bundle.event),
        holds: words::count(
            agenda.talks.len(),
            "It holds {count} talk.",
            "It holds {count} talks.",
        ),
        webcal: format!("webcal://{address}"),
        agenda_url: links::agenda_with(&links::agenda(&agenda.event), &keys),
        forget_url: format!("{}/forget", links::kept_agenda(&token)),
        feed,
    };
    // Not kept anywhere: after a "forget" the page must be gone.
    visit.page(Policy::Never, &page)
}

/// `POST /agendas/{token}/forget`
pub(crate) async fn forget(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let token = path.into_inner();
    let secret = token.clone();
    let found = visit.archive(move |archive| archive.read_agenda(&secret)).await?;
    let event = found.ok_or(VisitorError::NoSuchAgenda)?.event;
    agendas::forget(&visit, token).await?;
    Ok(see(&links::with_query(&links::agenda(&event), &[("forgotten", Some("1"))])))
}

/// "See there", with GET.
fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, Policy::Never.header()))
        .finish()
}

impl Page for FeedPage {
    const TEMPLATE: &'static str = "pages/feed.html";

    fn frame(&self) -> Frame {
        Frame {
            title: spoken::text_with("My agenda: {event}", "event", &self.event.text),
            robots: Robots::Noindex,
            ..Frame::default()
        }
    }
}
