//! Days, times and lengths as people read them. Wall time of the event; knows no time zone rules.

use jiff::civil::{Date, DateTime};

/// `19 June 2024`.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `19 – 20 June 2024`, saying month and year as rarely as it can.
pub(crate) fn range(first: Date, last: Date) -> String {
    if first >= last {
        return day(first);
    }
    let start = if first.year() != last.year() {
        day(first)
    } else if first.month() != last.month() {
        first.strftime("%-d %B").to_string()
    } else {
        first.day().to_string()
    };
    format!("{start} – {}", day(last))
}

/// `Wed 19 June, 10:00 – 10:40`.
pub(crate) fn slot(start: DateTime, end: DateTime) -> String {
    format!(
        "{}, {} – {}",
        start.strftime("%a %-d %B"),
        start.strftime("%H:%M"),
        end.strftime("%H:%M")
    )
}

/// `33 min`, `1 h 21 min`; rounded to minutes, at least one.
pub(crate) fn length(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60).max(1);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
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
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_range_says_month_and_year_once() {
        let june = date(2024, 6, 19);
        assert_eq!(range(june, june), "19 June 2024");
        assert_eq!(range(june, date(2024, 6, 20)), "19 – 20 June 2024");
        assert_eq!(range(june, date(2024, 7, 1)), "19 June – 1 July 2024");
        assert_eq!(
            range(date(2024, 12, 30), date(2025, 1, 2)),
            "30 December 2024 – 2 January 2025"
        );
    }

    #[test]
    fn lengths_are_whole_minutes() {
        assert_eq!(length(5), "1 min");
        assert_eq!(length(1988), "34 min");
        assert_eq!(length(3600), "1 h");
        assert_eq!(length(4912), "1 h 22 min");
        assert_eq!(moment(725.4), "12:05");
        assert_eq!(moment(3725.0), "1:02:05");
    }
}
