//! Days and times as a question names them, and the slots that they hold. Reads no question words
//! beside these, and knows no records but slots.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::hours;
use crate::domain::Slot;
use crate::text::Word;

/// Programmes run past midnight; a time before this hour belongs to the night of the day named.
const NIGHT_ENDS_HOUR: i8 = 6;

/// A day as a question names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// A day of a month, of any year unless it is said.
    Date { year: Option<i16>, month: i8, day: i8 },
    /// A day of the week.
    Weekday(Weekday),
    /// The day of this number in the programme, from 1.
    Nth(usize),
    /// The last day of the programme.
    Last,
    /// So many days from today.
    FromToday(i8),
}

/// A time of day, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hours {
    /// What is running then.
    At(Time),
    /// What begins then.
    StartsAt(Time),
    /// What begins then or later.
    From(Time),
    /// What begins before.
    Until(Time),
    /// What begins from the first to before the second.
    Between(Time, Time),
    /// What begins in this part of the day.
    Part(Part),
}

/// Parts of the day by the start of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Before 12:00.
    Morning,
    /// From 12:00 to before 18:00.
    Afternoon,
    /// From 18:00 until the programme day ends.
    Evening,
    /// From 20:00 until the programme day ends.
    Night,
}

/// Days and hours of one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct When {
    /// Any of these; none named means any day.
    pub(super) days: Vec<Day>,
    /// The hours, when named.
    pub(super) hours: Option<Hours>,
}

/// The days of one event's programme, and today in its zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar<'a> {
    /// Every programme day, in order.
    pub(super) days: &'a [Date],
    /// Today, when the zone is known.
    pub(super) today: Option<Date>,
}

impl When {
    /// What `words` of `text` say of days and hours, and which of them do. Places for which
    /// `is_taken` says so are not looked at.
    pub(super) fn read(
        text: &str,
        words: &[Word],
        is_taken: &dyn Fn(usize) -> bool,
    ) -> (Self, Vec<usize>) {
        hours::read(text, words, is_taken)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.days.is_empty() && self.hours.is_none()
    }

    /// The days of the programme that are meant; all of them when no day is named, or today when
    /// only hours are and today is one of them.
    pub(super) fn dates(&self, calendar: Calendar<'_>) -> Vec<Date> {
        let is_of_today = |date: &Date| calendar.today == Some(*date);
        if self.days.is_empty() {
            let is_now = self.hours.is_some() && calendar.days.iter().any(is_of_today);
            return match is_now {
                true => calendar.today.into_iter().collect(),
                false => calendar.days.to_vec(),
            };
        }
        let all = calendar.days.iter().enumerate();
        let is_meant =
            |&(at, date): &(usize, &Date)| self.days.iter().any(|day| day.is(*date, at, calendar));
        all.filter(is_meant).map(|(_, date)| *date).collect()
    }

    /// Whether a slot is meant, `dates` being the days that are.
    pub(super) fn holds(&self, slot: &Slot, dates: &[Date]) -> bool {
        let Some(hours) = self.hours else { return dates.contains(&slot.programme_day()) };
        match hours {
            Hours::At(time) => dates.iter().any(|date| is_on(slot, *date, time)),
            _ => dates.contains(&slot.programme_day()) && hours.holds(slot),
        }
    }
}

impl Day {
    fn is(self, date: Date, at: usize, calendar: Calendar<'_>) -> bool {
        match self {
            Self::Date { year, month, day } => {
                date.month() == month
                    && date.day() == day
                    && year.is_none_or(|it| it == date.year())
            }
            Self::Weekday(weekday) => date.weekday() == weekday,
            Self::Nth(number) => at + 1 == number,
            Self::Last => at + 1 == calendar.days.len(),
            Self::FromToday(days) => {
                calendar.today.and_then(|it| it.checked_add(days.days()).ok()) == Some(date)
            }
        }
    }
}

impl Hours {
    /// Whether a slot begins in these hours of its programme day.
    fn holds(self, slot: &Slot) -> bool {
        let start = minutes_into_day(slot);
        let of = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        match self {
            Self::At(time) | Self::StartsAt(time) => start.rem_euclid(24 * 60) == of(time),
            Self::From(time) => start >= of(time),
            Self::Until(time) => start < of(time),
            Self::Between(from, until) => (of(from)..of(until)).contains(&start),
            Self::Part(part) => part.minutes().contains(&start),
        }
    }
}

impl Part {
    /// The minutes of the programme day in which its sessions begin.
    fn minutes(self) -> std::ops::Range<i64> {
        let hours = match self {
            Self::Morning => i64::MIN / 60..12,
            Self::Afternoon => 12..18,
            Self::Evening => 18..i64::MAX / 60,
            Self::Night => 20..i64::MAX / 60,
        };
        hours.start * 60..hours.end * 60
    }
}

/// Minutes from the first midnight of the programme day to the start.
fn minutes_into_day(slot: &Slot) -> i64 {
    let midnight = slot.programme_day().to_datetime(Time::midnight());
    midnight.duration_until(slot.start).as_secs() / 60
}

/// Whether a slot is running at a time of this day.
fn is_on(slot: &Slot, date: Date, time: Time) -> bool {
    let at = date.to_datetime(time);
    if time.hour() >= NIGHT_ENDS_HOUR {
        return is_running(slot, at);
    }
    let next_day = at.checked_add(1.day());
    slot.programme_day() == date
        && (is_running(slot, at) || next_day.is_ok_and(|at| is_running(slot, at)))
}

/// Whether a slot is running at a moment.
pub(super) fn is_running(slot: &Slot, at: DateTime) -> bool {
    slot.start == at || (slot.start <= at && at < slot.end)
}

/// The days in words, to follow `on`: ` on Saturday 2024-02-03`.
pub(super) fn days_phrase(dates: &[Date]) -> String {
    let days: Vec<String> =
        dates.iter().map(|date| format!("{} {date}", date.strftime("%A"))).collect();
    match days.is_empty() {
        true => String::new(),
        false => format!(" on {}", super::record::joined(&days)),
    }
}

impl Hours {
    /// In words: ` at 14:30`, ` in the morning (before 12:00)`.
    pub(super) fn phrase(self) -> String {
        let clock = |time: Time| time.strftime("%H:%M").to_string();
        match self {
            Self::At(time) => format!(" at {}", clock(time)),
            Self::StartsAt(time) => format!(" starting at {}", clock(time)),
            Self::From(time) => format!(" from {} onwards", clock(time)),
            Self::Until(time) => format!(" before {}", clock(time)),
            Self::Between(from, until) => format!(" from {} to {}", clock(from), clock(until)),
            Self::Part(Part::Morning) => " in the morning (before 12:00)".to_owned(),
            Self::Part(Part::Afternoon) => " in the afternoon (12:00 to 18:00)".to_owned(),
            Self::Part(Part::Evening) => " in the evening (from 18:00)".to_owned(),
            Self::Part(Part::Night) => " at night (from 20:00)".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn slot(day: i8, hour: i8, minutes: i64) -> Slot {
        let start = date(2024, 2, day).at(hour, 0, 0, 0);
        Slot::new(start, start.checked_add(minutes.minutes()).unwrap())
    }

    fn holds(hours: Hours, slot: &Slot) -> bool {
        let days = [date(2024, 2, 3), date(2024, 2, 4)];
        let when = When { days: vec![Day::Weekday(Weekday::Saturday)], hours: Some(hours) };
        when.holds(slot, &when.dates(Calendar { days: &days, today: None }))
    }

    #[test]
    fn a_session_is_on_from_its_start_to_before_its_end() {
        let ten = slot(3, 10, 30);
        assert!(holds(Hours::At(time(10, 0, 0, 0)), &ten));
        assert!(holds(Hours::At(time(10, 29, 0, 0)), &ten));
        assert!(!holds(Hours::At(time(10, 30, 0, 0)), &ten));
        assert!(!holds(Hours::At(time(10, 0, 0, 0)), &slot(4, 10, 30)));
        assert!(holds(Hours::StartsAt(time(10, 0, 0, 0)), &ten));
        assert!(holds(Hours::Part(Part::Morning), &ten));
        assert!(!holds(Hours::Until(time(10, 0, 0, 0)), &ten));
        assert!(holds(Hours::Between(time(9, 0, 0, 0), time(11, 0, 0, 0)), &ten));
    }

    #[test]
    fn the_night_belongs_to_the_day_before() {
        let night = Slot { day: Some(date(2024, 2, 3)), ..slot(4, 1, 60) };
        assert!(holds(Hours::Part(Part::Night), &night));
        assert!(holds(Hours::From(time(22, 0, 0, 0)), &night));
        assert!(holds(Hours::At(time(1, 30, 0, 0)), &night));
        assert!(!holds(Hours::Part(Part::Morning), &night));
    }

    #[test]
    fn days_are_found_by_date_weekday_number_and_from_today() {
        let days = [date(2024, 2, 3), date(2024, 2, 4)];
        let calendar = Calendar { days: &days, today: Some(days[0]) };
        let dates = |day: Day| When { days: vec![day], hours: None }.dates(calendar);
        assert_eq!(dates(Day::Nth(2)), [days[1]]);
        assert_eq!(dates(Day::Last), [days[1]]);
        assert_eq!(dates(Day::FromToday(1)), [days[1]]);
        assert_eq!(dates(Day::Weekday(Weekday::Sunday)), [days[1]]);
        assert_eq!(dates(Day::Date { year: None, month: 2, day: 3 }), [days[0]]);
        assert!(dates(Day::Date { year: Some(2023), month: 2, day: 3 }).is_empty());
        let noon = When { days: Vec::new(), hours: Some(Hours::At(time(12, 0, 0, 0))) };
        assert_eq!(noon.dates(calendar), [days[0]]);
        assert_eq!(days_phrase(&days[..1]), " on Saturday 2024-02-03");
    }
}
