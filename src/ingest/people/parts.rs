//! A list of people cut into its parts, with what parts them; judges none of them.

/// Ends of company names that stand behind a comma, and of names.
const SUFFIXES: [&str; 22] = [
    "inc", "inc.", "llc", "llc.", "ltd", "ltd.", "gmbh", "ag", "b.v.", "bv", "s.a.", "sa", "co.",
    "corp.", "plc", "pte", "pte.", "jr", "jr.", "sr.", "ph.d.", "phd",
];
/// Words before a name that say what somebody does on stage.
const LABELS: [&str; 11] = [
    "moderated by",
    "moderator:",
    "moderation:",
    "hosted by",
    "presented by",
    "panelists:",
    "panellists:",
    "speakers:",
    "speaker:",
    "with",
    "by",
];
/// The same behind a name.
const ASIDES: [&str; 5] = ["(moderator)", "[moderator]", "(panelist)", "(host)", "(speaker)"];

/// What stands before a part of a list; the later ones part more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Before {
    /// A comma.
    Comma,
    /// `&` or `and`.
    And,
    /// A semicolon.
    Semicolon,
    /// The list begins.
    Nothing,
}

/// What stands between two separators.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) before: Before,
    /// The words, trimmed; never empty.
    pub(super) text: String,
    /// The separator as written.
    pub(super) separator: &'a str,
}

/// The parts of a list. Brackets hold together, and `Inc.` and `Jr.` stay with what they end.
pub(super) fn parts(list: &str) -> Vec<Part<'_>> {
    let mut found: Vec<Part<'_>> = Vec::new();
    let (mut before, mut mark, mut begin, mut depth) = (Before::Nothing, "", 0, 0_usize);
    let mut at = 0;
    while let Some(rest) = list.get(at..).filter(|rest| !rest.is_empty()) {
        match rest.as_bytes().first() {
            Some(b'(') => depth += 1,
            Some(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let Some((sort, length)) = separator(rest).filter(|_| depth == 0) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let text = list.get(begin..at).unwrap_or_default().trim();
        push(&mut found, text, before, mark);
        before = if text.is_empty() { before.max(sort) } else { sort };
        mark = rest.get(..length).unwrap_or_default();
        at += length;
        begin = at;
    }
    push(&mut found, list.get(begin..).unwrap_or_default().trim(), before, mark);
    if let Some(first) = found.first_mut() {
        first.before = Before::Nothing;
    }
    found
}

/// Adds a part, or puts the end of a name back to it.
fn push<'a>(found: &mut Vec<Part<'a>>, text: &str, before: Before, separator: &'a str) {
    let is_suffix = before == Before::Comma && SUFFIXES.contains(&text.to_lowercase().as_str());
    match found.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if is_suffix => {
            last.text.push_str(", ");
            last.text.push_str(text);
        }
        _ => found.push(Part { before, text: text.to_owned(), separator }),
    }
}

/// The separator at the start of a text, and its length in bytes.
fn separator(rest: &str) -> Option<(Before, usize)> {
    let marks = [
        (";", Before::Semicolon),
        (",", Before::Comma),
        ("，", Before::Comma),
        ("、", Before::Comma),
        (" & ", Before::And),
        (" and ", Before::And),
        (" und ", Before::And),
    ];
    marks.iter().find(|(mark, _)| rest.starts_with(mark)).map(|(mark, sort)| (*sort, mark.len()))
}

/// The text without the word of a role before it.
pub(super) fn unlabelled(text: &str) -> &str {
    let text = text.trim();
    let rest = |label: &str| {
        let (head, rest) = text.split_at_checked(label.len())?;
        let parted = label.ends_with(':') || rest.starts_with([' ', ':']);
        (parted && head.eq_ignore_ascii_case(label)).then(|| rest.trim_start_matches([' ', ':']))
    };
    LABELS.iter().find_map(|label| rest(label)).unwrap_or(text)
}

/// The text on one line, without the word of a role in brackets.
pub(super) fn without_role(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for aside in ASIDES {
        if let Some(at) = text.to_ascii_lowercase().find(aside) {
            text.replace_range(at..at + aside.len(), "");
        }
    }
    text.trim_matches([' ', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn separators_part_and_brackets_and_suffixes_hold() {
        let read: Vec<_> = parts("A B, Foo, Inc. & C (D, E); and F, AT&T")
            .into_iter()
            .map(|part| (part.before, part.text))
            .collect();
        let expected = [
            (Before::Nothing, "A B"),
            (Before::Comma, "Foo, Inc."),
            (Before::And, "C (D, E)"),
            (Before::Semicolon, "F"),
            (Before::Comma, "AT&T"),
        ];
        assert_eq!(read, expected.map(|(before, text)| (before, text.to_owned())));
    }

    #[test]
    fn roles_on_stage_leave_the_name() {
        assert_eq!(unlabelled("Moderated by Ada"), "Ada");
        assert_eq!(unlabelled("Moderator: Ada"), "Ada");
        assert_eq!(unlabelled("Byron"), "Byron");
        assert_eq!(without_role(" Ada  Byron (Moderator)"), "Ada Byron");
    }

    proptest! {
        #[test]
        fn any_text_has_parts_that_stand_in_it(text in "[ a,;&()“é]{0,30}|\\PC{0,30}") {
            for part in parts(&text) {
                prop_assert!(!part.text.is_empty());
            }
            let _ = without_role(unlabelled(&text));
        }
    }
}
