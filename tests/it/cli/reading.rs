//! `search`, `ask` and `summary` over the sample conferences.

use serde_json::Value;

use super::{filled, hallway};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn search_finds_talks_whose_words_differ() {
    let run = hallway(filled(), &["search", "running", "models", "in", "the", "browser", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let found = run.json();
    assert_eq!(keys(&found), ["query", "mode", "hits"]);
    assert_eq!(found["query"], "running models in the browser");
    assert_eq!(found["mode"], "hybrid");
    let first = &found["hits"][0];
    assert_eq!(keys(first), ["id", "event", "title", "score", "passage", "scores"]);
    assert_eq!(keys(&first["scores"]), ["keyword", "semantic", "tokens"]);
    let titles = found["hits"].to_string().to_lowercase();
    assert!(titles.contains("webgpu") || titles.contains("webassembly"), "{titles}");
}

#[test]
fn search_obeys_event_mode_and_limit() {
    let arguments = [
        "search",
        "open models",
        "--event",
        "aidev-2023",
        "--mode",
        "keyword",
        "-n",
        "2",
        "--json",
    ];
    let found = hallway(filled(), &arguments).json();
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| hit["event"] == "aidev-2023"));
    assert!(hits.iter().all(|hit| hit["scores"]["semantic"].is_null()), "{found}");
}

#[test]
fn search_shows_people_numbered_hits_and_the_scores_when_asked() {
    let run = hallway(filled(), &["search", "webgpu", "-n", "2"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("\n1. ") && run.stdout.contains("\n2. "), "{}", run.stdout);
    assert!(!run.stdout.contains("score ") && !run.stdout.contains('\u{1b}'), "{}", run.stdout);
    assert!(hallway(filled(), &["search", "webgpu", "-v"]).stdout.contains("   score "));
}

#[test]
fn nothing_found_is_exit_code_1_and_still_a_document() {
    let arguments = ["search", "zzyzx qqxq", "--mode", "keyword"];
    let run = hallway(filled(), &[&arguments[..], &["--json"]].concat());
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.json()["hits"].as_array().unwrap().len(), 0);
    let run = hallway(filled(), &arguments);
    assert_eq!((run.code, &*run.stdout), (1, "Nothing was found for `zzyzx qqxq`\n"));
}

#[test]
fn a_question_gets_an_answer_with_its_sources() {
    let question = "Who announced WebGPU support for containers, and when was it?";
    let run = hallway(filled(), &["ask", question, "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let reply = run.json();
    let wanted = ["question", "outcome", "answered", "answer", "confidence", "citations"];
    assert_eq!(keys(&reply), wanted);
    assert_eq!((&reply["outcome"], &reply["answered"]), (&"answer".into(), &true.into()));
    let first = &reply["citations"][0];
    assert_eq!(keys(first), ["id", "event", "title", "sentence", "start_s"]);
    assert!(reply.to_string().contains("Cormack"), "{reply}");
    let told = hallway(filled(), &["ask", question]).stdout;
    assert!(told.contains("\n  [1] "), "{told}");
}

#[test]
fn a_question_that_no_talk_answers_is_exit_code_1() {
    let run = hallway(filled(), &["ask", "what is the wifi password", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.json()["answered"], false);
}

#[test]
fn summaries_are_sentences_with_their_talk() {
    let run = hallway(filled(), &["summary", "event", "aidev-2023", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let summary = run.json();
    assert_eq!(keys(&summary), ["of", "sentences"]);
    assert_eq!(summary["of"], "event:aidev-2023");
    assert_eq!(keys(&summary["sentences"][0]), ["text", "id", "start_s"]);
    let id = summary["sentences"][0]["id"].as_str().unwrap();
    let of_talk = format!("aidev-2023/{id}");
    let run = hallway(filled(), &["summary", "talk", &of_talk]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.lines().count() > 1 && run.stderr.contains("not rewritten"), "{run:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = super::program(filled(), &["search", "models", "-n", "100"]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn quiet_leaves_only_the_result() {
    let run = hallway(filled(), &["--quiet", "summary", "event", "aidev-2023"]);
    assert_eq!((run.code, &*run.stderr), (0, ""));
}
