//! What `announce`, `export` and `token` say.

use std::path::Path;

use jiff::civil::DateTime;

use super::layout::{clean, count};
use crate::domain::{Announcement, Phase};
use crate::store::Token;

/// Said when an announcement is published.
pub(in crate::cli) fn announced(item: &Announcement) -> String {
    let (event, id) = (&item.event, &item.id);
    let bounds = bounds(item).map(|bounds| format!(", {bounds}")).unwrap_or_default();
    format!("Announced `{}` at /announcements/{event}/{id}{bounds}", clean(&item.title))
}

/// Said when an announcement was ended.
pub(in crate::cli) fn ended(item: &Announcement) -> String {
    format!("`{}` is over, and stays in the archive", clean(&item.title))
}

/// One line an announcement, with its state.
pub(in crate::cli) fn announcements(items: &[(&Announcement, Phase)]) -> String {
    if items.is_empty() {
        return "Nothing has been announced yet".to_owned();
    }
    let line = |(item, phase): &(&Announcement, Phase)| {
        let state = match phase {
            Phase::Upcoming => "upcoming",
            Phase::Active => "active",
            Phase::Over => "over",
        };
        let bounds = bounds(item).map(|bounds| format!(" ({bounds})")).unwrap_or_default();
        format!("{state:<8}  {}  {}{bounds}\n", clean(&item.id), clean(&item.title))
    };
    items.iter().map(line).collect()
}

/// From when, until when and for whom, where that is stated.
fn bounds(item: &Announcement) -> Option<String> {
    let time = |time: DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
    let bounds = [
        item.from.map(|from| format!("from {}", time(from))),
        item.until.map(|until| format!("until {}", time(until))),
        item.audience.as_ref().map(|audience| format!("for {}", clean(&audience.to_string()))),
    ];
    let bounds: Vec<String> = bounds.into_iter().flatten().collect();
    (!bounds.is_empty()).then(|| bounds.join(", "))
}

/// Said when an event was written to a file.
pub(in crate::cli) fn exported(event: &str, file: &Path, bytes: usize) -> String {
    format!("Wrote `{}` to `{}` ({bytes} bytes)", clean(event), file.display())
}

/// Said when a format cannot hold some talks.
pub(in crate::cli) fn left_out(talks: usize, format: &str) -> String {
    match talks {
        0 => String::new(),
        1 => format!("1 talk left out: `{format}` cannot hold it"),
        _ => format!("{} left out: `{format}` cannot hold them", count(talks, "talk")),
    }
}

/// Said beside a new token.
pub(in crate::cli) fn token_made(name: &str) -> String {
    format!("The token `{}`; keep it, it cannot be shown again", clean(name))
}

/// Said when a token was revoked.
pub(in crate::cli) fn token_revoked(name: &str) -> String {
    format!("The token `{}` counts no more", clean(name))
}

/// One line a token.
pub(in crate::cli) fn tokens(tokens: &[Token]) -> String {
    if tokens.is_empty() {
        return "No tokens yet".to_owned();
    }
    let line = |token: &Token| {
        let made = token.created_at.strftime("%Y-%m-%d");
        let end = token.revoked_at.map(|time| format!(", revoked {}", time.strftime("%Y-%m-%d")));
        format!("{}  made {made}{}\n", clean(&token.name), end.unwrap_or_default())
    };
    tokens.iter().map(line).collect()
}
