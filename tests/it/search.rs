//! Search from documents to hits, with a model made by hand: what it must find, hold back and never
//! do, whatever is typed.

mod guiding;
mod typing;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hallway::domain::{Document, RecordKey};
use hallway::index::Index;
use hallway::search::{
    Corpus, Engine, Field, Filter, Mode, QueryEmbedError, QueryEmbedder, Request, Response, Vectors,
};
use hallway::text::{fold, passages};
use proptest::prelude::*;

const MODES: [Mode; 3] = [Mode::Hybrid, Mode::Keyword, Mode::Semantic];

/// Words of one meaning share a dimension; texts without any share one of the rest by chance.
const MEANINGS: [&[&str]; 3] = [
    &["database", "databases", "sql", "tables", "storage"],
    &["gpu", "shader", "shaders", "graphics", "webgpu", "card"],
    &["hiring", "team", "teams", "people", "managers"],
];
const CHANCE: usize = 32;
const DIM: usize = MEANINGS.len() + CHANCE;

/// Knows the meaning of a dozen words, and counts how often it is asked.
#[derive(Default)]
struct Lexicon {
    calls: AtomicUsize,
}

fn meaning(text: &str) -> Vec<f32> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count() as f32;
    let mut vector: Vec<f32> = MEANINGS.iter().map(|list| count(list)).collect();
    vector.resize(DIM, 0.0);
    if vector.iter().all(|&value| value == 0.0) {
        let sum = lower.bytes().fold(0usize, |sum, byte| sum * 31 % 9973 + usize::from(byte));
        vector[MEANINGS.len() + sum % CHANCE] = 1.0;
    }
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.iter().map(|value| value / length).collect()
}

impl QueryEmbedder for Lexicon {
    fn embed_query(&self, text: &str) -> Result<Vec<f32>, QueryEmbedError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(meaning(text))
    }
}

/// A model whose device was lost.
struct Broken;

impl QueryEmbedder for Broken {
    fn embed_query(&self, _: &str) -> Result<Vec<f32>, QueryEmbedError> {
        Err(QueryEmbedError("the device was lost".into()))
    }
}

/// Event, id, title, text, speaker; the track is the text's first word.
const TALKS: [[&str; 5]; 8] = [
    [
        "a-2023",
        "1",
        "Tables that scale",
        "Databases grow. We show how SQL survives.",
        "Ana Mendonça",
    ],
    [
        "a-2023",
        "2",
        "Drawing triangles",
        "Shaders run on every graphics unit. WebGPU helps.",
        "Guillaume Gelin",
    ],
    [
        "a-2023",
        "3",
        "Growing a team",
        "Hiring people is hard. Managers learn it late.",
        "Elissa Shevinsky",
    ],
    [
        "b-2024",
        "4",
        "Memory safety in Rust",
        "Rust checks memory. Safety comes first, speed follows.",
        "Li Wei",
    ],
    [
        "b-2024",
        "5",
        "Kubernetes at night",
        "Kubernetes pages us. Safety of memory is no concern.",
        "Ana Mendonça",
    ],
    [
        "b-2024",
        "6",
        "Tables that scale",
        "Databases grow. We show how SQL survives.",
        "Ana Mendonça",
    ],
    ["b-2024", "7", "C++ for the impatient", "Templates and pointers explained.", "Bjarne Olsen"],
    ["b-2024", "8", "Untitled", "", "Nobody Known"],
];

fn document([event, id, title, text, speaker]: [&str; 5]) -> Document {
    Document {
        key: RecordKey::talk(event, id),
        title: title.into(),
        text: text.into(),
        speakers: vec![speaker.into()],
        affiliations: vec!["Analytical Engines".into()],
        topics: vec![title.split(' ').next().unwrap_or_default().to_lowercase()],
        track: text.split(' ').next().map(str::to_owned),
        rooms: Vec::new(),
        kind: if id == "1" { "keynote".into() } else { "talk".into() },
        year: event[2..].parse().ok(),
        speech: None,
    }
}

fn documents() -> Vec<Document> {
    TALKS.into_iter().map(document).collect()
}

fn corpus(documents: Vec<Document>) -> Corpus {
    let lists: Vec<_> = documents.iter().map(passages).collect();
    let values = lists.iter().flatten().flat_map(|passage| meaning(&passage.input)).collect();
    Corpus::new(documents, lists, Some(Vectors::new(DIM, values).unwrap())).unwrap()
}

fn engine_over(documents: Vec<Document>, model: Arc<dyn QueryEmbedder>) -> Engine {
    let index = Index::in_memory().unwrap();
    index.sync(&documents).unwrap();
    Engine::new(Arc::new(index), Some(model), Arc::new(corpus(documents)))
}

fn engine() -> Engine {
    engine_over(documents(), Arc::new(Lexicon::default()))
}

fn request(query: &str, mode: Mode) -> Request {
    Request { query: query.into(), mode, limit: 10, offset: 0, filter: Filter::default() }
}

fn ids(response: &Response) -> Vec<&str> {
    response.hits.iter().map(|hit| hit.key.id.as_str()).collect()
}

fn found(query: &str, mode: Mode) -> Vec<String> {
    let response = engine().search(&request(query, mode)).unwrap();
    ids(&response).into_iter().map(str::to_owned).collect()
}

#[test]
fn meaning_finds_what_words_do_not() {
    assert_eq!(found("which card to buy", Mode::Semantic)[0], "2");
    assert_eq!(found("which card to buy", Mode::Hybrid)[0], "2");
    assert!(found("which card to buy", Mode::Keyword).is_empty());
}

#[test]
fn words_rank_by_rarity_and_place() {
    assert_eq!(found("rust safety", Mode::Keyword)[0], "4");
    assert_eq!(found("memory", Mode::Keyword), ["4", "5"]);
    assert_eq!(found("C++", Mode::Keyword), ["7"]);
    assert_eq!(found("growth of databases", Mode::Keyword)[..2], ["1", "6"]);
}

#[test]
fn quotes_and_exclusions_hold_in_every_mode() {
    for mode in MODES {
        assert!(found("\"memory safety\"", mode).iter().all(|id| id == "4"), "{mode:?}");
        assert_eq!(found("\"shaders run\" graphics", mode), ["2"], "{mode:?}");
        assert!(!found("memory -kubernetes", mode).contains(&"5".to_owned()), "{mode:?}");
        assert!(found("\"safety memory\"", mode).is_empty(), "{mode:?}");
        assert!(found("-rust", mode).is_empty(), "{mode:?}");
    }
}

#[test]
fn a_misspelled_speaker_is_found_first() {
    for mode in [Mode::Keyword, Mode::Hybrid] {
        assert_eq!(found("Elissa Shovinsky", mode)[0], "3", "{mode:?}");
        assert_eq!(found("guillaume gein", mode)[0], "2", "{mode:?}");
        let mut first = found("Anna Mendonca", mode);
        first.truncate(3);
        first.sort();
        assert_eq!(first, ["1", "5", "6"], "{mode:?}");
    }
}

#[test]
fn a_misspelled_word_is_corrected_and_marked() {
    let response = engine().search(&request("kuberntes", Mode::Keyword)).unwrap();
    assert_eq!(ids(&response), ["5"]);
    let hit = &response.hits[0];
    assert_eq!(&hit.passage[hit.highlights[0].clone()], "Kubernetes");
    assert!(found("rast", Mode::Keyword).is_empty(), "short words are taken as they are");
    assert!(found("2023", Mode::Keyword).is_empty());
}

#[test]
fn a_failing_model_leaves_the_words_and_says_so() {
    let engine = engine_over(documents(), Arc::new(Broken));
    for mode in [Mode::Hybrid, Mode::Semantic] {
        let response = engine.search(&request("rust", mode)).unwrap();
        assert_eq!(response.mode, Mode::Keyword);
        assert_eq!(response.degraded.as_deref(), Some("the device was lost"));
        assert_eq!(ids(&response), ["4"]);
    }
    assert_eq!(engine.search(&request("rust", Mode::Keyword)).unwrap().degraded, None);
    assert!(engine.read_query("rust").is_none());
}

#[test]
fn a_query_is_embedded_once_for_all_its_pages() {
    let model = Arc::new(Lexicon::default());
    let engine = engine_over(documents(), model.clone());
    for offset in 0..3 {
        let page = Request { offset, limit: 1, ..request("sql storage", Mode::Hybrid) };
        engine.search(&page).unwrap();
    }
    assert_eq!(model.calls.load(Ordering::Relaxed), 1);
}

#[test]
fn similar_talks_are_others_each_once() {
    let engine = engine();
    let similar = engine.related(&RecordKey::talk("a-2023", "1"), 10);
    assert!(similar.iter().all(|hit| hit.key.id != "1" && hit.key.id != "6"));
    assert!(engine.related(&RecordKey::talk("a-2023", "nothing"), 10).is_empty());
    // Of the talks about other things only the one with a speaker of this one.
    let ids: Vec<&str> = similar.iter().map(|it| it.key.id.as_str()).collect();
    assert_eq!(ids, ["5"]);
    assert!(engine.related(&RecordKey::talk("a-2023", "1"), 0).is_empty());
}

#[test]
fn a_related_talk_says_what_it_has_in_common() {
    let talk = |id, title, text, speaker| document(["c-2024", id, title, text, speaker]);
    let documents = vec![
        talk("1", "Databases without tears", "Storage engines keep tables on disk.", "Ada Byron"),
        talk("2", "Databases without any tears", "Tables again, told anew.", "Ada Byron"),
        talk("3", "Shaders for everyone", "The graphics card draws.", "Ada Byron"),
        talk("4", "Hiring in depth", "Teams need people.", "Bo"),
    ];
    let engine = engine_over(documents, Arc::new(Lexicon::default()));
    let origin = engine.corpus().documents()[0].key.clone();
    let related = engine.related(&origin, 10);
    let ids: Vec<&str> = related.iter().map(|it| it.key.id.as_str()).collect();
    assert!(!ids.contains(&"2"), "the same people with nearly the same title: {ids:?}");
    let of = |id: &str| related.iter().find(|it| it.key.id == id).unwrap();
    assert_eq!(of("3").reasons[0].to_string(), "same speaker: Ada Byron");
    assert!(!ids.contains(&"4"), "nothing in common: {ids:?}");
}

#[test]
fn an_empty_and_a_single_document_corpus_are_searched() {
    let empty = engine_over(Vec::new(), Arc::new(Lexicon::default()));
    let single = engine_over(vec![document(TALKS[3])], Arc::new(Lexicon::default()));
    for mode in MODES {
        let response = empty.search(&request("rust", mode)).unwrap();
        assert_eq!((response.hits.len(), response.total), (0, 0));
    }
    assert_eq!(single.search(&request("rust", Mode::Hybrid)).unwrap().total, 1);
    assert!(single.related(&RecordKey::talk("b-2024", "4"), 5).is_empty());
    assert!(single.idf("rust") < single.idf("cobol"));
}

#[test]
fn a_sync_writes_what_differs_and_leaves_the_index_as_if_new() {
    let index = Index::in_memory().unwrap();
    let report = index.sync(&documents()).unwrap();
    assert_eq!((report.added, report.changed, report.removed), (8, 0, 0));
    assert!(index.sync(&documents()).unwrap().is_empty());

    let mut changed = documents();
    changed[0].text.push_str(" And Rust.");
    changed.swap_remove(4);
    changed.push(document(["c-2025", "9", "New", "Rust again.", "Ada Byron"]));
    let report = index.sync(&changed).unwrap();
    assert_eq!((report.added, report.changed, report.removed), (1, 1, 1));

    let model: Arc<dyn QueryEmbedder> = Arc::new(Lexicon::default());
    let fresh = engine_over(changed.clone(), model.clone());
    let synced = Engine::new(Arc::new(index), Some(model), Arc::new(corpus(changed)));
    for query in ["rust", "ana mendonça", "memory safety", "kubernetes"] {
        let scores = |engine: &Engine| -> Vec<_> {
            let response = engine.search(&request(query, Mode::Hybrid)).unwrap();
            response.hits.into_iter().map(|hit| (hit.key, hit.score)).collect()
        };
        assert_eq!(scores(&fresh), scores(&synced), "{query}");
    }
}

/// What people and machines type: words of the corpus, signs, and anything at all.
fn queries() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "rust",
        "memory",
        "\"memory safety\"",
        "-sql",
        "tables",
        "the",
        "\"",
        "-",
        "c++",
        "graphics",
        "kuberntes",
        "mendonca",
        "日本",
        "team",
    ]);
    prop_oneof![
        prop::collection::vec(words, 0..5).prop_map(|words| words.join(" ")),
        "\\PC{0,40}",
        any::<String>(),
    ]
}

fn filters() -> impl Strategy<Value = Filter> {
    let maybe = |values: Vec<&'static str>| {
        prop::option::weighted(0.3, prop::sample::select(values).prop_map(str::to_owned))
    };
    let events = maybe(vec!["a-2023", "B-2024", "none"]);
    let kinds = maybe(vec!["keynote", "talk"]);
    let topics = maybe(vec!["tables", "Memory "]);
    let tracks = maybe(vec!["databases", "RUST"]);
    let years = maybe(vec!["2022", "2023", "2024"]);
    let speakers = maybe(vec!["ana mendonca", "li wei"]);
    (events, kinds, topics, tracks, years, speakers).prop_map(
        |(event, kind, topic, track, year, speaker)| {
            let values = [
                (Field::Event, event),
                (Field::Kind, kind),
                (Field::Topic, topic),
                (Field::Track, track),
                (Field::Year, year),
                (Field::Speaker, speaker),
            ];
            let with = |filter: Filter, (field, value)| filter.with_any(field, value);
            values.into_iter().fold(Filter::default(), with)
        },
    )
}

fn admits(filter: &Filter, document: &Document) -> bool {
    let year = document.year.map(|year| year.to_string()).unwrap_or_default();
    let values = [
        (Field::Event, document.key.event.as_str()),
        (Field::Kind, &document.kind),
        (Field::Track, document.track.as_deref().unwrap_or_default()),
        (Field::Topic, &document.topics[0]),
        (Field::Year, &year),
        (Field::Speaker, &document.speakers[0]),
    ];
    values.into_iter().all(|(field, value)| {
        let same = |wanted: &String| fold(wanted) == fold(value);
        filter.values(field).is_empty() || filter.values(field).iter().any(same)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_query_gets_a_sound_list(query in queries(), filter in filters(), mode in 0usize..3) {
        let engine = engine();
        let request = Request { filter, ..request(&query, MODES[mode]) };
        let response = engine.search(&request).unwrap();
        prop_assert!(response.total <= TALKS.len());
        prop_assert_eq!(response.hits.len(), response.total.min(10));
        prop_assert!(response.hits.is_sorted_by(|a, b| a.score >= b.score));
        for hit in &response.hits {
            let place = engine.corpus().find(&hit.key).unwrap();
            prop_assert!(admits(&request.filter, &engine.corpus().documents()[place]));
            prop_assert!(hit.score.is_finite());
            prop_assert!(hit.parts.keyword.is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(hit.parts.semantic.is_none_or(|cosine| (-1.0..=1.0).contains(&cosine)));
            prop_assert!(engine.corpus().documents()[place].text.contains(&hit.passage));
            for marked in &hit.highlights {
                prop_assert!(hit.passage.get(marked.clone()).is_some_and(|word| !word.is_empty()));
            }
        }
    }

    #[test]
    fn pages_are_slices_of_the_whole_list(
        query in queries(), mode in 0usize..3, offset in 0usize..10, limit in 0usize..10,
    ) {
        let engine = engine();
        let all = engine.search(&request(&query, MODES[mode])).unwrap();
        let page = Request { offset, limit, ..request(&query, MODES[mode]) };
        let page = engine.search(&page).unwrap();
        let expected: Vec<_> = ids(&all).into_iter().skip(offset).take(limit).collect();
        prop_assert_eq!(ids(&page), expected);
        prop_assert_eq!(page.total, all.total);
    }
}
