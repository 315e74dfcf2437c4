//! Airplane mode: the event is kept on request, then the page is cut off and the server is ended, so
//! that nothing can answer but the browser's own copy.

use super::attendee::star;
use super::conference::{COMPILERS, KERNELS, now_days};
use super::driver::Browser;
use super::places::Place;

/// Pages of every family of an event, and a word that each must show.
const KEPT: [(&str, &str); 7] = [
    ("/e/now-days", "Now Days"),
    ("/e/now-days/programme", "Hinges that last"),
    ("/e/now-days/t/hinges", "what was learned in a year"),
    ("/e/now-days/rooms/hall-a", "Hinges that last"),
    ("/e/now-days/tracks/metal", "Brass or steel"),
    ("/e/now-days/changes", "Now Days"),
    ("/speakers/speaker-of-hinges-that-last", "Hinges that last"),
];

#[test]
fn an_event_that_was_kept_can_be_read_searched_and_planned_without_a_network() {
    let Some(browser) = Browser::lend() else { return };
    let place = Place::open(&now_days());
    let address = place.address().to_owned();
    browser.open(&format!("{address}/e/now-days"));
    for talk in [COMPILERS, KERNELS] {
        star(&browser, talk);
    }
    browser.click("button[data-offline]");
    browser.wait_until("document.documentElement.dataset.offline === 'ready'");
    browser.wait_until("navigator.serviceWorker.controller");
    drop(place);
    browser.cut_off();
    for (page, words) in KEPT {
        browser.open(&format!("{address}{page}"));
        let shows = serde_json::json!(words);
        browser.wait_until(&format!("document.querySelector('main').innerText.includes({shows})"));
        browser.wait_until("document.querySelector('[data-copy-age]').textContent.trim() !== ''");
    }
    browser.open(&format!("{address}/e/now-days/agenda"));
    browser.wait_for(".agenda-clash");
    browser.open(&format!("{address}/e/now-days/programme?view=list"));
    browser.type_into("form[data-live-search] [name=q]", "container ships");
    browser.wait_until(
        "document.querySelector('#results').innerText.includes('Sails for container ships')
            && !document.querySelector('#results').innerText.includes('Kernels on a diet')",
    );
    // What was not kept says so instead of leaving a browser's error.
    browser.open(&format!("{address}/e/elsewhere"));
    browser.wait_until("document.querySelector('main').innerText.length > 0");
}
