//! Search: one box, three modes, filters, hits that explain themselves, and help when there are none.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::browse;
use super::cards::{self, TextLink};
use super::hits::HitView;
use super::topics::{self, Topic};
use crate::domain::{Catalog, Kind};
use crate::search::{Filter, Mode, Request};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Robots, Section};
use crate::web::visit::Visit;
use crate::web::{links, query, suggest, words};

/// Topics offered where there is nothing to show.
const TOPICS_MAX: usize = 12;
/// Near topics and names offered when nothing was found.
const NEAR_MAX: usize = 5;

/// What the address may ask for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct SearchQuery {
    pub q: Option<String>,
    pub event: Option<String>,
    pub mode: Option<String>,
    pub kind: Option<String>,
    pub track: Option<String>,
    pub topic: Option<String>,
    pub year: Option<String>,
    pub page: Option<String>,
}

/// The same, checked.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub query: Option<String>,
    pub mode: Mode,
    pub filter: Filter,
    pub page: usize,
}

impl SearchQuery {
    /// Checks every value.
    ///
    /// # Errors
    /// A value that cannot be used.
    pub(crate) fn check(self) -> Result<Wanted, VisitorError> {
        Ok(Wanted {
            query: query::text("q", self.q)?,
            mode: query::mode(self.mode.as_deref())?,
            filter: Filter {
                event: query::filter("event", self.event)?,
                track: query::filter("track", self.track)?,
                topic: query::filter("topic", self.topic)?,
                kind: query::kind(self.kind)?,
                year: query::number("year", self.year.as_deref())?,
            },
            page: query::page(self.page.as_deref())?,
        })
    }
}

impl Wanted {
    /// The address of this search with another mode, filter or page.
    fn url(&self) -> String {
        let mode = (self.mode != Mode::Hybrid).then(|| query::mode_word(self.mode));
        let year = self.filter.year.map(|year| year.to_string());
        let page = (self.page > 1).then(|| self.page.to_string());
        let parameters = [
            ("q", self.query.as_deref()),
            ("mode", mode),
            ("event", self.filter.event.as_deref()),
            ("kind", self.filter.kind.as_deref()),
            ("track", self.filter.track.as_deref()),
            ("topic", self.filter.topic.as_deref()),
            ("year", year.as_deref()),
            ("page", page.as_deref()),
        ];
        links::with_query("/search", &parameters)
    }

    /// The search without its filters.
    fn unfiltered(&self) -> Self {
        Self { filter: Filter::default(), page: 1, ..self.clone() }
    }
}

/// What came back.
#[derive(Default)]
struct Found {
    hits: Vec<HitView>,
    total: usize,
    degraded: Option<String>,
}

#[derive(Serialize)]
struct SearchPage {
    query: String,
    mode: &'static str,
    modes: Vec<Switch>,
    fields: Vec<Field>,
    kept_topic: Option<String>,
    kept_track: Option<String>,
    active: Vec<TextLink>,
    searched: bool,
    hits: Vec<HitView>,
    total: usize,
    heading: String,
    degraded: bool,
    pages: Vec<PageLink>,
    clear_url: String,
    near: Vec<TextLink>,
    topics: Vec<Topic>,
    ask_url: String,
}

/// A mode, as a link that keeps everything else.
#[derive(Serialize)]
struct Switch {
    label: &'static str,
    title: &'static str,
    url: String,
    current: bool,
}

/// A filter as a select box.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// A page number, or a gap between page numbers.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PageLink {
    number: Option<usize>,
    url: String,
    current: bool,
}

/// `/search`
pub(crate) async fn show(
    visit: Visit,
    query: web::Query<SearchQuery>,
) -> Result<HttpResponse, VisitorError> {
    let wanted = query.into_inner().check()?;
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let size = visit.site.app.config().search.default_limit;
    let found = find(&visit, &wanted, size).await?;
    visit.page(Policy::Query, &SearchPage::new(visit.catalog(), &wanted, found, size))
}

/// Asks the engine for what was typed; lists by filter when nothing was.
async fn find(visit: &Visit, wanted: &Wanted, size: usize) -> Result<Found, VisitorError> {
    let offset = (wanted.page - 1) * size;
    let Some(query) = wanted.query.clone() else {
        if !browse::is_filtered(&wanted.filter) {
            return Ok(Found::default());
        }
        let (hits, total) = browse::list(visit.catalog(), &wanted.filter, offset, size);
        return Ok(Found { hits, total, degraded: None });
    };
    let filter = wanted.filter.clone();
    let request = Request { query, mode: wanted.mode, limit: size, offset, filter };
    let found = visit.work(move |snapshot| snapshot.search(&request)).await?;
    let response = found.map_err(VisitorError::internal)?;
    if let Some(reason) = &response.degraded {
        tracing::warn!(reason, "search runs on words alone");
    }
    let hits = response.hits.iter().filter_map(|hit| HitView::find(visit.catalog(), hit));
    Ok(Found { hits: hits.collect(), total: response.total, degraded: response.degraded })
}

impl SearchPage {
    fn new(catalog: &Catalog, wanted: &Wanted, found: Found, size: usize) -> Self {
        let query = wanted.query.clone().unwrap_or_default();
        let listed = || catalog.talks().filter(|talk| cards::is_listed(talk));
        let nothing = found.hits.is_empty();
        Self {
            mode: query::mode_word(wanted.mode),
            modes: modes(wanted),
            fields: fields(catalog, wanted),
            kept_topic: wanted.filter.topic.clone(),
            kept_track: wanted.filter.track.clone(),
            active: active(catalog, wanted),
            searched: wanted.query.is_some() || browse::is_filtered(&wanted.filter),
            heading: words::count(found.total, "result", "results"),
            degraded: found.degraded.is_some(),
            pages: pages(wanted, found.total, size),
            clear_url: wanted.unfiltered().url(),
            near: if nothing { near(catalog, &query) } else { Vec::new() },
            topics: if nothing {
                topics::most_frequent(listed(), 2, TOPICS_MAX)
            } else {
                Vec::new()
            },
            ask_url: links::with_query("/ask", &[("q", wanted.query.as_deref())]),
            hits: found.hits,
            total: found.total,
            query,
        }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "pages/search.html";

    fn frame(&self) -> Frame {
        let title = if self.query.is_empty() {
            "Search".into()
        } else {
            format!("{} – search", self.query)
        };
        Frame {
            title,
            description: "Search every edition by words and by meaning.".into(),
            section: Section::Search,
            robots: Robots::Noindex,
            query: self.query.clone(),
        }
    }
}

fn modes(wanted: &Wanted) -> Vec<Switch> {
    let switch = |mode: Mode| {
        let (label, title) = words::mode(mode);
        let url = Wanted { mode, page: 1, ..wanted.clone() }.url();
        Switch { label, title, url, current: mode == wanted.mode }
    };
    [Mode::Hybrid, Mode::Keyword, Mode::Semantic].map(switch).into()
}

/// The filters that give a choice.
fn fields(catalog: &Catalog, wanted: &Wanted) -> Vec<Field> {
    let choice = |value: &str, label: &str, chosen: Option<&str>| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: chosen == Some(value),
    };
    let filter = &wanted.filter;
    let events = catalog.bundles().iter().map(|bundle| &bundle.event);
    let mut years: Vec<_> = events.clone().filter_map(|event| event.year()).collect();
    years.dedup();
    let year = filter.year.map(|year| year.to_string());
    let is_used = |kind: &Kind| catalog.talks().any(|talk| talk.kind == *kind) && kind.is_session();
    let mut kinds: Vec<_> = Kind::ALL.into_iter().filter(is_used).map(words::kind).collect();
    kinds.push(words::ANNOUNCEMENT);
    let event = filter.event.as_deref();
    let kind = filter.kind.as_deref();
    let fields = [
        Field {
            name: "event",
            label: "Event",
            any: "Every event",
            options: events.map(|e| choice(&e.slug, &e.name, event)).collect(),
        },
        Field {
            name: "kind",
            label: "Kind",
            any: "Every kind",
            options: kinds.iter().map(|words| choice(words.word, words.one, kind)).collect(),
        },
        Field {
            name: "year",
            label: "Year",
            any: "Every year",
            options: years
                .iter()
                .map(|each| choice(&each.to_string(), &each.to_string(), year.as_deref()))
                .collect(),
        },
    ];
    fields.into_iter().filter(|field| field.options.len() > 1).collect()
}

/// Each filter that is set, as a link to the search without it.
fn active(catalog: &Catalog, wanted: &Wanted) -> Vec<TextLink> {
    let filter = &wanted.filter;
    let event_name = |slug: &String| {
        catalog.find_event(slug).map_or_else(|| slug.clone(), |bundle| bundle.event.name.clone())
    };
    let without = |filter: Filter| Wanted { filter, page: 1, ..wanted.clone() }.url();
    let all = [
        (filter.event.as_ref().map(event_name), Filter { event: None, ..filter.clone() }),
        (filter.kind.clone(), Filter { kind: None, ..filter.clone() }),
        (filter.track.clone(), Filter { track: None, ..filter.clone() }),
        (filter.topic.clone(), Filter { topic: None, ..filter.clone() }),
        (filter.year.map(|year| year.to_string()), Filter { year: None, ..filter.clone() }),
    ];
    let link =
        |(text, rest): (Option<String>, Filter)| Some(TextLink { text: text?, url: without(rest) });
    all.into_iter().filter_map(link).collect()
}

/// The first, the last and the pages round the current one.
fn pages(wanted: &Wanted, total: usize, size: usize) -> Vec<PageLink> {
    let last = total.div_ceil(size.max(1));
    if last < 2 {
        return Vec::new();
    }
    let link = |number: usize| PageLink {
        number: Some(number),
        url: Wanted { page: number, ..wanted.clone() }.url(),
        current: number == wanted.page,
    };
    let shown = (1..=last).filter(|&n| n == 1 || n == last || n.abs_diff(wanted.page) <= 1);
    let mut links: Vec<PageLink> = Vec::new();
    for number in shown {
        let before = links.last().and_then(|link| link.number);
        if before.is_some_and(|before| before + 1 < number) {
            links.push(PageLink { number: None, url: String::new(), current: false });
        }
        links.push(link(number));
    }
    links
}

/// Topics and people whose names are like the query.
fn near(catalog: &Catalog, query: &str) -> Vec<TextLink> {
    if query.is_empty() {
        return Vec::new();
    }
    let topics = topics::most_frequent(catalog.talks(), 1, usize::MAX);
    let topics = topics.iter().map(|topic| {
        (topic.name.as_str(), TextLink { url: topic.url.clone(), text: topic.name.clone() })
    });
    let people = catalog.speakers().map(|person| {
        let link = TextLink { url: links::speaker(&person.slug), text: person.name.clone() };
        (person.name.as_str(), link)
    });
    let topics: Vec<_> = topics.collect();
    suggest::near(query, topics.into_iter().chain(people), NEAR_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(page: usize) -> Wanted {
        let query = SearchQuery { q: Some("rag".into()), ..SearchQuery::default() };
        Wanted { page, ..query.check().unwrap() }
    }

    #[test]
    fn an_address_keeps_what_was_chosen_and_leaves_out_what_goes_without_saying() {
        let mut search = wanted(1);
        assert_eq!(search.url(), "/search?q=rag");
        search.mode = Mode::Semantic;
        search.filter.year = Some(2024);
        assert_eq!(search.url(), "/search?q=rag&mode=semantic&year=2024");
        assert_eq!(search.unfiltered().url(), "/search?q=rag&mode=semantic");
    }

    #[test]
    fn page_links_show_the_ends_and_the_neighbours() {
        let numbers = |page, total| -> Vec<Option<usize>> {
            pages(&wanted(page), total, 10).into_iter().map(|link| link.number).collect()
        };
        assert!(numbers(1, 10).is_empty());
        assert_eq!(numbers(1, 11), [Some(1), Some(2)]);
        assert_eq!(numbers(5, 95), [Some(1), None, Some(4), Some(5), Some(6), None, Some(10)]);
    }
}
