//! What a question about the programme asks for, told from the words left around the names in it.
//! Knows the English forms; looks nothing up.

use super::question::{Fact, Form, Noun, plural_noun};
use super::spot::{COMPANY, LANGUAGE, PERSON, ROOM, Spots, TITLE, TRACK, WHEN};
use crate::domain::Kind;

mod facts;

/// What is asked of the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// Facts of the sessions named by their title or by a person. Never empty.
    Facts(Vec<Fact>),
    /// How many there are.
    Count(Noun),
    /// Which there are.
    List(Noun),
    /// What there is at some time or place: pauses too.
    On,
    /// What is on at this moment.
    Now,
    /// What begins next.
    Next,
    /// The session that begins first.
    First,
    /// The session that begins last.
    Last,
    /// When it begins: a day, a track, the event.
    Starts,
    /// When it ends.
    Ends,
    /// The rooms.
    Rooms,
    /// The tracks.
    Tracks,
    /// When and where a track is.
    TrackPlace,
    /// Who a person is.
    Profile,
}

/// The words left, with what is asked often of them.
struct Words<'a> {
    all: Vec<&'a str>,
    /// Whether words are left that are neither names nor frame.
    has_residue: bool,
    /// Whether some of these follow `about`.
    has_topic: bool,
    form: &'a Form,
}

/// What is asked; `None` when it is not of the programme, or in no form known here.
pub(super) fn ask(spots: &Spots<'_>, has_residue: bool, form: &Form) -> Option<Ask> {
    let all: Vec<&str> =
        spots.rest.iter().map(|word| word.strip_suffix("'s").unwrap_or(word)).collect();
    let has_topic = !spots.topic().is_empty();
    let words = Words { all, has_residue, has_topic, form };
    words.all.first()?;
    if words.has(TITLE) {
        return words.of_title();
    }
    let of_time = words.of_now().or_else(|| words.of_bounds()).filter(|_| !has_residue);
    of_time
        .or_else(|| words.counted())
        .or_else(|| words.of_person())
        .or_else(|| words.of_track())
        .or_else(|| words.listed())
        .or_else(|| words.on())
}

/// The kind of session that the words left name, in the singular or plural.
pub(super) fn kind(spots: &Spots<'_>) -> Option<Kind> {
    let words: Vec<&str> =
        spots.rest.iter().map(String::as_str).take_while(|word| *word != "about").collect();
    words.iter().enumerate().find_map(|(at, word)| match *word {
        "keynote" | "keynotes" => Some(Kind::Keynote),
        "workshop" | "workshops" | "tutorial" | "tutorials" => Some(Kind::Workshop),
        "panel" | "panels" => Some(Kind::Panel),
        "fireside" => Some(Kind::Fireside),
        "lightning" if words.get(at + 1).is_some_and(|it| it.starts_with("talk")) => {
            Some(Kind::Lightning)
        }
        _ => None,
    })
}

impl Words<'_> {
    fn has(&self, word: &str) -> bool {
        self.all.contains(&word)
    }

    fn has_any(&self, words: &[&str]) -> bool {
        self.all.iter().any(|word| words.contains(word))
    }

    fn first_is(&self, words: &[&str]) -> bool {
        self.all.first().is_some_and(|word| words.contains(word))
    }

    fn holds(&self, phrase: &[&str]) -> bool {
        self.all.windows(phrase.len()).any(|window| window == phrase)
    }

    fn narrows(&self) -> bool {
        self.has_any(&[PERSON, ROOM, TRACK, COMPANY, LANGUAGE, WHEN])
    }

    /// The plural noun among the words; the events of a day or room are its sessions.
    fn noun(&self) -> Option<Noun> {
        self.all.iter().find_map(|word| self.plural(word))
    }

    fn plural(&self, word: &str) -> Option<Noun> {
        match plural_noun(word) {
            Some(Noun::Events) if self.narrows() => Some(Noun::Talks),
            noun => noun,
        }
    }

    fn has_session(&self) -> bool {
        self.has_any(&[
            "talk",
            "session",
            "presentation",
            "lecture",
            "keynote",
            "workshop",
            "tutorial",
            "panel",
            "event",
            "thing",
            "speaker",
            "contribution",
            "slot",
        ])
    }

    /// Facts of the sessions with a title.
    fn of_title(&self) -> Option<Ask> {
        if self.has_residue {
            return None;
        }
        let facts = self.facts();
        let asks_whether = self.first_is(&["is", "does", "will", "was"]) && self.narrows();
        match facts.is_empty() {
            false => Some(Ask::Facts(facts)),
            true if asks_whether && self.has(LANGUAGE) => Some(Ask::Facts(vec![Fact::Language])),
            true => asks_whether.then(|| Ask::Facts(vec![Fact::When])),
        }
    }

    fn counted(&self) -> Option<Ask> {
        let after = |first: &str, second: &str| {
            let pairs = self.all.windows(2);
            pairs.clone().position(|pair| pair == [first, second]).map(|at| &self.all[at + 2..])
        };
        if self.holds(&["how", "often"]) || self.holds(&["how", "many", "times"]) {
            return self.has(PERSON).then_some(Ask::Count(Noun::Talks));
        }
        let rest = after("how", "many").or_else(|| after("number", "of"));
        let rest = rest.or_else(|| self.first_is(&["count"]).then(|| &self.all[1..]))?;
        let near = || rest.iter().take(4);
        if near().take(2).any(|word| matches!(*word, "room" | "rooms")) {
            return (!self.has_residue).then_some(Ask::Rooms);
        }
        if near().take(2).any(|word| matches!(*word, "track" | "tracks" | "devrooms")) {
            return (!self.has_residue).then_some(Ask::Tracks);
        }
        if near().take(2).any(|word| *word == "people") && self.is_on_stage() {
            return (!self.has_residue).then_some(Ask::Count(Noun::Speakers));
        }
        let noun = near().find_map(|word| self.plural(word))?;
        self.may_have_topic().then_some(Ask::Count(noun))
    }

    /// Whether words that are no frame can be a topic here, and not a question about content.
    fn may_have_topic(&self) -> bool {
        let is_of_record = matches!(self.form, Form::List(_) | Form::Count(_));
        !self.has_residue || is_of_record || (self.has_topic && self.narrows())
    }

    fn is_on_stage(&self) -> bool {
        self.has_any(&[
            "speak",
            "speaks",
            "speaking",
            "spoke",
            "present",
            "presents",
            "presenting",
            "give",
            "gives",
            "giving",
            "gave",
            "talk",
            "talking",
            "talks",
            "session",
            "sessions",
            "presented",
            "presentation",
            "host",
            "hosts",
            "hosting",
            "held",
            "appear",
            "lead",
            "leads",
            "led",
            "do",
            "doing",
            "on",
            "hold",
            "holds",
            "moderate",
            "moderates",
            "scheduled",
            "presentations",
            "keynote",
            "workshop",
            "programme",
            "schedule",
        ])
    }

    fn of_person(&self) -> Option<Ask> {
        if !self.has(PERSON) {
            return None;
        }
        let is_whole =
            matches!(self.all.as_slice(), ["who" | "whos", PERSON] | ["who", "is" | "was", PERSON]);
        let asks_employer = self.has_any(&["company", "affiliation", "employer", "organisation"])
            || self.holds(&["work", "for"])
            || self.holds(&["works", "for"]);
        if is_whole || (asks_employer && !self.has_residue && !self.is_on_stage_verb()) {
            return Some(Ask::Profile);
        }
        let mut facts = self.facts();
        facts.retain(|fact| *fact != Fact::Who);
        let asks_fact = self.first_is(&[
            "when", "where", "how", "in", "at", "on", "what", "which", "is", "will", "are",
        ]);
        let is_of_list = self.noun().is_some() && self.first_is(&["which", "what"]);
        if asks_fact && !facts.is_empty() && !is_of_list {
            return (!self.has_residue || self.has_session()).then_some(Ask::Facts(facts));
        }
        let is_plain = !self.has_residue || matches!(self.form, Form::List(_));
        (is_plain && !self.first_is(&["who", "why", "how"]) && self.is_on_stage())
            .then_some(Ask::List(Noun::Talks))
    }

    fn is_on_stage_verb(&self) -> bool {
        self.has_any(&["speak", "speaks", "speaking", "present", "presents", "give", "gives"])
    }

    fn of_track(&self) -> Option<Ask> {
        let is_alone = self.has(TRACK) && !self.has_residue && self.noun().is_none();
        let asks = self.first_is(&["when", "where"])
            || self.has_any(&["room", "rooms", "day", "time"]) && !self.has(ROOM);
        (is_alone && asks && !self.has_session()).then_some(Ask::TrackPlace)
    }

    fn listed(&self) -> Option<Ask> {
        if self.first_is(&["how", "why"]) {
            return None;
        }
        if self.first_is(&["which", "what", "list", "show"]) && !self.has_residue {
            let near = self.all.iter().skip(1).take(3);
            for word in near {
                match *word {
                    "rooms" | "stages" | "halls" => return Some(Ask::Rooms),
                    "tracks" | "devrooms" => return Some(Ask::Tracks),
                    _ => {}
                }
            }
        }
        let asks_who =
            self.first_is(&["who", "whos", "whose"]) || self.noun() == Some(Noun::Speakers);
        if asks_who && (self.narrows() || !self.has_residue) {
            let is_plain = !self.has_residue || self.has_topic;
            return (is_plain && (self.narrows() || self.noun().is_some()))
                .then_some(Ask::List(Noun::Speakers));
        }
        if let Some(noun) = self.noun() {
            return self.may_have_topic().then_some(Ask::List(noun));
        }
        let has_plain_topic = !self.has_residue || self.has_topic;
        let is_one = self.has_session() || (self.has(COMPANY) && self.is_on_stage());
        (is_one && self.narrows() && has_plain_topic && !self.first_is(&["when", "where"]))
            .then_some(Ask::List(Noun::Talks))
    }

    /// What is on at a time or in a room, with no noun said.
    fn on(&self) -> Option<Ask> {
        let is_placed = self.has_any(&[WHEN, ROOM, TRACK]);
        let is_other = self.first_is(&["when", "where", "who", "how", "why"]);
        if !is_placed || is_other || self.has(COMPANY) {
            return None;
        }
        match (self.has_residue, self.has_topic) {
            (false, false) => Some(Ask::On),
            (_, true) => Some(Ask::List(Noun::Talks)),
            _ => None,
        }
    }
}
