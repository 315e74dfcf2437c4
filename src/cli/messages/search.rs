//! What `search` says beside its hits: what may have been meant, how to narrow, and why a hit
//! stands where it does.

use super::layout::{WIDTH_COLUMNS, clean, indented};
use super::results::INDENT;
use crate::cli::paint::Paint;
use crate::search::{Facet, Guided, Relation, UnknownValue, Why, WordReason};

/// What to tell of a query besides its hits; nothing for one that is fine.
pub(in crate::cli) fn advice(found: &Guided, paint: Paint) -> String {
    let mut lines: Vec<String> = found.unknown.iter().map(unknown).collect();
    if let Some(suggestion) = &found.suggestion {
        lines.push(format!("{} did you mean `{}`?", paint.strong("hint:"), clean(suggestion)));
    }
    lines.join("\n")
}

fn unknown(it: &UnknownValue) -> String {
    let nearest: Vec<_> = it.nearest.iter().map(|value| format!("`{}`", clean(value))).collect();
    let nearest = match nearest.as_slice() {
        [] => String::new(),
        some => format!("; there is {}", some.join(", ")),
    };
    format!("no record has the {} `{}`{nearest}", it.field.word(), clean(&it.value))
}

/// How many hits each value of a field would leave, a field a line.
pub(in crate::cli) fn facets(facets: &[Facet], paint: Paint) -> String {
    let line = |facet: &Facet| {
        let values = facet.values.iter().map(|value| {
            let mark = if value.chosen { "*" } else { "" };
            format!("{mark}{} ({})", clean(&value.label), value.count)
        });
        let values = values.collect::<Vec<_>>().join(", ");
        format!("{}\n{}", paint.strong(facet.field.word()), indented(&values, INDENT))
    };
    facets.iter().map(line).collect()
}

/// Why a hit stands where it does.
pub(super) fn why(why: &Why) -> String {
    let signals =
        why.signals.iter().map(|it| format!("{} {:+.3} ({:.3})", it.signal, it.adds, it.value));
    let mut text = format!("score {:.3} = {}\n", why.score, signals.collect::<Vec<_>>().join(", "));
    if let Some(name) = why.name {
        text += &format!("like the name of a speaker: {name:.3}, which stands in for the words\n");
    }
    for near in &why.near {
        let words = [&near.query, &near.found].map(|word| clean(word));
        let share = near.weight * 100.0;
        text += &format!(
            "{} ~ {} {:.2} ({share:.0} % of the query)\n",
            words[0], words[1], near.similarity
        );
    }
    for word in &why.keyword.words {
        text += &reason(word);
    }
    for pair in &why.keyword.pairs {
        let words = pair.words.each_ref().map(|word| clean(word));
        text += &format!("{} next to {}: +{:.2}\n", words[0], words[1], pair.score);
    }
    if why.keyword.ideal > 0.0 {
        let share = why.keyword.share();
        let (score, ideal) = (why.keyword.score, why.keyword.ideal);
        text += &format!("words: {score:.2} of the ideal {ideal:.2} = {share:.3}\n");
    }
    text
}

fn reason(word: &WordReason) -> String {
    if word.found.is_empty() {
        return format!("{} (idf {:.2}): not there\n", clean(&word.word), word.idf);
    }
    let found = word.found.iter().map(|found| {
        let relation = match found.relation {
            Relation::Same => String::new(),
            Relation::Stem => format!(" as a form of {}", clean(&found.word)),
            Relation::Misspelled => format!(" as {}, a correction", clean(&found.word)),
            Relation::Begins => format!(" as a word that begins with {}", clean(&found.word)),
        };
        format!("{}{relation} (weight {:.2}) {:.2}", found.part, found.weight, found.score)
    });
    let found = found.collect::<Vec<_>>().join("; ");
    format!("{} (idf {:.2}): {found}; together +{:.2}\n", clean(&word.word), word.idf, word.score)
}

/// The lines of a text, each wrapped behind the indent of hits.
pub(super) fn in_hit(text: &str, paint: Paint) -> String {
    let lines = text.lines().flat_map(|line| {
        let lines = super::layout::wrap(line, WIDTH_COLUMNS - INDENT.len());
        lines.into_iter().map(|range| line[range].to_owned()).collect::<Vec<_>>()
    });
    lines.map(|line| format!("{INDENT}{}\n", paint.faint(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;
    use crate::search::{FacetValue, Field};

    #[test]
    fn what_was_meant_and_what_nothing_has_is_said() {
        let mut found = samples::guided();
        assert_eq!(advice(&found, Paint::Plain), "");
        found.suggestion = Some("web \u{1b}[1mgpu".into());
        found.unknown = vec![UnknownValue {
            field: Field::Track,
            value: "Kernal".into(),
            nearest: vec!["Kernel".into(), "Web".into()],
        }];
        insta::assert_snapshot!(advice(&found, Paint::Plain), @r"
        no record has the track `Kernal`; there is `Kernel`, `Web`
        hint: did you mean `web [1mgpu`?
        ");
    }

    #[test]
    fn facets_are_a_field_a_line() {
        let value = |label: &str, count, chosen| FacetValue {
            value: label.to_lowercase(),
            label: label.into(),
            count,
            chosen,
        };
        let values = vec![value("Web", 7, true), value("Kernel", 2, false)];
        let text = facets(&[Facet { field: Field::Track, values }], Paint::Plain);
        insta::assert_snapshot!(text, @r"
        track
           *Web (7), Kernel (2)
        ");
    }

    #[test]
    fn a_score_is_taken_apart() {
        insta::assert_snapshot!(why(&samples::why()), @r"
        score 1.250 = words +0.500 (0.500), meaning +0.750 (0.750)
        like the name of a speaker: 0.600, which stands in for the words
        browzer ~ browser 0.81 (60 % of the query)
        web (idf 2.00): title (weight 1.50) 3.00; text as a form of web (weight 1.50) 3.00; together +3.90
        browzer (idf 2.00): title as browser, a correction (weight 1.50) 3.00; together +3.00
        no (idf 2.00): not there
        web next to browser: +0.60
        words: 7.50 of the ideal 15.00 = 0.500
        ");
    }
}
