//! The same without a script: forms and links do the work.

use serde_json::json;

use super::conference::{COMPILERS, HINGES, KERNELS};
use super::driver::{Browser, ENTER};
use super::pages::shared_agenda;
use super::places;

/// A browser that runs no scripts, on a page.
fn plain_browser(page: &str) -> Option<Browser> {
    let browser = Browser::lend()?;
    browser.without_scripts();
    browser.open(page);
    Some(browser)
}

#[test]
fn without_a_script_a_form_searches_and_links_filter() {
    let server = places::big();
    let Some(browser) =
        plain_browser(&format!("{}/e/big-2031/programme?view=list", server.address))
    else {
        return;
    };
    browser.type_into("form[data-live-search] [name=q]", &format!("hinges in orbit{ENTER}"));
    browser.wait_until("location.search.includes('q=hinges+in+orbit')");
    browser.wait_until("/hinges in orbit/i.test(document.querySelector('#results').textContent)");
    browser.click("#filters a[href*='recorded=']");
    browser.wait_until("location.search.includes('recorded=') && location.search.includes('q=')");
    browser.wait_for("#results [data-talk]");
    // What only a script can do is not offered.
    let offered = "return [...document.querySelectorAll('[data-star]')]
        .filter(button => button.checkVisibility()).length";
    assert_eq!(browser.evaluate(offered), json!(0));
}

#[test]
fn without_a_script_the_programme_stands_in_grid_and_list() {
    let server = places::big();
    let Some(browser) =
        plain_browser(&format!("{}/e/big-2031/programme?view=grid", server.address))
    else {
        return;
    };
    assert_eq!(browser.count(".programme-grid thead th[data-room]"), 25);
    let drawn = browser.count(".programme-grid td[data-talk], .programme-grid td [data-talk]");
    assert!(drawn >= 300, "a third of a thousand talks a day, not {drawn}");
    browser.open(&format!("{}/e/big-2031/programme?view=list&day=2031-05-07", server.address));
    assert!(browser.count("#results [data-talk]") >= 300);
}

#[test]
fn without_a_script_a_plan_is_made_and_a_shared_agenda_read() {
    let server = places::conference();
    let Some(browser) = plain_browser(&format!("{}/e/now-days/plan", server.address)) else {
        return;
    };
    browser.type_into("main [name=about]", &format!("hinges that last{ENTER}"));
    browser.wait_until("location.search.includes('about=')");
    browser.wait_for(&format!("main [data-talk={HINGES}]"));
    browser.open(&shared_agenda(&server.address, &[COMPILERS, KERNELS]));
    for talk in [COMPILERS, KERNELS] {
        assert_eq!(browser.count(&format!("main [data-talk={talk}]")), 1, "{talk}");
    }
    // The calendar is offered by the server as well.
    browser.wait_for("main form[method=post], main a[href$='.ics']");
}
