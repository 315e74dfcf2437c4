//! What a search tells a person beside its hits: how it was understood, how to narrow it, what may
//! have been meant, and why a hit stands where it does.

use super::*;
use hallway::search::{Ending, Guided};

fn guide(query: &str, mode: Mode) -> Guided {
    engine().guide(&request(query, mode), Ending::Whole).unwrap()
}

fn found(query: &str) -> Vec<String> {
    let guided = guide(query, Mode::Keyword);
    ids(&guided.response).into_iter().map(str::to_owned).collect()
}

#[test]
fn fields_narrow_a_search_and_list_without_one() {
    assert_eq!(found("memory year:2024 speaker:wei"), ["4"]);
    assert_eq!(found("memory -speaker:\"Li Wei\""), ["5"]);
    assert_eq!(found("speaker:ana event:a-2023"), ["1"]);
    assert_eq!(found("track:databases track:rust"), ["1", "4", "6"]);
    assert_eq!(found("speaker:ana -kubernetes"), ["1", "6"]);
    assert_eq!(found("speaker:ana \"databases grow\""), ["1", "6"]);
    assert_eq!(found("Impatient: the C++"), ["7"]);
}

#[test]
fn a_list_by_filter_alone_is_paged_in_the_order_of_the_records() {
    let page = Request { offset: 1, limit: 1, ..request("speaker:mendonça", Mode::Hybrid) };
    let guided = engine().guide(&page, Ending::Whole).unwrap();
    assert_eq!((ids(&guided.response), guided.response.total), (vec!["5"], 3));
}

#[test]
fn a_value_that_no_record_has_finds_nothing_and_names_the_nearest() {
    let guided = guide("memory speaker:mendoncca", Mode::Hybrid);
    assert_eq!(guided.response.total, 0);
    assert_eq!(guided.unknown[0].value, "mendoncca");
    assert_eq!(guided.unknown[0].nearest, ["Ana Mendonça"]);
    assert!(guide("memory speaker:ana", Mode::Hybrid).unknown.is_empty());
}

#[test]
fn a_query_is_shown_as_it_was_understood() {
    let filter = Filter::of(Field::Year, "2024");
    let request = Request { filter, ..request(" Rust  speaker:\"li wei\" note:x", Mode::Keyword) };
    let guided = engine().guide(&request, Ending::Whole).unwrap();
    assert_eq!(guided.typed.to_string(), "Rust note:x year:2024 speaker:\"li wei\"");
}

#[test]
fn a_better_spelling_is_offered_and_a_query_that_is_fine_is_left_alone() {
    let meant = guide("\"kuberntes\" memory -sql year:2024", Mode::Keyword).suggestion;
    assert_eq!(meant.as_deref(), Some("\"kubernetes\" memory -sql year:2024"));
    assert_eq!(
        guide("Elissa Shovinsky", Mode::Hybrid).suggestion.as_deref(),
        Some("Elissa Shevinsky")
    );
    for fine in ["memory safety", "kubernetes", "growing teams", "", "xyzzyplugh", "-kuberntes"] {
        assert_eq!(guide(fine, Mode::Hybrid).suggestion, None, "{fine}");
    }
}

#[test]
fn a_rare_slip_of_an_author_is_offered_its_common_spelling_and_still_found() {
    let mut documents: Vec<_> = (0..40)
        .map(|n| document(["b-2024", &n.to_string(), "Night", "On kubernetes.", "Li Wei"]))
        .collect();
    documents[7].text = "On kuberntes, misspelled.".into();
    documents[8].title = "Kubernetis".into();
    let engine = engine_over(documents, Arc::new(Lexicon::default()));
    let guide = |query| engine.guide(&request(query, Mode::Keyword), Ending::Whole).unwrap();
    let slip = guide("kuberntes");
    assert_eq!((ids(&slip.response), slip.suggestion.as_deref()), (vec!["7"], Some("kubernetes")));
    assert_eq!(guide("kubernetis").suggestion, None, "a title is written with care");
}

#[test]
fn a_failing_model_still_guides() {
    let engine = engine_over(documents(), Arc::new(Broken));
    let guided = engine.guide(&request("kuberntes", Mode::Hybrid), Ending::Whole).unwrap();
    assert_eq!(guided.response.degraded.as_deref(), Some("the device was lost"));
    assert!(guided.suggestion.is_some() && !guided.facets.is_empty());
}

#[test]
fn a_hit_says_which_words_were_met_where() {
    let engine = engine();
    let request = request("memory safety kuberntes", Mode::Hybrid);
    let response = engine.search(&request).unwrap();
    let why = engine.why(&request, Ending::Whole, response.mode, &response.hits).unwrap();
    let at = response.hits.iter().position(|hit| hit.key.id == "4").unwrap();
    let words = &why[at].keyword;
    let places = |word: usize| words.words[word].found.iter().map(|it| it.part).collect::<Vec<_>>();
    assert_eq!(places(0), ["title", "topics", "text"]);
    assert!(places(2).is_empty());
    assert_eq!(words.pairs[0].words, ["memory", "safety"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_facet_counts_what_choosing_it_leaves(
        query in queries(), filter in filters(), mode in 0usize..3,
    ) {
        let engine = engine();
        let request = Request { filter, ..request(&query, MODES[mode]) };
        let guided = engine.guide(&request, Ending::Whole).unwrap();
        for facet in &guided.facets {
            for value in &facet.values {
                let filter = request.filter.clone().cleared(facet.field);
                let filter = filter.with(facet.field, value.value.clone());
                let chosen = engine.search(&Request { filter, ..request.clone() }).unwrap();
                prop_assert_eq!(chosen.total, value.count, "{:?} {}", facet.field, value.value);
            }
        }
    }

    #[test]
    fn a_guided_search_finds_what_a_plain_one_does(
        query in queries(), filter in filters(), mode in 0usize..3,
    ) {
        let engine = engine();
        let request = Request { filter, ..request(&query, MODES[mode]) };
        let guided = engine.guide(&request, Ending::Whole).unwrap().response;
        let plain = engine.search(&request).unwrap();
        prop_assert_eq!(format!("{guided:?}"), format!("{plain:?}"));
    }

    #[test]
    fn reasons_add_up_to_the_score(query in queries(), mode in 0usize..3, typing in any::<bool>()) {
        let engine = engine();
        let ending = if typing { Ending::Typing } else { Ending::Whole };
        let request = request(&query, MODES[mode]);
        let found = engine.guide(&request, ending).unwrap().response;
        let why = engine.why(&request, ending, found.mode, &found.hits).unwrap();
        for (hit, why) in found.hits.iter().zip(why) {
            let sum: f32 = why.signals.iter().map(|it| it.adds).sum();
            prop_assert!((sum - hit.score).abs() < 1e-4, "{sum} is not {}", hit.score);
            let share = why.keyword.share();
            if let (Some(keyword), None) = (hit.parts.keyword, why.name) {
                prop_assert!((share - keyword).abs() < 1e-4, "{share} is not {keyword}");
            }
        }
    }
}
