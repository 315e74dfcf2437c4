//! The page shown instead of one that cannot be: what happened, near matches, a search box.

use actix_web::ResponseError;
use serde::Serialize;

use super::cards::{self, TextLink};
use crate::domain::Catalog;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Robots};
use crate::web::spoken;
use crate::web::{links, suggest};

/// Near matches: enough to hold the right one, few enough to read.
const NEAR_MAX: usize = 5;

/// What went wrong and where to go on.
#[derive(Serialize)]
pub(crate) struct ErrorPage {
    status: u16,
    title: &'static str,
    message: String,
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
            message: sentence(&error.to_string()),
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
            description: self.message.clone().into(),
            robots: Robots::Noindex,
            ..Frame::default()
        }
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

/// An error's words with a capital, a full stop and quotation marks in place of backticks.
fn sentence(words: &str) -> String {
    let marks = ["“", "”"].into_iter().cycle();
    let quoted: String =
        words.split('`').zip(marks).flat_map(|(part, mark)| [part, mark]).collect();
    let mut letters = quoted.strip_suffix(['“', '”']).unwrap_or(&quoted).chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
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
        assert_eq!(page.message, "There is no talk “closing-teh-loop” in “e”.");
    }

    #[test]
    fn an_address_full_of_code_searches_for_nothing_odd() {
        let page = ErrorPage::new(&VisitorError::NoSuchPage, "/wp-admin/<script>.php", &catalog());
        assert_eq!(page.search, "script");
    }
}
