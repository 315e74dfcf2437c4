//! How close each of some talks is to one thing: a text or another talk. Sorts nothing out and
//! sets no floor.

use std::collections::HashMap;

use super::query::parse;
use super::scan::cosines;
use super::{Engine, Field, Filter, Mode, Request};
use crate::domain::RecordKey;

/// What talks are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pole<'a> {
    /// Words of a visitor, among the talks of an event.
    Text {
        /// As typed.
        text: &'a str,
        /// The event's slug.
        event: &'a str,
    },
    /// A talk.
    Talk(&'a RecordKey),
}

/// What closeness was measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Vectors, and for texts the words beside them.
    Meaning,
    /// Words alone: there is no working model.
    Words,
}

impl Engine {
    /// How close each of `among` is, 0 to 1, in their order; `None` for what has nothing of it.
    /// Texts are ranked as a search ranks them, talks by the cosine of the two. An index that cannot
    /// be read leaves everything far.
    pub fn closeness(&self, pole: &Pole<'_>, among: &[RecordKey]) -> (Vec<Option<f32>>, Signal) {
        match pole {
            Pole::Text { text, event } => self.closeness_to_text(text, event, among),
            Pole::Talk(key) => self.closeness_to_talk(key, among),
        }
    }

    fn closeness_to_text(
        &self,
        text: &str,
        event: &str,
        among: &[RecordKey],
    ) -> (Vec<Option<f32>>, Signal) {
        let request = Request {
            query: text.to_owned(),
            mode: Mode::Hybrid,
            limit: usize::MAX,
            offset: 0,
            filter: Filter::of(Field::Event, event),
        };
        let parsed = parse(&request.query, &request.filter);
        let (scores, mode) = self.scores(&request, &parsed).unwrap_or_else(|error| {
            tracing::warn!(%error, "the talks close to a text are unknown");
            (HashMap::new(), Mode::Keyword)
        });
        let place = |key: &RecordKey| self.corpus().find(key);
        let close = among.iter().map(|key| scores.get(&place(key)?).copied()).collect();
        (close, if mode == Mode::Keyword { Signal::Words } else { Signal::Meaning })
    }

    fn closeness_to_talk(
        &self,
        key: &RecordKey,
        among: &[RecordKey],
    ) -> (Vec<Option<f32>>, Signal) {
        let corpus = self.corpus();
        let Some(origin) = corpus.find(key) else {
            return (vec![None; among.len()], Signal::Meaning);
        };
        let Some(vector) = corpus.whole_vector(origin) else {
            let title = corpus.documents()[origin].title.as_str();
            return self.closeness_to_text(title, &key.event, among);
        };
        let places: Vec<Option<usize>> = among.iter().map(|key| corpus.find(key)).collect();
        let known: Vec<usize> = places.iter().copied().flatten().collect();
        let mut found = cosines(corpus, vector, &known).into_iter();
        let close = places.iter().map(|place| place.and_then(|_| found.next().flatten()));
        (close.collect(), Signal::Meaning)
    }
}
