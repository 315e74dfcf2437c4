//! What was used last, within so many bytes: the bound of everything that is kept in memory because
//! it may be asked for again. Knows nothing of what it keeps, and takes no lock.

use std::borrow::Borrow;
use std::hash::Hash;
use std::num::NonZeroUsize;

use lru::LruCache;

/// Values by key, each with the memory it takes; the least recently used is dropped first.
pub(crate) struct Recent<K: Hash + Eq, V> {
    kept: LruCache<K, (V, usize)>,
    bytes: usize,
    most_bytes: usize,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    /// Room for so many bytes.
    pub(crate) fn within_bytes(most_bytes: usize) -> Self {
        Self { kept: LruCache::unbounded(), bytes: 0, most_bytes }
    }

    /// Room for so many bytes in so many entries.
    pub(crate) fn within(most_bytes: usize, most_entries: NonZeroUsize) -> Self {
        Self { kept: LruCache::new(most_entries), ..Self::within_bytes(most_bytes) }
    }

    /// The value of a key, which is now the one used last.
    pub(crate) fn find<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.kept.get(key).map(|(value, _)| value)
    }

    /// Keeps a value that takes so many bytes, in place of an earlier one of its key. One for which
    /// there can be no room is not kept.
    pub(crate) fn keep(&mut self, key: K, value: V, bytes: usize) {
        if bytes > self.most_bytes {
            return;
        }
        self.bytes += bytes;
        let dropped = self.kept.push(key, (value, bytes));
        self.bytes -= dropped.map_or(0, |(_, (_, bytes))| bytes);
        while self.bytes > self.most_bytes
            && let Some((_, (_, bytes))) = self.kept.pop_lru()
        {
            self.bytes -= bytes;
        }
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }

    /// Values kept.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Bytes that they take together.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    #[cfg(test)]
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.kept.iter().map(|(_, (value, _))| value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_kept_again_counts_once_and_what_cannot_fit_is_not_kept() {
        let mut recent = Recent::within_bytes(10);
        recent.keep("a", 1, 4);
        recent.keep("a", 2, 6);
        assert_eq!((recent.find("a").copied(), recent.len(), recent.bytes()), (Some(2), 1, 6));
        recent.keep("b", 3, 11);
        assert_eq!((recent.find("b").copied(), recent.bytes()), (None, 6));
        recent.clear();
        assert_eq!((recent.find("a").copied(), recent.len(), recent.bytes()), (None, 0, 0));
    }

    proptest! {
        #[test]
        fn bytes_are_those_of_what_is_kept_and_within_both_bounds(
            steps in prop::collection::vec((0u8..20, 0usize..40, any::<bool>()), 0..200),
        ) {
            const MOST_ENTRIES: NonZeroUsize = NonZeroUsize::new(5).unwrap();
            let mut recent = Recent::within(100, MOST_ENTRIES);
            for (key, bytes, is_asked_for) in steps {
                match is_asked_for {
                    true => drop(recent.find(&key).copied()),
                    false => recent.keep(key, bytes, bytes),
                }
                prop_assert_eq!(recent.values().sum::<usize>(), recent.bytes());
                prop_assert!(recent.bytes() <= 100 && recent.len() <= MOST_ENTRIES.get());
            }
        }
    }
}
