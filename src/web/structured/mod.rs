//! What pages tell programs that read them: schema.org records as JSON-LD. Shows nothing itself.
//!
//! Nothing is claimed that no record says: a field that is not known is left out.

mod event;
mod people;
mod place;
mod talk;
mod video;
mod when;

use minijinja::Value;
use serde::Serialize;

pub(crate) use event::of_event;
pub(crate) use people::{of_site, of_speaker};
pub(crate) use talk::of_talk;

use crate::text;
use crate::web::render::script_safe;

/// The vocabulary every record is written in.
const VOCABULARY: &str = "https://schema.org";

/// Characters of a description: what previews show of it, twice over.
const DESCRIPTION_MAX_CHARS: usize = 600;

/// A record with the vocabulary it is written in.
#[derive(Serialize)]
struct Document<T> {
    #[serde(rename = "@context")]
    vocabulary: &'static str,
    #[serde(flatten)]
    record: T,
}

/// A record as text that may stand inside a `script` element as it is.
fn document<T: Serialize>(record: T) -> Option<Value> {
    let document = Document { vocabulary: VOCABULARY, record };
    let json = serde_json::to_string(&document)
        .inspect_err(|error| tracing::error!(%error, "a page's record cannot be written"))
        .ok()?;
    Some(Value::from_safe_string(script_safe(&json)))
}

/// A hostile source text as one plain paragraph, cut at a word where it is long.
fn description(source: &str) -> Option<String> {
    let plain = text::plain(source).split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = plain.char_indices().nth(DESCRIPTION_MAX_CHARS) else {
        return Some(plain).filter(|plain| !plain.is_empty());
    };
    let end = plain[..cut].rfind(' ').unwrap_or(cut);
    Some(format!("{}…", &plain[..end]))
}

/// One value where there is one, a list where there are several, as schema.org allows for any field.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    fn new(mut values: Vec<T>) -> Option<Self> {
        match values.len() {
            0 => None,
            1 => values.pop().map(Self::One),
            _ => Some(Self::More(values)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_leaves_its_script_element_and_every_text_reads_back(
            text in prop::collection::vec(
                prop_oneof!["</script>", "<!--", "&amp;", "\u{2028}", "\"", "\\\\", ".{0,8}"], 0..9,
            )
        ) {
            let text = text.concat();
            let json = script_safe(&serde_json::to_string(&text).unwrap());
            let markup = ['<', '>', '&', '\u{2028}', '\u{2029}'];
            prop_assert!(!json.contains(markup));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn a_description_is_plain_and_bounded() {
        assert_eq!(description("<b>A</b><p>b</p>").as_deref(), Some("A b"));
        assert_eq!(description("  <br> "), None);
        let long = description(&"wörd ".repeat(500)).unwrap();
        assert!(long.ends_with("wörd…") && long.chars().count() <= DESCRIPTION_MAX_CHARS + 1);
    }
}
