//! Tables from the file to the talks: those of systems, those by hand, workbooks, and any at all.

mod books;
mod by_hand;
mod days;
mod fixtures;
mod systems;

use proptest::prelude::*;

use super::*;
use crate::domain::Talk;
use crate::ingest::merge;

fn options() -> ParseOptions {
    ParseOptions {
        event: Some("conf-2024".into()),
        timezone: Some("Europe/Paris".into()),
        ..ParseOptions::default()
    }
}

fn mapped(pairs: &[&str]) -> ParseOptions {
    let pairs = pairs.iter().map(|pair| ColumnMap::parse(pair).unwrap()).collect();
    ParseOptions { columns: ColumnMap { pairs }, ..options() }
}

type Read = (Vec<Talk>, Vec<String>);

fn read_all(files: &[&str], options: &ParseOptions) -> Result<Read, IngestError> {
    let mut report = Report::default();
    let files: Vec<Input> = files
        .iter()
        .enumerate()
        .map(|(n, text)| Input::new(&format!("{n}.csv"), text.as_bytes().to_vec()))
        .collect();
    let bundle = parse(Format::Csv, &files, options, &mut report)?;
    let warnings = report.warnings.into_iter();
    let warnings = warnings.map(|it| format!("{} {}: {}", it.code, it.place, it.message)).collect();
    Ok((bundle.talks, warnings))
}

fn read(text: &str) -> Read {
    read_all(&[text], &options()).unwrap()
}

/// Talks as `id | title | start > end @ room (day) | speakers`.
fn shown(talks: &[Talk]) -> Vec<String> {
    let slot = |slot: &crate::domain::Slot| {
        let day = slot.day.map(|day| format!(" ({day})")).unwrap_or_default();
        let room = slot.room.as_deref().unwrap_or("-");
        format!(
            "{} > {} @ {room}{day}",
            slot.start.strftime("%m-%d %H:%M"),
            slot.end.strftime("%H:%M")
        )
    };
    let person = |person: &crate::domain::Appearance| match &person.affiliation {
        Some(company) => format!("{} of {company}", person.name),
        None => person.name.clone(),
    };
    let talk = |talk: &Talk| {
        let slots = talk.slots.iter().map(slot).collect::<Vec<_>>().join(", ");
        let people = talk.speakers.iter().map(person).collect::<Vec<_>>().join(", ");
        format!("{} | {} | {slots} | {people}", talk.id, talk.title)
    };
    talks.iter().map(talk).collect()
}

fn codes(warnings: &[String]) -> Vec<&str> {
    warnings.iter().map(|warning| warning.split(' ').next().unwrap_or_default()).collect()
}

const HEADERS: [&str; 14] = [
    "Title", "Date", "Day", "Start", "End", "Duration", "Speakers", "Company", "Room", "ID",
    "Name", "Status", "Event", "Tag",
];

proptest! {
    #[test]
    fn any_table_is_read_or_refused_and_changes_nothing_when_read_again(
        headers in proptest::sample::subsequence(HEADERS.to_vec(), 1..8),
        rows in proptest::collection::vec(
            proptest::collection::vec(
                prop_oneof![
                    "\\PC{0,12}",
                    "[0-9]{1,2}:[0-9]{2}( - [0-9]{1,2}:[0-9]{2})?",
                    "[0-3]?[0-9][./][01]?[0-9][./]20[0-9]{2}",
                    "(Mon|Fri|Day 1|2024-06-1[0-9])( [0-9]{2}:[0-9]{2})?",
                    "[0-9.]{1,8}",
                ],
                0..9,
            ),
            0..8,
        ),
        day_first in any::<bool>(),
    ) {
        let mut table = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        table.write_record(&headers).unwrap();
        for row in rows.iter().filter(|row| !row.is_empty()) {
            table.write_record(row).unwrap();
        }
        let bytes = table.into_inner().unwrap();
        let order = if day_first { "day-first" } else { "month-first" };
        let given: Vec<String> = ["Date=date", "Start=start"].iter().map(|it| format!("{it}:{order}")).collect();
        let is_there = |pair: &&String| headers.iter().any(|name| pair.starts_with(name));
        let pairs: Vec<&str> = given.iter().filter(is_there).map(String::as_str).collect();
        let files = [Input::new("a.csv", bytes)];
        let mut report = Report::default();
        if let Ok(bundle) = parse(Format::Csv, &files, &mapped(&pairs), &mut report) {
            let first = merge::merge(None, &bundle, merge::MergeOptions::default()).unwrap();
            prop_assert_eq!(first.added, bundle.talks.len());
            let again = merge::merge(Some(&first.bundle), &bundle, merge::MergeOptions::default());
            prop_assert!(again.is_ok_and(|again| again.is_unchanged()) || bundle.talks.is_empty());
        }
    }
}
