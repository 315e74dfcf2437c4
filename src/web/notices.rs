//! The announcements that matter at the moment of a request: which there are, and which of them stand
//! on the page asked for. Draws nothing.

use actix_web::HttpRequest;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use minijinja::Value;
use serde::Serialize;

use super::links;
use super::pages::dates;
use crate::domain::{Announcement, Audience, Catalog, Clock, EventBundle, Phase, Talk};
use crate::text;

/// An announcement as the banner shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Notice {
    /// The announcement's id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The end of its life, where it is stated.
    pub until: Option<Until>,
    /// Whom it concerns, when not everyone.
    pub audience: Option<AudienceWords>,
}

/// A time as visitors read it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Until {
    /// `14:30`.
    pub time: String,
    /// The day, when it is not today.
    pub day: Option<Value>,
}

/// Whom an announcement concerns as visitors read it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AudienceWords {
    /// `day`, `room`, `track` or `talk`.
    pub kind: &'static str,
    /// The room, the track, the day or the title of the talk.
    pub name: Value,
    /// The talk's page.
    pub url: Option<String>,
}

/// The announcements of an event that matter at a moment, in its order.
pub(crate) fn active(bundle: &EventBundle, now: Timestamp) -> impl Iterator<Item = &Announcement> {
    let clock = Clock::of(&bundle.event);
    bundle.announcements.iter().filter(move |item| item.phase(now, &clock) == Phase::Active)
}

/// What a request's answers depend on beside records and address: the ids of what matters now at
/// its event, and the day, because a notice names the day of its end unless that is today.
pub(crate) fn mark(request: &HttpRequest, catalog: &Catalog, now: Timestamp) -> String {
    let Some(bundle) = event_of(request, catalog) else { return String::new() };
    let mut mark: String = active(bundle, now).flat_map(|item| [item.id.as_str(), "\n"]).collect();
    if !mark.is_empty() {
        mark += &Clock::of(&bundle.event).wall(now).date().to_string();
    }
    mark
}

/// The notices of the page that a request asks for.
pub(crate) fn of(request: &HttpRequest, catalog: &Catalog, now: Timestamp) -> Vec<Notice> {
    let Some(bundle) = event_of(request, catalog) else { return Vec::new() };
    let place = Place::of(request, catalog, bundle);
    let here = active(bundle, now).filter(|item| place.shows(item.audience()));
    let today = Clock::of(&bundle.event).wall(now).date();
    here.map(|item| Notice::new(bundle, item, today)).collect()
}

/// The event in whose part of the site an address lies.
pub(crate) fn event_of<'a>(request: &HttpRequest, catalog: &'a Catalog) -> Option<&'a EventBundle> {
    catalog.find_event(request.match_info().get("event")?)
}

/// What of its event a page is about.
#[derive(Debug)]
enum Place<'a> {
    /// All of it: every notice stands there, with its audience.
    Whole,
    /// A room, by its slug.
    Room(String),
    /// A track, by its slug.
    Track(String),
    /// A talk.
    Talk(&'a Talk),
    /// Something else, which is everyone's business.
    Other,
}

impl<'a> Place<'a> {
    /// By the address, so that no page can forget to say.
    fn of(request: &HttpRequest, catalog: &'a Catalog, bundle: &EventBundle) -> Self {
        let pattern = request.match_pattern().unwrap_or_default();
        let Some(rest) = pattern.strip_prefix("/e/{event}") else { return Self::Other };
        let name = || request.match_info().iter().nth(1).map(|(_, value)| value.to_owned());
        match rest.split('/').nth(1) {
            None | Some("programme" | "agenda" | "plan") => Self::Whole,
            Some("rooms") => name().map_or(Self::Other, Self::Room),
            Some("tracks") => name().map_or(Self::Other, Self::Track),
            Some("t") => {
                let find = |slug: String| catalog.find_talk_by_slug(&bundle.event.slug, &slug);
                name().and_then(find).map_or(Self::Other, Self::Talk)
            }
            Some(_) => Self::Other,
        }
    }

    fn shows(&self, audience: &Audience) -> bool {
        match (self, audience) {
            (_, Audience::Everyone) | (Self::Whole, _) => true,
            (Self::Room(slug), Audience::Room(name))
            | (Self::Track(slug), Audience::Track(name)) => text::slugify(name) == *slug,
            (Self::Talk(talk), audience) => audience.holds(talk),
            _ => false,
        }
    }
}

impl Notice {
    fn new(bundle: &EventBundle, item: &Announcement, today: Date) -> Self {
        Self {
            id: item.id.clone(),
            title: item.title.clone(),
            url: links::announcement(&item.event, &item.id),
            until: item.until.map(|until| Until::on(until, Some(today))),
            audience: AudienceWords::new(bundle, item.audience()),
        }
    }
}

impl Until {
    /// A time, with its day unless it is `today`.
    pub(crate) fn on(wall: DateTime, today: Option<Date>) -> Self {
        let day = (Some(wall.date()) != today).then(|| dates::short_day(wall.date()));
        Self { time: wall.strftime("%H:%M").to_string(), day }
    }
}

impl AudienceWords {
    /// Whom an announcement concerns; `None` for everyone.
    pub(crate) fn new(bundle: &EventBundle, audience: &Audience) -> Option<Self> {
        let talk = |id: &String| bundle.talks.iter().find(|talk| talk.id == *id);
        let (name, url) = match audience {
            Audience::Everyone => return None,
            Audience::Day(day) => (dates::short_day(*day), None),
            Audience::Room(name) | Audience::Track(name) => (Value::from(name.as_str()), None),
            Audience::Talk(id) => match talk(id) {
                Some(talk) => (Value::from(talk.title.as_str()), Some(links::talk(talk))),
                None => (Value::from(id.as_str()), None),
            },
        };
        Some(Self { kind: audience.word(), name, url })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Event, Slot};

    fn bundle() -> EventBundle {
        let event = Event {
            slug: "conf".into(),
            timezone: Some("Europe/Paris".into()),
            ..Event::default()
        };
        let start = date(2024, 6, 19).at(10, 0, 0, 0);
        let slot = Slot { room: Some("Hall 1".into()), ..Slot::new(start, start) };
        let (id, slug) = ("1".into(), "one".into());
        let event_of_talk = "conf".into();
        let talk = Talk { id, slug, event: event_of_talk, slots: vec![slot], ..Talk::default() };
        let item = Announcement {
            id: "a".into(),
            event: "conf".into(),
            from: Some(date(2024, 6, 19).at(9, 0, 0, 0)),
            until: Some(date(2024, 6, 20).at(9, 0, 0, 0)),
            audience: Some(Audience::Room("Hall 1".into())),
            ..Announcement::default()
        };
        EventBundle { event, talks: vec![talk], announcements: vec![item] }
    }

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[test]
    fn what_a_page_depends_on_changes_with_the_time_alone() {
        let catalog = Catalog::new(vec![bundle()], str::to_owned);
        let mark = |path: &str, moment| {
            let request = TestRequest::with_uri(path).param("event", path[1..].to_owned());
            super::mark(&request.to_http_request(), &catalog, at(moment))
        };
        assert_eq!(mark("/conf", "2024-06-19T06:59:59Z"), "");
        assert_eq!(mark("/conf", "2024-06-19T07:00:00Z"), "a\n2024-06-19");
        assert_eq!(mark("/conf", "2024-06-19T22:00:00Z"), "a\n2024-06-20");
        assert_eq!(mark("/conf", "2024-06-20T07:00:00Z"), "");
        assert_eq!(mark("/other", "2024-06-19T07:00:00Z"), "");
    }

    #[test]
    fn a_notice_stands_where_those_are_whom_it_concerns() {
        let bundle = bundle();
        let room = &Audience::Room("Hall 1".into());
        let talk = Place::Talk(&bundle.talks[0]);
        for (place, shown) in [
            (Place::Whole, true),
            (Place::Room("hall-1".into()), true),
            (Place::Room("hall-2".into()), false),
            (Place::Track("hall-1".into()), false),
            (Place::Other, false),
            (talk, true),
        ] {
            assert_eq!(place.shows(room), shown, "{place:?}");
            assert!(place.shows(&Audience::Everyone));
        }
    }

    #[test]
    fn the_end_names_its_day_unless_it_is_today() {
        let bundle = bundle();
        let notice = |today| Notice::new(&bundle, &bundle.announcements[0], today);
        let until = notice(date(2024, 6, 20)).until.unwrap();
        assert_eq!((until.time.as_str(), until.day.is_none()), ("09:00", true));
        let until = notice(date(2024, 6, 19)).until.unwrap();
        assert_eq!(until.day.unwrap().to_string(), "Thu 20 June");
        assert_eq!(notice(date(2024, 6, 19)).audience.unwrap().kind, "room");
    }
}
