//! The forms of generated questions: what each asks of a programme, in several wordings, with the
//! answer that the records give.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::book::{self, Book};
use super::random::Random;
use super::words::{day, fill, time};
use crate::domain::{LinkKind, Slot, Talk};
use crate::text;

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
    ("who gives a talk", who),
    ("when is a talk", when),
    ("which day is a talk", which_day),
    ("which room is a talk in", room),
    ("how long is a talk", length),
    ("which track is a talk in", track),
    ("what language is a talk in", language),
    ("is a talk recorded", recorded),
    ("a talk by its short title", short_title),
    ("how many talks", count_all),
    ("how many talks on a day", count_day),
    ("how many talks in a room", count_room),
    ("how many talks in a track", count_track),
    ("how many talks by a speaker", count_speaker),
    ("talks by a speaker", list_speaker),
    ("talks in a track", list_track),
    ("talks in a room on a day", list_room_day),
    ("talks in a part of a day", list_part),
    ("talks at a time", list_time),
    ("talks after or before a time", list_after),
    ("what is on in a room at a time", on_room),
    ("what is on now", now),
    ("what is next", next),
    ("what is next in a room", next_room),
    ("talks by people of a company", company),
    ("when does a speaker speak", speaker_when),
    ("where does a speaker speak", speaker_where),
    ("how long is a speaker's talk", speaker_length),
    ("a speaker by surname", surname),
    ("who speaks in a room at a time", who_room),
    ("talks on a topic on a day", topic_day),
    ("first talk of a day", first),
    ("last talk of a day", last),
    ("when does a day start", day_start),
    ("when does a day end", day_end),
    ("talks by a speaker nobody is", unknown),
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

fn who(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn when(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    #[rustfmt::skip]
    let wordings = [
        "When is {t}?", "What time is {t}?", "When does {t} start?", "When is the talk {t}?",
        "At what time does {t} begin?", "When will {t} be held?", "what time does {t} start?",
        "When does the session {t} take place?", "When is \"{t}\" scheduled?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, showings(&talks)))
}

fn which_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    let wordings = [
        "Which day is {t}?",
        "What day is {t} on?",
        "On which day is {t}?",
        "On what date is {t}?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, showings(&talks)))
}

fn room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_room)?;
    #[rustfmt::skip]
    let wordings = [
        "Where is {t}?", "Which room is {t} in?", "In which room is {t}?", "what room is {t} in?",
        "Where does {t} take place?", "Where is the talk {t} held?", "Where can I see {t}?",
        "Which room hosts {t}?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, rooms(&talks)))
}

fn length(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, has_slot)?;
    #[rustfmt::skip]
    let wordings = [
        "How long is {t}?", "How long does {t} last?", "How long is the talk {t}?",
        "What is the length of {t}?", "How many minutes is {t}?", "How much time does {t} take?",
        "What is the duration of {t}?", "How long will {t} take?",
    ];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, lengths(&talks)))
}

fn track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (title, talks) = session(book, random, |talk| talk.track.is_some())?;
    let values = talks.iter().filter_map(|talk| talk.track.clone()).collect();
    let wordings =
        ["Which track is {t} in?", "What track is {t} part of?", "In which track is {t}?"];
    Some(asked(fill(&wordings, &[("{t}", title)], random), &talks, values))
}

fn language(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn recorded(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn short_title(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn count_all(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let wordings = [
        "How many talks are there?",
        "How many sessions are there?",
        "how many talks are there in total?",
        "What is the number of talks?",
        "How many sessions does the conference have?",
    ];
    list(fill(&wordings, &[], random), &book.sessions)
}

fn count_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

/// A room as it is written, or without what stands in brackets where no other is called so.
fn room_name<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a str, &'a str)> {
    let name = *random.pick(&book.rooms)?;
    let short = name.split(" (").next().unwrap_or(name);
    let is_one = book.rooms.iter().filter(|room| book::contains(room, short)).count() == 1;
    let is_short = is_one && random.chance(50);
    Some((name, if is_short { short } else { name }))
}

fn count_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn in_track<'a>(book: &Book<'a>, track: &str) -> Vec<&'a Talk> {
    let is_in = |talk: &&&Talk| talk.track.as_deref() == Some(track);
    book.sessions.iter().filter(is_in).copied().collect()
}

fn count_track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let track = *random.pick(&book.tracks)?;
    let wordings = [
        "How many talks are in the {t} track?",
        "How many talks are there in the track {t}?",
        "How many sessions does the {t} track have?",
    ];
    list(fill(&wordings, &[("{t}", track)], random), &in_track(book, track))
}

fn speaker<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a str, Vec<&'a Talk>)> {
    let name = *random.pick(&book.people)?;
    let talks = book.by(name);
    (talks.len() <= 10 && talks.iter().map(|it| it.slots.len()).sum::<usize>() <= 10)
        .then_some((name, talks))
}

fn count_speaker(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn list_speaker(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn list_track(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let track = *random.pick(&book.tracks)?;
    let wordings = [
        "Which talks are in the {t} track?",
        "What sessions are in the track {t}?",
        "List all talks in the {t} track",
        "talks in the {t} track",
    ];
    list(fill(&wordings, &[("{t}", track)], random), &in_track(book, track))
}

fn list_room_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn list_part(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

/// A showing that begins by day, so that a time names it.
fn by_day<'a>(book: &Book<'a>, random: &mut Random) -> Option<(&'a Talk, &'a Slot)> {
    let able: Vec<&(&Talk, &Slot)> =
        book.showings.iter().filter(|(_, slot)| slot.start.hour() >= 6).collect();
    random.pick(&able).map(|it| **it)
}

fn list_time(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn list_after(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn on_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn who_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

/// A moment during the event, and the wall clock then.
fn moment(book: &Book<'_>, random: &mut Random) -> Option<(Timestamp, DateTime)> {
    let &(_, slot) = random.pick(&book.showings)?;
    let seconds = slot.start.duration_until(slot.end).as_secs().clamp(1, 86_400);
    let after = random.below(usize::try_from(seconds).ok()?) as i64;
    let wall = slot.start.checked_add(jiff::SignedDuration::from_secs(after)).ok()?;
    let zone = book.bundle.event.timezone.as_deref()?;
    Some((wall.in_tz(zone).ok()?.timestamp(), wall))
}

fn now(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn next(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (now, wall) = moment(book, random)?;
    let later = |slot: &&Slot| wall < slot.start;
    let start = book.showings.iter().map(|(_, slot)| *slot).filter(later).map(|it| it.start).min();
    let talks = book.shown(|slot| Some(slot.start) == start);
    let wordings =
        ["What's next?", "What is on next?", "Which talks are next?", "What comes next?"];
    let values = start.filter(|_| talks.len() <= 10).map(clock).into_iter().collect();
    Some(Asked { now: Some(now), ..asked(fill(&wordings, &[], random), &talks, values) })
}

fn next_room(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn company(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn speaker_when(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn speaker_where(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn speaker_length(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let (name, talks) = speaker(book, random)?;
    let wordings = [
        "How long is {p}'s talk?",
        "How long is the talk by {p}?",
        "How long does {p} speak?",
        "How long is the talk of {p}?",
    ];
    Some(asked(fill(&wordings, &[("{p}", name)], random), &talks, lengths(&talks)))
}

fn surname(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn topic_day(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
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

fn first(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let of_day = |slot: &Slot| slot.programme_day() == date;
    let slots = book.showings.iter().map(|(_, slot)| *slot).filter(|slot| of_day(slot));
    let start = slots.map(|slot| slot.start).min()?;
    let talks = book.shown(|slot| of_day(slot) && slot.start == start);
    let wordings = [
        "What is the first talk on {d}?",
        "Which talk is first on {d}?",
        "What is the first session on {d}?",
        "when is the first talk on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

fn last(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let of_day = |slot: &Slot| slot.programme_day() == date;
    let slots = book.showings.iter().map(|(_, slot)| *slot).filter(|slot| of_day(slot));
    let start = slots.map(|slot| slot.start).max()?;
    let talks = book.shown(|slot| of_day(slot) && slot.start == start);
    let wordings = [
        "What is the last talk on {d}?",
        "Which talk is last on {d}?",
        "What is the final session on {d}?",
        "when is the last talk on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

fn day_start(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let of_day = |slot: &Slot| slot.programme_day() == date;
    let slots = book.showings.iter().map(|(_, slot)| *slot).filter(|slot| of_day(slot));
    let start = slots.map(|slot| slot.start).min()?;
    let talks = book.shown(|slot| of_day(slot) && slot.start == start);
    let wordings = [
        "When does the programme start on {d}?",
        "When does {d} start?",
        "What time does the conference begin on {d}?",
        "what time do talks start on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(start)]))
}

fn day_end(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let date = *random.pick(&book.days)?;
    let of_day = |slot: &Slot| slot.programme_day() == date;
    let slots = book.showings.iter().map(|(_, slot)| *slot).filter(|slot| of_day(slot));
    let end = slots.map(|slot| slot.end).max()?;
    let talks = book.shown(|slot| of_day(slot) && slot.end == end);
    let wordings = [
        "When does the programme end on {d}?",
        "When does {d} end?",
        "What time does the conference finish on {d}?",
        "when do talks end on {d}?",
    ];
    let text = fill(&wordings, &[("{d}", &day(book, date, random))], random);
    Some(asked(text, &talks, vec![clock(end)]))
}

/// A name made of two that are there, which nobody has.
fn unknown(book: &Book<'_>, random: &mut Random) -> Option<Asked> {
    let first = random.pick(&book.people)?.split(' ').next()?;
    let name = format!("{first} Zentavox");
    let is_word = first.chars().all(char::is_alphabetic) && first.chars().count() > 2;
    let wordings = ["What talks does {p} give?", "When does {p} speak?", "talks by {p}"];
    let text = fill(&wordings, &[("{p}", &name)], random);
    let is_stop = text::is_stop_word(&text::fold(first));
    (is_word && !is_stop).then(|| asked(text, &[], Vec::new()))
}
