//! People and the site itself as schema.org records.

use minijinja::Value;
use serde::Serialize;

use super::{OneOrMore, document};
use crate::domain::{Appearance, Catalog, SpeakerProfile, Talk};
use crate::text;
use crate::web::links;
use crate::web::render::SiteNames;

/// Talks named in the record of a person: the newest; the page has them all.
const TALKS_MAX: usize = 20;

/// A person on stage.
#[derive(Debug, Serialize)]
pub(super) struct Person {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    affiliation: Option<Organization>,
}

/// Who a person is with.
#[derive(Debug, Serialize)]
struct Organization {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
}

/// A person with the talks they gave.
#[derive(Serialize)]
struct Speaker {
    #[serde(flatten)]
    person: Person,
    #[serde(rename = "performerIn", skip_serializing_if = "Option::is_none")]
    talks: Option<OneOrMore<Performance>>,
}

#[derive(Serialize)]
struct Performance {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    url: String,
}

/// The site, and how it is searched.
#[derive(Serialize)]
struct WebSite {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    description: String,
    url: String,
    #[serde(rename = "potentialAction")]
    search: SearchAction,
}

#[derive(Serialize)]
struct SearchAction {
    #[serde(rename = "@type")]
    sort: &'static str,
    target: EntryPoint,
    #[serde(rename = "query-input")]
    input: &'static str,
}

#[derive(Serialize)]
struct EntryPoint {
    #[serde(rename = "@type")]
    sort: &'static str,
    #[serde(rename = "urlTemplate")]
    template: String,
}

impl Person {
    /// A person as a talk names them.
    pub(super) fn on_stage(base: &str, appearance: &Appearance) -> Self {
        Self {
            sort: "Person",
            name: appearance.name.clone(),
            url: format!("{base}{}", links::speaker(&text::slugify(&appearance.name))),
            affiliation: appearance.affiliation.clone().map(Organization::named),
        }
    }
}

impl Organization {
    fn named(name: String) -> Self {
        Self { sort: "Organization", name }
    }
}

impl Performance {
    fn new(base: &str, talk: &Talk) -> Self {
        let url = format!("{base}{}", links::talk(talk));
        Self { sort: "Event", name: talk.title.clone(), url }
    }
}

/// The record of a person's page.
pub(crate) fn of_speaker(base: &str, catalog: &Catalog, profile: &SpeakerProfile) -> Option<Value> {
    let talks = profile.talks.iter().filter_map(|key| catalog.find_talk(&key.event, &key.id));
    let talks = talks.take(TALKS_MAX).map(|talk| Performance::new(base, talk)).collect();
    let person = Person {
        sort: "Person",
        name: profile.name.clone(),
        url: format!("{base}{}", links::speaker(&profile.slug)),
        affiliation: profile.affiliations.first().cloned().map(Organization::named),
    };
    document(Speaker { person, talks: OneOrMore::new(talks) })
}

/// The record of the first page.
pub(crate) fn of_site(base: &str, names: &SiteNames) -> Option<Value> {
    document(WebSite {
        sort: "WebSite",
        name: names.name.clone(),
        description: names.tagline.clone(),
        url: format!("{base}/"),
        search: SearchAction {
            sort: "SearchAction",
            target: EntryPoint {
                sort: "EntryPoint",
                template: format!("{base}/search?q={{search_term_string}}"),
            },
            input: "required name=search_term_string",
        },
    })
}
