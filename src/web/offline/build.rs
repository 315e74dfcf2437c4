//! Makes a pack: all pages of an event in one language and time zone, their frame, and the data that
//! scripts need; compressed and ready to be sent.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::addresses;
use super::draw::{self, Audience};
use super::frame;
use super::kept::Packed;
use super::pages;
use crate::domain::{EventBundle, Programme, Showing, Talk};
use crate::text;
use crate::web::{cache, links};

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub(super) enum BuildError {
    /// The event went since it was asked for.
    #[error("there is no event `{slug}` any more")]
    Gone {
        /// Its slug.
        slug: String,
    },
    /// The frame of its pages could not be drawn.
    #[error("the frame of the pages of `{slug}` cannot be drawn")]
    NoFrame {
        /// The event's slug.
        slug: String,
    },
    /// It cannot be written as JSON.
    #[error("the pack cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// It cannot be compressed.
    #[error("the pack cannot be compressed: {0}")]
    Compress(#[from] io::Error),
}

/// Makes the pack of an event. Blocks: a thousand talks take some seconds.
///
/// # Errors
/// The event went, or its pages cannot be drawn.
pub(super) fn pack(audience: &Audience, slug: &str) -> Result<Packed, BuildError> {
    let gone = || BuildError::Gone { slug: slug.to_owned() };
    let bundle = audience.snapshot.catalog.find_event(slug).ok_or_else(gone)?;
    let mut drawn = Drawn::new(audience, bundle);
    let shell = std::mem::take(&mut drawn.shell);
    if shell.is_empty() {
        return Err(BuildError::NoFrame { slug: slug.to_owned() });
    }
    drawn.add_files(audience.site.assets.modules());
    let generation = drawn.pulse["generation"].take();
    let mut pack = json!({
        "event": slug,
        "name": bundle.event.name,
        "language": audience.viewer.language.tag(),
        "version": drawn.programme["version"],
        "days": days(bundle),
        "files": drawn.files,
        "shell": shell,
        "programme": drawn.programme,
        "pulse": drawn.pulse,
        "pages": drawn.pages,
    });
    // Moments and the state of the whole database come after: what says the same has the same tag.
    pack["programme"]["made_at"].take();
    let tag = cache::short_hex(&text::content_hash(serde_json::to_string(&pack)?));
    let now = Value::from(Timestamp::now().to_string());
    pack["pulse"]["generation"] = generation;
    pack["programme"]["made_at"] = now.clone();
    pack["made_at"] = now;
    let raw = serde_json::to_vec(&pack)?;
    Ok(Packed { body: compress(&raw)?.into(), raw_size: raw.len(), tag })
}

/// What was drawn for an event.
#[derive(Default)]
struct Drawn {
    shell: String,
    /// The files of the frame, which is drawn first: a page names them again.
    shell_files: Vec<String>,
    programme: Value,
    pulse: Value,
    pages: Map<String, Value>,
    /// Files that pages name.
    files: Vec<String>,
}

impl Drawn {
    fn new(audience: &Audience, bundle: &EventBundle) -> Self {
        let event = links::event(&bundle.event.slug);
        let shell = pages::shell_address(&bundle.event.slug);
        let (programme, pulse) = (format!("{event}/programme.json"), format!("{event}/pulse.json"));
        let wanted = addresses::of_event(bundle);
        let data = [shell.as_str(), &programme, &pulse].map(|address| (address, None));
        let pages = wanted.iter().map(|it| (it.address.as_str(), it.talk));
        let mut drawn = Self::default();
        draw::all(audience, data.into_iter().chain(pages), |(address, talk), text| match address {
            _ if address == shell => drawn.set_shell(&text),
            _ if address == programme => drawn.programme = data_of(&text),
            _ if address == pulse => drawn.pulse = data_of(&text),
            _ => drawn.add_page(address, talk, &text),
        });
        drawn
    }

    fn set_shell(&mut self, html: &str) {
        self.shell = pages::with_markers(html);
        self.shell_files = frame::files(html);
        self.add_files(self.shell_files.clone());
    }

    fn add_page(&mut self, address: &str, talk: Option<&Talk>, html: &str) {
        let Some(parts) = frame::parts(html) else { return };
        let mut page = json!({ "title": parts.title, "main": parts.main });
        let is_own = |sheet: &String| !self.shell_files.contains(sheet);
        let sheets: Vec<_> = parts.sheets.into_iter().filter(is_own).collect();
        if !sheets.is_empty() {
            page["sheets"] = sheets.clone().into();
            self.add_files(sheets);
        }
        if let Some(talk) = talk {
            // Right behind the page, whose words it repeats: so it compresses to almost nothing.
            page["talk"] = talk.id.as_str().into();
            page["text"] = words_of(talk).into();
        }
        self.add_files(frame::files(parts.main));
        self.pages.insert(address.to_owned(), page);
    }

    fn add_files(&mut self, files: Vec<String>) {
        for file in files {
            if !self.files.contains(&file) {
                self.files.push(file);
            }
        }
    }
}

/// The days of the programme, each with the second in which the last of it ends.
fn days(bundle: &EventBundle) -> Vec<Value> {
    let showings = Programme::of(bundle).showings;
    let by_day = showings.chunk_by(|a, b| a.day == b.day);
    let day = |of_day: &[Showing<'_>]| {
        let ends = of_day.iter().map(|showing| showing.end.as_second()).max();
        json!({ "day": of_day.first().map(|it| it.day.to_string()), "ends": ends })
    };
    by_day.map(day).collect()
}

/// What the search on the device reads of a talk, besides the fields of the programme.
fn words_of(talk: &Talk) -> String {
    let subtitle = talk.subtitle.as_deref().unwrap_or_default();
    let plain = [subtitle, &talk.abstract_text, &talk.description].map(text::plain);
    let said: Vec<&str> =
        plain.iter().map(|part| part.trim()).filter(|it| !it.is_empty()).collect();
    said.join(" ")
}

fn data_of(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Made once and sent many times: worth the effort.
fn compress(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_talk_hold_no_markup() {
        let talk = Talk {
            subtitle: Some("Oil".into()),
            abstract_text: "<p>Hinges <b>wear</b> out.</p>".into(),
            ..Talk::default()
        };
        assert_eq!(words_of(&talk), "Oil Hinges wear out.");
    }
}
