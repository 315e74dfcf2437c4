//! What Hallway's own export leaves in a calendar for what iCalendar cannot say. Other programs
//! pass over it, and so does this where the file is another's.

use jiff::civil::Date;

use super::calendar::{Calendar, Component};
use super::value;
use crate::domain::{Appearance, Kind, Link, LinkKind, State};
use crate::ingest::frab::percent_decoded;

/// How the product id of our exports begins.
const PRODUCT: &str = "-//Hallway//";
/// The parameter that says what a category or an attachment is.
const AS: &str = "X-HALLWAY-AS";

/// Whether a calendar is one of our exports.
pub(super) fn is_own(calendar: &Calendar) -> bool {
    calendar.head.line_of("PRODID").starts_with(PRODUCT)
}

/// What our export says of a calendar as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnHead {
    /// The event's slug, where its name does not give it.
    pub(super) slug: String,
    /// Where all rooms are.
    pub(super) location: String,
}

impl OwnHead {
    pub(super) fn of(calendar: &Calendar) -> Self {
        Self {
            slug: calendar.head.line_of("X-HALLWAY-EVENT"),
            location: calendar.head.line_of("X-HALLWAY-LOCATION"),
        }
    }

    /// The room of a place without the location of all.
    pub(super) fn room<'a>(&self, place: &'a str) -> &'a str {
        if self.location.is_empty() {
            return place;
        }
        if place == self.location {
            return "";
        }
        let head = place.strip_suffix(self.location.as_str());
        head.and_then(|head| head.strip_suffix(", ")).unwrap_or(place)
    }
}

/// The talk's id: what stands in the UID before the event's slug, without the number of the
/// showing, in percent-encoding.
pub(super) fn id(entry: &Component, event: &str) -> String {
    let uid = entry.line_of("UID");
    let head = uid.strip_suffix(event).and_then(|head| head.strip_suffix('@')).unwrap_or_default();
    percent_decoded(head.split('+').next().unwrap_or_default())
}

/// The day of the programme, where the hour does not tell it.
pub(super) fn day(entry: &Component) -> Option<Date> {
    entry.line_of("X-HALLWAY-DAY").parse().ok()
}

/// The speakers, in order.
pub(super) fn speakers(entry: &Component) -> Vec<Appearance> {
    let properties = entry.all("X-HALLWAY-SPEAKER");
    let people = properties.map(|property| Appearance {
        name: value::line(&property.value),
        affiliation: property.parameter("X-AFFILIATION").map(str::to_owned),
        id: property.parameter("X-ID").map(str::to_owned),
    });
    people.filter(|person| !person.name.is_empty()).collect()
}

/// The categories with this meaning.
pub(super) fn categories(entry: &Component, meaning: &str) -> Vec<String> {
    let all = entry.all("CATEGORIES");
    let meant =
        all.filter(|it| it.parameter(AS).is_some_and(|it| it.eq_ignore_ascii_case(meaning)));
    meant.flat_map(|property| value::list(&property.value)).collect()
}

/// The languages, where there are several.
pub(super) fn languages(entry: &Component) -> Option<Vec<String>> {
    entry.get("X-HALLWAY-LANGUAGES").map(|property| value::list(&property.value))
}

/// The kind of a talk.
pub(super) fn kind(entry: &Component) -> Kind {
    let words = categories(entry, "KIND");
    words.first().and_then(|word| Kind::from_word(&word.to_lowercase())).unwrap_or_default()
}

/// The state, where it is none of iCalendar's.
pub(super) fn state(entry: &Component) -> Option<State> {
    State::from_word(&entry.line_of("X-HALLWAY-STATE"))
}

/// The links with their kinds and titles.
pub(super) fn links(entry: &Component) -> Vec<Link> {
    let properties = entry.properties.iter().filter(|it| it.parameter(AS).is_some());
    let links = properties.filter(|it| matches!(it.name.as_str(), "ATTACH" | "CONFERENCE"));
    let page = entry.get("URL").map(|property| Link {
        kind: LinkKind::Page,
        url: property.value.trim().to_owned(),
        title: None,
    });
    let links = links.filter_map(|property| {
        let kind = LinkKind::from_word(&property.parameter(AS)?.to_ascii_lowercase())?;
        let title = property.parameter("LABEL").map(str::to_owned);
        Some(Link { kind, url: property.value.trim().to_owned(), title })
    });
    page.into_iter().chain(links).collect()
}

/// The description without the line of speakers that our export begins it with.
pub(super) fn description(entry: &Component, speakers: &[Appearance]) -> String {
    let text = entry.text("DESCRIPTION");
    if speakers.is_empty() {
        return text;
    }
    text.split_once("\n\n").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}
