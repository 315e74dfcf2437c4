//! What `search` shows.

use std::ops::Range;

use super::layout::{WIDTH_COLUMNS, clean, clock, count, wrap};
use super::search;
use crate::cli::paint::Paint;
use crate::cli::words;
use crate::domain::{Catalog, RecordKey, RecordKind};
use crate::search::{Hit, Response, ScoreParts, Why};

pub(super) const INDENT: &str = "   ";

/// What is said of each score.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) enum Scores<'a> {
    /// Nothing.
    Hidden,
    /// Its parts.
    Shown,
    /// Everything, in the order of the hits.
    Explained(&'a [Why]),
}

/// All hits, numbered, best first.
pub(in crate::cli) fn hits(
    response: &Response,
    query: &str,
    catalog: &Catalog,
    scores: Scores<'_>,
    paint: Paint,
) -> String {
    if response.hits.is_empty() {
        return format!("Nothing was found for `{}`", clean(query));
    }
    let found = match response.total > response.hits.len() {
        true => format!("the best {} of {}", response.hits.len(), response.total),
        false => count(response.total, "hit"),
    };
    let head = format!("{found} for `{}` ({})\n", clean(query), words::of_mode(response.mode));
    let shown = (1..).zip(&response.hits);
    let shown = shown.map(|(number, it)| hit(number, it, catalog, scores, paint));
    capitalised(&head) + &shown.collect::<String>()
}

/// Why the hits were not ranked as asked.
pub(in crate::cli) fn degraded(reason: &str, paint: Paint) -> String {
    format!("{} {}", paint.warn("warning:"), clean(reason))
}

fn hit(number: usize, hit: &Hit, catalog: &Catalog, scores: Scores<'_>, paint: Paint) -> String {
    let mut text = format!("\n{number}. {}\n", paint.strong(clean(&hit.title)));
    let moment = hit.start_s.map(|start| format!(" · at {}", clock(start))).unwrap_or_default();
    text += &format!("{INDENT}{}\n", paint.faint(source(&hit.key, catalog) + &moment));
    text += &passage(&hit.passage, &hit.highlights, paint);
    text + &match scores {
        Scores::Hidden => String::new(),
        Scores::Shown => format!("{INDENT}{}\n", paint.faint(score(hit.score, hit.parts))),
        Scores::Explained(all) => {
            let why = all.get(number - 1);
            why.map_or_else(String::new, |why| search::in_hit(&search::why(why), paint))
        }
    }
}

/// `AI_dev Europe 2024 · Ada Byron, Grace Hopper · aidev-europe-2024/some-id`.
pub(super) fn source(key: &RecordKey, catalog: &Catalog) -> String {
    let event = catalog.find_event(&key.event).map(|bundle| bundle.event.name.clone());
    let people = match key.kind {
        RecordKind::Talk => catalog.find_talk(&key.event, &key.id).map(|talk| &talk.speakers),
        RecordKind::Announcement => {
            catalog.find_announcement(&key.event, &key.id).map(|item| &item.people)
        }
    };
    let people = people.into_iter().flatten().map(|person| person.name.as_str());
    let people = people.collect::<Vec<_>>().join(", ");
    let kind = match key.kind {
        RecordKind::Talk => String::new(),
        RecordKind::Announcement => "announcement".to_owned(),
    };
    let parts = [kind, event.unwrap_or_default(), people, format!("{}/{}", key.event, key.id)];
    let parts: Vec<_> =
        parts.iter().filter(|part| !part.is_empty()).map(|part| clean(part)).collect();
    parts.join(" · ")
}

/// The passage wrapped, with the words of the query marked.
fn passage(text: &str, highlights: &[Range<usize>], paint: Paint) -> String {
    wrap(text, WIDTH_COLUMNS - INDENT.len())
        .into_iter()
        .map(|line| format!("{INDENT}{}\n", marked(text, line, highlights, paint)))
        .collect()
}

/// One line of a text with those highlights that lie on it marked.
fn marked(text: &str, line: Range<usize>, highlights: &[Range<usize>], paint: Paint) -> String {
    let mut shown = String::new();
    let mut at = line.start;
    for highlight in highlights {
        let (start, end) = (highlight.start.max(at), highlight.end.min(line.end));
        // A highlight that is out of order, or does not lie on letters, is passed over.
        let (Some(before), Some(word)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        shown += &clean(before);
        shown += &paint.mark(clean(word));
        at = end;
    }
    shown + &clean(&text[at..line.end])
}

fn score(score: f32, parts: ScoreParts) -> String {
    let part = |name: &str, value: Option<f32>| match value {
        Some(value) => format!("{name} {value:.3}"),
        None => format!("{name} -"),
    };
    let (keyword, semantic) = (part("keyword", parts.keyword), part("semantic", parts.meaning()));
    let tokens = part("tokens", parts.tokens);
    format!("score {score:.3} ({keyword}, {semantic}, {tokens})")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;
    use crate::search::Mode;

    #[test]
    fn hits_are_numbered_with_their_source_and_words_marked() {
        let (catalog, response) = (samples::catalog(), samples::response());
        let text = hits(&response, "web", &catalog, Scores::Hidden, Paint::Plain);
        insta::assert_snapshot!(text, @r"
        The best 2 of 7 for `web` (hybrid)

        1. Models in the web browser
           Conf 2024 · Ada Byron, Grace [31mHopper · conf-2024/web · at 1:02:05
           Inference in the web page itself needs no server, and the web has reached the point
           where it is quick.

        2. How open is open
           Conf 2024 · conf-2024/open
           Weights alone are not enough.
        ");
        let text = hits(&response, "web", &catalog, Scores::Shown, Paint::Coloured);
        insta::assert_snapshot!(text.replace('\u{1b}', "^"), @r"
        The best 2 of 7 for `web` (hybrid)

        1. ^[1mModels in the web browser^[0m
           ^[2mConf 2024 · Ada Byron, Grace [31mHopper · conf-2024/web · at 1:02:05^[0m
           Inference in the ^[1m^[33mweb^[0m page itself needs no server, and the ^[1m^[33mweb^[0m has reached the point
           where it is quick.
           ^[2mscore 1.250 (keyword 0.500, semantic 0.750, tokens -)^[0m

        2. ^[1mHow open is open^[0m
           ^[2mConf 2024 · conf-2024/open^[0m
           Weights alone are not enough.
           ^[2mscore 0.500 (keyword -, semantic 0.250, tokens -)^[0m
        ");
    }

    #[test]
    fn nothing_found_says_what_was_looked_for() {
        let response = Response { hits: vec![], total: 0, mode: Mode::Keyword, degraded: None };
        let text =
            hits(&response, "a\u{1b}[31mb", &samples::catalog(), Scores::Hidden, Paint::Plain);
        assert!(text.starts_with("Nothing was found for `a"), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn highlights_out_of_place_are_passed_over() {
        let marked = |highlights: &[Range<usize>]| marked("aé b", 0..5, highlights, Paint::Plain);
        assert_eq!(marked(&[3..4, 0..1, 2..9]), "aé b");
        assert_eq!(marked(&[9..12]), "aé b");
    }
}
