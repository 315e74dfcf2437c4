//! The facts that a question asks for, and the moments: now, next, first, last.

use super::{Ask, Words};
use crate::answer::question::Fact;
use crate::answer::spot::PERSON;

impl Words<'_> {
    /// The facts asked for, in order.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let mut found: Vec<(usize, Fact)> =
            (0..self.all.len()).filter_map(|at| Some((at, self.fact_at(at)?))).collect();
        let has = |found: &[(usize, Fact)], fact| found.iter().any(|(_, it)| *it == fact);
        if has(&found, Fact::Video) || has(&found, Fact::Slides) {
            found.retain(|(_, fact)| !matches!(fact, Fact::Where));
        }
        if has(&found, Fact::Length) {
            let asks_when = self.has_any(&["when", "day"]);
            found.retain(|(_, fact)| *fact != Fact::When || asks_when);
        }
        let mut facts: Vec<Fact> = Vec::new();
        for (_, fact) in found {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    fn fact_at(&self, at: usize) -> Option<Fact> {
        let before = at.checked_sub(1).map_or("", |at| self.all[at]);
        let next = self.all.get(at + 1).copied().unwrap_or_default();
        match self.all[at] {
            "who" | "whom" | "whos" | "whose" | "speaker" | "speakers" | "presenter"
            | "presenters" | "moderator" => Some(Fact::Who),
            "people" if self.first_is(&["which", "what", "how"]) => Some(Fact::Who),
            "when" | "date" | "starts" | "begins" | "ends" | "scheduled" => Some(Fact::When),
            "start" | "begin" | "end" | "finish" if !self.first_is(&["who", "where"]) => {
                Some(Fact::When)
            }
            "time" | "day" | "times" if before != "long" && before != "much" => Some(Fact::When),
            "where" | "room" | "rooms" | "hall" | "venue" | "stage" | "location" => {
                Some(Fact::Where)
            }
            "place" if before != "take" && before != "takes" => Some(Fact::Where),
            "long" if before == "how" => Some(Fact::Length),
            "time" if before == "much" => Some(Fact::Length),
            "duration" | "length" | "minutes" | "minute" | "hours" => Some(Fact::Length),
            "recorded" | "recording" | "video" | "videos" | "stream" | "streamed" | "watch"
            | "recordings" => Some(Fact::Video),
            "slides" | "deck" => Some(Fact::Slides),
            "language" | "languages" => Some(Fact::Language),
            "track" | "devroom" => Some(Fact::Track),
            "kind" | "type" | "sort" | "format" => Some(Fact::Kind),
            "cancelled" | "canceled" => Some(Fact::State),
            "still" if next == "on" || next == "happening" || self.holds(&["take", "place"]) => {
                Some(Fact::State)
            }
            _ => None,
        }
    }

    pub(super) fn of_now(&self) -> Option<Ask> {
        if self.has("next") {
            return Some(Ask::Next);
        }
        let is_now = self.has_any(&["now", "currently"]) || self.holds(&["at", "the", "moment"]);
        is_now.then_some(Ask::Now)
    }

    /// The first and last session, and when things begin and end.
    pub(super) fn of_bounds(&self) -> Option<Ask> {
        const STARTS: [&str; 8] =
            ["start", "starts", "begin", "begins", "open", "opens", "starting", "beginning"];
        const ENDS: [&str; 8] =
            ["end", "ends", "finish", "finishes", "close", "closes", "over", "ending"];
        if self.has(PERSON) || self.holds(&["how", "many"]) {
            return None;
        }
        let is_of_session = self.has_session() || self.noun().is_some();
        if self.has_any(&["first", "earliest", "opening"]) && is_of_session {
            return Some(Ask::First);
        }
        if self.has_any(&["last", "final", "latest", "closing"]) && is_of_session {
            return Some(Ask::Last);
        }
        let asks_when = self.first_is(&["when"]) || self.has_any(&["time", "late", "early"]);
        let is_of_whole = !is_of_session || self.has_any(&["event", "talks", "sessions"]);
        if !asks_when || !is_of_whole {
            return None;
        }
        match (self.has_any(&STARTS), self.has_any(&ENDS)) {
            (true, _) => Some(Ask::Starts),
            (_, true) => Some(Ask::Ends),
            _ => None,
        }
    }
}
