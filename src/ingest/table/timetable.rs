//! What a row says of its time, to a slot in the event's zone. Never shifts a time without a
//! warning, and never makes up a date.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, ToSpan, Zoned};

use super::told::Told;
use super::when::{Calendar, Label, Parts, RawDate};
use crate::domain::Slot;
use crate::ingest::report::Report;
use crate::ingest::time::{self, Stated};
use crate::ingest::zone::Zone;

/// A session of the night is thought to be no longer, in hours; what ends earlier than it starts
/// by more is a mistake.
const MAX_NIGHT_HOURS: i64 = 12;

/// A day as a row or a heading names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filed {
    /// A day of the calendar, that ends at midnight.
    Calendar(Date),
    /// A day of the programme, that ends when the last have gone to bed.
    Programme(Date),
}

impl Filed {
    /// The date of either.
    pub(super) fn date(self) -> Date {
        match self {
            Self::Calendar(date) | Self::Programme(date) => date,
        }
    }
}

/// A slot, and whether the table says on which day of the programme it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) slot: Slot,
    pub(super) is_filed: bool,
}

/// How the times of a table are read.
#[derive(Debug)]
pub(super) struct Timetable {
    pub(super) calendar: Calendar,
    pub(super) zone: Zone,
    /// Whether the zone was given by hand, and so goes before those the rows name.
    pub(super) is_zone_given: bool,
    /// The hour at which one day of the programme ends.
    pub(super) change: Time,
}

/// A row whose time is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) told: &'a Told,
    pub(super) room: &'a str,
    pub(super) place: &'a str,
    /// The zone the row is stated in.
    pub(super) zone: &'a Zone,
    /// The day of the rows above, for a row that names none.
    pub(super) above: Option<Filed>,
}

impl Timetable {
    /// The day that a row names itself; `None` where it names none that is known.
    pub(super) fn named_day(&self, told: &Told) -> Option<Filed> {
        let raw = told.start.date.or(told.date.date);
        let date = raw.and_then(|raw| self.calendar.date(raw)).map(Filed::Calendar);
        date.or_else(|| self.programme_day(told).map(Filed::Programme))
    }

    /// The day that a heading names.
    pub(super) fn heading_day(&self, parts: &Parts) -> Option<Filed> {
        let date = parts.date.and_then(|raw| self.calendar.date(raw));
        date.or_else(|| self.calendar.labelled(parts.label()?)).map(Filed::Programme)
    }

    /// The slot of a row; what cannot be read is told, and the row then has none.
    pub(super) fn place(&self, asked: Asked<'_>, report: &mut Report) -> Option<Placed> {
        let told = asked.told;
        self.check_weekday(told, asked.place, report);
        let (start, filed) = self.start(asked, report)?;
        let end = self.end(&start, asked, report);
        let [start, end] = [start, end].map(|it| it.with_time_zone(self.zone.rules.clone()));
        let mut slot = time::slot(&start, &end, asked.room, asked.place, report);
        slot.day = filed.filter(|day| *day != slot.start.date());
        Some(Placed { slot, is_filed: filed.is_some() })
    }

    /// The start, and the day of the programme where one is named.
    fn start(&self, asked: Asked<'_>, report: &mut Report) -> Option<(Zoned, Option<Date>)> {
        let told = asked.told;
        if let Some(instant) = told.start.instant.or(told.date.instant) {
            let start = instant.in_zone(asked.zone, asked.place, report)?;
            return Some((start.clone(), self.near_day(told, start.date(), asked.place, report)));
        }
        let time_s = told.start_s()?;
        let Some((wall, day)) = self.wall(time_s, asked, report) else {
            self.warn_of_no_day(asked, report);
            return None;
        };
        let start = zoned(wall, told.start.is_utc || told.date.is_utc, asked, report)?;
        Some((start, day))
    }

    /// The wall time of a time of day, and the day of the programme where one is named.
    fn wall(
        &self,
        time_s: u32,
        asked: Asked<'_>,
        report: &mut Report,
    ) -> Option<(DateTime, Option<Date>)> {
        // A day that cannot be read is no day of another row.
        let is_silent = !names_day(asked.told) && !asked.told.has_unread_time();
        let given = || self.calendar.first_day().map(Filed::Programme);
        let other = || asked.above.or_else(given).filter(|_| is_silent);
        match self.named_day(asked.told).or_else(other)? {
            Filed::Calendar(date) => {
                let wall = at(date, time_s)?;
                Some((wall, self.near_day(asked.told, date, asked.place, report)))
            }
            Filed::Programme(day) => {
                let is_night = i64::from(time_s) < seconds(self.change);
                let date = if is_night { day.tomorrow().ok()? } else { day };
                Some((at(date, time_s)?, Some(day)))
            }
        }
    }

    /// The day of the programme that a row names, by its date or its label.
    fn programme_day(&self, told: &Told) -> Option<Date> {
        let date = told.day.date.and_then(|raw| self.calendar.date(raw));
        date.or_else(|| self.calendar.labelled(label(told)?))
    }

    /// The day of the programme beside the date of a session, if they can belong together.
    fn near_day(&self, told: &Told, date: Date, place: &str, report: &mut Report) -> Option<Date> {
        let day = self.programme_day(told)?;
        let days = (date - day).get_days();
        if (0..=1).contains(&days) {
            return Some(day);
        }
        // A weekday of an event that lasts longer than a week is no other day.
        if told.day.date.is_some() {
            let message = format!("filed under {day}, but starts on {date}; kept {date}");
            report.warn("day-mismatch", place, message);
        }
        None
    }

    /// The end: as stated, else by the length, else the start.
    fn end(&self, start: &Zoned, asked: Asked<'_>, report: &mut Report) -> Zoned {
        let told = asked.told;
        let by_length = told.length_s.and_then(|length_s| {
            start.checked_add(SignedDuration::from_secs(length_s.into())).ok()
        });
        let stated = match told.end.instant {
            Some(instant) => instant.in_zone(asked.zone, asked.place, report),
            None => self.stated_end(start, asked, report),
        };
        if let (Some(stated), Some(by_length)) = (&stated, &by_length)
            && stated != by_length
            && stated > start
        {
            let message = format!(
                "ends at {} by its end, at {} by its length; kept its end",
                stated.strftime("%H:%M"),
                by_length.strftime("%H:%M"),
            );
            report.warn("end-mismatch", asked.place, message);
        }
        stated.or(by_length).unwrap_or_else(|| start.clone())
    }

    /// The end that a row states as a time of day, after midnight if need be.
    fn stated_end(&self, start: &Zoned, asked: Asked<'_>, report: &mut Report) -> Option<Zoned> {
        let told = asked.told;
        let is_utc = told.end.is_utc || told.start.is_utc;
        let time_s = told.end.time_s.or(told.start.end_time_s).or(told.date.end_time_s)?;
        let raw = told.end.date.or(told.end_date.date).or(told.start.end_date);
        let stated_date = raw.and_then(|raw| self.calendar.date(raw));
        let zone = if is_utc { TimeZone::UTC } else { asked.zone.rules.clone() };
        let wall_start = start.with_time_zone(zone).datetime();
        let mut wall = at(stated_date.unwrap_or(wall_start.date()), time_s)?;
        if wall < wall_start && stated_date.is_none() {
            let next = wall.checked_add(1.day()).ok()?;
            let night = SignedDuration::from_hours(MAX_NIGHT_HOURS);
            wall = if next.duration_since(wall_start) <= night { next } else { wall };
        }
        zoned(wall, is_utc, asked, report)
    }

    /// A weekday that its own date does not have is a sign of a date that is wrong.
    fn check_weekday(&self, told: &Told, place: &str, report: &mut Report) {
        for parts in [&told.start, &told.date, &told.day] {
            let date = parts.date.and_then(|raw| self.calendar.date(raw));
            if let (Some(date), Some(weekday)) = (date, parts.weekday)
                && date.weekday() != weekday
            {
                let message =
                    format!("{date} is a {:?}, not a {weekday:?}; kept the date", date.weekday());
                report.warn("weekday-mismatch", place, message);
            }
        }
    }

    fn warn_of_no_day(&self, asked: Asked<'_>, report: &mut Report) {
        if !names_day(asked.told) {
            // What cannot be read was told already.
            if !asked.told.has_unread_time() {
                let message = "a time but no day is stated; kept without one";
                report.warn("no-time", asked.place, message);
            }
            return;
        }
        let raw = asked.told.start.date.or(asked.told.date.date).or(asked.told.day.date);
        let message = match (raw, label(asked.told)) {
            (Some(RawDate::Yearless { month, day }), _) => {
                format!("{day}.{month}. is stated without its year; kept without a time")
            }
            (None, Some(Label::Weekday(day))) => {
                format!("{day:?} is stated, but no date; kept without a time")
            }
            (None, Some(Label::Number(number))) => {
                format!("day {number} is stated, but no date; kept without a time")
            }
            _ => "the date is stated without its year; kept without a time".to_owned(),
        };
        report.warn("bad-date", asked.place, message);
    }
}

/// The instant of a wall time, in the zone its row is stated in.
fn zoned(wall: DateTime, is_utc: bool, asked: Asked<'_>, report: &mut Report) -> Option<Zoned> {
    if is_utc {
        let instant = wall.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return Stated::Instant(instant, None).in_zone(asked.zone, asked.place, report);
    }
    time::on_wall(wall, asked.zone, asked.place, report)
}

/// Whether a row says anything of its day.
pub(super) fn names_day(told: &Told) -> bool {
    [&told.start, &told.date, &told.day].iter().any(|parts| parts.date.is_some())
        || label(told).is_some()
}

/// What a row calls its day.
pub(super) fn label(told: &Told) -> Option<Label> {
    told.day.label().or(told.date.label()).or(told.start.label())
}

fn at(date: Date, time_s: u32) -> Option<DateTime> {
    let midnight = date.to_datetime(Time::midnight());
    midnight.checked_add(Span::new().seconds(i64::from(time_s))).ok()
}

fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}
