//! Values that every language writes in its own way: days, times, lengths, counts. A page holds them
//! as they are; they become words when the page is drawn.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::language::Language;
use super::sentence::sentence;
use super::translate::{Dictionary, fill};

/// A value and how it is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// `19 June 2024`.
    Day(Date),
    /// `Wednesday, 19 June 2024`.
    FullDay(Date),
    /// `Wed 19 June`.
    ShortDay(Date),
    /// `19 – 20 June 2024`, saying month and year as rarely as it can.
    Range(Date, Date),
    /// `Wed 19 June, 10:00 – 10:40`; the day of the end is said when it is another but not the
    /// night that follows.
    Slot(DateTime, DateTime),
    /// `33 min`, `1 h 21 min`, of seconds; rounded to minutes, at least one.
    Length(u32),
    /// `1 talk`, `2 talks`: the number in the place of `{count}` of one of two texts.
    Count(usize, &'static str, &'static str),
    /// A text of ours, with values in the places that it names.
    Text(&'static str, Vec<(&'static str, Spoken)>),
    /// A text that may be one of ours, then said in the language; any other is said as it is.
    Phrase(String),
    /// Several with commas between them.
    Series(Vec<Spoken>),
    /// A text as a sentence: a capital, quotation marks in place of backticks, a full stop.
    Sentence(Box<Spoken>),
    /// A text of a record, the same in every language.
    Record(String),
}

impl Spoken {
    /// The value as a template takes it.
    pub(crate) fn value(self) -> Value {
        Value::from_object(self)
    }

    /// The value in words.
    pub(crate) fn say(&self, language: Language, dictionary: &Dictionary) -> String {
        let names = Names::of(language);
        match self {
            Self::Day(date) => format!("{} {}", names.day_and_month(*date), date.year()),
            Self::FullDay(date) => {
                let weekday = names.weekdays[weekday(*date)];
                format!("{weekday}, {} {}", names.day_and_month(*date), date.year())
            }
            Self::ShortDay(date) => names.short_day(*date),
            Self::Range(first, last) => names.range(*first, *last),
            Self::Slot(start, end) => names.slot(*start, *end),
            Self::Length(seconds) => length(*seconds),
            Self::Count(number, one, many) => {
                let text = if is_one(*number, language) { one } else { many };
                fill(dictionary.get(text), |name| (name == "count").then(|| number.to_string()))
            }
            Self::Text(text, values) => fill(dictionary.get(text), |name| {
                let (_, value) = values.iter().find(|(it, _)| *it == name)?;
                Some(value.say(language, dictionary))
            }),
            Self::Phrase(text) => dictionary.get(text).to_owned(),
            Self::Series(parts) => {
                let said: Vec<_> = parts.iter().map(|it| it.say(language, dictionary)).collect();
                said.join(", ")
            }
            Self::Sentence(text) => sentence(&text.say(language, dictionary), language),
            Self::Record(text) => text.clone(),
        }
    }
}

/// In English, for programs and logs.
impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::En, &Dictionary::default()))
    }
}

/// A text of ours as a template takes it.
pub(crate) fn text(english: &'static str) -> Value {
    Spoken::Text(english, Vec::new()).value()
}

/// A text of ours with one text of a record in the place that it names.
pub(crate) fn text_with(english: &'static str, name: &'static str, record: &str) -> Value {
    Spoken::Text(english, vec![(name, Spoken::Record(record.to_owned()))]).value()
}

impl Object for Spoken {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a language counts a number as one (Unicode CLDR, plural rules: French counts 0 so too).
fn is_one(number: usize, language: Language) -> bool {
    number == 1 || (number == 0 && language == Language::Fr)
}

/// Monday is 0.
fn weekday(date: Date) -> usize {
    usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)
}

fn length(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60).max(1);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// What a language calls months and days.
struct Names {
    months: [&'static str; 12],
    weekdays: [&'static str; 7],
    short_weekdays: [&'static str; 7],
    /// What follows the number of a day.
    day_mark: &'static str,
    /// The number of the first day of a month.
    first: &'static str,
}

impl Names {
    fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::De => &GERMAN,
            Language::Fr => &FRENCH,
        }
    }

    fn day(&self, date: Date) -> String {
        if date.day() == 1 {
            self.first.to_owned()
        } else {
            format!("{}{}", date.day(), self.day_mark)
        }
    }

    fn month(&self, date: Date) -> &'static str {
        self.months[usize::try_from(date.month() - 1).unwrap_or(0)]
    }

    fn day_and_month(&self, date: Date) -> String {
        format!("{} {}", self.day(date), self.month(date))
    }

    fn short_day(&self, date: Date) -> String {
        format!("{} {}", self.short_weekdays[weekday(date)], self.day_and_month(date))
    }

    fn range(&self, first: Date, last: Date) -> String {
        let end = format!("{} {}", self.day_and_month(last), last.year());
        if first >= last {
            return end;
        }
        let start = if first.year() != last.year() {
            format!("{} {}", self.day_and_month(first), first.year())
        } else if first.month() != last.month() {
            self.day_and_month(first)
        } else {
            self.day(first)
        };
        format!("{start} – {end}")
    }

    fn slot(&self, start: DateTime, end: DateTime) -> String {
        let day = self.short_day(start.date());
        let (from, until) = (start.strftime("%H:%M"), end.strftime("%H:%M"));
        let next_day = start.date().tomorrow().unwrap_or(start.date());
        let is_long =
            end.date() > next_day || (end.date() == next_day && end.time() >= start.time());
        match is_long {
            false => format!("{day}, {from} – {until}"),
            true => format!("{day}, {from} – {}, {until}", self.short_day(end.date())),
        }
    }
}

static ENGLISH: Names = Names {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    short_weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    day_mark: "",
    first: "1",
};

static GERMAN: Names = Names {
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    short_weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
    day_mark: ".",
    first: "1.",
};

static FRENCH: Names = Names {
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    short_weekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    day_mark: "",
    first: "1er",
};

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn english(spoken: Spoken) -> String {
        spoken.say(Language::En, &Dictionary::default())
    }

    fn in_each(spoken: &Spoken) -> [String; 3] {
        Language::ALL.map(|language| spoken.say(language, &Dictionary::default()))
    }

    #[test]
    fn a_range_says_month_and_year_once() {
        let june = date(2024, 6, 19);
        let range = |first, last| english(Spoken::Range(first, last));
        assert_eq!(range(june, june), "19 June 2024");
        assert_eq!(range(june, date(2024, 6, 20)), "19 – 20 June 2024");
        assert_eq!(range(june, date(2024, 7, 1)), "19 June – 1 July 2024");
        assert_eq!(
            range(date(2024, 12, 30), date(2025, 1, 2)),
            "30 December 2024 – 2 January 2025"
        );
    }

    #[test]
    fn days_and_times_are_said_as_each_language_does() {
        let day = date(2024, 5, 1);
        assert_eq!(
            in_each(&Spoken::FullDay(day)),
            ["Wednesday, 1 May 2024", "Mittwoch, 1. Mai 2024", "mercredi, 1er mai 2024"]
        );
        let slot = Spoken::Slot(day.at(23, 0, 0, 0), date(2024, 5, 2).at(1, 30, 0, 0));
        assert_eq!(
            in_each(&slot),
            ["Wed 1 May, 23:00 – 01:30", "Mi 1. Mai, 23:00 – 01:30", "mer. 1er mai, 23:00 – 01:30"]
        );
        let long = Spoken::Slot(day.at(9, 0, 0, 0), date(2024, 5, 3).at(1, 30, 0, 0));
        assert_eq!(english(long), "Wed 1 May, 09:00 – Fri 3 May, 01:30");
    }

    #[test]
    fn lengths_are_whole_minutes_and_counts_have_a_singular() {
        let lengths = [5, 1988, 3600, 4912].map(|seconds| english(Spoken::Length(seconds)));
        assert_eq!(lengths, ["1 min", "34 min", "1 h", "1 h 22 min"]);
        let count = |n| in_each(&Spoken::Count(n, "{count} talk", "{count} talks"));
        assert_eq!(count(0), ["0 talks", "0 talks", "0 talk"]);
        assert_eq!(count(1), ["1 talk", "1 talk", "1 talk"]);
    }

    #[test]
    fn a_page_holds_the_value_itself() {
        let value = Value::from(minijinja::value::Serde(vec![Spoken::Length(60).value()]));
        let item = value.get_item_by_index(0).unwrap();
        assert_eq!(item.downcast_object_ref::<Spoken>(), Some(&Spoken::Length(60)));
        assert_eq!(item.to_string(), "1 min");
    }
}
