//! What an attendee does with a programme and an agenda of their own, without an account: stars,
//! clashes, must-sees, notes, and what is on now.

use serde_json::json;

use super::conference::{COMPILERS, HINGES, KERNELS, SAILS};
use super::driver::Browser;
use super::places;

pub(super) const PROGRAMME: &str = "/e/now-days/programme?view=list";
pub(super) const AGENDA: &str = "/e/now-days/agenda";

/// Stars a talk on the page that is shown.
pub(super) fn star(browser: &Browser, talk: &str) {
    browser.click(&format!("[data-talk='{talk}'] [data-star]"));
    browser.wait_for(&format!("[data-talk='{talk}'] [data-star][aria-pressed=true]"));
}

/// Stars talks on the programme.
pub(super) fn star_on_programme(browser: &Browser, server: &str, talks: &[&str]) {
    browser.open(&format!("{server}{PROGRAMME}"));
    for talk in talks {
        star(browser, talk);
    }
}

/// The part of my agenda that shows a talk.
pub(super) fn item(talk: &str) -> String {
    format!("[data-agenda] .agenda-item[data-talk='{talk}']")
}

#[test]
fn stars_stay_on_the_device_and_say_what_they_clash_with() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    star_on_programme(&browser, &server.address, &[COMPILERS, KERNELS]);
    browser.wait_until(&format!(
        "document.querySelector('[data-talk={KERNELS}] [data-notes]').textContent
            .includes('Compilers that explain themselves')"
    ));
    browser.open(&format!("{}{PROGRAMME}", server.address));
    browser.wait_for(&format!("[data-talk={COMPILERS}] [data-star][aria-pressed=true]"));
    browser.wait_until("document.querySelector('[data-star-count]').textContent.trim() === '2'");
    assert_eq!(browser.count(&format!("[data-talk={HINGES}] [data-star][aria-pressed=true]")), 0);
    // The talk's own page knows, and takes the star back.
    browser.open(&format!("{}/e/now-days/t/{COMPILERS}", server.address));
    browser.wait_until(
        "document.querySelector('article [data-notes]').textContent.includes('Kernels on a diet')",
    );
    browser.click("article [data-star]");
    browser.wait_for("article [data-star][aria-pressed=false]");
    let kept =
        browser.evaluate("return Object.keys(JSON.parse(localStorage['hallway:now-days:stars']))");
    assert_eq!(kept, json!([KERNELS]));
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn my_agenda_shows_clashes_with_a_way_out_and_keeps_pins_and_notes() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    star_on_programme(&browser, &server.address, &[COMPILERS, KERNELS, SAILS]);
    browser.click("a[data-view=mine]");
    browser.wait_for(".agenda-clash");
    for talk in [COMPILERS, KERNELS] {
        assert_eq!(
            browser.count(&format!(".agenda-clash {}", item(talk).replace("[data-agenda] ", ""))),
            1
        );
    }
    assert!(browser.text(".agenda-hint").contains("recorded"), "{}", browser.text(".agenda-hint"));
    assert_eq!(browser.count(".agenda-gap"), 1, "from the end of the clash to the sails");
    // The one that must be seen leaves the other as the runner-up.
    browser.click(&format!("{} [data-role=pin]", item(COMPILERS)));
    browser.wait_for(&format!("{}.is-runner-up", item(KERNELS)));
    browser.click(&format!("{} [data-role=note-summary]", item(SAILS)));
    browser.type_into(&format!("{} [data-role=note]", item(SAILS)), "sit in front");
    browser.open(&format!("{}{AGENDA}", server.address));
    browser.wait_for(&format!("{} [data-role=pin][aria-pressed=true]", item(COMPILERS)));
    let note = "return document.querySelector(arguments[0]).value";
    let note = browser.evaluate_with(note, &json!([format!("{} [data-role=note]", item(SAILS))]));
    assert_eq!(note, json!("sit in front"));
    browser.click(&format!("{} [data-role=remove]", item(COMPILERS)));
    browser.wait_until("!document.querySelector('.agenda-clash')");
    assert_eq!(browser.errors(), [""; 0]);
}

#[test]
fn now_next_and_for_you_follow_the_clock_and_the_stars() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    star_on_programme(&browser, &server.address, &[HINGES]);
    browser.click("[data-views] a[href*='show=now']");
    browser.wait_until("location.search.includes('show=now')");
    browser.wait_until("document.querySelector('#results').getAttribute('aria-busy') !== 'true'");
    assert_eq!(talks(&browser, "#results"), [COMPILERS, KERNELS]);
    browser.click("[data-views] a[href*='show=next']");
    browser.wait_until("location.search.includes('show=next')");
    browser.wait_until("document.querySelector('#results').getAttribute('aria-busy') !== 'true'");
    let next = talks(&browser, "#results");
    assert!(next.iter().any(|talk| talk == HINGES), "{next:?}");
    assert!(!next.iter().any(|talk| talk == COMPILERS || talk == "opening"), "{next:?}");
    browser.wait_until("document.querySelector('a[data-view=for-you]').href.includes('like=')");
    browser.click("[data-views] a[data-view=for-you]");
    browser.wait_until("location.search.includes('show=for-you')");
    browser.wait_until("document.querySelector('#results [data-talk]')");
    let liked = talks(&browser, "#results");
    assert!(!liked.iter().any(|talk| talk == HINGES), "what is starred is known: {liked:?}");
    assert!(!liked.iter().any(|talk| talk == "lunch"), "{liked:?}");
    assert_eq!(browser.errors(), [""; 0]);
}

/// The talks in a part of the page, each once, in the order of their ids.
pub(super) fn talks(browser: &Browser, part: &str) -> Vec<String> {
    let talks = browser.evaluate_with(
        "const shown = document.querySelectorAll(`${arguments[0]} [data-talk]`);
        return [...new Set([...shown].map(talk => talk.dataset.talk))].sort()",
        &json!([part]),
    );
    serde_json::from_value::<Vec<String>>(talks).unwrap()
}
