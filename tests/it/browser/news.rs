//! What an attendee learns while the event goes on: changes after an import, announcements.

use super::attendee::star;
use super::conference::{HINGES, NOW_DAYS, SAILS, now_days, talk_of};
use super::driver::{Browser, until};
use super::places::Place;

#[test]
fn a_change_is_told_at_the_next_look_marked_at_its_talk_and_seen_once() {
    let Some(browser) = Browser::lend() else { return };
    let mut bundle = now_days();
    let place = Place::open(&bundle);
    let programme = format!("{}/e/{NOW_DAYS}/programme?view=list", place.address());
    browser.open(&programme);
    star(&browser, HINGES);
    browser.wait_until("localStorage['hallway:now-days:seen']");
    talk_of(&mut bundle, HINGES).slots[0].room = Some("Hall C".into());
    talk_of(&mut bundle, SAILS).title = "Sails for large container ships".into();
    place.import(&bundle);
    assert!(until(|| place.text(&format!("/e/{NOW_DAYS}/programme.json")).contains("Hall C")));
    browser.open(&programme);
    browser.wait_until(
        "document.querySelector('[data-changed]')?.innerText.match(/2 talks.*1 of yours/s)",
    );
    for talk in [HINGES, SAILS] {
        browser.wait_for(&format!("[data-talk={talk}] [data-note=changed]"));
    }
    // The log puts mine first.
    browser.click("[data-changed] a[href$='/changes']");
    browser.wait_until(
        "document.querySelector('.change-list li')?.innerText.includes('Hinges that last')",
    );
    let seen = "[...document.querySelectorAll('[data-changed] button')]
        .find(button => button.textContent === 'Mark as seen')";
    browser.wait_until(seen);
    browser.evaluate(&format!("{seen}.click()"));
    browser.open(&programme);
    browser.settle();
    assert_eq!(browser.count("[data-note=changed]"), 0);
    assert_eq!(browser.errors(), [""; 0]);
}
