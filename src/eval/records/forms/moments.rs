//! Questions about now, next, first and last.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::super::words::{day, fill, time};
use super::{Asked, Book, Random, asked, clock};
use crate::domain::Slot;

pub(super) fn on_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let &(_, slot) = random.pick(&book.showings)?;
    let room = slot.room.as_deref()?;
    let (date, at) = (slot.programme_day(), slot.start.time());
    let talks = book.in_room_at(room, date, at);
    let wordings = [
        "What is on in {r} at {h} on {d}?",
        "What's happening in {r} on {d} at {h}?",
        "what is in {r} at {h} on {d}?",
        "What is going on in {r} on {d} at {h}?",
    ];
    let values = [("{r}", room), ("{h}", &*time(at, random)), ("{d}", &*day(book, date, random))];
    let titles = talks.iter().map(|talk| talk.title.clone()).take(10).collect();
    Some(asked(fill(&wordings, &values, random), &talks, titles))
}

/// A moment during the event, and the wall clock then.
fn moment(book: &Book<'_>, random: &mut Random) -> Option<(Timestamp, DateTime)> {
    let &(_, slot) = random.pick(&book.showings)?;
    let seconds = slot.start.duration_until(slot.end).as_secs().clamp(1, 86_400);
    let after = random.below(usize::try_from(seconds).ok()?) as i64;
    let wall = slot.start.checked_add(jiff::SignedDuration::from_secs(after)).ok()?;
    let zone = book.bundle.event.timezone.as_deref()?;
    Some((wall.in_tz(zone).ok()?.timestamp(), wall))
}

pub(super) fn now(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (now, wall) = moment(book, random)?;
    let talks = book.shown(|slot| slot.start <= wall && wall < slot.end);
    let wordings = [
        "What is on now?",
        "what's on right now?",
        "Which talks are on now?",
        "What is happening now?",
        "What is running at the moment?",
        "Which talks are running now?",
    ];
    let titles = if talks.len() > 10 {
        Vec::new()
    } else {
        talks.iter().map(|it| it.title.clone()).collect()
    };
    Some(Asked { now: Some(now), ..asked(fill(&wordings, &[], random), &talks, titles) })
}

pub(super) fn next(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (now, wall) = moment(book, random)?;
    let later = |slot: &&Slot| wall < slot.start;
    let start = book.showings.iter().map(|(_, slot)| *slot).filter(later).map(|it| it.start).min();
    let talks = book.shown(|slot| Some(slot.start) == start);
    let wordings =
        ["What's next?", "What is on next?", "Which talks are next?", "What comes next?"];
    let values = start.filter(|_| talks.len() <= 10).map(clock).into_iter().collect();
    Some(Asked { now: Some(now), ..asked(fill(&wordings, &[], random), &talks, values) })
}

pub(super) fn next_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (now, wall) = moment(book, random)?;
    let room = *random.pick(&book.rooms)?;
    let later = |slot: &&Slot| slot.room.as_deref() == Some(room) && wall < slot.start;
    let start = book.showings.iter().map(|(_, slot)| *slot).filter(later).map(|it| it.start).min();
    let talks = book.shown(|slot| slot.room.as_deref() == Some(room) && Some(slot.start) == start);
    let wordings = [
        "Which talk is next in {r}?",
        "What is the next talk in {r}?",
        "When is the next session in {r}?",
    ];
    let titles = talks.iter().map(|talk| talk.title.clone());
    let values = titles.filter(|_| talks.len() <= 10).collect();
    Some(Asked {
        now: Some(now),
        ..asked(fill(&wordings, &[("{r}", room)], random), &talks, values)
    })
}

/// A moment of every showing of a day.
fn moments<'a>(
    book: &'a Book<'_>,
    date: Date,
    of: impl Fn(&Slot) -> DateTime + 'a,
) -> impl Iterator<Item = DateTime> + 'a {
    let slots = book.showings.iter().map(|(_, slot)| slot);
    slots.filter(move |slot| slot.programme_day() == date).map(move |slot| of(slot))
}

pub(super) fn first(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let start = moments(book, date, |slot| slot.start).min()?;
    let talks = book.shown(|slot| slot.programme_day() == date && slot.start == start);
    let wordings = [
        "What is the first talk on {d}?",
        "Which talk is first on {d}?",
        "What is the first session on {d}?",
        "when is the first talk on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

pub(super) fn last(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let start = moments(book, date, |slot| slot.start).max()?;
    let talks = book.shown(|slot| slot.programme_day() == date && slot.start == start);
    let wordings = [
        "What is the last talk on {d}?",
        "Which talk is last on {d}?",
        "What is the final session on {d}?",
        "when is the last talk on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

pub(super) fn day_start(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let start = moments(book, date, |slot| slot.start).min()?;
    let talks = book.shown(|slot| slot.programme_day() == date && slot.start == start);
    let wordings = [
        "When does the programme start on {d}?",
        "When does {d} start?",
        "What time does the conference begin on {d}?",
        "what time do talks start on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

pub(super) fn day_end(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let end = moments(book, date, |slot| slot.end).max()?;
    let talks = book.shown(|slot| slot.programme_day() == date && slot.end == end);
    let wordings = [
        "When does the programme end on {d}?",
        "When does {d} end?",
        "What time does the conference finish on {d}?",
        "when do talks end on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(end)]))
}
