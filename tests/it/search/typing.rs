//! The word being typed: what it finds before it is whole, and that a further letter does no harm.

use super::*;
use hallway::index::{Query, Word, analyse};
use hallway::search::Ending;

/// Words that begin alike, so that a further letter lets some go and others in.
const WORDS: [&str; 16] = [
    "con",
    "cont",
    "contain",
    "container",
    "containers",
    "containing",
    "context",
    "contest",
    "contour",
    "data",
    "database",
    "databases",
    "datum",
    "go",
    "google",
    "governance",
];

fn typed(query: &str) -> Vec<String> {
    let found = engine().guide(&request(query, Mode::Keyword), Ending::Typing).unwrap();
    ids(&found.response).into_iter().map(str::to_owned).collect()
}

#[test]
fn the_beginning_of_a_word_finds_it_unless_a_space_ends_it() {
    assert_eq!(typed("kubern"), ["5"]);
    assert_eq!(typed("memory safe"), ["4", "5"]);
    assert!(typed("kubern ").is_empty());
    assert!(found("kubern", Mode::Keyword).is_empty());
    assert_eq!(typed("kuberntes"), ["5"], "what nothing begins with is put right as ever");
    assert_eq!(typed("speaker:ana kub"), ["5"]);
}

#[test]
fn what_a_beginning_met_is_marked() {
    let found = engine().guide(&request("kubern", Mode::Keyword), Ending::Typing).unwrap();
    let hit = &found.response.hits[0];
    assert_eq!(&hit.passage[hit.highlights[0].clone()], "Kubernetes");
    assert_eq!(found.suggestion, None);
}

#[test]
fn the_whole_word_is_ahead_of_words_that_begin_with_it() {
    let talk = |id: &'static str, title| document(["b-2024", id, title, "Nothing.", "Li Wei"]);
    let documents = vec![talk("1", "google"), talk("2", "go"), talk("3", "governance")];
    let engine = engine_over(documents, Arc::new(Lexicon::default()));
    let found = engine.guide(&request("go", Mode::Keyword), Ending::Typing).unwrap();
    assert_eq!(ids(&found.response)[0], "2");
    assert_eq!(found.response.total, 3);
}

/// Scores by talk.
fn scores(index: &Index, before: &[&str], letters: &str, ids: usize) -> Vec<f32> {
    let word = |word: &&str| {
        let token = analyse(word).remove(0);
        Word { exact: token.exact, stem: token.stem }
    };
    let query = Query {
        words: before.iter().map(word).collect(),
        unfinished: Some(letters.to_owned()),
        ..Query::default()
    };
    let hits = index.search(&query).unwrap().hits;
    let score = |id: usize| {
        let record = hallway::index::RecordId::of(&RecordKey::talk("b-2024", &id.to_string()));
        hits.iter().find(|hit| hit.id == record).map_or(0.0, |hit| hit.score)
    };
    (0..ids).map(score).collect()
}

fn texts() -> impl Strategy<Value = Vec<(Vec<&'static str>, Vec<&'static str>, &'static str)>> {
    let word = || prop::sample::select(WORDS.to_vec());
    let title = prop::collection::vec(word(), 1..4);
    prop::collection::vec((title, prop::collection::vec(word(), 0..8), word()), 2..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whoever is ahead of a talk after one more letter of a word of its title was ahead before,
    /// has the letters typed as a whole word, or has only lost to what the talk had as a whole
    /// word itself.
    #[test]
    fn one_more_letter_never_makes_results_worse(texts in texts(), target in 0usize..12) {
        let documents: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(id, (title, text, speaker))| {
                let (title, text) = (title.join(" "), text.join(" "));
                document(["b-2024", &id.to_string(), &title, &text, speaker])
            })
            .collect();
        let index = Index::in_memory().unwrap();
        index.sync(&documents).unwrap();
        let target = target % texts.len();
        let words = |id: usize| -> Vec<String> {
            let Document { title, text, speakers, topics, track, .. } = &documents[id];
            let all = format!("{title} {text} {speakers:?} {topics:?} {track:?}");
            analyse(&all).into_iter().map(|token| token.exact).collect()
        };
        let title = &texts[target].0;
        for (place, word) in title.iter().enumerate() {
            for end in 2..word.len() {
                let (letters, more) = (&word[..end], &word[..=end]);
                let before = scores(&index, &title[..place], letters, texts.len());
                let after = scores(&index, &title[..place], more, texts.len());
                prop_assert!(after[target] > 0.0);
                if words(target).iter().any(|it| it == letters) {
                    continue;
                }
                for other in 0..texts.len() {
                    let passes = after[other] > after[target] + 1e-4
                        && before[other] < before[target] - 1e-4;
                    let has_it = words(other).iter().any(|it| it == more);
                    prop_assert!(!passes || has_it, "{other} passes {target} at {more}");
                }
            }
        }
    }
}
