//! Days, times and lengths as values of a page, said in the visitor's language when it is drawn. Wall
//! time of the event; knows no time zone rules.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use minijinja::Value;

use crate::web::spoken::Spoken;

/// `19 June 2024`.
pub(crate) fn day(date: Date) -> Value {
    Spoken::Day(date).value()
}

/// `Wed 19 June`.
pub(crate) fn short_day(date: Date) -> Value {
    Spoken::ShortDay(date).value()
}

/// `19 – 20 June 2024`.
pub(crate) fn range(first: Date, last: Date) -> Value {
    Spoken::Range(first, last).value()
}

/// `Wed 19 June, 10:00 – 10:40`.
pub(crate) fn slot(start: DateTime, end: DateTime) -> Value {
    Spoken::Slot(start, end).value()
}

/// `19 June 2024, 10:00 UTC`, of a moment that belongs to no event.
pub(crate) fn utc(moment: Timestamp) -> Value {
    let moment = moment.to_zoned(TimeZone::UTC);
    let time = Spoken::Record(moment.strftime("%H:%M").to_string());
    let values = vec![("day", Spoken::Day(moment.date())), ("time", time)];
    Spoken::Text("{day}, {time} UTC", values).value()
}

/// `33 min`, `1 h 21 min`; rounded to minutes, at least one.
pub(crate) fn length(seconds: u32) -> Value {
    Spoken::Length(seconds).value()
}

/// `12:05`, a moment in a recording.
pub(crate) fn moment(seconds: f32) -> String {
    let whole = seconds.max(0.0) as u32;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_minutes_and_seconds() {
        assert_eq!(moment(725.4), "12:05");
        assert_eq!(moment(3725.0), "1:02:05");
    }
}
