//! A recording as a schema.org record, with a clip for each part of its outline.

use serde::Serialize;

use super::description;
use super::when::{self, When};
use crate::domain::{LinkKind, Talk};
use crate::summary::Part;
use crate::web::links;

#[derive(Serialize)]
pub(super) struct VideoObject {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    url: String,
    #[serde(rename = "embedUrl", skip_serializing_if = "Option::is_none")]
    embed: Option<String>,
    #[serde(rename = "contentUrl", skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(rename = "thumbnailUrl")]
    thumbnail: String,
    #[serde(rename = "uploadDate", skip_serializing_if = "Option::is_none")]
    uploaded: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    #[serde(rename = "hasPart", skip_serializing_if = "Vec::is_empty")]
    clips: Vec<Clip>,
}

/// A part of a recording.
#[derive(Debug, PartialEq, Serialize)]
struct Clip {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    /// Whole seconds from the start, as schema.org wants them.
    #[serde(rename = "startOffset")]
    start_s: u32,
    #[serde(rename = "endOffset", skip_serializing_if = "Option::is_none")]
    end_s: Option<u32>,
    url: String,
}

impl VideoObject {
    /// The recording of a talk, where it has one that can be linked to.
    pub(super) fn of(base: &str, talk: &Talk, outline: &[Part]) -> Option<Self> {
        let video = talk.link(LinkKind::Video).filter(|link| links::is_web_address(&link.url))?;
        let path = video.url.split(['?', '#']).next().unwrap_or(&video.url);
        Some(Self {
            sort: "VideoObject",
            name: video.title.clone().unwrap_or_else(|| talk.title.clone()),
            description: description(&talk.abstract_text),
            embed: embed_url(&video.url),
            content: links::is_media_file(path).then(|| video.url.clone()),
            url: video.url.clone(),
            thumbnail: format!("{base}{}", links::talk_card(talk)),
            uploaded: talk.published.map(when::day),
            duration: talk.duration_s.map(when::duration),
            clips: clips(&video.url, outline),
        })
    }
}

/// The address of a player, where it is known how its host is asked for one.
fn embed_url(url: &str) -> Option<String> {
    let address = url.split('#').next()?;
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let last = address.rsplit('/').next().filter(|last| is_id(last));
    match links::host(url)?.to_ascii_lowercase().as_str() {
        "youtube.com" | "m.youtube.com" if address.ends_with("/watch") => {
            let id = query.split('&').find_map(|pair| pair.strip_prefix("v="));
            id.filter(|id| is_id(id)).map(youtube_player)
        }
        "youtu.be" => last.map(youtube_player),
        "vimeo.com" => last
            .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|id| format!("https://player.vimeo.com/video/{id}")),
        _ => None,
    }
}

fn youtube_player(id: &str) -> String {
    format!("https://www.youtube-nocookie.com/embed/{id}")
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The parts whose moment is known and can be linked to.
fn clips(url: &str, outline: &[Part]) -> Vec<Clip> {
    let next_starts = outline.iter().skip(1).map(|part| part.start_s).chain([None]);
    let parts = outline.iter().zip(next_starts);
    parts.filter_map(|(part, next_s)| clip(url, part, next_s)).collect()
}

fn clip(url: &str, part: &Part, next_s: Option<f32>) -> Option<Clip> {
    let start_s = part.start_s?;
    // Parts come in order; a moment before its own start can only come from a bad file.
    let end_s = part.end_s.or(next_s).filter(|end_s| *end_s > start_s);
    let name = part.terms.join(" · ");
    Some(Clip {
        sort: "Clip",
        name: if name.is_empty() { part.sentence.text.clone() } else { name },
        start_s: start_s as u32,
        end_s: end_s.map(|end_s| end_s.ceil() as u32),
        url: links::moment_url(url, start_s)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Link, RecordKey};
    use crate::summary::SummarySentence;

    fn part(start_s: Option<f32>, end_s: Option<f32>) -> Part {
        let sentence = SummarySentence {
            key: RecordKey::talk("e", "t"),
            title: String::new(),
            text: "What was said.".into(),
            start_s,
        };
        Part { start_s, end_s, sentence, terms: vec!["oil".into(), "brass".into()] }
    }

    fn video(url: &str, outline: &[Part]) -> Option<VideoObject> {
        let links = vec![Link { kind: LinkKind::Video, url: url.into(), title: None }];
        VideoObject::of("https://x.test", &Talk { links, ..Talk::default() }, outline)
    }

    #[test]
    fn each_part_with_a_moment_is_a_clip_that_plays_from_there() {
        let outline = [part(Some(0.5), None), part(Some(65.2), Some(90.1)), part(None, None)];
        let video = video("https://www.youtube.com/watch?v=a-b", &outline).unwrap();
        let clip = |start_s, end_s, second: &str| Clip {
            sort: "Clip",
            name: "oil · brass".into(),
            start_s,
            end_s: Some(end_s),
            url: format!("https://www.youtube.com/watch?v=a-b&t={second}s"),
        };
        assert_eq!(video.clips, [clip(0, 66, "0"), clip(65, 91, "65")]);
        assert_eq!(video.embed.unwrap(), "https://www.youtube-nocookie.com/embed/a-b");
        assert_eq!(video.content, None);
    }

    #[test]
    fn a_player_is_known_for_some_hosts_alone() {
        for (url, expected) in [
            ("https://youtu.be/a_b?t=3", Some("https://www.youtube-nocookie.com/embed/a_b")),
            ("https://vimeo.com/123#x", Some("https://player.vimeo.com/video/123")),
            ("https://vimeo.com/channels/x", None),
            ("https://www.youtube.com/watch?v=a%22b", None),
            ("https://www.youtube.com/playlist?list=a", None),
            ("https://youtube.com@evil.test/watch?v=a", None),
        ] {
            assert_eq!(embed_url(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_file_is_its_own_content_and_other_links_are_no_recording() {
        let file = video("https://a.test/t.mp4", &[]).unwrap();
        assert_eq!(file.content.as_deref(), Some("https://a.test/t.mp4"));
        assert!(video("javascript:alert(1)", &[]).is_none());
        assert!(video("https://a.test/watch", &[part(Some(1.0), None)]).unwrap().clips.is_empty());
    }
}
