//! What stands on a card: a few lines of plain text from a record.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::face::Weight;
use crate::domain::{Event, EventBundle, Slot, State, Talk};
use crate::text;
use crate::web::colour::Colour;
use crate::web::pages::cards;
use crate::web::render::SiteNames;
use crate::web::words;

/// Characters of a line that are looked at; none that fits on a card is longer.
const LINE_MAX_CHARS: usize = 300;
/// The share of a title's letters that must be drawn for it to stand on a PNG.
const LEGIBLE_SHARE: f64 = 0.7;

/// The lines of a card, from the top.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Card {
    pub(super) site: String,
    pub(super) kicker: String,
    pub(super) title: String,
    pub(super) people: String,
    pub(super) footer: String,
    pub(super) accent: Colour,
}

impl Card {
    /// The card of the site.
    pub(super) fn of_site(names: &SiteNames, accent: Colour) -> Self {
        Self { title: line(&names.tagline), site: line(&names.name), accent, ..Self::default() }
    }

    /// The card of an event.
    pub(super) fn of_event(names: &SiteNames, bundle: &EventBundle, accent: Colour) -> Self {
        let event = &bundle.event;
        let talks = cards::listed(bundle).count();
        let speakers = cards::count_people(cards::listed(bundle));
        let counts = [
            (talks > 0).then(|| count(talks, "talk")),
            (speakers > 0).then(|| count(speakers, "speaker")),
        ];
        Self {
            site: line(&names.name),
            kicker: days(event).unwrap_or_default(),
            title: line(&event.name),
            people: line(event.location.as_deref().unwrap_or_default()),
            footer: joined(counts),
            accent,
        }
    }

    /// The card of a talk.
    pub(super) fn of_talk(names: &SiteNames, event: &Event, talk: &Talk, accent: Colour) -> Self {
        let people: Vec<&str> = talk.speakers.iter().map(|person| person.name.as_str()).collect();
        let off = matches!(talk.state, State::Cancelled | State::Withdrawn);
        let slot = talk.slots.first().filter(|_| !off);
        let when = slot.map(showing).or_else(|| days(event));
        let kind = words::kind(talk.kind).one.to_owned();
        let mark = words::state_mark(talk.state).filter(|_| off).map(str::to_owned);
        Self {
            site: line(&names.name),
            kicker: joined([Some(kind), mark]),
            title: line(&talk.title),
            people: line(&people.join(", ")),
            footer: joined([Some(line(&event.name)), when]),
            accent,
        }
    }

    /// The same in the letters that can be drawn here. A title of which too little would be left
    /// gives its place to the people, as far as they can be written.
    pub(super) fn in_letters_we_have(&self) -> Self {
        let bold = |text: &str| drawable(text, Weight::Bold);
        let regular = |text: &str| drawable(text, Weight::Regular);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count() as f64;
        let title = bold(&self.title);
        let is_legible = letters(&title) >= letters(&self.title) * LEGIBLE_SHARE;
        let (title, people) = match is_legible {
            true => (title, regular(&self.people)),
            false => (bold(&self.people), String::new()),
        };
        Self {
            site: bold(&self.site),
            kicker: bold(&self.kicker),
            title,
            people,
            footer: regular(&self.footer),
            accent: self.accent,
        }
    }
}

/// A hostile source text as one bounded line; what XML has no place for is left out.
fn line(source: &str) -> String {
    let clean = text::strip_control(source);
    let usable = clean.nfc().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let bounded: String = usable.take(LINE_MAX_CHARS).collect();
    bounded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn drawable(text: &str, weight: Weight) -> String {
    let face = weight.face();
    let kept: String = text.chars().filter(|c| c.is_whitespace() || face.has(*c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `1 talk`, `2 talks`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Parts that are there, with a dot between them.
fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The days of an event: `19–20 June 2024`.
fn days(event: &Event) -> Option<String> {
    let first = event.starts_on?;
    let last = event.ends_on.filter(|last| *last > first);
    let Some(last) = last else { return Some(day(first, "%-d %B %Y")) };
    let start = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => "%-d",
        (true, false) => "%-d %B",
        _ => "%-d %B %Y",
    };
    Some(format!("{} – {}", day(first, start), day(last, "%-d %B %Y")))
}

fn day(date: Date, format: &str) -> String {
    date.strftime(format).to_string()
}

/// `Wed 19 June, 10:00, Hall 1`.
fn showing(slot: &Slot) -> String {
    let when = slot.start.strftime("%a %-d %B, %H:%M").to_string();
    match &slot.room {
        Some(room) => format!("{when}, {}", line(room)),
        None => when,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Appearance;

    fn card(title: &str) -> Card {
        let names = SiteNames { name: "Hallway".into(), tagline: "Talks".into() };
        let person = Appearance { name: "Ada Byron".into(), ..Appearance::default() };
        let talk = Talk { title: title.into(), speakers: vec![person], ..Talk::default() };
        let event = Event { name: "Door Days".into(), ..Event::default() };
        Card::of_talk(&names, &event, &talk, Colour::WHITE)
    }

    #[test]
    fn a_talk_is_told_by_kind_title_people_and_event() {
        let card = card(" Hinges\u{202e}\u{7} that\n last ");
        assert_eq!((card.kicker.as_str(), card.title.as_str()), ("Talk", "Hinges that last"));
        assert_eq!((card.people.as_str(), card.footer.as_str()), ("Ada Byron", "Door Days"));
        let names = SiteNames { name: "Hallway".into(), tagline: "Talks".into() };
        let off = Talk { state: State::Cancelled, ..Talk::default() };
        let off = Card::of_talk(&names, &Event::default(), &off, Colour::WHITE);
        assert_eq!(off.kicker, "Talk · Cancelled");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out_or_gives_its_place_to_the_people() {
        assert_eq!(card("Party 🎉 at noon").in_letters_we_have().title, "Party at noon");
        let foreign = card("日本語の題名 in Rust").in_letters_we_have();
        assert_eq!((foreign.title.as_str(), foreign.people.as_str()), ("Ada Byron", ""));
    }

    #[test]
    fn days_say_month_and_year_once() {
        let date = jiff::civil::date;
        let of = |first, last| {
            days(&Event { starts_on: Some(first), ends_on: Some(last), ..Event::default() })
                .unwrap()
        };
        assert_eq!(of(date(2024, 6, 19), date(2024, 6, 20)), "19 – 20 June 2024");
        assert_eq!(of(date(2024, 12, 30), date(2025, 1, 2)), "30 December 2024 – 2 January 2025");
        assert_eq!(days(&Event::default()), None);
    }
}
