//! From when and until when an announcement matters, as typed, in the wall time of its event.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::cli::CliError;
use crate::domain::Event;
use crate::summary;

/// The two ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lifetime {
    pub(super) from: Option<DateTime>,
    pub(super) until: Option<DateTime>,
}

/// Reads both ends, typed as `14:00`, `2024-06-19T14:00`, a day or a time with its own zone.
pub(super) fn read(
    event: &Event,
    from: Option<&str>,
    until: Option<&str>,
    now: Timestamp,
) -> Result<Lifetime, CliError> {
    if from.or(until).is_none() {
        return Ok(Lifetime::default());
    }
    let zone = zone(event)?;
    let from = from.map(|typed| time("--from", typed, &zone, now)).transpose()?;
    let until = until.map(|typed| last_time(typed, &zone, now)).transpose()?;
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let wrong = format!("`--until` ({}) is not after `--from` ({})", shown(until), shown(from));
        return Err(CliError::Usage(wrong));
    }
    Ok(Lifetime { from, until })
}

fn zone(event: &Event) -> Result<TimeZone, CliError> {
    let known = event.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
    known.ok_or_else(|| {
        CliError::Usage(format!(
            "`{}` has no time zone, so no time of it can be told; `hallway import --timezone TZ` \
             gives it one",
            event.slug
        ))
    })
}

/// A day alone is meant to its end.
fn last_time(typed: &str, zone: &TimeZone, now: Timestamp) -> Result<DateTime, CliError> {
    let is_day = !typed.contains([':', 'T', 't']);
    let day = typed.trim().parse::<Date>().ok().filter(|_| is_day);
    match day.and_then(|day| day.checked_add(1.day()).ok()) {
        Some(next) => Ok(next.to_datetime(Time::midnight())),
        None => time("--until", typed, zone, now),
    }
}

fn time(option: &str, typed: &str, zone: &TimeZone, now: Timestamp) -> Result<DateTime, CliError> {
    let moment = summary::moment(typed, zone, now).ok_or_else(|| {
        let wanted = "such as `14:00` or `2024-06-19T14:00`";
        CliError::Usage(format!("`{typed}` after `{option}` is not a time, wanted one {wanted}"))
    })?;
    Ok(moment.to_zoned(zone.clone()).datetime())
}

fn shown(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(
        zone: Option<&str>,
        from: Option<&str>,
        until: Option<&str>,
    ) -> Result<Lifetime, String> {
        let timezone = zone.map(str::to_owned);
        let event = Event { slug: "conf".into(), timezone, ..Event::default() };
        let now = "2024-06-18T23:00:00Z".parse().unwrap();
        read(&event, from, until, now).map_err(|error| error.to_string())
    }

    #[test]
    fn times_are_those_of_the_event_and_a_last_day_counts_whole() {
        let read = |from, until| read_in(Some("Europe/Paris"), from, until).unwrap();
        let day = jiff::civil::date(2024, 6, 19);
        let both = read(Some("14:00"), Some("2024-06-19T13:30:00Z"));
        let (from, until) = (Some(day.at(14, 0, 0, 0)), Some(day.at(15, 30, 0, 0)));
        assert_eq!(both, Lifetime { from, until });
        let until = Some(day.tomorrow().unwrap().at(0, 0, 0, 0));
        assert_eq!(read(None, Some("2024-06-19")), Lifetime { from: None, until });
        assert_eq!(read(None, None), Lifetime::default());
    }

    #[test]
    fn what_cannot_be_meant_is_refused_in_a_sentence() {
        let refused = |zone, from, until| read_in(zone, from, until).unwrap_err();
        let paris = Some("Europe/Paris");
        assert_eq!(
            refused(paris, Some("15:00"), Some("14:00")),
            "`--until` (2024-06-19 14:00) is not after `--from` (2024-06-19 15:00)"
        );
        assert!(refused(paris, Some("soon"), None).starts_with("`soon` after `--from` is not"));
        assert!(refused(None, None, Some("14:00")).starts_with("`conf` has no time zone"));
    }
}
