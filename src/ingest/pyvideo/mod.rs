//! pyvideo: a folder with a `category.json` and a record a talk, one record, or a list of records
//! as Hallway's own export writes it. Archive talks: they have days, and no times.

mod video;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::json::{self, Record};
use super::records::clip;
use super::report::Report;
use super::{IngestError, Input, ParseOptions, parts, settle, time, words};
use crate::domain::{Event, EventBundle};

/// Name of the folder in which an event keeps its records.
const RECORDS_FOLDER: &str = "videos";

/// Reads the records of one event.
///
/// # Errors
///
/// The only file is no JSON, or nothing says which event it is.
pub(super) fn parse(
    files: &[Input],
    options: &ParseOptions,
    report: &mut Report,
) -> Result<EventBundle, IngestError> {
    let documents = documents(files, report)?;
    let mut category = None;
    let mut records = Vec::new();
    for (name, document) in &documents {
        match sort(name, document) {
            Sort::Category => category = Some(Record::new(document, &place(name))),
            Sort::Video => records.push((stem(name), Record::new(document, &place(name)))),
            Sort::List => {
                let listed = json::records(document, "videos", report);
                records.extend(listed.into_iter().map(|record| (String::new(), record)));
            }
        }
    }
    // Readers of an archive expect the order of the days; records come in that of their names.
    records.sort_by_cached_key(|(_, record)| video::recorded(record));
    let event = event(category.as_ref(), files, &records, options)?;
    let mut drafts = Vec::with_capacity(records.len());
    for (stem, record) in &records {
        drafts.push(video::draft(record, stem, report));
    }
    Ok(settle::bundle(event, None, drafts, report))
}

/// The files as JSON. One of several that cannot be read is told.
fn documents<'a>(
    files: &'a [Input],
    report: &mut Report,
) -> Result<Vec<(&'a str, Value)>, IngestError> {
    let mut documents = Vec::with_capacity(files.len());
    for file in files {
        match file.text().and_then(json::document) {
            Ok(document) => documents.push((file.name.as_str(), document)),
            Err(error) if files.len() > 1 => {
                report.warn("bad-file", place(&file.name), format!("left out: {error}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(documents)
}

enum Sort {
    Category,
    Video,
    List,
}

/// What a document holds. A record has places to watch it; the category has none.
fn sort(name: &str, document: &Value) -> Sort {
    if document.is_array() {
        Sort::List
    } else if stem(name) == "category" || json::field(document, "videos").is_null() {
        Sort::Category
    } else {
        Sort::Video
    }
}

/// The name of a file as the place of a warning.
fn place(name: &str) -> String {
    clip(name, 120)
}

/// The name of a file without folders and ending.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

/// The event as its category says, else as all records say (the old field `category`), else by
/// the folder that holds the folder of records.
fn event(
    category: Option<&Record<'_>>,
    files: &[Input],
    records: &[(String, Record<'_>)],
    options: &ParseOptions,
) -> Result<Event, IngestError> {
    let nothing = Record::new(&Value::Null, "");
    let category = category.unwrap_or(&nothing);
    let title = parts::some(category.line("title")).or_else(|| common_category(records));
    let folder = files.iter().find_map(|file| event_folder(&file.name)).unwrap_or_default();
    let title = title.unwrap_or_else(|| folder.to_owned());
    let days = days(category, records);
    Ok(Event {
        url: parts::some(category.text("url")).filter(|url| words::is_web(url)),
        description: parts::opening(&category.text("description")),
        starts_on: days.0,
        ends_on: days.1,
        ..settle::event("", &title, options)?
    })
}

/// The one event that all records name.
fn common_category(records: &[(String, Record<'_>)]) -> Option<String> {
    let named: BTreeSet<String> =
        records.iter().map(|(_, record)| record.line("category")).collect();
    let only = (named.len() == 1).then(|| named.into_iter().next()).flatten();
    only.filter(|name| !name.is_empty())
}

/// The folder above the folder of records.
fn event_folder(name: &str) -> Option<&str> {
    let (above, _) = name.rsplit_once(&format!("/{RECORDS_FOLDER}/"))?;
    above.rsplit('/').next().filter(|folder| !folder.is_empty())
}

/// The days that the category states; else those of the records. If all records have the same day
/// it is the first: archives put it where they know no better, and the event may have been longer.
fn days(category: &Record<'_>, records: &[(String, Record<'_>)]) -> (Option<Date>, Option<Date>) {
    let stated = |key| time::leading_date(&category.text(key));
    let recorded = || records.iter().filter_map(|(_, record)| video::recorded(record));
    let (first, last) = (recorded().min(), recorded().max());
    let start = stated("start_date");
    let end = stated("end_date").or(last.filter(|_| start.is_none() && first != last));
    (start.or(first), end)
}

#[cfg(test)]
mod tests;
