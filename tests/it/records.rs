//! Answers from the record: questions generated from schedules with known answers, questions in
//! hand-made wordings, and questions about content that must be left alone.

use std::path::PathBuf;

use hallway::answer::{Findings, Outcome, Signals, investigate_at};
use hallway::domain::{Appearance, Catalog, Event, EventBundle, Slot, State, Talk};
use hallway::eval::{RecordsReport, read_questions, records};
use hallway::index::Index;
use hallway::ingest::{Input, ParseOptions, parse_all};
use hallway::search::{Corpus, Engine};
use hallway::text;
use jiff::Timestamp;
use jiff::civil::date;

use crate::support::repository;

/// A schedule: its files and its zone, where they state none.
type Schedule = (&'static [&'static str], Option<&'static str>);

const FIXTURES: [Schedule; 8] = [
    (&["fosdem-2024-excerpt.xml"], None),
    (&["38c3-excerpt.xml"], None),
    (&["pretalx.xml"], None),
    (&["c3voc.json"], None),
    (&["pycon-us-2024-excerpt.json"], Some("America/New_York")),
    (&["sched-kubecon-excerpt.ics"], Some("Europe/Amsterdam")),
    (&["sessionize-all.json"], Some("Europe/Vienna")),
    (
        &["droidcon-2025-excerpt.sessions.csv", "droidcon-2025-excerpt.speakers.csv"],
        Some("Europe/Rome"),
    ),
];

const REAL: [Schedule; 4] = [
    (&["pentabarf-xml/debconf23.xml"], None),
    (&["indico-json/xdc2021.indico.json"], None),
    (&["sched-ical/kubecon-eu-2026-day1.sched.ics"], Some("Europe/Amsterdam")),
    (
        &["csv/droidcon-italy-2025.sessions.csv", "csv/droidcon-italy-2025.speakers.csv"],
        Some("Europe/Rome"),
    ),
];

fn measured(folder: &str, (names, zone): Schedule, seed: u64) -> RecordsReport {
    let read = |name: &&str| {
        let path = repository(folder).join(name);
        Input::new(name, std::fs::read(&path).unwrap())
    };
    let files: Vec<Input> = names.iter().map(read).collect();
    let options = ParseOptions {
        event: Some("event".into()),
        timezone: zone.map(Into::into),
        ..ParseOptions::default()
    };
    let parsed = parse_all(&files, &options).unwrap();
    records(parsed.bundle, seed, 72, &|_, _, _| {}).unwrap()
}

/// The share of all questions answered rightly, and what went wrong.
fn share(folder: &str, schedules: &[Schedule]) -> (usize, f64, String) {
    let reports: Vec<RecordsReport> =
        schedules.iter().map(|schedule| measured(folder, *schedule, 4)).collect();
    let asked: usize = reports.iter().map(|report| report.questions).sum();
    let right: usize = reports.iter().map(|report| report.right).sum();
    let wrong = reports.iter().flat_map(|report| &report.wrong);
    let wrong: Vec<String> = wrong.map(|it| format!("{it:?}")).collect();
    (asked, right as f64 / asked as f64, wrong.join("\n"))
}

#[test]
fn generated_questions_about_small_schedules_are_answered_from_their_records() {
    let (asked, share, wrong) = share("tests/fixtures/schedules", &FIXTURES);
    assert!(asked >= 300, "{asked}");
    assert!(share >= 0.98, "{share}\n{wrong}");
}

#[test]
fn generated_questions_about_real_schedules_are_answered_from_their_records() {
    let folder = "../shared/data/schedules";
    if !repository(folder).is_dir() {
        eprintln!("no real schedules are at hand; only the small ones were asked about");
        return;
    }
    let (asked, share, wrong) = share(folder, &REAL);
    assert!(asked >= 280, "{asked}");
    assert!(share >= 0.98, "{share}\n{wrong}");
}

#[test]
fn one_seed_asks_the_same_and_another_asks_otherwise() {
    let wrong_or_not = |seed| {
        let report = measured("tests/fixtures/schedules", FIXTURES[0], seed);
        (report.questions, report.forms)
    };
    assert_eq!(wrong_or_not(1), wrong_or_not(1));
}

/// Words alone, over these records.
struct Archive {
    catalog: Catalog,
    engine: Engine,
}

impl Archive {
    fn of(bundles: Vec<EventBundle>) -> Self {
        let catalog = Catalog::new(bundles, text::slugify);
        let documents = text::documents(&catalog);
        let passages = documents.iter().map(text::passages).collect();
        let index = Index::in_memory().unwrap();
        index.sync(&documents).unwrap();
        let corpus = Corpus::new(documents, passages, None).unwrap();
        Self { catalog, engine: Engine::new(index.into(), None, corpus.into()) }
    }

    /// Asked on Saturday 2024-02-03 at 10:10 in Brussels.
    fn ask(&self, question: &str) -> Findings {
        let now: Timestamp = "2024-02-03T09:10:00Z".parse().unwrap();
        investigate_at(&self.engine, &self.catalog, question, None, now).unwrap()
    }
}

/// Whether the reply was made of fields by a rule about the programme.
fn is_of_programme(findings: &Findings) -> bool {
    findings.signals == Signals::default()
        && findings.reply.outcome == Outcome::Answer
        && findings.reply.text != findings.reply.citations[0].sentence
}

/// A programme of two days, with a night, a cancelled talk and one without time or room.
fn weekend() -> Archive {
    let talk = |id: &str, title: &str, who: &str, day: i8, hour: i8, room: &str| {
        let start = date(2024, 2, day).at(hour, 0, 0, 0);
        let slot = Slot {
            room: Some(room.into()),
            ..Slot::new(start, date(2024, 2, day).at(hour, 30, 0, 0))
        };
        Talk {
            id: id.into(),
            event: "e".into(),
            slug: id.into(),
            title: title.into(),
            languages: vec!["en".into()],
            track: Some(if day == 3 { "Rust devroom" } else { "Open Design" }.into()),
            speakers: vec![Appearance {
                name: who.into(),
                affiliation: Some("Mill Works".into()),
                id: None,
            }],
            slots: vec![slot],
            ..Talk::default()
        }
    };
    let mut night = talk("night", "Bats after midnight", "Cy Fo", 4, 0, "H.1301 (Cornil)");
    night.slots[0].day = Some(date(2024, 2, 3));
    night.track = Some("Rust devroom".into());
    let mut off = talk("off", "Cranes that stay", "Dee Goh", 4, 11, "Janson");
    off.state = State::Cancelled;
    let mut bare = talk("bare", "Dormice without a place", "Eli Hu", 4, 9, "Janson");
    bare.slots.clear();
    let talks = vec![
        talk("bees", "Bees in the attic: a warning", "Ada Byron", 3, 10, "Janson"),
        talk("owls", "Owls", "Bo Li", 3, 14, "H.1301 (Cornil)"),
        night,
        talk("eels", "Eels and their lakes", "Ada Byron", 4, 10, "Janson"),
        off,
        bare,
    ];
    let event = Event {
        slug: "e".into(),
        name: "Weekend 2024".into(),
        timezone: Some("Europe/Brussels".into()),
        ..Event::default()
    };
    Archive::of(vec![EventBundle { event, talks, announcements: Vec::new() }])
}

#[test]
fn questions_in_many_wordings_are_answered_with_the_right_records() {
    let archive = weekend();
    let cases: [(&str, &[&str], &str); 34] = [
        ("Who gives Bees in the attic?", &["bees"], "Ada Byron (Mill Works) gave “Bees"),
        ("when is owls", &["owls"], "Saturday 2024-02-03, 14:00 to 14:30, H.1301 (Cornil)"),
        ("which room is Eels and their lakes in?", &["eels"], "Janson"),
        ("How long is Owls?", &["owls"], "30 minutes"),
        ("what language is owls in", &["owls"], "“Owls” is in English."),
        ("Which track is Owls in?", &["owls"], "“Rust devroom”"),
        ("When is Cranes that stay?", &["off"], "is cancelled; it was planned for Sunday"),
        ("Is Cranes that stay cancelled?", &["off"], "is cancelled"),
        ("what is on in janson at 10:15 on saturday", &["bees"], "1 item in “Janson”"),
        ("What is on in H1301 at 2pm on Feb 3?", &["owls"], "Owls"),
        ("which talks are in Cornil on Saturday", &["owls", "night"], "2 sessions"),
        ("what is on now?", &["bees"], "On now: “Bees"),
        ("What's next?", &["owls"], "Next: “Owls”"),
        ("what is next in Janson", &["eels"], "Next in “Janson”: “Eels"),
        (
            "what talks are on today",
            &["bees", "owls", "night"],
            "3 sessions on Saturday 2024-02-03",
        ),
        ("talks tomorrow morning", &["eels", "off"], "1 session in the morning"),
        ("which talks are on day 2", &["eels", "off"], "1 session on Sunday 2024-02-04"),
        ("which talks are on saturday evening", &["night"], "Bats"),
        ("which talks are on 3 February after 1pm", &["owls", "night"], "2 sessions from 13:00"),
        ("How many talks does Byron give?", &["bees", "eels"], "2 sessions with Ada Byron"),
        ("When does Ada Byron speak on Sunday?", &["eels"], "Sunday 2024-02-04, 10:00"),
        ("where is Bo Li speaking", &["owls"], "H.1301 (Cornil)"),
        ("how long is Bo Li's talk?", &["owls"], "30 minutes"),
        ("who speaks at 14:00 on Saturday in H.1301?", &["owls"], "1 speaker"),
        ("talks by people from Mill Works on Sunday", &["eels", "off"], "“mill works”"),
        ("talks in the rust track", &["bees", "owls", "night"], "3 sessions in the track"),
        ("when is the Rust devroom?", &["bees", "owls", "night"], "Saturday 2024-02-03, 10:00"),
        ("What is the first talk on Sunday?", &["eels"], "First on Sunday"),
        ("last talk on saturday", &["night"], "Last on Saturday 2024-02-03: “Bats"),
        ("When does Saturday start?", &["bees"], "starts at 10:00"),
        ("when does the conference end on Sunday?", &["eels"], "ends at 10:30"),
        ("How many rooms are there?", &["bees", "owls"], "2 rooms"),
        ("how many sessions on 2024-02-03", &["bees", "owls", "night"], "3 sessions"),
        ("which talks start at 10:00", &["bees"], "starting at 10:00"),
    ];
    for (question, records, text) in cases {
        let reply = archive.ask(question).reply;
        let mut cited: Vec<&str> = reply.citations.iter().map(|it| it.key.id.as_str()).collect();
        cited.sort_unstable();
        let mut wanted = records.to_vec();
        wanted.sort_unstable();
        assert_eq!(cited, wanted, "{question}: {}", reply.text);
        assert!(reply.text.contains(text), "{question}: {}", reply.text);
        assert_eq!(reply.outcome, Outcome::Answer, "{question}: {}", reply.text);
    }
}

#[test]
fn what_the_records_do_not_hold_is_said() {
    let archive = weekend();
    let cases = [
        ("When is Dormice without a place?", Outcome::Closest, "The record has no time for"),
        ("Is Owls recorded?", Outcome::Closest, "The record has no recording of “Owls”."),
        (
            "When does Ada Bryon speak?",
            Outcome::Closest,
            "No record mentions “Ada Bryon”. The nearest name is “Ada Byron”",
        ),
        ("talks by Zebulon Quux", Outcome::NotFound, "No record mentions “Zebulon Quux”."),
        ("when does Bo Li speak on Sunday", Outcome::Closest, "they hold “Owls”"),
        (
            "what is on in the Blue Room at 10:00 on Saturday",
            Outcome::NotFound,
            "No record mentions a room",
        ),
        ("which talks are on Friday", Outcome::NotFound, "The records hold no session"),
    ];
    for (question, outcome, text) in cases {
        let reply = archive.ask(question).reply;
        assert_eq!(reply.outcome, outcome, "{question}: {}", reply.text);
        assert!(reply.text.contains(text), "{question}: {}", reply.text);
    }
}

#[test]
fn questions_about_content_are_left_to_quoted_sentences() {
    let read = |event: &str| -> EventBundle {
        let path = repository(&format!("data/{event}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let archive =
        Archive::of(["aidev-2023", "aidev-europe-2024", "aidev-europe-2025"].map(read).into());
    let own = repository("tests/fixtures/eval/aidev-questions.jsonl");
    let own = read_questions(&own).unwrap().into_iter().map(|it| (it.question, it.talk_id));
    let shared = shared_questions().into_iter().map(|question| (question, None));
    // Some of our own ask for a fact of a session; those are answered with that session.
    let is_wrong = |(question, talk): &(String, Option<String>)| {
        let findings = archive.ask(question);
        let cited = findings.reply.citations.first().map(|it| it.key.id.clone());
        is_of_programme(&findings) && (talk.is_none() || *talk != cited)
    };
    let taken: Vec<_> = own.chain(shared).filter(is_wrong).collect();
    assert_eq!(taken, Vec::new());
}

/// Questions about the content of other talks, where they lie beside the repository.
fn shared_questions() -> Vec<String> {
    let path: PathBuf = repository("../shared/data/talks/eval/questions/queries.jsonl");
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    let parsed = lines.lines().filter_map(|line| serde_json::from_str(line).ok());
    parsed.filter_map(|it: serde_json::Value| it["text"].as_str().map(str::to_owned)).collect()
}
