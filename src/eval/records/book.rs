//! What a programme states, worked out by plain loops over its records: the known answers that
//! replies are held against. Must not use anything of `answer`.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};

use crate::domain::{EventBundle, Slot, State, Talk};
use crate::text;

/// A time before this hour belongs to the night of the day named.
const NIGHT_ENDS_HOUR: i8 = 6;

/// One event, ready to be asked about.
pub(super) struct Book<'a> {
    pub(super) bundle: &'a EventBundle,
    /// Sessions that take place.
    pub(super) sessions: Vec<&'a Talk>,
    /// Sessions with a time, each with each of its showings.
    pub(super) showings: Vec<(&'a Talk, &'a Slot)>,
    /// Days with sessions, in order.
    pub(super) days: Vec<Date>,
    pub(super) rooms: Vec<&'a str>,
    pub(super) tracks: Vec<&'a str>,
    pub(super) people: Vec<&'a str>,
    pub(super) companies: Vec<&'a str>,
    pub(super) tags: Vec<&'a str>,
}

impl<'a> Book<'a> {
    pub(super) fn of(bundle: &'a EventBundle) -> Self {
        let takes_place = |talk: &&Talk| {
            !matches!(talk.state, State::Cancelled | State::Withdrawn) && talk.kind.is_session()
        };
        let sessions: Vec<&Talk> = bundle.talks.iter().filter(takes_place).collect();
        let showings: Vec<(&Talk, &Slot)> = sessions
            .iter()
            .flat_map(|talk| talk.slots.iter().map(move |slot| (*talk, slot)))
            .collect();
        let days: BTreeSet<Date> = showings.iter().map(|(_, slot)| slot.programme_day()).collect();
        let rooms = showings.iter().filter_map(|(_, slot)| slot.room.as_deref());
        let people = sessions.iter().flat_map(|talk| &talk.speakers);
        Self {
            rooms: distinct(rooms),
            tracks: distinct(sessions.iter().filter_map(|talk| talk.track.as_deref())),
            people: distinct(people.clone().map(|it| it.name.as_str())),
            companies: distinct(people.filter_map(|it| it.affiliation.as_deref())),
            tags: distinct(sessions.iter().flat_map(|it| &it.topics).map(String::as_str)),
            days: days.into_iter().collect(),
            bundle,
            sessions,
            showings,
        }
    }

    /// Everything listed, in which title questions may find their session.
    pub(super) fn titled(&self, title: &str) -> Vec<&'a Talk> {
        let wanted = key(title);
        self.bundle.talks.iter().filter(|it| key(&it.title) == wanted).collect()
    }

    pub(super) fn by(&self, name: &str) -> Vec<&'a Talk> {
        let wanted = text::slugify(name);
        let is_by =
            |talk: &&&Talk| talk.speakers.iter().any(|it| text::slugify(&it.name) == wanted);
        self.sessions.iter().filter(is_by).copied().collect()
    }

    /// Sessions with a showing for which `holds`.
    pub(super) fn shown(&self, holds: impl Fn(&Slot) -> bool) -> Vec<&'a Talk> {
        let mut talks: Vec<&Talk> = Vec::new();
        for (talk, slot) in &self.showings {
            if holds(slot) && talks.iter().all(|it| it.id != talk.id) {
                talks.push(talk);
            }
        }
        talks
    }

    /// Everything listed in a room at a time, pauses too.
    pub(super) fn in_room_at(&self, room: &str, day: Date, time: Time) -> Vec<&'a Talk> {
        let listed = |talk: &&Talk| {
            !matches!(talk.state, State::Cancelled | State::Withdrawn)
                && talk
                    .slots
                    .iter()
                    .any(|it| it.room.as_deref() == Some(room) && is_on(it, day, time))
        };
        self.bundle.talks.iter().filter(listed).collect()
    }

    /// The part of a title before a colon or the like, when no other title begins or is called so.
    pub(super) fn short_title(&self, title: &'a str) -> Option<&'a str> {
        let cut = [": ", " - ", " – ", " | "].iter().filter_map(|joint| title.find(joint)).min()?;
        let short = title.get(..cut)?;
        let wanted = key(short);
        let holds = |it: &&Talk| key(&it.title) != key(title) && contains(&it.title, short);
        let words = text::words(short);
        let is_telling = words.iter().any(|word| !text::is_stop_word(&word.folded));
        (words.len() >= 2
            && wanted.len() >= 6
            && is_telling
            && self.bundle.talks.iter().filter(holds).count() == 0)
            .then_some(short)
    }

    /// The last word of a name, when nobody else has it among theirs.
    pub(super) fn surname(&self, name: &'a str) -> Option<&'a str> {
        let last = name.rsplit(' ').next()?;
        let is_word = last.chars().count() >= 4 && last.chars().all(char::is_alphabetic);
        let wanted = text::fold(last);
        let has =
            |it: &&&str| text::fold(it).split([' ', '-', '(', ')', '"']).any(|word| word == wanted);
        (is_word && name.contains(' ') && self.people.iter().filter(has).count() == 1)
            .then_some(last)
    }
}

/// Whether a slot is running at a time of a programme day.
pub(super) fn is_on(slot: &Slot, day: Date, time: Time) -> bool {
    let covers = |at: DateTime| slot.start == at || (slot.start <= at && at < slot.end);
    if time.hour() >= NIGHT_ENDS_HOUR {
        return covers(day.to_datetime(time));
    }
    let next = day.tomorrow().map(|next| covers(next.to_datetime(time)));
    slot.programme_day() == day && (covers(day.to_datetime(time)) || next.unwrap_or(false))
}

/// A text for comparison: its letters and digits.
pub(super) fn key(title: &str) -> String {
    let words = text::words(title).into_iter().map(|word| word.folded);
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a text holds a phrase, word for word.
pub(super) fn contains(text: &str, phrase: &str) -> bool {
    let phrase = key(phrase);
    !phrase.is_empty() && format!(" {} ", key(text)).contains(&format!(" {phrase} "))
}

/// Whether a label, without the word `track` or `devroom`, is this word or phrase.
pub(super) fn is_label(label: &str, phrase: &str) -> bool {
    core(label) == core(phrase)
}

/// The words of a label that say something.
pub(super) fn core(label: &str) -> String {
    let label = key(label);
    let words = label.split(' ').filter(|word| !matches!(*word, "track" | "devroom"));
    words.filter(|word| !text::is_stop_word(word)).collect::<Vec<_>>().join(" ")
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names: BTreeSet<&str> = names.filter(|name| !key(name).is_empty()).collect();
    names.into_iter().collect()
}
