//! What an attendee takes along: a link for others and for another device, a plan made by the server,
//! a calendar that follows.

use super::attendee::{AGENDA, PROGRAMME, item, star, star_on_programme, talks};
use super::conference::{COMPILERS, HINGES, KERNELS, SAILS};
use super::driver::{Browser, ENTER, until};
use super::places;

#[test]
fn a_shared_agenda_is_taken_over_on_another_device() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    let Some(other) = Browser::lend() else { return };
    star_on_programme(&browser, &server.address, &[HINGES, SAILS]);
    browser.open(&format!("{}{AGENDA}", server.address));
    browser.wait_until("document.querySelector('.agenda-link')?.value.includes('talks=')");
    let link = browser.evaluate("return document.querySelector('.agenda-link').value");
    star_on_programme(&other, &server.address, &[KERNELS]);
    other.open(link.as_str().unwrap());
    assert_eq!(other.count("main [data-talk]"), 2, "drawn by the server");
    other.click("[data-import]");
    for talk in [HINGES, SAILS, KERNELS] {
        other.wait_for(&item(talk));
    }
    // The picture of the link is there for a phone.
    browser.evaluate("document.querySelector('.agenda-qr').closest('details').open = true");
    browser.wait_until("document.querySelector('.agenda-qr').naturalWidth > 0");
}

#[test]
fn a_plan_is_built_from_interests_and_kept() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    browser.open(&format!("{}/e/now-days/plan", server.address));
    browser.type_into("main [name=about]", &format!("metal hinges that last{ENTER}"));
    browser.wait_until("location.search.includes('about=')");
    browser.wait_for("main [data-talk]");
    let planned = talks(&browser, "main");
    assert!(planned.iter().any(|talk| talk == HINGES), "{planned:?}");
    let both = [COMPILERS, KERNELS].map(|id| planned.iter().any(|talk| talk == id));
    assert_ne!(both, [true, true], "{planned:?} clash");
    browser.click("[data-plan-keep]");
    browser.open(&format!("{}{AGENDA}", server.address));
    for talk in planned {
        browser.wait_for(&item(&talk));
    }
}

#[test]
fn a_calendar_subscribes_to_the_stars_and_follows_them() {
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    star_on_programme(&browser, &server.address, &[HINGES]);
    browser.open(&format!("{}{AGENDA}", server.address));
    browser.wait_for("[data-agenda] .agenda-tools");
    browser.evaluate(
        "document.querySelectorAll('.agenda-tools details').forEach((part) => { part.open = true; })",
    );
    let make = "[...document.querySelectorAll('.agenda-tools button')]
        .find(button => button.textContent === 'Make the link')";
    browser.wait_until(make);
    browser.evaluate(&format!("{make}.click()"));
    browser.wait_until("localStorage['hallway:now-days:feed']");
    let token = browser.evaluate("return localStorage['hallway:now-days:feed']");
    let feed = format!("{}/agendas/{}.ics", server.address, token.as_str().unwrap());
    assert!(calendar(&feed).contains(":Hinges that last"), "{}", calendar(&feed));
    browser.open(&format!("{}{PROGRAMME}", server.address));
    star(&browser, SAILS);
    assert!(until(|| calendar(&feed).contains(":Sails for container ships")));
    assert!(!calendar(&feed).contains("Kernels"));
}

/// A calendar file as a calendar program fetches it.
fn calendar(address: &str) -> String {
    let mut answer = ureq::get(address).call().unwrap();
    answer.body_mut().read_to_string().unwrap()
}
