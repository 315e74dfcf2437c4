//! Answers kept in memory as visitors notice them: not at all, but for the speed. Whoever asks gets
//! what the page says now, in their own language, zone, form and compression.

use std::io::Read as _;

use actix_web::cookie::Cookie;
use flate2::read::{GzDecoder, ZlibDecoder};

use super::*;

const TALK: &str = "/e/door-2024/t/hinges";
/// Asked so often, an answer is made, compressed, and then only copied.
const TIMES: usize = 3;

/// What was sent, byte for byte.
struct Sent {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Sent {
    fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).map(|value| value.to_str().unwrap());
        values.collect::<Vec<_>>().join(", ").to_lowercase()
    }

    /// The body as a browser unpacks it.
    fn unpacked(&self) -> Vec<u8> {
        let mut unpacked = Vec::new();
        let read = match self.header("content-encoding").as_str() {
            "gzip" => GzDecoder::new(self.bytes.as_slice()).read_to_end(&mut unpacked),
            "deflate" => ZlibDecoder::new(self.bytes.as_slice()).read_to_end(&mut unpacked),
            other => {
                assert_eq!(other, "");
                return self.bytes.clone();
            }
        };
        read.unwrap();
        unpacked
    }

    fn text(&self) -> String {
        String::from_utf8(self.unpacked()).unwrap().replace("&#x2f;", "/")
    }
}

fn send(site: &web::Data<Site>, request: test::TestRequest) -> Sent {
    rt::System::new().block_on(async {
        let service = test::init_service(application(site.clone())).await;
        let response = test::call_service(&service, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = test::read_body(response).await.to_vec();
        Sent { status, headers, bytes }
    })
}

/// The same request again and again; every answer.
fn again(site: &web::Data<Site>, ask: impl Fn() -> test::TestRequest) -> Vec<Sent> {
    (0..TIMES).map(|_| send(site, ask())).collect()
}

fn packed(address: &str, accepted: &str) -> test::TestRequest {
    test::TestRequest::with_uri(address).insert_header((header::ACCEPT_ENCODING, accepted))
}

#[test]
fn a_page_asked_for_again_is_the_same_in_every_compression() {
    let folder = tempfile::tempdir().unwrap();
    let (_, site) = own_site(folder.path());
    for address in [TALK, "/search?q=hinges", "/api/v1/search?q=hinges", "/speakers"] {
        let first = send(&site, test::TestRequest::with_uri(address));
        for (accepted, encoding) in [
            ("gzip, deflate, br", "gzip"),
            ("deflate", "deflate"),
            ("identity", ""),
            ("gzip;q=0", ""),
            ("identity;q=0, gzip;q=0.2", "gzip"),
            ("br", ""),
        ] {
            for sent in again(&site, || packed(address, accepted)) {
                assert_eq!(sent.status, StatusCode::OK, "{address}");
                assert_eq!(sent.header("content-encoding"), encoding, "{address} {accepted}");
                assert!(sent.unpacked() == first.bytes, "{address} differs for {accepted}");
                assert!(sent.header("vary").contains("accept-encoding"), "{address} {accepted}");
                for name in ["etag", "cache-control", "content-type", "content-security-policy"] {
                    assert_eq!(sent.header(name), first.header(name), "{address} {accepted}");
                }
            }
        }
        let none = packed(address, "identity;q=0, gzip;q=0, deflate;q=0");
        assert_eq!(send(&site, none).status, StatusCode::NOT_ACCEPTABLE);
    }
}

#[test]
fn a_kept_page_is_not_sent_to_those_who_hold_it() {
    let pages = again(&site(), || packed(TALK, "gzip"));
    let tag = pages[TIMES - 1].headers.get(header::ETAG).unwrap().clone();
    let held = || packed(TALK, "gzip").insert_header((header::IF_NONE_MATCH, tag.clone()));
    for sent in again(&site(), held) {
        assert_eq!((sent.status, sent.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(sent.headers.get(header::ETAG), Some(&tag));
        assert_eq!(sent.header("content-encoding"), "");
    }
}

#[test]
fn kept_pages_keep_to_their_language_zone_host_scheme_and_form() {
    let plain = || test::TestRequest::with_uri(TALK);
    let german = || plain().insert_header((header::ACCEPT_LANGUAGE, "de"));
    let tokyo = || plain().cookie(Cookie::new("zone", "Asia/Tokyo"));
    let other_host = || plain().insert_header((header::HOST, "talks.test"));
    let secure = || other_host().insert_header(("x-forwarded-proto", "https"));
    let data = || plain().insert_header((header::ACCEPT, "application/json"));
    let terminal = || plain().insert_header((header::USER_AGENT, "curl/8.5.0"));
    for _ in 0..TIMES {
        for (ask, expected) in [
            (&plain as &dyn Fn() -> test::TestRequest, "<html lang=\"en\""),
            (&german, "<html lang=\"de\""),
            (&tokyo, "data-zone=\"Asia/Tokyo\""),
            (&other_host, "\"http://talks.test/e/door-2024/t/hinges\""),
            (&secure, "\"https://talks.test/e/door-2024/t/hinges\""),
            (&data, "{\"id\":\"hinges\""),
            (&terminal, "Hinges <b>that</b> last"),
        ] {
            let text = send(&site(), ask()).text();
            assert!(text.contains(expected), "no {expected} in {text}");
        }
    }
}

#[test]
fn an_import_and_an_announcement_show_at_once_on_kept_pages() {
    let folder = tempfile::tempdir().unwrap();
    let (app, site) = own_site(folder.path());
    let before = again(&site, || packed(TALK, "gzip"));
    let item = Announcement {
        id: "moved".into(),
        event: "door-2024".into(),
        title: "Hinges move to the barn".into(),
        body: "Follow the signs.".into(),
        ..Announcement::default()
    };
    app.archive().announce(&item).unwrap();
    assert!(app.refresh().unwrap());
    for after in again(&site, || packed("/announcements", "gzip")) {
        assert!(after.text().contains("Hinges move to the barn"));
    }
    let mut changed = bundle();
    changed.talks[0].title = "Hinges that squeak".into();
    let files = [Input::new("door.json", serde_json::to_vec(&changed).unwrap())];
    let parsed = app.archive().parse(&files, &ParseOptions::default()).unwrap();
    let source = SourceFile::of_group("door.json", &files);
    let apply = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
    app.archive().import(&parsed, &source, apply).unwrap();
    assert!(app.refresh().unwrap());
    for after in again(&site, || packed(TALK, "gzip")) {
        assert!(after.text().contains("Hinges that squeak"));
        assert_ne!(after.header("etag"), before[0].header("etag"));
    }
}

#[test]
fn pages_of_another_database_have_tags_of_their_own() {
    let tag = || {
        let folder = tempfile::tempdir().unwrap();
        let (_, site) = own_site(folder.path());
        send(&site, packed(TALK, "gzip")).header("etag")
    };
    assert_ne!(tag(), tag());
}

#[test]
fn what_words_alone_found_may_be_kept_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (app, site) = own_site(folder.path());
    let policies = |word: &str| {
        let ask = |address: &str| {
            let sent = send(&site, test::TestRequest::with_uri(&format!("{address}{word}")));
            assert_eq!(sent.status, StatusCode::OK, "{address}");
            sent.header("cache-control")
        };
        [
            "/search?q=",
            "/ask?q=why+do+doors+squeak+",
            "/api/v1/ask?q=why+do+doors+squeak+",
            "/e/door-2024/programme?q=",
            "/e/door-2024/plan?about=",
            "/e/door-2024/missed?about=",
            "/api/v1/events/door-2024/missed?about=",
        ]
        .map(ask)
    };
    assert_eq!(policies("brass"), ["private, no-cache"; 7]);
    app.embedder().close();
    assert_eq!(policies("oil"), ["no-store"; 7]);
}

#[test]
fn the_head_of_a_kept_page_is_that_of_the_page_and_a_range_gets_all_of_it() {
    let pages = again(&site(), || packed(TALK, "gzip"));
    let whole = &pages[TIMES - 1];
    let head = send(&site(), packed(TALK, "gzip").method(Method::HEAD));
    assert_eq!(head.status, StatusCode::OK);
    for name in ["etag", "content-type", "content-encoding", "vary", "cache-control"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    let part = packed(TALK, "gzip").insert_header((header::RANGE, "bytes=0-9"));
    let part = send(&site(), part);
    assert_eq!(part.status, StatusCode::OK);
    assert_eq!(part.header("content-range"), "");
    assert!(part.bytes == whole.bytes);
}

#[test]
fn nothing_that_is_somebodys_own_is_kept_and_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_, site) = own_site(folder.path());
    let made = test::TestRequest::post()
        .uri("/api/v1/events/door-2024/agendas")
        .set_json(serde_json::json!({ "talks": ["hinges"] }));
    let made: Value = serde_json::from_slice(&send(&site, made).bytes).unwrap();
    let token = made["token"].as_str().unwrap();
    let key = hallway::text::share_key("door-2024", "hinges");
    for address in [
        format!("/agendas/{token}.ics"),
        format!("/agendas/{token}"),
        format!("/api/v1/agendas/{token}"),
        format!("/e/door-2024/agenda?talks={key}"),
        format!("/e/door-2024/agenda.ics?talks={key}"),
        format!("/e/door-2024/agenda/qr.svg?talks={key}"),
        format!("/e/door-2024/programme?show=for-you&like={key}"),
        "/e/door-2024/plan?about=metal".into(),
        "/e/door-2024/missed?about=metal".into(),
        "/preferences?lang=de&back=/".into(),
        "/e/door-2024/t/nowhere".into(),
        "/search?page=0".into(),
        "/healthz".into(),
        "/metrics".into(),
    ] {
        again(&site, || packed(&address, "gzip"));
        assert_eq!(site.kept_bytes(), 0, "{address}");
    }
    send(&site, test::TestRequest::post().uri(TALK));
    assert_eq!(site.kept_bytes(), 0);
    again(&site, || packed(TALK, "gzip"));
    assert!(site.kept_bytes() > 0);
}

#[test]
fn a_pack_for_offline_use_is_of_the_same_pages_and_pushes_none_out() {
    let folder = tempfile::tempdir().unwrap();
    let (_, site) = own_site(folder.path());
    again(&site, || packed(TALK, "gzip"));
    let kept = site.kept_bytes();
    let pack = send(&site, test::TestRequest::with_uri("/e/door-2024/offline.json"));
    assert_eq!(pack.status, StatusCode::OK);
    let pack: Value = serde_json::from_slice(&pack.bytes).unwrap();
    let page = pack["pages"][TALK]["main"].as_str().unwrap();
    assert!(page.contains("Oil helps them."), "{page}");
    assert!(pack["pages"].as_object().unwrap().len() > 3);
    assert_eq!(site.kept_bytes(), kept);
}
