//! What a first visit costs: the bytes of a page with everything it fetches, and whether anything
//! moves while it loads.

use super::driver::{Browser, DESK, PHONE};
use super::pages::Sites;

/// Page, style sheets, scripts and data of a first visit, compressed; pictures and what is kept for
/// reading offline come on top.
const BUDGET_BYTES: f64 = 100_000.0;

/// What the headers of one answer weigh: the figure that Chromium itself adds in `transferSize`.
const HEADER_BYTES: u32 = 300;

/// A tenth of what web vitals call good: no visitor sees a hundredth.
const LARGEST_SHIFT: f64 = 0.01;

#[test]
fn a_first_visit_is_light_and_nothing_moves_on_a_phone() {
    first_visits_at(PHONE);
}

#[test]
fn a_first_visit_is_light_and_nothing_moves_at_a_desk() {
    first_visits_at(DESK);
}

fn first_visits_at(width: u32) {
    let Some(browser) = Browser::lend() else { return };
    let sites = Sites::open();
    browser.show(width, "light");
    let mut complaints = Vec::new();
    for page in sites.with_missing() {
        browser.forget_files();
        browser.open(&page);
        browser.settle();
        let (bytes, (shift, moved)) = (bytes(&browser), shift(&browser));
        println!("{page} at {width}: {bytes} bytes, moved by {shift:.4} {moved}");
        if bytes > BUDGET_BYTES {
            complaints.push(format!("{page} weighs {bytes} bytes"));
        }
        if shift > LARGEST_SHIFT {
            complaints.push(format!("{page} moves by {shift:.4}: {moved}"));
        }
    }
    assert_eq!(complaints, [""; 0], "at {width}");
}

/// What was fetched for the page, in bytes as they came.
fn bytes(browser: &Browser) -> f64 {
    let sum = browser.evaluate(&format!(
        r"const apart = entry => /\.(svg|png|jpe?g|webp|ico)$|\/offline\.json$/
              .test(new URL(entry.name).pathname);
        return ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
            .filter(entry => !apart(entry))
            .reduce((sum, entry) => sum + entry.encodedBodySize + {HEADER_BYTES}, 0)"
    ));
    let sum = sum.as_f64().unwrap();
    assert!(sum > 1_000.0, "a page of {sum} bytes was not measured");
    sum
}

/// How far things moved since the page began to load, as browsers sum it up, and what moved.
fn shift(browser: &Browser) -> (f64, String) {
    let found = browser.evaluate(
        "return new Promise((done) => {
           let sum = 0;
           const moved = [];
           const name = ({node}) => node && (node.parentElement?.className + ' > ' + node.nodeName
             + ' ' + (node.className ?? ''));
           const add = entries => entries.forEach((entry) => {
             sum += entry.value;
             moved.push(...entry.sources.map(name));
           });
           const observer = new PerformanceObserver(list => add(list.getEntries()));
           observer.observe({type: 'layout-shift', buffered: true});
           // What has been noticed is handed over before the second frame from now.
           requestAnimationFrame(() => requestAnimationFrame(() => {
             add(observer.takeRecords());
             done([sum, moved.join(', ')]);
           }));
         })",
    );
    (found[0].as_f64().unwrap(), found[1].as_str().unwrap().to_owned())
}
