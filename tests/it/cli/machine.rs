//! `model`, `doctor`, `eval`, and the help.

use std::path::Path;

use super::{filled, hallway, hallway_with_input};

#[test]
fn the_help_names_every_command() {
    let run = hallway(Path::new("."), &["--help"]);
    assert_eq!(run.code, 0);
    let commands = [
        "serve", "import", "export", "search", "ask", "summary", "announce", "model", "doctor",
        "eval",
    ];
    for command in commands {
        assert!(run.stdout.contains(&format!("\n  {command} ")), "{command}: {}", run.stdout);
        assert_eq!(hallway(Path::new("."), &[command, "--help"]).code, 0);
    }
}

#[test]
fn texts_become_vectors_of_length_one() {
    let run = hallway_with_input(
        Path::new("."),
        &["model", "embed", "--device", "cpu", "--json"],
        "how open is a model?\r\nMoin\n",
    );
    assert_eq!(run.code, 0, "{run:?}");
    let made = run.json();
    assert_eq!((&made["device"], &made["dim"]), (&"cpu".into(), &384.into()));
    let vectors = made["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let values = vector.as_array().unwrap();
        let length: f64 = values.iter().map(|v| v.as_f64().unwrap().powi(2)).sum();
        assert!(values.len() == 384 && (length - 1.0).abs() < 1e-4, "{length}");
    }
}

#[test]
fn the_model_says_where_it_comes_from() {
    let run = hallway(Path::new("."), &["model", "info", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.json()["provenance"]["licence"].is_string(), "{}", run.stdout);
    let told = hallway(Path::new("."), &["model", "info"]).stdout;
    assert!(told.contains("all-MiniLM-L6-v2") && told.contains("Apache"), "{told}");
}

#[test]
fn the_doctor_finds_a_filled_directory_well() {
    let run = hallway(filled(), &["doctor", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let found = run.json();
    assert_eq!(found["ok"], true);
    for part in ["model", "database", "index"] {
        assert_eq!(found[part]["state"], "well", "{found}");
    }
    assert_eq!(found["database"]["events"], 3);
}

#[test]
fn the_doctor_makes_nothing_and_names_what_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), "[model]\ndir = 'nowhere'\n").unwrap();
    let run = hallway(folder.path(), &["doctor", "--json"]);
    assert_eq!(run.code, 2, "{run:?}");
    let found = run.json();
    assert_eq!((&found["ok"], &found["model"]["state"]), (&false.into(), &"broken".into()));
    assert_eq!(found["database"]["state"], "absent");
    assert!(!folder.path().join("hallway-data").exists());
    assert!(hallway(folder.path(), &["doctor"]).stdout.contains("broken  model"));
}

/// Three documents, two queries, one of them with its right document in the first place whatever
/// ranks.
fn judged() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "corpus.jsonl",
        r#"{"_id":"d1","title":"Bread","text":"Sourdough needs time and flour.","metadata":{"speakers":[]}}
{"_id":"d2","title":"Boats","text":"A sailing boat crosses the sea with wind alone.","metadata":{"speakers":["Ada Byron"]}}
{"_id":"d3","title":"Bees","text":"Bees make honey from nectar.","metadata":{"speakers":[]}}
"#,
    );
    write(
        "queries.jsonl",
        r#"{"_id":"q1","text":"sailing boat"}
{"_id":"q2","text":"honey"}
"#,
    );
    write("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td3\t1\n");
    write(
        "questions.jsonl",
        r#"{"id":"1","question":"What do bees make?","talk_id":"d3","answer_sentence":"Bees make honey from nectar."}
{"id":"2","question":"What is the wifi password?","talk_id":null}
"#,
    );
    folder
}

#[test]
fn rankings_are_measured_and_written() {
    let folder = judged();
    let arguments = ["eval", "retrieval", ".", "--run", "out.run", "--json"];
    let run = hallway(folder.path(), &arguments);
    assert_eq!(run.code, 0, "{run:?}");
    let report = run.json();
    assert_eq!(report["queries"], 2);
    assert_eq!(report["ndcg@10"], 1.0);
    assert!(report["seconds"].is_number() && report["mrr@10"] == 1.0 && report["recall@10"] == 1.0);
    let run_file = std::fs::read_to_string(folder.path().join("out.run")).unwrap();
    assert!(run_file.starts_with("q1 d2 1 "), "{run_file}");
    let told = hallway(folder.path(), &["eval", "retrieval", ".", "--mode", "keyword"]).stdout;
    assert!(told.contains("nDCG@10"), "{told}");
}

#[test]
fn answers_are_measured() {
    let folder = judged();
    let run = hallway(folder.path(), &["eval", "answers", "questions.jsonl", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let report = run.json();
    assert_eq!((&report["answerable"], &report["unanswerable"]), (&1.into(), &1.into()));
    for name in ["talk@1", "talk@10", "sentence@1", "sentence@3", "declined_rightly"] {
        assert!(report[name].is_number(), "{name}: {report}");
    }
}
