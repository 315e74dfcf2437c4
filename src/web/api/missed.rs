//! What was missed of an event as JSON: the same as on its page, with times as instants.

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Clock, EventBundle, LinkKind};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::links;
use crate::web::pages::event::get_event;
use crate::web::pages::missed::asked::Asked;
use crate::web::pages::missed::found::{Found, Line, PAGE_LINES};
use crate::web::pages::programme::times::stamp;
use crate::web::pairs::Pairs;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct Missed<'a> {
    event: &'a str,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    total: usize,
    page: usize,
    pages: usize,
    changed: Vec<Talk<'a>>,
    talks: Vec<Talk<'a>>,
}

#[derive(Serialize)]
struct Talk<'a> {
    id: &'a str,
    title: &'a str,
    page: String,
    speakers: Vec<&'a str>,
    track: Option<&'a str>,
    state: &'static str,
    start: String,
    end: String,
    room: Option<&'a str>,
    text: Option<&'a str>,
    start_s: Option<f32>,
    recording: Option<&'a str>,
    /// From 0 to 1, where interests were given.
    closeness: Option<f32>,
}

/// `/api/v1/events/{event}/missed`
pub(crate) async fn missed(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let asked = Asked::read(get_event(&visit, &slug)?, &query, visit.now)?;
    let visit = visit.at(&asked.mark());
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let (event, job) = (slug.clone(), asked.clone());
    let found = visit.work(move |snapshot| Found::of(snapshot, &event, &job)).await?;
    let policy = Policy::Query.or_never_if(found.by_words);
    let bundle = get_event(&visit, &slug)?;
    let answer = Missed {
        event: &slug,
        since: asked.window.map(|window| window.since),
        until: asked.window.map(|window| window.until),
        total: found.total,
        page: asked.page,
        pages: found.total.div_ceil(PAGE_LINES).max(1),
        changed: tell(bundle, &found.changed),
        talks: tell(bundle, &found.given),
    };
    visit.json(policy, &answer)
}

fn tell<'a>(bundle: &'a EventBundle, lines: &'a [Line]) -> Vec<Talk<'a>> {
    lines.iter().filter_map(|line| Talk::new(bundle, line)).collect()
}

impl<'a> Talk<'a> {
    fn new(bundle: &'a EventBundle, line: &'a Line) -> Option<Self> {
        let showing = line.showing(bundle)?;
        let (talk, clock) = (showing.talk, Clock::of(&bundle.event));
        let video = talk.link(LinkKind::Video).filter(|link| links::is_web_address(&link.url));
        Some(Self {
            id: &talk.id,
            title: &talk.title,
            page: links::talk(talk),
            speakers: talk.speakers.iter().map(|person| person.name.as_str()).collect(),
            track: talk.track.as_deref(),
            state: talk.state.as_str(),
            start: stamp(&clock.wall(showing.start)),
            end: stamp(&clock.wall(showing.end)),
            room: showing.room(),
            text: line.sentence.as_ref().map(|sentence| sentence.text.as_str()),
            start_s: line.sentence.as_ref().and_then(|sentence| sentence.start_s),
            recording: video.map(|link| link.url.as_str()),
            closeness: line.close.as_ref().map(|close| close.strength),
        })
    }
}
