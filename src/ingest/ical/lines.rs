//! Content lines of a calendar (RFC 5545, section 3.1), read tolerantly: folded or not, with line
//! ends of every system, and with line breaks that a careless writer left inside of values. Knows
//! nothing of what a property means.

/// One property: name, parameters and value, with the line it begins on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Property {
    /// In capital letters.
    pub(in crate::ingest) name: String,
    /// Names in capital letters, values without quotation marks.
    pub(in crate::ingest) parameters: Vec<(String, String)>,
    /// As written, still escaped.
    pub(in crate::ingest) value: String,
    /// From 1.
    pub(in crate::ingest) line: usize,
}

impl Property {
    /// The first parameter of this name, given in capital letters.
    pub(in crate::ingest) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Names that begin a property. Any other text before a colon is taken for the rest of a value
/// with line breaks in it (`Note: bring a laptop`), unless it begins with `X-`.
const NAMES: [&str; 57] = [
    "ACTION",
    "ATTACH",
    "ATTENDEE",
    "BEGIN",
    "CALSCALE",
    "CATEGORIES",
    "CLASS",
    "COLOR",
    "COMMENT",
    "COMPLETED",
    "CONCEPT",
    "CONFERENCE",
    "CONTACT",
    "CREATED",
    "DESCRIPTION",
    "DTEND",
    "DTSTAMP",
    "DTSTART",
    "DUE",
    "DURATION",
    "END",
    "EXDATE",
    "EXRULE",
    "FREEBUSY",
    "GEO",
    "IMAGE",
    "LAST-MODIFIED",
    "LINK",
    "LOCATION",
    "METHOD",
    "NAME",
    "ORGANIZER",
    "PERCENT-COMPLETE",
    "PRIORITY",
    "PRODID",
    "RDATE",
    "RECURRENCE-ID",
    "REFID",
    "REFRESH-INTERVAL",
    "RELATED-TO",
    "REPEAT",
    "REQUEST-STATUS",
    "RESOURCES",
    "RRULE",
    "SEQUENCE",
    "SOURCE",
    "STATUS",
    "STYLED-DESCRIPTION",
    "SUMMARY",
    "TRANSP",
    "TRIGGER",
    "TZID",
    "TZNAME",
    "UID",
    "URL",
    "VERSION",
    "VTIMEZONE",
];
/// Names that stand in the rules of a zone.
const ZONE_NAMES: [&str; 5] = ["TZOFFSETFROM", "TZOFFSETTO", "TZURL", "TZUNTIL", "TZID-ALIAS-OF"];

/// The properties of a file, in order.
pub(super) fn properties(text: &str) -> Vec<Property> {
    let mut found: Vec<Property> = Vec::new();
    let mut blank_lines = 0;
    for (number, line) in unfolded(text) {
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        match (property(&line, number), found.last_mut()) {
            (Some(property), _) => found.push(property),
            (None, Some(last)) => {
                last.value.extend(std::iter::repeat_n('\n', blank_lines + 1));
                last.value.push_str(&line);
            }
            (None, None) => {}
        }
        blank_lines = 0;
    }
    found
}

/// Lines without folds, with the number of the first that each was written on.
fn unfolded(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut lines = physical_lines(text).enumerate().peekable();
    std::iter::from_fn(move || {
        let (at, first) = lines.next()?;
        let mut line = first.to_owned();
        while let Some((_, next)) = lines.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
            line.push_str(next.get(1..).unwrap_or_default());
        }
        Some((at + 1, line))
    })
}

/// Lines as they stand in the file, parted by `\r\n`, `\n` or a `\r` alone.
fn physical_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// The property that stands on a line, if one does.
fn property(line: &str, number: usize) -> Option<Property> {
    let end = line.find([':', ';'])?;
    let name = line.get(..end)?;
    if !is_name(name) {
        return None;
    }
    let rest = line.get(end..)?;
    let (parameters, value) = parameters(rest).unwrap_or((Vec::new(), rest.get(1..)?));
    let name = name.to_ascii_uppercase();
    Some(Property { name, parameters, value: value.to_owned(), line: number })
}

/// Whether a text is the name of a property: a known one, written in one case, or one of `X-`.
fn is_name(text: &str) -> bool {
    let is_of_letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let mixed = text.contains(|c: char| c.is_ascii_lowercase())
        && text.contains(|c: char| c.is_ascii_uppercase());
    if text.is_empty() || !text.bytes().all(is_of_letters) {
        return false;
    }
    let upper = text.to_ascii_uppercase();
    upper.starts_with("X-")
        || (!mixed && (NAMES.contains(&upper.as_str()) || ZONE_NAMES.contains(&upper.as_str())))
}

/// Names and values.
type Parameters = Vec<(String, String)>;

/// The parameters before a value, and the value. `None` when no colon ends them.
fn parameters(text: &str) -> Option<(Parameters, &str)> {
    let mut parameters = Parameters::new();
    let mut rest = text;
    loop {
        if let Some(value) = rest.strip_prefix(':') {
            return Some((parameters, value));
        }
        let parameter = rest.strip_prefix(';')?;
        let (name, after) = parameter.split_once('=')?;
        let (value, after) = parameter_value(after)?;
        parameters.push((name.trim().to_ascii_uppercase(), decoded(value)));
        rest = after;
    }
}

/// A parameter's value, and what follows it.
fn parameter_value(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"')
        && let Some((value, rest)) = quoted.split_once('"')
        && rest.starts_with([':', ';', ','])
    {
        // Further values of a list are of no use here.
        let end = rest.find([':', ';'])?;
        return Some((value, rest.get(end..)?));
    }
    let end = text.find([':', ';'])?;
    Some((text.get(..end)?.trim_matches('"'), text.get(end..)?))
}

/// A parameter's value without the escapes of RFC 6868.
fn decoded(value: &str) -> String {
    if !value.contains('^') {
        return value.to_owned();
    }
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match (c, rest.as_str().chars().next()) {
            ('^', Some('n')) => decoded.push('\n'),
            ('^', Some('\'')) => decoded.push('"'),
            ('^', Some('^')) => decoded.push('^'),
            (c, _) => {
                decoded.push(c);
                continue;
            }
        }
        rest.next();
    }
    decoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        properties(text).into_iter().map(|it| (it.name, it.value)).collect()
    }

    #[test]
    fn lines_are_unfolded_whatever_ends_them() {
        let expected = [("SUMMARY", "One two"), ("UID", "1")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for text in [
            "SUMMARY:One t\r\n wo\r\nUID:1\r\n",
            "SUMMARY:One t\n\two\nUID:1",
            "summary:One two\ruid:1",
        ] {
            assert_eq!(read(text)[..2], expected, "{text:?}");
        }
    }

    #[test]
    fn line_breaks_inside_of_a_value_stay_in_it() {
        let text =
            "DESCRIPTION:First.\n\nNote: bring X\nhttps://a.example: here\nX-A:1\nEND:VEVENT";
        let read = read(text);
        assert_eq!(read[0].1, "First.\n\nNote: bring X\nhttps://a.example: here");
        assert_eq!((read[1].0.as_str(), read[2].0.as_str()), ("X-A", "END"));
    }

    #[test]
    fn parameters_are_read_with_their_quotes_and_escapes() {
        let line = "ATTENDEE;ROLE=CHAIR;CN=\"Byron: Ada; ^'A^'^n\":invalid:nomail";
        let property = properties(line).remove(0);
        assert_eq!(property.parameter("CN"), Some("Byron: Ada; \"A\"\n"));
        assert_eq!(
            (property.parameter("ROLE"), property.value.as_str()),
            (Some("CHAIR"), "invalid:nomail")
        );
        let folded = properties("X-A;B=\"c\r\n  d:e\":f").remove(0);
        assert_eq!((folded.parameter("B"), folded.value.as_str()), (Some("c d:e"), "f"));
        let broken = properties("SUMMARY;CN=\"open:Title\nSUMMARY;what:T").remove(0);
        assert_eq!(broken.value, "Title");
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_none_of_it_is_lost_in_silence(
            text in "(SUMMARY|X-A|note|;A=|:|\"|,| |\\^|\r|\n|é){0,30}",
        ) {
            for property in properties(&text) {
                prop_assert!(property.line >= 1 && !property.name.is_empty());
            }
        }
    }
}
