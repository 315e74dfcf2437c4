//! The rows of all tables of an event to drafts of talks, with their times. What the rows have to
//! tell together, such as the order of day and month, is learnt before the first is read.

use super::field::Field;
use super::header::Column;
use super::record::Record;
use super::rows::{self, Manner};
use super::tables::Table;
use super::tally::Tally;
use super::timetable::{Asked, Filed, Placed, Timetable};
use super::told::{self, Told};
use super::when::{Parts, RawDate};
use super::{learn, own};
use crate::domain::{Event, Slot};
use crate::ingest::draft::Draft;
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::ingest::time::DAY_CHANGE;
use crate::ingest::zone::{self, Zone};
use crate::ingest::{IngestError, ParseOptions, settle};

/// A table as its rows follow each other.
pub(super) struct Programme<'a> {
    table: &'a Table,
    is_own: bool,
    manner: Manner,
    /// Days that stand over the table: its sheet's name, a title above the header.
    above: Vec<Parts>,
    entries: Vec<Entry<'a>>,
}

enum Entry<'a> {
    /// A row that only says which day comes next.
    Heading(Parts),
    Session(Record<'a>, Box<Told>),
}

impl<'a> Programme<'a> {
    /// Looks at all rows of a table that are wanted.
    pub(super) fn of(table: &'a Table, is_wanted: impl Fn(Record<'_>) -> bool) -> Self {
        let is_own = own::is_own(&table.header);
        let titles = table.sheet.rows.iter().take(table.header.at).flat_map(|row| row.cells());
        let above = titles.chain([table.sheet.name.as_str()]).filter_map(told::day).collect();
        let records = table.records().filter(|record| {
            let cells = record.row.cells();
            !cells.eq(table.header.names.iter().map(String::as_str)) && is_wanted(*record)
        });
        let manner = Manner::of(table.records());
        let entries = records
            .map(|record| match told::heading(record.header, record.row) {
                Some(day) if !is_own => Entry::Heading(day),
                _ => Entry::Session(record, Box::new(time_of(record, is_own))),
            })
            .collect();
        Self { table, is_own, manner, above, entries }
    }

    /// Whether the table is our own export.
    pub(super) fn is_own(&self) -> bool {
        self.is_own
    }

    /// The columns of the table.
    pub(super) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.table.header.columns.iter()
    }

    /// The zone that the first row with one names.
    pub(super) fn zone(&self) -> Option<&str> {
        self.table.records().map(|it| it.first(Field::Timezone)).find(|zone| !zone.is_empty())
    }

    /// What the rows say of their time.
    pub(super) fn told(&self) -> impl Iterator<Item = &Told> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Session(_, told) => Some(&**told),
            Entry::Heading(_) => None,
        })
    }

    /// All parts of dates and times of the table.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Parts> {
        let headings = self.entries.iter().filter_map(|entry| match entry {
            Entry::Heading(day) => Some(day),
            Entry::Session(..) => None,
        });
        self.told().flat_map(Told::all).chain(headings).chain(&self.above)
    }

    /// The rows as drafts; what cannot be read is told with its row.
    fn drafts(&self, timetable: Option<&Timetable>, report: &mut Report) -> Vec<(Draft, bool)> {
        let mut tally = Tally::default();
        let heading = |parts: &Parts| timetable.and_then(|it| it.heading_day(parts));
        let mut above = self.above.iter().find_map(heading);
        let mut is_row_above = false;
        let mut drafts = Vec::new();
        for entry in &self.entries {
            let (record, told) = match entry {
                Entry::Heading(day) => {
                    above = heading(day);
                    is_row_above = false;
                    continue;
                }
                Entry::Session(record, told) => (*record, told),
            };
            let draft = if self.is_own {
                own::draft(record, report)
            } else {
                rows::draft(record, &self.manner, report)
            };
            if let Some(draft) = draft {
                let placed = place(&draft, record, told, above, timetable, report);
                if !self.is_own {
                    tally.count(record, told, placed.as_ref(), is_row_above);
                }
                drafts.push(self.with_slot(draft, told, placed));
            }
            if let Some(day) = timetable.and_then(|it| it.named_day(told)) {
                above = Some(Filed::Programme(day.date()));
                is_row_above = true;
            }
        }
        tally.tell(self.table, report);
        drafts
    }

    fn with_slot(&self, mut draft: Draft, told: &Told, placed: Option<Placed>) -> (Draft, bool) {
        if !self.is_own {
            draft.talk.duration_s = told.length_s;
        }
        let is_filed = self.is_own || placed.as_ref().is_some_and(|placed| placed.is_filed);
        let slot = placed.map(|placed| placed.slot);
        let slot = slot.map(|slot| if self.is_own { filed(slot, told) } else { slot });
        draft.talk.slots.extend(slot);
        (draft, is_filed)
    }
}

/// Reads the tables of an event.
///
/// # Errors
///
/// A zone is needed and not known, or the dates cannot be told.
pub(super) fn read(
    programmes: &[Programme<'_>],
    event: &Event,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<(Vec<Draft>, Option<Zone>), IngestError> {
    let timetable = learn::timetable(programmes, event, options, report)?;
    if let Some(timetable) = &timetable {
        learn::check_days(programmes, timetable)?;
        learn::warn_of_zone_words(programmes, timetable, report);
    }
    let mut drafts = Vec::new();
    for programme in programmes {
        for (mut draft, is_filed) in programme.drafts(timetable.as_ref(), report) {
            let change = options.day_change.unwrap_or(DAY_CHANGE);
            if !is_filed {
                settle::file_by_hour(std::slice::from_mut(&mut draft), change);
            }
            drafts.push(draft);
        }
    }
    let zone = match timetable {
        Some(timetable) => Some(timetable.zone),
        None => zone::choose(learn::declared_zone(programmes), options, report)?,
    };
    Ok((drafts, zone))
}

/// A slot on the day that our own export says, however far from its start.
fn filed(slot: Slot, told: &Told) -> Slot {
    match told.day.date {
        Some(RawDate::Exact(day)) => {
            Slot { day: (day != slot.start.date()).then_some(day), ..slot }
        }
        _ => slot,
    }
}

/// What our own export says of a row's time leaves the length to the recording.
fn time_of(record: Record<'_>, is_own: bool) -> Told {
    let mut told = Told::by(record);
    if is_own {
        told.length_s = None;
        told.unread.retain(|(code, _)| *code != told::BAD_DURATION);
    }
    told
}

/// The slot of a row.
fn place(
    draft: &Draft,
    record: Record<'_>,
    told: &Told,
    above: Option<Filed>,
    timetable: Option<&Timetable>,
    report: &mut Report,
) -> Option<Placed> {
    for (code, message) in &told.unread {
        report.warn(code, &draft.place, message);
    }
    let timetable = timetable.filter(|_| told.states_start())?;
    let room = record.first(Field::Room);
    let own_zone = zone_of(record, timetable, &draft.place, report);
    let zone = own_zone.as_ref().unwrap_or(&timetable.zone);
    timetable.place(Asked { told, room, place: &draft.place, zone, above }, report)
}

/// The zone that a row alone names, where the table's is not given by hand.
fn zone_of(
    record: Record<'_>,
    timetable: &Timetable,
    place: &str,
    report: &mut Report,
) -> Option<Zone> {
    let name = record.first(Field::Timezone);
    if name.is_empty() || timetable.is_zone_given || name == timetable.zone.name {
        return None;
    }
    let found = zone::choose(Some(name), &ParseOptions::default(), report);
    if found.is_err() {
        let message = format!(
            "`{}` is no time zone; read as wall time in {}",
            clip(name, 40),
            timetable.zone.name
        );
        report.warn("unknown-zone", place, message);
    }
    found.ok().flatten()
}
