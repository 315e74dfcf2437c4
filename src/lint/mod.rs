//! What an organiser should look at before publishing an event. Pure: reads records, changes and
//! fetches nothing.

mod clashes;
mod code;
mod duplicates;
mod finding;
mod gaps;
mod groups;
mod languages;
mod lengths;
mod links;
mod names;
mod placeholder;
mod programme;
#[cfg(test)]
mod samples;
mod series;
mod similar;
mod slips;
mod spelling;
mod sweep;
#[cfg(test)]
mod tests;
mod titles;
mod zones;

pub use code::{Code, Severity};
pub use finding::{Finding, TalkRef};

use crate::domain::EventBundle;
use finding::Report;
use programme::Programme;

/// Everything about an event that looks wrong, or that its organisers should know: heaviest
/// first, then by time and room, then by code. The same event gives the same list every time.
/// Cancelled and withdrawn talks, and those a partial file left out, are not looked at.
pub fn lint(bundle: &EventBundle) -> Vec<Finding> {
    let programme = Programme::new(bundle);
    let mut report = Report::default();
    for check in CHECKS {
        check(&programme, &mut report);
    }
    report.into_findings()
}

/// Looks at an event and reports what it finds.
type Check = fn(&Programme<'_>, &mut Report);

const CHECKS: [Check; 10] = [
    zones::check,
    clashes::check,
    lengths::check,
    gaps::check,
    titles::check,
    names::check,
    spelling::check,
    duplicates::check,
    links::check,
    languages::check,
];
