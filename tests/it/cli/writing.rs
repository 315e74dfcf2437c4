//! `import`, `export` and `announce`, which need neither model nor index.

use serde_json::{Value, json};

use super::{SMALL_EVENT, hallway, hallway_with_input, small};

fn counts(report: &Value) -> [u64; 4] {
    ["added", "changed", "removed", "unchanged"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn a_new_directory_is_made_without_the_samples_and_a_second_import_changes_nothing() {
    let folder = small();
    let run = hallway(folder.path(), &["import", "conf.json", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let report = run.json();
    let keys: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted =
        ["event", "format", "added", "changed", "removed", "unchanged", "warnings", "changes"];
    assert_eq!(keys, wanted);
    assert_eq!(counts(&report), [0, 0, 0, 3]);
    let other = hallway(folder.path(), &["export", "--event", "aidev-2023", "--format", "json"]);
    assert_eq!(other.code, 2, "the samples were loaded too: {other:?}");
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let folder = small();
    let changed = SMALL_EVENT.replace("\"Opening\"", "\"Opening words\"");
    std::fs::write(folder.path().join("new.json"), changed).unwrap();
    let run = hallway(folder.path(), &["import", "new.json", "--dry-run"]);
    assert_eq!((run.code, &*run.stderr), (0, ""));
    insta::assert_snapshot!(run.stdout, @r"
    ~ Opening words (a)
        title
          - Opening
          + Opening words
    Would import `new.json` (hallway) into `conf-2024`: 0 added, 1 changed, 0 removed, 2 unchanged; nothing was written
    ");
    let again = hallway(folder.path(), &["import", "new.json", "--dry-run"]);
    assert_eq!(again.stdout, run.stdout);
    let report = hallway(folder.path(), &["import", "new.json", "--json"]).json();
    assert_eq!(counts(&report), [0, 1, 0, 2]);
    let change = json!({"talk": "a", "title": "Opening words", "field": "title",
        "old": "Opening", "new": "Opening words"});
    assert_eq!(report["changes"], json!([change]));
}

#[test]
fn a_file_without_most_talks_is_refused_unless_that_is_meant() {
    let folder = small();
    let mut event: Value = serde_json::from_str(SMALL_EVENT).unwrap();
    event["talks"].as_array_mut().unwrap().truncate(1);
    std::fs::write(folder.path().join("less.json"), event.to_string()).unwrap();
    let run = hallway(folder.path(), &["import", "less.json", "--json"]);
    assert_eq!((run.code, &*run.stdout), (1, ""));
    assert!(run.stderr.contains("\n\nhint: "), "{}", run.stderr);
    let partial = hallway(folder.path(), &["import", "less.json", "--partial", "--json"]).json();
    assert_eq!(partial["removed"], 0);
    let all = hallway(folder.path(), &["import", "less.json", "--allow-removals", "--json"]).json();
    assert_eq!(all["removed"], 2);
}

#[test]
fn one_bad_file_among_several_leaves_everything_as_it_was() {
    let folder = small();
    let other = SMALL_EVENT.replace("conf-2024", "conf-2025");
    std::fs::write(folder.path().join("other.json"), other).unwrap();
    std::fs::write(folder.path().join("bad.json"), "{").unwrap();
    let run = hallway(folder.path(), &["import", "other.json", "bad.json"]);
    assert_eq!(run.code, 2, "{run:?}");
    let export = ["export", "--event", "conf-2025", "--format", "json"];
    assert_eq!(hallway(folder.path(), &export).code, 2);
    let run = hallway(folder.path(), &["import", "other.json", "conf.json", "--json"]);
    assert_eq!(run.json().as_array().unwrap().len(), 2);
}

#[test]
fn every_format_is_written_and_our_own_is_read_back_without_loss() {
    let folder = small();
    for format in ["ics", "frab-xml", "frab-json", "csv", "json", "pyvideo"] {
        let arguments = ["export", "--event", "conf-2024", "--format", format, "-o", "out"];
        let run = hallway(folder.path(), &arguments);
        assert_eq!((run.code, &*run.stdout), (0, ""), "{format}: {run:?}");
        assert!(std::fs::metadata(folder.path().join("out")).unwrap().len() > 0, "{format}");
    }
    let export = ["export", "--event", "conf-2024", "--format", "json"];
    let first = hallway(folder.path(), &export).stdout;
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("in.json"), &first).unwrap();
    assert_eq!(hallway(other.path(), &["import", "in.json"]).code, 0);
    assert_eq!(hallway(other.path(), &export).stdout, first);
}

#[test]
fn an_announcement_is_published_and_a_second_of_its_title_gets_an_id_of_its_own() {
    let folder = small();
    let arguments = ["announce", "--event", "conf-2024", "--title", "Doors open", "--body", "-"];
    let more = ["--person", "Ada Byron, Engines", "--date", "2024-06-18", "--json"];
    let run = hallway_with_input(folder.path(), &[&arguments[..], &more].concat(), "At nine.\n");
    assert_eq!(run.code, 0, "{run:?}");
    let wanted = json!({"id": "doors-open", "event": "conf-2024", "title": "Doors open",
        "body": "At nine.", "date": "2024-06-18",
        "people": [{"name": "Ada Byron", "affiliation": "Engines"}]});
    assert_eq!(run.json(), wanted);
    let run = hallway_with_input(folder.path(), &arguments, "At ten.");
    let told = "Announced `Doors open` at /announcements/conf-2024/doors-open-2\n";
    assert_eq!((run.code, &*run.stdout), (0, told));
    let export = ["export", "--event", "conf-2024", "--format", "json"];
    let stored: Value = hallway(folder.path(), &export).json();
    assert_eq!(stored["announcements"].as_array().unwrap().len(), 2);
}
