//! `versions`, `diff`, `correct`, `alias`, `watch`, folders, and what a killed import leaves behind.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{SMALL_EVENT, hallway, program, small};

/// Writes the small event with its parts replaced.
fn write_changed(folder: &Path, name: &str, replaced: &[(&str, &str)]) {
    let text = replaced.iter().fold(SMALL_EVENT.to_owned(), |text, (a, b)| text.replace(a, b));
    std::fs::write(folder.join(name), text).unwrap();
}

fn exported(folder: &Path) -> Value {
    hallway(folder, &["export", "--event", "conf-2024", "--format", "json"]).json()
}

#[test]
fn every_import_is_a_version_and_any_two_can_be_compared() {
    let folder = small();
    let path = folder.path();
    write_changed(path, "two.json", &[("Opening", "Opening words")]);
    write_changed(path, "three.json", &[("Opening", "Hello"), ("Closing", "Farewell")]);
    for file in ["two.json", "two.json", "three.json"] {
        assert_eq!(hallway(path, &["import", file]).code, 0);
    }
    let listed = hallway(path, &["versions", "--event", "conf-2024", "--json"]).json();
    let versions = listed["versions"].as_array().unwrap();
    let files: Vec<_> = versions.iter().map(|it| it["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["three.json", "two.json", "conf.json"], "an import of nothing new is none");
    let number = |at: usize| versions[at]["version"].to_string();
    let diff = |from: &str, to: &str| hallway(path, &["diff", from, to, "--json"]).json();
    let change = |field: &str, old: &str, new: &str, talk: &str| json!({"talk": talk, "title": new, "field": field, "old": old, "new": new});
    let opening = change("title", "Opening", "Hello", "a");
    let closing = change("title", "Closing", "Farewell", "c");
    assert_eq!(diff(&number(2), &number(0))["changes"], json!([opening, closing]));
    let back = diff(&number(0), &number(1));
    assert_eq!(back["changes"][0]["new"], "Opening words");
    assert_eq!(diff("0", &number(2))["changes"].as_array().unwrap().len(), 3);
    let unknown = hallway(path, &["diff", "0", "99"]);
    assert_eq!((unknown.code, &*unknown.stdout), (2, ""));
    assert!(unknown.stderr.contains("there is no version 99"), "{}", unknown.stderr);
}

#[test]
fn a_correction_survives_imports_until_it_is_taken_back() {
    let folder = small();
    let path = folder.path();
    let correct = |arguments: &[&str]| {
        let head = ["correct", "--event", "conf-2024"];
        hallway(path, &[&head[..], arguments].concat())
    };
    let run = correct(&["a", "title=Opening, at last", "room=Hall 9", "start=10:15"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("+ Opening, at last"), "{}", run.stdout);
    let report = hallway(path, &["import", "conf.json", "--json"]).json();
    assert_eq!((&report["changed"], &report["unchanged"]), (&json!(0), &json!(3)));
    write_changed(path, "new.json", &[("Opening", "Opening 2"), ("\"Closing\"", "\"Close\"")]);
    let report = hallway(path, &["import", "new.json", "--json"]).json();
    assert_eq!(report["changed"], 1);
    assert_eq!(report["warnings"][0]["code"], "corrected-field-changed");
    let talk = &exported(path)["talks"][0];
    assert_eq!(talk["title"], "Opening, at last");
    assert_eq!(talk["slots"][0]["room"], "Hall 9");
    assert_eq!(talk["slots"][0]["end"], "2024-06-19T10:45:00");
    assert!(correct(&[]).stdout.contains("(the file says: Opening 2)"));
    assert_eq!(correct(&["a", "--undo", "title"]).code, 0);
    assert_eq!(exported(path)["talks"][0]["title"], "Opening 2");
    for (arguments, told) in [
        (&["a", "colour=red"][..], "no field `colour`"),
        (&["a", "kind=opera"], "`opera` is not a kind"),
        (&["zzz", "title=x"], "there is no talk `zzz`"),
        (&["a", "--undo", "title"], "was not corrected"),
        (&["a"], "nothing to correct"),
    ] {
        let run = correct(arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn another_name_of_a_room_is_no_move() {
    let folder = small();
    let path = folder.path();
    let alias = ["alias", "--event", "conf-2024", "room", "Saal 1=Hall 1"];
    assert_eq!(hallway(path, &alias).code, 0);
    write_changed(path, "new.json", &[("Hall 1", "Saal 1")]);
    let report = hallway(path, &["import", "new.json", "--json"]).json();
    assert_eq!((&report["changed"], &report["unchanged"]), (&json!(0), &json!(3)));
    let listed = hallway(path, &["alias", "--event", "conf-2024"]);
    assert_eq!(listed.stdout, "room `Saal 1` is `Hall 1`\n");
    let undo = ["alias", "--event", "conf-2024", "room", "saal 1", "--undo"];
    assert_eq!(hallway(path, &undo).code, 0);
    assert_eq!(hallway(path, &undo).code, 1);
}

#[test]
fn a_folder_is_imported_event_by_event_and_what_is_no_schedule_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir_all(path.join("all/deep")).unwrap();
    write_changed(path, "all/one.json", &[]);
    write_changed(path, "all/deep/two.json", &[("conf-2024", "conf-2025")]);
    std::fs::write(path.join("all/README.md"), "# no schedule").unwrap();
    std::fs::write(path.join("all/notes.json"), "{\"a\": 1}").unwrap();
    let reports = hallway(path, &["import", "all", "--json"]).json();
    let events: Vec<_> = reports.as_array().unwrap().iter().map(|it| &it["event"]).collect();
    assert_eq!(events, ["conf-2025", "conf-2024"]);
    std::fs::create_dir(path.join("empty")).unwrap();
    let run = hallway(path, &["import", "empty"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no schedule in the folder `empty`"), "{}", run.stderr);
}

/// A schedule of many talks whose titles all carry a mark, so that a mixture would show.
fn marked(mark: &str, talks: usize) -> String {
    let talk = |n: usize| {
        json!({"id": n.to_string(), "event": "big", "title": format!("{mark} {n}"),
            "abstract": "A sentence that says something. ".repeat(20)})
    };
    let talks: Vec<_> = (0..talks).map(talk).collect();
    json!({"event": {"slug": "big", "name": "Big"}, "talks": talks}).to_string()
}

#[test]
fn an_import_that_is_killed_leaves_the_old_schedule_or_the_new_one() {
    const TALKS: usize = 600;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for mark in ["old", "new"] {
        std::fs::write(path.join(format!("{mark}.json")), marked(mark, TALKS)).unwrap();
    }
    let began = Instant::now();
    assert_eq!(hallway(path, &["import", "old.json"]).code, 0);
    let whole = began.elapsed();
    let titles = || -> Vec<String> {
        let bundle = hallway(path, &["export", "--event", "big", "--format", "json"]).json();
        let talks = bundle["talks"].as_array().unwrap();
        talks.iter().map(|talk| talk["title"].as_str().unwrap().to_owned()).collect()
    };
    let mut seen = std::collections::BTreeSet::new();
    for step in 0..24 {
        let file = if step % 2 == 0 { "new.json" } else { "old.json" };
        let mut child = program(path, &["import", file]).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(step) / 20.0));
        let _ = child.kill();
        let _ = child.wait();
        let titles = titles();
        let mark = titles[0].split(' ').next().unwrap().to_owned();
        assert_eq!(titles.len(), TALKS);
        assert!(titles.iter().all(|title| title.starts_with(&mark)), "a mixture after {step}");
        seen.insert(mark);
    }
    assert_eq!(seen.len(), 2, "no import was quick enough, or none was killed in time: {seen:?}");
}

#[test]
fn a_watched_file_is_imported_again_when_it_changes() {
    let folder = small();
    let path = folder.path();
    let mut child = program(path, &["watch", "conf.json", "--interval", "1"]).spawn().unwrap();
    write_changed(path, "new.json", &[("Closing", "Farewell")]);
    std::fs::rename(path.join("new.json"), path.join("conf.json")).unwrap();
    let began = Instant::now();
    let is_done = || exported(path)["talks"][2]["title"] == "Farewell";
    while !is_done() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(200));
    }
    // A broken file is told, and the next good one is taken.
    std::fs::write(path.join("conf.json"), "{").unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let (out, told) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.contains("+ Farewell"), "{out}");
    assert!(told.contains("cannot import `conf.json`"), "{told}");
    assert!(is_done());
}

#[test]
fn a_token_is_shown_once_and_can_be_revoked() {
    let folder = small();
    let path = folder.path();
    let made = hallway(path, &["token", "create", "press"]);
    assert!(made.stdout.starts_with("hallway_") && made.stdout.trim().len() == 72, "{made:?}");
    assert_eq!(hallway(path, &["token", "create", "press"]).code, 2);
    assert_eq!(hallway(path, &["token", "revoke", "press"]).code, 0);
    let listed = hallway(path, &["token", "list", "--json"]);
    assert_eq!(listed.json()[0]["name"], "press");
    assert!(!listed.json()[0]["revoked_at"].is_null());
    assert!(!listed.stdout.contains(made.stdout.trim()));
    assert_eq!(hallway(path, &["token", "revoke", "nobody"]).code, 2);
}
