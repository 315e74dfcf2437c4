//! Packs that were made, and the one that is being made. Bounded; knows nothing of what is in a pack.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;

use crate::app::RecordState;

/// Packs kept: the languages and a few time zones of an event that takes place. One of a thousand
/// talks has 1 to 2 MB.
const PACKS_MAX: usize = 8;

/// What a pack is made for; another key is another pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The event's slug.
    pub event: String,
    /// The state of the records.
    pub records: RecordState,
    /// Language and time zone of the pages.
    pub viewer: String,
    /// The site's own address, which some pages show.
    pub base_url: String,
}

impl Key {
    /// Whether it is of these records, or of newer ones.
    fn is_as_new_as(&self, records: RecordState) -> bool {
        self.records == records || self.records.generation > records.generation
    }
}

/// A pack as it is sent.
#[derive(Debug)]
pub(crate) struct Packed {
    /// JSON, compressed with gzip.
    pub body: Bytes,
    /// Its length before it was compressed.
    pub raw_size: usize,
    /// A hash of what is in it, apart from when it was made.
    pub tag: String,
}

/// How it stands with a pack.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// It is here.
    Ready(Arc<Packed>),
    /// It is being made, or another one is, after which it is its turn.
    Waiting,
    /// It could not be made; the reason is in the log. Asked again, it will be tried again.
    Failed,
    /// Nobody makes it: whoever is told so has to, and to hand it in.
    Yours,
}

/// The packs of a site.
#[derive(Debug, Default)]
pub(crate) struct Packs(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    /// The one asked for last is the last.
    ready: Vec<(Key, Arc<Packed>)>,
    failed: Option<Key>,
    making: Option<Key>,
}

impl Packs {
    /// Looks for a pack; at most one asker at a time is told to make one.
    pub(crate) fn ask(&self, key: &Key) -> Standing {
        let mut shelf = self.shelf();
        if let Some(at) = shelf.ready.iter().position(|(it, _)| it == key) {
            let found = shelf.ready.remove(at);
            shelf.ready.push(found.clone());
            return Standing::Ready(found.1);
        }
        if shelf.failed.take_if(|it| it == key).is_some() {
            return Standing::Failed;
        }
        if shelf.making.is_some() {
            return Standing::Waiting;
        }
        shelf.making = Some(key.clone());
        Standing::Yours
    }

    /// Takes in what was made for the key that is being made, or that nothing could be.
    pub(crate) fn hand_in(&self, made: Option<Packed>) {
        let mut shelf = self.shelf();
        let Some(key) = shelf.making.take() else { return };
        match made {
            Some(packed) => {
                shelf.ready.retain(|(it, _)| it.is_as_new_as(key.records));
                let surplus = (shelf.ready.len() + 1).saturating_sub(PACKS_MAX);
                shelf.ready.drain(..surplus);
                shelf.ready.push((key, Arc::new(packed)));
            }
            None => shelf.failed = Some(key),
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(event: &str, generation: u64) -> Key {
        let (viewer, base_url) = ("en".to_owned(), "http://a.test".to_owned());
        let records = RecordState { generation, id: 0 };
        Key { event: event.to_owned(), records, viewer, base_url }
    }

    fn packed() -> Packed {
        Packed { body: Bytes::from_static(b"x"), raw_size: 1, tag: "t".into() }
    }

    #[test]
    fn one_pack_is_made_at_a_time_and_then_there_for_all() {
        let packs = Packs::default();
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Yours));
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Waiting));
        assert!(matches!(packs.ask(&key("b", 1)), Standing::Waiting));
        packs.hand_in(Some(packed()));
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Ready(_)));
        assert!(matches!(packs.ask(&key("b", 1)), Standing::Yours));
    }

    #[test]
    fn a_failure_is_told_once_and_tried_again_after() {
        let packs = Packs::default();
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Yours));
        packs.hand_in(None);
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Failed));
        assert!(matches!(packs.ask(&key("a", 1)), Standing::Yours));
    }

    #[test]
    fn packs_of_older_records_go_and_the_rest_is_bounded() {
        let packs = Packs::default();
        let make = |key: &Key| {
            assert!(matches!(packs.ask(key), Standing::Yours), "{key:?}");
            packs.hand_in(Some(packed()));
        };
        make(&key("old", 1));
        for number in 0..=PACKS_MAX {
            make(&key(&number.to_string(), 2));
        }
        assert_eq!(packs.shelf().ready.len(), PACKS_MAX);
        assert!(matches!(packs.ask(&key("old", 1)), Standing::Yours));
    }
}
