//! Questions about the people on stage.

use super::super::words::{day, fill, time};
use super::{
    Asked, Book, Random, asked, book, has_room, has_slot, lengths, list, names, rooms, showings,
    speaker,
};
use crate::domain::Talk;
use crate::text;

pub(super) fn count_speaker(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    let wordings = [
        "How many talks does {p} give?",
        "How many talks are by {p}?",
        "How many talks is {p} giving?",
        "How many sessions does {p} have?",
        "How many times does {p} speak?",
    ];
    list(fill(&wordings, &[("{p}", name)], random), &talks)
}

pub(super) fn list_speaker(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    let wordings = [
        "What talks does {p} give?",
        "Which talks are by {p}?",
        "talks by {p}",
        "What is {p} talking about?",
        "Which sessions feature {p}?",
        "What does {p} present?",
        "What is {p}'s talk?",
        "Show me the talks of {p}",
        "what does {p} speak about?",
    ];
    list(fill(&wordings, &[("{p}", name)], random), &talks)
}

pub(super) fn speaker_when(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    if !talks.iter().all(|talk| has_slot(talk)) {
        return None;
    }
    let wordings = [
        "When does {p} speak?",
        "When is {p} speaking?",
        "What time does {p} speak?",
        "When is {p}'s talk?",
        "when is {p} on?",
        "When does {p} give a talk?",
        "On which day does {p} speak?",
    ];
    Some(asked(fill(&wordings, &[("{p}", name)], random), &talks, showings(&talks)))
}

pub(super) fn speaker_where(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    if !talks.iter().all(|talk| has_room(talk)) {
        return None;
    }
    let wordings = [
        "Where is {p} speaking?",
        "Where does {p} speak?",
        "Which room is {p} in?",
        "In which room is {p}'s talk?",
        "what room does {p} speak in?",
        "Where is {p}'s talk?",
    ];
    Some(asked(fill(&wordings, &[("{p}", name)], random), &talks, rooms(&talks)))
}

pub(super) fn speaker_length(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    let wordings = [
        "How long is {p}'s talk?",
        "How long is the talk by {p}?",
        "How long does {p} speak?",
        "How long is the talk of {p}?",
    ];
    Some(asked(fill(&wordings, &[("{p}", name)], random), &talks, lengths(&talks)))
}

pub(super) fn surname(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    let last = book.surname(name)?;
    match random.below(3) {
        0 => {
            let wordings =
                ["What talks does {p} give?", "talks by {p}", "Which talk does {p} give?"];
            list(fill(&wordings, &[("{p}", last)], random), &talks)
        }
        1 if talks.iter().all(|talk| has_room(talk)) => {
            let wordings = ["Where is {p} speaking?", "Which room does {p} speak in?"];
            Some(asked(fill(&wordings, &[("{p}", last)], random), &talks, rooms(&talks)))
        }
        _ if talks.iter().all(|talk| has_slot(talk)) => {
            let wordings = ["When does {p} speak?", "When is {p} speaking?", "when is {p}'s talk?"];
            Some(asked(fill(&wordings, &[("{p}", last)], random), &talks, showings(&talks)))
        }
        _ => None,
    }
}

pub(super) fn who_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let &(_, slot) = random.pick(&book.showings)?;
    let room = slot.room.as_deref()?;
    let (date, at) = (slot.programme_day(), slot.start.time());
    let talks =
        book.shown(|slot| slot.room.as_deref() == Some(room) && book::is_on(slot, date, at));
    let named: Vec<&Talk> = talks.iter().filter(|it| !it.speakers.is_empty()).copied().collect();
    let people = names(&named);
    if named.len() != talks.len() || people.len() > 15 {
        return None;
    }
    let wordings = [
        "Who speaks in {r} at {h} on {d}?",
        "Who is speaking at {h} in {r} on {d}?",
        "Who is on in {r} on {d} at {h}?",
        "Which speakers are in {r} at {h} on {d}?",
    ];
    let values = [("{r}", room), ("{h}", &*time(at, random)), ("{d}", &*day(book, date, random))];
    Some(asked(fill(&wordings, &values, random), &talks, people))
}

/// A name made of two that are there, which nobody has.
pub(super) fn unknown(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let first = random.pick(&book.people)?.split(' ').next()?;
    let name = format!("{first} Zentavox");
    let is_word = first.chars().all(char::is_alphabetic) && first.chars().count() > 2;
    let wordings = ["What talks does {p} give?", "When does {p} speak?", "talks by {p}"];
    let text = fill(&wordings, &[("{p}", &name)], random);
    let is_stop = text::is_stop_word(&text::fold(first));
    (is_word && !is_stop).then(|| asked(text, &[], Vec::new()))
}
