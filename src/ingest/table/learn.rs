//! How the times of all tables of an event are read: the zone, the order of day and month, the
//! dates of weekdays and numbered days. Reads no talk.

use super::field::Field;
use super::map::Hint;
use super::programme::Programme;
use super::timetable::{self, Timetable};
use super::told::Told;
use super::when::{Calendar, Label, Order, Parts, Undecided};
use crate::domain::Event;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::time::DAY_CHANGE;
use crate::ingest::{IngestError, ParseOptions, zone};

/// How the times are read; `None` for tables without any.
pub(super) fn timetable(
    programmes: &[Programme<'_>],
    event: &Event,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<Option<Timetable>, IngestError> {
    if !programmes.iter().flat_map(Programme::told).any(Told::has_time) {
        return Ok(None);
    }
    let zone = zone::need(declared_zone(programmes), &event.slug, options, report)?;
    let mut calendar = given(programmes, event);
    let parts: Vec<&Parts> = programmes.iter().flat_map(Programme::parts).collect();
    calendar.learn(&parts).map_err(|undecided| undecided_error(programmes, &undecided))?;
    for told in programmes.iter().flat_map(Programme::told) {
        let raw = told.start.date.or(told.date.date);
        let date = raw.and_then(|raw| calendar.date(raw));
        if let (Some(date), Some(label)) = (date, timetable::label(told)) {
            calendar.note(label, day_of(label, date));
        }
    }
    for parts in programmes.iter().flat_map(Programme::parts) {
        let date = parts.date.and_then(|raw| calendar.date(raw));
        if let (Some(date), Some(number)) = (date, parts.number) {
            calendar.note(Label::Number(number), date);
        }
    }
    let change = options.day_change.unwrap_or(DAY_CHANGE);
    let is_zone_given = options.timezone.is_some();
    Ok(Some(Timetable { calendar, zone, is_zone_given, change }))
}

/// The date of the weekday that a row names: a session of the night has that of the day before.
fn day_of(label: Label, date: jiff::civil::Date) -> jiff::civil::Date {
    let before = date.yesterday().ok().filter(|day| label == Label::Weekday(day.weekday()));
    before.unwrap_or(date)
}

/// The calendar as far as it is given: by hand, and by the year in the event's name.
fn given(programmes: &[Programme<'_>], event: &Event) -> Calendar {
    let columns = programmes.iter().flat_map(Programme::columns);
    let hints: Vec<Hint> = columns.filter_map(|column| column.hint).collect();
    let order = hints.iter().find_map(|hint| match hint {
        Hint::DayFirst => Some(Order::DayFirst),
        Hint::MonthFirst => Some(Order::MonthFirst),
        Hint::FirstDay(_) => None,
    });
    let first_day = hints.iter().find_map(|hint| match hint {
        Hint::FirstDay(day) => Some(*day),
        _ => None,
    });
    let by_slug = || Event { name: event.slug.clone(), ..Event::default() }.year();
    let year = first_day.map(|day| day.year()).or_else(|| event.year()).or_else(by_slug);
    Calendar::given(order, year, first_day)
}

/// The zone that the first row with one names.
pub(super) fn declared_zone<'a>(programmes: &'a [Programme<'_>]) -> Option<&'a str> {
    programmes.iter().find_map(Programme::zone)
}

/// Refuses tables whose times all lack their day.
pub(super) fn check_days(
    programmes: &[Programme<'_>],
    timetable: &Timetable,
) -> Result<(), IngestError> {
    let is_dated = |told: &Told| {
        timetable.named_day(told).is_some()
            || told.start.instant.or(told.date.instant).is_some()
            || timetable.calendar.first_day().is_some()
    };
    let has_heading =
        programmes.iter().flat_map(Programme::parts).any(|it| timetable.heading_day(it).is_some());
    let mut told = programmes.iter().flat_map(Programme::told).filter(|told| told.has_time());
    if has_heading || told.any(is_dated) {
        return Ok(());
    }
    let columns = || programmes.iter().flat_map(Programme::columns);
    let by = |field| columns().find(|column| column.field == field);
    let column = [Field::Day, Field::Date, Field::Start].into_iter().find_map(by);
    let (name, field) = column.map_or(("Start", "start"), |it| (&*it.name, it.field.as_str()));
    let message = format!(
        "it has times but no dates that can be read; say which day is the first, such as \
         `--map \"{}={field}:2024-06-19\"`",
        clip(name, 40),
    );
    Err(IngestError::Malformed { what: "table", message })
}

fn undecided_error(programmes: &[Programme<'_>], undecided: &Undecided) -> IngestError {
    let columns = || programmes.iter().flat_map(Programme::columns);
    let column =
        columns().find(|column| matches!(column.field, Field::Date | Field::Start | Field::Day));
    let (name, field) = column.map_or(("Date", "date"), |it| (&*it.name, it.field.as_str()));
    let why = match undecided {
        Undecided::Ambiguous(date) => {
            format!("`{date}` may be a day of either month")
        }
        Undecided::Mixed(one, other) => {
            format!("`{one}` and `{other}` cannot be dates of one form")
        }
    };
    let message = format!(
        "{why}; write dates as 2024-06-19, or pass `--map \"{0}={field}:day-first\"` or \
         `--map \"{0}={field}:month-first\"`",
        clip(name, 40),
    );
    IngestError::Malformed { what: "table", message }
}

/// Letters such as `CST` stand for several zones: the times are read in the event's, and that is
/// told.
pub(super) fn warn_of_zone_words(
    programmes: &[Programme<'_>],
    timetable: &Timetable,
    report: &mut Report,
) {
    let parts = programmes.iter().flat_map(Programme::parts);
    if let Some(word) = parts.filter_map(|parts| parts.zone.as_deref()).next() {
        let message =
            format!("times are given in `{word}`; read as wall time in {}", timetable.zone.name);
        report.warn("zone-word", "table", message);
    }
}
