//! What many rows of a table lack, told once for all of them.

use super::field::Field;
use super::record::{Record, rows_named};
use super::tables::Table;
use super::timetable::{self, Placed};
use super::told::Told;
use crate::ingest::report::Report;

/// What many rows of a table lack, to be told once.
#[derive(Default)]
pub(super) struct Tally {
    no_end: Vec<usize>,
    no_time: Vec<usize>,
    day_above: Vec<usize>,
}

impl Tally {
    /// Takes in a row that is part of the programme.
    pub(super) fn count(
        &mut self,
        record: Record<'_>,
        told: &Told,
        placed: Option<&Placed>,
        is_row_above: bool,
    ) {
        let number = record.row.number;
        let Some(placed) = placed else {
            if told.unread.is_empty() && !told.states_start() {
                self.no_time.push(number);
            }
            return;
        };
        if placed.slot.start == placed.slot.end && !told.states_end() {
            self.no_end.push(number);
        }
        if is_row_above && !timetable::names_day(told) && told.start.instant.is_none() {
            self.day_above.push(number);
        }
    }

    /// Tells each lack once for a table; where no column could have it, for the whole of it.
    pub(super) fn tell(&self, table: &Table, report: &mut Report) {
        let place = |rows: &[usize]| format!("{}{}", table.label, rows_named(rows));
        let has = |fields: &[Field]| fields.iter().any(|field| table.header.has(*field));
        if !self.no_end.is_empty() {
            let message = "no end and no length is stated; kept with the start alone";
            report.warn("no-end", place(&self.no_end), message);
        }
        if !self.no_time.is_empty() && has(&[Field::Start, Field::Date, Field::Day]) {
            let message = "no time is stated; kept without one";
            report.warn("no-time", place(&self.no_time), message);
        }
        if !self.day_above.is_empty() {
            let message = "no day is stated; taken from the rows above";
            report.warn("day-above", place(&self.day_above), message);
        }
    }
}
