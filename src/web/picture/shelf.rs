//! The newest pictures drawn, kept for whoever asks next: a link that is shared is fetched by many.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use actix_web::web::Bytes;

use crate::text::ContentHash;

/// Pictures kept: at some 60 kB each a few megabytes.
const PICTURES_MAX: usize = 64;

/// A bounded shelf: the picture that was put there first makes room for the next.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<VecDeque<(ContentHash, Bytes)>>);

impl Shelf {
    pub(super) fn find(&self, key: &ContentHash) -> Option<Bytes> {
        let pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.iter().find(|(known, _)| known == key).map(|(_, picture)| picture.clone())
    }

    pub(super) fn keep(&self, key: ContentHash, picture: Bytes) {
        let mut pictures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two visitors may have asked for it at the same time.
        if pictures.iter().any(|(known, _)| *known == key) {
            return;
        }
        if pictures.len() == PICTURES_MAX {
            pictures.pop_front();
        }
        pictures.push_back((key, picture));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::content_hash;

    #[test]
    fn a_full_shelf_gives_up_its_oldest_picture() {
        let shelf = Shelf::default();
        let key = |number: usize| content_hash(number.to_string());
        for number in 0..=PICTURES_MAX {
            shelf.keep(key(number), Bytes::from(number.to_string()));
            shelf.keep(key(number), Bytes::from("never"));
        }
        assert_eq!(shelf.find(&key(0)), None);
        assert_eq!(shelf.find(&key(PICTURES_MAX)), Some(Bytes::from(PICTURES_MAX.to_string())));
        assert_eq!(shelf.find(&key(1)), Some(Bytes::from("1")));
    }
}
