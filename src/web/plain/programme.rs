//! The programme as a table: time, room, title with who speaks. All of it, or a part.

use actix_web::{HttpResponse, web};
use jiff::civil::Date;

use super::sheet::Sheet;
use super::{answer, when};
use crate::domain::{EventBundle, Programme, Showing, State, Talk};
use crate::export;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::files::PartQuery;
use crate::web::pages::event::get_event;
use crate::web::visit::Visit;
use crate::web::words;

/// The columns of time and room; the title has the rest.
const COLUMNS: [usize; 3] = [11, 18, 0];

/// `/e/{event}/programme.txt`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    part: web::Query<PartQuery>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path)?;
    let filter = part.into_inner().filter()?;
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let selected = export::select(bundle, &filter);
    // Of a talk given on several days, only the asked day's showing.
    let sheet = sheet(&selected, filter.day);
    Ok(answer(&visit, Policy::Records, sheet))
}

fn sheet(bundle: &EventBundle, only: Option<Date>) -> Sheet {
    let event = &bundle.event;
    let mut sheet = Sheet::default();
    sheet.title(&event.name);
    if let Some(zone) = &event.timezone {
        sheet.paragraph(&format!("Times in {zone}"));
    }
    let programme = Programme::of(bundle);
    let wanted = programme.showings.iter().filter(|it| only.is_none_or(|day| it.day == day));
    table(&mut sheet, wanted);
    let held = bundle.talks.iter().filter(|talk| talk.state != State::Withdrawn);
    let untimed: Vec<&Talk> = held.filter(|talk| talk.slots.is_empty()).collect();
    if !untimed.is_empty() {
        sheet.head("Without a time");
        for talk in untimed {
            sheet.row(COLUMNS, ["", words::kind(talk.kind).one, &told(talk)]);
        }
    }
    sheet
}

/// Rows, with a head before each day.
fn table<'a>(sheet: &mut Sheet, showings: impl Iterator<Item = &'a Showing<'a>>) {
    let mut day = None;
    for showing in showings {
        if day.replace(showing.day) != Some(showing.day) {
            sheet.head(&when::long_day(showing.day));
        }
        let room = showing.room().unwrap_or_default();
        sheet.row(COLUMNS, [&when::hours(showing.slot), room, &told(showing.talk)]);
    }
}

/// Title, state and people.
fn told(talk: &Talk) -> String {
    let mark = words::state_mark(talk.state).map(|mark| format!("[{mark}] ")).unwrap_or_default();
    let people: Vec<&str> = talk.speakers.iter().map(|person| person.name.as_str()).collect();
    match people.is_empty() {
        true => format!("{mark}{}", talk.title),
        false => format!("{mark}{} ({})", talk.title, people.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Slot;

    #[test]
    fn a_night_belongs_to_the_day_before_and_comes_last_in_it() {
        let (first, second) = (date(2024, 12, 27), date(2024, 12, 28));
        let talk = |title: &str, slot: Slot| Talk {
            title: title.into(),
            slots: vec![slot],
            ..Talk::default()
        };
        let night =
            Slot { day: Some(first), ..Slot::new(second.at(0, 30, 0, 0), second.at(1, 30, 0, 0)) };
        let talks = vec![
            talk("Night", night),
            talk("Evening", Slot::new(first.at(22, 0, 0, 0), first.at(23, 0, 0, 0))),
            talk("Morning", Slot::new(second.at(9, 0, 0, 0), second.at(10, 0, 0, 0))),
        ];
        let bundle = EventBundle { talks, ..EventBundle::default() };
        let text = sheet(&bundle, None).finish();
        let place = |word: &str| text.find(word).unwrap();
        assert!(place("Evening") < place("Night") && place("Night") < place("28 DECEMBER"));
        assert!(place("28 DECEMBER") < place("Morning"));
        assert!(!sheet(&bundle, Some(first)).finish().contains("Morning"));
    }
}
