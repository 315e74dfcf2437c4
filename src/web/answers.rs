//! Finished answers, kept in memory for whoever asks for the same: a page is drawn once and
//! compressed once, then only copied. Knows nothing of requests but a hash of all that an answer
//! depends on; decides nothing about what may be kept.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::cache::Policy;
use crate::app::RecordState;
use crate::recent::Recent;
use crate::text::ContentHash;

/// One answer may take so much of the memory: a single large file must not push out all pages.
const SHARE_MAX: usize = 8;
/// What an answer costs beside its bytes: its key, its place in the table, the headers of buffers.
const OVERHEAD_BYTES: usize = 256;

/// Everything by which an answer can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Who may keep it outside.
    pub policy: Policy,
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// The bytes as they are.
    pub body: Bytes,
    /// The same compressed with gzip, from the second time it is asked for: many are asked for once.
    pub gzip: Option<Bytes>,
}

/// The answers kept: those asked for last, as many as fit, all of one state of the records.
pub(crate) struct Answers {
    bytes_max: usize,
    shelf: Mutex<Shelf>,
}

struct Shelf {
    /// What the answers were made from; `None` before the first.
    records: Option<RecordState>,
    answers: Recent<ContentHash, Arc<Answer>>,
}

impl Answer {
    /// The same with its compressed form. Blocks: a page takes about a millisecond.
    ///
    /// # Errors
    /// None that is known of writing to memory.
    pub(crate) fn compressed(&self) -> io::Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.body)?;
        let packed = encoder.finish()?.into_boxed_slice();
        Ok(Self { gzip: Some(packed.into()), ..self.clone() })
    }

    fn bytes(&self) -> usize {
        self.body.len() + self.gzip.as_ref().map_or(0, Bytes::len) + OVERHEAD_BYTES
    }
}

impl Answers {
    /// An empty place for answers of so many bytes together; for none with 0.
    pub(crate) fn new(bytes_max: usize) -> Self {
        let shelf = Shelf { records: None, answers: Recent::within_bytes(bytes_max) };
        Self { bytes_max, shelf: Mutex::new(shelf) }
    }

    /// What was kept under this hash.
    pub(crate) fn find(&self, key: &ContentHash) -> Option<Arc<Answer>> {
        self.shelf().answers.find(key).cloned()
    }

    /// Keeps an answer made from one state of the records, in place of one under the same hash, if
    /// that is still the `newest`. Answers of another state go: nobody asks for them any more.
    pub(crate) fn keep(
        &self,
        records: RecordState,
        newest: impl FnOnce() -> RecordState,
        key: ContentHash,
        answer: Arc<Answer>,
    ) {
        let bytes = answer.bytes();
        if bytes > self.bytes_max / SHARE_MAX {
            return;
        }
        let mut shelf = self.shelf();
        // Asked under the lock, so that no slow request pushes out what was made since it came in.
        // The generation would not tell: a database that was put back has a smaller one.
        if newest() != records {
            return;
        }
        if shelf.records != Some(records) {
            shelf.records = Some(records);
            shelf.answers.clear();
        }
        shelf.answers.keep(key, answer, bytes);
    }

    /// Bytes kept now.
    pub(crate) fn bytes(&self) -> usize {
        self.shelf().answers.bytes()
    }

    /// Held for a look or a change, never across an await: the guard does not leave this module.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;
    use crate::text::content_hash;

    fn answer(bytes: usize) -> Arc<Answer> {
        let body = Bytes::from(vec![b'x'; bytes]);
        Arc::new(Answer { policy: Policy::Records, media_type: "text/plain", body, gzip: None })
    }

    fn key(number: usize) -> ContentHash {
        content_hash(number.to_string())
    }

    fn records(generation: u64) -> RecordState {
        RecordState { generation, id: 0 }
    }

    /// Keeps an answer of the newest records.
    fn keep(answers: &Answers, generation: u64, number: usize, answer: Arc<Answer>) {
        answers.keep(records(generation), || records(generation), key(number), answer);
    }

    #[test]
    fn the_answer_that_nobody_asked_for_longest_makes_room() {
        let each = 1000 + OVERHEAD_BYTES;
        let answers = Answers::new(SHARE_MAX * each);
        for number in 0..SHARE_MAX {
            keep(&answers, 1, number, answer(1000));
        }
        assert!(answers.find(&key(0)).is_some());
        keep(&answers, 1, SHARE_MAX, answer(1000));
        assert!(answers.find(&key(1)).is_none());
        assert!(answers.find(&key(0)).is_some());
        assert_eq!(answers.bytes(), SHARE_MAX * each);
    }

    #[test]
    fn a_new_state_of_the_records_drops_every_answer_of_the_old_one() {
        let answers = Answers::new(100_000);
        keep(&answers, 1, 1, answer(10));
        keep(&answers, 2, 2, answer(10));
        assert!(answers.find(&key(1)).is_none());
        assert_eq!(answers.bytes(), 10 + OVERHEAD_BYTES);
    }

    #[test]
    fn an_answer_that_comes_late_pushes_out_none_of_newer_records() {
        let answers = Answers::new(100_000);
        keep(&answers, 2, 2, answer(10));
        answers.keep(records(1), || records(2), key(1), answer(10));
        assert!(answers.find(&key(1)).is_none());
        assert!(answers.find(&key(2)).is_some());
    }

    #[test]
    fn a_database_that_was_put_back_is_a_state_of_its_own() {
        let answers = Answers::new(100_000);
        keep(&answers, 7, 7, answer(10));
        keep(&answers, 3, 3, answer(10));
        assert!(answers.find(&key(7)).is_none());
        assert!(answers.find(&key(3)).is_some());
        let other = RecordState { id: 1, ..records(3) };
        answers.keep(other, || other, key(4), answer(10));
        assert!(answers.find(&key(3)).is_none());
    }

    #[test]
    fn what_would_take_the_place_of_all_others_is_not_kept() {
        let answers = Answers::new(SHARE_MAX * 1000);
        keep(&answers, 1, 1, answer(1000));
        assert!(answers.find(&key(1)).is_none());
        let none = Answers::new(0);
        keep(&none, 1, 1, answer(0));
        assert!(none.find(&key(1)).is_none());
    }

    #[test]
    fn the_compressed_form_is_the_same_bytes_and_is_counted() {
        let answers = Answers::new(100_000);
        let plain = answer(5000);
        keep(&answers, 1, 1, plain.clone());
        let both = Arc::new(plain.compressed().unwrap());
        let packed = both.gzip.clone().unwrap();
        let mut unpacked = Vec::new();
        GzDecoder::new(packed.as_ref()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.body);
        keep(&answers, 1, 1, both);
        assert_eq!(answers.bytes(), 5000 + packed.len() + OVERHEAD_BYTES);
    }

    proptest! {
        #[test]
        fn the_count_of_bytes_is_what_is_kept_and_within_bounds(
            steps in proptest::collection::vec((0_u64..3, 0_usize..20, 0_usize..900), 0..200),
        ) {
            let answers = Answers::new(8_000);
            for (generation, number, bytes) in steps {
                keep(&answers, generation, number, answer(bytes));
                let shelf = answers.shelf();
                let sum: usize = shelf.answers.values().map(|answer| answer.bytes()).sum();
                prop_assert_eq!(shelf.answers.bytes(), sum);
                prop_assert!(sum <= 8_000);
            }
        }
    }
}
