//! Parts of a session that most JSON and YAML formats state alike: title, texts, topics, people,
//! links, span of time. Knows no format.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::records::clip;
use super::report::Report;
use super::showing::Showing;
use super::zone::Zone;
use super::{json, words};
use crate::domain::{Appearance, Link, LinkKind, Slot, State};
use crate::text;

/// Most reasons named in one warning; states are few, and a broken file may have thousands.
const MAX_REASONS: usize = 8;
/// Most links, and most people, of one session; each is held against all others. The largest real
/// session has 60 people.
const MAX_PER_SESSION: usize = 1000;
/// Title of a session that has none.
const UNTITLED: &str = "Untitled";

/// The text, if there is any.
pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A stated title, and what it says of the session's state. One that is missing is told.
pub(super) fn title(stated: &str, place: &str, report: &mut Report) -> (State, String) {
    let stated = json::one_line(stated);
    let (state, title) = words::state(&stated);
    if !title.is_empty() {
        return (state, title.to_owned());
    }
    let message = format!("a session without a title is kept as `{UNTITLED}`");
    report.warn("missing-title", place, message);
    (state, UNTITLED.to_owned())
}

/// The abstract and the longer description of a record that may have either; the same text is kept
/// once, and a single one is the abstract.
pub(super) fn two_texts(short: String, long: String) -> (String, String) {
    if short.is_empty() || short == long {
        return (long, String::new());
    }
    (short, long)
}

/// What an event says of itself first: the first paragraph of a page, as one line of plain text.
pub(super) fn opening(source: &str) -> Option<String> {
    let plain = text::plain(source);
    some(json::one_line(plain.split("\n\n").next().unwrap_or_default()))
}

/// Topic words of a list, or of a text with commas between them: lower case, each once.
pub(super) fn topics(value: &Value) -> Vec<String> {
    let stated = json::text(value);
    let mut seen = HashSet::new();
    let words = stated.split(',').map(|topic| json::one_line(topic).to_lowercase());
    words.filter(|topic| !topic.is_empty() && seen.insert(topic.clone())).collect()
}

/// Adds a link, each address once; one that is no web address is told.
pub(super) fn add_link(
    links: &mut Vec<Link>,
    (kind, url, title): (LinkKind, &str, &str),
    place: &str,
    report: &mut Report,
) {
    let url = url.trim();
    let is_full = is_full(links, "links", place, report);
    if url.is_empty() || is_full || links.iter().any(|known| known.url == url) {
        return;
    }
    let Some(link) = words::link(kind, url, title, "") else {
        let url = clip(url, 80);
        report.warn("bad-link", place, format!("`{url}` is no web address; left out"));
        return;
    };
    links.push(link);
}

/// Adds a person by name, affiliation and id, each once; one without a name is told.
pub(super) fn add_person(
    people: &mut Vec<Appearance>,
    (name, affiliation, id): (&str, &str, &str),
    place: &str,
    report: &mut Report,
) {
    let name = json::one_line(name);
    if name.is_empty() {
        report.warn("missing-name", place, "a person without a name was left out");
        return;
    }
    let id = some(json::one_line(id));
    if is_full(people, "people", place, report) {
        return;
    }
    if people.iter().any(|known| known.name == name && known.id == id) {
        return;
    }
    people.push(Appearance { name, affiliation: some(json::one_line(affiliation)), id });
}

/// Whether a session has as many of something as any may have, which is told once.
fn is_full<T>(items: &[T], what: &str, place: &str, report: &mut Report) -> bool {
    if items.len() < MAX_PER_SESSION {
        return false;
    }
    let message = format!("more than {MAX_PER_SESSION} {what}; the others were left out");
    let told = report.warnings.last().map(|last| (last.place.as_str(), &last.message));
    if told != Some((place, &message)) {
        report.warn("too-many", place, message);
    }
    true
}

/// The slot between two stated times. There is none without a start; without an end it has no
/// length.
pub(super) fn slot(
    (start, end): (&str, &str),
    room: &str,
    zone: &Zone,
    place: &str,
    report: &mut Report,
) -> Option<Slot> {
    let (start, end, room) = (start.to_owned(), end.to_owned(), room.to_owned());
    Showing { start, end, room, length_s: None }.slot(zone, place, report)
}

/// Counts what is left out on purpose, by reason, for one warning at the end.
#[derive(Debug, Default)]
pub(super) struct LeftOut(BTreeMap<String, usize>);

impl LeftOut {
    /// Counts one more for this reason (`rejected`).
    pub(super) fn add(&mut self, reason: &str) {
        *self.0.entry(clip(reason, 40)).or_default() += 1;
    }

    /// Says how many were left out and why, if any were.
    pub(super) fn tell(self, place: &str, report: &mut Report) {
        self.tell_first(MAX_REASONS, place, report);
    }

    /// The same, with so many reasons named at most.
    pub(super) fn tell_first(&self, reasons: usize, place: &str, report: &mut Report) {
        let count: usize = self.0.values().sum();
        if count == 0 {
            return;
        }
        let reasons: Vec<String> =
            self.0.iter().take(reasons).map(|(why, count)| format!("{count} {why}")).collect();
        let message = format!("{count} left out, not in the programme: {}", reasons.join(", "));
        report.warn("not-in-programme", place, message);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn topics_come_from_lists_and_from_words_between_commas() {
        assert_eq!(topics(&json!(["Rust ", "rust", 3])), ["rust", "3"]);
        assert_eq!(topics(&json!("GPU,  Open  source,,gpu")), ["gpu", "open source"]);
        assert!(topics(&json!({"a": 1})).is_empty() && topics(&json!(null)).is_empty());
    }

    #[test]
    fn one_text_is_the_abstract_and_the_same_text_is_kept_once() {
        let two = |a: &str, b: &str| two_texts(a.to_owned(), b.to_owned());
        assert_eq!(two("", "long"), two("long", ""));
        assert_eq!(two("same", "same"), ("same".to_owned(), String::new()));
        assert_eq!(two("short", "long"), ("short".to_owned(), "long".to_owned()));
    }

    #[test]
    fn what_cannot_stand_is_told() {
        let (mut links, mut people, mut report) = (Vec::new(), Vec::new(), Report::default());
        for url in ["https://a.example/", "https://a.example/", "media/1.mp3", " "] {
            add_link(&mut links, (LinkKind::Other, url, ""), "here", &mut report);
        }
        for name in ["Ada  Byron", "Ada Byron", " "] {
            add_person(&mut people, (name, "", "7"), "here", &mut report);
        }
        assert_eq!((links.len(), people.len()), (1, 1));
        assert_eq!(title(" [CANCELED]  A  B ", "", &mut report), (State::Cancelled, "A B".into()));
        assert_eq!(title("", "here", &mut report).1, UNTITLED);
        let codes: Vec<_> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["bad-link", "missing-name", "missing-title"]);
    }

    #[test]
    fn what_is_left_out_is_counted_in_one_warning() {
        let mut report = Report::default();
        LeftOut::default().tell("sessions", &mut report);
        assert!(report.warnings.is_empty());
        let mut left = LeftOut::default();
        ["rejected", "draft", "rejected"].into_iter().for_each(|reason| left.add(reason));
        left.tell("sessions", &mut report);
        let message = "3 left out, not in the programme: 1 draft, 2 rejected";
        assert_eq!(report.warnings[0].message, message);
    }

    #[test]
    fn a_flood_is_cut_and_told_once() {
        let (mut people, mut report) = (Vec::new(), Report::default());
        for n in 0..MAX_PER_SESSION + 50 {
            add_person(&mut people, (&n.to_string(), "", ""), "here", &mut report);
        }
        assert_eq!((people.len(), report.warnings.len()), (MAX_PER_SESSION, 1));
        assert_eq!(report.warnings[0].code, "too-many");
    }
}
