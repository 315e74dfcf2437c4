//! Every address of the site in one table, and the layers each request passes.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::{self, Guard};
use actix_web::middleware::{Compress, NormalizePath, from_fn};
use actix_web::{App, Route, web};

use super::errors::VisitorError;
use super::forms::Form;
use super::site::Site;
use super::{
    api, brands, cors, crawlers, errors, feeds, files, forms, metrics, offline, pages, picture,
    plain, preferences, pulse, security, static_files,
};

/// An address pattern and how its handler is attached.
pub type RouteEntry = (&'static str, fn() -> Route);

/// The table: pages, feeds and files, API, operators. An address is compared with one pattern after
/// the other, so that what is asked for most stands first: talks, and the pulse of open pages.
pub const ROUTES: &[RouteEntry] = &[
    ("/", || read().to(pages::home::show)),
    ("/e/{event}/t/{talk}", || read().to(pages::talk::show)),
    ("/e/{event}/pulse.json", || read().to(pulse::show)),
    ("/e/{event}", || read().to(pages::event::show)),
    ("/e/{event}/programme", || read().to(pages::programme::show)),
    ("/e/{event}/programme.json", || read().to(api::programme::of_event)),
    ("/e/{event}/rooms/{room}", || read().to(pages::programme::places::room)),
    ("/e/{event}/tracks/{track}", || read().to(pages::programme::places::track)),
    ("/e/{event}/topics/{topic}", || read().to(pages::programme::places::topic)),
    ("/e/{event}/announcements", || read().to(pages::announcements::of_event)),
    ("/e/{event}/announcements.atom", || read().to(feeds::announcements_of)),
    ("/e/{event}/missed", || read().to(pages::missed::show)),
    ("/e/{event}/changes", || read().to(pages::changes::show)),
    ("/e/{event}/changes.atom", || read().to(feeds::changes)),
    ("/e/{event}/topics", || read().to(pages::topic_map::show)),
    ("/e/{event}/schedule.ics", || read().to(files::calendar)),
    ("/e/{event}/export/{format}", || read().to(files::export)),
    ("/e/{event}/t/{talk}/talk.ics", || read().to(files::talk_calendar)),
    ("/e/{event}/agenda", || read().to(pages::agenda::show)),
    ("/e/{event}/agenda.ics", || read().to(files::agenda)),
    ("/e/{event}/agenda/qr.svg", || read().to(pages::agenda::code)),
    ("/e/{event}/agenda/subscribe", || web::post().to(pages::feed::subscribe)),
    ("/e/{event}/plan", || read().to(pages::plan::show)),
    ("/agendas/{token}.ics", || read().to(files::agenda_feed)),
    ("/agendas/{token}", || read().to(pages::feed::show)),
    ("/agendas/{token}/forget", || web::post().to(pages::feed::forget)),
    ("/card.png", || read().to(picture::site_png)),
    ("/embed.js", || read().to(static_files::widget)),
    ("/e/{event}/programme.txt", || read().to(plain::programme)),
    ("/e/{event}/card.svg", || read().to(picture::event_svg)),
    ("/e/{event}/card.png", || read().to(picture::event_png)),
    ("/e/{event}/t/{talk}/card.svg", || read().to(picture::talk_svg)),
    ("/e/{event}/t/{talk}/card.png", || read().to(picture::talk_png)),
    ("/e/{event}/theme.css", || read().to(brands::theme)),
    ("/e/{event}/logo", || read().to(brands::logo)),
    ("/speakers", || read().to(pages::speakers::list)),
    ("/speakers/{speaker}", || read().to(pages::speaker::show)),
    ("/search", || read().to(pages::search::show)),
    ("/ask", || read().to(pages::ask::show)),
    ("/announcements", || read().to(pages::announcements::list)),
    ("/announcements/{event}/{id}", || read().to(pages::announcements::one)),
    ("/announcements.atom", || read().to(feeds::announcements)),
    ("/about", || read().to(pages::about::show)),
    ("/preferences", || read().to(preferences::set)),
    ("/e/{event}/offline.json", || read().to(offline::pack)),
    ("/offline", || read().to(offline::show)),
    ("/offline/search", || read().to(offline::search)),
    ("/sw.js", || read().to(offline::worker)),
    ("/manifest.webmanifest", || read().to(offline::manifest)),
    ("/robots.txt", || read().to(crawlers::robots)),
    ("/sitemap.xml", || read().to(crawlers::sitemap)),
    ("/sitemap/{part}.xml", || read().to(crawlers::sitemap_part)),
    ("/static/{path:.*}", || read().to(static_files::file)),
    ("/api/v1/events", || read().to(api::events::list)),
    ("/api/v1/events/{event}", || read().to(api::events::one)),
    ("/api/v1/events/{event}/versions", || read().to(api::changes::versions)),
    ("/api/v1/events/{event}/changes", || read().to(api::changes::changes)),
    ("/api/v1/events/{event}/missed", || read().to(api::missed::missed)),
    ("/api/v1/events/{event}/programme", || read().to(api::programme::of_event)),
    ("/api/v1/events/{event}/topics", || read().to(api::topics::of_event)),
    ("/api/v1/events/{event}/import", || web::post().to(api::import::import)),
    ("/api/v1/events/{event}/agendas", || web::post().to(api::agendas::make)),
    ("/api/v1/agendas/{token}", || kept().to(api::agendas::one)),
    ("/api/v1/talks/{event}/{id}", || read().to(api::talks::one)),
    ("/api/v1/talks/{event}/{id}/related", || read().to(api::topics::related)),
    ("/api/v1/speakers/{speaker}", || read().to(api::speakers::one)),
    ("/api/v1/search", || read().to(api::search::find)),
    ("/api/v1/ask", || read().to(api::ask::ask)),
    ("/api/v1/summary", || read().to(api::summary::summarise)),
    ("/api/v1/announcements", || read().to(api::announcements::list)),
    ("/api/v1/openapi.json", || read().to(static_files::openapi)),
    ("/healthz", || read().to(api::operators::health)),
    ("/metrics", || read().to(api::operators::figures)),
];

/// An address pattern, the form that is wanted of it, and how its handler is attached.
type OtherForm = (&'static str, Form, fn() -> Route);

/// The same addresses for those that want data or text instead of a page; first come, first served.
const OTHER_FORMS: &[OtherForm] = &[
    ("/", Form::Json, || read().to(api::events::list)),
    ("/", Form::Plain, || read().to(plain::home)),
    ("/e/{event}", Form::Json, || read().to(api::events::one)),
    ("/e/{event}", Form::Plain, || read().to(plain::event)),
    ("/e/{event}/programme", Form::Json, || read().to(api::programme::of_event)),
    ("/e/{event}/programme", Form::Plain, || read().to(plain::programme)),
    ("/e/{event}/t/{talk}", Form::Json, || read().to(api::talks::of_page)),
    ("/e/{event}/t/{talk}", Form::Plain, || read().to(plain::talk)),
    ("/e/{event}/announcements", Form::Json, || read().to(api::announcements::of_event)),
    ("/e/{event}/announcements", Form::Plain, || read().to(plain::event_announcements)),
    ("/speakers/{speaker}", Form::Json, || read().to(api::speakers::one)),
    ("/speakers/{speaker}", Form::Plain, || read().to(plain::speaker)),
    ("/announcements", Form::Json, || read().to(api::announcements::list)),
    ("/announcements", Form::Plain, || read().to(plain::announcements)),
];

/// The whole application: routes and layers over a site.
pub fn application(
    site: web::Data<Site>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    // The last layer is the first a request meets.
    App::new()
        .app_data(site)
        .configure(configure)
        .wrap(from_fn(errors::dress))
        .wrap(NormalizePath::trim())
        .wrap(Compress::default())
        .wrap(from_fn(cors::open))
        .wrap(security::headers())
        .wrap(from_fn(metrics::count))
}

/// Attaches the table; whatever is not in it is a page not found.
pub fn configure(config: &mut web::ServiceConfig) {
    // Plain addresses come first: they cost a comparison, and no pattern means one of them.
    let is_pattern = |(it, _): &&RouteEntry| it.contains('{');
    let (patterns, plain): (Vec<&RouteEntry>, Vec<&RouteEntry>) =
        ROUTES.iter().partition(is_pattern);
    for (pattern, route) in plain.into_iter().chain(patterns) {
        let mut others = OTHER_FORMS.iter().filter(|(of, _, _)| of == pattern).peekable();
        let page = web::resource(*pattern).default_service(web::to(not_allowed));
        if others.peek().is_none() {
            config.service(page.route(route()));
            continue;
        }
        let unknown = read().guard(Form::Unknown.guard()).to(forms::unknown);
        let page = others.fold(page.route(unknown), |page, (_, form, route)| {
            page.route(route().guard(form.guard()))
        });
        config.service(page.route(route()).wrap(from_fn(forms::vary)));
    }
    config.default_service(web::to(not_found));
}

/// GET and HEAD: nearly all of the site only reads.
fn read() -> Route {
    web::route().guard(readable())
}

/// What can be read, replaced and dropped; the handler sees which.
fn kept() -> Route {
    web::route().guard(guard::Any(readable()).or(guard::Put()).or(guard::Delete()))
}

fn readable() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

async fn not_found() -> Result<actix_web::HttpResponse<BoxBody>, VisitorError> {
    Err(VisitorError::NoSuchPage)
}

async fn not_allowed() -> Result<actix_web::HttpResponse<BoxBody>, VisitorError> {
    Err(VisitorError::MethodNotAllowed)
}
