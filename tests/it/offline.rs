//! Offline use as a device meets it: one file with every page of an event, the worker, the manifest.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{rt, test, web};
use flate2::read::GzDecoder;
use hallway::app::{App, Quiet};
use hallway::config::{Config, Sources};
use hallway::domain::{Announcement, Appearance, Event, EventBundle, Kind, Slot, Talk};
use hallway::web::{Site, application};
use serde_json::Value;

use crate::support::repository;

/// Talks of the event; more would only make the model's part of the test longer.
const TALKS: usize = 60;
/// A thousand talks fit into 3 MB when each, with its part of all other pages, takes no more.
const BYTES_A_TALK_MAX: usize = 3000;
/// Words of an abstract: more than the mean of the large programmes at hand.
const ABSTRACT_WORDS: usize = 180;
const ROOMS: usize = 6;

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Words that repeat as rarely as those of real abstracts do.
struct Words(u64);

impl Words {
    fn next(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ar", "ben", "cor", "da", "el", "fin", "gra", "hol", "in", "jo", "ka", "lem", "mo",
            "net", "or", "pra", "qui", "ro", "sen", "ta", "ul", "ver", "wi", "zen",
        ];
        // Numerical Recipes' generator: any would do, as long as it is the same at every run.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        let number = usize::try_from(self.0 >> 8).unwrap();
        let syllables = (0..2 + number % 2).map(|at| SYLLABLES[(number >> (4 * at)) % 24]);
        syllables.collect()
    }

    fn some(&mut self, count: usize) -> String {
        (0..count).map(|_| self.next()).collect::<Vec<_>>().join(" ")
    }
}

fn talk(number: usize, words: &mut Words) -> Talk {
    let start = jiff::civil::date(2026, 6, 19 + i8::try_from(number % 2).unwrap());
    let hour = i8::try_from(9 + number / (2 * ROOMS)).unwrap();
    let slot = Slot {
        room: Some(format!("Hall {}", number % ROOMS)),
        ..Slot::new(start.at(hour, 0, 0, 0), start.at(hour, 45, 0, 0))
    };
    Talk {
        id: format!("t{number}"),
        event: "large".into(),
        slug: format!("talk-{number}"),
        title: words.some(6),
        kind: if number == 0 { Kind::Keynote } else { Kind::Talk },
        track: Some(format!("Track {}", number % 5)),
        abstract_text: words.some(ABSTRACT_WORDS),
        topics: vec![format!("topic {}", number % 9)],
        speakers: vec![Appearance { name: words.some(2), ..Appearance::default() }],
        slots: vec![slot],
        ..Talk::default()
    }
}

fn bundle() -> EventBundle {
    let event = Event {
        slug: "large".into(),
        name: "Large & Co".into(),
        timezone: Some("Europe/Paris".into()),
        ..Event::default()
    };
    let mut words = Words(7);
    let talks = (0..TALKS).map(|number| talk(number, &mut words)).collect();
    let news = Announcement {
        id: "doors".into(),
        event: "large".into(),
        title: "Doors open at eight".into(),
        body: "Come early.".into(),
        ..Announcement::default()
    };
    EventBundle { event, talks, announcements: vec![news] }
}

fn open_app(folder: &Path) -> Arc<App> {
    let samples = folder.join("samples");
    std::fs::create_dir_all(&samples).unwrap();
    std::fs::write(samples.join("large.json"), serde_json::to_vec(&bundle()).unwrap()).unwrap();
    let variables = [
        ("HALLWAY_DATA_DIR", folder.join("data")),
        ("HALLWAY_SAMPLES_DIR", samples),
        ("HALLWAY_MODEL_DIR", repository("data/model")),
        ("HALLWAY_MODEL_DEVICE", "cpu".into()),
    ];
    let variables = variables.map(|(name, value)| (name.into(), value.display().to_string()));
    let sources =
        Sources { file: None, variables: variables.into(), working_dir: folder.to_owned() };
    Arc::new(App::open(Config::load_from(&sources).unwrap(), &Quiet).unwrap())
}

fn site() -> web::Data<Site> {
    static SITE: OnceLock<(web::Data<Site>, tempfile::TempDir)> = OnceLock::new();
    let open = || {
        let folder = tempfile::tempdir().unwrap();
        (web::Data::new(Site::new(open_app(folder.path())).unwrap()), folder)
    };
    SITE.get_or_init(open).0.clone()
}

fn send(request: test::TestRequest) -> Reply {
    rt::System::new().block_on(async {
        let service = test::init_service(application(site())).await;
        let response = test::call_service(&service, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = test::read_body(response).await.to_vec();
        Reply { status, headers, body }
    })
}

fn get(address: &str) -> Reply {
    send(test::TestRequest::with_uri(address))
}

/// The pack of the event, made once for all tests.
fn pack() -> &'static Value {
    static PACK: OnceLock<Value> = OnceLock::new();
    PACK.get_or_init(|| get("/e/large/offline.json").json())
}

/// The addresses that a piece of HTML links to on this site, without fragments.
fn links(html: &str) -> Vec<String> {
    let html = html.replace("&#x2f;", "/").replace("&amp;", "&");
    let starts = html.match_indices("href=\"/").map(|(at, _)| at + "href=\"".len());
    let address = |start: usize| html[start..].split(['"', '#']).next().unwrap().to_owned();
    starts.map(address).collect()
}

#[test]
fn a_pack_holds_every_page_of_the_event() {
    let pages = pack()["pages"].as_object().unwrap();
    let expected = [
        "/e/large",
        "/e/large/programme",
        "/e/large/programme?day=2026-06-19",
        "/e/large/programme?view=grid&day=2026-06-20",
        "/e/large/rooms/hall-3",
        "/e/large/tracks/track-4",
        "/e/large/topics/topic-8",
        "/e/large/announcements",
        "/announcements/large/doors",
        "/e/large/changes",
        "/e/large/agenda",
        "/offline/search",
        "/",
    ];
    for address in expected {
        assert!(pages.contains_key(address), "no `{address}`: {:?}", pages.keys());
    }
    let of_talks = pages.values().filter(|page| page["talk"].is_string());
    assert_eq!(of_talks.clone().count(), TALKS);
    assert!(of_talks.clone().all(|page| page["text"].as_str().unwrap().len() > ABSTRACT_WORDS));
    // Whatever a talk's page leads to within the event is kept as well.
    let is_page = |address: &String| {
        let of_event = address.starts_with("/e/large") || address.starts_with("/speakers/");
        of_event && !address.contains(['?', '.'])
    };
    let main = pages["/e/large/t/talk-7"]["main"].as_str().unwrap();
    let lead: Vec<_> = links(main).into_iter().filter(is_page).collect();
    assert!(lead.len() > 3, "{lead:?}");
    for address in lead {
        assert!(pages.contains_key(&address), "a talk leads to `{address}`");
    }
}

#[test]
fn a_kept_page_is_the_one_that_the_site_shows() {
    let address = "/e/large/t/talk-7";
    let shown = get(address).text();
    let page = &pack()["pages"][address];
    assert!(shown.contains(page["main"].as_str().unwrap()));
    assert!(shown.contains(&format!("<title>{}</title>", page["title"].as_str().unwrap())));
    let shell = pack()["shell"].as_str().unwrap();
    for marker in ["title", "sheets", "made", "age", "main", "address"] {
        assert!(shell.contains(&format!("<!--{marker}-->")), "no {marker}: {shell}");
    }
    assert!(shell.contains("data-event=\"large\""), "{shell}");
}

#[test]
fn a_thousand_talks_would_fit_into_three_megabytes() {
    let request = test::TestRequest::with_uri("/e/large/offline.json");
    let reply = send(request.insert_header((header::ACCEPT_ENCODING, "gzip")));
    assert_eq!(reply.header("content-encoding"), "gzip");
    let size: usize = reply.header("hallway-size").parse().unwrap();
    assert_eq!(size, reply.body.len());
    assert!(size < TALKS * BYTES_A_TALK_MAX, "{size} bytes for {TALKS} talks");
    let mut raw = Vec::new();
    GzDecoder::new(reply.body.as_slice()).read_to_end(&mut raw).unwrap();
    assert_eq!(raw.len().to_string(), reply.header("hallway-raw-size"));
    assert_eq!(serde_json::from_slice::<Value>(&raw).unwrap()["event"], "large");
}

#[test]
fn a_device_that_has_the_pack_is_told_so() {
    let tag = get("/e/large/offline.json").header("etag").to_owned();
    let request = test::TestRequest::with_uri("/e/large/offline.json");
    let again = send(request.insert_header((header::IF_NONE_MATCH, tag)));
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert!(!again.header("hallway-generation").is_empty());
    assert_eq!(get("/e/nowhere/offline.json").status, StatusCode::NOT_FOUND);
}

#[test]
fn every_file_that_kept_pages_need_is_named_and_there() {
    let files: Vec<&str> =
        pack()["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    for part in ["css/base.css", "css/programme.css", "js/site.js", "js/local-search.js"] {
        assert!(files.iter().any(|file| file.contains(part)), "no {part}: {files:?}");
    }
    for file in &files {
        let reply = get(file);
        assert_eq!(reply.status, StatusCode::OK, "{file}");
        assert!(reply.header("cache-control").contains("immutable"), "{file}");
    }
    let pages = pack()["pages"].as_object().unwrap().values();
    let texts = pages.map(|page| page["main"].as_str().unwrap());
    for text in texts.chain([pack()["shell"].as_str().unwrap()]) {
        for sink in ["src=\"http", "src=\"//", "<iframe", "stylesheet\" href=\"http"] {
            assert!(!text.contains(sink), "`{sink}` in {text}");
        }
        for named in links(text).into_iter().filter(|it| it.starts_with("/static/")) {
            assert!(files.contains(&named.as_str()), "`{named}` is not in the pack");
        }
    }
}

#[test]
fn the_worker_may_answer_for_the_whole_site_and_finds_its_parts() {
    let worker = get("/sw.js");
    assert_eq!(worker.header("service-worker-allowed"), "/");
    assert!(worker.header("content-type").starts_with("text/javascript"));
    let text = worker.text();
    let parts: Vec<_> = text.split('"').filter(|it| it.starts_with("/static/")).collect();
    assert!(parts.contains(&"/static/") && parts.len() > 3, "{parts:?}");
    for part in parts.into_iter().filter(|it| it.ends_with(".js")) {
        assert!(get(part).header("cache-control").contains("immutable"), "{part}");
    }
}

#[test]
fn the_site_can_be_installed() {
    let manifest = get("/manifest.webmanifest").json();
    assert_eq!((&manifest["start_url"], &manifest["display"]), (&"/".into(), &"standalone".into()));
    let icons = manifest["icons"].as_array().unwrap();
    for wanted in [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")] {
        let is_it = |icon: &&Value| {
            (&icon["sizes"], &icon["purpose"]) == (&wanted.0.into(), &wanted.1.into())
        };
        let icon = icons.iter().find(is_it).unwrap();
        let file = get(icon["src"].as_str().unwrap());
        assert!(file.body.starts_with(b"\x89PNG"), "{icon}");
    }
    assert!(get("/").text().contains("rel=\"manifest\""));
    assert_eq!(get("/offline").status, StatusCode::OK);
}
