//! When and where a talk is given, as wall time in the event's zone; knows no zone rules.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// One showing of a talk. A talk has none (archive), one, or several (repeated).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Start, wall time in the event's zone.
    pub start: DateTime,
    /// End, wall time in the event's zone.
    pub end: DateTime,
    /// The room's name, as the programme writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The programme day when it is not the day of `start` (a 01:00 session of the evening before).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Whether `start` is the second of two such times of a night when clocks go back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub start_repeated: bool,
    /// Whether `end` is the second of two such times.
    #[serde(default, skip_serializing_if = "is_false")]
    pub end_repeated: bool,
}

impl Slot {
    /// A slot of which only the time is known.
    pub fn new(start: DateTime, end: DateTime) -> Self {
        Self { start, end, room: None, day: None, start_repeated: false, end_repeated: false }
    }

    /// The day under which the programme lists this slot.
    pub fn programme_day(&self) -> Date {
        self.day.unwrap_or_else(|| self.start.date())
    }
}

/// The form serde asks for.
fn is_false(flag: &bool) -> bool {
    !flag
}
