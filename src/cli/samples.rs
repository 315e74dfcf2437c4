//! Small results made by hand for the tests of messages and JSON; hostile where records can be.

use crate::answer::{Citation, Outcome, Reply};
use crate::domain::{Appearance, Catalog, Event, EventBundle, RecordKey, Talk};
use crate::search::{
    Addend, Explanation, Found, Guided, Hit, Mode, PairReason, Relation, Response, ScoreParts,
    TokenMatch, Typed, Why, WordReason,
};
use crate::summary::SummarySentence;

pub(super) fn catalog() -> Catalog {
    let person = |name: &str| Appearance { name: name.into(), ..Appearance::default() };
    let talk = |id: &str, title: &str, people: &[&str]| Talk {
        id: id.into(),
        slug: id.into(),
        event: "conf-2024".into(),
        title: title.into(),
        speakers: people.iter().map(|name| person(name)).collect(),
        ..Talk::default()
    };
    let talks = vec![
        talk("web", "Models in the web browser", &["Ada Byron", "Grace \u{1b}[31mHopper"]),
        talk("open", "How open is open", &[]),
    ];
    let event = Event { slug: "conf-2024".into(), name: "Conf 2024".into(), ..Event::default() };
    Catalog::new(vec![EventBundle { event, talks, announcements: vec![] }], str::to_lowercase)
}

pub(super) fn response() -> Response {
    let passage = "Inference in the web page itself needs no server, and the web has reached the \
                   point where it is quick.";
    let web: Vec<_> = passage.match_indices("web").map(|(at, word)| at..at + word.len()).collect();
    let first = Hit {
        key: RecordKey::talk("conf-2024", "web"),
        title: "Models in the web browser".into(),
        score: 1.25,
        parts: ScoreParts { keyword: Some(0.5), semantic: Some(0.75), ..ScoreParts::default() },
        passage: passage.into(),
        highlights: web,
        matches: Vec::new(),
        start_s: Some(3725.0),
    };
    let second = Hit {
        key: RecordKey::talk("conf-2024", "open"),
        title: "How open is open".into(),
        score: 0.5,
        parts: ScoreParts { semantic: Some(0.25), ..ScoreParts::default() },
        passage: "Weights alone are not enough.".into(),
        highlights: vec![],
        matches: Vec::new(),
        start_s: None,
    };
    Response { hits: vec![first, second], total: 7, mode: Mode::Hybrid, degraded: None }
}

pub(super) fn guided() -> Guided {
    Guided {
        response: response(),
        typed: Typed { text: "web".into(), ..Typed::default() },
        unknown: vec![],
        facets: vec![],
        suggestion: None,
    }
}

pub(super) fn why() -> Why {
    let found = |part, word: &str, relation| Found {
        part,
        word: word.into(),
        relation,
        weight: 1.5,
        score: 3.0,
    };
    let word = |word: &str, score, found| WordReason { word: word.into(), idf: 2.0, score, found };
    let words = vec![
        word(
            "web",
            3.9,
            vec![found("title", "web", Relation::Same), found("text", "web", Relation::Stem)],
        ),
        word("browzer", 3.0, vec![found("title", "browser", Relation::Misspelled)]),
        word("no", 0.0, vec![]),
    ];
    let pairs = vec![PairReason { words: ["web".into(), "browser".into()], score: 0.6 }];
    let signal = |signal, value, adds| Addend { signal, value, adds };
    Why {
        score: 1.25,
        signals: vec![signal("words", 0.5, 0.5), signal("meaning", 0.75, 0.75)],
        name: Some(0.6),
        near: vec![TokenMatch {
            query: "browzer".into(),
            found: "browser".into(),
            similarity: 0.81,
            weight: 0.6,
        }],
        keyword: Explanation { words, pairs, score: 7.5, ideal: 15.0 },
    }
}

pub(super) fn reply() -> Reply {
    let sentence = "Inference in the web page itself needs no server.";
    let citation = Citation {
        key: RecordKey::talk("conf-2024", "web"),
        title: "Models in the web browser".into(),
        sentence: sentence.into(),
        start_s: Some(83.5),
    };
    Reply {
        outcome: Outcome::Answer,
        text: sentence.into(),
        confidence: 0.75,
        citations: vec![citation],
    }
}

pub(super) fn summary() -> Vec<SummarySentence> {
    let sentence = |id: &str, title: &str, text: &str, start_s| SummarySentence {
        text: text.into(),
        key: RecordKey::talk("conf-2024", id),
        title: title.into(),
        start_s,
    };
    vec![
        sentence("web", "Models in the web browser", "It needs no server.", Some(5.0)),
        sentence("web", "Models in the web browser", "It is quick.", None),
        sentence("open", "How open is open", "Weights alone are not enough.", None),
    ]
}
