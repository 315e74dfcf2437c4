//! Questions about one session, by its title: who, when, where, how long and the like.

use std::collections::BTreeSet;

use super::super::words::fill;
use super::{
    Asked, Book, Random, asked, has_room, has_slot, lengths, names, rooms, session, showings,
};
use crate::domain::{LinkKind, Talk};

pub(super) fn who(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, |talk| (1..=10).contains(&talk.speakers.len()))?;
    #[rustfmt::skip]
    let wordings = [
        "Who gives {t}?", "Who is giving {t}?", "who gives the talk \"{t}\"?",
        "Who presents {t}?", "Who is the speaker of {t}?", "Who speaks in {t}?",
        "Who are the speakers of {t}?", "Who gave the talk {t}?", "Who is speaking at {t}?",
        "Which speakers are in {t}?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, names(&talks)))
}

pub(super) fn when(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    #[rustfmt::skip]
    let wordings = [
        "When is {t}?", "What time is {t}?", "When does {t} start?", "When is the talk {t}?",
        "At what time does {t} begin?", "When will {t} be held?", "what time does {t} start?",
        "When does the session {t} take place?", "When is \"{t}\" scheduled?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, showings(&talks)))
}

pub(super) fn which_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    let wordings = [
        "Which day is {t}?",
        "What day is {t} on?",
        "On which day is {t}?",
        "On what date is {t}?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, showings(&talks)))
}

pub(super) fn room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_room)?;
    #[rustfmt::skip]
    let wordings = [
        "Where is {t}?", "Which room is {t} in?", "In which room is {t}?", "what room is {t} in?",
        "Where does {t} take place?", "Where is the talk {t} held?", "Where can I see {t}?",
        "Which room hosts {t}?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, rooms(&talks)))
}

pub(super) fn length(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    #[rustfmt::skip]
    let wordings = [
        "How long is {t}?", "How long does {t} last?", "How long is the talk {t}?",
        "What is the length of {t}?", "How many minutes is {t}?", "How much time does {t} take?",
        "What is the duration of {t}?", "How long will {t} take?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, lengths(&talks)))
}

pub(super) fn track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, |talk| talk.track.is_some())?;
    let values = talks.iter().filter_map(|talk| talk.track.clone()).collect();
    let wordings =
        ["Which track is {t} in?", "What track is {t} part of?", "In which track is {t}?"];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, values))
}

pub(super) fn language(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let is_known = |talk: &Talk| {
        !talk.languages.is_empty()
            && talk.languages.iter().all(|it| matches!(it.as_str(), "en" | "de"))
    };
    let (title, talks) = session(book, random, is_known)?;
    let tags: BTreeSet<&str> =
        talks.iter().flat_map(|talk| &talk.languages).map(String::as_str).collect();
    let values =
        tags.into_iter().map(|tag| if tag == "en" { "English" } else { "German" }.to_owned());
    let wordings =
        ["What language is {t} in?", "In which language is {t}?", "Which language is {t} held in?"];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, values.collect()))
}

pub(super) fn recorded(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, |_| true)?;
    let values = talks.iter().map(|talk| match talk.link(LinkKind::Video) {
        Some(link) => link.url.clone(),
        None => "no recording".to_owned(),
    });
    let wordings = [
        "Is {t} recorded?",
        "Is there a recording of {t}?",
        "Where can I watch {t}?",
        "Is there a video of {t}?",
        "Was {t} recorded?",
    ];
    let values = values.collect();
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, values))
}

pub(super) fn short_title(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let able: Vec<(&str, &Talk)> = book
        .sessions
        .iter()
        .filter(|talk| has_room(talk))
        .filter_map(|talk| Some((book.short_title(&talk.title)?, *talk)))
        .collect();
    let &(short, talk) = random.pick(&able)?;
    let talks = book.titled(&talk.title);
    if talks.iter().map(|it| it.slots.len()).sum::<usize>() > 10 {
        return None;
    }
    match random.below(3) {
        0 if !talk.speakers.is_empty() => {
            let wordings = ["Who gives {t}?", "Who presents the talk {t}?"];
            Some(asked(fill(&wordings, &[("{t}", short)], random), &talks, names(&talks)))
        }
        1 => {
            let wordings = ["Where is {t}?", "Which room is {t} in?"];
            Some(asked(fill(&wordings, &[("{t}", short)], random), &talks, rooms(&talks)))
        }
        _ => {
            let wordings = ["When is {t}?", "When does {t} start?", "what time is {t}?"];
            Some(asked(fill(&wordings, &[("{t}", short)], random), &talks, showings(&talks)))
        }
    }
}
