//! Bringing the index in line with the documents, writing only what differs.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Opstamp, TantivyDocument, TantivyError, Term};

use super::schema::{Fields, RecordId, VERSION};
use super::{Index, IndexError};
use crate::domain::{Document, RecordKey};

/// Tantivy flushes a segment when its buffer is full; this many bytes hold some 50,000 talks.
const WRITER_BYTES: usize = 64 << 20;
/// An index with no more documents is made one segment again at every change, which takes some tens
/// of milliseconds: its word frequencies are then those of a fresh index.
const TIDY_DOCUMENTS: u32 = 1_000;
/// A larger one when it is in more segments than this, each of which every search asks, ...
const SEGMENTS_MAX: usize = 8;
/// ... or when one in so many of its documents is deleted: until then a word that only they have
/// more often is taken for at most this much more frequent than it is.
const DELETED_ONE_IN: u32 = 50;

/// For how long another process's writing is waited for: 10,000 new talks take it about a second.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Hash of all that the index takes from a document.
type Fingerprint = u64;

/// What a [`Index::sync`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Documents that were not there.
    pub added: usize,
    /// Documents whose content differed.
    pub changed: usize,
    /// Documents that are no longer.
    pub removed: usize,
}

impl SyncReport {
    /// Whether nothing had to be written.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The state in which this process left the index.
pub(super) struct Left {
    /// Grows with every commit, of whichever process.
    opstamp: Opstamp,
    fingerprints: HashMap<RecordId, Fingerprint>,
}

impl Index {
    /// Makes the index hold exactly these documents (of two with one key, the first). Where
    /// nothing differs, nothing is written and no lock is needed.
    ///
    /// # Errors
    /// [`IndexError::Busy`] when another process goes on writing for seconds.
    pub fn sync<D: Borrow<Document> + Sync>(
        &self,
        documents: &[D],
    ) -> Result<SyncReport, IndexError> {
        let wanted = fingerprinted(documents);
        // Read before what it stands for: a commit in between is then seen as one.
        let mut opstamp = self.opstamp()?;
        self.reader.reload()?;
        let mut report = Plan::whole(self.fingerprints()?, &wanted).report;
        if !report.is_empty() {
            let writer = self.writer()?;
            // Another process may have written between the look and the lock.
            self.reader.reload()?;
            let plan = Plan::whole(self.fingerprints()?, &wanted);
            opstamp = self.apply(&plan, writer)?;
            report = plan.report;
        }
        self.show()?;
        self.remember(opstamp, wanted.iter().map(Wanted::names).collect());
        Ok(report)
    }

    /// As [`Index::sync`], where the documents that came or changed and the records that went since
    /// are known: nothing is looked at but these, and searches see them from [`Index::show`] on.
    /// `None` where the index is no longer as the last call of this process left it, so that all
    /// must be compared.
    ///
    /// # Errors
    /// As [`Index::sync`].
    pub fn update<D: Borrow<Document> + Sync>(
        &self,
        come: &[D],
        gone: &[RecordKey],
    ) -> Result<Option<SyncReport>, IndexError> {
        let Some(Left { opstamp, fingerprints }) = self.take_left() else { return Ok(None) };
        let come = fingerprinted(come);
        let plan = Plan::part(&fingerprints, &come, gone);
        // Where something is to be written, nobody else may from here on.
        let writer = if plan.report.is_empty() { None } else { Some(self.writer()?) };
        if self.opstamp()? != opstamp {
            return Ok(None);
        }
        let opstamp = match writer {
            Some(writer) => self.apply(&plan, writer)?,
            None => opstamp,
        };
        let report = plan.report;
        let fingerprints = plan.applied(fingerprints);
        self.remember(opstamp, fingerprints);
        Ok(Some(report))
    }

    /// Lets searches see what was written last.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn show(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    fn opstamp(&self) -> Result<Opstamp, IndexError> {
        Ok(self.inner.load_metas()?.opstamp)
    }

    fn take_left(&self) -> Option<Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn remember(&self, opstamp: Opstamp, fingerprints: HashMap<RecordId, Fingerprint>) {
        let left = Left { opstamp, fingerprints };
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
    }

    /// Waits a while for another process: it writes for as long as one change takes.
    fn writer(&self) -> Result<IndexWriter, IndexError> {
        let until = Instant::now() + self.busy_wait;
        loop {
            match self.writer_now() {
                Err(IndexError::Busy { .. }) if Instant::now() < until => {
                    std::thread::sleep(BETWEEN_LOOKS);
                }
                done => return done,
            }
        }
    }

    fn writer_now(&self) -> Result<IndexWriter, IndexError> {
        let writer = self.inner.writer_with_num_threads(1, WRITER_BYTES);
        let writer = writer.map_err(|error| match (error, &self.dir) {
            (TantivyError::LockFailure(..), Some(dir)) => IndexError::Busy { path: dir.clone() },
            (error, _) => error.into(),
        })?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(writer)
    }

    /// What is stored, by record.
    fn fingerprints(&self) -> Result<HashMap<RecordId, Fingerprint>, IndexError> {
        let searcher = self.reader.searcher();
        let mut stored = HashMap::with_capacity(searcher.num_docs() as usize);
        for segment in searcher.segment_readers() {
            let ids = segment.fast_fields().u64("id")?.first_or_default_col(0);
            let prints = segment.fast_fields().u64("fingerprint")?.first_or_default_col(0);
            for doc in segment.doc_ids_alive() {
                stored.insert(RecordId(ids.get_val(doc)), prints.get_val(doc));
            }
        }
        Ok(stored)
    }

    /// Carries a plan out, and gives the state that leaves.
    fn apply(&self, plan: &Plan<'_>, mut writer: IndexWriter) -> Result<Opstamp, IndexError> {
        for id in &plan.deleted {
            writer.delete_term(Term::from_field_u64(self.fields.id, id.0));
        }
        for wanted in &plan.written {
            writer.add_document(tantivy_document(&self.fields, wanted))?;
        }
        let opstamp = writer.commit()?;
        self.tidy(&mut writer)?;
        writer.wait_merging_threads()?;
        Ok(opstamp)
    }

    /// Makes one segment without deleted documents of an index that is small or has become untidy.
    /// Frequencies are then those of a fresh index: the same documents score the same, however they
    /// came. In a large one that would take most of a second for each changed talk.
    fn tidy(&self, writer: &mut IndexWriter) -> Result<(), IndexError> {
        let segments = self.inner.searchable_segment_metas()?;
        let documents: u32 = segments.iter().map(tantivy::SegmentMeta::max_doc).sum();
        let deleted: u32 = segments.iter().map(tantivy::SegmentMeta::num_deleted_docs).sum();
        let is_tidy = segments.len() <= 1 && deleted == 0;
        let is_untidy = segments.len() > SEGMENTS_MAX || deleted > documents / DELETED_ONE_IN;
        if !is_tidy && (documents <= TIDY_DOCUMENTS || is_untidy) {
            let ids: Vec<_> = segments.iter().map(tantivy::SegmentMeta::id).collect();
            writer.merge(&ids).wait()?;
        }
        Ok(())
    }
}

/// A document with its names in the index.
struct Wanted<'a> {
    id: RecordId,
    fingerprint: Fingerprint,
    document: &'a Document,
}

impl Wanted<'_> {
    fn names(&self) -> (RecordId, Fingerprint) {
        (self.id, self.fingerprint)
    }
}

/// The documents, of two with one key the first.
fn fingerprinted<D: Borrow<Document> + Sync>(documents: &[D]) -> Vec<Wanted<'_>> {
    let mut all: Vec<Wanted<'_>> = documents.par_iter().map(wanted).collect();
    let mut seen = HashSet::with_capacity(all.len());
    all.retain(|wanted| seen.insert(wanted.id));
    all
}

fn wanted<D: Borrow<Document>>(document: &D) -> Wanted<'_> {
    let document: &Document = document.borrow();
    Wanted { id: RecordId::of(&document.key), fingerprint: fingerprint(document), document }
}

/// What differs.
#[derive(Default)]
struct Plan<'a> {
    deleted: Vec<RecordId>,
    written: Vec<&'a Wanted<'a>>,
    report: SyncReport,
}

impl<'a> Plan<'a> {
    /// From all that is stored to all that is wanted.
    fn whole(mut stored: HashMap<RecordId, Fingerprint>, wanted: &'a [Wanted<'a>]) -> Self {
        let mut plan = Self::default();
        for wanted in wanted {
            plan.take(stored.remove(&wanted.id), wanted);
        }
        plan.report.removed = stored.len();
        plan.deleted.extend(stored.into_keys());
        plan
    }

    /// From all that is stored to the same with some documents and without some records.
    fn part(
        stored: &HashMap<RecordId, Fingerprint>,
        come: &'a [Wanted<'a>],
        gone: &[RecordKey],
    ) -> Self {
        let mut plan = Self::default();
        for wanted in come {
            plan.take(stored.get(&wanted.id).copied(), wanted);
        }
        let stays: HashSet<RecordId> = come.iter().map(|wanted| wanted.id).collect();
        let gone: HashSet<RecordId> = gone.iter().map(RecordId::of).collect();
        plan.deleted
            .extend(gone.iter().filter(|&id| stored.contains_key(id) && !stays.contains(id)));
        plan.report.removed = plan.deleted.len() - plan.report.changed;
        plan
    }

    fn take(&mut self, stored: Option<Fingerprint>, wanted: &'a Wanted<'a>) {
        match stored {
            Some(stored) if stored == wanted.fingerprint => return,
            Some(_) => {
                self.report.changed += 1;
                self.deleted.push(wanted.id);
            }
            None => self.report.added += 1,
        }
        self.written.push(wanted);
    }

    /// What is stored once the plan is carried out.
    fn applied(
        &self,
        mut stored: HashMap<RecordId, Fingerprint>,
    ) -> HashMap<RecordId, Fingerprint> {
        for id in &self.deleted {
            stored.remove(id);
        }
        stored.extend(self.written.iter().map(|wanted| wanted.names()));
        stored
    }
}

/// The first 8 bytes of the SHA-256 of everything the index takes from a document. A change goes
/// unseen once in 2⁶⁴ times.
fn fingerprint(document: &Document) -> Fingerprint {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    add(&VERSION.to_string());
    for text in [&document.title, &document.text] {
        add(text);
    }
    for list in [&document.speakers, &document.affiliations, &document.topics] {
        add(&list.len().to_string());
        list.iter().for_each(|text| add(text));
    }
    add(document.track.as_deref().unwrap_or_default());
    add(document.speech.as_ref().map_or("", |speech| &speech.text));
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    Fingerprint::from_be_bytes(first)
}

fn tantivy_document(fields: &Fields, wanted: &Wanted<'_>) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_u64(fields.id, wanted.id.0);
    document.add_u64(fields.fingerprint, wanted.fingerprint);
    for part in &fields.parts {
        for value in part.part.values(wanted.document) {
            document.add_text(part.stemmed, value);
            document.add_text(part.exact, value);
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, text: &str) -> Document {
        Document {
            key: RecordKey::talk("event", id),
            title: format!("Talk {id}"),
            text: text.into(),
            speakers: Vec::new(),
            affiliations: Vec::new(),
            topics: Vec::new(),
            track: None,
            rooms: Vec::new(),
            kind: "talk".into(),
            year: None,
            speech: None,
        }
    }

    fn documents(count: usize) -> Vec<Document> {
        (0..count).map(|number| document(&number.to_string(), "About engines.")).collect()
    }

    fn report(added: usize, changed: usize, removed: usize) -> SyncReport {
        SyncReport { added, changed, removed }
    }

    #[test]
    fn an_update_leaves_what_a_sync_of_everything_would() {
        let index = Index::in_memory().unwrap();
        assert_eq!(index.update(&documents(1), &[]).unwrap(), None);
        index.sync(&documents(4)).unwrap();
        assert_eq!(index.document_count(), 4);
        let come =
            [document("1", "About pumps."), document("2", "About engines."), document("9", "")];
        // What came back is not gone; what was never there is not removed.
        let gone = ["0", "1", "77"].map(|id| RecordKey::talk("event", id));
        assert_eq!(index.update(&come, &gone).unwrap(), Some(report(1, 1, 1)));
        let unseen = index.idf("pump").unwrap();
        index.show().unwrap();
        assert!(index.idf("pump").unwrap() < unseen, "what was written is seen when it is shown");
        let [changed, same, new] = come;
        let all = [changed, same, document("3", "About engines."), new];
        assert_eq!(index.sync(&all).unwrap(), report(0, 0, 0));
        assert_eq!(index.update::<Document>(&[], &[]).unwrap(), Some(report(0, 0, 0)));
    }

    #[test]
    fn an_index_that_another_has_written_is_not_updated_blindly() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (Index::open(dir.path()).unwrap(), Index::open(dir.path()).unwrap());
        one.sync(&documents(2)).unwrap();
        two.sync(&documents(3)).unwrap();
        assert_eq!(one.update(&[document("0", "News.")], &[]).unwrap(), None);
        assert_eq!(one.sync(&documents(2)).unwrap(), report(0, 0, 1));
    }

    #[test]
    fn a_large_index_is_made_one_segment_only_when_it_has_become_untidy() {
        let index = Index::in_memory().unwrap();
        let count = TIDY_DOCUMENTS as usize + 1;
        index.sync(&documents(count)).unwrap();
        let mut most = 1;
        for turn in 0..2 * SEGMENTS_MAX {
            let changed = document("7", &format!("Turn {turn}."));
            assert_eq!(index.update(&[changed], &[]).unwrap(), Some(report(0, 1, 0)));
            let segments = index.inner.searchable_segment_metas().unwrap().len();
            assert!(segments <= SEGMENTS_MAX);
            most = most.max(segments);
        }
        assert!(most > 1);
        index.show().unwrap();
        assert_eq!(index.document_count(), count as u64);
    }
}
