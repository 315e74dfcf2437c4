//! A cell that is one number: a day as spreadsheets count them, a share of a day, or seconds since
//! 1970.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

use super::scan::{Parts, RawDate, Wanted};
use crate::ingest::time::Stated;

/// The day from which spreadsheets count.
const DAY_ZERO: Date = date(1899, 12, 30);
/// Days of spreadsheets from 1954 to 2119.
const DAYS: std::ops::Range<f64> = 20_000.0..80_000.0;
/// Seconds since 1970 from 2001 to 2096.
const UNIX_SECONDS: std::ops::Range<i64> = 1_000_000_000..4_000_000_000;
const SECONDS_A_DAY: f64 = 86_400.0;

/// What a cell that is one number states.
pub(super) fn number(cell: &str, wanted: Wanted) -> Option<Parts> {
    let cell = cell.trim();
    let first = cell.bytes().next().filter(u8::is_ascii_digit)?;
    if !cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    if let Some(second) = cell.parse().ok().filter(|second| UNIX_SECONDS.contains(second)) {
        let instant = Timestamp::from_second(second).ok()?;
        return Some(Parts { instant: Some(Stated::Instant(instant, None)), ..Parts::default() });
    }
    let value: f64 = cell.parse().ok()?;
    if DAYS.contains(&value) {
        let (days, seconds) = parts_of(value);
        let date = DAY_ZERO.checked_add(Span::new().days(days)).ok()?;
        let time_s = cell.contains('.').then_some(seconds);
        return Some(Parts { date: Some(RawDate::Exact(date)), time_s, ..Parts::default() });
    }
    let is_share = wanted == Wanted::Time && first == b'0' && cell.contains('.') && value < 1.0;
    // `0.30` is half past midnight, `0.4375` a share of the day.
    is_share.then_some(()).filter(|()| cell.len() > "0.30".len() || value * 100.0 >= 60.0)?;
    Some(Parts { time_s: Some(parts_of(value).1), ..Parts::default() })
}

/// Whole days, and the seconds of the rest; the value is one of [`DAYS`] or a share of a day, so
/// that nothing is cut off.
fn parts_of(value: f64) -> (i64, u32) {
    (value.floor() as i64, (value.fract() * SECONDS_A_DAY).round() as u32)
}
