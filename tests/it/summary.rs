//! Summaries, digests, outlines, topics and what was missed, over small archives without a model
//! and over the sample conferences with the shipped one.

use std::collections::{BTreeMap, HashMap, HashSet};

use hallway::domain::{
    Appearance, Catalog, Cue, Event, EventBundle, Link, LinkKind, RecordKey, Slot, State, Talk,
};
use hallway::eval;
use hallway::search::{Corpus, Vectors};
use hallway::summary::{self, Selection, SummarySentence, Topics};
use hallway::text;
use jiff::Timestamp;
use jiff::civil::date;

use crate::support::{repository, shipped_embedder};

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
fn a_talk_without_an_abstract_is_summed_up_by_what_was_said() {
    let catalog = catalog(vec![talk("1", "Remote controls", "")]);
    let corpus = with_speech(&catalog, &spoken(&["The remote control has large buttons today."]));
    let summary = summary::talk(&corpus, &RecordKey::talk("conf", "1")).unwrap();
    assert_eq!(texts(&summary), ["The remote control has large buttons today."]);
    assert_eq!(summary[0].start_s, Some(0.0));
}

/// One cue for each sentence, five seconds long.
fn spoken(sentences: &[&str]) -> Vec<Cue> {
    let cue = |(at, text): (u32, &&str)| Cue {
        start_ms: Some(at * 5000),
        end_ms: Some(at * 5000 + 4900),
        text: (*text).to_owned(),
        ..Cue::default()
    };
    (0..).zip(sentences).map(cue).collect()
}

/// A corpus whose first talk has a transcript.
fn with_speech(catalog: &Catalog, cues: &[Cue]) -> Corpus {
    let mut documents = text::documents(catalog);
    documents[0].speech = text::speech(cues);
    let passages = documents.iter().map(text::passages).collect();
    Corpus::new(documents, passages, None).unwrap()
}

#[test]
fn a_transcript_is_cut_where_its_subject_changes() {
    let first: Vec<String> = (0..45)
        .map(|n| {
            format!("Garden bees carry pollen number {n} from flower to flower in the garden.")
        })
        .collect();
    let second: Vec<String> = (0..45)
        .map(|n| format!("The compiler checks lifetime number {n} of borrowed references in code."))
        .collect();
    let sentences: Vec<&str> = first.iter().chain(&second).map(String::as_str).collect();
    let catalog = catalog(vec![talk("1", "Two halves", "An abstract.")]);
    let corpus = with_speech(&catalog, &spoken(&sentences));
    let parts = summary::outline(&corpus, &RecordKey::talk("conf", "1")).unwrap();
    assert!(parts.len() >= 2, "{parts:?}");
    let begins: Vec<f32> = parts.iter().map(|part| part.start_s.unwrap()).collect();
    assert!(begins.is_sorted() && begins[0] == 0.0, "{begins:?}");
    // The second subject begins at 225 seconds; windows last half a minute.
    assert!(begins.iter().any(|begin| (begin - 225.0).abs() <= 35.0), "{begins:?}");
    assert!(parts[0].sentence.text.contains("bees"));
    assert!(parts.last().unwrap().sentence.text.contains("compiler"));
    assert!(sentences.contains(&parts[0].sentence.text.as_str()));
    let short = with_speech(&catalog, &spoken(&sentences[..6]));
    assert!(summary::outline(&short, &RecordKey::talk("conf", "1")).unwrap().is_empty());
}

#[test]
fn what_was_missed_lies_between_two_moments() {
    let at = |hour: i8, id: &str, state: State| {
        let start = date(2024, 6, 19).at(hour, 0, 0, 0);
        let mut talk = talk(id, &format!("Talk {id}"), "A good sentence about this subject.");
        talk.slots = vec![Slot::new(start, date(2024, 6, 19).at(hour, 45, 0, 0))];
        talk.links =
            vec![Link { kind: LinkKind::Video, url: "https://a.test/v".into(), title: None }];
        Talk { state, track: Some("Main".into()), ..talk }
    };
    let talks = vec![
        at(9, "early", State::Scheduled),
        at(10, "half", State::Scheduled),
        at(11, "moved", State::Moved),
        at(12, "off", State::Cancelled),
        at(13, "gone", State::Withdrawn),
        at(15, "later", State::Scheduled),
    ];
    let event = Event {
        slug: "conf".into(),
        name: "Conf 2024".into(),
        timezone: Some("Europe/Paris".into()),
        ..Event::default()
    };
    let bundle = EventBundle { event, talks, announcements: Vec::new() };
    let catalog = Catalog::new(vec![bundle], text::slugify);
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    let now: Timestamp = "2024-06-19T12:30:00Z".parse().unwrap();
    let since = summary::moment("10:30", &zone, now).unwrap();
    assert_eq!(since, "2024-06-19T08:30:00Z".parse().unwrap());
    let missed = summary::since(&corpus(&catalog), &catalog, "conf", since, now).unwrap();
    let ids: Vec<&str> = missed.talks().map(|talk| talk.key.id.as_str()).collect();
    assert_eq!(ids, ["half", "moved"]);
    let changed: Vec<&str> = missed.changed.iter().map(|talk| talk.key.id.as_str()).collect();
    assert_eq!(changed, ["moved", "off"]);
    assert_eq!(missed.groups[0].heading, "Main");
    let first = &missed.groups[0].talks[0];
    assert_eq!(first.recording.as_deref(), Some("https://a.test/v"));
    assert_eq!(first.sentence.as_ref().unwrap().text, "A good sentence about this subject.");
    assert!(summary::since(&corpus(&catalog), &catalog, "none", since, now).is_none());
    assert_eq!(summary::moment("yesterday", &zone, now), None);
    let other_day = summary::moment("2024-06-17T10:30", &zone, now);
    assert_eq!(other_day, Some("2024-06-17T08:30:00Z".parse().unwrap()), "not today at 10:30");
    assert_eq!(
        summary::moment("2024-06-19", &zone, now),
        Some("2024-06-18T22:00:00Z".parse().unwrap())
    );
}

/// Talks of three subjects, four words of each, and a word of their own.
fn three_subjects(count: usize) -> Vec<Talk> {
    const SUBJECTS: [&str; 3] = [
        "Garden bees carry pollen between flowers.",
        "Vector search ranks documents by embeddings.",
        "Compiler borrow checking proves memory safety.",
    ];
    let one = |n: usize| talk(&format!("t{n}"), &format!("Word{n}"), SUBJECTS[n % 3]);
    (0..count).map(one).collect()
}

#[test]
fn topics_hold_every_talk_once_and_are_named_by_their_words() {
    let catalog = catalog(three_subjects(30));
    let corpus = corpus(&catalog);
    let topics = summary::topics(&corpus, &catalog, "conf").unwrap();
    let mut ids: Vec<&str> =
        topics.groups.iter().flat_map(|group| &group.talks).map(|key| key.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), topics.points.len()), (30, 30));
    let names: HashSet<&str> = topics.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names.len(), topics.groups.len());
    for group in &topics.groups {
        let subjects: HashSet<usize> =
            group.talks.iter().map(|key| key.id[1..].parse::<usize>().unwrap() % 3).collect();
        assert_eq!(subjects.len(), 1, "{group:?}");
    }
    assert_eq!(topics, summary::topics(&corpus, &catalog, "conf").unwrap());
    assert_eq!(summary::topics(&corpus, &catalog, "none"), None);
}

#[test]
fn an_event_of_few_talks_has_no_topics() {
    let catalog = catalog(three_subjects(7));
    let topics = summary::topics(&corpus(&catalog), &catalog, "conf").unwrap();
    assert_eq!(topics, Topics::default());
}

/// The group of each talk.
fn groups(topics: &Topics) -> HashMap<&RecordKey, usize> {
    let numbered = topics.groups.iter().enumerate();
    numbered.flat_map(|(at, group)| group.talks.iter().map(move |key| (key, at))).collect()
}

/// Of the pairs of talks that are together one time, the share that are together the other time.
fn kept_together(before: &Topics, after: &Topics) -> f64 {
    let (before, after) = (groups(before), groups(after));
    let mut keys: Vec<&&RecordKey> = before.keys().filter(|key| after.contains_key(*key)).collect();
    keys.sort();
    let mut counts: BTreeMap<(bool, bool), usize> = BTreeMap::new();
    for (at, a) in keys.iter().enumerate() {
        for b in &keys[at + 1..] {
            let together = (before[*a] == before[*b], after[*a] == after[*b]);
            *counts.entry(together).or_default() += 1;
        }
    }
    let count = |key| counts.get(&key).copied().unwrap_or(0) as f64;
    let both = count((true, true));
    2.0 * both / (2.0 * both + count((true, false)) + count((false, true)))
}

#[test]
fn most_talks_stay_together_when_one_is_added() {
    let file = std::fs::read_to_string(repository("data/aidev-europe-2024.json")).unwrap();
    let bundle: EventBundle = serde_json::from_str(&file).unwrap();
    let (slug, talks) = (bundle.event.slug.clone(), bundle.talks.clone());
    let all = text::documents(&Catalog::new(vec![bundle.clone()], text::slugify));
    let wholes: Vec<_> = all.iter().map(|it| text::passages(it)[..1].to_vec()).collect();
    let inputs: Vec<&str> = wholes.iter().map(|list| list[0].input.as_str()).collect();
    let rows = shipped_embedder().embed_passages(&inputs, &|_| {}).unwrap();
    let without = |left_out: Option<&str>| {
        let kept = talks.iter().filter(|talk| Some(talk.id.as_str()) != left_out);
        let bundle = EventBundle { talks: kept.cloned().collect(), ..bundle.clone() };
        let catalog = Catalog::new(vec![bundle], text::slugify);
        let kept: Vec<usize> =
            (0..all.len()).filter(|&it| Some(all[it].key.id.as_str()) != left_out).collect();
        let documents = kept.iter().map(|&it| all[it].clone()).collect();
        let passages = kept.iter().map(|&it| wholes[it].clone()).collect();
        let values = kept.iter().flat_map(|&it| rows[it].clone()).collect();
        let vectors = Vectors::new(rows[0].len(), values).unwrap();
        let corpus = Corpus::new(documents, passages, Some(vectors)).unwrap();
        summary::topics(&corpus, &catalog, &slug).unwrap()
    };
    let whole = without(None);
    let left_out = talks.iter().step_by(7).map(|talk| talk.id.as_str());
    let shares: Vec<f64> = left_out.map(|id| kept_together(&without(Some(id)), &whole)).collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    // Measured: 0.70; by chance a tenth of the pairs would stay.
    assert!(mean > 0.65, "{mean} of {shares:?}");
}

#[test]
fn summaries_beat_the_lead_and_chance_where_the_sets_are_at_hand() {
    let files = ["talks/summaries.jsonl", "summarisation/qmsum/qmsum.val.jsonl"];
    let files = files.map(|file| repository("../shared/data").join(file));
    for file in files.into_iter().filter(|file| file.is_file()) {
        for set in eval::summaries(&[file]).unwrap().sets {
            for difference in &set.parts[0].differences {
                assert!(difference.rouge_1.low > 0.0, "{} {difference:?}", set.name);
                assert!(difference.rouge_l.low > 0.0, "{} {difference:?}", set.name);
            }
        }
    }
}

#[test]
fn a_set_of_summaries_is_scored_in_halves() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.jsonl");
    let line = r#"{"title": "Bees", "text": "Bees fly. They sleep. Bees make honey in the garden.", "summary": "Bees make honey."}"#;
    std::fs::write(&file, format!("{line}\n{line}\n{line}\n")).unwrap();
    let report = eval::summaries(std::slice::from_ref(&file)).unwrap();
    let texts: Vec<usize> = report.sets[0].parts.iter().map(|part| part.texts).collect();
    assert_eq!((report.sets[0].name.as_str(), texts), ("own", vec![3, 2, 1]));
    let all = &report.sets[0].parts[0];
    assert_eq!(
        all.systems.iter().map(|it| it.system).collect::<Vec<_>>(),
        ["hallway", "lead", "random"]
    );
    std::fs::write(&file, "{}\n").unwrap();
    assert!(eval::summaries(std::slice::from_ref(&file)).is_err());
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
    let ids = |found: Option<Selection>| -> Vec<String> {
        found.unwrap().quote(&corpus).into_iter().map(|sentence| sentence.key.id).collect()
    };
    assert_eq!(ids(summary::event(&catalog, "conf")), ["1", "2"]);
    assert_eq!(ids(summary::track(&catalog, "conf", "search")), ["1", "2"]);
    assert_eq!(ids(summary::day(&catalog, "conf", date(2024, 6, 2))), ["1", "2"]);
    assert!(ids(summary::day(&catalog, "conf", date(2024, 6, 1))).is_empty());
    assert_eq!(ids(summary::speaker(&catalog, "ada-lovelace")), ["1", "2", "4"]);
}

#[test]
fn a_sentence_that_many_abstracts_have_is_quoted_once() {
    let boilerplate = "This session is part of the open source track of the conference.";
    let one = |id: &str, subject: &str| {
        talk(id, subject, &format!("{boilerplate} It is about {subject} and how to use it."))
    };
    let catalog = catalog(vec![one("1", "bees"), one("2", "compilers"), one("3", "licences")]);
    let found = summary::event(&catalog, "conf").unwrap().quote(&corpus(&catalog));
    let said: HashSet<&str> = texts(&found).into_iter().collect();
    assert_eq!((found.len(), said.len()), (3, 3));
}

#[test]
fn what_does_not_exist_has_no_summary() {
    let catalog = catalog(vec![talk("1", "T", "One.")]);
    assert_eq!(summary::event(&catalog, "none"), None);
    assert_eq!(summary::track(&catalog, "conf", "none"), None);
    assert_eq!(summary::day(&catalog, "conf", date(2024, 1, 1)), None);
    assert_eq!(summary::speaker(&catalog, "nobody"), None);
}
