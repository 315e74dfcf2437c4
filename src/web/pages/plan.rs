//! "Build my agenda": a form for interests and the plan made from them, each choice with its reason
//! and what it beat. Keeps nothing; everything asked for is in the address.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use jiff::civil::{Date, Time};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, TextLink};
use super::event::get_event;
use super::showings::{HintView, ShowingView};
use crate::agenda::{
    Because, Choice, Close, Interests, Nearness, Plan, RunnerUp, WALKING_MAX_MIN, WALKING_MIN,
    Wishes, plan, shared_talks,
};
use crate::app::Snapshot;
use crate::domain::{EventBundle, Talk};
use crate::text::share_key;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page, Robots};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::{links, query, words};

/// Fields for interests in one's own words.
const FIELDS: usize = 5;
/// Interests in all, topics that were ticked among them: each is a run of the model.
const INTERESTS_MAX: usize = 10;
/// Talks that may be liked or pinned in an address.
const LIKES_MAX: usize = 50;
/// Topics offered: the most frequent, as many as fit on a phone without scrolling for long.
const TOPICS_MAX: usize = 18;
/// Talks of a topic from which on it is offered.
const TOPIC_TALKS_MIN: usize = 2;

#[derive(Serialize)]
struct PlanPage {
    event: TextLink,
    slug: String,
    zone: Option<String>,
    has_times: bool,
    form: Form,
    plan: Option<PlanView>,
}

/// The form as it was filled in.
#[derive(Serialize)]
struct Form {
    action: String,
    fields: Vec<String>,
    topics: Vec<Tick>,
    days: Vec<Tick>,
    likes: Vec<Liked>,
    pins: Vec<Liked>,
    walking: u32,
    walking_max: u32,
    from: String,
    until: String,
}

/// A box to tick.
#[derive(Serialize)]
struct Tick {
    value: String,
    label: Value,
    checked: bool,
}

/// A talk that the plan starts from.
#[derive(Serialize)]
struct Liked {
    key: String,
    title: String,
    url: String,
}

#[derive(Serialize)]
struct PlanView {
    summary: Option<Value>,
    days: Vec<PlanDay>,
    clashing: Vec<[TextLink; 2]>,
    lost: Vec<TextLink>,
    by_words: bool,
    is_best: bool,
    share_url: String,
}

#[derive(Serialize)]
struct PlanDay {
    heading: Value,
    choices: Vec<ChoiceView>,
}

#[derive(Serialize)]
struct ChoiceView {
    talk: ShowingView,
    why: Why,
    runner_up: Option<RunnerUpView>,
}

#[derive(Serialize)]
struct RunnerUpView {
    talk: ShowingView,
    why: Why,
    hint: Option<HintView>,
}

/// Why a talk was chosen.
#[derive(Serialize)]
struct Why {
    /// `chosen`, `text` or `talk`.
    kind: &'static str,
    /// The interest in the visitor's words, or the liked talk's title.
    to: String,
    /// `very close`, `close` or `near`.
    nearness: &'static str,
}

/// What was asked for, checked.
#[derive(Debug, Clone)]
struct Asked {
    interests: Interests,
    wishes: Wishes,
}

/// `/e/{event}/plan`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let bundle = get_event(&visit, &slug)?;
    let asked = Asked::read(bundle, &query)?;
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let plan = match asked.is_empty() {
        true => None,
        false => {
            let (slug, asked) = (slug.clone(), asked.clone());
            visit.work(move |snapshot| draw_up(snapshot, &slug, &asked)).await?
        }
    };
    let page = PlanPage {
        event: cards::event_link(&bundle.event),
        zone: bundle.event.timezone.clone(),
        has_times: bundle.talks.iter().any(|talk| !talk.slots.is_empty()),
        form: Form::new(bundle, &asked),
        plan,
        slug,
    };
    visit.page(Policy::Query, &page)
}

fn draw_up(snapshot: &Snapshot, slug: &str, asked: &Asked) -> Option<PlanView> {
    let bundle = snapshot.catalog.find_event(slug)?;
    let made = plan(&snapshot.engine, bundle, &asked.interests, &asked.wishes);
    Some(PlanView::new(bundle, &made, &asked.interests))
}

impl Asked {
    fn read(bundle: &EventBundle, query: &Pairs) -> Result<Self, VisitorError> {
        let mut texts: Vec<String> = Vec::new();
        for text in query.all("about") {
            let text = query::text("about", Some(text.to_owned()))?;
            texts.extend(text.filter(|text| !texts.contains(text)));
        }
        if texts.len() > INTERESTS_MAX {
            let reason = format!("{INTERESTS_MAX} interests at most, please");
            return Err(VisitorError::bad_query("about", reason));
        }
        let interests = Interests { texts, talks: talks(bundle, query, "like")? };
        let walking_min = query::number("walking", query.value("walking"))?.unwrap_or(WALKING_MIN);
        if walking_min > WALKING_MAX_MIN {
            let reason = format!("`{walking_min}` minutes; {WALKING_MAX_MIN} at most");
            return Err(VisitorError::bad_query("walking", reason));
        }
        let wishes = Wishes {
            walking_min,
            days: days(query)?,
            earliest: hour(query, "from")?,
            latest: hour(query, "until")?,
            pins: talks(bundle, query, "pin")?,
        };
        Ok(Self { interests, wishes })
    }

    fn is_empty(&self) -> bool {
        self.interests == Interests::default() && self.wishes.pins.is_empty()
    }
}

/// The ids of talks named by their keys.
fn talks(
    bundle: &EventBundle,
    query: &Pairs,
    name: &'static str,
) -> Result<Vec<String>, VisitorError> {
    let keys = query.listed(name);
    if keys.len() > LIKES_MAX {
        return Err(VisitorError::bad_query(name, format!("{LIKES_MAX} talks at most, please")));
    }
    let (talks, _) = shared_talks(bundle, &keys);
    Ok(talks.into_iter().map(|talk| talk.id.clone()).collect())
}

fn days(query: &Pairs) -> Result<Vec<Date>, VisitorError> {
    let day = |word: &String| {
        let refused = |_| VisitorError::bad_query("days", format!("`{word}` is no day"));
        word.parse::<Date>().map_err(refused)
    };
    query.listed("days").iter().map(day).collect()
}

fn hour(query: &Pairs, name: &'static str) -> Result<Option<Time>, VisitorError> {
    let Some(word) = query.value(name).map(str::trim).filter(|word| !word.is_empty()) else {
        return Ok(None);
    };
    let refused = |_| VisitorError::bad_query(name, "say a time as `09:30`".to_owned());
    word.parse::<Time>().map(Some).map_err(refused)
}

impl Form {
    fn new(bundle: &EventBundle, asked: &Asked) -> Self {
        let texts = &asked.interests.texts;
        let topics = topics(bundle, texts);
        let is_ticked = |text: &&String| topics.iter().any(|tick| tick.value == **text);
        let mut fields: Vec<String> =
            texts.iter().filter(|text| !is_ticked(text)).cloned().collect();
        fields.resize(fields.len().max(FIELDS), String::new());
        let clock = |time: Option<Time>| {
            time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default()
        };
        Self {
            action: links::plan(&bundle.event.slug),
            fields,
            days: programme_days(bundle, &asked.wishes.days),
            likes: liked(bundle, &asked.interests.talks),
            pins: liked(bundle, &asked.wishes.pins),
            walking: asked.wishes.walking_min,
            walking_max: WALKING_MAX_MIN,
            from: clock(asked.wishes.earliest),
            until: clock(asked.wishes.latest),
            topics,
        }
    }
}

/// The topics that most talks have, or where there are none the tracks.
fn topics(bundle: &EventBundle, chosen: &[String]) -> Vec<Tick> {
    let talks = || cards::listed(bundle);
    let topics = common(talks().flat_map(|talk| &talk.topics));
    let offered = if topics.is_empty() {
        common(talks().filter_map(|talk| talk.track.as_ref()))
    } else {
        topics
    };
    let tick = |word: String| Tick {
        checked: chosen.contains(&word),
        label: Value::from(word.clone()),
        value: word,
    };
    offered.into_iter().map(tick).collect()
}

/// The most frequent words, those first that are met most.
fn common<'a>(words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut counted: Vec<_> =
        counts.into_iter().filter(|(_, count)| *count >= TOPIC_TALKS_MIN).collect();
    counted.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
    counted.into_iter().take(TOPICS_MAX).map(|(word, _)| word.to_owned()).collect()
}

fn programme_days(bundle: &EventBundle, chosen: &[Date]) -> Vec<Tick> {
    let slots = cards::listed(bundle).flat_map(|talk| &talk.slots);
    let mut days: Vec<Date> = slots.map(|slot| slot.programme_day()).collect();
    days.sort_unstable();
    days.dedup();
    let tick = |day: Date| Tick {
        value: day.to_string(),
        label: Spoken::ShortDay(day).value(),
        checked: chosen.contains(&day),
    };
    days.into_iter().map(tick).collect()
}

fn liked(bundle: &EventBundle, ids: &[String]) -> Vec<Liked> {
    let find = |id: &String| bundle.talks.iter().find(|talk| talk.id == *id);
    let liked = |talk: &Talk| Liked {
        key: share_key(&talk.event, &talk.id),
        title: talk.title.clone(),
        url: links::talk(talk),
    };
    ids.iter().filter_map(find).map(liked).collect()
}

impl PlanView {
    fn new(bundle: &EventBundle, plan: &Plan<'_>, interests: &Interests) -> Self {
        let reasons = Reasons { bundle, interests };
        let link = |talk: &Talk| TextLink { url: links::talk(talk), text: talk.title.clone() };
        let mut days: Vec<(Date, PlanDay)> = Vec::new();
        for choice in &plan.choices {
            let day = choice.showing.day;
            if days.last().is_none_or(|(last, _)| *last != day) {
                days.push((
                    day,
                    PlanDay { heading: Spoken::FullDay(day).value(), choices: Vec::new() },
                ));
            }
            if let Some((_, of_day)) = days.last_mut() {
                of_day.choices.push(reasons.choice(choice));
            }
        }
        Self {
            summary: (!plan.choices.is_empty()).then(|| {
                let one = "{count} talk, and free time where nothing is close to what you said.";
                let many = "{count} talks, and free time where nothing is close to what you said.";
                words::count(plan.choices.len(), one, many)
            }),
            days: days.into_iter().map(|(_, day)| day).collect(),
            clashing: plan.clashing_pins.iter().map(|pair| [link(pair.0), link(pair.1)]).collect(),
            lost: plan.lost_pins.iter().map(|talk| link(talk)).collect(),
            by_words: plan.by_words,
            is_best: plan.is_best,
            share_url: links::agenda(&bundle.event.slug),
        }
    }
}

/// Puts reasons into words.
struct Reasons<'a> {
    bundle: &'a EventBundle,
    interests: &'a Interests,
}

impl Reasons<'_> {
    fn choice(&self, choice: &Choice<'_>) -> ChoiceView {
        ChoiceView {
            talk: ShowingView::new(&choice.showing),
            why: self.why(&choice.close),
            runner_up: choice.runner_up.as_ref().map(|beaten| self.runner_up(beaten)),
        }
    }

    fn runner_up(&self, beaten: &RunnerUp<'_>) -> RunnerUpView {
        RunnerUpView {
            talk: ShowingView::new(&beaten.showing),
            why: self.why(&beaten.close),
            hint: beaten.hint.as_ref().map(HintView::new),
        }
    }

    fn why(&self, close: &Close) -> Why {
        let (kind, to) = match close.because {
            Because::Chosen => ("chosen", String::new()),
            Because::Text(place) => {
                ("text", self.interests.texts.get(place).cloned().unwrap_or_default())
            }
            Because::Talk(place) => ("talk", self.title(place)),
        };
        let nearness = match close.nearness() {
            Nearness::VeryClose => "very close",
            Nearness::Close => "close",
            Nearness::Near => "near",
        };
        Why { kind, to, nearness }
    }

    fn title(&self, place: usize) -> String {
        let id = self.interests.talks.get(place);
        let talk = self.bundle.talks.iter().find(|talk| Some(&talk.id) == id);
        talk.map(|talk| talk.title.clone()).unwrap_or_default()
    }
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "pages/plan.html";

    fn frame(&self) -> Frame {
        let robots = if self.plan.is_some() { Robots::Noindex } else { Robots::Index };
        Frame {
            title: spoken::text_with("Build my agenda: {event}", "event", &self.event.text),
            description: spoken::text_with(
                "A plan for {event}, made from your interests.",
                "event",
                &self.event.text,
            ),
            robots,
            event_slug: Some(self.slug.clone()),
            event_name: self.event.text.clone(),
            ..Frame::default()
        }
    }
}
