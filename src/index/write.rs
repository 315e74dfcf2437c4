//! Bringing the index in line with the documents, writing only what differs.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::Value;
use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use super::schema::{Fields, RecordId, VERSION};
use super::{Index, IndexError};
use crate::domain::Document;

/// Tantivy flushes a segment when its buffer is full; this many bytes hold some 50,000 talks.
const WRITER_BYTES: usize = 64 << 20;

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

impl Index {
    /// Makes the index hold exactly these documents (of two with one key, the first). Where
    /// nothing differs, nothing is written and no lock is needed.
    ///
    /// # Errors
    /// [`IndexError::Busy`] when another process is writing.
    pub fn sync(&self, documents: &[Document]) -> Result<SyncReport, IndexError> {
        self.reader.reload()?;
        if self.plan(documents)?.report.is_empty() {
            return Ok(SyncReport::default());
        }
        let writer = self.writer()?;
        // Another process may have written between the look and the lock.
        self.reader.reload()?;
        let plan = self.plan(documents)?;
        self.apply(&plan, writer)?;
        self.reader.reload()?;
        Ok(plan.report)
    }

    fn writer(&self) -> Result<IndexWriter, IndexError> {
        let writer = self.inner.writer_with_num_threads(1, WRITER_BYTES);
        let writer = writer.map_err(|error| match (error, &self.dir) {
            (TantivyError::LockFailure(..), Some(dir)) => IndexError::Busy { path: dir.clone() },
            (error, _) => error.into(),
        })?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(writer)
    }

    fn plan<'a>(&self, documents: &'a [Document]) -> Result<Plan<'a>, IndexError> {
        let mut stale = self.fingerprints()?;
        let mut plan = Plan::default();
        let mut seen = HashSet::new();
        for document in documents {
            let id = RecordId::of(&document.key);
            if !seen.insert(id) {
                continue;
            }
            let fingerprint = fingerprint(document);
            match stale.remove(&id) {
                Some(stored) if stored == fingerprint => continue,
                Some(_) => {
                    plan.report.changed += 1;
                    plan.deleted.push(id);
                }
                None => plan.report.added += 1,
            }
            plan.written.push((id, fingerprint, document));
        }
        plan.report.removed = stale.len();
        plan.deleted.extend(stale.into_keys());
        Ok(plan)
    }

    /// What is stored, by record.
    fn fingerprints(&self) -> Result<HashMap<RecordId, String>, IndexError> {
        let mut stored = HashMap::new();
        for segment in self.reader.searcher().segment_readers() {
            let ids = segment.fast_fields().u64("id")?.first_or_default_col(0);
            let texts = segment.get_store_reader(1).map_err(TantivyError::from)?;
            for doc in segment.doc_ids_alive() {
                let document: TantivyDocument = texts.get(doc)?;
                let value = document.get_first(self.fields.fingerprint);
                let fingerprint = value.and_then(|value| value.as_str()).unwrap_or_default();
                stored.insert(RecordId(ids.get_val(doc)), fingerprint.to_owned());
            }
        }
        Ok(stored)
    }

    fn apply(&self, plan: &Plan<'_>, mut writer: IndexWriter) -> Result<(), IndexError> {
        for id in &plan.deleted {
            writer.delete_term(Term::from_field_u64(self.fields.id, id.0));
        }
        for (id, fingerprint, document) in &plan.written {
            writer.add_document(tantivy_document(&self.fields, *id, fingerprint, document))?;
        }
        writer.commit()?;
        // One segment without deleted documents: frequencies are those of a fresh index, so the
        // same documents always score the same, however they came.
        let segments = self.inner.searchable_segment_ids()?;
        if !segments.is_empty() {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()?;
        Ok(())
    }
}

/// What differs.
#[derive(Default)]
struct Plan<'a> {
    deleted: Vec<RecordId>,
    written: Vec<(RecordId, String, &'a Document)>,
    report: SyncReport,
}

/// Hash of everything the index takes from a document, as hexadecimal digits.
fn fingerprint(document: &Document) -> String {
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
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn tantivy_document(
    fields: &Fields,
    id: RecordId,
    fingerprint: &str,
    source: &Document,
) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_u64(fields.id, id.0);
    document.add_text(fields.fingerprint, fingerprint);
    for part in &fields.parts {
        for value in part.part.values(source) {
            document.add_text(part.stemmed, value);
            document.add_text(part.exact, value);
        }
    }
    document
}
