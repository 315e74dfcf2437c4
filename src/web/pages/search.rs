//! Search: one box, three modes, filters, hits that explain themselves, and help when there are none.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, TextLink};
use super::hits::HitView;
use super::narrow::{self, FacetView, Held, Unknown};
use super::topics::{self, Topic};
use super::wanted::{SearchQuery, Wanted};
use crate::app::Snapshot;
use crate::domain::Catalog;
use crate::search::{Filter, Guided, Mode, Response, SearchError, Why};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Robots, Section};
use crate::web::spoken;
use crate::web::visit::Visit;
use crate::web::{links, query, suggest, words};

/// Topics offered where there is nothing to show.
const TOPICS_MAX: usize = 12;
/// Near topics and names offered when nothing was found.
const NEAR_MAX: usize = 5;

/// What came back.
struct Found {
    guided: Guided,
    why: Vec<Why>,
}

#[derive(Serialize)]
struct SearchPage {
    query: String,
    mode: &'static str,
    modes: Vec<Switch>,
    /// Filters that the form sends along.
    kept: Vec<(&'static str, String)>,
    facets: Vec<FacetView>,
    active: Vec<Held>,
    unknown: Vec<Unknown>,
    suggestion: Option<TextLink>,
    searched: bool,
    hits: Vec<HitView>,
    total: usize,
    heading: Value,
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
    let wanted = query.check()?;
    if let Some(ready) = visit.ready(Policy::Query).await {
        return Ok(ready);
    }
    let size = visit.site.app.config().search.default_limit;
    let found = find(&visit, &wanted, size).await?;
    let policy = Policy::Query.or_never_if(found.guided.response.degraded.is_some());
    visit.page(policy, &SearchPage::new(visit.catalog(), &wanted, &found, size))
}

/// Asks the engine, which lists by filter when nothing was typed.
async fn find(visit: &Visit, wanted: &Wanted, size: usize) -> Result<Found, VisitorError> {
    let (request, ending) = (wanted.request(size), wanted.ending);
    let search = move |snapshot: &Snapshot| -> Result<Found, SearchError> {
        let guided = snapshot.engine.guide(&request, ending)?;
        // A list by filter alone has no scores to explain.
        let why = match guided.typed.text.is_empty() {
            true => Vec::new(),
            false => {
                let Response { mode, hits, .. } = &guided.response;
                snapshot.engine.why(&request, ending, *mode, hits)?
            }
        };
        Ok(Found { guided, why })
    };
    let found = visit.work(search).await?.map_err(VisitorError::internal)?;
    if let Some(reason) = &found.guided.response.degraded {
        tracing::warn!(reason, "search runs on words alone");
    }
    Ok(found)
}

impl SearchPage {
    fn new(catalog: &Catalog, wanted: &Wanted, found: &Found, size: usize) -> Self {
        let Found { guided, why } = found;
        let response = &guided.response;
        let filter = &guided.typed.filter;
        let listed = || catalog.talks().filter(|talk| cards::is_listed(talk));
        let nothing = response.hits.is_empty();
        let hits = response.hits.iter().enumerate();
        let kept = wanted.filter.wanted().map(|(field, value)| (field.word(), value.to_owned()));
        Self {
            mode: query::mode_word(wanted.mode),
            modes: modes(wanted),
            kept: kept.collect(),
            facets: narrow::facets(wanted, &guided.facets),
            active: narrow::active(catalog, wanted, filter),
            unknown: narrow::unknown(wanted, &guided.unknown),
            suggestion: guided.suggestion.as_ref().map(|text| suggestion(wanted, text)),
            searched: wanted.is_any(),
            heading: words::count(response.total, "{count} result", "{count} results"),
            degraded: response.degraded.is_some(),
            pages: pages(wanted, response.total, size),
            clear_url: wanted.changed(|_| Filter::default()).url(),
            near: if nothing { near(catalog, &guided.typed.text) } else { Vec::new() },
            topics: if nothing {
                topics::most_frequent(listed(), 2, TOPICS_MAX)
            } else {
                Vec::new()
            },
            ask_url: links::with_query("/ask", &[("q", Some(&guided.typed.text))]),
            hits: hits.filter_map(|(at, hit)| HitView::find(catalog, hit, why.get(at))).collect(),
            total: response.total,
            query: wanted.typed().to_string(),
        }
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "pages/search.html";

    fn frame(&self) -> Frame {
        let title = match self.query.is_empty() {
            true => spoken::text("Search"),
            false => spoken::text_with("{query} – search", "query", &self.query),
        };
        Frame {
            title,
            description: spoken::text("Search every edition by words and by meaning."),
            section: Section::Search,
            robots: Robots::Noindex,
            query: self.query.clone(),
            ..Frame::default()
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

/// The search with its words put right.
fn suggestion(wanted: &Wanted, text: &str) -> TextLink {
    let better = Wanted { query: Some(text.to_owned()), page: 1, ..wanted.clone() };
    TextLink { text: text.to_owned(), url: better.url() }
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
    use crate::search::Ending;

    fn wanted(page: usize) -> Wanted {
        let (ending, mode, filter) = (Ending::Whole, Mode::Hybrid, Filter::default());
        Wanted { query: Some("rag".into()), ending, mode, filter, page }
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
