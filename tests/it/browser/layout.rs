//! Whether pages fit every width, wear both schemes, keep to this host and let the keyboard work.

use serde_json::json;

use super::driver::ENTER;
use super::{BIG_PAGES, DESK, PAGES, PHONE, stage};

/// Phone, tablet and desk, and what is left of 1280 px for someone who zooms to 400 %.
const WIDTHS: [u32; 4] = [320, PHONE, 768, DESK];

#[test]
fn pages_fit_every_width_in_light_and_dark() {
    let Some((browser, server)) = stage() else { return };
    for page in PAGES.iter().chain(&BIG_PAGES) {
        browser.show(PHONE, "light");
        browser.open(&format!("{}{page}", server.address));
        browser.settle();
        let mut backgrounds = Vec::new();
        for scheme in ["light", "dark"] {
            for width in WIDTHS {
                browser.show(width, scheme);
                let beyond = "document.documentElement.scrollWidth - window.innerWidth";
                let beyond = browser.evaluate(&format!("return {beyond}"));
                assert!(beyond.as_i64().unwrap() <= 0, "{page} at {width}: {beyond} px too wide");
            }
            let colour = "return getComputedStyle(document.documentElement).backgroundColor
                + getComputedStyle(document.body).backgroundColor";
            backgrounds.push(browser.evaluate(colour));
        }
        assert_ne!(backgrounds[0], backgrounds[1], "{page}: dark looks like light");
        let hosts = browser.evaluate(
            "return performance.getEntriesByType('resource').map(r => r.name)
                .filter(name => new URL(name).origin !== location.origin)",
        );
        assert_eq!(hosts, json!([]), "{page} asks another host");
        assert_eq!(browser.errors(), [""; 0], "{page}");
    }
}

#[test]
fn a_slash_leads_to_the_search_box_and_enter_to_marked_words() {
    let Some((browser, server)) = stage() else { return };
    browser.show(DESK, "light");
    browser.open(&format!("{}/about", server.address));
    browser.press("/");
    assert_eq!(browser.evaluate("return document.activeElement.name"), json!("q"));
    browser.press(&format!("webgpu{ENTER}"));
    browser.wait_until(
        "location.pathname === '/search' &&
            [...document.querySelectorAll('mark')].some(mark => /webgpu/i.test(mark.textContent))",
    );
}
