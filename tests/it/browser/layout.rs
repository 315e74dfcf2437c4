//! Whether pages fit every width, wear both schemes, keep to this host and let the keyboard work.

use serde_json::json;

use super::driver::{Browser, DESK, ENTER, PHONE};
use super::pages::Sites;
use super::places;

/// Phone, tablet and desk, and what is left of 1280 px for someone who zooms to 400 %.
const WIDTHS: [u32; 4] = [320, PHONE, 768, DESK];

#[test]
fn pages_fit_every_width_in_light_and_dark() {
    let Some(browser) = Browser::lend() else { return };
    let sites = Sites::open();
    let mut complaints = Vec::new();
    for page in sites.pages() {
        browser.show(PHONE, "light");
        browser.open(&page);
        browser.settle();
        complaints.extend(misfits(&browser).iter().map(|problem| format!("{page}: {problem}")));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is wrong with how the page looks at all widths in both schemes, and with what it asks for.
fn misfits(browser: &Browser) -> Vec<String> {
    let mut found = browser.errors();
    let mut backgrounds = Vec::new();
    for scheme in ["light", "dark"] {
        for width in WIDTHS {
            browser.show(width, scheme);
            let beyond = browser.pixels_beyond();
            if beyond > 0 {
                found.push(format!("{beyond} px too wide for {width}"));
            }
        }
        backgrounds.push(browser.evaluate(
            "return getComputedStyle(document.documentElement).backgroundColor
                + getComputedStyle(document.body).backgroundColor",
        ));
    }
    if backgrounds[0] == backgrounds[1] {
        found.push("dark looks like light".to_owned());
    }
    let hosts = browser.evaluate(
        "return performance.getEntriesByType('resource').map(r => r.name)
            .filter(name => new URL(name).origin !== location.origin)",
    );
    if hosts != json!([]) {
        found.push(format!("asks another host: {hosts}"));
    }
    found
}

#[test]
fn a_slash_leads_to_the_search_box_and_enter_to_marked_words() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::samples();
    browser.open(&format!("{}/about", server.address));
    browser.press("/");
    assert_eq!(browser.evaluate("return document.activeElement.name"), json!("q"));
    browser.press(&format!("webgpu{ENTER}"));
    browser.wait_until(
        "location.pathname === '/search' &&
            [...document.querySelectorAll('mark')].some(mark => /webgpu/i.test(mark.textContent))",
    );
}
