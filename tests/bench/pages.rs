//! Server time and weight of the pages of an event with a thousand talks, through the whole site:
//! the median, the 95th percentile and the compressed bytes of each, as a table of their own because
//! a percentile is what was promised.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::{rt, test, web};
use hallway::app::{App, Quiet};
use hallway::config::{Config, Sources};
use hallway::domain::{Appearance, Event, EventBundle, Kind, Slot, Talk};
use hallway::web::{Site, application};
use jiff::civil::{Date, date};

/// Talks of the event.
const TALKS: usize = 1_000;
/// Rooms of the event.
const ROOMS: usize = 25;
/// The first of its days; so many follow as the talks need.
const FIRST_DAY: Date = date(2026, 6, 16);
/// Sessions of a room in a day, one an hour.
const SESSIONS: usize = 14;
/// Requests of each page; the 95th percentile is that of 200.
const REQUESTS: usize = 200;

/// The pages, every family once; `q` is another at each request, so that no cache answers.
const PAGES: [&str; 14] = [
    "/e/big",
    "/e/big/programme",
    "/e/big/programme?view=grid",
    "/e/big/programme?show=now&at=2026-06-16T10:30",
    "/e/big/programme?day=all&kind=keynote",
    "/e/big/programme?q=running+models+{n}",
    "/e/big/t/talk-17",
    "/e/big/rooms/room-3",
    "/e/big/tracks/track-2",
    "/e/big/agenda",
    "/e/big/missed?since=2026-06-16T09:00&until=2026-06-16T12:00",
    "/e/big/changes",
    "/e/big/programme.json",
    "/e/big/pulse.json",
];

/// Measures every page and prints the table.
pub(crate) fn report() {
    let system = rt::System::new();
    system.block_on(async {
        let service = test::init_service(application(site())).await;
        println!("\n{:<62} {:>9} {:>9} {:>10}", "page", "median", "p95", "gzip bytes");
        for page in PAGES {
            let mut times = Vec::with_capacity(REQUESTS);
            let mut bytes = 0;
            for number in 0..=REQUESTS {
                let request =
                    test::TestRequest::with_uri(&page.replace("{n}", &number.to_string()))
                        .insert_header((header::ACCEPT_ENCODING, "gzip"))
                        .insert_header((header::ACCEPT, "text/html,application/json"))
                        .to_request();
                let started = Instant::now();
                let response = test::call_service(&service, request).await;
                assert!(response.status().is_success(), "{page}: {}", response.status());
                bytes = test::read_body(response).await.len();
                times.push(started.elapsed());
            }
            // The first fills caches that outlive a request: summaries, related talks.
            times.remove(0);
            times.sort();
            let (median, p95) = (times[REQUESTS / 2], times[REQUESTS * 95 / 100]);
            println!("{page:<62} {:>9} {:>9} {bytes:>10}", shown(median), shown(p95));
        }
    });
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn site() -> web::Data<Site> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made").keep();
    let samples = folder.join("samples");
    std::fs::create_dir_all(&samples).expect("a folder can be made");
    let json = serde_json::to_vec(&event()).expect("records are JSON");
    std::fs::write(samples.join("big.json"), json).expect("a file can be written");
    let sources = Sources {
        file: Some(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")),
        variables: Vec::new(),
        working_dir: std::path::PathBuf::from("."),
    };
    let mut config = Config::load_from(&sources).expect("the shipped configuration is valid");
    (config.data_dir, config.samples_dir) = (folder, samples);
    // What is measured is the making of pages.
    config.server.kept_answers_bytes = 0;
    let app = App::open(config, &Quiet).expect("the event loads");
    web::Data::new(Site::new(Arc::new(app)).expect("the templates compile"))
}

/// The talks of the shipped conferences again and again, on a timetable of many rooms.
fn event() -> EventBundle {
    let shipped = shipped_talks();
    let talks = (0..TALKS).map(|number| talk(&shipped[number % shipped.len()], number));
    let event = Event {
        slug: "big".into(),
        name: "Big Conference 2026".into(),
        timezone: Some("Europe/Berlin".into()),
        starts_on: Some(FIRST_DAY),
        ..Event::default()
    };
    EventBundle { event, talks: talks.collect(), announcements: Vec::new() }
}

fn shipped_talks() -> Vec<Talk> {
    let read = |file: &str| -> EventBundle {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
        let bytes = std::fs::read(path).expect("the shipped conferences can be read");
        serde_json::from_slice(&bytes).expect("the shipped conferences are valid")
    };
    let files = ["aidev-2023.json", "aidev-europe-2024.json", "aidev-europe-2025.json"];
    files.into_iter().flat_map(|file| read(file).talks).collect()
}

fn talk(like: &Talk, number: usize) -> Talk {
    let place = number / ROOMS;
    let hours = i64::try_from(place / SESSIONS * 24 + place % SESSIONS).unwrap_or(0);
    let start = FIRST_DAY.at(9, 0, 0, 0).saturating_add(jiff::Span::new().hours(hours));
    let slot = Slot {
        room: Some(format!("Room {}", number % ROOMS + 1)),
        ..Slot::new(start, start.saturating_add(jiff::Span::new().minutes(50)))
    };
    let speaker = Appearance { name: format!("Speaker {}", number % 700), ..Appearance::default() };
    Talk {
        id: number.to_string(),
        slug: format!("talk-{number}"),
        event: "big".into(),
        title: format!("{} {number}", like.title),
        track: Some(format!("Track {}", number % 12)),
        kind: if number.is_multiple_of(40) { Kind::Keynote } else { Kind::Talk },
        slots: vec![slot],
        speakers: vec![speaker],
        source_ids: Vec::new(),
        ..like.clone()
    }
}
