//! `announce` with a lifetime and an audience, and `demo`.

use serde_json::json;

use super::{Run, hallway, small};

fn announce(folder: &std::path::Path, more: &[&str]) -> Run {
    hallway(folder, &[&["announce", "--event", "conf-2024"][..], more].concat())
}

#[test]
fn an_announcement_has_a_life_and_an_audience() {
    let folder = small();
    let run = announce(
        folder.path(),
        &[
            "--title",
            "Hall closed",
            "--from",
            "2024-06-19T10:00",
            "--until",
            "2024-06-19",
            "--for",
            "room:hall 1",
            "--date",
            "2024-06-19",
            "--json",
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let told = run.json();
    assert_eq!(told["from"], "2024-06-19T10:00:00");
    assert_eq!(told["until"], "2024-06-20T00:00:00");
    assert_eq!(told["audience"], json!({"room": "Hall 1"}));
    let run = announce(folder.path(), &["--title", "Lunch", "--until", "2999-01-01T12:00"]);
    let told = "Announced `Lunch` at /announcements/conf-2024/lunch, until 2999-01-01 12:00\n";
    assert_eq!(run.stdout, told);
    insta::assert_snapshot!(announce(folder.path(), &["--list"]).stdout, @r"
    active    lunch  Lunch (until 2999-01-01 12:00)
    over      hall-closed  Hall closed (from 2024-06-19 10:00, until 2024-06-20 00:00, for room:Hall 1)
    ");
    let ended = announce(folder.path(), &["--end", "lunch"]);
    assert_eq!(ended.stdout, "`Lunch` is over, and stays in the archive\n");
    let list = announce(folder.path(), &["--list", "--json"]).json();
    assert_eq!((&list[0]["id"], &list[0]["state"]), (&"lunch".into(), &"over".into()));
}

#[test]
fn what_an_announcement_cannot_mean_is_one_clear_sentence() {
    let folder = small();
    let refused = |more: &[&str]| {
        let run = announce(folder.path(), &[&["--title", "T"][..], more].concat());
        assert_eq!((run.code, &*run.stdout), (2, ""), "{run:?}");
        run.stderr
    };
    insta::assert_snapshot!(refused(&["--for", "room:Hal 1"]), @r"
    error: there is no room `Hal 1` in `conf-2024`

    hint: did you mean `Hall 1`?
    ");
    insta::assert_snapshot!(refused(&["--for", "room:Ballroom"]), @r"
    error: there is no room `Ballroom` in `conf-2024`

    hint: known rooms: `Hall 1`
    ");
    insta::assert_snapshot!(refused(&["--from", "15:00", "--until", "2024-01-01T10:00"])
        .split_once(" (").unwrap().0, @"error: `--until`");
    assert!(refused(&["--for", "hall:1"]).contains("is no audience"));
    assert!(refused(&["--until", "soon"]).contains("`soon` after `--until` is not a time"));
    let run = announce(folder.path(), &["--end", "none"]);
    assert!(run.stderr.contains("there is no announcement `none`"), "{run:?}");
    let zoneless =
        r#"{"event": {"slug": "plain", "name": "Plain"}, "talks": [{"id": "a", "title": "A"}]}"#;
    std::fs::write(folder.path().join("plain.json"), zoneless).unwrap();
    assert_eq!(hallway(folder.path(), &["import", "plain.json"]).code, 0);
    let run = hallway(
        folder.path(),
        &["announce", "--event", "plain", "--title", "T", "--until", "14:00"],
    );
    assert!(run.stderr.contains("`plain` has no time zone"), "{run:?}");
}

#[test]
fn a_demo_is_not_laid_beside_real_events() {
    let folder = small();
    let own = ["demo", "--bind", "127.0.0.1:0", "--data-dir", "hallway-data"];
    let run = hallway(folder.path(), &own);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("holds `conf-2024`, so no demo is laid in it"), "{run:?}");
}
