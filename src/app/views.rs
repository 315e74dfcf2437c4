//! Topics, outlines, what was missed and related talks as the JSON that commands and the site both
//! give. Names and order of keys are a contract; finds and sorts nothing.

use jiff::Timestamp;
use serde::Serialize;

use crate::search::{Reason, Related};
use crate::summary::{Missed, MissedTalk, Part, Topics};

/// The topics of an event.
#[derive(Debug, Serialize)]
pub struct TopicsView<'a> {
    event: &'a str,
    topics: Vec<TopicView<'a>>,
    map: Vec<PointView<'a>>,
}

#[derive(Debug, Serialize)]
struct TopicView<'a> {
    name: &'a str,
    terms: &'a [String],
    talks: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct PointView<'a> {
    id: &'a str,
    title: &'a str,
    topic: usize,
    x: f32,
    y: f32,
}

impl<'a> TopicsView<'a> {
    /// The topics of the event with this slug.
    pub fn new(event: &'a str, topics: &'a Topics) -> Self {
        let groups = topics.groups.iter().map(|group| TopicView {
            name: &group.name,
            terms: &group.terms,
            talks: group.talks.iter().map(|key| key.id.as_str()).collect(),
        });
        let map = topics.points.iter().map(|point| PointView {
            id: &point.key.id,
            title: &point.title,
            topic: point.group,
            x: point.x,
            y: point.y,
        });
        Self { event, topics: groups.collect(), map: map.collect() }
    }
}

/// Talks near another.
#[derive(Debug, Serialize)]
pub struct RelatedView<'a> {
    id: &'a str,
    event: &'a str,
    related: Vec<NearView<'a>>,
}

#[derive(Debug, Serialize)]
struct NearView<'a> {
    id: &'a str,
    event: &'a str,
    title: &'a str,
    score: f32,
    reasons: &'a [Reason],
}

impl<'a> RelatedView<'a> {
    /// Talks near that of an event with an id.
    pub fn new(event: &'a str, id: &'a str, related: &'a [Related]) -> Self {
        let related = related.iter().map(|it| NearView {
            id: &it.key.id,
            event: &it.key.event,
            title: &it.title,
            score: it.score,
            reasons: &it.reasons,
        });
        Self { id, event, related: related.collect() }
    }
}

/// A part of what was said in a talk.
#[derive(Debug, Serialize)]
pub struct PartView<'a> {
    start_s: Option<f32>,
    end_s: Option<f32>,
    text: &'a str,
    terms: &'a [String],
}

impl<'a> PartView<'a> {
    /// A part of an outline.
    pub fn new(part: &'a Part) -> Self {
        let Part { start_s, end_s, sentence, terms } = part;
        Self { start_s: *start_s, end_s: *end_s, text: &sentence.text, terms }
    }
}

/// What somebody missed of an event.
#[derive(Debug, Serialize)]
pub struct MissedView<'a> {
    of: String,
    since: Timestamp,
    until: Timestamp,
    groups: Vec<GroupView<'a>>,
    changed: Vec<TalkView<'a>>,
}

#[derive(Debug, Serialize)]
struct GroupView<'a> {
    heading: &'a str,
    talks: Vec<TalkView<'a>>,
}

#[derive(Debug, Serialize)]
struct TalkView<'a> {
    id: &'a str,
    title: &'a str,
    speakers: &'a [String],
    state: &'static str,
    start: String,
    room: Option<&'a str>,
    text: Option<&'a str>,
    start_s: Option<f32>,
    recording: Option<&'a str>,
}

impl<'a> MissedView<'a> {
    /// What was missed of the event with this slug between two moments.
    pub fn new(event: &str, since: Timestamp, until: Timestamp, missed: &'a Missed) -> Self {
        let groups = missed.groups.iter().map(|group| GroupView {
            heading: &group.heading,
            talks: group.talks.iter().map(TalkView::new).collect(),
        });
        Self {
            of: format!("event:{event}"),
            since,
            until,
            groups: groups.collect(),
            changed: missed.changed.iter().map(TalkView::new).collect(),
        }
    }
}

impl<'a> TalkView<'a> {
    fn new(talk: &'a MissedTalk) -> Self {
        Self {
            id: &talk.key.id,
            title: &talk.title,
            speakers: &talk.speakers,
            state: talk.state.as_str(),
            start: talk.start.to_string(),
            room: talk.room.as_deref(),
            text: talk.sentence.as_ref().map(|it| it.text.as_str()),
            start_s: talk.sentence.as_ref().and_then(|it| it.start_s),
            recording: talk.recording.as_deref(),
        }
    }
}
