//! What `announce` and `export` say.

use std::path::Path;

use super::layout::clean;
use crate::domain::Announcement;

/// Said when an announcement is published.
pub(in crate::cli) fn announced(item: &Announcement) -> String {
    let (event, id) = (&item.event, &item.id);
    format!("Announced `{}` at /announcements/{event}/{id}", clean(&item.title))
}

/// Said when an event was written to a file.
pub(in crate::cli) fn exported(event: &str, file: &Path, bytes: usize) -> String {
    format!("Wrote `{}` to `{}` ({bytes} bytes)", clean(event), file.display())
}
