//! People and files of an Indico contribution.

use super::Record;
use crate::domain::{Appearance, Link, LinkKind};
use crate::ingest::report::Report;
use crate::ingest::{json, parts, words};

/// Who is on stage: the speakers, else the authors, else who leads the session. Organisers often
/// leave the list of speakers empty, and then the authors speak.
pub(super) fn speakers(record: &Record<'_>, report: &mut Report) -> Vec<Appearance> {
    let lists = ["speakers", "presenters", "primaryauthors", "conveners", "sessionConveners"];
    let stated = lists.into_iter().find(|key| !json::list(record.get(key)).is_empty());
    let mut people = Vec::new();
    for person in record.records(stated.unwrap_or_default(), report) {
        let ids = (person.line("affiliation"), json::id(person.first(&["person_id", "id"])));
        parts::add_person(&mut people, (&name(&person), &ids.0, &ids.1), &record.place, report);
    }
    people
}

/// A name in the order it is spoken; `fullName` puts the family name first.
fn name(person: &Record<'_>) -> String {
    let given = json::line(person.first(&["first_name", "firstName"]));
    let family = json::line(person.first(&["last_name", "familyName"]));
    let tidy = |part: String| part.trim_matches([',', ' ']).to_owned();
    let name = json::one_line(&format!("{} {}", tidy(given), tidy(family)));
    if !name.is_empty() {
        return name;
    }
    let full = json::line(person.first(&["fullName", "name"]));
    match full.split_once(", ") {
        Some((family, given)) => format!("{} {}", tidy(given.to_owned()), tidy(family.to_owned())),
        None => full,
    }
}

/// The page of a contribution and the files that hang on it: as material, which names the shelf
/// they lie on, and in folders, where newer versions repeat them.
pub(super) fn links(record: &Record<'_>, report: &mut Report) -> Vec<Link> {
    let mut links = Vec::new();
    let page = record.text("url");
    parts::add_link(&mut links, (LinkKind::Page, &page, ""), &record.place, report);
    for (folders, files) in [("material", "resources"), ("folders", "attachments")] {
        for folder in record.records(folders, report) {
            let shelf = folder.line("title");
            for file in folder.records(files, report) {
                let title = json::line(file.first(&["title", "name"]));
                let url = json::text(file.first(&["link_url", "download_url", "url"]));
                let kind = words::link_kind("", &format!("{shelf} {title}"), &url);
                parts::add_link(&mut links, (kind, &url, &title), &record.place, report);
            }
        }
    }
    links
}
