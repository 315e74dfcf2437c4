//! Pictures of pages for previews, drawn by the server: as SVG, and as PNG for those that want it.

mod card;
mod corridor;
mod face;
mod fit;
mod layout;
mod paint;
mod scene;
mod shelf;

use actix_web::{HttpResponse, web};

pub(crate) use shelf::Shelf;

use self::card::Card;
use super::cache::Policy;
use super::errors::VisitorError;
use super::pages::event::get_event;
use super::pages::talk::get_talk;
use super::visit::Visit;

/// `/card.png`
pub(crate) async fn site_png(visit: Visit) -> Result<HttpResponse, VisitorError> {
    let card = Card::of_site(&visit.site.names, visit.site.brands.site_accent());
    png(&visit, card).await
}

/// `/e/{event}/card.svg`
pub(crate) async fn event_svg(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let card = event_card(&visit, &path)?;
    Ok(svg(&visit, &card))
}

/// `/e/{event}/card.png`
pub(crate) async fn event_png(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let card = event_card(&visit, &path)?;
    png(&visit, card).await
}

/// `/e/{event}/t/{talk}/card.svg`
pub(crate) async fn talk_svg(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let card = talk_card(&visit, &path)?;
    Ok(svg(&visit, &card))
}

/// `/e/{event}/t/{talk}/card.png`
pub(crate) async fn talk_png(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let card = talk_card(&visit, &path)?;
    png(&visit, card).await
}

fn event_card(visit: &Visit, slug: &str) -> Result<Card, VisitorError> {
    let bundle = get_event(visit, slug)?;
    Ok(Card::of_event(&visit.site.names, bundle, visit.site.brands.accent(slug)))
}

fn talk_card(visit: &Visit, (event, talk): &(String, String)) -> Result<Card, VisitorError> {
    let bundle = get_event(visit, event)?;
    let talk = get_talk(visit, event, talk)?;
    Ok(Card::of_talk(&visit.site.names, &bundle.event, talk, visit.site.brands.accent(event)))
}

fn svg(visit: &Visit, card: &Card) -> HttpResponse {
    let unchanged = visit.unchanged(Policy::Records);
    unchanged.unwrap_or_else(|| {
        visit.respond(Policy::Records, "image/svg+xml", layout::scene(card).to_svg())
    })
}

/// The card as PNG, from the shelf where it was drawn before. It is known there by all that is on
/// it, so that a change makes another picture.
async fn png(visit: &Visit, card: Card) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let scene = layout::scene(&card.in_letters_we_have());
    let key = crate::text::content_hash(scene.to_svg());
    let shelf = &visit.site.pictures;
    let picture = match shelf.find(&key) {
        Some(picture) => picture,
        None => {
            let drawn = visit.work(move |_| paint::png(&scene)).await?;
            let picture = web::Bytes::from(drawn.map_err(VisitorError::internal)?);
            shelf.keep(key, picture.clone());
            picture
        }
    };
    Ok(visit.respond(Policy::Records, "image/png", picture))
}
