//! One person across every edition.

use actix_web::{HttpResponse, web};
use minijinja::Value;
use serde::Serialize;

use super::cards::{self, AnnouncementCard, Selected, TalkCard, TextLink};
use crate::app::Subject;
use crate::domain::{Catalog, EventBundle, SpeakerProfile, Talk};
use crate::text;
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::outside::{Outside, Sort};
use crate::web::render::{Frame, Page, Section};
use crate::web::spoken::Spoken;
use crate::web::visit::{Visit, moved};
use crate::web::{links, renamed, structured, words};

/// A digest is worth its place from so many talks on; one talk's card says as much.
const DIGEST_TALKS_MIN: usize = 2;

#[derive(Serialize)]
struct SpeakerPage {
    name: String,
    initials: String,
    affiliations: Vec<String>,
    talks: Value,
    editions: Vec<EditionTalks>,
    digest: Vec<Selected>,
    announcements: Vec<AnnouncementCard>,
    shared_stage: Vec<TextLink>,
    #[serde(skip)]
    outside: Outside,
}

/// The talks given at one edition, with what stood on the badge there.
#[derive(Serialize)]
struct EditionTalks {
    event: TextLink,
    affiliation: Option<String>,
    talks: Vec<TalkCard>,
}

/// `/speakers/{speaker}`
pub(crate) async fn show(
    visit: Visit,
    path: web::Path<String>,
) -> Result<HttpResponse, VisitorError> {
    let slug = path.into_inner();
    let Some(profile) = visit.catalog().find_speaker(&slug) else {
        let newer = renamed::speaker(&visit.snapshot, &slug);
        return newer.map(|url| moved(&url)).ok_or(VisitorError::NoSuchSpeaker { slug });
    };
    if let Some(ready) = visit.ready(Policy::Records).await {
        return Ok(ready);
    }
    let mut page = SpeakerPage::new(visit.catalog(), profile);
    page.outside.structured = structured::of_speaker(&visit.base_url(), visit.catalog(), profile);
    if profile.talks.len() >= DIGEST_TALKS_MIN {
        let subject = Subject::Speaker { name: slug };
        let found = visit.work(move |snapshot| snapshot.summarise(&subject)).await?;
        let sentences = found.map_err(VisitorError::internal)?;
        page.digest = sentences.iter().map(|s| Selected::new(visit.catalog(), s)).collect();
    }
    visit.page(Policy::Records, &page)
}

impl SpeakerPage {
    fn new(catalog: &Catalog, profile: &SpeakerProfile) -> Self {
        let editions: Vec<_> = catalog
            .bundles()
            .iter()
            .filter_map(|bundle| EditionTalks::find(bundle, &profile.slug))
            .collect();
        let talks = editions.iter().map(|edition| edition.talks.len()).sum();
        Self {
            name: profile.name.clone(),
            initials: cards::initials(&profile.name),
            affiliations: profile.affiliations.clone(),
            talks: words::count(talks, "{count} talk", "{count} talks"),
            editions,
            digest: Vec::new(),
            announcements: announcements(catalog, &profile.slug),
            shared_stage: shared_stage(catalog, profile),
            outside: Outside { sort: Sort::Profile, ..Outside::default() },
        }
    }
}

impl SpeakerPage {
    /// What search engines say of the page.
    fn described(&self) -> Value {
        let talks = self.editions.iter().map(|edition| edition.talks.len()).sum();
        let talks = Spoken::Count(talks, "{count} talk", "{count} talks");
        let name = Spoken::Record(self.name.clone());
        Spoken::Text("{talks} by {name}.", vec![("talks", talks), ("name", name)]).value()
    }
}

impl Page for SpeakerPage {
    const TEMPLATE: &'static str = "pages/speaker.html";

    fn frame(&self) -> Frame {
        Frame {
            title: self.name.clone().into(),
            description: self.described(),
            section: Section::Speakers,
            outside: self.outside.clone(),
            ..Frame::default()
        }
    }
}

impl EditionTalks {
    fn find(bundle: &EventBundle, speaker: &str) -> Option<Self> {
        let is_theirs = |talk: &&Talk| cards::is_listed(talk) && badge(talk, speaker).is_some();
        let talks: Vec<_> = bundle.talks.iter().filter(is_theirs).collect();
        let first = talks.first()?;
        Some(Self {
            event: cards::event_link(&bundle.event),
            affiliation: badge(first, speaker).flatten(),
            talks: talks.iter().map(|talk| TalkCard::new(&bundle.event, talk)).collect(),
        })
    }
}

/// The affiliation with which a person stood on a talk's stage; `None` when they did not.
fn badge(talk: &Talk, speaker: &str) -> Option<Option<String>> {
    let person = talk.speakers.iter().find(|person| text::slugify(&person.name) == speaker)?;
    Some(person.affiliation.clone())
}

/// Announcements made by the person.
fn announcements(catalog: &Catalog, speaker: &str) -> Vec<AnnouncementCard> {
    let all = cards::newest_announcements(catalog).into_iter();
    let theirs = all.filter(|(_, item)| {
        item.people.iter().any(|person| text::slugify(&person.name) == speaker)
    });
    theirs.map(|(event, item)| AnnouncementCard::new(event, item)).collect()
}

/// The others on stage at the person's talks, each once.
fn shared_stage(catalog: &Catalog, profile: &SpeakerProfile) -> Vec<TextLink> {
    let mut others: Vec<TextLink> = Vec::new();
    let talks = profile.talks.iter().filter_map(|key| catalog.find_talk(&key.event, &key.id));
    for person in talks.flat_map(|talk| &talk.speakers) {
        let slug = text::slugify(&person.name);
        let url = links::speaker(&slug);
        if slug != profile.slug && others.iter().all(|other| other.url != url) {
            others.push(TextLink { url, text: person.name.clone() });
        }
    }
    others
}
