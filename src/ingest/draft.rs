//! A session as a format states it, before it is known which sessions are one talk.

use crate::domain::Talk;

/// A talk with at most one slot, and all the ids its source gives it; empty where it gives none.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Everything but id, slug and event.
    pub(super) talk: Talk,
    /// The id that Hallway's own export left in the file.
    pub(super) own_id: String,
    /// An id of this showing that no other has, in any event (`guid`, a calendar's `UID`).
    pub(super) guid: String,
    /// A short code of the submission, shared by its showings.
    pub(super) code: String,
    /// An id within the file, mostly a number.
    pub(super) number: String,
    /// Where it stands in the file, for warnings.
    pub(super) place: String,
}

impl Draft {
    /// The ids there are, best first, with the word of their scheme.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let ids = [("guid", &self.guid), ("code", &self.code), ("number", &self.number)];
        ids.into_iter().filter(|(_, id)| !id.is_empty()).map(|(scheme, id)| (scheme, id.as_str()))
    }
}
