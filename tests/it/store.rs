//! The database through its public door: what a program that opens it twice, or too early, sees.

use std::collections::HashSet;
use std::fs;

use hallway::domain::{Announcement, Event, EventBundle, Talk};
use hallway::store::{ImportRecord, Integrity, Store, StoreError};

fn import() -> ImportRecord {
    ImportRecord {
        file_name: "conf.json".into(),
        format: "json".into(),
        content_hash: [1; 32],
        added: 1,
        changed: 0,
        removed: 0,
    }
}

fn bundle(title: &str) -> EventBundle {
    let talk = Talk {
        id: "1".into(),
        event: "conf".into(),
        slug: "one".into(),
        title: title.into(),
        ..Talk::default()
    };
    let event = Event { slug: "conf".into(), name: "Conf".into(), ..Event::default() };
    EventBundle { event, talks: vec![talk], announcements: Vec::new() }
}

#[test]
fn records_and_vectors_outlive_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("made/on/the/way")).unwrap();
    assert!(store.is_empty().unwrap());
    store.save_bundle(&bundle("before"), &import()).unwrap();
    store.save_bundle(&bundle("after"), &import()).unwrap();
    store.save_vectors("model", &[([3; 32], vec![0.25, -1.5])]).unwrap();
    let generation = store.generation().unwrap();
    drop(store);

    let store = Store::open(&dir.path().join("made/on/the/way")).unwrap();
    assert_eq!(store.load_bundles().unwrap(), [bundle("after")]);
    assert_eq!(store.find_vectors("model", &[[3; 32]]).unwrap(), [Some(vec![0.25, -1.5])]);
    assert_eq!(store.generation().unwrap(), generation);
    assert_eq!(store.list_imports("conf", None, 10).unwrap().len(), 2);
}

#[test]
fn a_server_notices_what_another_process_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (server, command) = (Store::open(dir.path()).unwrap(), Store::open(dir.path()).unwrap());
    command.save_bundle(&bundle("one"), &import()).unwrap();
    let seen = server.generation().unwrap();
    assert_eq!(server.generation().unwrap(), seen);
    let news = Announcement { id: "n".into(), event: "conf".into(), ..Announcement::default() };
    command.save_announcement(&news).unwrap();
    assert!(server.generation().unwrap() > seen);
    assert_eq!(server.load_bundles().unwrap()[0].announcements, [news]);
}

#[test]
fn health_counts_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.save_bundle(&bundle("one"), &import()).unwrap();
    let vectors = [3, 4, 5, 6].map(|number| ([number; 32], vec![f32::from(number)]));
    store.save_vectors("model", &vectors).unwrap();
    let needed = HashSet::from([[3; 32]]);
    assert_eq!(store.forget_except(&needed, store.record_state().unwrap()).unwrap(), 3);
    let health = store.health().unwrap();
    assert_eq!(health.path, dir.path().join("hallway.db"));
    assert_eq!((health.events, health.talks, health.announcements, health.vectors), (1, 1, 0, 1));
    assert_eq!((health.schema_version, health.integrity), (7, Integrity::Sound));
    assert!(health.bytes > 0);
}

#[test]
fn a_refusal_is_one_sentence_with_the_path() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("hallway.db"), "<schedule/>").unwrap();
    let error = Store::open(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotADatabase { .. }));
    let path = dir.path().join("hallway.db");
    let sentence = format!(
        "`{}` is not a SQLite database: move it away, or choose another data directory",
        path.display()
    );
    assert_eq!(error.to_string(), sentence);
    assert_eq!(fs::read(path).unwrap(), b"<schedule/>");
}
