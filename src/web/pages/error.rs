//! The page shown instead of one that cannot be: what happened, near matches, a search box.

use actix_web::ResponseError;
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, TextLink};
use crate::domain::Catalog;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Robots};
use crate::web::spoken::{self, Spoken};
use crate::web::{links, suggest};

/// Near matches: enough to hold the right one, few enough to read.
const NEAR_MAX: usize = 5;

/// What went wrong and where to go on.
#[derive(Serialize)]
pub(crate) struct ErrorPage {
    status: u16,
    title: &'static str,
    message: Value,
    advice: &'static str,
    near: Vec<TextLink>,
    search: String,
}

impl ErrorPage {
    /// The page for an error at a path.
    pub(crate) fn new(error: &VisitorError, path: &str, catalog: &Catalog) -> Self {
        Self {
            status: error.status_code().as_u16(),
            title: error.title(),
            message: Spoken::Sentence(Box::new(error.spoken())).value(),
            advice: error.advice(),
            near: near(error, path, catalog),
            search: searched_for(error, path),
        }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";

    fn frame(&self) -> Frame {
        Frame {
            title: spoken::text(self.title),
            description: self.message.clone(),
            robots: Robots::Noindex,
            ..Frame::default()
        }
    }
}

impl VisitorError {
    /// What happened, for a page in any language; in English it is what programs read.
    fn spoken(&self) -> Spoken {
        let value = |text: &dyn ToString| Spoken::Record(text.to_string());
        let (text, values) = match self {
            Self::NoSuchEvent { slug } => {
                ("there is no event `{slug}` here", vec![("slug", value(slug))])
            }
            Self::NoSuchTalk { event, talk } => (
                "there is no talk `{talk}` in `{event}`",
                vec![("talk", value(talk)), ("event", value(event))],
            ),
            Self::NoSuchPlace { sort, event, slug } => (
                "there is no {sort} `{slug}` in `{event}`",
                vec![
                    ("sort", Spoken::Phrase((*sort).to_owned())),
                    ("slug", value(slug)),
                    ("event", value(event)),
                ],
            ),
            Self::NoSuchSpeaker { slug } => {
                ("there is no speaker `{slug}` here", vec![("slug", value(slug))])
            }
            Self::NoSuchAnnouncement { event, id } => (
                "there is no announcement `{id}` in `{event}`",
                vec![("id", value(id)), ("event", value(event))],
            ),
            Self::BadQuery { name, reason } => (
                "`{name}` cannot be used: {reason}",
                vec![("name", value(name)), ("reason", reason.clone())],
            ),
            Self::TooLong { chars, max_chars, .. } => (
                "that is {chars} characters long; please say it in {max_chars}",
                vec![("chars", value(chars)), ("max_chars", value(max_chars))],
            ),
            Self::TooLarge { limit } => {
                ("a schedule may have {limit} bytes at most", vec![("limit", value(limit))])
            }
            others => return Spoken::Phrase(others.to_string()),
        };
        Spoken::Text(text, values)
    }
}

/// Pages whose names are like the one asked for.
fn near(error: &VisitorError, path: &str, catalog: &Catalog) -> Vec<TextLink> {
    let events = || catalog.bundles().iter().map(|bundle| &bundle.event);
    match error {
        VisitorError::NoSuchEvent { slug } => {
            suggest::near(slug, events().map(|e| (e.slug.as_str(), cards::event_link(e))), NEAR_MAX)
        }
        VisitorError::NoSuchTalk { talk, .. } => near_talks(talk, catalog),
        VisitorError::NoSuchSpeaker { slug } => near_speakers(slug, catalog),
        VisitorError::NoSuchAnnouncement { event, .. }
        | VisitorError::NoSuchPlace { event, .. } => {
            let event = catalog.find_event(event).map(|bundle| cards::event_link(&bundle.event));
            event.into_iter().collect()
        }
        VisitorError::NoSuchPage => {
            let word = last_word(path);
            let mut links = near_talks(&word, catalog);
            links.extend(near_speakers(&word, catalog));
            links.truncate(NEAR_MAX);
            links
        }
        _ => Vec::new(),
    }
}

fn near_talks(slug: &str, catalog: &Catalog) -> Vec<TextLink> {
    let link = |talk| TextLink { url: links::talk(talk), text: talk.title.clone() };
    suggest::near(slug, catalog.talks().map(|talk| (talk.slug.as_str(), link(talk))), NEAR_MAX)
}

fn near_speakers(slug: &str, catalog: &Catalog) -> Vec<TextLink> {
    let people = catalog.speakers().map(|person| {
        let link = TextLink { url: links::speaker(&person.slug), text: person.name.clone() };
        (person.slug.as_str(), link)
    });
    suggest::near(slug, people, NEAR_MAX)
}

/// What the search box starts with: the words of the slug that was not found.
fn searched_for(error: &VisitorError, path: &str) -> String {
    match error {
        VisitorError::NoSuchTalk { talk: word, .. }
        | VisitorError::NoSuchSpeaker { slug: word }
        | VisitorError::NoSuchPlace { slug: word, .. }
        | VisitorError::NoSuchEvent { slug: word } => word.replace('-', " "),
        VisitorError::NoSuchPage => last_word(path),
        _ => String::new(),
    }
}

/// The last segment of a path as words, without what only programs write.
fn last_word(path: &str) -> String {
    let last = path.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    let word = last.split('.').next().unwrap_or_default();
    let is_plain = |c: char| c.is_alphanumeric() || c == ' ';
    word.replace(['-', '_'], " ").chars().filter(|&c| is_plain(c)).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, EventBundle, Talk};

    fn catalog() -> Catalog {
        let event = Event { slug: "e".into(), name: "E 2024".into(), ..Event::default() };
        let talk = Talk {
            id: "1".into(),
            event: "e".into(),
            slug: "closing-the-loop".into(),
            title: "Closing the loop".into(),
            ..Talk::default()
        };
        let bundle = EventBundle { event, talks: vec![talk], announcements: Vec::new() };
        Catalog::new(vec![bundle], str::to_owned)
    }

    #[test]
    fn a_slip_in_an_address_is_answered_with_the_page_meant() {
        let error = VisitorError::NoSuchTalk { event: "e".into(), talk: "closing-teh-loop".into() };
        let page = ErrorPage::new(&error, "/e/e/t/closing-teh-loop", &catalog());
        assert_eq!(page.near[0].url, "/e/e/t/closing-the-loop");
        assert_eq!(page.search, "closing teh loop");
        assert_eq!(page.message.to_string(), "There is no talk “closing-teh-loop” in “e”.");
    }

    #[test]
    fn pages_and_programs_are_told_the_same() {
        let text = || "x".to_owned();
        for error in [
            VisitorError::NoSuchPage,
            VisitorError::NoSuchEvent { slug: text() },
            VisitorError::NoSuchTalk { event: text(), talk: "y".into() },
            VisitorError::NoSuchPlace { sort: "room", event: text(), slug: "y".into() },
            VisitorError::NoSuchSpeaker { slug: text() },
            VisitorError::NoSuchAnnouncement { event: text(), id: "y".into() },
            VisitorError::bad_query("day", "say a day".into()),
            VisitorError::bad_value("kind", "`{value}` is no kind of session", "opera"),
            VisitorError::TooLong { name: "q", chars: 401, max_chars: 400 },
            VisitorError::TooLarge { limit: 9 },
        ] {
            assert_eq!(error.spoken().to_string(), error.to_string());
        }
    }

    #[test]
    fn an_address_full_of_code_searches_for_nothing_odd() {
        let page = ErrorPage::new(&VisitorError::NoSuchPage, "/wp-admin/<script>.php", &catalog());
        assert_eq!(page.search, "script");
    }
}
