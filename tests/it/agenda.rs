//! Agendas as visitors and their calendars meet them: shared links, feeds, plans, through the real
//! application.

use std::path::Path;
use std::sync::Arc;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{test, web};
use hallway::app::{App, ImportOptions, SourceFile, Write};
use hallway::domain::{EventBundle, Slot, State, Talk};
use hallway::ingest::merge::MergeOptions;
use hallway::ingest::{Input, ParseOptions};
use hallway::text::share_key;
use hallway::web::Site;
use serde_json::{Value, json};

use crate::web::{Reply, bundle, own_site, request, talk};

/// A talk on the first day, from and until some minutes after ten.
fn timed(id: &str, title: &str, text: &str, minutes: (i8, i8), room: &str) -> Talk {
    let day = jiff::civil::date(2024, 6, 19);
    let at = |minute: i8| day.at(10 + minute / 60, minute % 60, 0, 0);
    let slot = Slot { room: Some(room.into()), ..Slot::new(at(minutes.0), at(minutes.1)) };
    Talk { slots: vec![slot], ..talk(id, title, text, &[]) }
}

/// The event of the other tests with a day on which talks clash.
fn day() -> EventBundle {
    let mut bundle = bundle();
    bundle.talks.extend([
        timed("ovens", "Baking bread at home", "Flour, water, yeast, hot ovens.", (30, 60), "B"),
        timed("yeast", "Sourdough for beginners", "Bread from wild yeast.", (65, 90), "B"),
        timed("loaf", "Loaves and crusts", "How bread gets its crust.", (70, 100), "C"),
    ]);
    bundle
}

fn import(app: &App, bundle: &EventBundle) {
    let files = [Input::new("door.json", serde_json::to_vec(bundle).unwrap())];
    let parsed = app.archive().parse(&files, &ParseOptions::default()).unwrap();
    let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
    let source = SourceFile::of_group("door.json", &files);
    app.archive().import(&parsed, &source, options).unwrap();
    app.refresh().unwrap();
}

struct Visitor {
    app: Arc<App>,
    site: web::Data<Site>,
}

impl Visitor {
    fn new(folder: &Path) -> Self {
        let (app, site) = own_site(folder);
        import(&app, &day());
        Self { app, site }
    }

    fn get(&self, address: &str) -> Reply {
        request(self.site.clone(), test::TestRequest::with_uri(address))
    }

    fn send(&self, method: Method, address: &str, body: &Value) -> Reply {
        let sent =
            test::TestRequest::with_uri(address).method(method).set_payload(body.to_string());
        request(self.site.clone(), sent)
    }

    fn post_form(&self, address: &str, body: &str) -> Reply {
        let kind = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let sent = test::TestRequest::post().uri(address).insert_header(kind);
        request(self.site.clone(), sent.set_payload(body.to_owned()))
    }
}

fn keys(ids: &[&str]) -> String {
    let keys: Vec<_> = ids.iter().map(|id| share_key("door-2024", id)).collect();
    keys.join(",")
}

#[test]
fn a_shared_agenda_shows_days_clashes_and_gaps_and_can_be_taken_along() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::new(folder.path());
    let talks = keys(&["hinges", "ovens", "yeast", "loaf"]);
    let page = visitor.get(&format!("/e/door-2024/agenda?talks={talks},zzzzzzz"));
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "4 talks",
        "Europe/Paris",
        "Clashes with",
        "Hinges &lt;b&gt;that&lt;/b&gt; last",
        "1 talk of this link is not in the programme.",
        "It is recorded: watch it later",
        "name=\"talks\"",
    ] {
        assert!(page.body.contains(words), "no `{words}` in {}", page.body);
    }
    assert_eq!(page.header("cache-control"), "private, no-cache");
    let file = visitor.get(&format!("/e/door-2024/agenda.ics?talks={talks}"));
    assert_eq!(file.body.matches("BEGIN:VEVENT").count(), 4);
    assert!(file.body.contains("NAME:My agenda: Door Days 2024"), "{}", file.body);
    let code = visitor.get(&format!("/e/door-2024/agenda/qr.svg?talks={talks}"));
    assert_eq!(code.header("content-type"), "image/svg+xml");
    assert!(code.body.contains("<svg"));
    let nothing = visitor.get("/e/door-2024/agenda.ics?talks=zzzzzzz");
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.get("/e/nowhere/agenda").status, StatusCode::NOT_FOUND);
    let own = visitor.get("/e/door-2024/agenda").body;
    assert!(own.contains("<div id=\"agenda\" data-agenda=\"mine\"></div>"));
    assert!(own.contains("/e/door-2024/plan"));
}

#[test]
fn a_calendar_follows_an_agenda_until_it_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::new(folder.path());
    let wanted = json!({"talks": ["hinges", "yeast", "nothing"]});
    let generation = visitor.app.archive().generation().unwrap();
    let made = visitor.send(Method::POST, "/api/v1/events/door-2024/agendas", &wanted).json();
    assert_eq!((made["kept"].as_u64(), made["left_out"].as_u64()), (Some(2), Some(1)));
    assert_eq!(visitor.app.archive().generation().unwrap(), generation);
    let token = made["token"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    let feed = format!("/agendas/{token}.ics");
    assert!(made["feed"].as_str().unwrap().ends_with(&feed));
    let first = visitor.get(&feed);
    assert_eq!(first.body.matches("BEGIN:VEVENT").count(), 2);
    assert!(first.body.contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H"));
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let tag = (header::IF_NONE_MATCH, first.header("etag").to_owned());
    let again = test::TestRequest::with_uri(&feed).insert_header(tag.clone());
    assert_eq!(request(visitor.site.clone(), again).status, StatusCode::NOT_MODIFIED);

    let api = format!("/api/v1/agendas/{token}");
    let more = json!({"talks": ["hinges", "yeast", "loaf"]});
    assert_eq!(visitor.send(Method::PUT, &api, &more).json()["kept"], 3);
    assert_eq!(visitor.get(&api).json()["talks"], more["talks"]);
    let changed = test::TestRequest::with_uri(&feed).insert_header(tag);
    let changed = request(visitor.site.clone(), changed);
    assert_eq!(changed.body.matches("BEGIN:VEVENT").count(), 3);

    let mut off = day();
    off.talks.iter_mut().filter(|it| it.id == "loaf").for_each(|it| it.state = State::Cancelled);
    import(&visitor.app, &off);
    let cancelled = visitor.get(&feed).body;
    assert_eq!(cancelled.matches("STATUS:CANCELLED").count(), 1);
    assert_eq!(cancelled.matches("BEGIN:VEVENT").count(), 3);

    assert_eq!(visitor.send(Method::DELETE, &api, &json!({})).status, StatusCode::NO_CONTENT);
    for gone in [feed.as_str(), &format!("/agendas/{token}")] {
        let reply = visitor.get(gone);
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(
            reply.body.contains("open your agenda there and subscribe again"),
            "{}",
            reply.body
        );
        assert!(!reply.body.contains(token));
    }
    assert_eq!(visitor.send(Method::PUT, &api, &more).json()["error"]["code"], "no-such-agenda");
    assert!(!visitor.get("/metrics").body.contains(token));
}

#[test]
fn a_feed_is_made_and_forgotten_without_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::new(folder.path());
    let form = format!("talks={}", keys(&["hinges", "loaf"]).replace(',', "%2C"));
    let made = visitor.post_form("/e/door-2024/agenda/subscribe", &form);
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let place = made.header("location").to_owned();
    let page = visitor.get(&place).body;
    assert!(page.contains("webcal://") && page.contains("It holds 2 talks."), "{page}");
    let german = (header::ACCEPT_LANGUAGE, "de");
    let german = test::TestRequest::with_uri(&place).insert_header(german);
    let german = request(visitor.site.clone(), german).body;
    assert!(german.contains("Dieses Abonnement löschen"), "{german}");
    let forgotten = visitor.post_form(&format!("{place}/forget"), "");
    assert_eq!(forgotten.status, StatusCode::SEE_OTHER);
    assert!(visitor.get(forgotten.header("location")).body.contains("The feed is forgotten."));
    assert_eq!(visitor.get(&place).status, StatusCode::NOT_FOUND);
    let none = visitor.post_form("/e/door-2024/agenda/subscribe", "talks=zzzzzzz");
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
}

#[test]
fn lists_that_are_no_lists_are_refused_and_a_flood_is_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::new(folder.path());
    let address = "/api/v1/events/door-2024/agendas";
    let refused = |body: Value| visitor.send(Method::POST, address, &body).status;
    assert_eq!(refused(json!(["hinges"])), StatusCode::BAD_REQUEST);
    assert_eq!(refused(json!({"talks": vec!["x"; 501]})), StatusCode::BAD_REQUEST);
    assert_eq!(refused(json!({"talks": ["x".repeat(70_000)]})), StatusCode::BAD_REQUEST);
    let nowhere = "/api/v1/events/nowhere/agendas";
    let list = json!({"talks": ["hinges"]});
    assert_eq!(visitor.send(Method::POST, nowhere, &list).status, StatusCode::NOT_FOUND);
    let flood = (0..60).map(|_| visitor.send(Method::POST, address, &list));
    let turned_away: Vec<_> =
        flood.filter(|reply| reply.status == StatusCode::TOO_MANY_REQUESTS).collect();
    assert!(!turned_away.is_empty());
    assert_eq!(turned_away[0].header("retry-after"), "2");
    assert_eq!(turned_away[0].json()["error"]["code"], "too-often");
}

#[test]
fn a_plan_is_made_of_interests_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::new(folder.path());
    let empty = visitor.get("/e/door-2024/plan").body;
    assert!(empty.contains("Make a plan") && !empty.contains("Your plan"));
    let plan = visitor.get("/e/door-2024/plan?about=baking+sourdough+bread&about=").body;
    let key = |id: &str| format!("name=\"talks\" value=\"{}\" checked", share_key("door-2024", id));
    assert!(plan.contains(&key("ovens")), "{plan}");
    assert!(plan.contains("baking sourdough bread”"), "{plan}");
    assert!(plan.contains(&key("yeast")) != plan.contains(&key("loaf")), "they clash: {plan}");
    assert!(plan.contains("Instead of"));
    assert!(!plan.contains(&key("hinges")));
    let pinned = keys(&["hinges"]);
    let pinned = visitor.get(&format!("/e/door-2024/plan?about=sourdough&pin={pinned}")).body;
    assert!(pinned.contains(&key("hinges")), "{pinned}");
    let nothing = visitor.get("/e/door-2024/plan?about=quantum+cryptography+lattices").body;
    assert!(nothing.contains("Nothing in this programme is close to that."), "{nothing}");
    for wrong in ["walking=999", "walking=-1", "days=soon", "from=noon"] {
        let reply = visitor.get(&format!("/e/door-2024/plan?about=bread&{wrong}"));
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}
