//! Where the page of a room or a person went that has another name now, so that old links still
//! lead there.

use super::links;
use crate::app::Snapshot;
use crate::domain::AliasKind;
use crate::text;

/// The page of the room that a slug once named, within an event.
pub(crate) fn room(snapshot: &Snapshot, event: &str, slug: &str) -> Option<String> {
    let name = newer(snapshot, AliasKind::Room, slug, Some(event))?;
    Some(links::room(event, &name))
}

/// The page of the person that a slug once named, at any event.
pub(crate) fn speaker(snapshot: &Snapshot, slug: &str) -> Option<String> {
    newer(snapshot, AliasKind::Speaker, slug, None).map(|name| links::speaker(&name))
}

/// The slug of the name that one stands for; none where that is the same.
fn newer(snapshot: &Snapshot, kind: AliasKind, slug: &str, event: Option<&str>) -> Option<String> {
    let of_event = |it: &&(String, _)| event.is_none_or(|event| it.0 == event);
    let aliases = snapshot.aliases.iter().filter(of_event).map(|(_, alias)| alias);
    let mut named = aliases.filter(|it| it.kind == kind && text::slugify(&it.name) == slug);
    named.next().map(|it| text::slugify(&it.stands_for)).filter(|newer| newer != slug)
}
