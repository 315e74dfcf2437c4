//! Questions that count or list sessions: by day, room, track, hour, company and topic.

use super::super::words::{day, fill, time};
use super::{Asked, Book, Random, book, list, room_name};
use crate::domain::{Slot, Talk};

pub(super) fn count_all(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let wordings = [
        "How many talks are there?",
        "How many sessions are there?",
        "how many talks are there in total?",
        "What is the number of talks?",
        "How many sessions does the conference have?",
    ];
    list(fill(&wordings, &[], random), &book.sessions)
}

pub(super) fn count_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let talks = book.shown(|slot| slot.programme_day() == date);
    let wordings = [
        "How many talks are on {d}?",
        "How many talks are there on {d}?",
        "How many sessions are scheduled on {d}?",
        "On {d}, how many talks are there?",
    ];
    list(fill(&wordings, &[("{d}", &day(book, date, random))], random), &talks)
}

pub(super) fn count_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, said) = room_name(book, random)?;
    let talks = book.shown(|slot| slot.room.as_deref() == Some(name));
    let wordings = [
        "How many talks are in {r}?",
        "How many talks take place in {r}?",
        "How many sessions are there in {r}?",
        "How many talks are held in room {r}?",
    ];
    list(fill(&wordings, &[("{r}", said)], random), &talks)
}

pub(super) fn count_track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let track = *random.pick(&book.tracks)?;
    let wordings = [
        "How many talks are in the {t} track?",
        "How many talks are there in the track {t}?",
        "How many sessions does the {t} track have?",
    ];
    list(fill(&wordings, &[("{t}", track)], random), &in_track(book, track))
}

fn in_track<'a>(book: &Book<'a>, track: &str) -> Vec<&'a Talk> {
    let is_in = |talk: &&&Talk| talk.track.as_deref() == Some(track);
    book.sessions.iter().filter(is_in).copied().collect()
}

pub(super) fn list_track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let track = *random.pick(&book.tracks)?;
    let wordings = [
        "Which talks are in the {t} track?",
        "What sessions are in the track {t}?",
        "List all talks in the {t} track",
        "talks in the {t} track",
    ];
    list(fill(&wordings, &[("{t}", track)], random), &in_track(book, track))
}

pub(super) fn list_room_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, said) = room_name(book, random)?;
    let date = *random.pick(&book.days)?;
    let of_day = |slot: &Slot| slot.room.as_deref() == Some(name) && slot.programme_day() == date;
    let wordings = [
        "Which talks are in {r} on {d}?",
        "What talks take place in {r} on {d}?",
        "On {d}, which sessions are in {r}?",
        "List the talks in room {r} on {d}",
    ];
    let values = [("{r}", said), ("{d}", &*day(book, date, random))];
    list(fill(&wordings, &values, random), &book.shown(of_day))
}

/// Minutes from the midnight of the programme day to the start.
fn minutes(slot: &Slot) -> i64 {
    let days = slot.programme_day().duration_until(slot.start.date()).as_hours() / 24;
    days * 1440 + i64::from(slot.start.hour()) * 60 + i64::from(slot.start.minute())
}

pub(super) fn list_part(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let &(word, from, to) = random.pick(&[
        ("morning", i64::MIN, 720),
        ("afternoon", 720, 1080),
        ("evening", 1080, i64::MAX),
    ])?;
    let talks =
        book.shown(|slot| slot.programme_day() == date && (from..to).contains(&minutes(slot)));
    let said = day(book, date, random);
    let wordings = match said.chars().all(char::is_alphabetic) {
        true => [
            "Which talks are on {d} {w}?",
            "What sessions are there on {d} {w}?",
            "talks on {d} {w}",
        ],
        false => [
            "Which talks are on {d} in the {w}?",
            "What sessions are there in the {w} of {d}?",
            "talks in the {w} on {d}",
        ],
    };
    list(fill(&wordings, &[("{d}", &said), ("{w}", word)], random), &talks)
}

pub(super) fn list_time(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (_, slot) = by_day(book, random)?;
    let (date, at) = (slot.start.date(), slot.start.time());
    let is_start = random.chance(40);
    let talks = book.shown(|slot| match is_start {
        true => slot.programme_day() == date && slot.start.time() == at,
        false => book::is_on(slot, date, at),
    });
    let wordings = match is_start {
        true => ["Which talks start at {h} on {d}?", "What sessions begin at {h} on {d}?"],
        false => ["Which talks are at {h} on {d}?", "What talks are on at {h} on {d}?"],
    };
    let values = [("{h}", &*time(at, random)), ("{d}", &*day(book, date, random))];
    if !book.days.contains(&date) {
        return None;
    }
    list(fill(&wordings, &values, random), &talks)
}

pub(super) fn list_after(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (_, slot) = by_day(book, random)?;
    let (date, at) = (slot.start.date(), slot.start.time());
    let is_after = random.chance(50);
    let limit = i64::from(at.hour()) * 60 + i64::from(at.minute());
    let talks =
        book.shown(|slot| slot.programme_day() == date && (minutes(slot) >= limit) == is_after);
    let word = if is_after { "after" } else { "before" };
    let wordings = ["Which talks are {w} {h} on {d}?", "What talks are there on {d} {w} {h}?"];
    let values = [("{w}", word), ("{h}", &*time(at, random)), ("{d}", &*day(book, date, random))];
    if !book.days.contains(&date) {
        return None;
    }
    list(fill(&wordings, &values, random), &talks)
}

/// A showing that begins by day, so that a time names it.
fn by_day<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a Talk, &'a Slot)> {
    let able: Vec<&(&Talk, &Slot)> =
        book.showings.iter().filter(|(_, slot)| slot.start.hour() >= 6).collect();
    random.pick(&able).map(|it| **it)
}

pub(super) fn company(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let name = *random.pick(&book.companies)?;
    let is_plain = |name: &str| {
        let last = book::key(name).rsplit(' ').next().map(str::to_owned).unwrap_or_default();
        !name.contains('(')
            && !["inc", "corp", "gmbh", "ltd", "llc", "ag", "co", "company"]
                .contains(&last.as_str())
    };
    if !is_plain(name) {
        return None;
    }
    let begins = |affiliation: &str| {
        format!("{} ", book::key(affiliation)).starts_with(&format!("{} ", book::key(name)))
    };
    let is_of = |talk: &&&Talk| {
        talk.speakers.iter().any(|it| it.affiliation.as_deref().is_some_and(begins))
    };
    let talks: Vec<&Talk> = book.sessions.iter().filter(is_of).copied().collect();
    let wordings = [
        "Which talks are by people from {c}?",
        "Which talks does {c} give?",
        "talks by people from {c}",
        "What talks are by speakers from {c}?",
        "How many talks are by people from {c}?",
    ];
    list(fill(&wordings, &[("{c}", name)], random), &talks)
}

pub(super) fn topic_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let labels: Vec<&str> = book.tags.iter().chain(&book.tracks).copied().collect();
    let label = book::core(random.pick(&labels)?);
    let is_word = !label.is_empty() && label.split(' ').count() <= 3;
    let is_about = |talk: &Talk| {
        let mut labels = talk.topics.iter().chain(&talk.track);
        labels.any(|it| book::is_label(it, &label)) || book::contains(&talk.title, &label)
    };
    let talks: Vec<&Talk> = book
        .shown(|slot| slot.programme_day() == date)
        .into_iter()
        .filter(|talk| is_about(talk))
        .collect();
    let wordings = [
        "Which talks about {l} are on {d}?",
        "What talks are there about {l} on {d}?",
        "talks about {l} on {d}",
        "Which sessions on {d} are about {l}?",
    ];
    let values = [("{l}", &*label), ("{d}", &*day(book, date, random))];
    is_word.then(|| list(fill(&wordings, &values, random), &talks))?
}
