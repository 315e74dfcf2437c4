//! An event: what is on now, what comes next, its days.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use jiff::civil::Date;

use super::sheet::Sheet;
use super::{answer, count, when};
use crate::domain::{Event, EventBundle, Programme, Showing};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::cards;
use crate::web::pages::event::get_event;
use crate::web::visit::Visit;

/// Talks under "now" or "next": of events with more rooms the programme tells the others.
const TALKS_MAX: usize = 12;

/// `/e/{event}` as text. It tells the time, so that nobody may keep it.
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let bundle = get_event(&visit, &path)?;
    let sheet = sheet(&visit.base_url(), bundle, Timestamp::now());
    Ok(answer(&visit, Policy::Never, sheet))
}

fn sheet(base: &str, bundle: &EventBundle, now: Timestamp) -> Sheet {
    let event = &bundle.event;
    let mut sheet = Sheet::default();
    sheet.title(&event.name);
    let zone = event.timezone.as_ref().map(|zone| format!("times in {zone}"));
    let facts = [when::days(event), event.location.clone(), zone].into_iter().flatten();
    sheet.paragraph(&facts.collect::<Vec<_>>().join(", "));
    sheet.paragraph(event.description.as_deref().unwrap_or_default());
    let programme = Programme::of(bundle);
    // Without a zone nobody knows what is on.
    if programme.clock.name().is_ok() {
        tell(&mut sheet, base, "On now", &held(programme.now(now)));
        tell(&mut sheet, base, "Next", &held(programme.next(now)));
    }
    days(&mut sheet, base, event, &programme);
    sheet.head("More");
    let path = links::event(&event.slug);
    sheet.row([15, 0], ["Announcements", &format!("{base}{path}/announcements")]);
    sheet.row([15, 0], ["Calendar", &format!("{base}{path}/schedule.ics")]);
    sheet.row([15, 0], ["Data", &format!("{base}{path}?format=json")]);
    sheet
}

/// The talks that people can go to.
fn held(showings: Vec<Showing<'_>>) -> Vec<Showing<'_>> {
    let is_held = |showing: &Showing<'_>| cards::is_listed(showing.talk) && showing.takes_place();
    showings.into_iter().filter(is_held).collect()
}

fn tell(sheet: &mut Sheet, base: &str, head: &str, showings: &[Showing<'_>]) {
    let Some(first) = showings.first() else { return };
    sheet.head(&format!("{head} ({})", first.slot.start.strftime("%a %-d %B")));
    for showing in showings.iter().take(TALKS_MAX) {
        let room = showing.room().unwrap_or_default();
        sheet.row([11, 18, 0], [&when::hours(showing.slot), room, &showing.talk.title]);
        sheet.paragraph(&format!("{base}{}", links::talk(showing.talk)));
    }
    if showings.len() > TALKS_MAX {
        sheet.paragraph(&format!("and {} more", showings.len() - TALKS_MAX));
    }
}

/// The days of the programme with what there is on each.
fn days(sheet: &mut Sheet, base: &str, event: &Event, programme: &Programme<'_>) {
    let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
    for showing in held(programme.showings.clone()) {
        *counts.entry(showing.day).or_default() += 1;
    }
    sheet.head("Programme");
    let path = format!("{base}{}/programme.txt", links::event(&event.slug));
    for (day, number) in &counts {
        let address = links::with_query(&path, &[("day", Some(&day.to_string()))]);
        let talks = count(*number, "talk");
        sheet.row([27, 10, 0], [&when::long_day(*day), &talks, &address]);
    }
    if counts.is_empty() {
        sheet.paragraph(&path);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Slot, State, Talk};

    fn bundle() -> EventBundle {
        let day = date(2024, 6, 19);
        let talk = |id: &str, from: i8, to: i8, state| Talk {
            id: id.into(),
            slug: id.into(),
            event: "e".into(),
            title: format!("Talk {id}"),
            slots: vec![Slot::new(day.at(from, 0, 0, 0), day.at(to, 0, 0, 0))],
            state,
            ..Talk::default()
        };
        let event = Event {
            slug: "e".into(),
            name: "E".into(),
            timezone: Some("Europe/Paris".into()),
            ..Event::default()
        };
        let talks = vec![
            talk("late", 14, 15, State::Scheduled),
            talk("early", 9, 11, State::Scheduled),
            talk("next", 12, 13, State::Scheduled),
            talk("off", 12, 13, State::Cancelled),
        ];
        EventBundle { event, talks, announcements: Vec::new() }
    }

    #[test]
    fn now_and_next_are_told_by_the_events_own_clock() {
        // Ten o'clock in Paris.
        let now = "2024-06-19T08:00:00Z".parse().unwrap();
        let text = sheet("https://x.test", &bundle(), now).finish();
        let (before, after) = text.split_once("NEXT (WED 19 JUNE)").unwrap();
        assert!(before.contains("ON NOW") && before.contains("Talk early"), "{text}");
        assert!(after.contains("Talk next") && !after.contains("Talk late"), "{text}");
        assert!(!text.contains("Talk off"));
        assert!(after.contains("3 talks"), "{text}");
        assert!(after.contains("https://x.test/e/e/programme.txt?day=2024-06-19"), "{text}");
    }

    #[test]
    fn a_past_event_has_no_now() {
        let text = sheet("https://x.test", &bundle(), Timestamp::MAX).finish();
        assert!(!text.contains("ON NOW") && !text.contains("NEXT"), "{text}");
    }
}
