//! What the free words of a frab file mean: types, cancelled titles, languages, links.

use crate::domain::{Kind, Link, LinkKind, State};
use crate::text;
pub(super) use crate::text::is_web;

/// Words in a session's type, and the kind each tells; the first that fits counts.
const KIND_WORDS: [(&str, Kind); 22] = [
    ("keynote", Kind::Keynote),
    ("lightning", Kind::Lightning),
    ("workshop", Kind::Workshop),
    ("tutorial", Kind::Workshop),
    ("hands-on", Kind::Workshop),
    ("training", Kind::Workshop),
    ("panel", Kind::Panel),
    ("podium", Kind::Panel),
    ("roundtable", Kind::Panel),
    ("fireside", Kind::Fireside),
    ("interview", Kind::Fireside),
    ("lunch", Kind::Break),
    ("coffee", Kind::Break),
    ("break", Kind::Break),
    ("pause", Kind::Break),
    ("dinner", Kind::Break),
    ("catering", Kind::Break),
    ("registration", Kind::Service),
    ("service", Kind::Service),
    ("logistics", Kind::Service),
    ("check-in", Kind::Service),
    ("doors", Kind::Service),
];

/// Whole titles that are pauses, where the type says nothing.
const BREAK_TITLES: [&str; 14] = [
    "afternoon break",
    "break",
    "breakfast",
    "coffee",
    "coffee break",
    "dinner",
    "kaffeepause",
    "lunch",
    "lunch break",
    "mittagspause",
    "morning break",
    "pause",
    "tea break",
    "tea time",
];

/// Whole titles that are no session, where the type says nothing.
const SERVICE_TITLES: [&str; 7] = [
    "badge pick-up",
    "check-in",
    "doors open",
    "einlass",
    "registration",
    "registration desk",
    "set-up",
];

/// Words before a title that say the session is cancelled.
const CANCELLED_WORDS: [&str; 6] =
    ["canceled", "cancelled", "abgesagt", "annulé", "entfällt", "withdrawn"];

/// The kind a session's type tells, else its title.
pub(super) fn kind(type_text: &str, title: &str) -> Kind {
    // What stands in brackets is length and rules: `Talk (20 min + 10 Q&A)`.
    let stated = text::fold(type_text.split('(').next().unwrap_or_default());
    if let Some((_, kind)) = KIND_WORDS.iter().find(|(word, _)| stated.contains(word)) {
        return *kind;
    }
    let title = text::fold(title);
    if BREAK_TITLES.contains(&title.as_str()) {
        return Kind::Break;
    }
    if SERVICE_TITLES.contains(&title.as_str()) {
        return Kind::Service;
    }
    match title.split_once(':').map(|(before, _)| before) {
        Some("keynote") => Kind::Keynote,
        Some("panel") => Kind::Panel,
        Some("lightning talk") => Kind::Lightning,
        Some("workshop") => Kind::Workshop,
        _ => Kind::Talk,
    }
}

/// Splits a mark such as `[CANCELED]` or `ABGESAGT:` off a title.
pub(super) fn state(title: &str) -> (State, &str) {
    let trimmed = title.trim();
    let marked = match trimmed.chars().next() {
        Some('[') => trimmed[1..].split_once(']'),
        Some('(') => trimmed[1..].split_once(')'),
        _ => trimmed.split_once(':').filter(|(mark, _)| mark.chars().all(|c| !c.is_lowercase())),
    };
    let Some((mark, rest)) = marked else { return (State::Scheduled, trimmed) };
    let rest = rest.trim_start_matches([':', '-', '–']).trim();
    let known = CANCELLED_WORDS.contains(&mark.trim().to_lowercase().as_str());
    if known && !rest.is_empty() { (State::Cancelled, rest) } else { (State::Scheduled, trimmed) }
}

/// Languages that conferences are held in: the tag, then the names and the codes of three letters
/// (ISO 639) that files have for it.
const LANGUAGES: [(&str, &[&str]); 27] = [
    ("bg", &["bulgarian", "bul"]),
    ("ca", &["catalan", "català", "cat"]),
    ("cs", &["czech", "čeština", "ces", "cze"]),
    ("de", &["german", "deutsch", "deu", "ger"]),
    ("en", &["english", "englisch", "eng"]),
    ("es", &["spanish", "español", "spa"]),
    ("eu", &["basque", "euskara", "eus", "baq"]),
    ("fi", &["finnish", "suomi", "fin"]),
    ("fr", &["french", "français", "fra", "fre"]),
    ("gl", &["galician", "galego", "glg"]),
    ("he", &["hebrew", "heb"]),
    ("hu", &["hungarian", "magyar", "hun"]),
    ("it", &["italian", "italiano", "ita"]),
    ("ja", &["japanese", "日本語", "jpn"]),
    ("ko", &["korean", "한국어", "kor"]),
    ("lt", &["lithuanian", "lit"]),
    ("nl", &["dutch", "nederlands", "nld", "dut"]),
    ("pl", &["polish", "polski", "pol"]),
    ("pt", &["portuguese", "português", "por"]),
    ("ro", &["romanian", "ron", "rum"]),
    ("ru", &["russian", "русский", "rus"]),
    ("sk", &["slovak", "slovenčina", "slk", "slo"]),
    ("sv", &["swedish", "svenska", "swe"]),
    ("th", &["thai", "tha"]),
    ("tr", &["turkish", "türkçe", "tur"]),
    ("uk", &["ukrainian", "українська", "ukr"]),
    ("zh", &["chinese", "中文", "zho", "chi"]),
];

/// Language tags of a field such as `de, en` or `German`.
pub(super) fn languages(field: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in field.split([',', ';', '/', '|', ' ']).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase().replace('_', "-");
        let known = LANGUAGES.iter().find(|(_, names)| names.contains(&word.as_str()));
        let tag = known.map_or(word, |(tag, _)| (*tag).to_owned());
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// What a link leads to, from its type, its words or its address.
pub(super) fn link_kind(stated: &str, title: &str, url: &str) -> LinkKind {
    if let Some(kind) = LinkKind::from_word(&stated.to_lowercase()) {
        return kind;
    }
    let title = text::fold(title);
    let said = |word: &str| title.contains(word);
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| path.ends_with(suffix));
    if said("feedback") {
        LinkKind::Feedback
    } else if said("video recording") || ends(&[".mp4", ".webm", ".mkv"]) || is_video_host(&path) {
        LinkKind::Video
    } else if said("slide") || said("folien") || said("presentation") || ends(&[".pptx", ".odp"]) {
        LinkKind::Slides
    } else {
        LinkKind::Other
    }
}

/// Whether a page at this address is a recording.
fn is_video_host(path: &str) -> bool {
    let place = path.split_once("://").map_or(path, |(_, rest)| rest);
    let place = place.strip_prefix("www.").unwrap_or(place);
    ["youtube.com/watch", "youtube.com/live/", "youtu.be/", "media.ccc.de/v/", "vimeo.com/"]
        .iter()
        .any(|host| place.starts_with(host))
}

/// A web link; a path is taken from the site's root. `None` for other schemes and for texts.
pub(super) fn link(kind: LinkKind, href: &str, title: &str, base_url: &str) -> Option<Link> {
    let url = if is_web(href) {
        href.to_owned()
    } else {
        let origin_end = base_url.find("://")? + 3;
        let origin = base_url[origin_end..].split('/').next()?;
        let path = href.strip_prefix('/').filter(|path| !path.starts_with('/'))?;
        format!("{}{origin}/{path}", &base_url[..origin_end])
    };
    let title = (!title.is_empty() && title != url).then(|| title.to_owned());
    Some(Link { kind, url, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_real_files_have_their_kind() {
        for (words, title, expected) in [
            ("lightningtalk", "", Kind::Lightning),
            ("Workshop (2h)", "", Kind::Workshop),
            ("youthworkshop", "", Kind::Workshop),
            ("devroom", "Lunch", Kind::Break),
            ("YOC - Forum (Lightning Talks, Quizze)", "x", Kind::Talk),
            ("", "Afternoon break", Kind::Break),
            ("", "Lunch at the edge", Kind::Talk),
            ("", "Registration", Kind::Service),
            ("talk", "Keynote: All of it", Kind::Keynote),
            ("other", "Game show", Kind::Talk),
        ] {
            assert_eq!(kind(words, title), expected, "{words} / {title}");
        }
    }

    #[test]
    fn marks_of_cancellation_leave_the_title() {
        for marked in
            ["[CANCELED] Title", "[Cancelled]: Title", "ABGESAGT: Title", "(canceled) Title"]
        {
            assert_eq!(state(marked), (State::Cancelled, "Title"), "{marked}");
        }
        for plain in
            ["Canceled culture", "[REC] Title", "RUST: Title", "[CANCELED]", "Cancelled: why"]
        {
            assert_eq!(state(plain), (State::Scheduled, plain));
        }
    }

    #[test]
    fn languages_are_a_list() {
        assert_eq!(languages("de, en"), ["de", "en"]);
        assert_eq!(languages("English"), ["en"]);
        assert_eq!(languages("jpn / Deutsch, pt_BR, tlh"), ["ja", "de", "pt-br", "tlh"]);
        assert!(languages("").is_empty());
    }

    #[test]
    fn links_are_typed_and_made_absolute() {
        let kind = |title: &str, url: &str| link_kind("", title, url);
        assert_eq!(kind("Video recording (mp4)", "https://x"), LinkKind::Video);
        assert_eq!(kind("", "https://www.youtube.com/watch?v=1"), LinkKind::Video);
        assert_eq!(kind("", "https://youtube.com/live/1?feature=share"), LinkKind::Video);
        assert_eq!(kind("Submit Feedback", "https://x"), LinkKind::Feedback);
        assert_eq!(kind("Slides", "https://x/a.pdf"), LinkKind::Slides);
        assert_eq!(kind("Demo", "https://x/a.pdf"), LinkKind::Other);
        let made = link(LinkKind::Slides, "/system/1.pdf", "", "https://frab.example/en/2024/");
        assert_eq!(made.unwrap().url, "https://frab.example/system/1.pdf");
        for bad in ["javascript:alert(1)", "mailto:a@b", "//evil.example/x", "1.pdf"] {
            assert_eq!(link(LinkKind::Other, bad, "", "https://a.example"), None, "{bad}");
        }
    }
}
