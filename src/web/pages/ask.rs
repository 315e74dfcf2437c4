//! A question and what the records say to it: an answer, what comes closest, or an honest no.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::{Deserialize, Serialize};

use super::cards::{self, TextLink};
use super::moments::Moment;
use super::topics;
use crate::answer::{self, Citation, Findings, Outcome, Reply};
use crate::app::Snapshot;
use crate::domain::Catalog;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::language::Language;
use crate::web::render::{Frame, Page, Robots, Section};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;
use crate::web::words::{self, KindWords};
use crate::web::{links, query};

/// Citations shown: more would bury the answer.
const CITATIONS_MAX: usize = 6;

/// What the address may ask for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AskQuery {
    pub q: Option<String>,
    pub event: Option<String>,
}

#[derive(Serialize)]
struct AskPage {
    question: String,
    event: Option<EventChoice>,
    events: Vec<EventChoice>,
    examples: Vec<TextLink>,
    reply: Option<ReplyView>,
    scope: Value,
    search_url: String,
}

/// An event that a question can be kept to.
#[derive(Clone, Serialize)]
struct EventChoice {
    slug: String,
    name: String,
}

#[derive(Serialize)]
struct ReplyView {
    outcome: Outcome,
    verdict: &'static str,
    said: String,
    /// The language of what is said: that of a talk, or English where it is composed of fields.
    language: Option<String>,
    quoted: bool,
    sure: String,
    sources: Vec<CitationView>,
    others: Vec<CitationView>,
}

#[derive(Serialize)]
struct CitationView {
    sentence: String,
    language: Option<String>,
    source: TextLink,
    event: Option<TextLink>,
    kind: Option<KindWords>,
    people: String,
    moment: Option<Moment>,
}

/// `/ask`
pub(crate) async fn show(
    visit: Visit,
    given: web::Query<AskQuery>,
) -> Result<HttpResponse, VisitorError> {
    let given = given.into_inner();
    let question = query::text("q", given.q)?;
    let event = query::filter("event", given.event)?;
    if let Some(slug) = &event {
        super::event::get_event(&visit, slug)?;
    }
    // An answer may tell of today, or of what is on.
    let visit = if question.is_some() { visit.at_this_minute() } else { visit };
    if let Some(unchanged) = visit.unchanged(Policy::Query) {
        return Ok(unchanged);
    }
    let found = match &question {
        Some(question) => Some(ask(&visit, question.clone(), event.clone()).await?),
        None => None,
    };
    let by_words = found.as_ref().is_some_and(|found| found.by_words);
    let policy = Policy::Query.or_never_if(by_words);
    let reply = found.as_ref().map(|found| &found.reply);
    let page = AskPage::new(visit.catalog(), question, event.as_deref(), reply);
    visit.page(policy, &page)
}

/// Asks off the request threads.
pub(crate) async fn ask(
    visit: &Visit,
    question: String,
    event: Option<String>,
) -> Result<Findings, VisitorError> {
    let asked = move |snapshot: &Snapshot| {
        answer::investigate(&snapshot.engine, &snapshot.catalog, &question, event.as_deref())
    };
    visit.work(asked).await?.map_err(VisitorError::internal)
}

impl AskPage {
    fn new(
        catalog: &Catalog,
        question: Option<String>,
        event: Option<&str>,
        reply: Option<&Reply>,
    ) -> Self {
        let events = catalog.bundles().iter().map(|bundle| EventChoice {
            slug: bundle.event.slug.clone(),
            name: bundle.event.name.clone(),
        });
        let events: Vec<_> = events.collect();
        let search = [("q", question.as_deref()), ("event", event)];
        Self {
            event: events.iter().find(|choice| Some(choice.slug.as_str()) == event).cloned(),
            examples: examples(catalog),
            reply: reply.map(|reply| ReplyView::new(catalog, reply)),
            scope: scope(catalog, event),
            search_url: links::with_query("/search", &search),
            question: question.unwrap_or_default(),
            events,
        }
    }
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "pages/ask.html";

    fn frame(&self) -> Frame {
        let title = match self.question.is_empty() {
            true => spoken::text("Ask"),
            false => self.question.clone().into(),
        };
        Frame {
            title,
            description: spoken::text("Ask a question; the answer is a sentence with its source."),
            section: Section::Ask,
            robots: if self.reply.is_some() { Robots::Noindex } else { Robots::Index },
            ..Frame::default()
        }
    }
}

impl ReplyView {
    fn new(catalog: &Catalog, reply: &Reply) -> Self {
        let quoted = |citation: &&Citation| citation.sentence == reply.text;
        let is_quote = reply.citations.iter().any(|citation| quoted(&citation));
        // Beside a quoted answer stand passages that did not answer; they are no sources of it.
        let (sources, others): (Vec<_>, Vec<_>) = reply
            .citations
            .iter()
            .take(CITATIONS_MAX)
            .partition(|citation| !is_quote || quoted(citation));
        let view = |cited: Vec<&Citation>| {
            cited.into_iter().map(|citation| CitationView::new(catalog, citation)).collect()
        };
        Self {
            outcome: reply.outcome,
            verdict: words::outcome(reply.outcome),
            said: reply.text.clone(),
            language: match reply.citations.iter().find(quoted) {
                Some(citation) => language(catalog, citation),
                None => Some(Language::En.tag().to_owned()),
            },
            quoted: is_quote,
            sure: format!("{:.0} %", reply.confidence.clamp(0.0, 1.0) * 100.0),
            sources: view(sources),
            others: view(others),
        }
    }
}

impl CitationView {
    fn new(catalog: &Catalog, citation: &Citation) -> Self {
        let key = &citation.key;
        let talk = catalog.find_talk(&key.event, &key.id);
        let people = talk.map(|talk| talk.speakers.as_slice()).unwrap_or_default();
        let names: Vec<_> = people.iter().map(|person| person.name.as_str()).collect();
        let url = links::record(catalog, key);
        Self {
            sentence: citation.sentence.clone(),
            language: talk.and_then(cards::language),
            source: TextLink { url, text: citation.title.clone() },
            event: catalog.find_event(&key.event).map(|bundle| cards::event_link(&bundle.event)),
            kind: match key.kind {
                crate::domain::RecordKind::Announcement => Some(words::ANNOUNCEMENT),
                crate::domain::RecordKind::Talk => talk.map(|talk| words::kind(talk.kind)),
            },
            people: names.join(", "),
            moment: citation.start_s.map(|start_s| Moment::of_record(catalog, key, start_s)),
        }
    }
}

/// The language of a cited sentence, where it is known.
fn language(catalog: &Catalog, citation: &Citation) -> Option<String> {
    let key = &citation.key;
    catalog.find_talk(&key.event, &key.id).and_then(cards::language)
}

/// What was looked through, in numbers.
fn scope(catalog: &Catalog, event: Option<&str>) -> Value {
    let bundles = || {
        let wanted = |slug: &str| event.is_none_or(|event| event == slug);
        catalog.bundles().iter().filter(move |bundle| wanted(&bundle.event.slug))
    };
    let talks = bundles().map(|bundle| cards::listed(bundle).count()).sum();
    let news = bundles().map(|bundle| bundle.announcements.len()).sum();
    let talks = Spoken::Count(talks, "{count} talk", "{count} talks");
    let news = Spoken::Count(news, "{count} announcement", "{count} announcements");
    Spoken::Text("{talks} and {news}", vec![("talks", talks), ("news", news)]).value()
}

/// Questions to start from, made of what the records hold: a topic, a speaker, an announcer.
pub(crate) fn examples(catalog: &Catalog) -> Vec<TextLink> {
    let listed = catalog.talks().filter(|talk| cards::is_listed(talk));
    let topic = topics::most_frequent(listed, 2, 1).into_iter().next();
    let speaker = catalog.speakers().max_by_key(|person| person.talks.len());
    let announcer =
        cards::newest_announcements(catalog).into_iter().find_map(|(_, item)| item.people.first());
    let questions = [
        topic.map(|topic| format!("Which talks are about {}?", topic.name)),
        announcer.map(|person| format!("What did {} announce?", person.name)),
        speaker.map(|person| format!("What did {} talk about?", person.name)),
    ];
    let link = |text: String| {
        let url = links::with_query("/ask", &[("q", Some(&text))]);
        TextLink { url, text }
    };
    questions.into_iter().flatten().map(link).collect()
}
