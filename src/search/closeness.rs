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
    /// Vectors of tokens and of wholes, with a little of the words.
    Tokens,
    /// Vectors of wholes; for texts the words beside them.
    Vectors,
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
        let (scores, signal) = self.scores(&request, &parsed).unwrap_or_else(|error| {
            tracing::warn!(%error, "the talks close to a text are unknown");
            (HashMap::new(), Signal::Words)
        });
        let place = |key: &RecordKey| self.corpus().find(key);
        let close = among.iter().map(|key| scores.get(&place(key)?).copied()).collect();
        (close, signal)
    }

    fn closeness_to_talk(
        &self,
        key: &RecordKey,
        among: &[RecordKey],
    ) -> (Vec<Option<f32>>, Signal) {
        let corpus = self.corpus();
        let Some(origin) = corpus.find(key) else {
            return (vec![None; among.len()], Signal::Vectors);
        };
        let Some(vector) = corpus.whole_vector(origin) else {
            let title = corpus.documents()[origin].title.as_str();
            return self.closeness_to_text(title, &key.event, among);
        };
        let places: Vec<Option<usize>> = among.iter().map(|key| corpus.find(key)).collect();
        let known: Vec<usize> = places.iter().copied().flatten().collect();
        let mut found = cosines(corpus, &vector, &known).into_iter();
        let close = places.iter().map(|place| place.and_then(|_| found.next().flatten()));
        (close.collect(), Signal::Vectors)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::corpus::tests::{passages, talk};
    use super::super::{Corpus, Vectors};
    use super::*;
    use crate::index::Index;

    /// Three talks, with vectors where `values` has them: a row for each passage.
    fn engine(values: Option<Vec<f32>>) -> Engine {
        let documents = vec![
            talk("a", "Bread", "Bread from yeast.", "X"),
            talk("b", "Dough", "Dough rises.", "Y"),
            talk("c", "Doors", "Doors close.", "Z"),
        ];
        let lists: Vec<_> = documents.iter().map(passages).collect();
        let index = Index::in_memory().unwrap();
        index.sync(&documents).unwrap();
        let vectors = values.map(|values| Vectors::new(2, values).unwrap());
        let corpus = Corpus::new(documents, lists, vectors).unwrap();
        Engine::new(Arc::new(index), None, Arc::new(corpus))
    }

    fn keys() -> Vec<RecordKey> {
        ["a", "b", "nothing", "c"].map(|id| RecordKey::talk("event", id)).to_vec()
    }

    #[test]
    fn talks_are_close_by_their_vectors() {
        let rows = vec![1.0, 0.0, 1.0, 0.0, 0.8, 0.6, 0.8, 0.6, 0.0, 1.0, 0.0, 1.0];
        let key = RecordKey::talk("event", "a");
        let (close, signal) = engine(Some(rows)).closeness(&Pole::Talk(&key), &keys());
        assert_eq!(signal, Signal::Vectors);
        // Vectors are kept in half precision.
        let is_near = |at: usize, want: f32| close[at].is_some_and(|it| (it - want).abs() < 5e-4);
        assert!(is_near(0, 1.0) && is_near(1, 0.8) && is_near(3, 0.0), "{close:?}");
        assert_eq!((close.len(), close[2]), (4, None));
    }

    #[test]
    fn without_a_model_words_decide() {
        let engine = engine(None);
        let pole = Pole::Text { text: "bread", event: "event" };
        let (close, signal) = engine.closeness(&pole, &keys());
        assert_eq!(signal, Signal::Words);
        assert!(close[0].is_some_and(|share| share > 0.0), "{close:?}");
        assert_eq!(close[1..], [None, None, None]);
        let key = RecordKey::talk("event", "a");
        let (close, signal) = engine.closeness(&Pole::Talk(&key), &keys());
        assert_eq!((signal, close[3]), (Signal::Words, None));
        let (nothing, _) = engine.closeness(&Pole::Text { text: "  ", event: "event" }, &keys());
        assert_eq!(nothing, vec![None; 4]);
    }
}
