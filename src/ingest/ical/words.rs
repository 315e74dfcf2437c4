//! What the free words of a calendar mean: its categories, the types before its titles, breaks.

use crate::domain::{Kind, State};
use crate::ingest::words;
use crate::text;

/// Words that may stand beside that of a kind: `KEYNOTE SESSIONS`, `Breaks + Meals`.
const FILLERS: [&str; 22] = [
    "badge",
    "beverage",
    "closing",
    "discussion",
    "event",
    "food",
    "general",
    "meal",
    "networking",
    "onsite",
    "opening",
    "pick",
    "pickup",
    "plenary",
    "project",
    "session",
    "social",
    "special",
    "sponsor",
    "sponsored",
    "talk",
    "up",
];
/// Marks of a title that stands for a programme of its own.
const CONTAINERS: [&str; 3] = ["full-day event", "half-day event", "all-day event"];
/// Marks of a category of such entries, which are none when they are short.
const CONTAINER_CATEGORIES: [&str; 2] = ["co-located", "colocated"];
/// From which length on an entry of such a category is no session, in seconds: the longest
/// workshop of a morning seen has three and a half hours.
const MIN_CONTAINER_S: u32 = 4 * 3600;
/// First words of a title that is logistics.
const LOGISTICS: [&str; 10] = [
    "badge pick",
    "childcare",
    "cloakroom",
    "coat check",
    "lactation room",
    "luggage",
    "prayer room",
    "quiet room",
    "registration",
    "solutions showcase",
];
/// First words of a short title that is a pause.
const MEALS: [&str; 7] =
    ["afternoon tea", "breakfast", "brunch", "coffee", "dinner", "lunch", "morning tea"];
/// Words that may stand before `break` in a longer title: `Afternoon Coffee Break`.
const PAUSE_WORDS: [&str; 9] =
    ["afternoon", "bio", "coffee", "evening", "lunch", "mini", "morning", "networking", "tea"];
/// Most words of a title that is a pause.
const MAX_PAUSE_WORDS: usize = 4;

/// The kind that a category or type tells with all of its words; `None` for the name of a track.
/// A word inside of a longer name tells nothing: `SERVICE MESH` is no service.
pub(super) fn told_kind(name: &str) -> Option<Kind> {
    if let Some(kind) = Kind::from_word(&name.to_lowercase()) {
        return Some(kind);
    }
    let folded = text::fold(name);
    let words =
        folded.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|it| !it.is_empty());
    let mut found = None;
    for word in words.map(|word| word.strip_suffix('s').unwrap_or(word)) {
        match words::kind(word, "") {
            Kind::Talk if word == "talk" => found = found.or(Some(Kind::Talk)),
            Kind::Talk if FILLERS.contains(&word) => {}
            Kind::Talk => return None,
            // `contains` would find the break in `breakout`.
            _ if word.starts_with("breakout") => return None,
            kind => found = found.filter(|kind| *kind != Kind::Talk).or(Some(kind)),
        }
    }
    found
}

/// The kind of an entry by its categories, the type before its title, its title and its length.
pub(super) fn kind(
    categories: &[String],
    type_word: &str,
    title: &str,
    seconds: Option<u32>,
) -> Kind {
    let types = categories.iter().map(String::as_str).chain([type_word]);
    let told = types.clone().filter_map(told_kind).find(|kind| *kind != Kind::Talk);
    if let Some(kind) = told {
        return kind;
    }
    let holds = |name: &str, marks: &[&str]| {
        let name = name.to_lowercase();
        marks.iter().any(|mark| name.contains(mark))
    };
    let is_long = seconds.is_some_and(|seconds| seconds >= MIN_CONTAINER_S);
    let mut types = types;
    if holds(title, &CONTAINERS) || (is_long && types.any(|it| holds(it, &CONTAINER_CATEGORIES))) {
        return Kind::Service;
    }
    kind_of_title(title)
}

fn kind_of_title(title: &str) -> Kind {
    let main = title.split(" | ").next().unwrap_or_default();
    let (head, tail) = main.rsplit_once(':').unwrap_or(("", main));
    if is_pause(tail) {
        return Kind::Break;
    }
    let folded = text::fold(main);
    if LOGISTICS.iter().any(|words| folded.starts_with(words)) {
        return Kind::Service;
    }
    let tail = words::kind("", tail);
    if matches!(tail, Kind::Break | Kind::Service) {
        return tail;
    }
    let first = title.split([':', ' ']).next().unwrap_or_default();
    let by_first = if head.is_empty() { told_kind(first) } else { None };
    let prefix = told_kind(title.split(':').next().unwrap_or_default());
    let told = prefix.or(by_first).or_else(|| title.split(" | ").skip(1).find_map(told_kind));
    told.filter(|kind| kind.is_session()).unwrap_or(words::kind("", title))
}

/// Whether a title is that of a pause: short, and a meal or a break.
fn is_pause(title: &str) -> bool {
    let folded = text::fold(title);
    let words = folded.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let words: Vec<&str> = words.collect();
    let ends = words.last().is_some_and(|last| matches!(*last, "break" | "breaks"))
        && (words.len() <= 2 || words.iter().any(|word| PAUSE_WORDS.contains(word)));
    let begins = words.len() < MAX_PAUSE_WORDS && MEALS.iter().any(|meal| folded.starts_with(meal));
    !words.is_empty() && words.len() <= MAX_PAUSE_WORDS && (ends || begins)
}

/// Splits a type off a title such as `[talk] Title`; only small letters are taken for one, since
/// `[SOLD OUT]` is news.
pub(super) fn type_before(title: &str) -> Option<(&str, &str)> {
    let (word, rest) = title.strip_prefix('[')?.split_once("] ")?;
    let fits = |c: char| c.is_lowercase() || matches!(c, '-' | '_' | ' ');
    let is_word = !word.is_empty() && word.len() <= 30 && word.chars().all(fits);
    (is_word && !rest.trim().is_empty()).then(|| (word, rest.trim()))
}

/// Whether an entry takes place, by its status.
pub(super) fn state(status: &str) -> State {
    if status.eq_ignore_ascii_case("CANCELLED") || status.eq_ignore_ascii_case("CANCELED") {
        State::Cancelled
    } else {
        State::Scheduled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_kinds_only_when_all_of_their_words_say_so() {
        for (category, told) in [
            ("REGISTRATION", Some(Kind::Service)),
            ("BREAKS", Some(Kind::Break)),
            ("Lunch + Breaks", Some(Kind::Break)),
            ("KEYNOTE SESSIONS", Some(Kind::Keynote)),
            ("⚡ Lightning Talks", Some(Kind::Lightning)),
            ("Panel Discussion", Some(Kind::Panel)),
            ("TUTORIALS", Some(Kind::Workshop)),
            ("talk", Some(Kind::Talk)),
            ("fireside", Some(Kind::Fireside)),
            ("SERVICE MESH", None),
            ("BREAKOUT SESSIONS", None),
            ("Interviews with Penguins", None),
            ("AI + ML", None),
            ("", None),
        ] {
            assert_eq!(told_kind(category), told, "{category}");
        }
    }

    #[test]
    fn entries_have_the_kind_that_their_words_tell() {
        for (category, title, expected) in [
            ("", "Project Lightning Talk: Harbor Update", Kind::Lightning),
            ("", "Project Lightning Talk: Mini Break", Kind::Break),
            ("", "Project Lightning Talk: Lunch | On Own", Kind::Break),
            ("PROJECT OPPORTUNITIES", "Mini Break", Kind::Break),
            ("", "Coffee Break ☕", Kind::Break),
            ("", "Sponsored Keynote: All of it", Kind::Keynote),
            ("", "Keynote - Ada Byron", Kind::Keynote),
            ("", "Knative: Eventing | Project Lightning Talk", Kind::Lightning),
            ("", "Main Conference: morning tea", Kind::Break),
            ("REGISTRATION", "Cloakroom", Kind::Service),
            ("", "Badge Pick-Up", Kind::Service),
            ("", "Solutions Showcase Hours", Kind::Service),
            ("", "Nova Day | SEPARATE REGISTRATION REQUIRED", Kind::Talk),
            ("CNCF-HOSTED CO-LOCATED EVENTS", "WasmCon", Kind::Service),
            ("", "ArgoCon - Full-Day Event | PASS REQUIRED", Kind::Service),
            ("", "Lunch at the edge of space and time", Kind::Talk),
            ("", "Breaking changes: a talk", Kind::Talk),
            ("", "How to break", Kind::Talk),
            ("", "Morning Coffee Break", Kind::Break),
        ] {
            let categories = [category.to_owned()];
            assert_eq!(
                kind(&categories, "", title, Some(30_000)),
                expected,
                "{category} / {title}"
            );
        }
        assert_eq!(kind(&[], "lightning-talks", "Lightning Talks", None), Kind::Lightning);
        assert_eq!(kind(&[], "charla", "Título", None), Kind::Talk);
        let category = ["SPONSOR-HOSTED CO-LOCATED EVENT".to_owned()];
        assert_eq!(kind(&category, "", "Hands-On Workshop", Some(12_600)), Kind::Workshop);
    }

    #[test]
    fn types_stand_before_titles_in_small_letters() {
        assert_eq!(type_before("[talk] Title"), Some(("talk", "Title")));
        for title in ["[SOLD OUT] Title", "[talk]", "[REC] x", "talk] x", "[] x"] {
            assert_eq!(type_before(title), None, "{title}");
        }
    }
}
