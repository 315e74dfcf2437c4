//! What `import` shows: the count, the changes talk by talk and field by field, the warnings.

use std::path::Path;

use super::layout::{clean, count};
use crate::app::ImportReport;
use crate::cli::paint::Paint;
use crate::domain::{Change, WHOLE_TALK};
use crate::ingest::Warning;

/// Letters of a value that are shown: both sides of a difference fit on a screen.
const EXCERPT_CHARS: usize = 160;
/// Letters that are shown before the first difference of two long values.
const LEAD_CHARS: usize = 40;
/// Warnings listed; the rest is counted.
const WARNINGS_SHOWN: usize = 20;

/// Whether an import was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Written {
    /// It was.
    Yes,
    /// It was only worked out.
    No,
}

/// One line of counts.
pub(in crate::cli) fn outcome(
    file: &Path,
    report: &ImportReport,
    written: Written,
    paint: Paint,
) -> String {
    let (verb, end) = match written {
        Written::Yes => ("Imported", ""),
        Written::No => ("Would import", "; nothing was written"),
    };
    let counts = format!(
        "{} added, {} changed, {} removed, {} unchanged",
        report.added, report.changed, report.removed, report.unchanged
    );
    let event = paint.strong(clean(&report.event));
    format!("{verb} `{}` ({}) into `{event}`: {counts}{end}", file.display(), report.format)
}

/// One line on a transcript: the talk it came to, or that it came to none.
pub(in crate::cli) fn transcript(
    file: &Path,
    report: &ImportReport,
    written: Written,
    paint: Paint,
) -> String {
    let file = format!("`{}` ({})", file.display(), report.format);
    let event = paint.strong(clean(&report.event));
    let (verb, end) = match written {
        Written::Yes => ("Imported", ""),
        Written::No => ("Would import", "; nothing was written"),
    };
    match report.changes.first() {
        Some(change) => {
            let title = clean(&change.title);
            let size = clean(change.new.as_deref().unwrap_or_default());
            format!("{verb} {file} into `{event}`: {size} of \"{title}\"{end}")
        }
        None if report.unchanged > 0 => format!("`{event}` has {file} already"),
        None => format!("Left out {file}"),
    }
}

/// Said when `watch` begins.
pub(in crate::cli) fn watching(paths: usize) -> String {
    format!("Watching {}; Ctrl+C ends it", count(paths, "path"))
}

/// The changes, each talk once.
pub(in crate::cli) fn changes(changes: &[Change], paint: Paint) -> String {
    let mut text = String::new();
    let mut talk = None;
    for change in changes {
        let is_whole = change.old.is_none() || change.new.is_none();
        if change.field == WHOLE_TALK && is_whole {
            text += &came_or_went(change, paint);
            talk = None;
            continue;
        }
        if talk != Some(&change.talk) {
            text += &format!("~ {}\n", heading(change, paint));
            talk = Some(&change.talk);
        }
        text += &field(change, paint);
    }
    text
}

fn came_or_went(change: &Change, paint: Paint) -> String {
    match change.new {
        Some(_) => format!("{} {}\n", paint.good("+"), heading(change, paint)),
        None => format!("{} {}\n", paint.bad("-"), heading(change, paint)),
    }
}

fn heading(change: &Change, paint: Paint) -> String {
    let id = paint.faint(format!("({})", clean(&change.talk)));
    format!("{} {id}", paint.strong(clean(&change.title)))
}

fn field(change: &Change, paint: Paint) -> String {
    let (old, new) = excerpts(
        change.old.as_deref().unwrap_or_default(),
        change.new.as_deref().unwrap_or_default(),
    );
    let mut text = format!("    {}\n", clean(&change.field));
    if !old.is_empty() {
        text += &format!("      {}\n", paint.bad(format!("- {old}")));
    }
    if !new.is_empty() {
        text += &format!("      {}\n", paint.good(format!("+ {new}")));
    }
    text
}

/// Both values on one line each, long ones cut to where they first differ.
fn excerpts(old: &str, new: &str) -> (String, String) {
    let one_line = |text: &str| {
        let words: Vec<_> = text.split_whitespace().collect();
        clean(&words.join(" ")).into_owned()
    };
    let (old, new) = (one_line(old), one_line(new));
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let is_long = old.chars().count().max(new.chars().count()) > EXCERPT_CHARS;
    let from = if is_long { same.saturating_sub(LEAD_CHARS) } else { 0 };
    (cut(&old, from), cut(&new, from))
}

fn cut(text: &str, from: usize) -> String {
    let before = if from > 0 { "…" } else { "" };
    let mut rest = text.chars().skip(from);
    let shown: String = rest.by_ref().take(EXCERPT_CHARS).collect();
    let after = if rest.next().is_some() { "…" } else { "" };
    if shown.is_empty() { String::new() } else { format!("{before}{shown}{after}") }
}

/// The first warnings, and how many more there are.
pub(in crate::cli) fn warnings(warnings: &[Warning], paint: Paint) -> String {
    let line = |it: &Warning| {
        let label = paint.warn("warning:");
        format!("{label} {}: {} ({})\n", clean(&it.place), clean(&it.message), clean(&it.code))
    };
    let shown: String = warnings.iter().take(WARNINGS_SHOWN).map(line).collect();
    match warnings.len().saturating_sub(WARNINGS_SHOWN) {
        0 => shown,
        more => format!("{shown}{} not shown; `--json` has all\n", count(more, "more warning")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(talk: &str, field: &str, old: Option<&str>, new: Option<&str>) -> Change {
        Change {
            talk: talk.into(),
            title: format!("Title of {talk}"),
            field: field.into(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        }
    }

    #[test]
    fn changes_are_shown_by_talk_and_field() {
        let all = [
            change("a", "title", Some("Old"), Some("New \u{1b}[2J")),
            change("a", "slots", Some("2024-06-19T10:00 Room 1"), None),
            change("b", "talk", None, Some("Title of b")),
            change("c", "talk", Some("Title of c"), None),
        ];
        insta::assert_snapshot!(changes(&all, Paint::Plain), @r"
        ~ Title of a (a)
            title
              - Old
              + New [2J
            slots
              - 2024-06-19T10:00 Room 1
        + Title of b (b)
        - Title of c (c)
        ");
        let coloured = changes(&all[1..3], Paint::Coloured).replace('\u{1b}', "^");
        insta::assert_snapshot!(coloured, @r"
        ~ ^[1mTitle of a^[0m ^[2m(a)^[0m
            slots
              ^[31m- 2024-06-19T10:00 Room 1^[0m
        ^[32m+^[0m ^[1mTitle of b^[0m ^[2m(b)^[0m
        ");
    }

    #[test]
    fn long_values_are_cut_to_their_difference() {
        let same = "word ".repeat(100);
        let (old, new) = excerpts(&format!("{same}old end"), &format!("{same}new end"));
        assert!(old.starts_with('…') && old.ends_with("old end"), "{old}");
        assert!(new.ends_with("new end") && new.chars().count() < EXCERPT_CHARS);
        assert_eq!(excerpts("a\nb", ""), ("a b".to_owned(), String::new()));
    }

    #[test]
    fn many_warnings_are_counted() {
        let warning = Warning { code: "c".into(), place: "line 1".into(), message: "odd".into() };
        let text = warnings(&vec![warning; WARNINGS_SHOWN + 2], Paint::Plain);
        assert_eq!(text.lines().count(), WARNINGS_SHOWN + 1);
        assert!(text.ends_with("2 more warnings not shown; `--json` has all\n"), "{text}");
    }
}
