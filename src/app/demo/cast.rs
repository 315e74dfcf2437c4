//! Which talks of the editions are given, and in which invented track; picks them so that nobody is on
//! two stages at once.

use std::collections::{HashSet, VecDeque};

use crate::domain::{EventBundle, Kind, Talk};

/// Tracks with the words, in topics and titles, that speak for them.
const TRACKS: [(&str, &[&str]); 5] = [
    ("Agents and assistants", &["agent", "mcp", "assistant", "prompt", "context engineering"]),
    (
        "Data and retrieval",
        &["rag", "retrieval", "search", "vector", "data", "knowledge", "document"],
    ),
    (
        "Inference and hardware",
        &["inference", "serving", "gpu", "vllm", "edge", "hardware", "quantization", "network"],
    ),
    (
        "Operations and security",
        &["observability", "mlops", "security", "kubernetes", "pipeline", "container", "ci/cd"],
    ),
    (
        "Openness and society",
        &["open source ai", "policy", "governance", "ethics", "licens", "climate", "responsible"],
    ),
];

/// The track of what speaks for no other.
const OTHER_TRACK: &str = "Models and applications";

/// A talk waiting for a slot.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The talk as its edition has it.
    pub(super) talk: Talk,
    /// The edition's name.
    pub(super) edition: String,
    /// The invented track.
    pub(super) track: &'static str,
}

/// All talks waiting, in the order of the editions.
pub(super) struct Cast {
    waiting: VecDeque<Candidate>,
}

impl Cast {
    /// Every talk of the editions, each id once.
    pub(super) fn new(editions: &[EventBundle]) -> Self {
        let mut seen = HashSet::new();
        let mut waiting = VecDeque::new();
        for edition in editions {
            for talk in &edition.talks {
                if seen.insert(talk.id.as_str()) {
                    let (talk, edition) = (talk.clone(), edition.event.name.clone());
                    waiting.push_back(Candidate { track: track_of(&talk), talk, edition });
                }
            }
        }
        Self { waiting }
    }

    /// The next talk of one of these kinds of which nobody is busy; one whose title has `word`
    /// goes first.
    pub(super) fn take(
        &mut self,
        kinds: &[Kind],
        word: Option<&str>,
        busy: &Busy,
    ) -> Option<Candidate> {
        let fits = |it: &Candidate| kinds.contains(&it.talk.kind) && busy.is_free(&it.talk);
        let named = |it: &Candidate| word.is_some_and(|word| it.talk.title.contains(word));
        let best = self.waiting.iter().position(|it| fits(it) && named(it));
        let place = best.or_else(|| self.waiting.iter().position(fits))?;
        self.waiting.remove(place)
    }

    /// The next ordinary talk of which nobody is busy, of the fullest track that has no talk at
    /// this time yet.
    pub(super) fn take_talk(&mut self, busy: &Busy) -> Option<Candidate> {
        let is_talk = |it: &&Candidate| it.talk.kind == Kind::Talk;
        let left = |track: &str| {
            self.waiting.iter().filter(is_talk).filter(|it| it.track == track).count()
        };
        let fits = |it: &Candidate| it.talk.kind == Kind::Talk && busy.is_free(&it.talk);
        let mut places: Vec<usize> =
            (0..self.waiting.len()).filter(|&at| fits(&self.waiting[at])).collect();
        // A stable sort: within a track the order of the edition stays.
        places.sort_by_key(|&at| {
            let track = self.waiting[at].track;
            (busy.tracks.contains(track), std::cmp::Reverse(left(track)))
        });
        self.waiting.remove(*places.first()?)
    }
}

/// Who is on a stage at a time, and in which tracks.
#[derive(Debug, Clone, Default)]
pub(super) struct Busy {
    people: HashSet<String>,
    tracks: HashSet<&'static str>,
}

impl Busy {
    /// Notes a talk that is given at this time.
    pub(super) fn add(&mut self, candidate: &Candidate) {
        self.people.extend(candidate.talk.speakers.iter().map(|it| it.name.clone()));
        self.tracks.insert(candidate.track);
    }

    fn is_free(&self, talk: &Talk) -> bool {
        talk.speakers.iter().all(|person| !self.people.contains(&person.name))
    }
}

/// The track for which most words of the topics and the title speak.
fn track_of(talk: &Talk) -> &'static str {
    let words = format!("{} {}", talk.topics.join(" "), talk.title.to_lowercase());
    let votes = |keys: &[&str]| keys.iter().filter(|key| words.contains(**key)).count();
    let mut best = (OTHER_TRACK, 0);
    for (track, keys) in TRACKS {
        let votes = votes(keys);
        if votes > best.1 {
            best = (track, votes);
        }
    }
    best.0
}
