//! A congress of a thousand talks, made up for the browser tests: everything is long there.

use hallway::domain::{Appearance, Event, EventBundle, Kind, Link, LinkKind, Slot, Talk};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Slug of the congress.
const BIG: &str = "big-2031";

const BIG_TALKS: usize = 1_000;
const ROOMS: usize = 25;
const TALKS_A_DAY: usize = BIG_TALKS.div_ceil(3);
const SLOT_MINUTES: i64 = 45;
const FIRST_DAY: Date = date(2031, 5, 6);

/// Words that titles are made of: each number below a thousand gives another title.
const MANNERS: [&str; 10] = [
    "Reliable",
    "Portable",
    "Faster",
    "Smaller",
    "Open",
    "Measured",
    "Forgotten",
    "Practical",
    "Distributed",
    "Gentle",
];
const THINGS: [&str; 10] = [
    "hinges",
    "compilers",
    "schedulers",
    "radio stacks",
    "vector indexes",
    "type systems",
    "build farms",
    "map tiles",
    "key stores",
    "parsers",
];
const PLACES: [&str; 10] = [
    "in the browser",
    "on small machines",
    "at the edge of the network",
    "for public transport",
    "without a cloud",
    "under heavy load",
    "after ten years",
    "for newcomers",
    "in orbit",
    "behind a firewall",
];
const TRACKS: [&str; 12] = [
    "Systems",
    "Web",
    "Hardware",
    "Security",
    "Community",
    "Data",
    "Languages",
    "Networks",
    "Graphics",
    "Science",
    "Art",
    "Law",
];
const FIRST_NAMES: [&str; 20] = [
    "Ada", "Grace", "Linus", "Margaret", "Edsger", "Barbara", "Ken", "Radia", "Dennis", "Frances",
    "Niklaus", "Hedy", "Tim", "Karen", "Guido", "Sophie", "Donald", "Annie", "Vint", "Joan",
];
const LAST_NAMES: [&str; 15] = [
    "Byron",
    "Hopper",
    "Petersen",
    "Hamilton",
    "Vermeer",
    "Lindqvist",
    "Okafor",
    "Moreau",
    "Tanaka",
    "Novak",
    "Garcia",
    "Schmidt",
    "Rossi",
    "Kaur",
    "Brandt",
];

/// Three days in twenty-five rooms.
pub(super) fn big() -> EventBundle {
    let event = Event {
        slug: BIG.into(),
        name: "Big Congress 2031".into(),
        timezone: Some("Europe/Berlin".into()),
        starts_on: Some(FIRST_DAY),
        ends_on: Some(FIRST_DAY + 2.days()),
        location: Some("Leipzig".into()),
        ..Event::default()
    };
    let talks = (0..BIG_TALKS).map(big_talk).collect();
    EventBundle { event, talks, announcements: Vec::new() }
}

fn big_talk(number: usize) -> Talk {
    let (thing, place) = (THINGS[number % 10], PLACES[number / 10 % 10]);
    let id = format!("talk-{number}");
    Talk {
        id: id.clone(),
        event: BIG.into(),
        slug: id.clone(),
        title: format!("{} {thing} {place}", MANNERS[number / 100]),
        kind: if number % 40 == 7 { Kind::Workshop } else { Kind::Talk },
        languages: vec![if number.is_multiple_of(4) { "de" } else { "en" }.into()],
        track: Some(TRACKS[number % TRACKS.len()].into()),
        abstract_text: format!(
            "What {thing} {place} taught us in the year {}. We show what broke and how it was \
             repaired.",
            2000 + number % 31
        ),
        topics: vec![thing.into(), TRACKS[(number / 3) % TRACKS.len()].to_lowercase()],
        speakers: (0..=number % 2).map(|place| speaker(number + place * 7)).collect(),
        slots: vec![big_slot(number)],
        links: (!number.is_multiple_of(3)).then(|| video(&id)).into_iter().collect(),
        ..Talk::default()
    }
}

/// Room after room, slot after slot, day after day.
fn big_slot(number: usize) -> Slot {
    let (day, of_day) = (number / TALKS_A_DAY, number % TALKS_A_DAY);
    let (turn, room) = (of_day / ROOMS, of_day % ROOMS);
    let morning = (FIRST_DAY + (day as i64).days()).at(9, 0, 0, 0);
    let start = morning + (turn as i64 * SLOT_MINUTES).minutes();
    let length = if room.is_multiple_of(5) { SLOT_MINUTES } else { SLOT_MINUTES - 5 };
    Slot { room: Some(format!("Hall {}", room + 1)), ..Slot::new(start, start + length.minutes()) }
}

fn speaker(number: usize) -> Appearance {
    let first = FIRST_NAMES[number % FIRST_NAMES.len()];
    let last = LAST_NAMES[(number / 3) % LAST_NAMES.len()];
    let name = format!("{first} {last}");
    Appearance { name, affiliation: None, id: None }
}

fn video(id: &str) -> Link {
    let url = format!("https://video.test/{id}");
    Link { kind: LinkKind::Video, url, title: None }
}
