//! `search` and what it says beside its hits.

use super::{filled, hallway};

#[test]
fn a_misspelled_word_is_offered_put_right_and_not_among_the_hits() {
    let run = hallway(filled(), &["search", "kuberntes", "--mode", "keyword", "-n", "1"]);
    assert!(run.stderr.contains("did you mean `kubernetes`?"), "{run:?}");
    assert!(!run.stdout.contains("did you mean"), "{run:?}");
    let run = hallway(filled(), &["search", "kuberntes", "--mode", "keyword", "--json"]);
    assert_eq!((&run.json()["did_you_mean"], &*run.stderr), (&"kubernetes".into(), ""));
    assert_eq!(hallway(filled(), &["search", "kubernetes", "-n", "1"]).stderr, "");
}

#[test]
fn fields_counts_and_reasons_are_told() {
    let arguments = ["search", "open models year:2024", "--facets", "--explain", "-n", "2"];
    let run = hallway(filled(), &arguments);
    assert!(run.stdout.contains("for `open models year:2024`"), "{}", run.stdout);
    assert!(run.stdout.contains("   score ") && run.stdout.contains(" of the ideal "), "{run:?}");
    assert!(run.stdout.contains("\nevent\n") && run.stdout.contains("*2024 ("), "{run:?}");
    let json = hallway(filled(), &[&arguments[..], &["--json"]].concat()).json();
    assert!(json["facets"].as_array().unwrap().len() > 2, "{json}");
    assert!(json["hits"][1]["why"]["signals"].is_array(), "{json}");
}

#[test]
fn a_value_that_nothing_has_is_said() {
    let run = hallway(filled(), &["search", "models year:1999"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("no record has the year `1999`; there is `"), "{run:?}");
}

#[test]
fn a_word_can_be_half_typed_and_the_help_says_how_to_write_a_query() {
    let arguments = ["search", "kubernet", "--typing", "--mode", "keyword", "--json"];
    assert!(!hallway(filled(), &arguments).json()["hits"].as_array().unwrap().is_empty());
    let help = hallway(filled(), &["search", "--help"]).stdout;
    assert!(help.contains("speaker:ada") && help.contains("-track:x"), "{help}");
}
