//! Accessibility as axe-core sees it: no violation on any page, on a phone and at a desk, in light and
//! dark. axe-core is not part of the repository: `HALLWAY_AXE` names its file.

use serde_json::json;

use super::driver::Browser;
use super::webdriver::required;
use super::{BIG_PAGES, DESK, MISSING, PAGES, PHONE, stage};

/// WCAG 2.2 up to AA, and what is good practice besides.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

#[test]
fn axe_finds_no_violation_on_a_phone() {
    no_violations_at(PHONE);
}

#[test]
fn axe_finds_no_violation_at_a_desk() {
    no_violations_at(DESK);
}

fn no_violations_at(width: u32) {
    let Some(axe) = axe_source() else { return };
    let Some((browser, server)) = stage() else { return };
    let mut found = Vec::new();
    for page in PAGES.iter().chain(&BIG_PAGES).chain(&[MISSING]) {
        browser.show(width, "light");
        browser.open(&format!("{}{page}", server.address));
        browser.settle();
        browser.evaluate(&axe);
        for scheme in ["light", "dark"] {
            browser.show(width, scheme);
            found.extend(
                violations(&browser).iter().map(|what| format!("{page}, {scheme}: {what}")),
            );
        }
    }
    assert!(found.is_empty(), "{} violations at {width}:\n{}", found.len(), found.join("\n"));
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
