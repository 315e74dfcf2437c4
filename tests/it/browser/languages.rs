//! Pages in the visitor's language: by what the browser asks for, by a switch, and back.

use serde_json::json;

use super::driver::Browser;
use super::pages::Sites;
use super::places;

const PROGRAMME: &str = "/e/now-days/programme?view=list";

#[test]
fn pages_speak_the_language_that_the_browser_asks_for() {
    let Some(browser) = Browser::lend() else { return };
    let sites = Sites::open();
    let pages = sites.pages();
    for (asked, language) in
        [("de-AT,de;q=0.9,en;q=0.5", "de"), ("fr", "fr"), ("pt, en;q=0.3", "en")]
    {
        browser.speak(asked);
        for page in &pages {
            browser.open(page);
            let said = browser.evaluate("return document.documentElement.lang");
            assert_eq!(said, json!(language), "{page} for `{asked}`");
        }
    }
}

#[test]
fn a_switch_changes_the_language_of_the_page_and_of_its_scripts() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    browser.open(&format!("{}{PROGRAMME}", server.address));
    let labels = ["de", "fr"].map(|language| {
        browser.click(&format!("a[href*='/preferences'][href*='lang={language}']"));
        browser.wait_until(&format!("document.documentElement.lang === '{language}'"));
        assert_eq!(browser.evaluate("return location.pathname"), json!("/e/now-days/programme"));
        browser.wait_for("[data-star]:not([hidden])[aria-label]");
        browser.evaluate("return document.querySelector('[data-star]').ariaLabel").to_string()
    });
    assert_ne!(labels[0], labels[1]);
    assert!(!labels.iter().any(|label| label.contains("Add to my agenda")), "{labels:?}");
    // The choice holds on other pages.
    browser.open(&format!("{}/speakers", server.address));
    assert_eq!(browser.evaluate("return document.documentElement.lang"), json!("fr"));
}
