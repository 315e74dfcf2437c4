//! Announcements while they matter, the pulse of open pages, and what somebody missed, on the site.

use std::path::Path;
use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::{test, web};
use hallway::domain::{
    Announcement, Audience, Event, EventBundle, Link, LinkKind, Slot, State, Talk,
};
use hallway::ingest::{ParseOptions, parse};
use hallway::summary::given_between;
use hallway::web::Site;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::support::repository;
use crate::web::{Reply, open_app_of, request};

const ZONE: &str = "Europe/Paris";
const DAY: jiff::civil::Date = jiff::civil::date(2024, 6, 19);

fn talk(id: &str, title: &str, hour: i8, room: &str, text: &str) -> Talk {
    let (start, end) = (DAY.at(hour, 0, 0, 0), DAY.at(hour, 40, 0, 0));
    Talk {
        id: id.into(),
        event: "news-2024".into(),
        slug: id.into(),
        title: title.into(),
        track: Some("Main".into()),
        abstract_text: text.into(),
        slots: vec![Slot { room: Some(room.into()), ..Slot::new(start, end) }],
        ..Talk::default()
    }
}

/// So many minutes from now, as clocks in Paris show it.
fn wall(minutes: i64) -> DateTime {
    let moment = Timestamp::now() + SignedDuration::from_mins(minutes);
    moment.in_tz(ZONE).unwrap().datetime()
}

fn item(id: &str, title: &str, audience: Option<Audience>, minutes: [i64; 2]) -> Announcement {
    Announcement {
        id: id.into(),
        event: "news-2024".into(),
        title: title.into(),
        body: "All of it.".into(),
        from: Some(wall(minutes[0])),
        until: Some(wall(minutes[1])),
        audience,
        ..Announcement::default()
    }
}

fn bundle() -> EventBundle {
    let event = Event {
        slug: "news-2024".into(),
        name: "News Days".into(),
        timezone: Some(ZONE.into()),
        ..Event::default()
    };
    let glass = "Glass keeps its shape for centuries. It is cut with a small wheel.";
    let video = Link { kind: LinkKind::Video, url: "https://video.test/1".into(), title: None };
    let mut talks = vec![
        Talk { links: vec![video], ..talk("glass", "Cutting glass", 10, "Hall 1", glass) },
        talk("bread", "Baking bread", 11, "Hall 2", "Yeast lifts the dough over a long night."),
        talk("off", "Never held", 12, "Hall 2", "Nobody heard this."),
    ];
    talks[2].state = State::Cancelled;
    let room = Some(Audience::Room("Hall 1".into()));
    let announcements = vec![
        item("doors", "Doors <b>open</b>", None, [-10, 60]),
        item("heat", "Hall 1 is warm", room, [-10, 60]),
        item("soon", "Not yet", None, [30, 60]),
        item("over", "No longer", None, [-60, -30]),
        Announcement { from: None, until: None, ..item("kept", "From the archive", None, [0, 1]) },
    ];
    EventBundle { event, talks, announcements }
}

fn site() -> web::Data<Site> {
    static SITE: OnceLock<(web::Data<Site>, tempfile::TempDir)> = OnceLock::new();
    let open = || {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app_of(folder.path(), &bundle());
        (web::Data::new(Site::new(app).unwrap()), folder)
    };
    SITE.get_or_init(open).0.clone()
}

fn get(address: &str) -> Reply {
    request(site(), test::TestRequest::with_uri(address))
}

/// The ids of the notices in a page's banner.
fn notices(address: &str) -> Vec<String> {
    let page = get(address);
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.body);
    let ids = page.body.split("data-notice=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn what_matters_now_stands_on_every_page_that_it_concerns() {
    for (address, expected) in [
        ("/e/news-2024", &["doors", "heat"][..]),
        ("/e/news-2024/programme", &["doors", "heat"]),
        ("/e/news-2024/rooms/hall-1", &["doors", "heat"]),
        ("/e/news-2024/rooms/hall-2", &["doors"]),
        ("/e/news-2024/t/glass", &["doors", "heat"]),
        ("/e/news-2024/t/bread", &["doors"]),
        ("/e/news-2024/changes", &["doors"]),
        ("/e/news-2024/missed", &["doors"]),
        ("/announcements/news-2024/over", &["doors"]),
        ("/", &[]),
        ("/search?q=glass", &[]),
    ] {
        assert_eq!(notices(address), expected, "{address}");
    }
    let page = get("/e/news-2024").body;
    assert!(page.contains("Doors &lt;b&gt;open&lt;/b&gt;") && page.contains("for room Hall 1"));
    let german = test::TestRequest::with_uri("/e/news-2024").insert_header(("cookie", "lang=de"));
    assert!(request(site(), german).body.contains("für den Raum Hall 1"));
}

#[test]
fn the_page_of_an_announcement_tells_for_whom_and_until_when() {
    let page = get("/announcements/news-2024/heat").body;
    assert!(page.contains("Room Hall 1"), "{page}");
    assert!(page.contains(&wall(60).strftime("%H:%M").to_string()) || page.contains("Until"));
    assert!(!get("/announcements/news-2024/kept").body.contains("<dt>Until</dt>"));
}

#[test]
fn a_pulse_is_small_and_tells_what_matters_now() {
    let pulse = get("/e/news-2024/pulse.json");
    let told = pulse.json();
    assert!(told["version"].as_i64().unwrap() > 0 && told["generation"].as_u64().unwrap() > 0);
    let ids: Vec<&str> = told["announcements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["doors", "heat"]);
    assert_eq!(told["announcements"][0]["url"], "/announcements/news-2024/doors");
    assert_eq!(told["announcements"][1]["audience"], serde_json::json!({"room": "Hall 1"}));
    let until: Timestamp = told["announcements"][0]["until"].as_str().unwrap().parse().unwrap();
    assert!(until > Timestamp::now());
    assert!(pulse.body.len() < 1000, "{}", pulse.body.len());
    assert_eq!(pulse.header("cache-control"), "public, no-cache");
    let again = test::TestRequest::with_uri("/e/news-2024/pulse.json")
        .insert_header(("if-none-match", pulse.header("etag")));
    assert_eq!(request(site(), again).status, StatusCode::NOT_MODIFIED);
    assert_eq!(get("/e/none/pulse.json").status, StatusCode::NOT_FOUND);
}

#[test]
fn announcements_of_an_event_are_a_feed_at_an_address_of_its_own() {
    let feed = get("/e/news-2024/announcements.atom");
    assert!(feed.header("content-type").starts_with("application/atom+xml"));
    assert_eq!(feed.body.matches("<entry>").count(), 5);
    assert!(feed.body.contains("/e/news-2024/announcements.atom\" rel=\"self\""), "{}", feed.body);
    assert_eq!(get("/announcements.atom?event=news-2024").body, feed.body);
    assert_eq!(get("/e/none/announcements.atom").status, StatusCode::NOT_FOUND);
}

#[test]
fn what_was_missed_is_told_in_sentences_with_their_talks() {
    let page = get("/e/news-2024/missed?day=2024-06-19").body;
    assert!(page.contains("Glass keeps its shape for centuries."), "{page}");
    assert!(page.contains("Wed 19 June, 10:00") && page.contains("Hall 1"));
    assert!(page.contains("href=\"https://video.test/1\"") && page.contains("No recording yet"));
    let (changed, given) = page.split_once("id=\"given\"").unwrap();
    assert!(changed.contains("Never held") && !given.contains("Never held"));
    let later = get("/e/news-2024/missed?day=2024-06-19&since=10:50").body;
    assert!(later.contains("Baking bread") && !later.contains("Cutting glass"));
    let about = get("/e/news-2024/missed?about=how+glass+keeps+its+shape").body;
    let given = about.split_once("id=\"given\"").unwrap().1;
    assert!(given.contains("Cutting glass") && !given.contains("Baking bread"), "{given}");
}

#[test]
fn what_was_missed_is_told_to_programs_and_bad_questions_are_explained() {
    let told = get("/api/v1/events/news-2024/missed?day=2024-06-19").json();
    assert_eq!((&told["total"], &told["pages"]), (&2.into(), &1.into()));
    let first = &told["talks"][0];
    assert_eq!(first["id"], "glass");
    assert_eq!(first["start"], "2024-06-19T10:00:00+02:00");
    assert_eq!(first["recording"], "https://video.test/1");
    assert_eq!(told["changed"][0]["state"], "cancelled");
    for query in ["day=2024-06-20", "day=tomorrow", "since=soon", "about=a&about=b&about=c&about=d"]
    {
        let refused = get(&format!("/api/v1/events/news-2024/missed?{query}"));
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(get(&format!("/e/news-2024/missed?{query}")).status, StatusCode::BAD_REQUEST);
    }
}

/// A day of 38C3, where its schedule lies beside the repository.
#[test]
fn a_day_of_a_large_event_is_told_in_order_and_whole() {
    let path = repository("../shared/data/schedules/frab-c3voc-xml/38c3.schedule.xml");
    let excerpt = repository("tests/fixtures/schedules/38c3-excerpt.xml");
    let path: &Path = if path.exists() { &path } else { &excerpt };
    let bytes = std::fs::read(path).unwrap();
    let parsed = parse(&bytes, "38c3.xml", &ParseOptions::default()).unwrap().bundle;
    let zone = parsed.event.timezone.clone().unwrap();
    let starts = parsed.talks.iter().flat_map(|talk| &talk.slots).map(|slot| slot.start);
    let first = starts.min().unwrap();
    let at = |wall: DateTime| wall.in_tz(&zone).unwrap().timestamp();
    let (since, until) = (at(first), at(first + 1.day()));
    let given = given_between(&parsed, since, until);
    let is_within = |talk: &&Talk| {
        let mut slots = talk.slots.iter();
        slots.any(|slot| at(slot.start) < until && at(slot.end) > since)
    };
    let sessions = parsed.talks.iter().filter(|talk| talk.kind.is_session());
    assert_eq!(given.len(), sessions.filter(is_within).count());
    assert!(!given.is_empty() && given.is_sorted_by_key(|showing| showing.start));
}
