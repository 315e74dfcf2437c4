//! What somebody asks to be told of what they missed: between which moments, and about what. Checks
//! what was typed, and fills in what was left out.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::agenda::{Interests, shared_talks};
use crate::domain::{Clock, EventBundle, Showing};
use crate::summary;
use crate::web::errors::VisitorError;
use crate::web::pairs::Pairs;
use crate::web::query;

/// Interests in one's own words: each is a run of the model.
pub(crate) const ABOUT_MAX: usize = 3;
/// Talks that may be named as liked.
const LIKES_MAX: usize = 50;
/// When people get up, and the night before is over.
const MORNING: Time = Time::constant(4, 0, 0, 0);

/// What was asked for, checked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Between which moments; `None` when nothing of the event has begun.
    pub(crate) window: Option<Window>,
    /// What it should be about; everything when empty.
    pub(crate) interests: Interests,
    /// The liked talks, by share key.
    pub(crate) likes: Vec<String>,
    /// The page, from 1.
    pub(crate) page: usize,
    /// The times as typed, for the form.
    pub(crate) since: Option<String>,
    /// See `since`.
    pub(crate) until: Option<String>,
    /// The day as asked for.
    pub(crate) day: Option<Date>,
}

/// The time between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// From when.
    pub(crate) since: Timestamp,
    /// To when; never later than now.
    pub(crate) until: Timestamp,
    /// The day of the programme to which it is bound.
    pub(crate) day: Option<Date>,
}

/// A day of a programme and the time of its sessions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DaySpan {
    /// The day.
    pub(crate) day: Date,
    /// When its first session starts.
    pub(crate) start: Timestamp,
    end: Timestamp,
}

/// The days on which there are sessions, in order.
pub(crate) fn days(bundle: &EventBundle) -> Vec<DaySpan> {
    let clock = Clock::of(&bundle.event);
    let sessions = bundle.talks.iter().filter(|talk| talk.kind.is_session());
    let showings = sessions.flat_map(|talk| talk.slots.iter().map(move |slot| (talk, slot)));
    let mut days = std::collections::BTreeMap::<Date, DaySpan>::new();
    for (talk, slot) in showings {
        let Showing { start, end, day, .. } = Showing::new(&clock, talk, slot);
        let span = days.entry(day).or_insert(DaySpan { day, start, end });
        span.start = span.start.min(start);
        span.end = span.end.max(end);
    }
    days.into_values().collect()
}

impl Asked {
    /// Reads an address as of a moment.
    ///
    /// # Errors
    /// A value that cannot be used, with what can be.
    pub(crate) fn read(
        bundle: &EventBundle,
        given: &Pairs,
        now: Timestamp,
    ) -> Result<Self, VisitorError> {
        let text = |name| query::filter(name, given.value(name).map(str::to_owned));
        let (since, until) = (text("since")?, text("until")?);
        let day = text("day")?.map(|word| read_day(&word)).transpose()?;
        let likes = given.listed("like");
        if likes.len() > LIKES_MAX {
            return Err(VisitorError::bad_query("like", format!("{LIKES_MAX} talks at most")));
        }
        let (talks, _) = shared_talks(bundle, &likes);
        let interests = Interests {
            texts: read_texts(given)?,
            talks: talks.into_iter().map(|talk| talk.id.clone()).collect(),
        };
        let days = days(bundle);
        let times = Times { clock: &Clock::of(&bundle.event), days: &days, now };
        let window = times.window(day, since.as_deref(), until.as_deref())?;
        let page = query::page(given.value("page"))?;
        Ok(Self { window, interests, likes, page, since, until, day })
    }

    /// Whether it is bound to interests.
    pub(crate) fn is_about(&self) -> bool {
        self.interests != Interests::default()
    }
}

fn read_day(word: &str) -> Result<Date, VisitorError> {
    let refused = |_| VisitorError::bad_query("day", "say a day such as `2026-06-19`".into());
    word.parse().map_err(refused)
}

fn read_texts(given: &Pairs) -> Result<Vec<String>, VisitorError> {
    let mut texts: Vec<String> = Vec::new();
    for text in given.all("about") {
        let text = query::text("about", Some(text.to_owned()))?;
        texts.extend(text.filter(|text| !texts.contains(text)));
    }
    if texts.len() > ABOUT_MAX {
        let reason = format!("{ABOUT_MAX} interests at most, please");
        return Err(VisitorError::bad_query("about", reason));
    }
    Ok(texts)
}

/// The times of an event as of a moment.
struct Times<'a> {
    clock: &'a Clock,
    days: &'a [DaySpan],
    now: Timestamp,
}

impl Times<'_> {
    /// The window asked for: a day, or from a moment on; without either the newest day that has
    /// begun.
    fn window(
        &self,
        day: Option<Date>,
        since: Option<&str>,
        until: Option<&str>,
    ) -> Result<Option<Window>, VisitorError> {
        let span = match (day, since) {
            (Some(day), _) => Some(self.find(day)?),
            (None, Some(_)) => None,
            (None, None) => match self.days.iter().rfind(|span| span.start <= self.now) {
                Some(span) => Some(*span),
                None => return Ok(None),
            },
        };
        // Times without a day are meant on the day asked for.
        let base = span.map_or(self.now, |span| self.noon(span.day));
        let start = span.map_or(self.now, |span| span.start);
        let since = since.map_or(Ok(start), |word| self.moment("since", word, base))?;
        let end = span.map_or(self.now, |span| span.end);
        let until = until.map_or(Ok(end), |word| self.moment("until", word, base))?;
        let until = until.min(self.this_minute());
        if since > until {
            let reason = "that time is not over yet, or the end lies before it".to_owned();
            return Err(VisitorError::bad_query("since", reason));
        }
        Ok(Some(Window { since, until, day: span.map(|span| span.day) }))
    }

    fn find(&self, day: Date) -> Result<DaySpan, VisitorError> {
        let found = self.days.iter().find(|span| span.day == day).copied();
        found.ok_or_else(|| {
            VisitorError::bad_query("day", format!("there is no programme on `{day}`"))
        })
    }

    fn moment(
        &self,
        name: &'static str,
        word: &str,
        base: Timestamp,
    ) -> Result<Timestamp, VisitorError> {
        let morning = |day: Date| self.clock.instant(day.to_datetime(MORNING));
        let today = self.clock.wall(base - SignedDuration::from_hours(4)).date();
        match word {
            "morning" => Ok(morning(today)),
            "yesterday" => Ok(morning(today.checked_sub(1.day()).unwrap_or(today))),
            _ => summary::moment(word, self.clock.zone(), base).ok_or_else(|| {
                let reason = "say `14:00`, `2024-06-19T14:00`, `morning` or `yesterday`";
                VisitorError::bad_query(name, reason.to_owned())
            }),
        }
    }

    fn noon(&self, day: Date) -> Timestamp {
        self.clock.instant(day.at(12, 0, 0, 0))
    }

    /// An answer holds for a minute: then something more was missed.
    fn this_minute(&self) -> Timestamp {
        let second = self.now.as_second();
        Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, Slot, Talk};

    /// Two days, 10:00 to 18:00 and to 01:00 of the night.
    fn bundle() -> EventBundle {
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let first = jiff::civil::date(2024, 6, 19);
        let second = first.tomorrow().unwrap();
        let (late, end) = (second.at(23, 30, 0, 0), jiff::civil::date(2024, 6, 21).at(1, 0, 0, 0));
        let slots = [
            Slot::new(first.at(10, 0, 0, 0), first.at(18, 0, 0, 0)),
            Slot::new(second.at(10, 0, 0, 0), second.at(11, 0, 0, 0)),
            Slot::new(late, end),
        ];
        let talks = slots.map(|slot| Talk { slots: vec![slot], ..Talk::default() }).into();
        EventBundle { event, talks, announcements: Vec::new() }
    }

    fn window(
        day: Option<&str>,
        since: Option<&str>,
        until: Option<&str>,
        now: &str,
    ) -> Result<Option<(String, String)>, String> {
        let bundle = bundle();
        let (clock, days) = (Clock::of(&bundle.event), days(&bundle));
        let times = Times { clock: &clock, days: &days, now: now.parse().unwrap() };
        let day = day.map(|day| day.parse().unwrap());
        let found = times.window(day, since, until).map_err(|error| error.to_string())?;
        let wall = |at| clock.wall(at).strftime("%d %H:%M").to_string();
        Ok(found.map(|window| (wall(window.since), wall(window.until))))
    }

    #[test]
    fn a_window_is_a_day_or_from_a_moment_on_and_ends_now() {
        let noon = "2024-06-20T12:00:30+02:00";
        let after = "2024-07-01T00:00:00Z";
        for (day, since, until, now, expected) in [
            (None, None, None, noon, ("20 10:00", "20 12:00")),
            (None, None, None, after, ("20 10:00", "21 01:00")),
            (Some("2024-06-19"), None, None, noon, ("19 10:00", "19 18:00")),
            (Some("2024-06-19"), Some("14:00"), Some("15:00"), noon, ("19 14:00", "19 15:00")),
            (None, Some("11:00"), None, noon, ("20 11:00", "20 12:00")),
            (None, Some("morning"), None, noon, ("20 04:00", "20 12:00")),
            (None, Some("yesterday"), None, noon, ("19 04:00", "20 12:00")),
            (None, Some("morning"), None, "2024-06-21T01:30:00+02:00", ("20 04:00", "21 01:30")),
        ] {
            let found = window(day, since, until, now).unwrap().unwrap();
            assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{day:?} {since:?} {now}");
        }
        assert_eq!(window(None, None, None, "2024-06-19T09:00:00+02:00"), Ok(None));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let noon = "2024-06-20T12:00:30+02:00";
        for (day, since, until) in [
            (Some("2024-06-22"), None, None),
            (None, Some("13:00"), None),
            (None, Some("11:00"), Some("10:00")),
            (None, Some("soon"), None),
        ] {
            assert!(window(day, since, until, noon).is_err(), "{day:?} {since:?} {until:?}");
        }
    }
}
