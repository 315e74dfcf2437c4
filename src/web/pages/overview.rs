//! What stands on an event's page beside its talks when it has a programme: what is on now and next,
//! its days, rooms and tracks.

use jiff::{SignedDuration, Timestamp};
use minijinja::Value;
use serde::Serialize;

use super::cards::TextLink;
use super::programme::row::{Row, room_link, track_link};
use super::programme::times::{Times, ZoneView};
use crate::domain::{EventBundle, Programme, Showing};
use crate::web::links;
use crate::web::spoken::Spoken;

/// Rows of "now" and of "next": what a phone shows at once; the rest is a link away.
const ROWS_MAX: usize = 6;
/// From so long before the first session on, what comes next is news.
const EAGER: SignedDuration = SignedDuration::from_hours(12);

/// The programme of an event in short.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    zone: ZoneView,
    days: Vec<DayLink>,
    rooms: Vec<TextLink>,
    tracks: Vec<TextLink>,
    now: Vec<Row>,
    now_url: String,
    next: Vec<Row>,
    next_url: String,
    programme_url: String,
    grid_url: String,
    agenda_url: String,
    plan_url: String,
}

/// A day with how much it has.
#[derive(Debug, Serialize)]
struct DayLink {
    day: Value,
    count: Value,
    url: String,
}

impl Overview {
    /// The programme in short as of an instant; `None` for an event without times.
    pub(crate) fn new(bundle: &EventBundle, times: &Times, at: Timestamp) -> Option<Self> {
        let programme = Programme::of(bundle);
        if programme.showings.is_empty() {
            return None;
        }
        let event = &bundle.event.slug;
        let url = links::programme(event);
        let part = |show| links::with_query(&url, &[("show", Some(show))]);
        let rows = |showings: Vec<Showing<'_>>| {
            let sessions = showings.into_iter().filter(|it| it.takes_place());
            sessions.take(ROWS_MAX).map(|it| Row::with_day(&it, times)).collect()
        };
        let is_running = is_running(&programme, at);
        let mut tracks: Vec<&str> =
            bundle.talks.iter().filter_map(|talk| talk.track.as_deref()).collect();
        tracks.sort_by(|a, b| crate::domain::compare_names(a, b));
        tracks.dedup();
        Some(Self {
            zone: times.said().clone(),
            days: days(&programme, &url),
            rooms: programme.rooms().into_iter().map(|name| room_link(event, name)).collect(),
            tracks: tracks.into_iter().map(|name| track_link(event, name)).collect(),
            now: rows(if is_running { programme.now(at) } else { Vec::new() }),
            now_url: part("now"),
            next: rows(if is_running { programme.next(at) } else { Vec::new() }),
            next_url: part("next"),
            grid_url: links::with_query(&url, &[("view", Some("grid"))]),
            programme_url: url,
            agenda_url: links::agenda(event),
            plan_url: links::plan(event),
        })
    }
}

/// Whether an event is on, or about to begin.
pub(crate) fn is_running(programme: &Programme<'_>, at: Timestamp) -> bool {
    let first = programme.showings.iter().map(|it| it.start).min();
    let last = programme.showings.iter().map(|it| it.end).max();
    let (Some(first), Some(last)) = (first, last) else { return false };
    first.saturating_sub(EAGER).is_ok_and(|from| from <= at) && at < last
}

fn days(programme: &Programme<'_>, url: &str) -> Vec<DayLink> {
    let days = programme.showings.chunk_by(|a, b| a.day == b.day);
    let link = |of_day: &[Showing<'_>]| {
        let day = of_day[0].day;
        let sessions = of_day.iter().filter(|it| it.talk.kind.is_session()).count();
        DayLink {
            day: Spoken::FullDay(day).value(),
            count: Spoken::Count(sessions, "{count} session", "{count} sessions").value(),
            url: links::with_query(url, &[("day", Some(&day.to_string()))]),
        }
    };
    days.map(link).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Event, Slot, Talk};
    use crate::web::viewer::Viewer;

    #[test]
    fn now_and_next_are_shown_only_around_the_event() {
        let day = date(2024, 6, 19);
        let slot = Slot::new(day.at(10, 0, 0, 0), day.at(11, 0, 0, 0));
        let talk = Talk { id: "1".into(), slots: vec![slot], ..Talk::default() };
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let bundle = EventBundle { event, talks: vec![talk], announcements: Vec::new() };
        let times = Times::new(&bundle.event, &Viewer::default(), "/");
        let shown = |at: &str| {
            let overview = Overview::new(&bundle, &times, at.parse().unwrap()).unwrap();
            (overview.now.len(), overview.next.len())
        };
        assert_eq!(shown("2024-06-18T08:00:00Z"), (0, 0));
        assert_eq!(shown("2024-06-19T06:00:00Z"), (0, 1));
        assert_eq!(shown("2024-06-19T08:30:00Z"), (1, 0));
        assert_eq!(shown("2024-06-19T09:00:00Z"), (0, 0));
        let archive = EventBundle::default();
        assert!(Overview::new(&archive, &times, Timestamp::UNIX_EPOCH).is_none());
    }
}
