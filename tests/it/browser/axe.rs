//! Accessibility as axe-core sees it: no violation on any page, on a phone and at a desk, in light and
//! dark. axe-core is not part of the repository: `HALLWAY_AXE` names its file.

use serde_json::json;

use super::attendee::{AGENDA, star_on_programme};
use super::conference::{COMPILERS, KERNELS, SAILS};
use super::driver::{Browser, DESK, PHONE};
use super::pages::Sites;
use super::places;
use super::webdriver::required;

/// WCAG 2.2 up to AA, and what is good practice besides.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// Shows what disclosures hide.
const OPEN_ALL: &str =
    "document.querySelectorAll('details').forEach((part) => { part.open = true; })";

#[test]
fn axe_finds_no_violation_on_a_phone() {
    no_violations_at(PHONE);
}

#[test]
fn axe_finds_no_violation_at_a_desk() {
    no_violations_at(DESK);
}

#[test]
fn axe_finds_no_violation_in_an_agenda_with_clashes() {
    let Some(axe) = axe_source() else { return };
    let Some(browser) = Browser::lend() else { return };
    let server = places::conference();
    star_on_programme(&browser, &server.address, &[COMPILERS, KERNELS, SAILS]);
    let mut found = Vec::new();
    for width in [PHONE, DESK] {
        browser.show(width, "light");
        browser.open(&format!("{}{AGENDA}", server.address));
        browser.wait_for(".agenda-clash");
        browser.evaluate(OPEN_ALL);
        found.extend(violations_in_both_schemes(&browser, &axe, width));
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

fn no_violations_at(width: u32) {
    let Some(axe) = axe_source() else { return };
    let Some(browser) = Browser::lend() else { return };
    let sites = Sites::open();
    let mut found = Vec::new();
    for page in sites.with_missing() {
        browser.show(width, "light");
        browser.open(&page);
        browser.settle();
        let broken = violations_in_both_schemes(&browser, &axe, width);
        found.extend(broken.iter().map(|what| format!("{page}, {what}")));
    }
    assert!(found.is_empty(), "{} violations at {width}:\n{}", found.len(), found.join("\n"));
}

/// What axe finds on the page that is shown.
fn violations_in_both_schemes(browser: &Browser, axe: &str, width: u32) -> Vec<String> {
    browser.evaluate(axe);
    let in_scheme = |scheme: &&str| {
        browser.show(width, scheme);
        let broken = violations(browser).into_iter();
        broken.map(|what| format!("{scheme} at {width}: {what}")).collect::<Vec<_>>()
    };
    ["light", "dark"].iter().flat_map(in_scheme).collect()
}

/// The text of axe-core, or nothing where a machine has none.
fn axe_source() -> Option<String> {
    let Some(path) = std::env::var_os("HALLWAY_AXE") else {
        assert!(!required(), "HALLWAY_REQUIRE_BROWSER is set, but HALLWAY_AXE names no axe-core");
        eprintln!("no axe-core (HALLWAY_AXE is not set): test skipped");
        return None;
    };
    Some(std::fs::read_to_string(path).unwrap())
}

/// Each broken rule with the element that breaks it and why.
fn violations(browser: &Browser) -> Vec<String> {
    let broken = browser.evaluate_with(
        "const options = {runOnly: arguments[0], resultTypes: ['violations'], preload: false};
         const why = node => node.failureSummary.split('\\n').slice(1).map(line => line.trim());
         return axe.run(document, options).then(({violations}) => violations.flatMap(rule =>
             rule.nodes.slice(0, 5).map(node =>
                 `${rule.id} at ${node.target.join(' ')}: ${why(node).join('; ')}`)))",
        &json!([RULES]),
    );
    let broken: Option<Vec<String>> = serde_json::from_value(broken).ok();
    broken.unwrap_or_else(|| panic!("axe-core answered with something else"))
}
