//! Entries of `videos.yml` to drafts of talks. An entry may be a compound of talks, which are
//! talks of their own.

use jiff::civil::Date;

use super::recording::{self, cue_s};
use super::{Record, Report, json, parts, time, words};
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;

/// What stands for a name that is not yet known.
const PLACEHOLDERS: [&str; 3] = ["TODO", "TBA", "TBD"];

/// An entry, which stands in one place of a programme, with the talks it holds.
#[derive(Debug)]
pub(super) struct Video {
    pub(super) draft: Draft,
    /// The day it was given.
    pub(super) day: Option<Date>,
    /// The word for its kind as the file has it (`intro`).
    pub(super) kind: String,
    parts: Vec<Draft>,
}

impl Video {
    /// The talk and those it holds.
    pub(super) fn into_drafts(self) -> impl Iterator<Item = Draft> {
        std::iter::once(self.draft).chain(self.parts)
    }
}

/// Reads all entries, in the file's order, which is that of the programme.
pub(super) fn read(records: &[Record<'_>], report: &mut Report) -> Vec<Video> {
    let mut unnamed = 0;
    let mut videos = Vec::with_capacity(records.len());
    for record in records {
        let mut held = Vec::new();
        for part in record.records("talks", report) {
            held.push(draft(&part, Some(record), &mut unnamed, report));
        }
        videos.push(Video {
            draft: draft(record, None, &mut unnamed, report),
            day: day(record, report),
            kind: record.line("kind"),
            parts: held,
        });
    }
    if unnamed > 0 {
        let places = if unnamed == 1 { "1 place" } else { &format!("{unnamed} places") };
        let message = format!("in {places} a speaker is still to be named; left out");
        report.warn("unnamed-speaker", "videos", message);
    }
    videos
}

fn day(record: &Record<'_>, report: &mut Report) -> Option<Date> {
    let stated = record.text("date");
    let day = time::leading_date(&stated);
    if day.is_none() && !stated.is_empty() {
        let stated = crate::ingest::records::clip(&stated, 40);
        report.warn("bad-date", &record.place, format!("`{stated}` is not a date"));
    }
    day
}

/// One talk; `whole` is the compound that holds it.
fn draft(
    record: &Record<'_>,
    whole: Option<&Record<'_>>,
    unnamed: &mut usize,
    report: &mut Report,
) -> Draft {
    let place = &record.place;
    let stated = json::text(record.first(&["title", "raw_title"]));
    let (mut state, title) = parts::title(&stated, place, report);
    if record.line("status").eq_ignore_ascii_case("cancelled") {
        state = State::Cancelled;
    }
    let original = record.line("original_title");
    let talk = Talk {
        kind: kind(record, &title),
        state,
        subtitle: parts::some(original).filter(|original| *original != title),
        languages: words::languages(&record.text("language")),
        track: parts::some(record.line("track")),
        abstract_text: record.text("description"),
        speakers: speakers(record, unnamed, report),
        links: links(record, whole, report),
        duration_s: length_s(record),
        published: time::leading_date(&record.text("published_at")),
        title,
        ..Talk::default()
    };
    // Ids are unique across the whole of RubyEvents.
    Draft { talk, guid: record.id("id"), place: place.clone(), ..Draft::default() }
}

fn kind(record: &Record<'_>, title: &str) -> Kind {
    words::kind(&record.line("kind").replace('_', " "), title)
}

fn speakers(record: &Record<'_>, unnamed: &mut usize, report: &mut Report) -> Vec<Appearance> {
    let mut people = Vec::new();
    for name in json::list(record.get("speakers")) {
        let name = json::name(name);
        if PLACEHOLDERS.contains(&name.as_str()) {
            *unnamed += 1;
            continue;
        }
        parts::add_person(&mut people, (&name, "", ""), &record.place, report);
    }
    people
}

/// The recordings, then the slides and further pages.
fn links(record: &Record<'_>, whole: Option<&Record<'_>>, report: &mut Report) -> Vec<Link> {
    let place = &record.place;
    let mut links = Vec::new();
    recording::add(&mut links, record, whole, report);
    let pages = [(LinkKind::Slides, "slides_url"), (LinkKind::Page, "external_player_url")];
    for (kind, key) in pages {
        parts::add_link(&mut links, (kind, &record.text(key), ""), place, report);
    }
    for page in json::list(record.get("additional_resources")) {
        let title = json::line(json::first(page, &["title", "name"]));
        let url = json::text(json::field(page, "url"));
        let kind = words::link_kind("", &json::line(json::field(page, "type")), &url);
        parts::add_link(&mut links, (kind, &url, &title), place, report);
    }
    links
}

/// The length of a part of a recording.
fn length_s(record: &Record<'_>) -> Option<u32> {
    let (start, end) = (cue_s(&record.text("start_cue"))?, cue_s(&record.text("end_cue"))?);
    end.checked_sub(start).filter(|seconds| *seconds > 0)
}
