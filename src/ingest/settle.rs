//! What all formats have in common once their sessions are read: the event's name and days, which
//! sessions are one talk, and the order of the programme.

use jiff::civil::{Date, DateTime, Time};

use super::draft::Draft;
use super::report::Report;
use super::zone::Zone;
use super::{IngestError, ParseOptions, identity};
use crate::domain::{Event, EventBundle, Talk};
use crate::text;

/// An event by the short name its file gives, else by its full name; `--event` goes first.
///
/// # Errors
///
/// Nothing says which event it is.
pub(super) fn event(short: &str, name: &str, options: &ParseOptions) -> Result<Event, IngestError> {
    let named = [short, name].into_iter().map(str::trim).find(|text| !text.is_empty());
    let slug = match (&options.event, named) {
        (Some(slug), _) => slug.clone(),
        (None, Some(text)) => text::slugify(text),
        (None, None) => return Err(IngestError::NoEvent),
    };
    let name = if name.trim().is_empty() { short.trim() } else { name.trim() };
    Ok(Event { slug, name: name.to_owned(), ..Event::default() })
}

/// Puts sessions together to an event: one talk for all showings of it, ids, the programme's
/// order, and days that hold all slots.
pub(super) fn bundle(
    mut event: Event,
    zone: Option<Zone>,
    drafts: Vec<Draft>,
    report: &mut Report,
) -> EventBundle {
    let mut talks = identity::settle(drafts, report);
    for talk in &mut talks {
        talk.event.clone_from(&event.slug);
    }
    talks.sort_by_cached_key(programme_place);
    settle_days(&mut event, &talks, report);
    event.timezone = zone.map(|zone| zone.name);
    EventBundle { event, talks, announcements: Vec::new() }
}

/// Files sessions of the small hours under the evening before, for formats without days.
pub(super) fn file_by_hour(drafts: &mut [Draft], day_change: Time) {
    for slot in drafts.iter_mut().flat_map(|draft| &mut draft.talk.slots) {
        if slot.day.is_none() && slot.start.time() < day_change {
            slot.day = slot.start.date().yesterday().ok();
        }
    }
}

/// Where a talk stands in the programme. Talks of one time keep the file's order.
fn programme_place(talk: &Talk) -> (bool, Option<Date>, Option<DateTime>) {
    let first = talk.slots.first();
    (first.is_none(), first.map(|slot| slot.programme_day()), first.map(|slot| slot.start))
}

/// Makes the event's days hold all of its slots. Headers are copied from last year's file and
/// forgotten (EMF 2018 says 2020), so the sessions decide.
fn settle_days(event: &mut Event, talks: &[Talk], report: &mut Report) {
    let days = || talks.iter().flat_map(|talk| &talk.slots).map(|slot| slot.programme_day());
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    if let (Some(from), Some(to)) = (event.starts_on, event.ends_on) {
        if from <= first && last <= to {
            return;
        }
        report.warn(
            "header-dates",
            "conference",
            format!("the header says {from} to {to}, the sessions run from {first} to {last}"),
        );
    }
    event.starts_on = Some(first);
    event.ends_on = Some(last);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::Slot;

    fn draft(title: &str, day: i8, hour: i8) -> Draft {
        let start = date(2024, 5, day).at(hour, 30, 0, 0);
        let talk =
            Talk { title: title.into(), slots: vec![Slot::new(start, start)], ..Talk::default() };
        Draft { talk, ..Draft::default() }
    }

    #[test]
    fn small_hours_belong_to_the_evening_before_and_the_days_hold_all() {
        let mut drafts = vec![draft("Late", 3, 1), draft("Early", 2, 4), draft("First", 2, 9)];
        file_by_hour(&mut drafts, Time::constant(4, 0, 0, 0));
        let event = event("conf", "Conf", &ParseOptions::default()).unwrap();
        let bundle = bundle(event, None, drafts, &mut Report::default());
        let titles: Vec<_> = bundle.talks.iter().map(|talk| talk.title.as_str()).collect();
        assert_eq!(titles, ["Early", "First", "Late"]);
        assert_eq!(bundle.talks[2].slots[0].day, Some(date(2024, 5, 2)));
        assert_eq!(bundle.event.starts_on, bundle.event.ends_on);
    }

    #[test]
    fn an_event_needs_a_name_from_somewhere() {
        let given = ParseOptions { event: Some("given".into()), ..ParseOptions::default() };
        assert_eq!(event("", "My Conf", &given).unwrap().slug, "given");
        assert_eq!(event(" ", "My Conf", &ParseOptions::default()).unwrap().slug, "my-conf");
        assert_eq!(event("", "", &ParseOptions::default()), Err(IngestError::NoEvent));
    }
}
