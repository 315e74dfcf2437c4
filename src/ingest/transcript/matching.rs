//! Which talk a transcript belongs to, by the name of its file. Never guesses between several.

use super::file_name::{self, FileName, Numbered, numbered};
use crate::domain::{EventBundle, Link, LinkKind, Talk};
use crate::text::fold;

/// The talk that a file name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matched {
    /// This one, by its id.
    Talk(String),
    /// One of these, by their ids; the name does not say which.
    Several(Vec<String>),
    /// None of the event's.
    None,
}

/// Finds the talk of an event that a transcript's file is named after.
///
/// First by what names one talk alone: its id, an id in one of its sources, the id of its video or
/// the file name of its recording, its number behind the event's name (`38c3-123-eng-Title`). Only
/// when there is no such talk, by words: its slug, its title, its title with a speaker's name.
pub fn match_talk(file_name: &str, bundle: &EventBundle) -> Matched {
    let name = Name::read(file_name, bundle);
    let by = |is_named: &dyn Fn(&Talk) -> bool| -> Vec<String> {
        bundle.talks.iter().filter(|talk| is_named(talk)).map(|talk| talk.id.clone()).collect()
    };
    let mut found = by(&|talk| name.has_id(talk) || name.has_recording(talk));
    if found.is_empty() {
        found = by(&|talk| name.has_words(talk));
    }
    match found.len() {
        0 => Matched::None,
        1 => found.pop().map_or(Matched::None, Matched::Talk),
        _ => Matched::Several(found),
    }
}

/// A file name as it is held against each talk.
struct Name {
    name: FileName,
    /// Each form as a key.
    keys: Vec<String>,
    /// Each form parted at ` - `, as keys: what stands before and behind.
    halves: Vec<(String, String)>,
    numbers: Vec<Number>,
}

/// An event, a number and a title in a file name.
struct Number {
    is_of_event: bool,
    number: String,
    title: String,
}

impl Name {
    fn read(file_name: &str, bundle: &EventBundle) -> Self {
        let name = file_name::read(file_name);
        let keys = name.forms.iter().map(|form| key(form)).collect();
        let halves = name.forms.iter().flat_map(|form| halves(form)).collect();
        let number = |it: Numbered<'_>| Number {
            is_of_event: names_event(it.event, bundle),
            number: it.number.to_owned(),
            title: key(it.title),
        };
        let numbers = name.forms.iter().flat_map(|form| numbered(form)).map(number).collect();
        Self { name, keys, halves, numbers }
    }

    /// Whether the name is an id of the talk, holds its number, or is an id with the title.
    fn has_id(&self, talk: &Talk) -> bool {
        let title = key(&talk.title);
        let is_id = |id: &str| {
            !id.is_empty() && self.name.forms.iter().any(|form| form.eq_ignore_ascii_case(id))
        };
        let is_with_title = |id: &str| {
            let id = key(id);
            let both = [format!("{id}{title}"), format!("{title}{id}")];
            !id.is_empty() && !title.is_empty() && self.keys.iter().any(|key| both.contains(key))
        };
        ids(talk).any(|id| {
            let is_number = |it: &Number| it.is_of_event && it.number == id;
            is_id(id) || is_with_title(id) || self.numbers.iter().any(is_number)
        })
    }

    /// Whether a link of the talk leads to a video of this id or a recording of this name.
    fn has_recording(&self, talk: &Talk) -> bool {
        talk.links.iter().filter_map(last_part).any(|part| match part {
            Part::Id(id) => {
                let is_id = |it: &String| it == id;
                self.name.ids.iter().any(is_id) || self.name.forms.iter().any(is_id)
            }
            Part::File(file) => {
                let forms = file_name::read(file).forms;
                let keys = forms.iter().map(|form| key(form));
                let mut keys = keys.filter(|key| key.len() >= MIN_FILE_KEY_BYTES);
                keys.any(|key| self.keys.contains(&key))
            }
        })
    }

    /// Whether the name is the talk's slug or title, alone, with a speaker, or behind a number.
    fn has_words(&self, talk: &Talk) -> bool {
        let titles = titles(talk);
        let is_title = |words: &String| !words.is_empty() && titles.contains(words);
        let speakers: Vec<String> = talk.speakers.iter().map(|it| key(&it.name)).collect();
        let names_speaker = |words: &String| {
            speakers.iter().any(|speaker| !speaker.is_empty() && words.contains(speaker.as_str()))
        };
        let is_with_speaker = |(before, behind): &(String, String)| {
            is_title(before) && names_speaker(behind) || is_title(behind) && names_speaker(before)
        };
        let is_numbered = |it: &Number| is_title(&it.title) && !it.speaks_against(talk);
        self.keys.iter().any(is_title)
            || self.halves.iter().any(is_with_speaker)
            || self.numbers.iter().any(is_numbered)
    }
}

impl Number {
    /// Whether the file has another event's name and another number than the talk.
    fn speaks_against(&self, talk: &Talk) -> bool {
        let is_number = |id: &&str| id.bytes().all(|byte| byte.is_ascii_digit());
        let mut numbers = ids(talk).filter(is_number).peekable();
        !self.is_of_event && numbers.peek().is_some() && numbers.all(|id| id != self.number)
    }
}

/// The talk's own id and the values of the others (`code:ABCDEF`).
fn ids(talk: &Talk) -> impl Iterator<Item = &str> {
    let values = talk.source_ids.iter().map(|id| id.split_once(':').map_or(&**id, |it| it.1));
    std::iter::once(talk.id.as_str()).chain(values)
}

/// Letters and digits alone, folded: what is left of a title in every way of naming files.
fn key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What names the talk by words, as keys: slug, id, title, title with subtitle, title as printed.
fn titles(talk: &Talk) -> Vec<String> {
    let title = key(&talk.title);
    let full = talk.subtitle.as_deref().map(|subtitle| format!("{title}{}", key(subtitle)));
    let printed = talk.source_title.as_deref().map(key);
    let all = [Some(key(&talk.slug)), Some(key(&talk.id)), Some(title), full, printed];
    all.into_iter().flatten().collect()
}

/// A name parted at each ` - `, as people part titles from speakers, as keys.
fn halves(form: &str) -> Vec<(String, String)> {
    // A few are enough; a file of hyphens would make many.
    let marks = [" - ", " – ", " | "].into_iter().flat_map(|mark| form.match_indices(mark).take(4));
    marks.map(|(at, mark)| (key(&form[..at]), key(&form[at + mark.len()..]))).collect()
}

/// Whether a word is the event's slug, its name, or the first words of that (`38C3` of `38C3:
/// Illegal Instructions`).
fn names_event(word: &str, bundle: &EventBundle) -> bool {
    let word = key(word);
    let event = &bundle.event;
    let mut so_far = String::new();
    let mut beginnings = event.name.split_whitespace().map(|next| {
        so_far.push_str(&key(next));
        so_far.clone()
    });
    !word.is_empty() && (word == key(&event.slug) || beginnings.any(|name| name == word))
}

/// Shorter names of files (`watch`, `v1`) say nothing of a talk.
const MIN_FILE_KEY_BYTES: usize = 6;

/// Last parts of addresses that name no recording.
const GENERIC: [&str; 8] =
    ["watch", "video", "videos", "recording", "recordings", "player", "stream", "index.html"];

/// What a link ends with.
enum Part<'a> {
    /// The id of a video, in which the case of letters counts.
    Id(&'a str),
    /// A file, or a page with a name.
    File(&'a str),
}

fn last_part(link: &Link) -> Option<Part<'_>> {
    let address = link.url.split('#').next()?;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (_, path) = path.split_once("://")?;
    let (host, path) = path.split_once('/')?;
    let last = path.rsplit('/').find(|part| !part.is_empty());
    let is_youtube = ["youtube.com", "youtu.be", "youtube-nocookie.com"]
        .iter()
        .any(|known| host == *known || host.ends_with(&format!(".{known}")));
    if is_youtube {
        let id = query.split('&').find_map(|pair| pair.strip_prefix("v="));
        return id.or(last).filter(|id| !id.is_empty()).map(Part::Id);
    }
    let is_recording = link.kind == LinkKind::Video;
    last.filter(|last| is_recording && !GENERIC.contains(last)).map(Part::File)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Appearance, Event};

    fn talk(id: &str, title: &str) -> Talk {
        let slug = crate::text::slugify(title);
        Talk { id: id.into(), slug, title: title.into(), ..Talk::default() }
    }

    fn bundle(talks: Vec<Talk>) -> EventBundle {
        let (slug, name) = ("congress-38".into(), "38C3: Illegal Instructions".into());
        EventBundle { event: Event { slug, name, ..Event::default() }, talks, ..Default::default() }
    }

    fn is_found(name: &str, bundle: &EventBundle, id: &str) {
        assert_eq!(match_talk(name, bundle), Matched::Talk(id.into()), "{name}");
    }

    fn programme() -> EventBundle {
        let video = |kind, url: &str| Link { kind, url: url.into(), title: None };
        let mut first = talk("9f1c-guid", "Der dezentrale Impfpaß – was nun?");
        first.source_ids = vec!["number:123".into(), "code:ABCDEF".into()];
        first.links = vec![
            video(LinkKind::Other, "https://www.youtube.com/watch?t=1&v=-bowcqswAbI"),
            video(LinkKind::Video, "https://cdn.example.org/x/38c3-123-deu-eng-Impfpass_hd.mp4"),
        ];
        let mut second = talk("2b", "Rust & WebGPU");
        second.subtitle = Some("Not a talk".into());
        second.source_title = Some("Keynote: Rust & WebGPU - Soren O., Acme".into());
        second.source_ids = vec!["number:124".into()];
        second.speakers = vec![Appearance { name: "Søren Ø.".into(), ..Appearance::default() }];
        second.links = vec![video(LinkKind::Video, "https://tube.example.org/watch/")];
        bundle(vec![first, second])
    }

    #[test]
    fn ids_and_recordings_name_a_talk() {
        let programme = programme();
        for name in [
            "9f1c-guid.vtt",
            "subtitles/ABCDEF.de.vtt",
            "abcdef - Der dezentrale Impfpaß.. was nun.srt",
            "123.srt",
            "Any title [-bowcqswAbI].en.vtt",
            "Any title--bowcqswAbI.en-orig.vtt",
            "-bowcqswAbI.vtt",
            "38c3-123-deu-eng-Impfpass_sd.de.vtt",
            "38c3-123-eng-deu-Some_title_hd.vtt",
            "38C3_Illegal_Instructions-123-title.vtt",
            "congress-38-123-title.txt",
        ] {
            is_found(name, &programme, "9f1c-guid");
        }
    }

    #[test]
    fn titles_name_a_talk_however_they_are_written() {
        let programme = programme();
        for name in [
            "rust-webgpu.vtt",
            "Rust & WebGPU.en.srt",
            "Rust_WebGPU_Not_a_talk_hd.webm.vtt",
            "RUST  WebGPU - Soren O., Acme [dQw4w9WgXcQ].en.vtt",
            "Søren Ø. - Rust & WebGPU.txt",
            "Keynote： Rust & WebGPU - Soren O., Acme.en.vtt",
            "xy-124-eng-Rust_WebGPU.vtt",
        ] {
            is_found(name, &programme, "2b");
        }
    }

    #[test]
    fn another_events_number_and_other_names_match_nothing() {
        let programme = programme();
        for name in [
            "36c3-123-eng-Title.vtt",
            "37c3-999-eng-Rust_WebGPU.vtt",
            "watch.vtt",
            "Rust & WebGPU - Somebody Else.vtt",
            "-BOWCQSWaBi.vtt",
            "???.vtt",
            ".vtt",
            "",
        ] {
            assert_eq!(match_talk(name, &programme), Matched::None, "{name}");
        }
    }

    #[test]
    fn several_talks_are_never_guessed_between() {
        let mut talks = vec![talk("a", "Opening"), talk("b", "Opening"), talk("c", "17")];
        talks[1].slug = "opening-2".into();
        talks[0].source_ids = vec!["number:17".into()];
        let bundle = bundle(talks);
        let several = |ids: [&str; 2]| Matched::Several(ids.map(str::to_owned).to_vec());
        assert_eq!(match_talk("Opening.vtt", &bundle), several(["a", "b"]));
        is_found("opening-2.vtt", &bundle, "b");
        is_found("b.vtt", &bundle, "b");
        is_found("17.vtt", &bundle, "a");
    }
}
