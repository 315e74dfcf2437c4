//! What `ask` shows.

use super::layout::{clean, clock, indented};
use super::results::source;
use crate::answer::{Citation, Outcome, Reply};
use crate::cli::paint::Paint;
use crate::domain::Catalog;

const INDENT: &str = "      ";

/// The answer with its sources, the closest passages, or an honest no.
pub(in crate::cli) fn reply(reply: &Reply, catalog: &Catalog, paint: Paint) -> String {
    let lead = indented(&clean(&reply.text), "");
    let lead = match reply.outcome {
        Outcome::Answer => lead.lines().map(|line| paint.strong(line) + "\n").collect(),
        Outcome::Closest | Outcome::NotFound => lead,
    };
    let citations = (1..).zip(&reply.citations);
    let citations = citations.map(|(number, it)| {
        // An answer that is a sentence is not said twice.
        let is_said = it.sentence == reply.text;
        source_of(number, it, catalog, paint) + &if is_said { String::new() } else { quoted(it) }
    });
    lead + &citations.collect::<String>()
}

/// How sure the reply is of its outcome.
pub(in crate::cli) fn confidence(reply: &Reply) -> String {
    format!("confidence {:.2}", reply.confidence)
}

fn source_of(number: usize, citation: &Citation, catalog: &Catalog, paint: Paint) -> String {
    let moment = citation.start_s.map(|start| format!(" at {}", clock(start))).unwrap_or_default();
    let source = paint.faint(source(&citation.key, catalog));
    format!("\n  [{number}] {}{moment}\n{INDENT}{source}\n", clean(&citation.title))
}

fn quoted(citation: &Citation) -> String {
    indented(&format!("\"{}\"", clean(&citation.sentence)), INDENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn an_answer_comes_with_its_sources() {
        let mut two = samples::reply();
        let second = Citation { sentence: "It is quick.".into(), ..two.citations[0].clone() };
        two.citations.push(second);
        insta::assert_snapshot!(reply(&two, &samples::catalog(), Paint::Plain), @r#"
        Inference in the web page itself needs no server.

          [1] Models in the web browser at 1:23
              Conf 2024 · Ada Byron, Grace [31mHopper · conf-2024/web

          [2] Models in the web browser at 1:23
              Conf 2024 · Ada Byron, Grace [31mHopper · conf-2024/web
              "It is quick."
        "#);
    }

    #[test]
    fn a_no_is_one_sentence() {
        let no = Reply {
            outcome: Outcome::NotFound,
            text: "None of these sessions speaks of it.".into(),
            confidence: 0.9,
            citations: vec![],
        };
        assert_eq!(
            reply(&no, &samples::catalog(), Paint::Plain),
            "None of these sessions speaks of it.\n"
        );
    }
}
