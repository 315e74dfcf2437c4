//! Dates, times and lengths as people write them into cells; reads no table.

mod calendar;
mod clock;
mod date;
mod length;
mod number;
mod scan;
mod token;
mod words;

pub(super) use calendar::{Calendar, Order, Undecided};
pub(super) use length::{Unit, length_s};
pub(super) use scan::{Label, Parts, RawDate, Wanted, scan};
pub(super) use words::{is_utc, is_zone};

#[cfg(test)]
mod tests;
