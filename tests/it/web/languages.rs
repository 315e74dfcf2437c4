//! The site in German and French as visitors meet it: whose language a page is in, and that no word
//! of the site is left in English.

use std::collections::{BTreeMap, HashMap};

use actix_web::cookie::Cookie;

use super::*;

/// A page of every family, with words of it in German and in French.
const PAGES: [(&str, &str, &str); 17] = [
    ("/", "Finden Sie den Vortrag", "Retrouvez l’exposé"),
    ("/e/door-2024", "Zum Mitnehmen", "À emporter"),
    ("/e/door-2024/programme", "Alle Beiträge von", "Toutes les sessions de"),
    ("/e/door-2024/agenda", "Mein Programm", "Mon agenda"),
    ("/e/door-2024/plan", "zusammenstellen", "Composer"),
    ("/e/door-2024/t/hinges", "Mi 19. Juni, 10:00", "mer. 19 juin, 10:00"),
    ("/e/door-2024/topics", "zu wenige Vorträge", "trop peu d’exposés"),
    ("/e/door-2024/changes", "3 neu", "ajouts\u{a0}: 3"),
    ("/search?q=hinges", "Warum dieser Treffer", "Pourquoi ce résultat"),
    ("/search?q=zzzzqq&mode=keyword", "Nichts gefunden", "Rien trouvé"),
    ("/ask?q=what+is+the+wifi+password", "Nicht in diesen Vorträgen", "Pas dans ces exposés"),
    ("/speakers", "von A bis Z", "de A à Z"),
    ("/speakers/ada-byron", ">1 Vortrag<", ">1 exposé<"),
    ("/announcements", "das Neueste zuerst", "le plus récent d’abord"),
    ("/announcements/door-2024/new-lock", "Im Vortrag", "Dans l’exposé"),
    ("/about", "Datenschutz", "Vie privée"),
    ("/nowhere", "Diese Tür führt nirgendwohin", "Cette porte ne mène nulle part"),
];

/// A page as a browser with a language asks for it, without the words that it carries for scripts.
fn spoken(address: &str, language: &str) -> Reply {
    let header = (header::ACCEPT_LANGUAGE, language.to_owned());
    let mut reply = request(site(), test::TestRequest::with_uri(address).insert_header(header));
    if let Some((before, rest)) = reply.body.split_once(" id=\"script-words\">") {
        let (_, after) = rest.split_once("</script>").unwrap();
        reply.body = format!("{before}>{after}");
    }
    reply
}

/// The words of the site in English that another language says in its own.
fn english_words(language: &str) -> Vec<String> {
    let mut words = Vec::new();
    for file in std::fs::read_dir(repository("src/web/words")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let area: BTreeMap<String, HashMap<String, String>> = toml::from_str(&text).unwrap();
        let others = area.into_iter().filter(|(english, said)| said[language] != *english);
        words.extend(others.map(|(english, _)| english));
    }
    // Words in addresses are English everywhere, and small; one talk here is called "Gone".
    words.retain(|words| words.contains(' ') || words.starts_with(char::is_uppercase));
    words.retain(|words| words != "Gone");
    words
}

#[test]
fn every_page_is_in_the_language_of_the_browser_or_the_one_chosen() {
    for (address, german, french) in PAGES {
        for (language, expected, other) in [("de", german, french), ("fr", french, german)] {
            let page = spoken(address, &format!("{language},en;q=0.5")).body;
            assert!(page.contains(&format!("<html lang=\"{language}\"")), "{address}");
            assert!(page.contains(expected), "no `{expected}` at {address}: {page}");
            assert!(expected.contains(other) || !page.contains(other), "`{other}` at {address}");
            let chosen = test::TestRequest::with_uri(address)
                .insert_header((header::ACCEPT_LANGUAGE, "en"))
                .cookie(Cookie::new("lang", language));
            assert!(request(site(), chosen).body.contains(expected), "{address}");
        }
        assert!(!get(address).body.contains(german), "German at {address} for everyone");
    }
}

#[test]
fn no_word_of_the_site_is_left_in_english() {
    for language in ["de", "fr"] {
        let words = english_words(language);
        assert!(words.len() > 300, "{} words", words.len());
        for (address, ..) in PAGES {
            let page = spoken(address, language).body;
            for word in &words {
                for left in [format!(">{word}<"), format!("=\"{word}\"")] {
                    assert!(!page.contains(&left), "{address} in {language} holds {left}");
                }
            }
        }
    }
}

#[test]
fn a_page_kept_in_one_language_is_not_taken_for_another() {
    let (english, german) = (spoken("/speakers", "en"), spoken("/speakers", "de"));
    assert_ne!(english.header("etag"), german.header("etag"));
    let vary = german.header("vary").to_lowercase();
    assert!(vary.contains("accept-language") && vary.contains("cookie"), "{vary}");
    let held = |language: &str| {
        let request_ = test::TestRequest::with_uri("/speakers")
            .insert_header((header::ACCEPT_LANGUAGE, language.to_owned()))
            .insert_header((header::IF_NONE_MATCH, english.header("etag").to_owned()));
        request(site(), request_).status
    };
    assert_eq!(held("en"), StatusCode::NOT_MODIFIED);
    assert_eq!(held("de"), StatusCode::OK);
}

#[test]
fn a_choice_is_kept_taken_back_and_refused() {
    let kept = get("/preferences?lang=de&zone=America/New_York&back=/speakers?x=1");
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert_eq!(kept.header("location"), "/speakers?x=1");
    assert_eq!(kept.header("cache-control"), "no-store");
    let cookies: Vec<_> = kept.headers.get_all(header::SET_COOKIE).collect();
    let cookies: Vec<_> = cookies.iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("lang=de;")), "{cookies:?}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("zone=America")), "{cookies:?}");
    for cookie in cookies {
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie} lacks {part}");
        }
    }
    assert!(get("/preferences?lang=").header("set-cookie").contains("Max-Age=0"));
    for nonsense in ["lang=xx", "lang=%3Cscript%3E", "zone=Mars/Phobos", "zone=../etc/passwd"] {
        let refused = get(&format!("/preferences?{nonsense}"));
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{nonsense}");
        assert_eq!(refused.header("set-cookie"), "", "{nonsense}");
    }
    let refused = spoken("/preferences?lang=xx", "de").body;
    assert!(refused.contains("„lang“ ist nicht verwendbar: sagen Sie „en“, „de“ oder „fr“."));
}

#[test]
fn a_choice_leads_to_no_other_site() {
    for elsewhere in ["https://evil.test", "//evil.test", "/%5Cevil.test", "/a%0D%0Ab", "evil"] {
        let reply = get(&format!("/preferences?lang=fr&back={elsewhere}"));
        assert_eq!(reply.header("location"), "/", "{elsewhere}");
    }
}

#[test]
fn records_keep_their_own_language() {
    let german = spoken("/e/door-2024/t/hinges", "de").body;
    assert!(german.contains("<h1 lang=\"en\">Hinges"), "{german}");
    assert!(!spoken("/e/door-2024/t/hinges", "en").body.contains("<h1 lang="));
    let hit = spoken("/search?q=brass&mode=keyword", "fr").body;
    assert!(hit.contains("<p class=\"passage\" lang=\"en\">"), "{hit}");
}
