//! Numbers of cells to text as people would type it.

use jiff::Unit;
use jiff::civil::DateTime;

/// From here on not every whole number has a value of its own.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number without `.0`, and never as a power of ten.
pub(super) fn plain(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < MAX_WHOLE {
        return (value as i64).to_string();
    }
    // Sums of binary fractions leave a trace in the last digits: 0.30000000000000004.
    let rounded = format!("{value:.9}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A day with its time in ISO 8601, to the second; the day alone at midnight.
pub(super) fn moment(wall: DateTime) -> String {
    let wall = wall.round(Unit::Second).unwrap_or(wall);
    if wall.time() == jiff::civil::Time::midnight() {
        wall.date().to_string()
    } else {
        wall.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

/// Seconds as `10:30` or `10:30:05`; more than a day is as many hours.
pub(super) fn clock(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_are_written_as_people_type_them() {
        let cases = [(45.0, "45"), (-3.0, "-3"), (0.1 + 0.2, "0.3"), (1.5, "1.5"), (0.0, "0")];
        for (value, text) in cases {
            assert_eq!(plain(value), text);
        }
        assert_eq!(plain(1e20), "100000000000000000000");
        assert_eq!(plain(f64::NAN), "NaN");
    }

    #[test]
    fn days_and_times_are_written_to_the_second() {
        let almost = date(2024, 6, 19).at(10, 29, 59, 999_600_000);
        assert_eq!(moment(almost), "2024-06-19T10:30:00");
        assert_eq!(moment(date(2024, 6, 19).at(0, 0, 0, 0)), "2024-06-19");
        assert_eq!((clock(37_800), clock(90_005)), ("10:30".into(), "25:00:05".into()));
    }
}
