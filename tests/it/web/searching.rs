//! Search as visitors and programs meet it: fields, counts, corrections, reasons.

use super::*;

#[test]
fn a_field_typed_and_one_chosen_both_narrow_and_both_can_be_taken_back() {
    let page = get("/search?q=oil+kind:keynote&topic=metal").body;
    assert!(page.contains("Hinges") && !page.contains("Client side inference"), "{page}");
    assert!(page.contains("Remove filter Kind: Keynote"), "{page}");
    assert!(page.contains("href=\"/search?q=oil&amp;topic=metal\""), "{page}");
    assert!(page.contains("href=\"/search?q=oil%20kind%3Akeynote\""), "{page}");
    assert!(page.contains("<input type=\"hidden\" name=\"topic\" value=\"metal\">"), "{page}");
    assert!(page.contains("value=\"oil kind:keynote\""), "{page}");
}

#[test]
fn values_to_choose_stand_beside_results_and_before_anything_is_typed() {
    for address in ["/search", "/search?q=hinges&mode=hybrid"] {
        let page = get(address).body;
        assert!(page.contains("aria-label=\"Narrow\""), "{address}: {page}");
        assert!(page.contains("kind=keynote"), "{address}: {page}");
    }
}

#[test]
fn a_value_that_nothing_has_is_said_with_the_nearest() {
    let page = get("/search?q=hinges+speaker:byrom").body;
    assert!(page.contains("No session has the speaker <b>byrom</b>"), "{page}");
    assert!(page.contains("speaker=Ada%20Byron"), "{page}");
    let json = get("/api/v1/search?q=hinges&speaker=byrom").json();
    assert_eq!(json["total"], 0);
    assert_eq!(json["unknown"][0]["nearest"][0], "Ada Byron");
}

#[test]
fn a_misspelled_word_is_offered_put_right() {
    let page = get("/search?q=hingez+day:1").body;
    assert!(page.contains("Did you mean <a href=\"/search?q=hinges%20day%3A1\">"), "{page}");
    assert!(!get("/search?q=hinges").body.contains("Did you mean"));
    assert_eq!(get("/api/v1/search?q=hingez").json()["did_you_mean"], "hinges");
}

#[test]
fn the_days_of_an_event_are_named_in_three_ways() {
    for day in ["2024-06-19", "wednesday", "1"] {
        let json = get(&format!("/api/v1/search?q=hinges+day:{day}")).json();
        assert_eq!(
            (&json["total"], &json["hits"][0]["id"]),
            (&1.into(), &"hinges".into()),
            "{day}"
        );
    }
    assert_eq!(get("/api/v1/search?q=hinges&day=2").json()["total"], 0);
    let both = get("/api/v1/search?q=metal&has=video&has=slides&language=English").json();
    assert_eq!(both["total"], 1);
    assert_eq!(
        get("/api/v1/search?q=metal&has=slides").json()["total"],
        0,
        "no address of the web"
    );
}

#[test]
fn the_api_counts_explains_and_completes() {
    let json = get("/api/v1/search?q=neur&mode=keyword&typing=1&explain=1&n=1").json();
    assert_eq!(json["hits"][0]["id"], "client-side-inference");
    assert_eq!(json["hits"][0]["why"]["keyword"]["words"][0]["found"][0]["relation"], "begins");
    let kinds = json["facets"].as_array().unwrap().iter().find(|it| it["field"] == "kind");
    assert_eq!(kinds.unwrap()["values"][0]["value"], "talk");
    assert_eq!(json["understood"], "neur");
    assert_eq!(get("/api/v1/search?q=neur&mode=keyword").json()["total"], 0);
    assert!(get("/api/v1/search?q=hinges").json()["hits"][0]["why"].is_null());
    let refused = get("/api/v1/search?q=x&explain=please");
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_result_says_where_its_words_were_met() {
    let page = get("/search?q=brass+hinges&mode=keyword").body;
    assert!(page.contains("<b>brass</b> abstract"), "{page}");
    assert!(page.contains("<b>hinges</b> title, topics, abstract"), "{page}");
}
