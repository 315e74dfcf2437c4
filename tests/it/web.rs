//! The site as visitors meet it: every page, link, error and promise, through the real application.

mod kept;
mod languages;
mod machines;
mod searching;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{rt, test, web};
use hallway::app::{App, Archive, ImportOptions, Quiet, SourceFile, Write};
use hallway::config::{Config, Sources};
use hallway::domain::{
    Announcement, Appearance, Event, EventBundle, Kind, Link, LinkKind, Slot, State, Talk,
};
use hallway::ingest::merge::MergeOptions;
use hallway::ingest::{Input, ParseOptions};
use hallway::web::{ROUTES, Site, application};
use serde_json::Value;

use crate::support::repository;

/// What came back for a request.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

fn person(name: &str, affiliation: &str) -> Appearance {
    let affiliation = Some(affiliation.to_owned());
    Appearance { name: name.into(), affiliation, id: None }
}

pub(crate) fn talk(id: &str, title: &str, abstract_text: &str, topics: &[&str]) -> Talk {
    Talk {
        id: id.into(),
        event: "door-2024".into(),
        slug: id.into(),
        title: title.into(),
        abstract_text: abstract_text.into(),
        topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
        languages: vec!["en".into()],
        duration_s: Some(1500),
        ..Talk::default()
    }
}

/// An event with a bit of everything, hostile words included.
pub(crate) fn bundle() -> EventBundle {
    let event = Event {
        slug: "door-2024".into(),
        name: "Door Days 2024".into(),
        timezone: Some("Europe/Paris".into()),
        starts_on: Some(jiff::civil::date(2024, 6, 19)),
        ends_on: Some(jiff::civil::date(2024, 6, 20)),
        location: Some("Paris".into()),
        ..Event::default()
    };
    let morning = jiff::civil::date(2024, 6, 19);
    let hinges = Talk {
        kind: Kind::Keynote,
        speakers: vec![person("Ada Byron", "Mill & Sons")],
        slots: vec![Slot {
            room: Some("Hall <1>".into()),
            ..Slot::new(morning.at(10, 0, 0, 0), morning.at(10, 40, 0, 0))
        }],
        links: vec![
            Link { kind: LinkKind::Video, url: "https://video.test/1".into(), title: None },
            Link { kind: LinkKind::Slides, url: "javascript:alert(1)".into(), title: None },
        ],
        ..talk(
            "hinges",
            "Hinges <b>that</b> last",
            "Hinges wear out.<script>alert(1)</script> Oil helps them. Brass lasts longest of all. \
             <img src=x onerror=alert(2)> Steel rusts in damp halls. Measure twice before drilling.",
            &["hinges", "metal"],
        )
    };
    let web = talk(
        "client-side-inference",
        "Client side inference",
        "Neural networks run inside Chrome and Firefox with WebGPU, so that no server is needed.",
        &["webgpu", "metal"],
    );
    let withdrawn = Talk { state: State::Withdrawn, ..talk("gone", "Gone", "Not held.", &[]) };
    let news = Announcement {
        id: "new-lock".into(),
        event: "door-2024".into(),
        title: "A lock that opens itself".into(),
        body: "Grace Hopper announced a lock that opens itself.\n\nIt ships in <b>May</b>.".into(),
        date_text: Some("June 2024".into()),
        people: vec![person("Grace Hopper", "Navy")],
        talk: Some("hinges".into()),
        ..Announcement::default()
    };
    EventBundle { event, talks: vec![hinges, web, withdrawn], announcements: vec![news] }
}

fn open_app(folder: &Path) -> Arc<App> {
    open_app_of(folder, &bundle())
}

/// The application over one event, in a folder.
pub(crate) fn open_app_of(folder: &Path, bundle: &EventBundle) -> Arc<App> {
    let samples = folder.join("samples");
    std::fs::create_dir_all(&samples).unwrap();
    std::fs::write(samples.join("door.json"), serde_json::to_vec(bundle).unwrap()).unwrap();
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

/// The site that tests share, over a folder that lives as long as the process.
fn site() -> web::Data<Site> {
    static SITE: OnceLock<(web::Data<Site>, tempfile::TempDir)> = OnceLock::new();
    let open = || {
        let folder = tempfile::tempdir().unwrap();
        (web::Data::new(Site::new(open_app(folder.path())).unwrap()), folder)
    };
    SITE.get_or_init(open).0.clone()
}

pub(crate) fn request(site: web::Data<Site>, request: test::TestRequest) -> Reply {
    rt::System::new().block_on(async {
        let service = test::init_service(application(site)).await;
        let response = test::call_service(&service, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = test::read_body(response).await;
        // Slashes are escaped in pages; a browser reads them as what they are.
        let body = String::from_utf8_lossy(&body).replace("&#x2f;", "/");
        Reply { status, headers, body }
    })
}

fn get(address: &str) -> Reply {
    request(site(), test::TestRequest::with_uri(address))
}

/// Addresses of this site that a page links to.
fn own_links(html: &str) -> BTreeSet<String> {
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = links.filter(|link| link.starts_with('/') && !link.starts_with("//"));
    own.map(|link| link.split('#').next().unwrap().replace("&amp;", "&")).collect()
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut waiting = vec!["/".to_owned()];
    while let Some(address) = waiting.pop() {
        let reply = get(&address);
        if address.split('?').next() == Some("/preferences") {
            // A choice leads back to the page it was made on, which is looked at for itself.
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{address}");
            assert!(known.contains(reply.header("location")), "{address}");
            continue;
        }
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        if reply.header("content-type").starts_with("text/html") {
            let fresh = own_links(&reply.body).into_iter().filter(|link| !known.contains(link));
            let fresh: Vec<_> = fresh.collect();
            known.extend(fresh.iter().cloned());
            waiting.extend(fresh);
        }
    }
    for expected in ["/e/door-2024/t/hinges", "/speakers/ada-byron", "/announcements.atom"] {
        assert!(known.contains(expected), "{expected} is linked from nowhere: {known:#?}");
    }
    // The change log alone leads to a talk that was withdrawn.
    assert!(!own_links(&get("/e/door-2024").body).contains("/e/door-2024/t/gone"));
}

#[test]
fn every_page_keeps_to_itself_and_reads_without_a_script() {
    for address in ["/", "/e/door-2024", "/e/door-2024/t/hinges", "/search?q=hinges", "/ask?q=why"]
    {
        let page = get(address);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{address}");
        assert!(!policy.contains("unsafe"), "{address}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.body.contains("<main id=\"main\""), "{address}");
        assert!(
            page.body.matches("<h1").count() == 1,
            "{address} has one heading of the first order"
        );
        for banned in [" style=", "<style", "onclick=", "onerror=", "javascript:"] {
            assert!(!page.body.contains(banned), "{address} holds {banned}");
        }
        let scripts = page.body.matches("<script").count();
        let own = page.body.matches("<script type=\"module\" src=\"/static/").count();
        // Data, which no browser runs.
        let data = page.body.matches("<script type=\"application/ld+json\">").count();
        assert_eq!(scripts, own + data, "{address}");
        assert!(page.body.len() < 100_000, "{address} weighs {}", page.body.len());
    }
}

#[test]
fn hostile_records_are_shown_and_do_nothing() {
    let page = get("/e/door-2024/t/hinges").body;
    assert!(page.contains("Hinges &lt;b&gt;that&lt;/b&gt; last"), "{page}");
    assert!(page.contains("Oil helps them."));
    assert!(page.contains("Hall &lt;1&gt;"));
    assert!(!page.contains("alert("));
    assert!(!page.contains("<img"));
    assert!(page.contains("https://video.test/1"));
    let hit = get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assert_eq!(hit.status, StatusCode::OK);
    assert!(!hit.body.contains("<script>alert"));
}

#[test]
fn a_talk_page_tells_who_when_where_and_what_was_announced() {
    let page = get("/e/door-2024/t/hinges").body;
    for expected in ["Ada Byron", "Mill &amp; Sons", "Wed 19 June, 10:00", "25 min", "Keynote"] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(page.contains("A lock that opens itself"));
    assert!(page.contains("Selected sentences, not rewritten."));
    let gone = get("/e/door-2024/t/gone").body;
    assert!(gone.contains("no longer in the programme"));
}

#[test]
fn an_event_is_filtered_by_its_address_and_counts_each_choice() {
    let all = get("/e/door-2024").body;
    assert!(all.contains(">2 talks</h2>"), "withdrawn talks are not counted");
    let keynotes = get("/e/door-2024?kind=keynote&recorded=yes").body;
    assert!(keynotes.contains(">1 talk</h2>"));
    assert!(!keynotes.contains("Client side inference"));
    let none = get("/e/door-2024?kind=panel").body;
    assert!(none.contains("No talk passes all these filters"));
    assert_eq!(get("/e/door-2024?by=colour").status, StatusCode::BAD_REQUEST);
}

#[test]
fn search_finds_other_words_for_the_same_thing_and_marks_the_same_ones() {
    let meaning = get("/api/v1/search?q=running+models+in+the+browser").json();
    assert_eq!(meaning["hits"][0]["id"], "client-side-inference");
    assert_eq!(meaning["mode"], "hybrid");
    assert_eq!(meaning["degraded"], Value::Null);
    assert!(meaning["hits"][0]["scores"]["semantic"].as_f64().unwrap() > 0.2);
    let words = get("/search?q=brass&mode=keyword").body;
    assert!(words.contains("<mark>Brass</mark>"), "{words}");
    assert!(words.contains("Why this result"));
    let nothing = get("/search?q=zzzzqq&mode=keyword").body;
    assert!(nothing.contains("Nothing found"));
    assert!(nothing.contains("Search by meaning instead"));
    let topic = get("/search?topic=webgpu").body;
    assert!(topic.contains("Client side inference"));
    assert!(!topic.contains("Hinges"));
    let news = get("/search?kind=announcement").body;
    assert!(news.contains("A lock that opens itself"));
    assert!(!news.contains("Client side inference"));
}

#[test]
fn a_question_gets_an_answer_with_its_source_or_an_honest_no() {
    let asked = "/ask?q=Who+announced+the+lock+that+opens+itself%3F";
    let page = get(asked).body;
    assert!(page.contains("Grace Hopper"), "{page}");
    assert!(page.contains("/announcements/door-2024/new-lock"), "{page}");
    let json = get(&asked.replace("/ask", "/api/v1/ask")).json();
    assert_eq!(json["answered"], json["outcome"] == "answer");
    assert!(!json["citations"].as_array().unwrap().is_empty());
    let no = get("/ask?q=what+is+the+wifi+password").body;
    assert!(no.contains("Not in these sessions"), "{no}");
    assert_eq!(get("/ask?q=why&event=nowhere").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_summary_has_the_shape_of_the_contract() {
    let summary = get("/api/v1/summary?of=talk&id=hinges&event=door-2024").json();
    assert_eq!(summary["of"], "talk:hinges");
    assert_eq!(summary["sentences"][0]["id"], "hinges");
    assert!(summary["sentences"][0]["start_s"].is_null());
    assert_eq!(get("/api/v1/summary?of=opera&id=1").status, StatusCode::BAD_REQUEST);
    assert_eq!(get("/api/v1/summary?of=speaker&id=nobody").status, StatusCode::NOT_FOUND);
}

#[test]
fn wrong_addresses_are_answered_with_a_way_on() {
    let lost = get("/speakers/ada-byrom");
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.body.contains("/speakers/ada-byron"));
    assert!(lost.body.contains("value=\"ada byrom\""));
    assert_eq!(lost.header("cache-control"), "no-store");
    let long = get(&format!("/search?q={}", "a".repeat(401)));
    assert_eq!(long.status, StatusCode::BAD_REQUEST);
    assert!(long.body.contains("please say it in 400"));
    let json = get("/api/v1/talks/door-2024/nothing");
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    assert_eq!(json.json()["error"]["code"], "no-such-talk");
    assert_eq!(get("/api/v1/search").json()["error"]["code"], "bad-query");
    let post = request(site(), test::TestRequest::post().uri("/search"));
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get("/static/../Cargo.toml").status, StatusCode::NOT_FOUND);
    for page in ["/search?page=0", "/search?q=a&page=x", "/search?year=soon", "/search?mode=no"] {
        assert_eq!(get(page).status, StatusCode::BAD_REQUEST, "{page}");
    }
}

#[test]
fn a_page_already_held_is_not_sent_again() {
    let first = get("/speakers");
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "public, no-cache");
    let again = test::TestRequest::with_uri("/speakers")
        .insert_header((header::IF_NONE_MATCH, tag.clone()));
    let again = request(site(), again);
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), tag);
    let head = test::TestRequest::with_uri("/speakers").method(Method::HEAD);
    assert_eq!(request(site(), head).status, StatusCode::OK);
    assert_eq!(get("/search?q=hinges").header("cache-control"), "private, no-cache");
}

#[test]
fn files_named_with_their_version_are_kept_for_ever_and_packed() {
    let home = get("/").body;
    let sheet = own_links(&home).into_iter().find(|link| link.contains("tokens.css")).unwrap();
    assert!(get(&sheet).header("cache-control").contains("immutable"));
    let stale = get("/static/css/tokens.css?v=0000");
    assert!(!stale.header("cache-control").contains("immutable"));
    let packed =
        test::TestRequest::with_uri("/speakers").insert_header((header::ACCEPT_ENCODING, "gzip"));
    assert_eq!(request(site(), packed).header("content-encoding"), "gzip");
}

#[test]
fn the_feed_has_absolute_links_and_the_announcements() {
    let reply = get("/announcements.atom");
    let feed = atom_syndication::Feed::read_from(reply.body.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 1);
    assert!(feed.entries[0].links[0].href.starts_with("http://localhost"));
    assert!(feed.entries[0].links[0].href.ends_with("/announcements/door-2024/new-lock"));
    assert_eq!(get("/announcements.atom?event=nowhere").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_event_can_be_taken_away_in_every_format() {
    let calendar = get("/e/door-2024/schedule.ics");
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    assert!(calendar.body.contains("BEGIN:VEVENT"));
    let own: EventBundle = serde_json::from_str(&get("/api/v1/events/door-2024").body).unwrap();
    assert_eq!(own.talks.len(), 3);
    let file = get("/e/door-2024/export/frab-xml");
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").contains("door-2024.xml"));
    assert_eq!(get("/e/door-2024/export/papyrus").status, StatusCode::NOT_FOUND);
}

#[test]
fn every_route_of_the_api_is_described() {
    let described = get("/api/v1/openapi.json").json();
    let paths: BTreeSet<_> = described["paths"].as_object().unwrap().keys().cloned().collect();
    let routes = ROUTES.iter().map(|(pattern, _)| (*pattern).to_owned());
    let api: BTreeSet<_> = routes.filter(|pattern| pattern.starts_with("/api/")).collect();
    assert_eq!(paths, api);
    assert_eq!(described["openapi"], "3.1.0");
}

#[test]
fn figures_count_routes_and_never_hold_what_was_typed() {
    get("/search?q=verysecretwords");
    let figures = get("/metrics").body;
    assert!(figures.contains("hallway_http_requests_total{"));
    assert!(figures.contains("route=\"/search\""));
    assert!(figures.contains("hallway_http_request_duration_seconds_bucket"));
    assert!(figures.contains("hallway_records{sort=\"talk\"} 3"));
    assert!(figures.contains("hallway_embedding_batch_tokens_bucket{work=\"query\""));
    assert!(figures.contains("hallway_embedding_cache_total{outcome=\"miss\"}"));
    assert!(!figures.contains("verysecretwords"));
    assert_eq!(get("/healthz").json()["status"], "ok");
    assert_eq!(get("/healthz").json()["model"]["state"], "ready");
}

#[test]
fn an_announcement_by_another_process_appears_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_app(folder.path());
    let site = web::Data::new(Site::new(app.clone()).unwrap());
    let ask = |address| request(site.clone(), test::TestRequest::with_uri(address));
    let before = ask("/announcements").header("etag").to_owned();
    let other = Archive::open(&folder.path().join("data")).unwrap();
    let item = Announcement {
        id: "second".into(),
        event: "door-2024".into(),
        title: "Doors close at noon".into(),
        body: "Be early.".into(),
        ..Announcement::default()
    };
    other.announce(&item).unwrap();
    assert!(!ask("/announcements").body.contains("Doors close at noon"));
    assert!(app.refresh().unwrap());
    let after = ask("/announcements");
    assert!(after.body.contains("Doors close at noon"));
    assert_ne!(after.header("etag"), before);
}

/// A site of its own, so that a test may change its records.
pub(crate) fn own_site(folder: &Path) -> (Arc<App>, web::Data<Site>) {
    let app = open_app(folder);
    let site = web::Data::new(Site::new(app.clone()).unwrap());
    (app, site)
}

#[test]
fn what_changed_is_a_page_a_feed_and_marks_on_talks() {
    let folder = tempfile::tempdir().unwrap();
    let (app, site) = own_site(folder.path());
    let ask = |address: &str| request(site.clone(), test::TestRequest::with_uri(address));
    let mut changed = bundle();
    changed.talks[0].slots[0].room = Some("Hall <2>".into());
    changed.talks[1].title = "Doors <b>everywhere</b>".into();
    changed.talks.push(talk("late", "A late addition", "New words.", &[]));
    let bytes = serde_json::to_vec(&changed).unwrap();
    let options = ParseOptions::default();
    let files = [Input::new("door.json", bytes)];
    let archive = app.archive();
    let parsed = archive.parse(&files, &options).unwrap();
    let source = SourceFile::of_group("door.json", &files);
    let apply = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
    archive.import(&parsed, &source, apply).unwrap();
    app.refresh().unwrap();
    let page = ask("/e/door-2024/changes").body;
    for words in ["1 new, 2 changed", "Time and room", "Hall &lt;2&gt;", "A late addition"] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }
    assert!(!page.contains("<b>everywhere"));
    let feed = ask("/e/door-2024/changes.atom");
    assert!(feed.header("content-type").starts_with("application/atom+xml"));
    assert!(
        feed.body.contains("Changed: Doors &lt;b&gt;everywhere&lt;/b&gt; (Title)"),
        "{}",
        feed.body
    );
    let event = ask("/e/door-2024").body;
    assert!(event.contains(">New</span>") && event.contains(">Moved</span>"));
    assert!(ask("/e/door-2024/t/hinges").body.contains("Last changed"));
    let versions = ask("/api/v1/events/door-2024/versions").json();
    let newest = versions["versions"][0]["version"].as_i64().unwrap();
    let since = ask(&format!("/api/v1/events/door-2024/changes?since={}", newest - 1)).json();
    assert_eq!(since["changes"].as_array().unwrap().len(), 4);
    assert_eq!(ask("/e/nowhere/changes").status, StatusCode::NOT_FOUND);
    assert_eq!(ask("/api/v1/events/door-2024/changes?since=77").status, StatusCode::BAD_REQUEST);
}

#[test]
fn an_organiser_with_a_token_imports_over_http_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let (app, site) = own_site(folder.path());
    let token = app.archive().create_token("press").unwrap();
    let post = |query: &str, token: &str, body: Vec<u8>| {
        let uri = format!("/api/v1/events/door-2024/import?{query}");
        let request_ = test::TestRequest::post()
            .uri(&uri)
            .insert_header((header::AUTHORIZATION, format!("Bearer {token}")))
            .set_payload(body);
        request(site.clone(), request_)
    };
    let mut changed = bundle();
    changed.talks[1].title = "Posted".into();
    let body = serde_json::to_vec(&changed).unwrap();
    for wrong in ["", "hallway_0000", &token[..71]] {
        let refused = post("", wrong, body.clone());
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    let dry = post("dry_run=1", &token, body.clone());
    assert_eq!((dry.status, dry.json()["changed"].as_u64()), (StatusCode::OK, Some(1)));
    assert_eq!(post("", &token, body.clone()).json()["changed"], 1);
    assert_eq!(post("", &token, body).json()["changed"], 0);
    changed.talks.truncate(1);
    let fewer = serde_json::to_vec(&changed).unwrap();
    let refused = post("", &token, fewer.clone());
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["error"]["code"], "refused");
    assert_eq!(post("partial=1", &token, fewer).json()["removed"], 0);
    let broken = post("", &token, b"{".to_vec());
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.archive().revoke_token("press").unwrap();
    assert_eq!(post("", &token, b"{}".to_vec()).status, StatusCode::UNAUTHORIZED);
    let read =
        request(site.clone(), test::TestRequest::with_uri("/api/v1/events/door-2024/import"));
    assert_eq!(read.status, StatusCode::METHOD_NOT_ALLOWED);
}
