//! One row of anybody's table to a draft of a talk; its time is read elsewhere, and which rows are
//! one talk is decided elsewhere.

use std::collections::HashSet;

use super::field::Field;
use super::record::{Record, is_said};
use super::speakers::speakers;
use super::standing::{Standing, standing};
use crate::domain::{Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::words;

/// Longest text that may stand in for a missing title, in characters.
const MAX_TITLE_CHARS: usize = 60;

/// What an `ID` column holds, as far as all of its cells tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum IdScheme {
    /// Codes of pretalx, six capitals and digits.
    Code,
    /// UUIDs.
    Guid,
    /// Anything else.
    #[default]
    Number,
}

/// How the rows of a table are to be taken.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub(super) ids: IdScheme,
    /// Whether the types of sessions are what others call tracks, as in Sched.
    pub(super) types_are_tracks: bool,
    /// Sorts of sessions that have titles.
    pub(super) titled_sorts: HashSet<String>,
}

impl Manner {
    /// The manner of a table, from its headers and its ids.
    pub(super) fn of<'a>(records: impl Iterator<Item = Record<'a>> + Clone) -> Self {
        let Some(first) = records.clone().next() else { return Self::default() };
        let is_sched = |column: &super::header::Column| {
            matches!(
                &*super::heading::tight(&column.name),
                "subtype" | "eventsubtype" | "sessionkey"
            )
        };
        let has_sched = first.header.columns.iter().any(is_sched);
        let ids = records
            .clone()
            .map(|record| id_of(record.first(Field::Id)))
            .filter(|id| !id.is_empty());
        let ids = scheme(ids);
        let titled = records.filter(|record| !record.first(Field::Title).is_empty());
        Self {
            ids,
            types_are_tracks: has_sched && !first.header.has(Field::Track),
            titled_sorts: titled.map(|record| record.first(Field::Kind).to_owned()).collect(),
        }
    }
}

/// Reads a row; `None` for one that is no session of the programme, which is told.
pub(super) fn draft(record: Record<'_>, manner: &Manner, report: &mut Report) -> Option<Draft> {
    let place = record.place();
    let state = match standing(record, &place, report) {
        Standing::Out(why) => {
            report.warn("not-in-programme", place, format!("left out: {why}"));
            return None;
        }
        Standing::In(state) => Some(state),
        Standing::Unsaid => None,
    };
    let Some(title) = title(record, manner) else {
        report.warn("missing-title", place, "a row without a title was left out");
        return None;
    };
    let talk = talk(record, &title, state, manner);
    warn_of_affiliations(record, &talk, &place, report);
    let talk = Talk { links: links(record, &place, report), ..talk };
    let mut draft = Draft {
        talk,
        guid: record.first(Field::Guid).to_owned(),
        code: id_of(record.first(Field::Code)).to_owned(),
        place,
        ..Draft::default()
    };
    let id = id_of(record.first(Field::Id)).to_owned();
    match manner.ids {
        IdScheme::Code if draft.code.is_empty() => draft.code = id,
        IdScheme::Guid if draft.guid.is_empty() => draft.guid = id,
        _ => draft.number = id,
    }
    Some(draft)
}

fn talk(record: Record<'_>, title: &str, state: Option<State>, manner: &Manner) -> Talk {
    let (marked, title) = words::state(title);
    let (abstract_text, description) = texts(record);
    Talk {
        title: title.to_owned(),
        subtitle: record.some(Field::Subtitle),
        kind: kind(record, title),
        state: state.filter(|_| marked == State::Scheduled).unwrap_or(marked),
        languages: words::languages(&without_brackets(record.first(Field::Language))),
        track: track(record, manner),
        abstract_text,
        description,
        topics: topics(record),
        speakers: speakers(record),
        ..Talk::default()
    }
}

/// The title; where there is none, what says that the row is a pause, or, in a row with a time, of
/// what sort it is, if sessions of that sort have no titles (`Short talks`).
fn title(record: Record<'_>, manner: &Manner) -> Option<String> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = one_line(record.first(Field::Title));
    if is_said(&title) {
        return Some(title);
    }
    let is_short = |cell: &&str| cell.chars().count() <= MAX_TITLE_CHARS;
    let fields = [Field::Kind, Field::Subtitle, Field::Description, Field::Speakers, Field::Track];
    let others = fields.into_iter().flat_map(|field| record.all(field).map(|(_, cell)| cell));
    let pause = others
        .chain(record.row.cells())
        .filter(is_short)
        .find(|cell| !words::kind("", cell).is_session());
    let sort = || {
        let sort = Some(record.first(Field::Kind)).filter(|sort| is_said(sort) && is_short(sort));
        let has_time = !record.first(Field::Start).is_empty();
        sort.filter(|sort| has_time && !manner.titled_sorts.contains(*sort))
    };
    pause.or_else(sort).map(one_line)
}

/// The kind that any of its columns tells, else the title.
fn kind(record: Record<'_>, title: &str) -> Kind {
    let told = record.all(Field::Kind).map(|(_, cell)| words::kind(cell, ""));
    let mut told = told.filter(|kind| *kind != Kind::Talk);
    told.next().unwrap_or_else(|| words::kind("", title))
}

fn track(record: Record<'_>, manner: &Manner) -> Option<String> {
    let by_type = || {
        let kind = record.some(Field::Kind).filter(|_| manner.types_are_tracks)?;
        (words::kind(&kind, "") == Kind::Talk).then_some(kind)
    };
    record.some(Field::Track).or_else(by_type)
}

/// The abstract, and the description where it says more.
fn texts(record: Record<'_>) -> (String, String) {
    let abstract_text = record.first(Field::Abstract).to_owned();
    let description = record.first(Field::Description).to_owned();
    if abstract_text.is_empty() {
        (description, String::new())
    } else if abstract_text == description {
        (abstract_text, String::new())
    } else {
        (abstract_text, description)
    }
}

/// Companies of which it is not plain whose they are.
fn warn_of_affiliations(record: Record<'_>, talk: &Talk, place: &str, report: &mut Report) {
    let stated = record.first(Field::Affiliation);
    let is_known = talk.speakers.iter().any(|speaker| speaker.affiliation.is_some());
    if !stated.is_empty() && !is_known {
        let message = format!("whose `{}` is cannot be told; left out", clip(stated, 60));
        report.warn("unclear-affiliation", place, message);
    }
}

/// Topics and levels, lower case, each once.
fn topics(record: Record<'_>) -> Vec<String> {
    let lists = record.all(Field::Topics).flat_map(|(_, cell)| listed(cell));
    let levels = record.all(Field::Level).map(|(_, cell)| cell);
    let mut topics: Vec<String> = Vec::new();
    for topic in lists.chain(levels) {
        let topic = topic.trim_start_matches('#').to_lowercase();
        if is_said(&topic) && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// The parts of a list; commas part it only where nothing stronger does.
fn listed(cell: &str) -> impl Iterator<Item = &str> {
    const STRONG: &[char] = &[';', '|', '\n', '\r'];
    let separators: &[char] = if cell.contains(STRONG) { STRONG } else { &[','] };
    cell.split(separators).map(str::trim).filter(|part| !part.is_empty())
}

/// The links of a row, each address once, by kind.
fn links(record: Record<'_>, place: &str, report: &mut Report) -> Vec<Link> {
    let fields = [
        (Field::Page, LinkKind::Page),
        (Field::Feedback, LinkKind::Feedback),
        (Field::Video, LinkKind::Video),
        (Field::Slides, LinkKind::Slides),
        (Field::Links, LinkKind::Other),
    ];
    let mut links: Vec<Link> = Vec::new();
    for (field, kind) in fields {
        for (column, cell) in record.all(field) {
            let parts = cell.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | ','));
            let mut is_link = true;
            for href in parts.filter(|href| is_said(href)) {
                match link(kind, href, &column.name) {
                    Some(link) if links.iter().any(|known| known.url == link.url) => {}
                    Some(link) => links.push(link),
                    None => is_link = false,
                }
            }
            if !is_link {
                let message = format!("`{}` is no web address; left out", clip(cell, 80));
                report.warn("bad-link", place, message);
            }
        }
    }
    links.sort_by_key(|link| fields.iter().position(|(_, kind)| *kind == link.kind));
    links
}

/// A link; where its column leaves the kind open, or is for pages, the address may tell more.
fn link(kind: LinkKind, href: &str, column: &str) -> Option<Link> {
    let href = if href.starts_with("www.") { format!("https://{href}") } else { href.to_owned() };
    let told = words::link_kind("", column, &href);
    let kind = match (kind, told) {
        (LinkKind::Page, LinkKind::Video) => LinkKind::Video,
        (LinkKind::Other, told) => told,
        (kind, _) => kind,
    };
    words::link(kind, &href, "", "")
}

/// An id without the brackets that conbop puts around it.
pub(super) fn id_of(cell: &str) -> &str {
    let inner = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.unwrap_or(cell).trim()
}

fn scheme<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> IdScheme {
    let is_code = |id: &str| {
        id.len() == 6 && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let is_guid = |id: &str| {
        let lengths = id.split('-').map(str::len);
        lengths.eq([8, 4, 4, 4, 12]) && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    };
    let has_letter = |id: &str| id.bytes().any(|byte| byte.is_ascii_uppercase());
    if ids.clone().next().is_none() {
        IdScheme::Number
    } else if ids.clone().all(is_code) && ids.clone().any(has_letter) {
        IdScheme::Code
    } else if ids.clone().all(is_guid) {
        IdScheme::Guid
    } else {
        IdScheme::Number
    }
}

/// A text without what stands in brackets: `English (US)`.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        depth += usize::from(*c == '(');
        let is_outside = depth == 0;
        depth = depth.saturating_sub(usize::from(*c == ')'));
        is_outside
    };
    text.chars().filter(is_outside).collect()
}
