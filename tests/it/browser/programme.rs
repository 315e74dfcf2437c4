//! A programme of a thousand talks under the fingers: search while typing, filters, rooms, zones.

use serde_json::json;

use super::driver::{Browser, DESK, DOWN, ENTER, ESCAPE, PHONE, UP};
use super::places;

const LIST: &str = "/e/big-2031/programme?view=list";
const GRID: &str = "/e/big-2031/programme?view=grid";

#[test]
fn search_follows_typing_and_the_keyboard_walks_the_results() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::big();
    browser.open(&format!("{}{LIST}", server.address));
    browser.press("/");
    browser.wait_until("document.activeElement.matches('form[data-live-search] [name=q]')");
    browser.press("forgotten parsers in orbit");
    browser.wait_until("location.search.includes('q=forgotten+parsers+in+orbit')");
    browser.wait_until(
        "document.querySelector('#results [data-talk] .row-title')?.textContent
            .includes('Forgotten parsers in orbit')",
    );
    let first = "document.querySelector('#results [data-talk] .row-title a')";
    browser.press(DOWN);
    browser.wait_until(&format!("document.activeElement === {first}"));
    browser.press(UP);
    browser.wait_until("document.activeElement.name === 'q'");
    browser.press(&format!("{DOWN}{ESCAPE}"));
    browser.wait_until("document.activeElement.name === 'q'");
    browser.press(&format!("{DOWN}{ENTER}"));
    browser.wait_until("location.pathname.startsWith('/e/big-2031/t/')");
    browser.command("back", &json!({}));
    browser.wait_until("document.querySelector('form[data-live-search] [name=q]').value === 'forgotten parsers in orbit'");
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn filters_join_the_words_and_stand_in_the_address() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::big();
    browser.open(&format!("{}{LIST}&q=parsers", server.address));
    browser.wait_for("#filters a[href*='recorded=']");
    browser.click("#filters a[href*='recorded=']");
    browser.wait_until(
        "location.search.includes('recorded=') && location.search.includes('q=parsers')",
    );
    browser.wait_until("document.querySelector('#results').getAttribute('aria-busy') !== 'true'");
    assert!(browser.count("#results [data-talk]") > 0);
    // Going back is one step.
    browser.command("back", &json!({}));
    browser.wait_until("!location.search.includes('recorded=')");
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn rooms_of_the_grid_can_be_hidden_and_stay_hidden() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::big();
    browser.open(&format!("{}{GRID}", server.address));
    browser.wait_for("details.columns");
    let shown = "[...document.querySelectorAll('.programme-grid thead th[data-room]')]
        .filter(head => head.checkVisibility()).length";
    assert_eq!(browser.evaluate(&format!("return {shown}")), json!(25));
    browser.click("details.columns summary");
    browser.click("details.columns input[type=checkbox]");
    browser.wait_until(&format!("{shown} === 24"));
    browser.open(&format!("{}{GRID}", server.address));
    browser.wait_until(&format!("{shown} === 24"));
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn a_grid_keeps_its_heads_in_sight_and_the_page_in_its_width() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::big();
    for width in [PHONE, DESK] {
        browser.show(width, "light");
        browser.open(&format!("{}{GRID}", server.address));
        browser.settle();
        assert!(browser.pixels_beyond() <= 0, "at {width}");
    }
    browser
        .evaluate("document.querySelector('.programme-grid tbody tr:last-child').scrollIntoView({block: 'nearest'})");
    browser.wait_until(
        "(({top, bottom}) => bottom > 0 && top < innerHeight)
            (document.querySelector('.programme-grid thead th[data-room]').getBoundingClientRect())",
    );
}

#[test]
fn times_are_shown_in_the_visitors_zone_on_request_and_both_are_named() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::big();
    browser.live_in("America/New_York");
    browser.open(&format!("{}{LIST}", server.address));
    browser.wait_until("document.querySelector('[data-zone-switch]').hidden === false");
    assert!(browser.text("main").contains("Europe/Berlin"), "the event's zone is named");
    assert!(browser.text("#results").contains("09:00"));
    browser.click("[data-zone-switch]");
    browser.wait_until("document.querySelector('#results').innerText.includes('03:00')");
    let words = browser.text("main").replace('_', " ");
    assert!(words.contains("America/New York") && words.contains("Europe/Berlin"), "{words}");
}
