//! A talk as a schema.org record: when and where, who, and the recording with its moments.

use minijinja::Value;
use serde::Serialize;

use super::event::Brief;
use super::people::Person;
use super::place::Place;
use super::video::VideoObject;
use super::when::{self, Span, Times};
use super::{OneOrMore, description, document};
use crate::domain::{Event, EventBundle, Slot, State, Talk};
use crate::summary::Part;
use crate::web::links;

/// A talk at one of its times.
#[derive(Serialize)]
pub(super) struct Showing {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    url: String,
    #[serde(flatten)]
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
    #[serde(rename = "eventStatus", skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct TalkRecord {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(flatten)]
    span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place>,
    #[serde(rename = "eventStatus", skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performer: Option<OneOrMore<Person>>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    languages: Option<OneOrMore<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<String>,
    image: String,
    #[serde(rename = "superEvent")]
    event: Brief,
    #[serde(rename = "subEvent", skip_serializing_if = "Option::is_none")]
    showings: Option<OneOrMore<Showing>>,
    #[serde(rename = "recordedIn", skip_serializing_if = "Option::is_none")]
    recording: Option<VideoObject>,
}

/// The record of a talk's page; `outline` is of its recording.
pub(crate) fn of_talk(
    base: &str,
    bundle: &EventBundle,
    talk: &Talk,
    outline: &[Part],
) -> Option<Value> {
    let event = &bundle.event;
    let slots: Vec<&Slot> = talk.slots.iter().collect();
    let topics = talk.topics.join(", ");
    document(TalkRecord {
        sort: "Event",
        name: talk.title.clone(),
        url: format!("{base}{}", links::talk(talk)),
        description: description(&talk.abstract_text).or_else(|| description(&talk.description)),
        span: Times::of(event).slots(&slots),
        duration: talk.duration_s.map(when::duration),
        location: location(event, talk),
        status: status(talk.state).filter(|_| !slots.is_empty() || talk.state != State::Scheduled),
        performer: OneOrMore::new(
            talk.speakers.iter().map(|person| Person::on_stage(base, person)).collect(),
        ),
        languages: OneOrMore::new(talk.languages.clone()),
        keywords: Some(topics).filter(|topics| !topics.is_empty()),
        image: format!("{base}{}", links::talk_card(talk)),
        event: Brief::new(base, bundle),
        showings: showings(base, event, talk),
        recording: VideoObject::of(base, talk, outline),
    })
}

impl Showing {
    /// A talk at one of its times.
    pub(super) fn new(base: &str, event: &Event, talk: &Talk, slot: &Slot) -> Self {
        Self {
            sort: "Event",
            name: talk.title.clone(),
            url: format!("{base}{}", links::talk(talk)),
            span: Times::of(event).slot(slot),
            location: Place::room(slot.room.as_deref(), event.location.as_deref()),
            status: status(talk.state),
        }
    }
}

/// Each time of a talk that is given more than once.
fn showings(base: &str, event: &Event, talk: &Talk) -> Option<OneOrMore<Showing>> {
    if talk.slots.len() < 2 {
        return None;
    }
    let showing = |slot: &Slot| Showing::new(base, event, talk, slot);
    OneOrMore::new(talk.slots.iter().map(showing).collect())
}

/// The room, where the talk is given in one room alone; else the venue.
fn location(event: &Event, talk: &Talk) -> Option<Place> {
    let room = talk.slots.first().and_then(|slot| slot.room.as_deref());
    let is_only = talk.slots.iter().all(|slot| slot.room.as_deref() == room);
    Place::room(room.filter(|_| is_only), event.location.as_deref())
}

/// Whether it takes place, where its sources say so. Who was withdrawn is not held either.
fn status(state: State) -> Option<&'static str> {
    match state {
        State::Scheduled => Some("https://schema.org/EventScheduled"),
        State::Moved => Some("https://schema.org/EventRescheduled"),
        State::Cancelled | State::Withdrawn => Some("https://schema.org/EventCancelled"),
        State::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::domain::{Appearance, Link, LinkKind};

    fn bundle(talk: Talk) -> EventBundle {
        let event = Event {
            slug: "e".into(),
            name: "E".into(),
            timezone: Some("Europe/Paris".into()),
            location: Some("Paris".into()),
            ..Event::default()
        };
        EventBundle { event, talks: vec![talk], announcements: Vec::new() }
    }

    fn record(talk: Talk) -> Json {
        let bundle = bundle(talk);
        let value = of_talk("https://x.test", &bundle, &bundle.talks[0], &[]).unwrap();
        serde_json::from_str(value.as_str().unwrap()).unwrap()
    }

    fn talk() -> Talk {
        let day = date(2024, 6, 19);
        let slot = |hour: i8, room: &str| Slot {
            room: Some(room.into()),
            ..Slot::new(day.at(hour, 0, 0, 0), day.at(hour + 1, 0, 0, 0))
        };
        Talk {
            id: "t".into(),
            slug: "t".into(),
            event: "e".into(),
            title: "</script><b>T</b>".into(),
            slots: vec![slot(10, "A"), slot(14, "B")],
            speakers: vec![Appearance {
                name: "Ada Byron".into(),
                affiliation: Some("Mill".into()),
                id: None,
            }],
            ..Talk::default()
        }
    }

    #[test]
    fn a_talk_given_twice_is_an_event_with_two_events_in_it() {
        let record = record(talk());
        assert_eq!(record["@context"], "https://schema.org");
        assert_eq!(record["@type"], "Event");
        assert_eq!(record["name"], "</script><b>T</b>");
        assert_eq!(record["startDate"], "2024-06-19T10:00:00+02:00");
        assert_eq!(record["endDate"], "2024-06-19T15:00:00+02:00");
        assert_eq!(record["location"]["name"], "Paris");
        assert_eq!(record["subEvent"][1]["location"]["name"], "B");
        assert_eq!(record["superEvent"]["url"], "https://x.test/e/e");
        let performer = json!({
            "@type": "Person", "name": "Ada Byron", "url": "https://x.test/speakers/ada-byron",
            "affiliation": {"@type": "Organization", "name": "Mill"},
        });
        assert_eq!(record["performer"], performer);
    }

    #[test]
    fn the_state_is_told_as_its_source_tells_it_and_hostile_links_are_left_out() {
        let video = Link { kind: LinkKind::Video, url: "javascript:alert(1)".into(), title: None };
        let of = |state| record(Talk { state, links: vec![video.clone()], ..talk() });
        for (state, word) in [
            (State::Scheduled, json!("https://schema.org/EventScheduled")),
            (State::Moved, json!("https://schema.org/EventRescheduled")),
            (State::Cancelled, json!("https://schema.org/EventCancelled")),
            (State::Unknown, Json::Null),
        ] {
            assert_eq!(of(state)["eventStatus"], word);
        }
        assert_eq!(of(State::Scheduled)["recordedIn"], Json::Null);
        let archived = record(Talk { slots: Vec::new(), ..talk() });
        assert_eq!(archived["eventStatus"], Json::Null);
        assert_eq!(archived["startDate"], Json::Null);
    }
}
