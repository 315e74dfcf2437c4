//! Questions about now, next, first, last, beginning and end.

use jiff::civil::{Date, DateTime};

use super::programme::{LISTED, answered, citations, line, zone};
use super::record::quoted;
use super::select::{Asked, Entries, Shown, wall_clock};
use super::when::{Day, is_running};
use super::{Citation, Findings, when};
use crate::domain::State;
use crate::search::SearchError;
use crate::text;

/// What is on at this moment, in every event's own zone.
pub(super) fn now(asked: &Asked<'_, '_>, entries: Entries) -> Result<Findings, SearchError> {
    let mut shown = asked.taking_place(entries)?;
    for it in &mut shown {
        let clock = wall_clock(it.bundle, asked.now);
        it.slots.retain(|slot| clock.is_some_and(|clock| is_running(slot, clock)));
    }
    shown.retain(|it| !it.slots.is_empty());
    let phrase = asked.phrase();
    if shown.is_empty() {
        let text = format!("By these records no session is on now{phrase}.");
        return Ok(Findings::nothing(text));
    }
    Ok(told(&format!("On now{phrase}"), &shown))
}

/// What begins next: the first moment after now at which anything begins.
pub(super) fn next(asked: &Asked<'_, '_>, entries: Entries) -> Result<Findings, SearchError> {
    let mut shown = asked.taking_place(entries)?;
    for it in &mut shown {
        let clock = wall_clock(it.bundle, asked.now);
        it.slots.retain(|slot| clock.is_some_and(|clock| clock < slot.start));
        it.slots.truncate(1);
    }
    shown.retain(|it| !it.slots.is_empty());
    let moment = |it: &Shown<'_>| {
        let zone = it.bundle.event.timezone.as_deref()?;
        it.slots.first()?.start.in_tz(zone).ok().map(|zoned| zoned.timestamp())
    };
    let first = shown.iter().filter_map(moment).min();
    shown.retain(|it| first.is_some() && moment(it) == first);
    let phrase = asked.phrase();
    if shown.is_empty() {
        return Ok(Findings::nothing(format!("By these records nothing comes next{phrase}.")));
    }
    Ok(told(&format!("Next{phrase}"), &shown))
}

/// Answers for each of several days that one word names (two Sundays), and puts that together.
pub(super) fn by_day(
    asked: &Asked<'_, '_>,
    tell: impl Fn(&Asked<'_, '_>) -> Result<Findings, SearchError>,
) -> Result<Findings, SearchError> {
    let mut dates: Vec<Date> = asked.bundles().flat_map(|it| asked.dates(it)).collect();
    dates.sort_unstable();
    dates.dedup();
    if asked.spots.when.days.is_empty() || dates.len() < 2 || dates.len() > LISTED {
        return tell(asked);
    }
    let mut texts: Vec<String> = Vec::new();
    let mut cited: Vec<Citation> = Vec::new();
    for date in dates {
        let mut spots = asked.spots.clone();
        let (month, day) = (date.month(), date.day());
        spots.when.days = vec![Day::Date { year: Some(date.year()), month, day }];
        let told = tell(&Asked { spots: &spots, ..*asked })?.reply;
        texts.extend((!told.citations.is_empty()).then_some(told.text));
        cited.extend(told.citations);
    }
    if cited.is_empty() {
        return tell(asked);
    }
    Ok(answered(texts.join(" "), cited))
}

/// What begins first.
pub(super) fn first(asked: &Asked<'_, '_>, entries: Entries) -> Result<Findings, SearchError> {
    let shown = asked.taking_place(entries)?;
    let start = shown.iter().filter_map(|it| it.slots.first()).map(|slot| slot.start).min();
    Ok(at_start(asked, shown, start, "First"))
}

/// What begins last.
pub(super) fn last(asked: &Asked<'_, '_>, entries: Entries) -> Result<Findings, SearchError> {
    let mut shown = asked.taking_place(entries)?;
    for it in &mut shown {
        it.slots.reverse();
    }
    let start = shown.iter().filter_map(|it| it.slots.first()).map(|slot| slot.start).max();
    Ok(at_start(asked, shown, start, "Last"))
}

/// The sessions that begin at this time.
fn at_start(
    asked: &Asked<'_, '_>,
    mut shown: Vec<Shown<'_>>,
    start: Option<DateTime>,
    word: &str,
) -> Findings {
    for it in &mut shown {
        it.slots.retain(|slot| Some(slot.start) == start);
    }
    shown.retain(|it| !it.slots.is_empty());
    let phrase = asked.phrase();
    if shown.is_empty() {
        return Findings::nothing(format!("The records hold no times{phrase}."));
    }
    told(&format!("{word}{phrase}"), &shown)
}

/// When it begins: days, tracks, rooms, or the event.
pub(super) fn starts(asked: &Asked<'_, '_>) -> Result<Findings, SearchError> {
    let shown = asked.taking_place(Entries::Sessions)?;
    let start = shown.iter().flat_map(|it| &it.slots).map(|slot| slot.start).min();
    Ok(bound(asked, shown, start, |slot| slot.start, "starts"))
}

/// When it ends.
pub(super) fn ends(asked: &Asked<'_, '_>) -> Result<Findings, SearchError> {
    let shown = asked.taking_place(Entries::Sessions)?;
    let end = shown.iter().flat_map(|it| &it.slots).map(|slot| slot.end).max();
    Ok(bound(asked, shown, end, |slot| slot.end, "ends"))
}

fn bound(
    asked: &Asked<'_, '_>,
    mut shown: Vec<Shown<'_>>,
    moment: Option<DateTime>,
    of: fn(&crate::domain::Slot) -> DateTime,
    verb: &str,
) -> Findings {
    for it in &mut shown {
        it.slots.retain(|slot| Some(of(slot)) == moment);
    }
    shown.retain(|it| !it.slots.is_empty());
    let phrase = asked.phrase();
    let (Some(moment), Some(first)) = (moment, shown.first()) else {
        return Findings::nothing(format!("The records hold no times{phrase}."));
    };
    let name = text::line(&first.bundle.event.name);
    let of = if name.is_empty() { name } else { format!(" of {name}") };
    let day = when::days_phrase(&[moment.date()]);
    let titles: Vec<String> =
        shown.iter().take(LISTED).map(|it| quoted(&it.record().title())).collect();
    let text = format!(
        "The programme{of}{phrase} {verb} at {}{day}, with {}.{}",
        moment.strftime("%H:%M"),
        titles.join("; "),
        zone(&shown)
    );
    answered(text, citations(&shown, LISTED))
}

fn told(head: &str, shown: &[Shown<'_>]) -> Findings {
    let lines: Vec<String> = shown.iter().take(LISTED).map(line).collect();
    let rest = shown.len() - lines.len();
    let more = if rest > 0 { format!("; and {rest} more") } else { String::new() };
    let text = format!("{head}: {}{more}.{}", lines.join("; "), zone(shown));
    answered(text, citations(shown, 50))
}

impl<'a> Asked<'a, '_> {
    /// The sessions chosen that are not cancelled.
    fn taking_place(&self, entries: Entries) -> Result<Vec<Shown<'a>>, SearchError> {
        let mut shown = self.select(entries)?;
        shown.retain(|it| it.talk.state != State::Cancelled);
        Ok(shown)
    }
}
