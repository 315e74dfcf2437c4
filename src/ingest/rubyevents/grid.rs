//! The days of a `schedule.yml`: rows with times, some with named items, some with open places
//! that the talks fill. Knows no talks.

use std::collections::HashMap;

use jiff::civil::{Date, Time};

use super::{Record, Report, json, time, words};
use crate::domain::{Kind, Slot, Talk};
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::zone::Zone;
use crate::text;

/// A day of the programme.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) date: Date,
    /// What stands by name in the grid (breaks, parties).
    pub(super) items: Vec<Draft>,
    /// Open places in order: how many at once, and when; without a time where it is unreadable.
    pub(super) open: Vec<(usize, Option<Slot>)>,
    pub(super) place: String,
}

/// Reads the days. Times before `change` belong to the evening of the day.
pub(super) fn days(
    document: &serde_json::Value,
    zone: &Zone,
    change: Time,
    report: &mut Report,
) -> Vec<Day> {
    let records = json::records(json::field(document, "days"), "days", report);
    let mut days = Vec::with_capacity(records.len());
    for record in records {
        let stated = record.text("date");
        let Some(date) = time::leading_date(&stated) else {
            let message = format!("`{}` is not a date; the day is left out", clip(&stated, 40));
            report.warn("bad-date", &record.place, message);
            continue;
        };
        let place = format!("{} ({date})", record.path);
        let day = Day { date, items: Vec::new(), open: Vec::new(), place };
        days.push(Clock { zone, change, report: &mut *report }.fill(day, &record));
    }
    days
}

/// Reads the rows of a day.
struct Clock<'a> {
    zone: &'a Zone,
    change: Time,
    report: &'a mut Report,
}

impl Clock<'_> {
    fn fill(mut self, mut day: Day, record: &Record<'_>) -> Day {
        let mut seen = HashMap::new();
        for row in record.records("grid", self.report) {
            let slot = self.slot(day.date, &row);
            let items = json::list(row.get("items"));
            if items.is_empty() {
                let places = json::count(row.get("slots")).unwrap_or(1);
                day.open.push((usize::try_from(places).unwrap_or(usize::MAX), slot));
                continue;
            }
            for item in items {
                let item = item_draft(item, &row, day.date, &mut seen, self.report);
                day.items.extend(item.map(|mut draft| {
                    draft.talk.slots.extend(slot.clone());
                    draft
                }));
            }
        }
        day
    }

    /// The span of a row. Rows after midnight and ends after it belong to the evening before.
    fn slot(&mut self, date: Date, row: &Record<'_>) -> Option<Slot> {
        let (from, to) = (row.text("start_time"), row.text("end_time"));
        let Some(start) = time::clock(&from) else {
            let message = format!("`{}` is not a time of day", clip(&from, 40));
            self.report.warn("bad-time", &row.place, message);
            return None;
        };
        let night = if start < self.change { date.tomorrow().ok()? } else { date };
        let end = time::clock(&to).unwrap_or(start);
        let end_day = if end < start { night.tomorrow().ok()? } else { night };
        let start = time::on_wall(night.to_datetime(start), self.zone, &row.place, self.report)?;
        let end = time::on_wall(end_day.to_datetime(end), self.zone, &row.place, self.report)?;
        let slot = time::slot(&start, &end, "", &row.place, self.report);
        Some(Slot { day: (slot.start.date() != date).then_some(date), ..slot })
    }
}

/// A named item: a title alone, or with a description. It has no id, so that it gets one of its
/// day, its title and how often that stood there before.
fn item_draft(
    item: &serde_json::Value,
    row: &Record<'_>,
    date: Date,
    seen: &mut HashMap<String, usize>,
    report: &mut Report,
) -> Option<Draft> {
    let title = json::name(item);
    if title.is_empty() {
        report.warn("missing-title", &row.place, "an item without a title was left out");
        return None;
    }
    let slug = text::slugify(&title);
    let count = seen.entry(slug.clone()).or_default();
    *count += 1;
    let number = match count {
        1 => format!("{date}-{slug}"),
        nth => format!("{date}-{slug}-{nth}"),
    };
    let talk = Talk {
        kind: kind(&title),
        abstract_text: json::text(json::field(item, "description")),
        title,
        ..Talk::default()
    };
    Some(Draft { talk, number, place: row.place.clone(), ..Draft::default() })
}

/// What sort of item it is. Those in the list of talks are not here, so that what is neither a
/// pause nor named as a stage session is a service.
fn kind(title: &str) -> Kind {
    match words::kind(title, title) {
        Kind::Talk => Kind::Service,
        kind => kind,
    }
}

/// How many talks have a place in a day.
pub(super) fn open_places(day: &Day) -> usize {
    day.open.iter().fold(0, |sum, (places, _)| sum.saturating_add(*places))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    fn read(grid: serde_json::Value) -> (Day, Vec<String>) {
        let zone = Zone { rules: TimeZone::get("Europe/Paris").unwrap(), name: "x".into() };
        let mut report = Report::default();
        let document = json!({"days": [{"date": "2024-05-07", "grid": grid}, {"date": "soon"}]});
        let day = days(&document, &zone, time::DAY_CHANGE, &mut report).remove(0);
        (day, report.warnings.into_iter().map(|told| told.code).collect())
    }

    #[test]
    fn rows_are_open_or_named() {
        let (day, told) = read(json!([
            {"start_time": "9:00", "end_time": "10:00", "slots": 3},
            {"start_time": "10:00", "end_time": "10:15", "slots": 2,
             "items": ["Break", {"title": "Game Night", "description": "Bring one."}]},
            {"start_time": "10:15", "end_time": "11:00"},
            {"start_time": "12:00", "end_time": "12:15", "slots": 1, "items": ["break"]}]));
        assert_eq!(told, ["bad-date"]);
        assert_eq!((open_places(&day), day.open.len()), (4, 2));
        let items: Vec<_> = day
            .items
            .iter()
            .map(|item| (item.number.as_str(), item.talk.kind, item.talk.slots.len()))
            .collect();
        let expected = [
            ("2024-05-07-break", Kind::Break, 1),
            ("2024-05-07-game-night", Kind::Service, 1),
            ("2024-05-07-break-2", Kind::Break, 1),
        ];
        assert_eq!(items, expected);
        assert_eq!(day.items[1].talk.abstract_text, "Bring one.");
    }

    #[test]
    fn nights_belong_to_the_day_before() {
        let (day, _) = read(json!([
            {"start_time": "22:00", "end_time": "01:00"},
            {"start_time": "01:00", "end_time": "02:00"}]));
        let slots: Vec<&Slot> = day.open.iter().filter_map(|(_, slot)| slot.as_ref()).collect();
        assert_eq!(slots[0].end, date(2024, 5, 8).at(1, 0, 0, 0));
        assert_eq!((slots[0].day, slots[1].day), (None, Some(date(2024, 5, 7))));
        assert_eq!(slots[1].start, date(2024, 5, 8).at(1, 0, 0, 0));
    }

    #[test]
    fn unreadable_times_and_items_are_told() {
        let (day, told) = read(json!([
            {"start_time": "Evening", "end_time": "Evening", "items": ["Party", {}]},
            {"start_time": "10:00", "end_time": "late", "slots": -1}, "x"]));
        assert_eq!(told, ["bad-record", "bad-time", "missing-title", "bad-date"]);
        assert!(day.items[0].talk.slots.is_empty());
        assert_eq!(open_places(&day), 1);
    }
}
