//! What `lint` shows: the findings by kind, the heaviest first, and one line of counts.

use super::layout::{clean, count};
use crate::cli::paint::Paint;
use crate::lint::{Code, Finding, Severity};

/// Findings of one kind that are listed; the rest is counted.
const SHOWN_OF_A_KIND: usize = 5;

/// How many findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Extent {
    /// The first of each kind.
    First,
    /// All of them.
    All,
}

/// The findings by kind, each kind with its count and its meaning.
pub(in crate::cli) fn findings(all: &[Finding], extent: Extent, paint: Paint) -> String {
    let limit = match extent {
        Extent::First => SHOWN_OF_A_KIND,
        Extent::All => usize::MAX,
    };
    let mut text = String::new();
    for code in Code::ALL {
        let found: Vec<&Finding> = all.iter().filter(|finding| finding.code == *code).collect();
        if found.is_empty() {
            continue;
        }
        text += &heading(*code, found.len(), paint);
        text.extend(found.iter().take(limit).map(|finding| line(finding, paint)));
        if let more @ 1.. = found.len().saturating_sub(limit) {
            text += &format!("  {more} more not shown; `--verbose` has all\n");
        }
        text.push('\n');
    }
    text
}

/// One line of counts, or that there is nothing.
pub(in crate::cli) fn verdict(all: &[Finding], paint: Paint) -> String {
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, all.iter().filter(|it| it.severity == severity).count()))
        .filter(|(_, found)| *found > 0)
        .map(|(severity, found)| styled(severity, count(found, severity.as_str()), paint))
        .collect();
    match counts.as_slice() {
        [] => paint.good("Nothing to look at"),
        counts => counts.join(", "),
    }
}

fn heading(code: Code, found: usize, paint: Paint) -> String {
    let label = styled(code.severity(), format!("{}:", code.severity().as_str()), paint);
    let code_word = paint.strong(code.as_str());
    format!("{label} {code_word} ({found}) {}\n", paint.faint(code.meaning()))
}

fn line(finding: &Finding, paint: Paint) -> String {
    format!("  {}: {}\n", paint.faint(clean(&finding.place)), clean(&finding.message))
}

fn styled(severity: Severity, text: String, paint: Paint) -> String {
    match severity {
        Severity::Error => paint.bad(text),
        Severity::Warning => paint.warn(text),
        Severity::Note => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, place: &str, message: &str) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            talks: Vec::new(),
            place: place.into(),
            message: message.into(),
        }
    }

    #[test]
    fn findings_are_shown_by_kind_with_what_the_kind_means() {
        let all = [
            finding(Code::RoomOverlap, "2024-06-01 10:30, Pier", "`A` and \u{1b}`B` overlap"),
            finding(Code::BadLink, "event", "`x` is no absolute http or https address"),
            finding(Code::BadLink, "not scheduled", "`y` has no readable host"),
        ];
        insta::assert_snapshot!(findings(&all, Extent::First, Paint::Plain), @r"
        error: room-overlap (1) Two sessions are in one room at the same time
          2024-06-01 10:30, Pier: `A` and `B` overlap

        warning: bad-link (2) A link that visitors cannot follow
          event: `x` is no absolute http or https address
          not scheduled: `y` has no readable host
        ");
        assert_eq!(verdict(&all, Paint::Plain), "1 error, 2 warnings");
        assert_eq!(verdict(&[], Paint::Plain), "Nothing to look at");
    }

    #[test]
    fn only_the_first_of_a_kind_are_shown_unless_all_are_asked_for() {
        let all = vec![finding(Code::LongTitle, "event", "long"); SHOWN_OF_A_KIND + 2];
        let first = findings(&all, Extent::First, Paint::Plain);
        assert!(first.ends_with("  2 more not shown; `--verbose` has all\n\n"), "{first}");
        let full = findings(&all, Extent::All, Paint::Plain);
        assert_eq!(full.lines().filter(|line| line.starts_with("  event")).count(), all.len());
    }
}
