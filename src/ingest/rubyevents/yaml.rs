//! YAML to JSON values, within limits: what is nested deeply or repeats itself by references is
//! refused before it grows.

use serde_json::Value;

use crate::ingest::IngestError;
use crate::ingest::records::clip;

/// Most nodes of a file; the largest of `RubyEvents` has 5,500.
const MAX_NODES: usize = 250_000;
/// Deepest nesting; theirs has 7.
const MAX_DEPTH: usize = 24;

/// Reads a document; an empty one is null.
///
/// # Errors
///
/// The text is no YAML, or beyond the limits.
pub(super) fn document(text: &str) -> Result<Value, IngestError> {
    let is_bare = |line: &str| matches!(line.trim(), "" | "---") || line.starts_with('#');
    if text.lines().all(is_bare) {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str_with_options(text, options())
        .map_err(|error| IngestError::Yaml { message: clip(&error.to_string(), 200) })
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: MAX_NODES,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            // Lists of talks need no references, and a few of them can stand for any amount.
            max_anchors: 0,
            max_aliases: 0,
        },
        // Ids of recordings are not always in quotes: `0123` and `12_3` are no numbers.
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_stay_texts() {
        let read = document("---\ndate: 2024-05-07\nid: 0123\ntext: |-\n  a\n  b\non: yes\n");
        let expected = json!({"date": "2024-05-07", "id": "0123", "text": "a\nb", "on": "yes"});
        assert_eq!(read, Ok(expected));
        for empty in ["", "---\n", "# nothing\n---\n"] {
            assert_eq!(document(empty), Ok(Value::Null));
        }
    }

    #[test]
    fn what_grows_is_refused() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        let deep = "[".repeat(10_000);
        let nested: String = (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        let wide = "- x\n".repeat(MAX_NODES + 1);
        for refused in [bomb, &deep, &nested, &wide, "a: [", "a: 1\na: 2\n"] {
            let error = document(refused).unwrap_err();
            assert!(matches!(error, IngestError::Yaml { .. }), "{error}");
            assert!(error.to_string().len() < 400);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-a:\\[\\]{}|>&*!?,'\"# \n\t0]{0,60}") {
            let _ = document(&text);
        }
    }
}
