//! A running server after changes: what it shows is what one that starts now would show.

use std::path::Path;

use hallway::app::{App, Quiet, Snapshot};
use hallway::config::{Config, Sources};
use hallway::domain::{Announcement, Appearance, Cue, Event, EventBundle, Slot, Talk, Transcript};
use hallway::search::{Ending, Filter, Mode, Request};
use hallway::store::{ImportRecord, Store};
use jiff::civil::date;

use crate::support::{largest_difference, repository};

fn talk(event: &str, id: &str, text: &str, speaker: &str) -> Talk {
    Talk {
        id: id.into(),
        event: event.into(),
        slug: format!("talk-{id}"),
        title: format!("On {id}"),
        abstract_text: text.into(),
        speakers: vec![Appearance { name: speaker.into(), ..Appearance::default() }],
        ..Talk::default()
    }
}

fn event(slug: &str, talks: Vec<Talk>) -> EventBundle {
    let event = Event { slug: slug.into(), name: format!("{slug} 2024"), ..Event::default() };
    EventBundle { event, talks, announcements: Vec::new() }
}

fn bees(text: &str) -> EventBundle {
    let one = talk("bees", "hives", text, "Ada Byron");
    let two = talk("bees", "honey", "How honey is made. It takes many flowers.", "Grace Hopper");
    event("bees", vec![one, two])
}

fn ships() -> EventBundle {
    let text = "Ships and how they float. The sea is deep.";
    event("ships", vec![talk("ships", "sails", text, "Ada Byron")])
}

fn save(store: &Store, bundle: &EventBundle) {
    let import = ImportRecord {
        file_name: "file.json".into(),
        format: "json".into(),
        content_hash: [1; 32],
        added: 0,
        changed: 0,
        removed: 0,
    };
    store.save_bundle(bundle, &import).unwrap();
}

fn open(data_dir: &Path) -> App {
    let sources = Sources {
        file: Some(repository("config.toml")),
        variables: Vec::new(),
        working_dir: ".".into(),
    };
    let mut config = Config::load_from(&sources).unwrap();
    config.data_dir = data_dir.to_owned();
    App::open(config, &Quiet).unwrap()
}

fn request(query: &str) -> Request {
    let filter = Filter::default();
    Request { query: query.into(), mode: Mode::Hybrid, limit: 10, offset: 0, filter }
}

fn assert_same(refreshed: &Snapshot, opened: &Snapshot) {
    assert_eq!(refreshed.records.generation, opened.records.generation);
    assert_eq!(refreshed.catalog.bundles(), opened.catalog.bundles());
    assert!(refreshed.catalog.speakers().eq(opened.catalog.speakers()));
    assert_eq!(refreshed.revisions, opened.revisions);
    assert_eq!(refreshed.versions, opened.versions);
    let (one, two) = (refreshed.engine.corpus(), opened.engine.corpus());
    assert_eq!(one.documents(), two.documents());
    assert_eq!(one.vector_count(), two.vector_count());
    for place in 0..one.documents().len() {
        assert_eq!(one.passages(place), two.passages(place));
        for passage in 0..one.passages(place).len() {
            let vectors = (one.vector(place, passage), two.vector(place, passage));
            assert!(largest_difference(&vectors.0.unwrap(), &vectors.1.unwrap()) < 1e-3);
        }
    }
    for query in ["flowers and honey", "how do ships float", "Ada Byron", "speaker:ada sea"] {
        let guided =
            |snapshot: &Snapshot| snapshot.engine.guide(&request(query), Ending::Whole).unwrap();
        let (one, two) = (guided(refreshed), guided(opened));
        let keys = |guided: &hallway::search::Guided| -> Vec<_> {
            guided.response.hits.iter().map(|hit| (hit.key.clone(), hit.passage.clone())).collect()
        };
        assert_eq!(keys(&one), keys(&two), "{query}");
        assert_eq!(one.facets, two.facets, "{query}");
        for (one, two) in one.response.hits.iter().zip(&two.response.hits) {
            assert!((one.score - two.score).abs() < 1e-3, "{query}");
        }
    }
}

#[test]
fn a_refreshed_server_is_as_one_that_starts_now() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    save(&store, &bees("Where bees live. They build of wax."));
    save(&store, &ships());
    let app = open(dir.path());
    let check = |what: &str| {
        assert!(app.refresh().unwrap(), "{what}");
        assert_same(&app.snapshot(), &open(dir.path()).snapshot());
        assert!(!app.refresh().unwrap());
    };
    let untouched = app.snapshot();

    let mut changed = bees("Where wasps live. They build of paper.");
    save(&store, &changed);
    check("a text");
    let at = date(2024, 5, 1).at(10, 0, 0, 0);
    changed.talks[0].slots = vec![Slot::new(at, at.date().at(11, 0, 0, 0))];
    changed.talks[1].speakers[0].name = "Ada Lovelace".into();
    save(&store, &changed);
    check("a day and a name");
    changed.talks.insert(0, talk("bees", "wax", "Candles are of wax.", "Li Wei"));
    changed.talks.pop();
    save(&store, &changed);
    check("a talk that came and one that went");
    let news = Announcement {
        id: "n".into(),
        event: "ships".into(),
        title: "A new harbour".into(),
        body: "Ships may land in the new harbour from today.".into(),
        ..Announcement::default()
    };
    store.save_announcement(&news).unwrap();
    check("an announcement");
    let cue = |text: &str| Cue { text: text.into(), ..Cue::default() };
    let cues = vec![cue("Welcome to this talk about sails."), cue("A sail is a wing.")];
    let (talk, event) = ("sails".into(), "ships".into());
    store.save_transcript(&Transcript { talk, event, language: None, cues }).unwrap();
    check("a transcript");
    save(&store, &event_of_one());
    check("an event that came");
    // Whoever still holds it sees the old state, and nothing of what came since.
    assert_eq!(untouched.catalog.bundles().len(), 2);
    assert_eq!(
        untouched.catalog.find_event("bees"),
        Some(&bees("Where bees live. They build of wax."))
    );
}

#[test]
fn a_server_with_one_event_takes_changes_in_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    save(&store, &bees("Where bees live. They build of wax."));
    let app = open(dir.path());
    let before = app.snapshot();
    let mut changed = bees("Where wasps live. They build of paper.");
    save(&store, &changed);
    assert!(app.refresh().unwrap());
    assert_same(&app.snapshot(), &open(dir.path()).snapshot());
    // What did not change is the same in memory: it was not made again.
    let documents = |snapshot: &Snapshot| snapshot.engine.corpus().documents().to_vec();
    let (before, after) = (documents(&before), documents(&app.snapshot()));
    assert!(std::sync::Arc::ptr_eq(&before[1], &after[1]));
    changed.talks.clear();
    save(&store, &changed);
    assert!(app.refresh().unwrap());
    assert_same(&app.snapshot(), &open(dir.path()).snapshot());
}

fn event_of_one() -> EventBundle {
    event("kites", vec![talk("kites", "strings", "Kites fly on strings.", "Benjamin F.")])
}
