//! Summaries and digests over a small archive, without a model and with hand-made vectors.

use hallway::domain::{Appearance, Catalog, Event, EventBundle, RecordKey, Slot, State, Talk};
use hallway::search::{Corpus, Vectors};
use hallway::summary::{self, SummarySentence};
use hallway::text;
use jiff::civil::date;

const LONG: &str = "Vector search finds talks by meaning. Lunch is at noon in the garden. \
    We show how a search engine ranks talks with vectors on a laptop. \
    The speaker likes cats and old synthesisers. \
    You will learn to run vector search without a server. Slides: https://example.org/slides";

fn talk(id: &str, title: &str, abstract_text: &str) -> Talk {
    Talk {
        id: id.into(),
        event: "conf".into(),
        slug: id.into(),
        title: title.into(),
        abstract_text: abstract_text.into(),
        speakers: vec![Appearance { name: "Ada Lovelace".into(), ..Appearance::default() }],
        ..Talk::default()
    }
}

fn catalog(talks: Vec<Talk>) -> Catalog {
    let event = Event { slug: "conf".into(), name: "Conf 2024".into(), ..Event::default() };
    Catalog::new(vec![EventBundle { event, talks, announcements: Vec::new() }], text::slugify)
}

fn corpus(catalog: &Catalog) -> Corpus {
    let documents = text::documents(catalog);
    let passages = documents.iter().map(text::passages).collect();
    Corpus::new(documents, passages, None).unwrap()
}

fn texts(sentences: &[SummarySentence]) -> Vec<&str> {
    sentences.iter().map(|sentence| sentence.text.as_str()).collect()
}

#[test]
fn a_short_abstract_is_its_own_summary() {
    let catalog = catalog(vec![talk("1", "Title", "<p>One is here. Two!</p>"), talk("2", "T", "")]);
    let corpus = corpus(&catalog);
    let summary = summary::talk(&corpus, &RecordKey::talk("conf", "1")).unwrap();
    assert_eq!(texts(&summary), ["One is here.", "Two!"]);
    assert_eq!(summary[0].title, "Title");
    assert_eq!(summary::talk(&corpus, &RecordKey::talk("conf", "2")), Some(Vec::new()));
    assert_eq!(summary::talk(&corpus, &RecordKey::talk("conf", "none")), None);
}

#[test]
fn a_long_abstract_is_cut_to_what_it_is_about() {
    let catalog = catalog(vec![talk("1", "Vector search on a laptop", LONG)]);
    let summary = summary::talk(&corpus(&catalog), &RecordKey::talk("conf", "1")).unwrap();
    assert_eq!(
        texts(&summary),
        [
            "Vector search finds talks by meaning.",
            "We show how a search engine ranks talks with vectors on a laptop.",
            "You will learn to run vector search without a server."
        ]
    );
}

#[test]
fn vectors_decide_where_words_are_silent() {
    let text = "Apples grow here. Sparks fly off. Pears ripen there. Plums fall down.";
    let catalog = catalog(vec![talk("1", "Zzz", text)]);
    let documents = text::documents(&catalog);
    let passages: Vec<_> = documents.iter().map(text::passages).collect();
    // The whole, then three sentences that lean one way and, second, one that points another.
    let rows =
        [[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [-1.0, 0.0, 0.0], [0.8, -0.3, 0.52], [0.8, -0.3, -0.52]]
            .concat();
    let corpus = Corpus::new(documents, passages, Some(Vectors::new(3, rows).unwrap())).unwrap();
    let summary = summary::talk(&corpus, &RecordKey::talk("conf", "1")).unwrap();
    assert!(!texts(&summary).contains(&"Sparks fly off."), "{summary:?}");
}

#[test]
fn digests_quote_each_talk_once_and_name_it() {
    let on = |day: i8, mut talk: Talk| {
        let at = |hour| date(2024, 6, day).at(hour, 0, 0, 0);
        talk.slots = vec![Slot::new(at(9), at(10))];
        talk.track = Some("Search".into());
        talk
    };
    let cancelled = talk("4", "Gone", "This talk was cancelled by its speaker.");
    let catalog = catalog(vec![
        on(2, talk("1", "Vector search on a laptop", LONG)),
        on(2, talk("2", "Licences", "Open models need open licences. That is all there is.")),
        on(1, talk("3", "Nothing", "")),
        on(2, Talk { state: State::Cancelled, ..cancelled }),
    ]);
    let corpus = corpus(&catalog);
    let ids = |found: Option<Vec<SummarySentence>>| -> Vec<String> {
        found.unwrap().into_iter().map(|sentence| sentence.key.id).collect()
    };
    assert_eq!(ids(summary::event(&corpus, &catalog, "conf")), ["1", "2"]);
    assert_eq!(ids(summary::track(&corpus, &catalog, "conf", "search")), ["1", "2"]);
    assert_eq!(ids(summary::day(&corpus, &catalog, "conf", date(2024, 6, 2))), ["1", "2"]);
    assert!(ids(summary::day(&corpus, &catalog, "conf", date(2024, 6, 1))).is_empty());
    assert_eq!(ids(summary::speaker(&corpus, &catalog, "ada-lovelace")), ["1", "2", "4"]);
}

#[test]
fn what_does_not_exist_has_no_summary() {
    let catalog = catalog(vec![talk("1", "T", "One.")]);
    let corpus = corpus(&catalog);
    assert_eq!(summary::event(&corpus, &catalog, "none"), None);
    assert_eq!(summary::track(&corpus, &catalog, "conf", "none"), None);
    assert_eq!(summary::day(&corpus, &catalog, "conf", date(2024, 1, 1)), None);
    assert_eq!(summary::speaker(&corpus, &catalog, "nobody"), None);
}
