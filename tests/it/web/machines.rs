//! The site as programs, terminals and other sites meet it: records in pages, forms, pictures.

use super::*;

/// The record in a page, if it has one.
fn record(page: &str) -> Option<Value> {
    let rest = page.split("<script type=\"application/ld+json\">").nth(1)?;
    Some(serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap())
}

fn ask(address: &str, headers: &[(header::HeaderName, &str)]) -> Reply {
    let mut asked = test::TestRequest::with_uri(address);
    for (name, value) in headers {
        asked = asked.insert_header((name.clone(), *value));
    }
    request(site(), asked)
}

/// What an address gives to programs, less the moment at which it was made.
fn data(address: &str) -> Value {
    let mut data = get(address).json();
    data.as_object_mut().unwrap().remove("made_at");
    data
}

fn curl(address: &str) -> Reply {
    ask(address, &[(header::USER_AGENT, "curl/8.5.0"), (header::ACCEPT, "*/*")])
}

#[test]
fn pages_carry_records_that_programs_can_read() {
    let talk = record(&get("/e/door-2024/t/hinges").body).unwrap();
    assert_eq!(talk["@context"], "https://schema.org");
    assert_eq!(talk["@type"], "Event");
    assert_eq!(talk["name"], "Hinges <b>that</b> last");
    assert_eq!(talk["startDate"], "2024-06-19T10:00:00+02:00");
    assert_eq!(talk["endDate"], "2024-06-19T10:40:00+02:00");
    assert_eq!(talk["location"]["name"], "Hall <1>");
    assert_eq!(talk["performer"]["affiliation"]["name"], "Mill & Sons");
    assert_eq!(talk["recordedIn"]["url"], "https://video.test/1");
    assert_eq!(talk["recordedIn"]["duration"], "PT25M");
    assert_eq!(talk["superEvent"]["name"], "Door Days 2024");
    assert!(!talk.to_string().contains("javascript:"));
    let event = record(&get("/e/door-2024").body).unwrap();
    assert_eq!((&event["@type"], &event["endDate"]), (&"Event".into(), &"2024-06-20".into()));
    assert_eq!(event["subEvent"]["startDate"], "2024-06-19T10:00:00+02:00");
    assert_eq!(record(&get("/speakers/ada-byron").body).unwrap()["@type"], "Person");
    let home = record(&get("/").body).unwrap();
    let template = home["potentialAction"]["target"]["urlTemplate"].as_str().unwrap();
    assert!(template.ends_with("/search?q={search_term_string}"), "{template}");
    let gone = record(&get("/e/door-2024/t/gone").body).unwrap();
    assert_eq!(gone["eventStatus"], "https://schema.org/EventCancelled");
}

#[test]
fn every_address_of_the_sitemap_is_a_page_with_a_lasting_address_and_a_picture() {
    let robots = get("/robots.txt").body;
    let sitemap = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
    assert!(robots.contains("\nDisallow: /api/\n"), "{robots}");
    let base = sitemap.strip_suffix("/sitemap.xml").unwrap();
    let map = get("/sitemap.xml");
    assert!(map.header("content-type").starts_with("application/xml"));
    let pages = map.body.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap());
    let pages: Vec<_> = pages.collect();
    assert!(pages.contains(&format!("{base}/e/door-2024/t/hinges").as_str()), "{pages:?}");
    assert!(!map.body.contains("/t/gone"), "withdrawn talks are not for search engines");
    assert!(map.body.contains("</loc><lastmod>20"), "{}", map.body);
    for address in pages {
        let page = get(address.strip_prefix(base).unwrap());
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let head = page.body.split("</head>").next().unwrap();
        let lasting = format!("<link rel=\"canonical\" href=\"{address}\">");
        assert!(head.contains(&lasting), "no {lasting} in {head}");
        let picture = head.split("og:image\" content=\"").nth(1).unwrap();
        let picture = picture.split('"').next().unwrap().strip_prefix(base).unwrap();
        assert_eq!(get(picture).header("content-type"), "image/png", "{picture}");
    }
    assert!(!get("/search?q=oil").body.contains("rel=\"canonical\""));
    assert_eq!(get("/sitemap/1.xml").status, StatusCode::OK);
    assert_eq!(get("/sitemap/2.xml").status, StatusCode::NOT_FOUND);
    assert_eq!(get("/sitemap/x.xml").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_picture_is_drawn_from_the_record_and_harmless() {
    let svg = get("/e/door-2024/t/hinges/card.svg");
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(svg.body.contains("&lt;b&gt;that&lt;/b&gt; last"), "{}", svg.body);
    assert!(svg.body.contains("Ada Byron"));
    assert!(!svg.body.contains("<b>"));
    assert!(get("/e/door-2024/card.svg").body.contains("19 – 20 June 2024"));
    let png = get("/e/door-2024/t/hinges/card.png");
    assert_eq!((png.status, png.header("content-type")), (StatusCode::OK, "image/png"));
    for lost in ["/e/nowhere/card.png", "/e/door-2024/t/nothing/card.svg"] {
        assert_eq!(get(lost).status, StatusCode::NOT_FOUND, "{lost}");
    }
}

#[test]
fn the_same_page_comes_as_data_and_as_text() {
    for (page, api) in [
        ("/e/door-2024", "/api/v1/events/door-2024"),
        ("/e/door-2024/t/hinges", "/api/v1/talks/door-2024/hinges"),
        ("/e/door-2024/programme", "/api/v1/events/door-2024/programme"),
        ("/speakers/ada-byron", "/api/v1/speakers/ada-byron"),
        ("/announcements", "/api/v1/announcements"),
        ("/e/door-2024/announcements", "/api/v1/announcements?event=door-2024"),
    ] {
        assert_eq!(data(&format!("{page}?format=json")), data(api), "{page}");
        let text = curl(page);
        assert!(text.header("content-type").starts_with("text/plain"), "{page}");
        assert!(!text.body.contains(|c: char| c.is_control() && c != '\n'), "{page}");
        let html = get(page);
        assert!(html.header("content-type").starts_with("text/html"), "{page}");
        for reply in [&text, &html] {
            let vary: Vec<_> =
                reply.headers.get_all("vary").map(|it| it.to_str().unwrap()).collect();
            assert!(vary.iter().any(|it| it.contains("User-Agent")), "{page}: {vary:?}");
        }
        let json = get(&format!("{page}?format=json"));
        assert_ne!(text.header("etag"), html.header("etag"), "{page}");
        assert_ne!(json.header("etag"), html.header("etag"), "{page}");
        let wrong = get(&format!("{page}?format=xml"));
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{page}");
        assert!(wrong.body.contains("html, json or text"), "{}", wrong.body);
        let post = request(site(), test::TestRequest::post().uri(page));
        assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED, "{page}");
    }
}

#[test]
fn a_terminal_gets_text_it_can_read() {
    let home = curl("/").body;
    assert!(
        home.contains("DOOR DAYS 2024\n19 June 2024 to 20 June 2024, Paris, 2 talks\n"),
        "{home}"
    );
    let event = curl("/e/door-2024").body;
    assert!(event.contains("Wednesday, 19 June 2024"), "{event}");
    let programme = get("/e/door-2024/programme.txt").body;
    assert!(programme.contains("10:00-10:40  Hall <1>"), "{programme}");
    assert!(programme.contains("Client side inference"), "{programme}");
    assert!(programme.lines().all(|line| line.chars().count() <= 80), "{programme}");
    let other_day = get("/e/door-2024/programme.txt?day=2024-06-20").body;
    assert!(!other_day.contains("Hinges"), "{other_day}");
    let talk = curl("/e/door-2024/t/hinges").body;
    assert!(talk.contains("Europe/Paris, UTC+02:00"), "{talk}");
    let lost = curl("/e/nowhere");
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.body.starts_with("there is no event `nowhere` here\n"), "{}", lost.body);
    let lost = get("/e/nowhere?format=json");
    assert_eq!(lost.json()["error"]["code"], "no-such-event");
}

#[test]
fn other_sites_may_read_the_data_and_nothing_else() {
    let origin = (header::ORIGIN, "https://conference.test");
    let open = "access-control-allow-origin";
    for address in ["/api/v1/events", "/api/v1/events/nowhere", "/embed.js"] {
        let reply = ask(address, std::slice::from_ref(&origin));
        assert_eq!(reply.header(open), "*", "{address}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin", "{address}");
        assert_eq!(reply.header("access-control-allow-credentials"), "", "{address}");
    }
    assert_eq!(ask("/e/door-2024", std::slice::from_ref(&origin)).header(open), "");
    let preflight = |method: &str, address: &str| {
        let asked = test::TestRequest::with_uri(address)
            .method(Method::OPTIONS)
            .insert_header((header::ORIGIN, "https://conference.test"))
            .insert_header((header::ACCESS_CONTROL_REQUEST_METHOD, method));
        request(site(), asked)
    };
    let may = preflight("GET", "/api/v1/events");
    assert_eq!((may.status, may.header(open)), (StatusCode::NO_CONTENT, "*"));
    let import = "/api/v1/events/door-2024/import";
    let may_not = preflight("POST", import);
    assert_eq!((may_not.status, may_not.header(open)), (StatusCode::METHOD_NOT_ALLOWED, ""));
    let post = test::TestRequest::post().uri(import).insert_header(origin);
    assert_eq!(request(site(), post).header(open), "");
}

#[test]
fn the_programme_for_widgets_has_the_shape_of_the_contract() {
    let programme = get("/api/v1/events/door-2024/programme").json();
    assert_eq!(programme["event"]["zone"], "Europe/Paris");
    let hinges = &programme["talks"][0];
    assert_eq!(hinges["url"], "/e/door-2024/t/hinges");
    assert_eq!(hinges["slots"][0]["start"], "2024-06-19T10:00:00+02:00");
    assert_eq!(
        programme["rooms"][hinges["slots"][0]["room"].as_u64().unwrap() as usize],
        "Hall <1>"
    );
    assert_eq!(hinges["speakers"][0], "Ada Byron");
    assert_eq!(get("/api/v1/events/nowhere/programme").status, StatusCode::NOT_FOUND);
}

#[test]
fn an_event_can_look_like_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let logo = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    std::fs::write(folder.path().join("logo.svg"), logo).unwrap();
    let config = "[site.events.door-2024]\naccent = '#ffe04d'\nlogo = 'logo.svg'\n";
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let (_, site) = own_site(folder.path());
    let ask = |address: &str| request(site.clone(), test::TestRequest::with_uri(address));
    let page = ask("/e/door-2024/t/hinges").body;
    let own: Vec<_> = ["theme.css", "logo"]
        .map(|name| {
            let start = page.find(&format!("/e/door-2024/{name}?v=")).expect(name);
            page[start..].split('"').next().unwrap().to_owned()
        })
        .into();
    let sheet = ask(&own[0]);
    // Yellow cannot be read on light paper.
    let light = sheet.body.lines().next().unwrap();
    assert!(light.contains("--accent: #") && !light.contains("--accent: #ffe04d;"), "{light}");
    assert!(sheet.header("cache-control").contains("immutable"));
    let picture = ask(&own[1]);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.header("content-security-policy").contains("sandbox"));
    assert!(!ask("/").body.contains("theme.css"));
    assert!(ask("/e/door-2024/card.svg").body.contains("#ffe04d"));
    assert_eq!(ask("/e/nowhere/theme.css").status, StatusCode::NOT_FOUND);
    let config = config.replace("logo.svg", "config.toml");
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    let wrong = Site::new(open_app(folder.path())).err().unwrap().to_string();
    assert!(wrong.contains("config.toml") && wrong.contains("neither"), "{wrong}");
}
