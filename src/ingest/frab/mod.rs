//! frab / c3voc `schedule.xml` and its dialects: frab, pretalx, the hub, FOSDEM, wafer, EMF, and
//! the old Pentabarf form without dates and zones. What such a file says is understood here for the
//! JSON form too, which [`c3voc`](super::c3voc) reads.

pub(super) mod raw;
mod read;
mod talk;
mod time;
pub(super) mod xml;

pub(super) use read::percent_decoded;

use super::report::Report;
use super::{IngestError, ParseOptions, settle, words, zone};
use crate::domain::{Event, EventBundle};
use raw::{RawConference, RawSchedule};

/// Reads a schedule.
///
/// # Errors
///
/// The XML is not well-formed or beyond the limits, or a needed zone or event name is missing.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    bundle(read::schedule(text, report)?, options, report)
}

/// Makes an event of what a file says.
///
/// # Errors
///
/// A needed zone or event name is missing.
pub(super) fn bundle(
    schedule: RawSchedule,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let event = event(&schedule.conference, options)?;
    let zone = zone::choose(Some(&schedule.conference.time_zone_name), options, report)?;
    let Some(zone) = zone else {
        if schedule.days.iter().all(|day| day.events.is_empty()) {
            return Ok(EventBundle { event, ..EventBundle::default() });
        }
        return Err(IngestError::NoTimezone { event: event.slug });
    };
    let drafts = talk::drafts(schedule, &zone, report);
    Ok(settle::bundle(event, Some(zone), drafts, report))
}

/// The event as the conference header describes it; its days are settled later.
fn event(conference: &RawConference, options: &ParseOptions) -> Result<Event, IngestError> {
    let event = settle::event(&conference.acronym, &conference.title, options)?;
    let place = [conference.venue.as_str(), conference.city.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let url = [&conference.url, &conference.base_url].into_iter().find(|url| words::is_web(url));
    Ok(Event {
        description: (!conference.description.is_empty()).then(|| conference.description.clone()),
        location: (!place.is_empty()).then(|| place.join(", ")),
        url: url.cloned(),
        starts_on: super::time::leading_date(&conference.start),
        ends_on: super::time::leading_date(&conference.end),
        ..event
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(conference: &str, zone: Option<&str>) -> Result<EventBundle, IngestError> {
        let text = format!(
            "<schedule><conference>{conference}</conference><day date='2018-08-31'><room name='A'>\
             <event id='1' guid='g'><start>10:00</start><duration>1:00</duration><title>T</title>\
             </event></room></day></schedule>"
        );
        let options = ParseOptions { timezone: zone.map(str::to_owned), ..ParseOptions::default() };
        parse(&text, &options, &mut Report::default())
    }

    #[test]
    fn a_zone_is_needed_and_may_be_given() {
        let error = read("<acronym>Emf_2018</acronym>", None).unwrap_err();
        assert_eq!(error, IngestError::NoTimezone { event: "emf-2018".into() });
        let bundle = read("<acronym>emf2018</acronym>", Some("Europe/London")).unwrap();
        assert_eq!(bundle.event.timezone.as_deref(), Some("Europe/London"));
    }

    #[test]
    fn sessions_decide_the_days_and_the_title_stands_in_for_an_acronym() {
        let header = "<title>EMF 2018</title><start>2020-07-24</start><end>2020-07-26</end>\
            <time_zone_name>Europe/London</time_zone_name>";
        let event = read(header, None).unwrap().event;
        assert_eq!(event.slug, "emf-2018");
        assert_eq!(event.starts_on, Some(jiff::civil::date(2018, 8, 31)));
        assert_eq!(event.ends_on, event.starts_on);
        assert_eq!(read("", Some("UTC")), Err(IngestError::NoEvent));
    }
}
