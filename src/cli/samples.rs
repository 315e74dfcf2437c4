//! Small results made by hand for the tests of messages and JSON; hostile where records can be.

use crate::answer::{Citation, Outcome, Reply};
use crate::domain::{Appearance, Catalog, Event, EventBundle, RecordKey, Talk};
use crate::search::{Hit, Mode, Response, ScoreParts};
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
