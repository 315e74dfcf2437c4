//! What `versions`, `diff`, `correct` and `alias` say.

use super::layout::{clean, count};
use crate::cli::paint::Paint;
use crate::domain::{Alias, Change, Correction};
use crate::store::Import;

/// One line a version, the newest first.
pub(in crate::cli) fn versions(versions: &[Import], paint: Paint) -> String {
    if versions.is_empty() {
        return "No versions yet".to_owned();
    }
    versions.iter().map(|version| line(version, paint)).collect()
}

fn line(version: &Import, paint: Paint) -> String {
    let record = &version.record;
    let number = paint.strong(version.version.to_string());
    let time = version.imported_at.strftime("%Y-%m-%d %H:%M UTC");
    let counts =
        format!("{} added, {} changed, {} removed", record.added, record.changed, record.removed);
    let source = match record.file_name.as_str() {
        "" => record.format.clone(),
        file => format!("`{}` ({})", clean(file), record.format),
    };
    format!("{number}  {time}  {counts}  {source}\n")
}

/// How many talks a difference is about.
pub(in crate::cli) fn difference(changes: &[Change]) -> String {
    match changes.is_empty() {
        true => "0 changes".to_owned(),
        false => {
            format!("{} in {}", count(changes.len(), "change"), count(talks(changes), "record"))
        }
    }
}

/// Said when something was put right.
pub(in crate::cli) fn corrected(changes: &[Change]) -> String {
    match changes.is_empty() {
        true => "Noted; nothing stored changes by it".to_owned(),
        false => format!("Put right in {}", count(talks(changes), "record")),
    }
}

fn talks(changes: &[Change]) -> usize {
    changes.iter().map(|change| &change.talk).collect::<std::collections::BTreeSet<_>>().len()
}

/// One line a correction, with what the newest file says.
pub(in crate::cli) fn corrections(corrections: &[Correction]) -> String {
    if corrections.is_empty() {
        return "Nothing was corrected".to_owned();
    }
    let line = |it: &Correction| {
        let (talk, value, stated) = (clean(&it.talk), clean(&it.value), clean(&it.stated));
        format!("`{talk}` {}: {value} (the file says: {stated})\n", it.field)
    };
    corrections.iter().map(line).collect()
}

/// One line a name.
pub(in crate::cli) fn aliases(aliases: &[Alias]) -> String {
    if aliases.is_empty() {
        return "No name stands for another".to_owned();
    }
    let line = |it: &Alias| {
        format!("{} `{}` is `{}`\n", it.kind.as_str(), clean(&it.name), clean(&it.stands_for))
    };
    aliases.iter().map(line).collect()
}

/// Said when a name was forgotten, or was not known.
pub(in crate::cli) fn forgotten(alias: &Alias, is_gone: bool) -> String {
    let (kind, name) = (alias.kind.as_str(), clean(&alias.name));
    match is_gone {
        true => format!("Forgot the {kind} `{name}`; the next import brings back what files say"),
        false => format!("No {kind} is known as `{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::store::ImportRecord;

    #[test]
    fn a_version_is_one_line() {
        let record = ImportRecord {
            file_name: "schedule.xml".into(),
            format: "frab-xml".into(),
            content_hash: [0; 32],
            added: 3,
            changed: 0,
            removed: 1,
        };
        let by_hand = ImportRecord {
            file_name: String::new(),
            format: "correction".into(),
            ..record.clone()
        };
        let imported_at = Timestamp::constant(1_720_000_000, 0);
        let all = [(8, by_hand), (7, record)];
        let all = all.map(|(version, record)| Import { version, imported_at, record });
        insta::assert_snapshot!(versions(&all, Paint::Plain), @r"
        8  2024-07-03 09:46 UTC  3 added, 0 changed, 1 removed  correction
        7  2024-07-03 09:46 UTC  3 added, 0 changed, 1 removed  `schedule.xml` (frab-xml)
        ");
    }
}
