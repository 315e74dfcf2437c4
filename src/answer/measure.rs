//! Questions by a measure: "which is fastest?", "what does it cost?". A sentence on the subject is no
//! answer to them unless it speaks of the measure too.

use super::evidence::stems_of;
use super::question::Question;
use crate::text;

/// Words that ask how much, or which is the most so; those of a row stand for one another. `best`
/// and `worst` are not among them: people say them of anything.
const MEASURES: [&[&str]; 7] = [
    &["cost", "costs", "price", "prices", "fee", "fees", "cheapest"],
    &["fastest", "quickest"],
    &["slowest"],
    &["biggest", "largest"],
    &["smallest"],
    &["newest", "latest"],
    &["oldest"],
];

/// Whether the question asks by a measure that the sentence does not name. A talk about fast
/// databases does not say which is the fastest.
pub(super) fn is_unmet(question: &Question, sentence: &str) -> bool {
    let asks = |row: &&&[&str]| question.words.iter().any(|word| row.contains(&word.as_str()));
    let measures: Vec<String> = MEASURES
        .iter()
        .filter(asks)
        .flat_map(|row| row.iter().map(|word| text::stem(word)))
        .collect();
    !measures.is_empty() && !stems_of(sentence).any(|stem| measures.contains(&stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_met_only_by_a_sentence_that_names_it() {
        let fastest = Question::read("Which database is fastest?");
        assert!(is_unmet(&fastest, "Milvus is unlike other databases and searches fast."));
        assert!(!is_unmet(&fastest, "Of the three, the fastest was written in Rust."));
        let cost = Question::read("how much does a cluster cost");
        assert!(is_unmet(&cost, "Latency fell tenfold on Kubernetes."));
        assert!(!is_unmet(&cost, "Costs fell to a tenth."));
        assert!(!is_unmet(
            &Question::read("the biggest corpus"),
            "It is the largest body of text."
        ));
        assert!(!is_unmet(&Question::read("What is a cluster?"), "Many machines."));
    }
}
