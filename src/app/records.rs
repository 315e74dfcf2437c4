//! What a snapshot is made of, read from the database: all records, or those of the events that changed.
//! Indexes and embeds nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::token_vectors::Listed;
use super::{AppError, Archive, Snapshot};
use crate::domain::{Alias, Catalog, Document, EventBundle, Passage, RecordKey, Speech};
use crate::search::{Engine, Origin};
use crate::store::{RecordState, Revisions};
use crate::summary::Kept;
use crate::text;

/// Events that may have changed for only them to be read, where half of all are fewer: each takes
/// about as long as its part of everything.
const FEW_EVENTS: usize = 8;

/// A document and its passages.
type Prepared = (Arc<Document>, Arc<[Passage]>);

/// All records, with their documents and passages in the catalog's order.
pub(super) struct Records {
    pub(super) catalog: Catalog,
    pub(super) documents: Vec<Arc<Document>>,
    pub(super) passages: Vec<Arc<[Passage]>>,
    pub(super) state: State,
}

/// What else the database says, and as of when.
pub(super) struct State {
    records: RecordState,
    event_states: HashMap<String, u64>,
    revisions: Revisions,
    versions: HashMap<String, i64>,
    aliases: Vec<(String, Alias)>,
}

impl Records {
    /// Reads the whole database.
    pub(super) fn read(archive: &Archive) -> Result<Self, AppError> {
        let store = &archive.store;
        // Read before the records: a change in between is then seen as new at the next refresh.
        let records = store.record_state()?;
        let event_states = store.event_states()?;
        let catalog = archive.catalog()?;
        let revisions = store.load_revisions()?;
        let mut speeches = HashMap::new();
        store.for_each_transcript(|it| drop(speeches.insert(it.key(), text::speech(&it.cues))))?;
        let prepared = |bundle: &Arc<EventBundle>| prepared(bundle, &speeches);
        let lists: Vec<Vec<Prepared>> = catalog.bundles().par_iter().map(prepared).collect();
        let (documents, passages) = lists.into_iter().flatten().unzip();
        let state = State::read(archive, records, event_states, revisions)?;
        Ok(Self { catalog, documents, passages, state })
    }
}

impl State {
    fn read(
        archive: &Archive,
        records: RecordState,
        event_states: HashMap<String, u64>,
        revisions: Revisions,
    ) -> Result<Self, AppError> {
        let versions = archive.store.newest_versions()?;
        let aliases = archive.store.list_aliases()?;
        Ok(Self { records, event_states, revisions, versions, aliases })
    }

    /// The snapshot of this state.
    pub(super) fn into_snapshot(
        self,
        catalog: Catalog,
        engine: Engine,
        tokens: Option<Vec<Option<Listed>>>,
        kept: Arc<Kept>,
    ) -> Snapshot {
        let Self { records, event_states, revisions, versions, aliases } = self;
        Snapshot {
            catalog,
            engine,
            revisions,
            versions,
            aliases,
            records,
            event_states,
            tokens,
            kept,
        }
    }
}

/// What differs from a snapshot.
pub(super) struct Change {
    pub(super) catalog: Catalog,
    /// The documents that came or changed.
    pub(super) come: Vec<Prepared>,
    /// The records whose documents are no longer, or no longer as they were.
    pub(super) gone: Vec<RecordKey>,
    /// Their places in the snapshot before.
    gone_places: Vec<usize>,
    /// For each document its place in the snapshot before; `None` for the next of those that came.
    places: Vec<Option<usize>>,
    pub(super) state: State,
}

impl Change {
    /// Reads the events that changed; `None` when they are so many, or so many changes came before,
    /// that everything is better read anew, and when it is not known which ones they are.
    pub(super) fn read(archive: &Archive, before: &Snapshot) -> Result<Option<Self>, AppError> {
        let store = &archive.store;
        let records = store.record_state()?;
        let event_states = store.event_states()?;
        let Some(kept) = kept_events(before, records, &event_states) else { return Ok(None) };
        let changed: Vec<&String> = event_states.keys().filter(|it| !kept.contains(*it)).collect();
        let mut bundles = Vec::with_capacity(changed.len());
        let mut revisions = before.revisions.clone();
        revisions.retain(|slug, _| kept.contains(slug));
        let mut speeches = HashMap::new();
        for slug in &changed {
            bundles.extend(store.find_bundle(slug)?);
            revisions.extend(store.find_revisions(slug)?);
            store.for_each_transcript_of(slug, |it| {
                speeches.insert(it.key(), text::speech(&it.cues));
            })?;
        }
        let catalog = before.catalog.renewed(bundles, &kept, text::slugify);
        let state = State::read(archive, records, event_states, revisions)?;
        Ok(Some(Self::between(before, catalog, &kept, &speeches, state)))
    }

    /// Compares the documents of the events that are not kept.
    fn between(
        before: &Snapshot,
        catalog: Catalog,
        kept: &HashSet<String>,
        speeches: &HashMap<RecordKey, Option<Speech>>,
        state: State,
    ) -> Self {
        let old = before.engine.corpus().documents();
        let places_before = places_by_event(old);
        let (mut come, mut places) = (Vec::new(), Vec::new());
        for bundle in catalog.bundles() {
            let slug = bundle.event.slug.as_str();
            if kept.contains(slug) {
                let all = places_before.get(slug).into_iter().flatten();
                places.extend(all.map(|&place| Some(place)));
                continue;
            }
            for key in text::event_keys(bundle) {
                let speech = speeches.get(&key).and_then(Option::as_ref);
                match found(before, &catalog, &key, speech) {
                    Some(Found::Same(place)) => places.push(Some(place)),
                    Some(Found::New(prepared)) => {
                        places.push(None);
                        come.push(prepared);
                    }
                    None => {}
                }
            }
        }
        let mut stays = vec![false; old.len()];
        places.iter().flatten().for_each(|&place: &usize| stays[place] = true);
        let gone_places: Vec<usize> = (0..old.len()).filter(|&place| !stays[place]).collect();
        let gone = gone_places.iter().map(|&place| old[place].key.clone()).collect();
        Self { catalog, come, gone, gone_places, places, state }
    }

    /// How many passages came or changed.
    pub(super) fn passage_count(&self) -> usize {
        self.come.iter().map(|(_, list)| list.len()).sum()
    }

    /// What the changed corpus is made of.
    pub(super) fn origins(&self) -> Vec<Origin> {
        let mut come = self.come.iter();
        let origin = |place: &Option<usize>| match place {
            Some(place) => Some(Origin::Kept(*place)),
            None => come.next().map(|(document, passages)| {
                Origin::Come(Arc::clone(document), Arc::clone(passages))
            }),
        };
        self.places.iter().filter_map(origin).collect()
    }

    /// The tokens of each document of the changed corpus, given those before and those that came.
    pub(super) fn tokens(
        &self,
        before: &[Option<Listed>],
        come: &[Option<Listed>],
    ) -> Vec<Option<Listed>> {
        let mut come = come.iter();
        let listed = |place: &Option<usize>| match place {
            Some(place) => before.get(*place).cloned().flatten(),
            None => come.next().cloned().flatten(),
        };
        self.places.iter().map(listed).collect()
    }

    /// The tokens before that are no longer any document's.
    pub(super) fn gone_tokens<'a>(
        &self,
        before: &'a [Option<Listed>],
    ) -> impl Iterator<Item = &'a Listed> {
        self.gone_places.iter().filter_map(|&place| before.get(place)?.as_ref())
    }
}

/// The events that are as they were; `None` when that is not known, or everything is better read.
fn kept_events(
    before: &Snapshot,
    records: RecordState,
    event_states: &HashMap<String, u64>,
) -> Option<HashSet<String>> {
    // A program of an older version counts the generation and not the events that changed; a backup
    // that was put back has numbers of another history.
    let is_known = records.generation > before.records.generation
        && event_states.values().any(|&changed_in| changed_in >= records.generation);
    let is_kept = |slug: &str| before.event_states.get(slug) == event_states.get(slug);
    let kept: HashSet<String> = event_states.keys().filter(|it| is_kept(it)).cloned().collect();
    let changed = event_states.len() - kept.len();
    let is_little = changed <= FEW_EVENTS.max(event_states.len() / 2);
    (is_known && is_little && !before.engine.corpus().is_scattered()).then_some(kept)
}

/// The places of each event's documents.
fn places_by_event(documents: &[Arc<Document>]) -> HashMap<&str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut next = 0;
    for of_event in documents.chunk_by(|a, b| a.key.event == b.key.event) {
        let end = next + of_event.len();
        places.entry(&of_event[0].key.event).or_default().extend(next..end);
        next = end;
    }
    places
}

/// A record's document, compared with the one before.
enum Found {
    /// It is the one at this place.
    Same(usize),
    New(Prepared),
}

/// Compares records before it makes a document of one: of a changed event most are as they were.
fn found(
    before: &Snapshot,
    now: &Catalog,
    key: &RecordKey,
    speech: Option<&Speech>,
) -> Option<Found> {
    let corpus = before.engine.corpus();
    let old = corpus.find(key).map(|place| (place, &*corpus.documents()[place]));
    let has_said_the_same = |(_, old): &(usize, &Document)| {
        old.speech.as_ref() == speech && text::says_the_same(&before.catalog, now, key)
    };
    if let Some((place, _)) = old.filter(has_said_the_same) {
        return Some(Found::Same(place));
    }
    let document = Document { speech: speech.cloned(), ..text::find_document(now, key)? };
    let same = old.filter(|(_, old)| **old == document);
    Some(same.map_or_else(|| Found::New(with_passages(document)), |(place, _)| Found::Same(place)))
}

/// The documents of an event with their passages.
fn prepared(bundle: &EventBundle, speeches: &HashMap<RecordKey, Option<Speech>>) -> Vec<Prepared> {
    documents(bundle, speeches).into_iter().map(with_passages).collect()
}

/// The documents of an event; talks that have a transcript with what was said in them.
fn documents(bundle: &EventBundle, speeches: &HashMap<RecordKey, Option<Speech>>) -> Vec<Document> {
    let mut documents = text::event_documents(bundle);
    for document in &mut documents {
        document.speech = speeches.get(&document.key).cloned().flatten();
    }
    documents
}

fn with_passages(document: Document) -> Prepared {
    let passages = text::passages(&document).into();
    (Arc::new(document), passages)
}
