//! Pages as text of eighty columns, for terminals and whoever pipes them. English throughout.

mod announcements;
mod event;
mod home;
mod programme;
mod sheet;
mod speaker;
mod talk;
mod when;

use actix_web::HttpResponse;

pub(crate) use announcements::{list as announcements, of_event as event_announcements};
pub(crate) use event::show as event;
pub(crate) use home::show as home;
pub(crate) use programme::show as programme;
pub(crate) use speaker::show as speaker;
pub(crate) use talk::show as talk;

use self::sheet::Sheet;
use super::cache::Policy;
use super::visit::Visit;

/// `1 talk`, `2 talks`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Answers with a sheet.
fn answer(visit: &Visit, policy: Policy, sheet: Sheet) -> HttpResponse {
    visit.respond(policy, "text/plain; charset=utf-8", sheet.finish())
}
