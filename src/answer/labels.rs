//! Questions about the rooms and tracks themselves: which there are, and when and where a track is.

use super::programme::{CITED, LISTED, answered, citations, zone};
use super::record::counted;
use super::select::{Asked, Entries};
use super::{Citation, Findings};
use crate::search::SearchError;
use crate::text;

impl Asked<'_, '_> {
    /// The rooms or tracks of the sessions chosen.
    pub(super) fn labels(&self, noun: &str) -> Result<Findings, SearchError> {
        let shown = self.select(Entries::Sessions)?;
        let mut names: Vec<&str> = Vec::new();
        let mut cited: Vec<Citation> = Vec::new();
        for it in &shown {
            let rooms = it.slots.iter().filter_map(|slot| slot.room.as_deref());
            let labels: Vec<&str> = match noun {
                "room" => rooms.collect(),
                _ => it.talk.track.as_deref().into_iter().collect(),
            };
            for label in labels {
                if !names.contains(&label) {
                    names.push(label);
                    cited.push(it.record().citation());
                }
            }
        }
        let phrase = self.phrase() + &self.scope.phrase(self.catalog);
        if names.is_empty() {
            return Ok(Findings::nothing(format!("The records name no {noun}{phrase}.")));
        }
        names.sort_unstable();
        cited.truncate(CITED);
        let lines: Vec<String> = names.iter().map(|it| text::line(it)).collect();
        let text = format!("{}{phrase}: {}.", counted(names.len(), noun), lines.join("; "));
        Ok(answered(text, cited))
    }

    /// Days, hours and rooms of the track named.
    pub(super) fn track_place(&self) -> Result<Findings, SearchError> {
        let shown = self.select(Entries::Sessions)?;
        let mut spans: Vec<(jiff::civil::Date, Option<&str>, String, String)> = Vec::new();
        for slot in shown.iter().flat_map(|it| &it.slots) {
            let (day, room) = (slot.programme_day(), slot.room.as_deref());
            let clock = |at: jiff::civil::DateTime| at.strftime("%H:%M").to_string();
            match spans.iter_mut().find(|span| span.0 == day && span.1 == room) {
                Some(span) => span.3 = clock(slot.end),
                None => spans.push((day, room, clock(slot.start), clock(slot.end))),
            }
        }
        let count = counted(shown.len(), "session");
        let phrase = self.phrase();
        if spans.is_empty() {
            return Ok(Findings::nothing(format!("The records hold no times{phrase}.")));
        }
        let line = |(day, room, from, to): &(jiff::civil::Date, Option<&str>, String, String)| {
            let room = room.map(|room| format!(", {}", text::line(room))).unwrap_or_default();
            format!("{} {day}, {from} to {to}{room}", day.strftime("%A"))
        };
        let spans: Vec<String> = spans.iter().take(LISTED).map(line).collect();
        let text = format!("{count}{phrase}: {}.{}", spans.join("; "), zone(&shown));
        Ok(answered(text, citations(&shown, CITED)))
    }
}
