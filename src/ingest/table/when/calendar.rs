//! What all cells of a table together tell of its dates: whether the day or the month comes first,
//! which year, and which date a weekday or a numbered day is. Never guesses: what cannot be told
//! is an error that says what to do.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday};

use super::scan::{Label, Parts, RawDate};

/// Days a conference may be thought to last, when two readings of its dates are compared.
const MAX_EVENT_DAYS: i32 = 31;

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest::table) enum Order {
    DayFirst,
    MonthFirst,
}

/// How the dates of a table are read.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest::table) struct Calendar {
    order: Option<Order>,
    year: Option<i16>,
    first_day: Option<Date>,
    labels: HashMap<Label, Date>,
    /// The first date that is stated.
    earliest: Option<Date>,
}

/// Why the dates of a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ingest::table) enum Undecided {
    /// Both readings make sense: an example.
    Ambiguous(String),
    /// Some are days first, some months first: an example of each.
    Mixed(String, String),
}

impl Calendar {
    /// A calendar in which an order, a year or a first day is given.
    pub(in crate::ingest::table) fn given(
        order: Option<Order>,
        year: Option<i16>,
        first_day: Option<Date>,
    ) -> Self {
        Self { order, year, first_day, ..Self::default() }
    }

    /// Learns from all cells of the tables of an event.
    ///
    /// # Errors
    ///
    /// The order of day and month cannot be told.
    pub(in crate::ingest::table) fn learn(&mut self, all: &[&Parts]) -> Result<(), Undecided> {
        let dates = || all.iter().flat_map(|parts| [parts.date, parts.end_date]).flatten();
        self.year = only(dates().filter_map(year)).or(self.year);
        if self.order.is_none() && dates().any(is_unordered) {
            self.order = Some(self.decide(all)?);
        }
        self.earliest = dates().filter_map(|raw| self.date(raw)).min();
        Ok(())
    }

    /// Notes that a day of the programme is this date; the earliest counts, as a night session
    /// belongs to the day before.
    pub(in crate::ingest::table) fn note(&mut self, label: Label, date: Date) {
        self.labels.entry(label).and_modify(|known| *known = date.min(*known)).or_insert(date);
    }

    /// The date a cell means; `None` where its year or order is not known.
    pub(in crate::ingest::table) fn date(&self, raw: RawDate) -> Option<Date> {
        match self.order {
            Some(order) => self.read(raw, order),
            None => self.read_exact(raw),
        }
    }

    /// The date a weekday or the number of a day stands for.
    pub(in crate::ingest::table) fn labelled(&self, label: Label) -> Option<Date> {
        let known = self.labels.get(&label).copied();
        known.or_else(|| {
            let stated = || self.labels.values().min().copied().or(self.earliest);
            let first = self.first_day.or_else(stated)?;
            match label {
                Label::Weekday(weekday) => on_or_after(first, weekday),
                Label::Number(number) if self.first_day.is_some() => {
                    first.checked_add(jiff::Span::new().days(i64::from(number.max(1)) - 1)).ok()
                }
                Label::Number(_) => None,
            }
        })
    }

    /// The day given as the event's first.
    pub(in crate::ingest::table) fn first_day(&self) -> Option<Date> {
        self.first_day
    }

    /// The order in which all dates exist and weekdays agree, else the one in which the event is
    /// short.
    fn decide(&self, all: &[&Parts]) -> Result<Order, Undecided> {
        let dates: Vec<(RawDate, Option<Weekday>)> = all
            .iter()
            .flat_map(|parts| [(parts.date, parts.weekday), (parts.end_date, None)])
            .filter_map(|(date, weekday)| Some((date?, weekday)))
            .collect();
        let fails = |order| {
            dates.iter().find(|(raw, weekday)| {
                let date = self.read(*raw, order);
                is_unordered(*raw)
                    && date.is_none_or(|date| weekday.is_some_and(|day| date.weekday() != day))
            })
        };
        match (fails(Order::DayFirst), fails(Order::MonthFirst)) {
            (None, Some(_)) => Ok(Order::DayFirst),
            (Some(_), None) => Ok(Order::MonthFirst),
            (Some((one, _)), Some((other, _))) => Err(Undecided::Mixed(shown(*one), shown(*other))),
            (None, None) => self.shorter(dates.iter().map(|(raw, _)| *raw)),
        }
    }

    /// The order in which the dates lie close together, if they do in one alone.
    fn shorter(&self, dates: impl Iterator<Item = RawDate> + Clone) -> Result<Order, Undecided> {
        let read = |order| dates.clone().filter_map(move |raw| self.read(raw, order));
        let days = |order| {
            let (first, last) = (read(order).min(), read(order).max());
            first.zip(last).map_or(0, |(first, last)| (last - first).get_days())
        };
        let (day_first, month_first) = (days(Order::DayFirst), days(Order::MonthFirst));
        if read(Order::DayFirst).eq(read(Order::MonthFirst)) {
            return Ok(Order::DayFirst);
        }
        match (day_first < MAX_EVENT_DAYS, month_first < MAX_EVENT_DAYS) {
            (true, false) => Ok(Order::DayFirst),
            (false, true) => Ok(Order::MonthFirst),
            _ => {
                let sample = dates.clone().find(|raw| is_unordered(*raw)).map(shown);
                Err(Undecided::Ambiguous(sample.unwrap_or_default()))
            }
        }
    }

    fn read(&self, raw: RawDate, order: Order) -> Option<Date> {
        let RawDate::Unordered { first, second, year } = raw else { return self.read_exact(raw) };
        let (month, day) = match order {
            Order::DayFirst => (second, first),
            Order::MonthFirst => (first, second),
        };
        Date::new(year.or(self.year)?, month, day).ok()
    }

    fn read_exact(&self, raw: RawDate) -> Option<Date> {
        match raw {
            RawDate::Exact(date) => Some(date),
            RawDate::Yearless { month, day } => Date::new(self.year?, month, day).ok(),
            RawDate::Unordered { .. } => None,
        }
    }
}

fn is_unordered(raw: RawDate) -> bool {
    matches!(raw, RawDate::Unordered { .. })
}

fn year(raw: RawDate) -> Option<i16> {
    match raw {
        RawDate::Exact(date) => Some(date.year()),
        RawDate::Unordered { year, .. } => year,
        RawDate::Yearless { .. } => None,
    }
}

/// The value all of them have.
fn only(mut values: impl Iterator<Item = i16>) -> Option<i16> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn on_or_after(first: Date, weekday: Weekday) -> Option<Date> {
    let days = weekday.since(first.weekday());
    first.checked_add(jiff::Span::new().days(i64::from(days))).ok()
}

fn shown(raw: RawDate) -> String {
    match raw {
        RawDate::Exact(date) => date.to_string(),
        RawDate::Unordered { first, second, year } => {
            let year = year.map(|year| format!("/{year}")).unwrap_or_default();
            format!("{first:02}/{second:02}{year}")
        }
        RawDate::Yearless { month, day } => format!("{day}.{month}."),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::scan::{Wanted, scan};
    use super::*;

    fn learned(cells: &[&str]) -> Result<Calendar, Undecided> {
        let parts: Vec<Parts> = cells.iter().filter_map(|cell| scan(cell, Wanted::Day)).collect();
        let mut calendar = Calendar::default();
        calendar.learn(&parts.iter().collect::<Vec<_>>())?;
        Ok(calendar)
    }

    fn read(cells: &[&str]) -> Vec<Option<Date>> {
        let calendar = learned(cells).unwrap();
        let parts = cells.iter().filter_map(|cell| scan(cell, Wanted::Day)?.date);
        parts.map(|raw| calendar.date(raw)).collect()
    }

    #[test]
    fn the_whole_column_tells_what_is_the_day() {
        let june = |day| Some(date(2024, 6, day));
        assert_eq!(read(&["06/09/2024", "06/19/2024"]), [june(9), june(19)]);
        assert_eq!(read(&["09/06/2024", "19/06/2024"]), [june(9), june(19)]);
        assert_eq!(read(&["Sun 09/06/2024", "10/06/2024"]), [june(9), june(10)]);
        assert_eq!(
            read(&["06/09/2024", "06/10/2024", "06/11/2024"]),
            [june(9), june(10), june(11)]
        );
        assert_eq!(read(&["06/06/2024"]), [june(6)]);
        assert_eq!(read(&["9/6", "2024-06-10"]), [june(9), june(10)]);
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        let ambiguous = learned(&["06/05/2024"]).unwrap_err();
        assert_eq!(ambiguous, Undecided::Ambiguous("06/05/2024".into()));
        assert!(matches!(learned(&["13/06/2024", "06/14/2024"]), Err(Undecided::Mixed(..))));
        assert_eq!(read(&["19 June"]), [None]);
        let mut given = Calendar::given(Some(Order::MonthFirst), Some(2023), None);
        given.learn(&[]).unwrap();
        let raw = RawDate::Unordered { first: 6, second: 5, year: None };
        assert_eq!(given.date(raw), Some(date(2023, 6, 5)));
    }

    #[test]
    fn days_of_the_programme_are_counted_from_what_is_known() {
        let mut calendar = Calendar::default();
        let friday = Label::Weekday(Weekday::Friday);
        assert_eq!(calendar.labelled(friday), None);
        calendar.note(Label::Number(3), date(2024, 6, 21));
        calendar.note(Label::Number(3), date(2024, 6, 20));
        assert_eq!(calendar.labelled(Label::Number(3)), Some(date(2024, 6, 20)));
        assert_eq!(calendar.labelled(Label::Number(4)), None);
        assert_eq!(calendar.labelled(friday), Some(date(2024, 6, 21)));
        let given = Calendar::given(None, None, Some(date(2024, 6, 18)));
        assert_eq!(given.labelled(Label::Number(2)), Some(date(2024, 6, 19)));
        assert_eq!(given.labelled(friday), Some(date(2024, 6, 21)));
    }

    proptest! {
        #[test]
        fn any_dates_are_read_or_refused(
            cells in proptest::collection::vec("[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", 0..5),
        ) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let _ = learned(&cells);
        }
    }
}
