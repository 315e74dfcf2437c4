//! The topics of an event: groups of its talks as a list, and the talks on a map drawn as SVG.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, Person, TextLink};
use super::event::get_event;
use crate::domain::{Catalog, EventBundle, RecordKey};
use crate::summary::{Point, TopicGroup, Topics};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::{links, words};

/// The map's size in its own units.
const WIDTH: f32 = 1000.0;
const HEIGHT: f32 = 660.0;
/// Space between the outermost dots and the edge, room for labels above them included.
const MARGIN: f32 = 36.0;
/// Radii of dots: with few talks and with many.
const RADIUS_MAX: f32 = 14.0;
const RADIUS_MIN: f32 = 4.0;
/// Dots have their topic's number from this radius on; on smaller ones it could not be read.
const NUMBER_RADIUS_MIN: f32 = 9.0;
/// Colours there are; with more topics they come again, and the numbers tell them apart.
const COLOURS: usize = 10;
/// Longest label on the map, in characters; the list has the whole name.
const LABEL_CHARS_MAX: usize = 30;
/// Half the width of a letter and the height of a line of a label, in units.
const HALF_LETTER: f32 = 5.8;
const LINE: f32 = 26.0;

#[derive(Serialize)]
struct TopicsPage {
    title: Value,
    event: TextLink,
    found: Value,
    groups: Vec<Group>,
    map: Option<Map>,
}

/// A topic and its talks.
#[derive(Serialize)]
struct Group {
    number: usize,
    colour: usize,
    name: String,
    terms: Vec<String>,
    count: Value,
    talks: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    url: String,
    title: String,
    people: Vec<Person>,
}

/// What is drawn, in units of the drawing.
#[derive(Serialize)]
struct Map {
    width: f32,
    height: f32,
    radius: f32,
    dots: Vec<Dot>,
    labels: Vec<Label>,
}

#[derive(Serialize)]
struct Dot {
    x: f32,
    y: f32,
    url: String,
    title: String,
    colour: usize,
    topic: String,
    /// Empty on small dots.
    number: String,
}

#[derive(Debug, Clone, Serialize)]
struct Label {
    x: f32,
    y: f32,
    text: String,
    colour: usize,
}

/// `/e/{event}/topics`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let found = visit.work(move |snapshot| snapshot.topics(&slug)).await?;
    let topics = found.map_err(VisitorError::internal)?;
    visit.page(Policy::Records, &TopicsPage::new(visit.catalog(), bundle, &topics))
}

impl TopicsPage {
    fn new(catalog: &Catalog, bundle: &EventBundle, topics: &Topics) -> Self {
        let talks = topics.groups.iter().map(|group| group.talks.len()).sum();
        let numbered = (0..).zip(&topics.groups);
        Self {
            title: spoken::text_with("Topics of {event}", "event", &bundle.event.name),
            event: cards::event_link(&bundle.event),
            found: found(talks, topics.groups.len()),
            groups: numbered.map(|(at, group)| Group::new(catalog, at, group)).collect(),
            map: (!topics.points.is_empty()).then(|| Map::new(catalog, topics)),
        }
    }
}

/// How many talks and topics there are.
fn found(talks: usize, topics: usize) -> Value {
    let talks = Spoken::Count(talks, "{count} talk", "{count} talks");
    let topics = Spoken::Count(topics, "{count} topic", "{count} topics");
    Spoken::Text("{talks} in {topics}", vec![("talks", talks), ("topics", topics)]).value()
}

impl Page for TopicsPage {
    const TEMPLATE: &'static str = "pages/topics.html";

    fn frame(&self) -> Frame {
        let event = &self.event.text;
        let description = spoken::text_with("What the talks of {event} are about.", "event", event);
        Frame { title: self.title.clone(), description, ..Frame::default() }
    }
}

impl Group {
    fn new(catalog: &Catalog, at: usize, group: &TopicGroup) -> Self {
        Self {
            number: at + 1,
            colour: at % COLOURS,
            name: group.name.clone(),
            terms: group.terms.clone(),
            count: words::count(group.talks.len(), "{count} talk", "{count} talks"),
            talks: group.talks.iter().filter_map(|key| Line::new(catalog, key)).collect(),
        }
    }
}

impl Line {
    fn new(catalog: &Catalog, key: &RecordKey) -> Option<Self> {
        let talk = catalog.find_talk(&key.event, &key.id)?;
        let people = talk.speakers.iter().map(Person::speaker).collect();
        Some(Self { url: links::talk(talk), title: talk.title.clone(), people })
    }
}

impl Map {
    fn new(catalog: &Catalog, topics: &Topics) -> Self {
        let radius = radius(topics.points.len());
        let dot = |point: &Point| Dot {
            x: across(point.x),
            y: down(point.y),
            url: links::record(catalog, &point.key),
            title: point.title.clone(),
            colour: point.group % COLOURS,
            topic: topics.groups.get(point.group).map_or_else(String::new, |it| it.name.clone()),
            number: match radius >= NUMBER_RADIUS_MIN {
                true => (point.group + 1).to_string(),
                false => String::new(),
            },
        };
        let dots: Vec<Dot> = topics.points.iter().map(dot).collect();
        let labels = labels(topics, &dots);
        Self { width: WIDTH, height: HEIGHT, radius, dots, labels }
    }
}

fn across(x: f32) -> f32 {
    rounded(MARGIN + x * (WIDTH - 2.0 * MARGIN))
}

fn down(y: f32) -> f32 {
    rounded(MARGIN + y * (HEIGHT - 2.0 * MARGIN))
}

/// To a tenth of a unit: more digits only make the page larger.
fn rounded(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// Dots together cover about a fifth of the map.
fn radius(dots: usize) -> f32 {
    let room = 0.07 * WIDTH * HEIGHT / dots.max(1) as f32;
    rounded(room.sqrt().clamp(RADIUS_MIN, RADIUS_MAX))
}

/// The name of each topic near the middle of its dots, where it covers least.
fn labels(topics: &Topics, dots: &[Dot]) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (at, group) in topics.groups.iter().enumerate() {
        let own: Vec<&Point> = topics.points.iter().filter(|point| point.group == at).collect();
        let count = own.len().max(1) as f32;
        let middle = (
            across(own.iter().map(|point| point.x).sum::<f32>() / count),
            down(own.iter().map(|point| point.y).sum::<f32>() / count),
        );
        let text = format!("{} {}", at + 1, shortened(&group.name));
        let label = Label { x: 0.0, y: 0.0, text, colour: at % COLOURS };
        let placed = place(&label, middle, dots, &labels);
        labels.push(placed);
    }
    labels
}

/// The label at the place around the middle where it lies on the fewest dots and on no label; of
/// equals the nearest to the middle.
fn place(label: &Label, middle: (f32, f32), dots: &[Dot], labels: &[Label]) -> Label {
    let half = label.half_width();
    let at = |right: i8, below: i8| {
        let x = middle.0 + f32::from(right) * 2.0 * LINE;
        let y = middle.1 + f32::from(below) * LINE / 2.0;
        let x = rounded(x.clamp(half, (WIDTH - half).max(half)));
        Label { x, y: rounded(y.clamp(LINE, HEIGHT - LINE)), ..label.clone() }
    };
    let steps = |most: i8| -most..=most;
    let tried = steps(3).flat_map(|right| steps(12).map(move |below| (right, below)));
    let tried = tried.map(|(right, below)| at(right, below));
    let cost = |label: &Label| {
        let dots = dots.iter().filter(|dot| label.covers(dot.x, dot.y)).count() as f32;
        let others = labels.iter().filter(|other| label.meets(other)).count() as f32;
        let far = (label.x - middle.0).hypot(label.y - middle.1) / HEIGHT;
        100.0 * others + dots + 4.0 * far
    };
    tried.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or_else(|| at(0, 0))
}

impl Label {
    fn half_width(&self) -> f32 {
        HALF_LETTER * self.text.chars().count() as f32
    }

    /// Whether it lies on a dot there.
    fn covers(&self, x: f32, y: f32) -> bool {
        (x - self.x).abs() < self.half_width() + RADIUS_MAX
            && (y - self.y).abs() < LINE / 2.0 + RADIUS_MAX
    }

    /// Whether it lies on another label.
    fn meets(&self, other: &Self) -> bool {
        (other.x - self.x).abs() < self.half_width() + other.half_width()
            && (other.y - self.y).abs() < LINE
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LABEL_CHARS_MAX {
        return name.to_owned();
    }
    let first: String = name.chars().take(LABEL_CHARS_MAX - 1).collect();
    format!("{}…", first.trim_end_matches([' ', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_lie_on_each_other() {
        let label = Label { x: 0.0, y: 0.0, text: "A name of some length".into(), colour: 0 };
        let mut placed: Vec<Label> = Vec::new();
        for _ in 0..6 {
            placed.push(place(&label, (500.0, 300.0), &[], &placed));
        }
        for (at, a) in placed.iter().enumerate() {
            assert!(placed[at + 1..].iter().all(|b| !a.meets(b)), "{placed:?}");
        }
    }

    #[test]
    fn names_are_shortened_between_letters() {
        assert_eq!(shortened("Short"), "Short");
        let long = shortened(&"ä".repeat(50));
        assert_eq!(long.chars().count(), LABEL_CHARS_MAX);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn dots_shrink_with_their_number() {
        assert_eq!(radius(10), RADIUS_MAX);
        assert!(radius(1000) < NUMBER_RADIUS_MIN && radius(100_000) == RADIUS_MIN);
    }
}
