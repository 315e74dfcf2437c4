//! "What did I miss": the talks of an event between two moments, each with its own best sentence and
//! where to watch it; what was cancelled or moved comes first. A form that needs no script.

pub(crate) mod asked;
mod form;
pub(crate) mod found;

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use minijinja::Value;
use serde::Serialize;

use self::asked::Asked;
use self::form::Form;
use self::found::{Found, Line, PAGE_LINES};
use super::cards::{self, TextLink};
use super::event::get_event;
use super::moments::Moment;
use super::programme::row::Row;
use super::programme::times::{Times, ZoneView};
use crate::agenda::{Because, Close, Interests, Nearness};
use crate::domain::{EventBundle, LinkKind, Showing};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page, Robots};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::{links, words};

#[derive(Serialize)]
struct MissedPage {
    event: TextLink,
    slug: String,
    zone: ZoneView,
    form: Form,
    /// Between when; `None` when nothing has begun.
    span: Option<Value>,
    changed: Vec<LineView>,
    changes_url: String,
    count: Value,
    is_empty: bool,
    by_words: bool,
    groups: Vec<Group>,
    earlier: Option<String>,
    later: Option<String>,
}

/// Lines under one heading.
#[derive(Serialize)]
struct Group {
    /// None for lines by closeness.
    heading: Option<Value>,
    anchor: String,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    row: Row,
    sentence: Option<String>,
    moment: Option<Moment>,
    recording: Option<TextLink>,
    why: Option<Why>,
}

/// What a talk is close to.
#[derive(Serialize)]
struct Why {
    kind: &'static str,
    to: String,
    nearness: &'static str,
}

/// `/e/{event}/missed`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let asked = Asked::read(get_event(&visit, &slug)?, &query, visit.now)?;
    let visit = visit.at(&asked.mark());
    let policy = if asked.is_about() { Policy::Query } else { Policy::Records };
    if let Some(unchanged) = visit.unchanged(policy) {
        return Ok(unchanged);
    }
    let (event, job) = (slug.clone(), asked.clone());
    let found = visit.work(move |snapshot| Found::of(snapshot, &event, &job)).await?;
    let policy = policy.or_never_if(found.by_words);
    let bundle = get_event(&visit, &slug)?;
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    visit.page(policy, &MissedPage::new(bundle, &asked, &found, &times, visit.now))
}

impl Asked {
    /// What an answer depends on beside the address: until when it tells.
    pub(crate) fn mark(&self) -> String {
        self.window.map(|window| window.until.to_string()).unwrap_or_default()
    }

    /// The address of the same on another page.
    fn url(&self, slug: &str, page: usize) -> String {
        let (day, page) = (self.day.map(|day| day.to_string()), page.to_string());
        let mut pairs = vec![
            ("day", day.as_deref()),
            ("since", self.since.as_deref()),
            ("until", self.until.as_deref()),
        ];
        pairs.extend(self.interests.texts.iter().map(|text| ("about", Some(text.as_str()))));
        pairs.extend(self.likes.iter().map(|key| ("like", Some(key.as_str()))));
        pairs.push(("page", (page != "1").then_some(page.as_str())));
        links::with_query(&links::missed(slug), &pairs)
    }
}

impl MissedPage {
    fn new(
        bundle: &EventBundle,
        asked: &Asked,
        found: &Found,
        times: &Times,
        now: Timestamp,
    ) -> Self {
        let slug = &bundle.event.slug;
        let view = |line: &Line| {
            let showing = line.showing(bundle)?;
            Some(LineView::new(bundle, line, &showing, &asked.interests, times))
        };
        let views: Vec<LineView> = found.given.iter().filter_map(view).collect();
        let page = asked.page;
        let has_more = found.total > PAGE_LINES * page;
        let wall = |at| times.wall(at).datetime();
        Self {
            event: cards::event_link(&bundle.event),
            zone: times.said().clone(),
            form: Form::new(bundle, asked, now),
            span: asked.window.map(|it| Spoken::Slot(wall(it.since), wall(it.until)).value()),
            changed: found.changed.iter().filter_map(view).collect(),
            changes_url: links::changes(slug),
            count: words::count(found.total, "{count} talk", "{count} talks"),
            is_empty: found.total == 0,
            by_words: found.by_words,
            groups: groups(views, asked.is_about()),
            earlier: (page > 1).then(|| asked.url(slug, page - 1)),
            later: has_more.then(|| asked.url(slug, page + 1)),
            slug: slug.clone(),
        }
    }
}

impl Page for MissedPage {
    const TEMPLATE: &'static str = "pages/missed.html";

    fn frame(&self) -> Frame {
        let event = &self.event.text;
        Frame {
            title: spoken::text_with("What did I miss of {event}?", "event", event),
            description: spoken::text_with(
                "The talks of {event} that were given, in a sentence each.",
                "event",
                event,
            ),
            robots: Robots::Noindex,
            ..Frame::default()
        }
    }
}

impl LineView {
    fn new(
        bundle: &EventBundle,
        line: &Line,
        showing: &Showing<'_>,
        interests: &Interests,
        times: &Times,
    ) -> Self {
        let talk = showing.talk;
        let start_s = line.sentence.as_ref().and_then(|sentence| sentence.start_s);
        let video = talk.link(LinkKind::Video).filter(|link| links::is_web_address(&link.url));
        let recording = video.map(|link| TextLink {
            text: links::host(&link.url).unwrap_or(&link.url).to_owned(),
            url: link.url.clone(),
        });
        Self {
            row: Row::with_day(showing, times),
            sentence: line.sentence.as_ref().map(|sentence| sentence.text.clone()),
            moment: start_s.map(|start_s| Moment::of_talk(talk, start_s)),
            recording,
            why: line.close.as_ref().map(|close| Why::new(bundle, close, interests)),
        }
    }
}

impl Why {
    fn new(bundle: &EventBundle, close: &Close, interests: &Interests) -> Self {
        let title = |id: &String| {
            let talk = bundle.talks.iter().find(|talk| talk.id == *id);
            talk.map(|talk| talk.title.clone())
        };
        let (kind, to) = match close.because {
            Because::Chosen => ("chosen", None),
            Because::Text(place) => ("text", interests.texts.get(place).cloned()),
            Because::Talk(place) => ("talk", interests.talks.get(place).and_then(title)),
        };
        let nearness = match close.nearness() {
            Nearness::Near => "near",
            Nearness::Close => "close",
            Nearness::VeryClose => "very close",
        };
        Self { kind, to: to.unwrap_or_default(), nearness }
    }
}

/// Lines under their tracks; under none where they are in another order.
fn groups(lines: Vec<LineView>, is_ranked: bool) -> Vec<Group> {
    let mut groups: Vec<(Option<String>, Group)> = Vec::new();
    for line in lines {
        let track = line.row.track.as_ref().map(|track| track.text.clone());
        let is_new = groups.last().is_none_or(|(last, _)| !is_ranked && *last != track);
        if is_new {
            let heading = match &track {
                _ if is_ranked => None,
                Some(track) => Some(Value::from(track.as_str())),
                None => Some(spoken::text("Without a track")),
            };
            let anchor = format!("group-{}", groups.len() + 1);
            groups.push((track, Group { heading, anchor, lines: Vec::new() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.lines.push(line);
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
