//! The programme of an event: by day as a list or a grid, what is on, what comes next, narrowed by
//! filters and words. Works by links and one form; scripts only swap what it sends.

pub(crate) mod grid;
pub(crate) mod places;
pub(crate) mod row;
pub(crate) mod times;
mod wanted;

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use minijinja::Value;
use serde::Serialize;

use super::cards::TextLink;
use super::event::get_event;
use super::facets::{Facet, Facets, Narrow};
use crate::agenda::{Because, Interests, Likes, shared_talks};
use crate::app::Snapshot;
use crate::domain::{EventBundle, Programme, Showing, Talk};
use crate::search::{Field, Filter, Mode, Request};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::render::{Frame, Page};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::{Visit, minute_mark};
use crate::web::{links, words};
use grid::Grid;
use row::{DaySection, Row};
use times::{Times, ZoneView};
use wanted::{Days, ProgrammeQuery, Show, View, Wanted};

/// Showings of a list at most: with its files such a page has just under 100 kB, which a phone on bad
/// Wi-Fi can still load.
const ROWS_MAX: usize = 300;
/// Showings of a grid at most: a cell says less than a row, and a day must not end early.
const CELLS_MAX: usize = 600;
/// Talks liked at most, as scripts send them: more tell no more about a taste.
const LIKES_MAX: usize = 30;
/// Talks proposed at most: two screens.
const CLOSE_MAX: usize = 40;
/// Hits of a search within a programme: nobody reads further.
const HITS_MAX: usize = 100;
/// The filters of a programme; days have tabs.
const FILTERS: [Narrow; 7] = [
    Narrow::Kind,
    Narrow::Track,
    Narrow::Room,
    Narrow::Level,
    Narrow::Language,
    Narrow::Recorded,
    Narrow::Topic,
];

#[derive(Serialize)]
struct ProgrammePage {
    event: TextLink,
    slug: String,
    query: String,
    action: String,
    kept: Vec<(String, String)>,
    zone: ZoneView,
    views: Views,
    plan_url: String,
    days: Vec<Tab>,
    layouts: Vec<Tab>,
    facets: Vec<Facet>,
    narrowed: bool,
    clear_url: String,
    shown: Value,
    count: usize,
    /// Said where not everything is shown.
    more: Option<Value>,
    grid: Option<Grid>,
    sections: Vec<DaySection>,
    nothing: Nothing,
}

/// Why there is nothing to show, if there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Nothing {
    /// There is something, or the filters leave nothing.
    Filtered,
    /// Nothing is on.
    Now,
    /// Nothing follows.
    Next,
    /// Nothing is liked yet, or nothing is close to it.
    Close,
    /// The event has no times at all.
    Programme,
}

/// The parts of a programme as tabs.
#[derive(Serialize)]
struct Views {
    all: Tab,
    now: Tab,
    next: Tab,
    for_you: Tab,
    mine: String,
}

/// A choice as a link.
#[derive(Serialize)]
struct Tab {
    label: Value,
    url: String,
    current: bool,
}

/// `/e/{event}/programme`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
    query: web::Query<ProgrammeQuery>,
    pairs: web::Query<Pairs>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let likes: Vec<String> = pairs.listed("like").into_iter().take(LIKES_MAX).collect();
    let wanted = query.into_inner().read(links::programme(&slug), likes)?;
    let (now, mark) = {
        let programme = Programme::of(get_event(&visit, &slug)?);
        let now = wanted.moment(&programme.clock, Timestamp::now())?;
        (now, mark(&wanted, &programme, now))
    };
    let visit = visit.at(&mark);
    let policy = if wanted.query.is_some() || wanted.show == Show::ForYou {
        Policy::Query
    } else {
        Policy::Records
    };
    // What suits a visitor is made of their stars, which are kept nowhere.
    let ready = match policy {
        Policy::Records => visit.ready(policy).await,
        _ => visit.unchanged(policy),
    };
    if let Some(ready) = ready {
        return Ok(ready);
    }
    let ranks = ranks(&visit, &slug, &wanted).await?;
    let by_words = ranks.as_ref().is_some_and(|ranks| ranks.by_words);
    let policy = policy.or_never_if(by_words);
    let bundle = get_event(&visit, &slug)?;
    let times = Times::new(&bundle.event, &visit.viewer, visit.address());
    let ranks = ranks.map(|ranks| ranks.by_talk);
    let chosen = Selected { programme: Programme::of(bundle), now, ranks };
    let page = ProgrammePage::new(bundle, &wanted, &chosen, &times);
    visit.page(policy, &page)
}

/// What a page depends on beside records and address: the minute for what is on, else the day.
fn mark(wanted: &Wanted, programme: &Programme<'_>, now: Timestamp) -> String {
    match (wanted.show, wanted.days) {
        (Show::Now | Show::Next, _) => minute_mark(now),
        (Show::ForYou, _) => String::new(),
        (Show::All, Days::Usual) => {
            programme.day_at(now).map(|day| day.to_string()).unwrap_or_default()
        }
        (Show::All, _) => String::new(),
    }
}

/// The talks that were found.
#[derive(Default)]
struct Ranks {
    /// The rank of each, by its id.
    by_talk: HashMap<String, usize>,
    /// Whether words alone ranked them, because the model did not run.
    by_words: bool,
}

/// The rank of each of some talks, of which the first is the best.
fn by_rank(ids: impl Iterator<Item = String>) -> HashMap<String, usize> {
    ids.enumerate().map(|(rank, id)| (id, rank)).collect()
}

/// The talks that a search finds; `None` where nothing is searched.
async fn ranks(visit: &Visit, event: &str, wanted: &Wanted) -> Result<Option<Ranks>, VisitorError> {
    if wanted.show == Show::ForYou && wanted.query.is_none() {
        return close(visit, event, &wanted.likes).await.map(Some);
    }
    let Some(query) = wanted.query.clone() else { return Ok(None) };
    let request = Request {
        query,
        mode: Mode::Hybrid,
        limit: HITS_MAX,
        offset: 0,
        filter: Filter::of(Field::Event, event),
    };
    let found = visit.work(move |snapshot| snapshot.search(&request)).await?;
    let found = found.map_err(VisitorError::internal)?;
    let by_talk = by_rank(found.hits.into_iter().map(|hit| hit.key.id));
    Ok(Some(Ranks { by_talk, by_words: found.degraded.is_some() }))
}

/// The talks close to those that a visitor likes, closest first; the liked ones are known already.
async fn close(visit: &Visit, event: &str, keys: &[String]) -> Result<Ranks, VisitorError> {
    let (event, keys) = (event.to_owned(), keys.to_vec());
    let find = move |snapshot: &Snapshot| {
        let Some(bundle) = snapshot.catalog.find_event(&event) else { return Ranks::default() };
        let (liked, _) = shared_talks(bundle, &keys);
        let talks = liked.iter().map(|talk| talk.id.clone()).collect();
        let interests = Interests { texts: Vec::new(), talks };
        let likes = Likes::of(&snapshot.engine, bundle, &interests);
        let close = likes.by_talk.into_iter().filter(|(_, it)| it.because != Because::Chosen);
        let mut close: Vec<_> = close.map(|(id, it)| (id, it.strength)).collect();
        close.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        close.truncate(CLOSE_MAX);
        let by_talk = by_rank(close.into_iter().map(|(id, _)| id));
        Ranks { by_talk, by_words: likes.by_words }
    };
    visit.work(find).await
}

/// A programme with what was found in it, as of a moment.
struct Selected<'a> {
    programme: Programme<'a>,
    now: Timestamp,
    ranks: Option<HashMap<String, usize>>,
}

impl<'a> Selected<'a> {
    /// The showings asked for, before any filter but that of the day, in the order of the page.
    fn showings(&self, wanted: &Wanted) -> Vec<Showing<'a>> {
        let of_part = match wanted.show {
            Show::Now => self.programme.now(self.now),
            Show::Next => self.programme.next(self.now),
            Show::All | Show::ForYou => self.programme.showings.clone(),
        };
        let day = self.day(wanted);
        let of_day = of_part.into_iter().filter(|it| day.is_none_or(|day| it.day == day));
        let Some(ranks) = &self.ranks else { return of_day.collect() };
        let mut found: Vec<_> = of_day.filter(|it| ranks.contains_key(&it.talk.id)).collect();
        found.sort_by_key(|it| (ranks.get(&it.talk.id), it.start));
        found
    }

    /// The one day that is shown, if it is one.
    fn day(&self, wanted: &Wanted) -> Option<jiff::civil::Date> {
        match wanted.days {
            Days::Chosen => wanted.chosen.get(Narrow::Day)?.parse().ok(),
            Days::Every => None,
            Days::Usual if wanted.show != Show::All || wanted.query.is_some() => None,
            Days::Usual => self.programme.day_at(self.now),
        }
    }
}

impl ProgrammePage {
    fn new(bundle: &EventBundle, wanted: &Wanted, selected: &Selected<'_>, times: &Times) -> Self {
        let event = &bundle.event;
        let before = selected.showings(wanted);
        let rest = wanted.chosen.without(Narrow::Day);
        let all: Vec<_> = before
            .iter()
            .filter(|it| rest.admits(it.talk) && in_room(it, wanted))
            .copied()
            .collect();
        let is_grid =
            wanted.view == View::Grid && wanted.show == Show::All && wanted.query.is_none();
        let most = if is_grid { CELLS_MAX } else { ROWS_MAX };
        let showings = &all[..all.len().min(most)];
        let sections = match (is_grid, selected.ranks.is_some()) {
            (true, _) => Vec::new(),
            (false, true) => {
                row::plain(showings.iter().map(|it| Row::with_day(it, times)).collect())
            }
            (false, false) => row::by_day(showings, times),
        };
        Self {
            event: super::cards::event_link(event),
            slug: event.slug.clone(),
            query: wanted.query.clone().unwrap_or_default(),
            action: wanted.path.clone(),
            kept: wanted.kept(),
            zone: times.said().clone(),
            views: views(wanted, &event.slug),
            plan_url: links::plan(&event.slug),
            days: days(wanted, selected),
            layouts: layouts(wanted),
            facets: facets(&before, wanted),
            narrowed: wanted.is_narrowed(),
            clear_url: wanted.cleared().url(),
            shown: words::count(all.len(), "{count} session", "{count} sessions"),
            count: all.len(),
            more: more(all.len(), most),
            grid: is_grid.then(|| Grid::new(&event.slug, showings, times)),
            sections,
            nothing: nothing(selected, wanted),
        }
    }
}

/// Whether a showing is in the room asked for; a talk may also be shown in others.
fn in_room(showing: &Showing<'_>, wanted: &Wanted) -> bool {
    wanted.chosen.get(Narrow::Room).is_none_or(|room| showing.room() == Some(room))
}

/// Said where only the first `most` of some sessions are shown.
fn more(count: usize, most: usize) -> Option<Value> {
    let shown = || ("shown", Spoken::Record(most.to_string()));
    let all = || ("count", Spoken::Record(count.to_string()));
    let text = "The first {shown} of {count} sessions. Choose a day or a filter to see the rest.";
    (count > most).then(|| Spoken::Text(text, vec![shown(), all()]).value())
}

fn nothing(selected: &Selected<'_>, wanted: &Wanted) -> Nothing {
    match wanted.show {
        _ if selected.programme.showings.is_empty() => Nothing::Programme,
        _ if wanted.is_narrowed() => Nothing::Filtered,
        Show::Now => Nothing::Now,
        Show::Next => Nothing::Next,
        Show::ForYou => Nothing::Close,
        Show::All => Nothing::Filtered,
    }
}

fn views(wanted: &Wanted, event: &str) -> Views {
    let tab = |show: Show, label| Tab {
        label: spoken::text(label),
        url: wanted.of_part(show).url(),
        current: wanted.show == show,
    };
    Views {
        all: tab(Show::All, "All"),
        now: tab(Show::Now, "Now"),
        next: tab(Show::Next, "Next"),
        for_you: tab(Show::ForYou, "For you"),
        mine: links::agenda(event),
    }
}

fn days(wanted: &Wanted, selected: &Selected<'_>) -> Vec<Tab> {
    let days = selected.programme.days();
    if days.len() < 2 {
        return Vec::new();
    }
    let current = if wanted.show == Show::All { selected.day(wanted) } else { None };
    let is_every = wanted.show == Show::All && current.is_none();
    let every = Tab {
        label: spoken::text("Every day"),
        url: wanted.on_every_day().url(),
        current: is_every,
    };
    let of_day = |day: &jiff::civil::Date| Tab {
        label: Spoken::ShortDay(*day).value(),
        url: wanted.on_day(&day.to_string()).url(),
        current: current == Some(*day),
    };
    days.iter().map(of_day).chain([every]).collect()
}

fn layouts(wanted: &Wanted) -> Vec<Tab> {
    if wanted.show != Show::All || wanted.query.is_some() || wanted.days == Days::Every {
        return Vec::new();
    }
    let tab = |view: View, label| Tab {
        label: spoken::text(label),
        url: wanted.in_view(view).url(),
        current: wanted.view == view,
    };
    vec![tab(View::List, "List"), tab(View::Grid, "Grid")]
}

fn facets(showings: &[Showing<'_>], wanted: &Wanted) -> Vec<Facet> {
    let mut talks: Vec<&Talk> = showings.iter().map(|showing| showing.talk).collect();
    talks.sort_by(|a, b| a.id.cmp(&b.id));
    talks.dedup_by(|a, b| a.id == b.id);
    let also = wanted.also();
    Facets {
        talks: &talks,
        chosen: &wanted.chosen,
        path: &wanted.path,
        also: &also,
        offered: &FILTERS,
    }
    .list()
}

impl Page for ProgrammePage {
    const TEMPLATE: &'static str = "pages/programme.html";

    fn frame(&self) -> Frame {
        let event = &self.event.text;
        Frame {
            title: spoken::text_with("Programme of {event}", "event", event),
            description: spoken::text_with(
                "Every session of {event} by day, time and room.",
                "event",
                event,
            ),
            ..Frame::default()
        }
    }
}
