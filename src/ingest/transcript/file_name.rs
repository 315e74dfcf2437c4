//! A file name taken apart: what it names, without what it says of language, quality and kind.

use super::language;

/// Endings of recordings and of what is made from them.
const EXTENSIONS: [&str; 22] = [
    "vtt", "webvtt", "srt", "txt", "md", "mp4", "m4v", "mkv", "webm", "mov", "avi", "ogv", "mp3",
    "m4a", "opus", "ogg", "oga", "wav", "flac", "aac", "av1", "ts",
];

/// Words for the quality of a recording, as c3voc and others append them.
const QUALITIES: [&str; 17] = [
    "hd", "sd", "hq", "lq", "uhd", "4k", "2160p", "1440p", "1080p", "720p", "480p", "360p", "h264",
    "mp4", "webm", "mp3", "opus",
];

/// Suffixes taken off one name at most; real ones have three (`_hd`, `.en`, `.vtt`).
const MAX_SUFFIXES: usize = 8;

/// The length of a video's id at YouTube.
const YOUTUBE_ID_CHARS: usize = 11;

/// What a file name says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FileName {
    /// The name with fewer and fewer suffixes, the longest first.
    pub(super) forms: Vec<String>,
    /// What may be a video's id: in brackets at the end, or the last eleven characters.
    pub(super) ids: Vec<String>,
    /// The language it names.
    pub(super) language: Option<String>,
}

/// Takes a name apart; folders before it are ignored.
pub(super) fn read(file_name: &str) -> FileName {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name = FileName::default();
    let mut form = base.trim();
    for _ in 0..MAX_SUFFIXES {
        name.add(form);
        let Some((shorter, suffix)) = without_suffix(form) else { break };
        if let Suffix::Language(tag) = suffix {
            name.language.get_or_insert(tag);
        }
        form = shorter.trim_end();
    }
    if name.language.is_none() {
        name.language = name.forms.last().and_then(|form| only_language(form));
    }
    name
}

impl FileName {
    fn add(&mut self, form: &str) {
        self.forms.push(form.to_owned());
        let bracketed = form.strip_suffix(']').and_then(|form| form.rsplit_once('['));
        if let Some((before, id)) = bracketed {
            self.ids.push(id.to_owned());
            self.forms.push(before.trim_end().to_owned());
        }
        let tail = form.len().checked_sub(YOUTUBE_ID_CHARS).and_then(|at| form.get(at..));
        self.ids.extend(tail.map(str::to_owned));
    }
}

/// What was taken off a name.
enum Suffix {
    Language(String),
    /// An extension or a quality.
    Other,
}

fn without_suffix(form: &str) -> Option<(&str, Suffix)> {
    let is_in = |words: &[&str], word: &str| words.iter().any(|it| it.eq_ignore_ascii_case(word));
    for (at, mark) in form.rmatch_indices(['.', '-', '_']).take(3) {
        let (before, suffix) = (&form[..at], &form[at + 1..]);
        let is_last = !suffix.contains(['.', '-', '_']);
        if before.is_empty() {
            continue;
        }
        if is_in(&QUALITIES, suffix) || mark == "." && is_last && is_in(&EXTENSIONS, suffix) {
            return Some((before, Suffix::Other));
        }
        // The `US` of `en-US` is none by itself, so that the next turn finds both.
        if let Some(tag) = language::tag(suffix)
            && (mark == "." || !language::begins_with_word(suffix))
        {
            return Some((before, Suffix::Language(tag)));
        }
        if mark == "." && suffix.eq_ignore_ascii_case("orig") {
            return Some((before, Suffix::Other));
        }
    }
    None
}

/// A name as c3voc gives it: `36c3-11235-eng-deu-Infrastructure_Review`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered<'a> {
    /// What stands before the number; with the right number, the event.
    pub(super) event: &'a str,
    /// The number of the talk in its programme.
    pub(super) number: &'a str,
    /// Languages of the recording, the spoken one first.
    pub(super) languages: Vec<&'a str>,
    /// The rest.
    pub(super) title: &'a str,
}

/// Every way to see an event and a number in a name (`fosdem-2024-3131-title` has two).
pub(super) fn numbered(form: &str) -> Vec<Numbered<'_>> {
    let hyphens: Vec<usize> = form.match_indices('-').map(|(at, _)| at).take(16).collect();
    let mut found = Vec::new();
    for (place, &at) in hyphens.iter().enumerate() {
        let end = hyphens.get(place + 1).copied().unwrap_or(form.len());
        let number = &form[at + 1..end];
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let (languages, title) = languages(form.get(end + 1..).unwrap_or_default());
        found.push(Numbered { event: &form[..at], number, languages, title });
    }
    found
}

/// The codes of languages that a text begins with, and the rest.
fn languages(text: &str) -> (Vec<&str>, &str) {
    let mut codes = Vec::new();
    let mut rest = text;
    while let Some((code, after)) = rest.split_once('-').filter(|it| language::is_long_code(it.0)) {
        codes.push(code);
        rest = after;
    }
    (codes, rest)
}

/// The language of a recording that has one only: captions are then in it.
fn only_language(form: &str) -> Option<String> {
    let names = numbered(form);
    match names.iter().find(|it| !it.languages.is_empty())?.languages.as_slice() {
        [only] => language::tag(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn language(name: &str) -> Option<String> {
        read(name).language
    }

    #[test]
    fn the_language_is_found_in_every_place() {
        for name in [
            "a talk.en.vtt",
            "talk-eng.srt",
            "talk_en.srt",
            "talk.en-orig.vtt",
            "Talk [x-y_zAbcde0].en.vtt",
            "talk_hd.mp4.en.vtt",
            "36c3-11235-eng-Review_hd.srt",
            "subs/de/talk.EN.orig.vtt",
        ] {
            assert_eq!(language(name).as_deref(), Some("en"), "{name}");
        }
        assert_eq!(language("talk-en-US.vtt").as_deref(), Some("en-US"));
        assert_eq!(language("talk.de-ch.srt").as_deref(), Some("de-CH"));
    }

    #[test]
    fn words_of_a_title_are_no_language() {
        for name in ["just-do-it.vtt", "who-is-he.srt", "talk.vtt", ".en", "en.vtt", "a-b.txt"] {
            assert_eq!(language(name), None, "{name}");
        }
        assert_eq!(language("36c3-11235-eng-deu-fra-Review_hd.srt"), None);
        assert_eq!(language("just-do.it.vtt").as_deref(), Some("it"));
    }

    #[test]
    fn suffixes_come_off_one_by_one() {
        let name = read("C:\\x\\My talk-1080p.webm-hd.en.vtt");
        let expected = [
            "My talk-1080p.webm-hd.en.vtt",
            "My talk-1080p.webm-hd.en",
            "My talk-1080p.webm-hd",
            "My talk-1080p.webm",
            "My talk-1080p",
            "My talk",
        ];
        assert_eq!(name.forms, expected);
        let name = read("My talk [-bowcqswAbI].en.vtt");
        assert!(name.ids.contains(&"-bowcqswAbI".to_owned()));
        assert_eq!(name.forms.last().map(String::as_str), Some("My talk"));
    }

    #[test]
    fn names_of_c3voc_and_fosdem_are_taken_apart() {
        let form = "36c3-11235-eng-deu-fra-36C3_Infrastructure_Review";
        let expected = Numbered {
            event: "36c3",
            number: "11235",
            languages: vec!["eng", "deu", "fra"],
            title: "36C3_Infrastructure_Review",
        };
        assert_eq!(numbered(form), [expected]);
        let names = numbered("fosdem-2024-3131-some-title");
        let parts: Vec<_> = names.iter().map(|it| (it.event, it.number, it.title)).collect();
        assert_eq!(
            parts,
            [("fosdem", "2024", "3131-some-title"), ("fosdem-2024", "3131", "some-title")]
        );
    }

    proptest! {
        #[test]
        fn any_name_is_taken_apart(
            odd in any::<String>(),
            near in "(talk|é|\\.|-|_|en|US|hd|\\[|\\]|12|eng|/| |orig|vtt){0,12}",
        ) {
            for name in [odd, near] {
                let read = read(&name);
                prop_assert!(!read.forms.is_empty() && read.forms.len() <= 2 * MAX_SUFFIXES);
                read.forms.iter().for_each(|form| drop(numbered(form)));
            }
        }
    }
}
