//! Who speaks, where a calendar says so: as attendees without an address, in a line of the
//! description, or at the end of the title.

use std::collections::{HashMap, HashSet};

use super::calendar::{Calendar, Component};
use super::value;
use crate::domain::Appearance;
use crate::ingest::draft::Draft;
use crate::ingest::people;

/// Least number of names under one organiser's address for them to be speakers.
const LEAST_ORGANISERS: usize = 3;
/// Beginnings of a line of the description that names the speakers.
const LINE_STARTS: [&str; 8] = [
    "speaker:",
    "speakers:",
    "speaker(s):",
    "presenter:",
    "presenters:",
    "referent:",
    "von:",
    "with:",
];
/// Where in a description such a line is looked for, in lines.
const MAX_LINES: usize = 400;

/// Where a calendar has its speakers.
pub(super) struct Source {
    /// Addresses of organisers under which speakers stand.
    organisers: HashSet<String>,
    /// Whether titles end in names, with nothing but commas between them.
    titles_end_in_names: bool,
}

impl Source {
    /// Looks at the calendar as a whole.
    pub(super) fn of(calendar: &Calendar) -> Self {
        let mut names: HashMap<String, HashSet<&str>> = HashMap::new();
        for property in calendar.entries.iter().flat_map(|entry| entry.all("ORGANIZER")) {
            if let Some(name) = property.parameter("CN") {
                names.entry(property.value.trim().to_lowercase()).or_default().insert(name);
            }
        }
        let shared = names.into_iter().filter(|(_, names)| names.len() >= LEAST_ORGANISERS);
        let product = calendar.head.line_of("PRODID").to_lowercase();
        Self {
            organisers: shared.map(|(address, _)| address).collect(),
            titles_end_in_names: product.contains("//pretalx"),
        }
    }

    /// The speakers that an entry states outside of its title.
    pub(super) fn stated(&self, entry: &Component, description: &str) -> Vec<Appearance> {
        let mut speakers: Vec<Appearance> = Vec::new();
        let attending = entry.all("ATTENDEE").chain(entry.all("ORGANIZER"));
        for property in attending {
            let address = property.value.trim();
            let is_made_up = address.to_ascii_lowercase().starts_with("invalid:")
                || self.organisers.contains(&address.to_lowercase());
            let named = match property.parameter("CN") {
                Some(name) if is_made_up => vec![person(name)],
                // xCal of Pentabarf's writes the name for the address.
                None if !address.contains(':') => people::names(&value::line(address)),
                _ => Vec::new(),
            };
            speakers.extend(named.into_iter().filter(|it| !it.name.is_empty()));
        }
        if speakers.is_empty() {
            speakers = in_description(description);
        }
        let mut seen = HashSet::new();
        speakers.retain(|speaker| seen.insert(speaker.name.clone()));
        speakers
    }

    /// Takes speakers out of the titles of talks that state none elsewhere. Titles are left alone
    /// in a file that states most speakers in their place.
    pub(super) fn in_titles(&self, drafts: &mut [Draft]) {
        let stated = drafts.iter().filter(|draft| !draft.talk.speakers.is_empty()).count();
        if stated * 3 > drafts.len() {
            return;
        }
        let titles: Vec<&str> = drafts.iter().map(|draft| draft.talk.title.as_str()).collect();
        let splits = if self.titles_end_in_names {
            titles.iter().map(|title| people::split_last(title)).collect()
        } else {
            let texts = drafts.iter().map(|draft| draft.talk.abstract_text.as_str());
            people::split_titles(&titles, texts)
        };
        for (draft, split) in drafts.iter_mut().zip(splits) {
            if let Some((title, speakers)) = split.filter(|_| draft.talk.speakers.is_empty()) {
                let printed = std::mem::replace(&mut draft.talk.title, title);
                draft.talk.source_title.get_or_insert(printed);
                draft.talk.speakers = speakers;
            }
        }
    }
}

fn person(name: &str) -> Appearance {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    Appearance { name, ..Appearance::default() }
}

/// The names of a line `Speaker: Name, Name`, or of the lines after `Speakers:`, between which
/// paragraphs of HTML tell about each.
fn in_description(description: &str) -> Vec<Appearance> {
    let mut lines = description.lines().take(MAX_LINES).map(str::trim);
    let Some(rest) = lines.by_ref().find_map(after_start) else { return Vec::new() };
    if !rest.is_empty() {
        return people::names(rest);
    }
    let mut names = Vec::new();
    let mut expects_name = true;
    for line in lines {
        if expects_name && !line.is_empty() && !line.starts_with('<') {
            names.extend(people::names(line));
        }
        expects_name = line.ends_with("</p>") || (expects_name && line.is_empty());
    }
    names
}

/// What follows the word for speakers at the start of a line.
fn after_start(line: &str) -> Option<&str> {
    LINE_STARTS.iter().find_map(|start| {
        let (head, rest) = line.split_at_checked(start.len())?;
        head.eq_ignore_ascii_case(start).then_some(rest.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::super::calendar::sort;
    use super::super::lines::properties;
    use super::*;
    use crate::ingest::report::Report;

    fn stated(text: &str, description: &str) -> Vec<Vec<String>> {
        let calendar = sort(properties(text), &mut Report::default());
        let source = Source::of(&calendar);
        let names = |people: Vec<Appearance>| people.into_iter().map(|it| it.name).collect();
        calendar.entries.iter().map(|it| names(source.stated(it, description))).collect()
    }

    #[test]
    fn attendees_without_an_address_are_speakers() {
        let entry = "BEGIN:VEVENT\nATTENDEE;ROLE=X;CN=\"Ada Byron\":invalid:nomail\n\
            ATTENDEE;CN=\"Ada Byron\":invalid:nomail\nATTENDEE;CN=Guest:mailto:g@a.example\n\
            ATTENDEE:Emma Noether\\, Mill\nORGANIZER;CN=Team:mailto:t@a.example\nEND:VEVENT";
        assert_eq!(stated(entry, ""), [["Ada Byron", "Emma Noether"]]);
    }

    #[test]
    fn many_names_under_one_address_are_speakers() {
        let entry = |name: &str| {
            format!("BEGIN:VEVENT\nORGANIZER;CN={name}:MAILTO:info@a.example\nEND:VEVENT\n")
        };
        let text = ["Ada", "Bob", "Cy"].map(entry).concat();
        assert_eq!(stated(&text, ""), [["Ada"], ["Bob"], ["Cy"]]);
        assert_eq!(stated(&["Ada", "Ada"].map(entry).concat(), "").concat(), [""; 0]);
    }

    #[test]
    fn descriptions_name_speakers_in_lines_of_their_own() {
        let entry = "BEGIN:VEVENT\nEND:VEVENT";
        let one = |description: &str| stated(entry, description).concat();
        assert_eq!(one("Speaker: Ada Byron, Carl Gauss\nText"), ["Ada Byron", "Carl Gauss"]);
        let listed = "Kind: talk\nText\nSpeakers:\nAda Byron\n<p>Wrote.</p>\n<p>Much.</p>\nCarl Gauss\n<p>Was bored.</p>";
        assert_eq!(one(listed), ["Ada Byron", "Carl Gauss"]);
        assert_eq!(one("The speaker: a device"), [""; 0]);
    }
}
