//! "Build my agenda": a form for interests and the plan made from them, each choice with its reason
//! and what it beat. Keeps nothing; everything asked for is in the address.

mod form;
mod view;

use actix_web::{HttpResponse, web};
use jiff::civil::{Date, Time};
use serde::Serialize;

use super::cards::{self, TextLink};
use super::event::get_event;
use super::programme::times::{Times, ZoneView};
use crate::agenda::{Interests, WALKING_MAX_MIN, WALKING_MIN, Wishes, plan, shared_talks};
use crate::app::Snapshot;
use crate::domain::EventBundle;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page, Robots};
use crate::web::visit::Visit;
use crate::web::{query, spoken};
use form::Form;
use view::PlanView;

/// Interests in all, topics that were ticked among them: each is a run of the model.
const INTERESTS_MAX: usize = 10;
/// Talks that may be liked or pinned in an address.
const LIKES_MAX: usize = 50;

#[derive(Serialize)]
struct PlanPage {
    event: TextLink,
    slug: String,
    zone: ZoneView,
    has_times: bool,
    form: Form,
    plan: Option<PlanView>,
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
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    let plan = match asked.is_empty() {
        true => None,
        false => {
            let (slug, asked, times) = (slug.clone(), asked.clone(), times.clone());
            visit.work(move |snapshot| draw_up(snapshot, &slug, &asked, &times)).await?
        }
    };
    let by_words = plan.as_ref().is_some_and(|plan| plan.by_words);
    let policy = Policy::Query.or_never_if(by_words);
    let page = PlanPage {
        event: cards::event_link(&bundle.event),
        zone: times.said().clone(),
        has_times: bundle.talks.iter().any(|talk| !talk.slots.is_empty()),
        form: Form::new(bundle, &asked),
        plan,
        slug,
    };
    visit.page(policy, &page)
}

fn draw_up(snapshot: &Snapshot, slug: &str, asked: &Asked, times: &Times) -> Option<PlanView> {
    let bundle = snapshot.catalog.find_event(slug)?;
    let made = plan(&snapshot.engine, bundle, &asked.interests, &asked.wishes);
    Some(PlanView::new(bundle, &made, &asked.interests, times))
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
            ..Frame::default()
        }
    }
}
