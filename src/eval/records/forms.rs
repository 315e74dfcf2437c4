//! The forms of generated questions: what each asks of a programme, in several wordings, with the
//! answer that the records give.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::book::{self, Book};
use super::random::Random;
use crate::domain::Talk;

mod lists;
mod moments;
mod people;
mod titles;

/// A generated question with its known answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) question: String,
    /// The moment at which it is asked, where that matters.
    pub(super) now: Option<Timestamp>,
    /// Ids of the records that answer it; empty when none does.
    pub(super) records: BTreeSet<String>,
    /// What the reply must state.
    pub(super) values: Vec<String>,
}

type Make = fn(&Book<'_>, &mut Random) -> Option<Asked>;

/// Every form with its name.
pub(super) const FORMS: [(&str, Make); 36] = [
    ("who gives a talk", titles::who),
    ("when is a talk", titles::when),
    ("which day is a talk", titles::which_day),
    ("which room is a talk in", titles::room),
    ("how long is a talk", titles::length),
    ("which track is a talk in", titles::track),
    ("what language is a talk in", titles::language),
    ("is a talk recorded", titles::recorded),
    ("a talk by its short title", titles::short_title),
    ("how many talks", lists::count_all),
    ("how many talks on a day", lists::count_day),
    ("how many talks in a room", lists::count_room),
    ("how many talks in a track", lists::count_track),
    ("how many talks by a speaker", people::count_speaker),
    ("talks by a speaker", people::list_speaker),
    ("talks in a track", lists::list_track),
    ("talks in a room on a day", lists::list_room_day),
    ("talks in a part of a day", lists::list_part),
    ("talks at a time", lists::list_time),
    ("talks after or before a time", lists::list_after),
    ("what is on in a room at a time", moments::on_room),
    ("what is on now", moments::now),
    ("what is next", moments::next),
    ("what is next in a room", moments::next_room),
    ("talks by people of a company", lists::company),
    ("when does a speaker speak", people::speaker_when),
    ("where does a speaker speak", people::speaker_where),
    ("how long is a speaker's talk", people::speaker_length),
    ("a speaker by surname", people::surname),
    ("who speaks in a room at a time", people::who_room),
    ("talks on a topic on a day", lists::topic_day),
    ("first talk of a day", moments::first),
    ("last talk of a day", moments::last),
    ("when does a day start", moments::day_start),
    ("when does a day end", moments::day_end),
    ("talks by a speaker nobody is", people::unknown),
];

fn ids(talks: &[&Talk]) -> BTreeSet<String> {
    talks.iter().map(|talk| talk.id.clone()).collect()
}

fn asked(question: String, talks: &[&Talk], values: Vec<String>) -> Asked {
    Asked { question, now: None, records: ids(talks), values }
}

fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

fn weekday(at: DateTime) -> String {
    at.strftime("%A").to_string()
}

fn names(talks: &[&Talk]) -> Vec<String> {
    talks.iter().flat_map(|talk| &talk.speakers).map(|it| it.name.clone()).collect()
}

/// Day, time and room of every showing.
fn showings(talks: &[&Talk]) -> Vec<String> {
    let slots = talks.iter().flat_map(|talk| &talk.slots);
    slots.flat_map(|slot| [weekday(slot.start), clock(slot.start)]).collect()
}

fn rooms(talks: &[&Talk]) -> Vec<String> {
    talks.iter().flat_map(|talk| &talk.slots).filter_map(|slot| slot.room.clone()).collect()
}

fn lengths(talks: &[&Talk]) -> Vec<String> {
    let seconds = |talk: &&Talk| {
        let planned = talk.slots.first().map(|it| it.start.duration_until(it.end).as_secs());
        talk.duration_s.map(i64::from).or(planned)
    };
    let minutes = talks.iter().filter_map(seconds).map(|seconds| (seconds / 60, seconds % 60));
    minutes
        .map(|(minutes, rest)| match rest {
            0 if minutes == 1 => "1 minute".to_owned(),
            0 => format!("{minutes} minutes"),
            _ => format!("{minutes} min"),
        })
        .collect()
}

/// A session that takes place, with a title that can be asked for.
fn session<'a>(
    book: &Book<'a>,
    random: &mut Random,
    holds: impl Fn(&Talk) -> bool,
) -> Option<(&'a str, Vec<&'a Talk>)> {
    let able: Vec<&&Talk> = book
        .sessions
        .iter()
        .filter(|talk| holds(talk) && book::key(&talk.title).len() >= 3)
        .collect();
    let talk = random.pick(&able)?;
    // More than ten showings of one title are cut in the reply.
    let titled = book.titled(&talk.title);
    let showings: usize = titled.iter().map(|it| it.slots.len()).sum();
    (titled.len() <= 10 && showings <= 10).then_some((talk.title.as_str(), titled))
}

fn has_slot(talk: &Talk) -> bool {
    !talk.slots.is_empty()
}

fn has_room(talk: &Talk) -> bool {
    has_slot(talk) && talk.slots.iter().all(|slot| slot.room.is_some())
}

/// A question about a list: the count is stated, and up to ten titles.
fn list(question: String, talks: &[&Talk]) -> Option<Asked> {
    let noun = if talks.len() == 1 { "session" } else { "sessions" };
    let mut values = vec![format!("{} {noun}", talks.len())];
    if talks.len() <= 10 {
        values.extend(talks.iter().map(|talk| talk.title.clone()));
    }
    if talks.is_empty() {
        values.clear();
    }
    Some(asked(question, talks, values))
}

/// A room as it is written, or without what stands in brackets where no other is called so.
fn room_name<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a str, &'a str)> {
    let name = *random.pick(&book.rooms)?;
    let short = name.split(" (").next().unwrap_or(name);
    let is_one = book.rooms.iter().filter(|room| book::contains(room, short)).count() == 1;
    let is_short = is_one && random.chance(50);
    Some((name, if is_short { short } else { name }))
}

fn speaker<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a str, Vec<&'a Talk>)> {
    let name = *random.pick(&book.people)?;
    let talks = book.by(name);
    (talks.len() <= 10 && talks.iter().map(|it| it.slots.len()).sum::<usize>() <= 10)
        .then_some((name, talks))
}
