//! Checks of what visitors type: trimmed, bounded, and refused with a sentence that helps.

use std::str::FromStr;

use super::errors::VisitorError;
use super::spoken::Spoken;
use crate::domain::Kind;
use crate::search::Mode;
use crate::text;

/// Longest query or question in characters. The model reads about 250 tokens, some 1000
/// characters; questions people type are under 200.
pub(crate) const TEXT_MAX_CHARS: usize = 400;

/// Longest filter value in characters: track names and topics are far shorter.
const FILTER_MAX_CHARS: usize = 200;

/// Last page of hits that can be asked for; nobody reads on, and robots should not.
const PAGE_MAX: usize = 200;

/// A query or question: without control characters, trimmed; `None` when nothing was typed.
pub(crate) fn text(
    name: &'static str,
    given: Option<String>,
) -> Result<Option<String>, VisitorError> {
    bounded(name, given, TEXT_MAX_CHARS)
}

/// A filter value; an empty one is none.
pub(crate) fn filter(
    name: &'static str,
    given: Option<String>,
) -> Result<Option<String>, VisitorError> {
    bounded(name, given, FILTER_MAX_CHARS)
}

/// The mode with this word, hybrid when none is given.
pub(crate) fn mode(given: Option<&str>) -> Result<Mode, VisitorError> {
    match given {
        None | Some("" | "hybrid") => Ok(Mode::Hybrid),
        Some("keyword") => Ok(Mode::Keyword),
        Some("semantic") => Ok(Mode::Semantic),
        Some(other) => Err(VisitorError::bad_value(
            "mode",
            "`{value}` is no search mode (hybrid, keyword or semantic)",
            &short(other),
        )),
    }
}

/// The word for a mode in addresses; hybrid goes unsaid.
pub(crate) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Hybrid => "hybrid",
        Mode::Keyword => "keyword",
        Mode::Semantic => "semantic",
    }
}

/// A kind of talk, or `announcement`.
pub(crate) fn kind(given: Option<String>) -> Result<Option<String>, VisitorError> {
    let Some(word) = filter("kind", given)? else { return Ok(None) };
    if Kind::from_word(&word).is_some() || word == "announcement" {
        return Ok(Some(word));
    }
    Err(VisitorError::bad_value("kind", "`{value}` is no kind of session", &short(&word)))
}

/// A whole number, when one is given.
pub(crate) fn number<T: FromStr>(
    name: &'static str,
    given: Option<&str>,
) -> Result<Option<T>, VisitorError> {
    match given.map(str::trim) {
        None | Some("") => Ok(None),
        Some(word) => word.parse().map(Some).map_err(|_| {
            VisitorError::bad_value(name, "`{value}` is no number I can use", &short(word))
        }),
    }
}

/// The page asked for, from 1.
pub(crate) fn page(given: Option<&str>) -> Result<usize, VisitorError> {
    let page = number("page", given)?.unwrap_or(1);
    if (1..=PAGE_MAX).contains(&page) {
        return Ok(page);
    }
    let value = |number: usize| Spoken::Record(number.to_string());
    let values = vec![("max", value(PAGE_MAX)), ("page", value(page))];
    let reason = Spoken::Text("pages run from 1 to {max}, not `{page}`", values);
    Err(VisitorError::BadQuery { name: "page", reason })
}

/// Trims, strips and bounds a text.
fn bounded(
    name: &'static str,
    given: Option<String>,
    max_chars: usize,
) -> Result<Option<String>, VisitorError> {
    let Some(given) = given else { return Ok(None) };
    let clean = text::strip_control(&given).trim().to_owned();
    if clean.is_empty() {
        return Ok(None);
    }
    let chars = clean.chars().count();
    if chars > max_chars {
        return Err(VisitorError::TooLong { name, chars, max_chars });
    }
    Ok(Some(clean))
}

/// The start of a value, for use in a message.
fn short(value: &str) -> String {
    text::strip_control(value).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_bounded_and_free_of_control_characters() {
        assert_eq!(text("q", Some("  rag \u{7} ".into())).unwrap().as_deref(), Some("rag"));
        assert_eq!(text("q", Some(" \n ".into())).unwrap(), None);
        assert!(text("q", Some("x".repeat(TEXT_MAX_CHARS))).is_ok());
        let refused = text("q", Some("x".repeat(TEXT_MAX_CHARS + 1)));
        assert!(matches!(refused, Err(VisitorError::TooLong { chars: 401, .. })));
    }

    #[test]
    fn what_is_no_mode_kind_or_page_is_refused() {
        assert_eq!(mode(Some("keyword")).unwrap(), Mode::Keyword);
        assert!(mode(Some("psychic")).is_err());
        assert!(kind(Some("opera".into())).is_err());
        assert_eq!(kind(Some("announcement".into())).unwrap().as_deref(), Some("announcement"));
        assert_eq!(page(None).unwrap(), 1);
        assert!(page(Some("0")).is_err());
        assert!(page(Some("-1")).is_err());
        assert!(number::<i16>("year", Some("99999")).is_err());
    }
}
