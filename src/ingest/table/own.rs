//! Rows of Hallway's own table, word for word: nothing is guessed where the export says it.

use super::field::Field;
use super::header::Header;
use super::record::Record;
use crate::domain::{Appearance, Kind, Link, LinkKind, State, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::records::{clip, is_slug};
use crate::ingest::report::Report;

/// Columns that together no other program writes.
const SIGNATURE: [&str; 10] =
    ["id", "slug", "title", "kind", "state", "start", "end", "timezone", "duration_s", "published"];

/// The columns of single links, in the order in which links stand that have no list.
const LINK_COLUMNS: [(Field, LinkKind); 4] = [
    (Field::Page, LinkKind::Page),
    (Field::Feedback, LinkKind::Feedback),
    (Field::Video, LinkKind::Video),
    (Field::Slides, LinkKind::Slides),
];

/// Whether a table was written by us.
pub(super) fn is_own(header: &Header) -> bool {
    SIGNATURE.iter().all(|name| header.names.iter().any(|known| known == name))
}

/// Reads a row; one without a title is told.
pub(super) fn draft(record: Record<'_>, report: &mut Report) -> Option<Draft> {
    let place = record.place();
    let title = record.raw(Field::Title);
    if title.trim().is_empty() {
        report.warn("missing-title", place, "a row without a title was left out");
        return None;
    }
    let text = |field| Some(record.raw(field).to_owned()).filter(|text| !text.is_empty());
    let slug = record.first(Field::Slug);
    let talk = Talk {
        slug: if is_slug(slug) { slug.to_owned() } else { String::new() },
        title: title.to_owned(),
        source_title: text(Field::SourceTitle),
        subtitle: text(Field::Subtitle),
        kind: word(record, Field::Kind, Kind::from_word, &place, report),
        state: word(record, Field::State, State::from_word, &place, report),
        languages: list(record.raw(Field::Language)),
        track: text(Field::Track),
        abstract_text: record.raw(Field::Abstract).to_owned(),
        description: record.raw(Field::Description).to_owned(),
        topics: list(record.raw(Field::Topics)),
        speakers: speakers(record),
        links: links(record),
        duration_s: read(record, Field::Duration, &place, report),
        published: read(record, Field::Published, &place, report),
        source_ids: list(record.raw(Field::SourceIds)),
        ..Talk::default()
    };
    Some(Draft { talk, own_id: record.raw(Field::Id).to_owned(), place, ..Draft::default() })
}

/// A word of ours; another one is told.
fn word<T: Default>(
    record: Record<'_>,
    field: Field,
    from_word: fn(&str) -> Option<T>,
    place: &str,
    report: &mut Report,
) -> T {
    let word = record.first(field);
    from_word(word).unwrap_or_else(|| {
        if !word.is_empty() {
            let message = format!("`{}` is not known and was left out", clip(word, 40));
            report.warn(&format!("unknown-{}", field.as_str()), place, message);
        }
        T::default()
    })
}

/// A number or a date; anything else is told.
fn read<T: std::str::FromStr>(
    record: Record<'_>,
    field: Field,
    place: &str,
    report: &mut Report,
) -> Option<T> {
    let cell = record.first(field);
    let read = cell.parse().ok();
    if read.is_none() && !cell.is_empty() {
        let message = format!("`{}` cannot be read and was left out", clip(cell, 40));
        report.warn(&format!("bad-{}", field.as_str()), place, message);
    }
    read
}

/// The parts of a list: `; ` stands between them, `\;` and `\\` inside of them.
fn list(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![String::new()];
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ';' {
            chars.next_if_eq(&' ');
            parts.push(String::new());
            continue;
        }
        let kept = if c == '\\' { chars.next().unwrap_or(c) } else { c };
        if let Some(part) = parts.last_mut() {
            part.push(kept);
        }
    }
    parts
}

/// The people: their companies and ids are lists as long as that of their names.
fn speakers(record: Record<'_>) -> Vec<Appearance> {
    let names = list(record.raw(Field::Speakers)).into_iter();
    let mut affiliations = list(record.raw(Field::Affiliation)).into_iter();
    let mut ids = list(record.raw(Field::SpeakerIds)).into_iter();
    let people = names.map(|name| Appearance {
        name,
        affiliation: affiliations.next().filter(|company| !company.is_empty()),
        id: ids.next().filter(|id| !id.is_empty()),
    });
    people.filter(|person| !person.name.is_empty()).collect()
}

/// The links: the list has all of them with their texts where there are more than the columns
/// hold, and the columns, which people edit, go before it.
fn links(record: Record<'_>) -> Vec<Link> {
    let mut links: Vec<Link> = record.raw(Field::Links).lines().filter_map(listed_link).collect();
    let is_listed = !links.is_empty();
    for (field, kind) in LINK_COLUMNS {
        let url = record.raw(field);
        let first = links.iter().position(|link| link.kind == kind);
        match first {
            Some(at) if url.is_empty() && is_listed => drop(links.remove(at)),
            Some(at) => {
                if let Some(link) = links.get_mut(at).filter(|link| link.url != url) {
                    *link = Link { kind, url: url.to_owned(), title: None };
                }
            }
            None if !url.is_empty() => links.push(Link { kind, url: url.to_owned(), title: None }),
            None => {}
        }
    }
    links
}

/// A line of the list: kind, address, text.
fn listed_link(line: &str) -> Option<Link> {
    let (kind, rest) = line.split_once(' ')?;
    let (url, title) = rest.split_once(' ').unwrap_or((rest, ""));
    let title = Some(title.to_owned()).filter(|title| !title.is_empty());
    Some(Link { kind: LinkKind::from_word(kind)?, url: url.to_owned(), title })
}
