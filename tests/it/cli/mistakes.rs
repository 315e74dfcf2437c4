//! What goes wrong: each mistake is one clear sentence with a hint, exit code 2, and loses nothing.

use std::net::TcpListener;
use std::path::Path;

use super::{finish, hallway, program, small};

/// What people are told by a run that must fail with exit code 2 and no result.
fn failure(folder: &Path, arguments: &[&str]) -> String {
    let run = hallway(folder, arguments);
    assert_eq!((run.code, &*run.stdout), (2, ""), "{run:?}");
    assert!(run.stderr.starts_with("error: "), "{run:?}");
    run.told(folder)
}

#[test]
fn a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(failure(folder.path(), &["import", "none.xml", "--json"]), @r"
    error: cannot read `none.xml`: No such file or directory

    hint: a relative path starts at `[FOLDER]`
    ");
    assert!(!folder.path().join("hallway-data").exists());
}

#[test]
fn a_file_of_another_kind() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("logo.xml"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    insta::assert_snapshot!(failure(folder.path(), &["import", "logo.xml"]), @"error: cannot import `logo.xml`: this is a PNG image, which cannot be imported; Hallway reads frab / c3voc `schedule.xml` and `schedule.json`, pretalx, Sessionize, Sched, Indico, Open Event, PyCon, pyvideo and RubyEvents exports, iCalendar, xCal, CSV, XLSX and ODS tables, and its own JSON");
    let told = failure(folder.path(), &["import", "logo.xml", "--format", "frab"]);
    assert!(told.contains("[possible values: ") && told.contains("frab-xml"), "{told}");
}

#[test]
fn a_model_folder_that_is_damaged_or_missing() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    std::fs::create_dir(&model).unwrap();
    let embed = ["model", "embed", "--model", "model"];
    insta::assert_snapshot!(failure(folder.path(), &embed), @r"
    error: the model folder `model` has no `config.json`

    hint: `dir` in the section `[model]` of config.toml, or HALLWAY_MODEL_DIR, names the model folder; `hallway model convert` makes one
    ");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    for name in ["config.json", "tokenizer.json", "manifest.json"] {
        std::fs::copy(shipped.join(name), model.join(name)).unwrap();
    }
    std::fs::write(model.join("model.safetensors"), "these are no weights").unwrap();
    let told = failure(folder.path(), &embed);
    let sentence =
        "error: the model file `model/model.safetensors` is damaged or of another kind: ";
    assert!(told.starts_with(sentence) && told.contains("\n\nhint: "), "{told}");
    let config = "[model]\ndir = \"model\"\n";
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    failure(folder.path(), &["search", "anything", "--json"]);
    assert!(!folder.path().join("hallway-data").exists(), "made in spite of a broken model");
}

#[test]
fn a_port_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told =
        failure(folder.path(), &["serve", "--bind", &address]).replace(&address, "[ADDRESS]");
    insta::assert_snapshot!(told, @r"
    error: cannot listen on `[ADDRESS]`: the port is in use

    hint: `--bind 127.0.0.1:0` takes any free port of this machine
    ");
    assert!(!folder.path().join("hallway-data").exists());
}

#[test]
fn a_database_of_a_newer_version() {
    let folder = small();
    let database = folder.path().join("hallway-data/hallway.db");
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection.close().unwrap();
    let before = std::fs::read(&database).unwrap();
    insta::assert_snapshot!(failure(folder.path(), &["import", "conf.json"]), @r"
    error: the database `[FOLDER]/hallway-data/hallway.db` has version 99, and this program knows versions up to 7: use the newer program, or another data directory

    hint: `--data-dir DIR` chooses another data directory
    ");
    failure(folder.path(), &["search", "x"]);
    assert!(std::fs::read(&database).unwrap() == before, "the database was changed");
}

#[test]
fn a_data_directory_that_cannot_be_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conf.json"), super::SMALL_EVENT).unwrap();
    std::fs::write(folder.path().join("file"), "mine").unwrap();
    let told = failure(folder.path(), &["import", "conf.json", "--data-dir", "file/data"]);
    insta::assert_snapshot!(told, @r"
    error: `[FOLDER]/file` is not a directory, so no data can be kept there

    hint: `--data-dir DIR` chooses another data directory
    ");
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "mine");
}

#[test]
fn an_event_that_does_not_exist() {
    let folder = small();
    let export = ["export", "--format", "ics", "--event", "conf-2042"];
    insta::assert_snapshot!(failure(folder.path(), &export), @r"
    error: there is no event `conf-2042`

    hint: did you mean `conf-2024`?
    ");
    let announce = ["announce", "--event", "else", "--title", "Doors open"];
    insta::assert_snapshot!(failure(folder.path(), &announce), @r"
    error: there is no event `else`

    hint: known events: `conf-2024`
    ");
    let search = ["search", "x", "--event", "aidev-2032", "--json"];
    insta::assert_snapshot!(failure(super::filled(), &search), @r"
    error: there is no event `aidev-2032`

    hint: did you mean `aidev-2023`?
    ");
    let summary = ["summary", "speaker", "Nobody At All"];
    insta::assert_snapshot!(failure(super::filled(), &summary), @"error: there is no speaker `Nobody At All`");
}

#[test]
fn a_mistake_in_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "[server]\nbnid = \"x\"\n").unwrap();
    insta::assert_snapshot!(failure(folder.path(), &["doctor"]), @r"
    error: [FOLDER]/config.toml:2: there is no key `bnid`

    hint: did you mean `bind`?
    ");
    insta::assert_snapshot!(failure(folder.path(), &["doctor", "--config", "none.toml"]), @r"
    error: cannot read the configuration `none.toml`: No such file or directory

    hint: without `--config`, `config.toml` of the working directory or the defaults are used
    ");
    std::fs::remove_file(folder.path().join("config.toml")).unwrap();
    let mut command = program(folder.path(), &["doctor"]);
    command.env("HALLWAY_SERVER_WORKERS", "none");
    let run = finish(command, "");
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r#"error: environment variable `HALLWAY_SERVER_WORKERS`: `workers` cannot be used: invalid type: string "none", expected a whole number from 1 to 256"#);
}

#[test]
fn arguments_that_make_no_sense() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["serach", "x"][..],
        &["search"],
        &["search", "x", "--mode", "semantics"],
        &["search", "x", "-n", "0"],
        &["export", "--event", "x", "--format", "pdf"],
        &["announce", "--event", "x", "--title", "y", "--body", "z", "--file", "f"],
        &["serve", "--bind", "8080"],
    ] {
        let run = hallway(folder.path(), arguments);
        assert_eq!((run.code, &*run.stdout), (2, ""), "{arguments:?}: {run:?}");
        assert!(run.stderr.starts_with("error: "), "{run:?}");
    }
    insta::assert_snapshot!(failure(folder.path(), &["search", " "]), @"error: the query is empty");
    insta::assert_snapshot!(failure(folder.path(), &["summary", "day", "monday"]), @"error: `monday` is not a day, wanted one such as `2024-06-19`");
}
