//! What a snapshot tells beyond single sentences: outlines, topics, what was missed, related talks.
//! Finds the records by the names people use; how each is made is the business of the layers below.

use std::sync::Arc;

use jiff::Timestamp;

use super::subject::{find_talk, get_event};
use super::{AppError, Snapshot};
use crate::domain::{Clock, RecordKey};
use crate::search::Related;
use crate::summary::{self, Missed, Part, SummarySentence, Topics};

impl Snapshot {
    /// The parts of what was said in a talk; empty without a transcript.
    pub fn outline(&self, key: &RecordKey) -> Arc<Vec<Part>> {
        let corpus = self.engine.corpus();
        let Some(hash) = summary::outline_hash(corpus, key) else { return Arc::default() };
        let make = || summary::outline(corpus, key).unwrap_or_default();
        self.kept.outlines.get_or_make(hash, make)
    }

    /// The topics of an event.
    ///
    /// # Errors
    /// There is no such event.
    pub fn topics(&self, event: &str) -> Result<Arc<Topics>, AppError> {
        let slug = &get_event(&self.catalog, event)?.event.slug;
        let corpus = self.engine.corpus();
        let make = || summary::topics(corpus, &self.catalog, slug).unwrap_or_default();
        match summary::topics_hash(corpus, &self.catalog, slug) {
            Some(hash) => Ok(self.kept.topics.get_or_make(hash, make)),
            None => Ok(Arc::default()),
        }
    }

    /// What somebody missed of an event who was away between two moments.
    ///
    /// # Errors
    /// There is no such event.
    pub fn missed(
        &self,
        event: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Missed, AppError> {
        let slug = &get_event(&self.catalog, event)?.event.slug;
        let found = summary::since(self.engine.corpus(), &self.catalog, slug, since, now);
        Ok(found.unwrap_or_default())
    }

    /// The sentence that stands for a talk, if it has one.
    pub fn best_sentence(&self, key: &RecordKey) -> Option<SummarySentence> {
        let corpus = self.engine.corpus();
        let hash = summary::hash_of(corpus, "best", std::iter::once(key));
        let make = || summary::best_sentence(corpus, key).into_iter().collect();
        self.kept.sentences.get_or_make(hash, make).first().cloned()
    }

    /// The moment that somebody at an event means by `text`, see [`summary::moment`].
    ///
    /// # Errors
    /// There is no such event.
    pub fn moment(
        &self,
        event: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, AppError> {
        let event = &get_event(&self.catalog, event)?.event;
        Ok(summary::moment(text, Clock::of(event).zone(), now))
    }

    /// The key of the talk with this id or slug, in the named event or in the only one that has it.
    ///
    /// # Errors
    /// There is no such talk, or several.
    pub fn find_talk(&self, event: Option<&str>, id: &str) -> Result<RecordKey, AppError> {
        find_talk(&self.catalog, event, id)
    }

    /// Talks near one, from every edition, at most `limit`.
    pub fn related(&self, key: &RecordKey, limit: usize) -> Vec<Related> {
        self.engine.related(key, limit)
    }
}
