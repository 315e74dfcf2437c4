//! A talk: title, people, when and where, what it is about, where to go from here.

use actix_web::{HttpResponse, web};

use super::sheet::Sheet;
use super::{answer, when};
use crate::domain::{Appearance, Event, LinkKind, Talk};
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pages::event::get_event;
use crate::web::pages::talk::get_talk;
use crate::web::visit::Visit;
use crate::web::{links, words};

/// The column of names of fields.
const COLUMNS: [usize; 2] = [10, 0];

/// `/e/{event}/t/{talk}` as text.
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path.0)?;
    let talk = get_talk(&visit, &path.0, &path.1)?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let sheet = sheet(&visit.base_url(), &bundle.event, talk);
    Ok(answer(&visit, Policy::Records, sheet))
}

fn sheet(base: &str, event: &Event, talk: &Talk) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.title(&talk.title);
    sheet.paragraph(talk.subtitle.as_deref().unwrap_or_default());
    sheet.paragraph(words::state_notice(talk.state).unwrap_or_default());
    sheet.gap();
    sheet.row(COLUMNS, [words::kind(talk.kind).one, &event.name]);
    for person in &talk.speakers {
        sheet.row(COLUMNS, ["Who", &named(person)]);
    }
    for slot in &talk.slots {
        sheet.row(COLUMNS, ["When", &when::showing(event, slot)]);
        sheet.row(COLUMNS, ["Where", &place(slot.room.as_deref(), event)]);
    }
    let track = talk.track.as_deref().unwrap_or_default();
    for (name, value) in [("Track", track), ("Topics", &talk.topics.join(", "))] {
        sheet.row(COLUMNS, [if value.is_empty() { "" } else { name }, value]);
    }
    for text in [&talk.abstract_text, &talk.description] {
        body(&mut sheet, text);
    }
    addresses(&mut sheet, base, talk);
    sheet
}

fn named(person: &Appearance) -> String {
    match &person.affiliation {
        Some(affiliation) => format!("{} ({affiliation})", person.name),
        None => person.name.clone(),
    }
}

fn place(room: Option<&str>, event: &Event) -> String {
    let parts = [room, event.location.as_deref()].into_iter().flatten();
    parts.collect::<Vec<_>>().join(", ")
}

/// A hostile source text as paragraphs.
fn body(sheet: &mut Sheet, source: &str) {
    for paragraph in text::plain(source).split("\n\n").filter(|text| !text.is_empty()) {
        sheet.gap();
        for line in paragraph.lines() {
            sheet.paragraph(line);
        }
    }
}

/// The page, the calendar and what belongs to the talk.
fn addresses(sheet: &mut Sheet, base: &str, talk: &Talk) {
    sheet.gap();
    sheet.row(COLUMNS, ["Page", &format!("{base}{}", links::talk(talk))]);
    if !talk.slots.is_empty() {
        sheet.row(COLUMNS, ["Calendar", &format!("{base}{}", links::talk_calendar(talk))]);
    }
    for link in talk.links.iter().filter(|link| links::is_web_address(&link.url)) {
        let name = match link.kind {
            LinkKind::Video => "Recording",
            LinkKind::Slides => "Slides",
            LinkKind::Feedback => "Feedback",
            LinkKind::Page | LinkKind::Other => "More",
        };
        sheet.row(COLUMNS, [name, &link.url]);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Link, Slot};

    #[test]
    fn a_talk_tells_its_zone_and_drives_no_terminal() {
        let day = date(2024, 6, 19);
        let talk = Talk {
            title: "Doors \u{1b}[31mred\u{7}".into(),
            event: "e".into(),
            slug: "t".into(),
            abstract_text: "<p>One &amp; two.</p><p>Three.</p>".into(),
            slots: vec![Slot::new(day.at(10, 0, 0, 0), day.at(10, 40, 0, 0))],
            links: vec![Link {
                kind: LinkKind::Slides,
                url: "javascript:alert(1)".into(),
                title: None,
            }],
            ..Talk::default()
        };
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let text = sheet("https://x.test", &event, &talk).finish();
        assert!(text.starts_with("Doors [31mred\n=============\n"), "{text:?}");
        assert!(
            text.contains("When        Wed 19 June 2024, 10:00-10:40 (Europe/Paris, UTC+02:00)")
        );
        assert!(text.contains("\n\nOne & two.\n\nThree.\n\n"), "{text}");
        assert!(text.contains("Calendar    https://x.test/e/e/t/t/talk.ics"));
        assert!(!text.contains("javascript") && !text.contains("Track"), "{text}");
    }
}
